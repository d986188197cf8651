"""Ending, stopping or entering other processes, and undoing the walls of the box."""

from __future__ import annotations

from tests.trainer.hostile_code.attack import PRELUDE, Attack
from tests.trainer.hostile_code.exercise import MODEL, POINTS

_KILL_ALL = """
for sign in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
    for number in [os.getppid(), 1, 0, *range(2, 3000)]:
        if number in (os.getpid(), 0):
            continue
        try:
            os.kill(number, sign)
        except OSError:
            pass
"""
_MOUNTS = """
for target in (b'/proc', b'/', b'/qms-box/work', b'/dev', b'/usr'):
    for flags in (0, 2, 8):
        if libc.umount2(target, flags) == 0:
            reached('umount', target)
if libc.mount(None, b'/', None, 32, None) == 0:
    reached('remount /')
for kind, place in ((b'proc', b'/proc'), (b'sysfs', b'/qms-box/tmp'), (b'tmpfs', b'/qms-box/tmp'), (b'cgroup2', b'/qms-box/tmp'),
                    (b'mqueue', b'/qms-box/tmp'), (b'devpts', b'/dev/pts'), (b'overlay', b'/qms-box/tmp')):
    if libc.mount(b'none', place, kind, 0, None) == 0:
        reached('mount', kind)
for name, number in (('null', 0x103), ('disk', 0x800), ('mem', 0x101)):
    try:
        os.mknod(f'/qms-box/tmp/{name}', 0o20666, number)
        reached('device', name)
    except OSError:
        pass
if libc.chroot(b'/qms-box/tmp') == 0:
    reached('chroot')
if libc.sethostname(b'x', 1) == 0:
    reached('host name')
"""
_WRITE = """
import qmslib, site
def attempt(what, action):
    try:
        action()
    except OSError:
        return
    reached(what)
for folder in [os.path.dirname(qmslib.__file__), os.path.dirname(pd.__file__), sys.prefix, sys.base_prefix, '/', '/usr', '/usr/lib',
               '/usr/bin', '/etc', '/proc', '/dev', '/qms-box', *site.getsitepackages()]:
    attempt(folder, lambda: open(folder + '/sitecustomize.py', 'w').write('print(1)'))
    attempt(folder + ' mode', lambda: os.chmod(folder, 0o777))
attempt('module', lambda: open(qmslib.__file__, 'a'))
attempt('python', lambda: open(sys.executable, 'r+b'))
attempt('link', lambda: os.link(qmslib.__file__, 'x.py'))
for user in (0, os.getuid() + 1):
    attempt('user', lambda: os.setuid(user))
"""
_DAEMON = """
def daemon(seconds):
    if os.fork() == 0:
        os.setsid()
        for sign in range(1, 65):
            try:
                signal.signal(sign, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        if os.fork():
            os._exit(0)
        os.setsid()
        time.sleep(seconds)
        os._exit(0)
for _ in range(10):
    daemon(3600)
"""


def _out(name: str, own: str, said: str = "", earns: dict[str, float] | None = None) -> Attack:
    return Attack(name, PRELUDE + own, answers=MODEL if earns else {}, earns=earns or {}, said=said)


_NESTED = """
import resource
if libc.unshare(0x10000000 | 0x00020000 | 0x20000000) == 0:
    for name, text in (('setgroups', 'deny'), ('uid_map', '0 65534 1')):
        try:
            open(f'/proc/self/{name}', 'w').write(text)
        except OSError:
            pass
    if os.fork() == 0:
        try:
"""
_NESTED += "\n".join("            " + line for line in _MOUNTS.replace("reached('mount', kind)", "pass").splitlines())
_NESTED += """
            if os.path.exists('/proc/1'):
                reached('proc')
        finally:
            os._exit(0)
    os.wait()
"""

ATTACKS = (
    _out("out-kill-each", _KILL_ALL),
    _out("out-kill-all", "os.kill(-1, 9)\ntime.sleep(30)"),
    _out("out-kill-group", "os.killpg(0, 9)", "Python was ended"),
    _out("out-kill-parent", "os.kill(os.getppid(), 9)\nos.kill(1, 9)", earns=POINTS),
    _out("out-kill-self", "os.kill(os.getpid(), 9)", "Python was ended"),
    _out("out-stop-self", "os.kill(os.getpid(), signal.SIGSTOP)", "stopped"),
    _out("out-stop-all", "os.kill(-1, signal.SIGSTOP)\nos.kill(os.getpid(), signal.SIGSTOP)"),
    _out("out-exit-0", "os._exit(0)", "Python was ended"),
    _out("out-exit", "sys.exit(0)", earns=POINTS),
    _out("out-quit", "quit()", earns=POINTS),
    _out("out-raise", "class Odd(BaseException):\n    def __str__(self): raise SystemExit(3)\n    __repr__ = __str__\nraise Odd"),
    _out("out-generator-exit", "raise GeneratorExit"),
    _out("out-interrupt", "raise KeyboardInterrupt"),
    _out("out-segfault", "ctypes.string_at(0)", "Python was ended"),
    _out("out-abort", "os.abort()", "Python was ended"),
    _out("out-atexit", "import atexit\natexit.register(lambda: time.sleep(3600))\nthreading.Thread(target=time.sleep, args=(3600,)).start()",
         earns=POINTS),
    _out("out-daemons", _DAEMON, earns=POINTS),
    _out("out-daemons-end", _DAEMON + "os._exit(0)", "Python was ended"),
    _out("out-subprocess", "for _ in range(5):\n    subprocess.Popen(['sleep', '3600'], start_new_session=True)", earns=POINTS),
    _out("out-forked-cell", "os.fork()"),
    _out("out-exec", "os.execv('/usr/bin/sleep', ['sleep', '3600'])", "Python was ended"),
    _out("out-exec-shell", "os.execv('/bin/sh', ['sh', '-c', 'ls / ; cat /etc/passwd'])", "Python was ended"),
    _out("out-mounts", _MOUNTS),
    _out("out-namespaces", _NESTED),
    _out("out-setns", "for n in range(3, 100):\n    if libc.setns(n, 0) == 0:\n        reached('setns', n)"),
    _out("out-write", _WRITE),
    _out("out-dumpable", "libc.prctl(4, 1, 0, 0, 0)\nlibc.prctl(1, 0, 0, 0, 0)\nif os.fork() == 0:\n    time.sleep(3600)", earns=POINTS),
    _out("out-priority", "for what in (lambda: os.nice(-20), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))):\n"
         "    try:\n        what()\n        reached('priority')\n    except OSError:\n        pass"),
    _out("out-limits", "import resource\nfor kind in range(16):\n    try:\n        soft, hard = resource.getrlimit(kind)\n"
         "        if hard != resource.RLIM_INFINITY:\n            resource.setrlimit(kind, (hard + 1, hard + 1))\n            reached('limit', kind)\n"
         "    except (OSError, ValueError):\n        pass"),
    _out("out-terminal", "import fcntl\nfor n in range(0, 20):\n    for sign in b'id\\n':\n        try:\n"
         "            fcntl.ioctl(n, 0x5412, bytes([sign]))\n            reached('terminal', n)\n        except OSError:\n            pass"),
    _out("out-calls", "for number in (101, 155, 165, 166, 169, 175, 176, 246, 272, 298, 304, 308, 310, 311, 313, 321, 323, 425, 428, 429, 430, 442):\n"
         "    if number in (272, 323, 425, 298):\n        continue\n    if libc.syscall(number, 0, 0, 0, 0, 0) > 0:\n        print('call', number)"),
)  # fmt: skip

"""Looking for hidden tests and for what others have, and carrying what a test gives out of it."""

from __future__ import annotations

from tests.trainer.hostile_code.attack import PRELUDE, Attack
from tests.trainer.hostile_code.exercise import MODEL, POINTS

#: Runs each of these names' functions as the model does, after it has done something with what it was given.
_KEEPERS = """
KEPT = []
def double(number):
    keep(number)
    return 2 * number
limit = 42
def count_late(table):
    keep(table.to_csv())
    return int((table['days'] > 10).sum())
def share(numbers):
    keep(numbers)
    return sum(n > 0 for n in numbers) / len(numbers)
"""


def _keeping(name: str, keep: str, before: str = "", after: str = "", earns: dict[str, float] = POINTS) -> Attack:
    answers = {
        "double_code": f"{PRELUDE}\n{before}\n{keep}\n{_KEEPERS}",
        "limit_code": "pass",
        "late_code": after or "print(KEPT)",
        "share_code": after or "print(KEPT)",
    }
    return Attack(name, answers=answers, earns=earns)


_READ_ALL = """
import qmslib
for place in (
    '/proc/1/environ', '/proc/self/environ', '/proc/self/maps', '/proc/1/cmdline', '/proc/1/mem', '/etc/passwd',
    '/etc/shadow', '/etc/hosts', '/root', '/home', '/work', '/tmp', '/var', '/run', '/sys', '/mnt', '/opt', '/boot',
    '@ROOT@', '@ROOT@/gradebook.db', '@ROOT@/solutions', '@ROOT@/submitted', '/dev/mem', '/dev/kmsg', '/dev/sda',
    '/dev/vda', '/proc/kcore', '/proc/kallsyms', '/dev/fuse', '/dev/kvm',
):
    try:
        found = os.listdir(place) if os.path.isdir(place) else open(place, 'rb').read(200)
    except OSError:
        continue
    # The folders that lead to Python and its packages are there, with nothing else in them.
    on_the_way = (sys.prefix, sys.base_prefix, os.path.dirname(os.path.dirname(qmslib.__file__)))
    if found and not all(any(f'{way}/'.startswith(f'{place}/{name}/') for way in on_the_way) for name in found):
        reached(place, found)
for folder, names, files in os.walk('/'):
    if folder.startswith(('/usr', '/dev')):
        names.clear()
    names[:] = [name for name in names if name != 'site-packages']
    for name in files:
        if name.endswith(('.key.yaml', '.model.json', 'gradebook.db', '.key.py', '.ipynb')):
            reached(folder, name)
"""

_ENVIRONMENT = """
for name, value in os.environ.items():
    print(name, value)
print(subprocess.run(['env'], capture_output=True, text=True).stdout)
print(ctypes.string_at(ctypes.POINTER(ctypes.c_char_p).in_dll(libc, 'environ')[0]))
"""

_FRAMES = """
import gc, inspect, linecache, traceback
def look():
    seen = []
    frame = sys._getframe()
    while frame:
        seen.append(repr(frame.f_locals)[:20_000])
        frame = frame.f_back
    seen += [repr(one)[:3000] for one in gc.get_objects() if isinstance(one, (str, list, dict, tuple))][-3000:]
    seen += [repr(line) for name, entry in linecache.cache.items() for line in (entry[2] if len(entry) > 2 else [])][:3000]
    return seen
def double(number):
    print(look())
    return 2 * number
print(look())
"""

_HOOKS = """
import builtins
lines = []
def trace(frame, event, given):
    lines.append((event, frame.f_code.co_name, repr(frame.f_locals)[:300]))
    return trace
sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
sys.addaudithook(lambda event, given: lines.append((event, repr(given)[:300])) if len(lines) < 5000 else None)
whole = builtins.compile
builtins.compile = lambda *given, **named: (lines.append(repr(given)[:1000]), whole(*given, **named))[1]
builtins.exec = lambda source, *given: lines.append(repr(source)[:1000])
"""

_OTHERS_MEMORY = """
for number in range(1, 400):
    if number == os.getpid():
        continue
    if libc.ptrace(16, number, None, None) == 0:
        reached('ptrace', number)
        libc.ptrace(17, number, None, None)
    buffer = ctypes.create_string_buffer(64)
    class Vec(ctypes.Structure):
        _fields_ = (('base', ctypes.c_void_p), ('size', ctypes.c_size_t))
    ours, theirs = Vec(ctypes.addressof(buffer), 64), Vec(id(buffer), 64)
    if libc.process_vm_readv(number, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0) > 0:
        reached('memory', number)
    for name in ('mem', 'environ', 'fd', 'cwd', 'root'):
        if os.path.lexists(f'/proc/{number}/{name}'):
            reached('/proc', number, name)
"""

_NETWORK = """
def attempt(what, action):
    try:
        action()
    except OSError:
        return
    reached(what)
attempt('name', lambda: socket.getaddrinfo('example.org', 80))
for port in (22, 53, 80, 111, 2024, 3128, 5432, 8000, 8080, 8888):
    attempt(f'port {port}', lambda: socket.create_connection(('127.0.0.1', port), 0.2))
attempt('net', lambda: socket.create_connection(('93.184.216.34', 80), 0.5))
attempt('unix', lambda: socket.socket(socket.AF_UNIX).connect('/run/dbus/system_bus_socket'))
attempt('abstract', lambda: socket.socket(socket.AF_UNIX).connect('\\0@ABSTRACT@'))
attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt('packet', lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3))
attempt('vsock', lambda: socket.create_connection if not hasattr(socket, 'AF_VSOCK') else
        (lambda s: (s.settimeout(0.5), s.connect((2, 5001))))(socket.socket(socket.AF_VSOCK)))
"""

#: Lays what it is given wherever another submission might find it, now or later.
_EVERYWHERE = """
def keep(what):
    text = 'left-behind ' + repr(what)
    for folder in ('/dev/shm', '/dev', '/tmp', '/dev/mqueue', '/qms-box', '/qms-box/tmp', '/qms-box/cache', '/var/tmp',
                   os.getcwd(), '/usr/lib', sys.prefix, os.path.dirname(pd.__file__), '/proc', '/run'):
        try:
            with open(folder + '/left-behind', 'a') as file:
                file.write(text)
        except OSError:
            pass
    data = text.encode()
    for ring in (-1, -2, -3, -4, -5):
        libc.syscall(248, b'user', b'left-behind', data, len(data), ring)
    shared = libc.shmget(5551, 4096, 0o1666)
    if shared >= 0:
        libc.shmat.restype = ctypes.c_void_p
        at = libc.shmat(shared, None, 0)
        if at not in (None, 2 ** 64 - 1):
            ctypes.memmove(at, data[:4000], len(data[:4000]))
"""
_FIND = """
for folder in ('/dev/shm', '/dev', '/tmp', '/dev/mqueue', '/qms-box/tmp', '/qms-box/cache', '/var/tmp', os.getcwd(),
               '/usr/lib', sys.prefix, os.path.dirname(pd.__file__), '/run'):
    if os.path.exists(folder + '/left-behind'):
        reached(folder, open(folder + '/left-behind').read())
key = libc.syscall(249, b'user', b'left-behind', None, 0)
if key > 0:
    buffer = ctypes.create_string_buffer(4000)
    libc.syscall(250, 11, key, buffer, 4000)
    reached('key', buffer.value)
for ring in (-3, -4, -5):
    key = libc.syscall(250, 10, ring, b'user', b'left-behind', 0)
    if key > 0:
        reached('key in ring', ring)
shared = libc.shmget(5551, 0, 0)
if shared >= 0:
    reached('shared memory', shared)
"""

ATTACKS = (
    Attack("peek-files", PRELUDE + _READ_ALL),
    Attack("peek-environment", PRELUDE + _ENVIRONMENT),
    Attack("peek-frames", PRELUDE + _FRAMES, earns={"double_test": 1}, or_less=True),
    Attack("peek-frames-tested", answers={"double_code": PRELUDE + _FRAMES}, earns={"double_test": 1}, or_less=True),
    Attack("peek-hooks", PRELUDE + _HOOKS),
    Attack(
        "peek-hooks-tested",
        answers={**MODEL, "double_code": PRELUDE + MODEL["double_code"] + _HOOKS.split("whole =")[0],
                 "share_code": MODEL["share_code"] + "\nprint(lines)"},
        earns={"limit_test": 1, "late_test": 2, "share_test": 2},
    ),
    Attack("peek-memory", PRELUDE + _OTHERS_MEMORY),
    Attack("peek-network", PRELUDE + _NETWORK),
    Attack("peek-history", PRELUDE + "get_ipython().run_line_magic('history', '-g')\nprint(In, Out, dir())"),
    Attack("peek-shell", PRELUDE + "!cat /etc/passwd /proc/*/environ @ROOT@/gradebook.db; ls -R @ROOT@ /work /root /home; id; mount"),
    _keeping("keep-global", "def keep(what):\n    KEPT.append(what)"),
    _keeping("keep-printed", "def keep(what):\n    print(what)\n    display(what)\n    os.write(1, repr(what).encode())"),
    _keeping("keep-warned", "import warnings\ndef keep(what):\n    warnings.warn(str(what))", earns={"limit_test": 1}),
    _keeping("keep-raised", "def keep(what):\n    raise ValueError(what)", earns={"limit_test": 1}),
    _keeping("keep-file", "def keep(what):\n    open('kept.txt', 'a').write(repr(what))",
             after="print(os.path.exists('kept.txt') and open('kept.txt').read())"),
    _keeping("keep-environment", "def keep(what):\n    os.environ['KEPT'] = repr(what)",
             after="time.sleep(0.3)\nprint(os.environ.get('KEPT'))"),
    _keeping(
        "keep-socket",
        "def keep(what):\n    try:\n        ours[0].send(repr(what).encode())\n    except OSError:\n        pass",
        before="ours = socket.socketpair()\nours[0].setblocking(False)\nours[1].settimeout(0.3)",
        after="try:\n    print(ours[1].recv(9999))\nexcept OSError:\n    pass",
    ),
    _keeping(
        "keep-shared",
        "def keep(what):\n    data = repr(what).encode()[:4000]\n    shared[:len(data)] = data",
        before="import mmap\nshared = mmap.mmap(-1, 4096)", after="time.sleep(0.3)\nprint(shared[:4096])",
    ),
    _keeping(
        "keep-thread",
        "def keep(what):\n    threading.Thread(target=lambda: (time.sleep(1), print(what))).start()",
    ),
    # A process that outlives the cells, listens to the copies that answer, and writes to whatever it holds.
    _keeping(
        "keep-child",
        "def keep(what):\n    os.write(out, repr(what).encode()[:4000] + b'\\n')",
        before=(
            "inn, out = os.pipe()\n"
            "if os.fork() == 0:\n"
            "    os.setsid()\n"
            "    if os.fork():\n"
            "        os._exit(0)\n"
            "    while True:\n"
            "        data = os.read(inn, 4096)\n"
            "        body = json.dumps({'cell': 3, 'count': 4, 'outputs': [{'output_type': 'stream', 'name': 'stdout',"
            " 'text': repr(data)}]}).encode()\n"
            "        for number in range(3, 100):\n"
            "            try:\n"
            "                os.write(number, struct.pack('!I', len(body)) + body) if number not in (inn, out) else 0\n"
            "            except OSError:\n"
            "                pass"
        ),
        earns={},
    ),
    # Two who work together: what the tests of one give is laid out for the other, who comes later.
    _keeping("keep-together-1", _EVERYWHERE),
    Attack("keep-together-2", PRELUDE + _FIND),
    Attack("keep-together-3", PRELUDE + "time.sleep(1)\n" + _FIND),
)  # fmt: skip

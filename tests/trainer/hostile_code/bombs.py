"""Taking more of the machine, or of time, than there is."""

from __future__ import annotations

from tests.trainer.hostile_code.attack import PRELUDE, Attack
from tests.trainer.hostile_code.exercise import CELLS, MODEL

_NEVER = "stopped"


def _bomb(name: str, own: str, said: str = "") -> Attack:
    return Attack(name, PRELUDE + own, said=said)


ATTACKS = (
    _bomb("bomb-fork", "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass"),
    _bomb("bomb-fork-patient", "while True:\n    try:\n        if os.fork() == 0:\n            os.setsid()\n            time.sleep(3600)\n"
          "    except OSError:\n        break"),
    _bomb("bomb-spin", "for _ in range(60):\n    try:\n        if os.fork() == 0:\n            os.setsid()\n            while True: pass\n"
          "    except OSError:\n        break"),
    _bomb("bomb-threads", "started = []\ntry:\n    while True:\n        one = threading.Thread(target=time.sleep, args=(3600,), daemon=True)\n"
          "        one.start()\n        started.append(one)\nfinally:\n    print(len(started))"),
    _bomb("bomb-bytes", "held = []\nwhile True:\n    held.append(bytearray(50_000_000))"),
    _bomb("bomb-array", "import numpy as np\nheld = np.ones((10**6, 10**6))"),
    _bomb("bomb-list", "held = []\nwhile True:\n    held.append([0] * 1000)"),
    _bomb("bomb-int", "held = 7\nwhile True:\n    held = held * held"),
    _bomb("bomb-children", "for _ in range(40):\n    try:\n        if os.fork() == 0:\n            held = bytearray(os.urandom(1000) * 400_000)\n"
          "            time.sleep(3600)\n    except OSError:\n        break\ntime.sleep(1)"),
    _bomb("bomb-memory-files", "held = []\nwhile True:\n    number = os.memfd_create('x')\n    held.append(number)\n    for _ in range(30):\n"
          "        os.write(number, b'x' * 1_000_000)"),
    _bomb("bomb-pipes", "held = []\nimport fcntl\nwhile True:\n    a, b = os.pipe()\n    held += [a, b]\n    os.set_blocking(b, False)\n"
          "    try:\n        fcntl.fcntl(b, 1031, 1 << 20)\n        os.write(b, b'x' * (1 << 20))\n    except BlockingIOError:\n        pass"),
    _bomb("bomb-descriptors", "held = []\nwhile True:\n    held.append(os.open('/dev/null', 0))"),
    _bomb("bomb-disk", "n = 0\nwhile True:\n    n += 1\n    with open(f'{n}.bin', 'wb') as file:\n        file.write(b'x' * 1_000_000)"),
    _bomb("bomb-disk-elsewhere", "for folder in ('/qms-box/tmp', '/qms-box/cache', '/dev/shm', '/dev', '/tmp'):\n    try:\n        for n in range(200):\n"
          "            with open(f'{folder}/{n}', 'wb') as file:\n                file.write(b'x' * 1_000_000)\n        reached(folder)\n"
          "    except OSError:\n        pass"),
    _bomb("bomb-sparse", "with open('sparse', 'wb') as file:\n    file.truncate(10**15)"),
    _bomb("bomb-inodes", "for n in range(10**7):\n    open(f'f{n}', 'w').close()"),
    _bomb("bomb-folders", "while True:\n    os.mkdir('d')\n    os.chdir('d')"),
    _bomb("bomb-print", "while True:\n    print('x' * 100_000)"),
    _bomb("bomb-print-small", "for n in range(10**9):\n    print(n)"),
    _bomb("bomb-stderr", "while True:\n    sys.stderr.write('x' * 100_000)"),
    _bomb("bomb-display", "while True:\n    display({'text/plain': 'x' * 10_000}, raw=True)"),
    _bomb("bomb-below", "while True:\n    os.write(1, b'x' * 100_000)"),
    _bomb("bomb-below-forked", "if os.fork() == 0:\n    while True:\n        os.write(2, b'x' * 100_000)"),
    _bomb("bomb-yes", "subprocess.run(['yes'])"),
    _bomb("bomb-shell-yes", "!yes"),
    _bomb("bomb-logging", "import logging, warnings\nwhile True:\n    warnings.warn('x' * 10_000)\n    logging.warning('y' * 10_000)"),
    _bomb("bomb-picture", "import matplotlib.pyplot as plt\nfor _ in range(500):\n    plt.figure(figsize=(20, 20))\n    plt.plot([1])\nplt.show()"),
    _bomb("bomb-trace", "def again(n): return again(n + 1)\nsys.setrecursionlimit(10**9)\nagain(0)"),
    _bomb("bomb-source", "exec('(' * 10**6)"),
    _bomb("bomb-source-wide", "eval('[' + '1,' * 3_000_000 + ']')"),
    _bomb("endless", "while True: pass"),
    _bomb("endless-stubborn", "while True:\n    try:\n        while True: pass\n    except BaseException: pass"),
    _bomb("endless-deaf", "signal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass", _NEVER),
    _bomb("endless-sum", "sum(range(10**14))", _NEVER),
    _bomb("endless-pattern", "import re\nre.match('(a+)+$', 'a' * 60 + 'b')"),
    _bomb("endless-power", "10 ** 10 ** 10"),
    _bomb("endless-sleep", "time.sleep(3600)"),
    _bomb("endless-input", "input('?')\nopen(0).read()"),
    _bomb("endless-shell", "!sleep 3600"),
    _bomb("endless-threads", "def spin():\n    while True: pass\nfor _ in range(20):\n    threading.Thread(target=spin).start()"),
    _bomb("endless-repr", "class R:\n    def __repr__(self):\n        while True: pass\nR()"),
    _bomb("endless-error", "class E(Exception):\n    def __str__(self):\n        while True:\n            try:\n                while True: pass\n"
          "            except BaseException: pass\nraise E", _NEVER),
    _bomb("endless-del", "class D:\n    def __del__(self):\n        while True: pass\nd = D()\ndel d"),
    _bomb("endless-import", "sys.meta_path.insert(0, type('F', (), {'find_spec': lambda *a: time.sleep(3600)}))\nimport antigravity"),
    _bomb("endless-async", "import asyncio\nawait asyncio.sleep(3600)"),
    _bomb("endless-lock", "lock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
    _bomb("endless-tty", "import pty\npty.spawn('sh')"),
    Attack("endless-each", answers=dict.fromkeys(CELLS, "while True: pass")),
    Attack("endless-signature", answers={**MODEL, "double_code": (
        "class F:\n    def __call__(self, n): return 2 * n\n    @property\n    def __signature__(self):\n        while True: pass\ndouble = F()"
        )}, earns={"limit_test": 1, "late_test": 2, "share_test": 2}),
    Attack("endless-doc", answers={**MODEL, "double_code": (
        "class D:\n    def __str__(self):\n        while True: pass\nclass F:\n    __doc__ = D()\n    def __call__(self, n): return 2 * n\ndouble = F()"
        )}, earns={"limit_test": 1, "late_test": 2, "share_test": 2}),
    Attack("endless-asked-memory", answers={**MODEL, "double_code": "def double(n):\n    held = []\n    while n > 1000: held.append(bytearray(10**7))\n    return 2 * n"},
           earns={"limit_test": 1, "late_test": 2, "share_test": 2}),
    Attack("endless-asked-output", answers={**MODEL, "double_code": "def double(n):\n    while n > 1000: print('x' * 10**5)\n    return 2 * n"},
           earns={"limit_test": 1, "late_test": 2, "share_test": 2}),
    Attack("endless-asked-forks", answers={**MODEL, "double_code": (
        "import os\ndef double(n):\n    while n > 1000:\n        try: os.fork()\n        except OSError: pass\n    return 2 * n")},
           earns={"limit_test": 1, "late_test": 2, "share_test": 2}, or_less=True),
)  # fmt: skip

"""Ways round: crafted answers to tests, what copies of a session share, odd Python, small means that the kernel has."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.trainer.hostile_code.attack import BAD, NOTES, PRELUDE, Attack
from tests.trainer.hostile_code.exercise import MODEL, POINTS
from tests.trainer.hostile_code.notebooks import BOOK, edit, raw

_REST: dict[str, float] = {name: points for name, points in POINTS.items() if name != "double_test"}


def _own(
    name: str, code: str, earns: dict[str, float] | None = None, said: str = "", or_less: bool = False
) -> Attack:
    return Attack(
        name,
        PRELUDE + code,
        answers=MODEL if earns is not None else {},
        earns=earns or {},
        said=said,
        or_less=or_less,
    )


def _double(name: str, code: str, own: str = "", earns: dict[str, float] = _REST, or_less: bool = False) -> Attack:
    return Attack(name, PRELUDE + own, {**MODEL, "double_code": code}, earns=earns, or_less=or_less)


_CRAFT = """
from qmslib.trainer.boxed import answering
real = answering.send
def crafted(channel, message):
    if 'value' in message:
        message = {**message, 'value': VALUE}
    real(channel, message)
answering.send = crafted
"""
#: As the box would send them, but for what it never sends.
_VALUES = {
    "range": "{'!': 'range', 'v': [0, 10 ** 30, 1]}",
    "frame": "{'!': 'DataFrame', 'columns': {'dtype': 'range', 'name': None, 'v': [0, 0, 1]}, 'index': {'dtype': 'range', 'name': None, "
             "'v': [0, 10 ** 15, 1]}, 'v': []}",
    "codes": "{'!': 'Series', 'index': {'dtype': 'range', 'name': None, 'v': [0, 2, 1]}, 'name': None, 'v': {'dtype': 'category', 'name': "
             "None, 'v': [5, -7], 'ordered': True, 'categories': {'dtype': 'object', 'name': None, 'v': ['a']}}}",
    "levels": "{'!': 'Index', 'v': {'dtype': 'levels', 'v': [{'dtype': 'range', 'name': None, 'v': [0, 10 ** 9, 1]}] * 60}}",
    "zone": "{'!': 'Timestamp', 'v': 0, 'unit': 'ns', 'to': 'ns', 'tz': 'dateutil//qms-box/../etc/passwd'}",
    "shape": "{'!': 'array', 'dtype': 'float64', 'shape': [10 ** 9, 0], 'v': []}",
    "texts": "{'!': 'array', 'dtype': '<U1000', 'shape': [16000], 'v': [''] * 16000}",
    "fields": "{'!': 'array', 'dtype': 'O,O,(9,9)i8', 'shape': [1], 'v': [1]}",
    "object": "{'!': 'scalar', 'dtype': 'O', 'v': {'!': 'opaque', 'v': 'x'}}",
    "decimal": "{'!': 'Decimal', 'v': 'sNaN'}",
    "fraction": "{'!': 'Fraction', 'v': '1/0'}",
    "span": "{'!': 'timedelta', 'v': [10 ** 300, 0, 0]}",
    "set": "{'!': 'set', 'v': [[1], {'!': 'dict', 'v': []}]}",
    "tag": "{'!': ['tuple'], 'v': [4]}",
    "ring": "{'!': 'tuple', 'v': [{'!': 'tuple', 'v': []}] * 200_000}",
    "float": "float('nan')",
}  # fmt: skip

_STEAL = """
ours, theirs = socket.socketpair()
def double(n):
    import array
    for number in range(3, 120):
        try:
            ours.sendmsg([b'.'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [number]))], socket.MSG_DONTWAIT)
        except OSError:
            pass
    return 2 * n
"""
_TAKE = """
def share(numbers):
    data, numbers, _, _ = socket.recv_fds(theirs, 200, 100)
    for number in numbers:
        os.write(number, struct.pack('!I', 12) + b'{"value": 1}')
    return 0.5
"""

ATTACKS = (
    *[_double(f"craft-{name}", "def double(n): return 2 * n", _CRAFT.replace("VALUE", value), {"limit_test": 1}, or_less=True) for name, value in _VALUES.items()],
    _double("craft-true", "def double(n): return 2 * n", _CRAFT.replace("VALUE", "True"), {"limit_test": 1}),
    _double("craft-raised", "def double(n): raise ValueError(n)",
            "from qmslib.trainer.boxed import answering\nanswering._raised = lambda error: {'kinds': ['ExceptionGroup', 'SystemExit', 5, None, 'x' * 9999], 'text': [1]}\n"),
    # A name that no other error has, so that it could carry what the test gave.
    _double("leak-error-name", "def double(n):\n    if n > 1000: raise type('E' + str(n), (Exception,), {})()\n    return 2 * n"),
    _double("leak-attribute", "def double(n):\n    double.__name__ = double.__doc__ = str(n)\n    limit = n\n    return 2 * n", earns=POINTS),
    _double("leak-time", "def double(n):\n    import time\n    time.sleep(0.2 * (int(n) % 2))\n    return 2 * n", earns=POINTS),
    # All copies of a session have what was open before: a place in a file, and each other as processes.
    _double("share-offset", "def double(n):\n    shared.write(b'x' * (int(abs(n)) % 1000))\n    return 2 * n",
            "shared = open('shared', 'wb', 0)\n", POINTS),
    Attack("share-steal", PRELUDE + _STEAL, {**MODEL, "double_code": "pass", "share_code": _TAKE}, earns={**POINTS, "share_test": 1}, or_less=True),
    _double("share-kill", "import os\ndef double(n):\n    for number in range(2, 400):\n        if number != os.getpid():\n            try: os.kill(number, 9)\n"
            "            except OSError: pass\n    return 2 * n", earns=POINTS, or_less=True),
    _double("share-stop", "import os, signal\ndef double(n):\n    if n > 1000: os.kill(os.getpid(), signal.SIGSTOP)\n    return 2 * n"),
    _own("share-lock", "import fcntl\nfor place in (os.__file__, pd.__file__, '/usr/bin/env'):\n    fcntl.flock(open(place), fcntl.LOCK_EX | fcntl.LOCK_NB)", POINTS),
    _own("share-lease", "import fcntl\nfor kind in (fcntl.F_WRLCK, fcntl.F_RDLCK):\n    for place in (os.__file__, pd.__file__):\n        try:\n"
         "            fcntl.fcntl(open(place), fcntl.F_SETLEASE, kind)\n            reached('lease')\n        except OSError:\n            pass", POINTS),
    # Odd Python.
    _own("odd-debugger", "get_ipython().run_line_magic('pdb', 'on')\n1 / 0", POINTS),
    _own("odd-breakpoint", "breakpoint()\nimport pdb, code\npdb.set_trace()\ncode.interact()", POINTS),
    _own("odd-future", "from __future__ import barry_as_FLUFL, annotations\nassert 1 <> 2"),
    _own("odd-switch", "sys.setswitchinterval(1e6)\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()\ntime.sleep(0)"),
    _own("odd-task", "import asyncio\nasync def later():\n    while True: await asyncio.sleep(0)\nasyncio.get_event_loop().create_task(later())\nawait asyncio.sleep(0.1)", POINTS),
    _own("odd-chain", "error = None\nfor n in range(20_000):\n    new = ValueError(n)\n    new.__cause__, error = error, new\nraise ExceptionGroup('x', [error] * 300)",
         POINTS, or_less=True),
    _own("odd-line", "exec(compile('\\n' * 400 + '1 / 0', '@ROOT@/gradebook.db', 'exec'))", POINTS),
    _own("odd-import", "import builtins\ndef refuse(*a, **k): raise SystemExit\nbuiltins.__import__ = refuse", POINTS, or_less=True),
    _own("odd-main", "import types\nsys.modules['__main__'] = types.SimpleNamespace(double=lambda n: 4)\nsys.modules.pop('qmslib.trainer.boxed.values', None)\n"
         "sys.modules['qmslib.trainer.boxed.values'] = None"),
    _own("odd-streams", "class Bad:\n    def write(self, text):\n        while True: pass\n    flush = write\nsys.stdout = sys.stderr = sys.__stdout__ = Bad()\nprint(1)"),
    _own("odd-encoding", "exec(b'# -*- coding: utf-7 -*-\\n+AHAAcgBpAG4AdA-(1)')\nexec('\\uff44\\uff4f\\uff55\\uff42\\uff4c\\uff45 = 4')", POINTS),
    _own("odd-trace", "def again(frame, event, given):\n    frame.f_trace_opcodes = True\n    return again\nsys.settrace(again)\nthreading.settrace(again)", POINTS, or_less=True),
    _own("odd-hash", "import builtins\nbuiltins.dict = builtins.list = builtins.str = builtins.tuple = builtins.set = int\nbuiltins.BaseException = builtins.Exception = int",
         POINTS, or_less=True),
    # Small means that the kernel has.
    _own("mean-strict", "libc.prctl(22, 1, 0, 0, 0)\nprint(1)"),
    _own("mean-low", "import resource\nfor kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_STACK, resource.RLIMIT_NPROC):\n"
         "    resource.setrlimit(kind, (0, 0))"),
    _own("mean-cpu", "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"),
    _own("mean-name", "libc.prctl(15, b') R 1 1 (', 0, 0, 0)\nif os.fork() == 0:\n    time.sleep(3600)", POINTS),
    _own("mean-zombies", "for _ in range(3000):\n    try:\n        if os.fork() == 0:\n            if os.fork() == 0: os._exit(0)\n            os._exit(0)\n    except OSError:\n        break",
         POINTS, or_less=True),
    _own("mean-adopt", "libc.prctl(36, 1, 0, 0, 0)\nfor _ in range(5):\n    if os.fork() == 0:\n        if os.fork(): os._exit(0)\n        time.sleep(3600)", POINTS),
    _own("mean-folder", "import shutil\nshutil.rmtree(os.getcwd(), ignore_errors=True)\nos.umask(0o777)\nos.chdir('/proc')", POINTS),
    _own("mean-flight", "import array\nheld = []\ntry:\n    while True:\n        a, b = socket.socketpair()\n        a.setblocking(False)\n        held += [a, b]\n        try:\n"
         "            while True: a.sendmsg([b'.'], [(1, 1, array.array('i', [a.fileno(), b.fileno()] * 100))])\n        except BlockingIOError:\n            pass\n"
         "except OSError:\n    pass", or_less=True),
    _own("mean-semaphores", "while libc.semget(0, 250, 0o1666) >= 0: pass\nwhile libc.msgget(0, 0o1666) >= 0: pass"),
    _own("mean-timers", "held = []\nwhile True:\n    number = ctypes.c_int()\n    if libc.timer_create(1, None, ctypes.byref(number)): break\n    held.append(number)\n    if len(held) > 10**6: break",
         or_less=True),
    _own("mean-maps", "import mmap\nheld = []\ntry:\n    while True: held.append(mmap.mmap(-1, 4096, prot=1 + len(held) % 2))\nexcept (OSError, MemoryError):\n    pass"),
    _own("mean-clock", "for clock in (0, 1):\n    try:\n        time.clock_settime(clock, 0)\n        reached('clock')\n    except (OSError, ValueError):\n        pass", POINTS),
    _own("mean-leave", "os.setsid() if os.getpid() != os.getsid(0) else None\nfor number in (0, 1, 2):\n    os.close(number)\nos.dup2(os.open('/dev/null', 2), 0)", POINTS, or_less=True),
    # The file itself.
    Attack("bytes-gzip", answers=MODEL, harm=raw(gzip.compress), status=BAD, said="damaged"),
    Attack("bytes-utf-32", answers=MODEL, harm=raw(lambda data: data.decode().encode("utf-32")), status=BAD, said="damaged"),
    Attack("bytes-twice", answers=MODEL, harm=raw(lambda data: data.rstrip().removesuffix(b"}") + b', "cells": []}'), status=NOTES, said="put back"),
    Attack("bytes-joined", answers=MODEL, harm=raw(lambda data: data + data), status=BAD, said="damaged"),
    Attack("name-upper", answers=MODEL, harm=lambda folder: (folder / BOOK).rename(folder / BOOK.upper()), status=BAD, said="no notebook"),
    Attack("time-9999", answers=MODEL, harm=lambda folder: _time(folder, "9999-12-31 23:59:59 -1400"), earns=POINTS),
    Attack("time-words", answers=MODEL, harm=lambda folder: _time(folder, "now'); DROP TABLE grade; --"), earns=POINTS, status=NOTES, said="time of hand-in"),
    Attack("marks-proto", answers=MODEL, harm=edit(lambda data: data["metadata"].update({"__proto__": {"x": 1}, "qms": {"points": 6}})), earns=POINTS),
    Attack("lie-empty", answers={**MODEL, "double_code": "import numpy as np\ndef double(n): return np.array([])", "share_code": "import pandas as pd\ndef share(n): return pd.Series([], dtype=float)"},
           earns={"limit_test": 1, "late_test": 2}),
    Attack("lie-both", answers={**MODEL, "double_code": "import numpy as np\ndef double(n): return np.array([4, 2 * n])",
                                "share_code": "import numpy as np\ndef share(n): return np.array([0.5, 1.0, 0.0])"}, earns={"limit_test": 1, "late_test": 2}),
    Attack("lie-items", answers={**MODEL, "double_code": "class D:\n    __class__ = dict\n    def items(self):\n        while True: yield 1, 4\ndef double(n): return D()"}, earns=_REST),
)  # fmt: skip


def _time(folder: Path, text: str) -> None:
    (folder / "timestamp.txt").write_text(text, encoding="utf-8")

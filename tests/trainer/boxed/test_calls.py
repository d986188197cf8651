"""What learners' code may not ask the system for, whatever else keeps the box closed."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import ctypes, fcntl, json, os, socket, subprocess, threading
from qmslib.trainer.boxed.calls import refuse_calls

libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert refuse_calls()
found = {}
for kind in range(1, 47):
    for way in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(kind, way).close()
        except OSError as error:
            found.setdefault(kind, set()).add(error.errno)
        else:
            found.setdefault(kind, set()).add(0)
threading.Thread(target=socket.socketpair).start()
said = subprocess.run(["echo", "as ever"], capture_output=True, text=True).stdout
held = []
with open(os.environ["OWN"]) as own:
    for what in (fcntl.F_SETLEASE, fcntl.F_NOTIFY, fcntl.F_GETFL):
        try:
            held.append(fcntl.fcntl(own, what, fcntl.F_RDLCK) >= 0)
        except OSError as error:
            held.append(error.errno)
spaces = [libc.unshare(0x10000000), libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)]
print(json.dumps([{kind: sorted(errors) for kind, errors in found.items()}, said, spaces, held]))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="calls are numbered as on Linux, x86-64"
)
def test_only_the_common_kinds_of_sockets_are_let_through(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.touch()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "OWN": str(own)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    kinds, said, spaces, held = json.loads(ran.stdout)
    assert 0 in kinds["1"], "between processes of the box"
    assert {kind for kind, errors in kinds.items() if errors != [1]} <= {"1", "2", "10", "16"}
    assert kinds["40"] == [1], "from a virtual machine to its host"
    assert said == "as ever\n"
    assert spaces == [-1, -1]
    assert held == [1, 1, True], "whoever opens a file could be made to wait, or be watched"

"""A kernel that is asked to end does all that Python does at its end, forked or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory

from qmslib.kernels import NAME
from tests.kernels.sessions import gone, run, session
from tests.kernels.test_kernels import pytestmark as pytestmark

HELPER = """
kept = open("module.txt", "w")
kept.write("a module's open file")
"""
CODE = """
import atexit, helper, threading, time, weakref
from pathlib import Path

kept = open("variable.txt", "w")
kept.write("a variable's open file")

class Cycle:
    def __init__(self):
        self.me = self
    def __del__(self, write=Path("cycle.txt").write_text):
        write("an object that refers to itself")

class Odd:
    __class__ = property(lambda self: 1 / 0)
    def flush(self):
        Path("odd.txt").write_text("no file")

def late():
    time.sleep(0.3)
    Path("thread.txt").write_text("a thread that is not done")

cycle, odd = Cycle(), Odd()
weakref.finalize(cycle, Path("finalize.txt").write_text, "a finaliser")
atexit.register(Path("atexit.txt").write_text, "what was registered")
threading.Thread(target=late).start()
"""


@pytest.mark.parametrize("provisioner", ["local-provisioner", NAME])
def test_nothing_is_lost_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provisioner: str) -> None:
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", provisioner)
    (tmp_path / "helper.py").write_text(HELPER, encoding="utf-8")

    async def body() -> int | None:
        async with session(tmp_path) as kernel:
            assert (await kernel.run(CODE))["error"] is None
            process, pid = kernel.manager.provisioner.process, kernel.pid  # type: ignore[union-attr]
            kernel.client.shutdown()
            assert gone(pid)
            code = process.wait(10)
            assert isinstance(code, int)
            return code

    assert run(body) == 0
    left = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.txt")}
    assert left == {
        "module.txt": "a module's open file",
        "variable.txt": "a variable's open file",
        "cycle.txt": "an object that refers to itself",
        "thread.txt": "a thread that is not done",
        "finalize.txt": "a finaliser",
        "atexit.txt": "what was registered",
    }

"""Where a kernel cannot be forked it starts as usual, and the log says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qmslib.kernels.provisioner import ForkProvisioner, cannot_fork
from tests.kernels.sessions import run

KERNEL = [sys.executable, "-m", "ipykernel_launcher", "-f", "x.json"]


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")
def test_this_pythons_kernel_can_be_forked(tmp_path: Path) -> None:
    assert cannot_fork(KERNEL, {"env": {}, "cwd": str(tmp_path), "kernel_id": "k"}) == ""


def test_other_kernels_and_settings_cannot() -> None:
    assert "not this Python's own kernel: R --slave -e" in cannot_fork(["R", "--slave", "-e"], {})
    assert "independent" in cannot_fork(KERNEL, {"independent": True})
    assert "no folder /none" in cannot_fork(KERNEL, {"cwd": "/none"})


def test_other_systems_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "macOS" in cannot_fork(KERNEL, {})
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "fork", raising=False)
    assert cannot_fork(KERNEL, {}) == "this system cannot fork a process"


def test_then_it_starts_as_usual_and_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    provisioner = ForkProvisioner(kernel_id="k", kernel_spec=None)
    provisioner.connection_info = {}
    provisioner.log.propagate = True

    async def body() -> None:
        await provisioner.launch_kernel([sys.executable, "-c", "raise SystemExit(3)"], env=dict(os.environ))
        assert isinstance(provisioner.process, subprocess.Popen)
        assert await provisioner.wait() == 3

    run(body)
    assert "starts afresh instead of being forked: its command is not this Python's own kernel" in caplog.text

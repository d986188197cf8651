"""Limits on all processes of a submission together, where the machine lets us set them (control groups)."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from qmslib.trainer.boxed.job import Limits

_ROOT = Path("/sys/fs/cgroup")
#: What names of groups begin with; the process that made them and a number follow.
NAME = "qms"


class Group:
    """A control group for one submission.

    Parameters
    ----------
    folders
        Its folders: one in the newer kind of control groups, one a controller in the older.
    """

    def __init__(self, folders: list[Path]) -> None:
        self._folders = folders

    def take(self, process: int) -> None:
        """Put a process into it, and with it all that it makes later."""
        for folder in self._folders:
            (folder / "cgroup.procs").write_text(str(process), encoding="ascii")

    def remove(self) -> None:
        """Remove it, once nobody is in it."""
        for folder in self._folders:
            # A machine full of a bomb's processes takes its time to end them.
            for _ in range(1000):
                try:
                    folder.rmdir()
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    with contextlib.suppress(OSError):
                        for process in (folder / "cgroup.procs").read_text(encoding="ascii").split():
                            os.kill(int(process), 9)
                    time.sleep(0.01)


def sweep() -> None:
    """Remove what runs that were killed have left: groups of processes that are no more."""
    newer = (_ROOT / "cgroup.controllers").is_file()
    places = [_own_v2()] if newer else [_ROOT / kind for kind in ("memory", "pids", "cpu")]
    for place in places:
        for folder in place.glob(f"{NAME}-*-*"):
            owner = folder.name.split("-")[1]
            if owner.isdigit() and not Path("/proc", owner).exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _write(folder: Path, values: dict[str, int]) -> None:
    for name, value in values.items():
        (folder / name).write_text(str(value), encoding="ascii")


def new_group(name: str, limits: Limits) -> Group | None:
    """Make a control group with a submission's limits; nothing where that may not be done."""
    memory = limits.memory + limits.disk * 2
    made: list[Path] = []
    try:
        if (_ROOT / "cgroup.controllers").is_file():
            parent = _own_v2()
            folder = parent / name
            folder.mkdir()
            made.append(folder)
            _write(folder, {"memory.max": memory, "memory.swap.max": 0, "pids.max": limits.processes * 4})
        else:
            for kind, values in (
                ("memory", {"memory.limit_in_bytes": memory}),
                ("pids", {"pids.max": limits.processes * 4}),
                # So that many processes of one submission get no more time than the one of another.
                ("cpu", {}),
            ):
                if kind == "cpu" and not (_ROOT / kind).is_dir():
                    continue
                folder = _ROOT / kind / name
                folder.mkdir()
                made.append(folder)
                _write(folder, values)
    except OSError:
        Group(made).remove()
        return None
    return Group(made)


def _own_v2() -> Path:
    """The control group of this process, where it was handed over to us."""
    line = Path("/proc/self/cgroup").read_text(encoding="ascii").strip().splitlines()[-1]
    return _ROOT / line.partition("::")[2].lstrip("/")

"""Watching what a submission takes of the machine's memory where no control group can be made for it (Linux).

Limits of single processes do not hold many of them together. So a submission whose processes have more than it may
use is ended, but only when the machine runs short: what copies of a process share is counted for each of them here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from pathlib import Path

_PROCESSES = Path("/proc")
_SECONDS = 0.1
#: The part of the machine's memory that must stay free.
_FREE = 0.1


class Watch:
    """Watches a process and all that it makes; in the place of a control group.

    Parameters
    ----------
    process
        The first process.
    most
        Bytes that all of them may have when the machine runs short.
    free
        The part of the machine's memory below which it runs short.
    """

    def __init__(self, process: int, most: int, free: float = _FREE) -> None:
        self._process, self._most, self._free = process, most, free
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="qms-watch", daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Stop watching."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_SECONDS):
            if _free_part() >= self._free:
                continue
            found = [self._process, *_made_by(self._process)]
            if sum(map(_own_bytes, found)) > self._most:
                for process in found:
                    with contextlib.suppress(OSError):
                        os.kill(process, signal.SIGKILL)


def _free_part() -> float:
    """The part of the machine's memory that is free; all of it where that cannot be read."""
    try:
        lines = (_PROCESSES / "meminfo").read_text(encoding="ascii").splitlines()
        found = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        return found["MemAvailable"] / found["MemTotal"]
    except (OSError, ValueError, KeyError, IndexError):
        return 1.0


def _made_by(process: int) -> list[int]:
    """All processes that this one, or one made by it, has made."""
    makers: dict[int, list[int]] = {}
    for folder in _PROCESSES.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                # The name in brackets may hold anything.
                rest = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
                makers.setdefault(int(rest.split()[1]), []).append(int(folder.name))
    found = [process]
    for one in found:
        found += makers.get(one, [])
    return found[1:]


def _own_bytes(process: int) -> int:
    """Memory of a process that belongs to no file."""
    try:
        sizes = (_PROCESSES / str(process) / "statm").read_text(encoding="ascii").split()
        return (int(sizes[1]) - int(sizes[2])) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0

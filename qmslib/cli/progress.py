"""How far a long piece of work is, on one line that is written over, or now and then where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

#: Seconds between lines where the output is a file.
QUIET = 30.0


class Progress:
    """Shows how many of how many are done, which one was last, and the time left.

    Parameters
    ----------
    stream
        Where to; standard error by default.
    clock
        Gives seconds.
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._began = self._shown = clock()
        self._free = 0
        self._width = 0

    def show(self, done: int, of: int, name: str, status: str, *, free: bool = False) -> None:
        """Show it; `free` for one that cost nothing, and so says nothing of the time that others will take."""
        now = self._clock()
        if free:
            self._free += 1
        if done - self._free <= 0:
            # The work itself begins after those that cost nothing.
            self._began = now
        left = self._left(now, done - self._free, of - done)
        line = f"{done} of {of}: {name}, {status}{left}"
        if self._stream.isatty():
            print(f"\r{line.ljust(self._width)}", end="", file=self._stream, flush=True)
            self._width = len(line)
        elif now - self._shown >= QUIET:
            self._shown = now
            print(line, file=self._stream, flush=True)

    def close(self) -> None:
        """Leave the line."""
        if self._width:
            print(file=self._stream, flush=True)
            self._width = 0

    def _left(self, now: float, worked: int, left: int) -> str:
        if worked < 1 or not left:
            return ""
        seconds = (now - self._began) / worked * left
        if seconds < 1:
            return ""
        if seconds < 100:
            return f", about {seconds:.0f} s left"
        return f", about {seconds / 60:.0f} min left"

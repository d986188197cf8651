"""Catching what code writes: through Python's streams, and past them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Output = dict[str, Any]


class Room:
    """How much may still be kept.

    Parameters
    ----------
    left
        Characters.
    """

    def __init__(self, left: int) -> None:
        self.left = left
        #: Whether something was left out.
        self.full = False

    def cut(self, text: str) -> str:
        """As much of the text as there is room for."""
        kept = text[: max(self.left, 0)]
        self.full = self.full or len(kept) < len(text)
        self.left -= len(kept)
        return kept

    def takes(self, size: int) -> bool:
        """Whether something of this size is kept; the room is then less."""
        if size > self.left:
            self.full = True
            return False
        self.left -= size
        return True


def add_text(outputs: list[Output], name: str, text: str) -> None:
    """Add text of a stream, joined to what the same stream wrote just before."""
    if not text:
        return
    last = outputs[-1] if outputs else None
    if last is not None and last["output_type"] == "stream" and last["name"] == name:
        last["text"] += text
    else:
        outputs.append({"output_type": "stream", "name": name, "text": text})


class Stream(io.TextIOBase):
    """A stream whose text becomes an output."""

    def __init__(self, name: str, outputs: list[Output], room: Room, number: int) -> None:
        self.name = f"<{name}>"
        self._name, self._outputs, self._room, self._number = name, outputs, room, number

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As a kernel's streams have it."""
        return "UTF-8"

    def fileno(self) -> int:
        """The number of the stream below, for programs that are started."""
        return self._number

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Keep the text, as far as there is room."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        add_text(self._outputs, self._name, self._room.cut(text.encode("utf-8", "replace").decode("utf-8")))
        return len(text)


class Below:
    """The files behind standard output and error; made once, read after each piece of code."""

    def __init__(self) -> None:
        self._files = {}
        for number, name in ((1, "stdout"), (2, "stderr")):
            made = os.memfd_create(name)
            os.dup2(made, number)
            os.close(made)
            self._files[number] = name

    def collect(self, outputs: list[Output], room: Room) -> None:
        """Add what was written past Python's streams since the last time."""
        for number, name in self._files.items():
            try:
                size = os.lseek(number, 0, os.SEEK_END)
                if size == 0:
                    continue
                text = os.pread(number, max(min(size, room.left + 1), 0), 0).decode("utf-8", "replace")
                os.ftruncate(number, 0)
                os.lseek(number, 0, os.SEEK_SET)
            except OSError:
                continue  # the code has closed it
            add_text(outputs, name, room.cut(text))


@contextmanager
def captured(outputs: list[Output], room: Room, below: Below | None) -> Iterator[None]:
    """Catch all that is written meanwhile."""
    before = sys.stdout, sys.stderr
    sys.stdout = Stream("stdout", outputs, room, 1)
    sys.stderr = Stream("stderr", outputs, room, 2)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        if below is not None:
            below.collect(outputs, room)

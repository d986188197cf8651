"""Messages between the processes: a length and JSON, over a socket; never pickled."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

#: The longest message that is read, in bytes. A longer one ends the talk.
LONGEST = 8_000_000


class Ended(Exception):
    """The other side has gone, or said something that is no message."""


class TooLong(Ended):
    """What the other side says is longer than is read."""


def send(to: socket.socket, message: Any) -> None:
    """Send one message.

    Raises
    ------
    Ended
        When the other side has gone, or the message is longer than may be read there.
    """
    data = json.dumps(message, ensure_ascii=True).encode("ascii")
    if len(data) > LONGEST:
        raise TooLong(f"a message of {len(data):,} bytes is too long")
    try:
        to.sendall(struct.pack("!I", len(data)) + data)
    except TimeoutError:
        raise
    except OSError as error:
        raise Ended("the other side has gone") from error


def receive(source: socket.socket, until: float | None = None) -> Any:
    """Wait for one message; see `receive_sized`."""
    return receive_sized(source, until)[0]


def receive_sized(source: socket.socket, until: float | None = None, longest: int = LONGEST) -> tuple[Any, int]:
    """Wait for one message; return it and its size in bytes.

    Parameters
    ----------
    source
        Where from.
    until
        The moment (`time.monotonic`) after which it is not waited for.
    longest
        The longest that is read.

    Raises
    ------
    Ended
        When the other side has gone, or what it sent is no message.
    TooLong
        When the message is longer.
    TimeoutError
        When the moment has passed.
    """
    (length,) = struct.unpack("!I", _exactly(source, 4, until))
    if length > longest:
        raise TooLong(f"a message of {length:,} bytes is too long")
    try:
        return json.loads(_exactly(source, length, until)), length
    except (ValueError, RecursionError) as error:
        raise Ended("what was sent is no message") from error


def _exactly(source: socket.socket, count: int, until: float | None) -> bytes:
    found = bytearray()
    while len(found) < count:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            source.settimeout(left)
        try:
            part = source.recv(min(count - len(found), 1 << 16))
        except TimeoutError:
            raise
        except OSError as error:
            raise Ended("the other side has gone") from error
        if not part:
            raise Ended("the other side has gone")
        found += part
    return bytes(found)

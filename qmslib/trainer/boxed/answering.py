"""In the box: a copy of the learner's session that answers what a test asks of it, and is then forgotten.

Whatever it writes goes to the test and not into the learner's notebook, and what it learns from a test ends with it.
"""

from __future__ import annotations

import inspect
import os
import socket
import warnings
from typing import Any

from qmslib.trainer.boxed.capture import Below, Output, Room, captured
from qmslib.trainer.boxed.questions import Received
from qmslib.trainer.boxed.values import encode_or_opaque
from qmslib.trainer.boxed.wire import Ended, receive, send

#: Characters of output that are kept of all calls of one test.
_OUTPUT = 100_000
_WARNINGS = 50


def answer(channel: socket.socket, names: dict[str, Any], below: Below) -> None:
    """Answer until the other side goes; never returns."""
    room = Room(_OUTPUT)
    below.collect([], Room(0))
    received = Received()
    try:
        while True:
            question = receive(channel)
            if "get" in question:
                send(channel, {name: _described(names, name) for name in question["get"]})
            else:
                send(channel, _called(names, question, received, room, below))
    except (Ended, TimeoutError, KeyError, TypeError, ValueError):
        pass
    finally:
        os._exit(0)


def _described(names: dict[str, Any], name: str) -> dict[str, Any]:
    """A value as data; of a function, what it is called."""
    if name not in names:
        return {"missing": True}
    value = names[name]
    try:
        if callable(value):
            about = {"name": str(getattr(value, "__name__", name)), "doc": str(getattr(value, "__doc__", "") or "")}
            return {"function": {**about, "signature": _signature(value)}}
    except BaseException:
        return {"missing": True}
    return {"value": encode_or_opaque(value)}


def _signature(value: Any) -> str:
    try:
        return str(inspect.signature(value))
    except (TypeError, ValueError):
        return "(*arguments, **named)"


def _called(
    names: dict[str, Any], question: dict[str, Any], received: Received, room: Room, below: Below
) -> dict[str, Any]:
    outputs: list[Output] = []
    found: dict[str, Any] = {}
    with warnings.catch_warnings(record=True) as seen, captured(outputs, room, below):
        warnings.simplefilter("always")
        try:
            arguments, named = received.arguments(question)
            found["value"] = encode_or_opaque(names[question["call"]](*arguments, **named))
        except BaseException as error:
            found["raised"] = _raised(error)
    found["streams"] = [[output["name"], output["text"]] for output in outputs]
    found["warnings"] = [_warned(entry) for entry in seen[:_WARNINGS]]
    return found


def _raised(error: BaseException) -> dict[str, Any]:
    try:
        text = str(error)
    except BaseException:
        text = ""
    return {"kinds": [kind.__name__ for kind in type(error).__mro__][:20], "text": text[:2000]}


def _warned(entry: warnings.WarningMessage) -> dict[str, Any]:
    kinds = [kind.__name__ for kind in entry.category.__mro__][:10]
    return {"kinds": kinds, "text": str(entry.message)[:500], "line": int(entry.lineno), "file": str(entry.filename)}

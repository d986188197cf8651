"""Replies to the messages of a page. Every message gets one: without it the page waits, or says NOT SAVED."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from qmslib._common.errors import CourseError

#: One message or reply: ``kind``, ``seq`` (which message is answered) and what belongs to the kind.
Message = dict[str, Any]


def reply_to(message: object, handle: Callable[[Message], Message]) -> Message | None:
    """The reply to one message, whatever goes wrong; ``None`` when it is no message at all.

    Parameters
    ----------
    message
        As it came from the page.
    handle
        Does what the message asks and returns the reply without its ``seq``.
    """
    if not isinstance(message, dict):
        return None
    try:
        reply = _SHARED.get(str(message.get("kind")), handle)(message)
    except CourseError as error:
        reply = {"kind": "failed", "why": str(error)}
    except Exception as error:
        # Whatever it is, the learner must know that nothing was saved.
        reply = {"kind": "failed", "why": f"Something unexpected went wrong ({type(error).__name__}: {error})."}
    return {**reply, "seq": message.get("seq")}


def run_tool(message: Message) -> Message:
    """The result of the named tool over the page's inputs."""
    from qmslib.course.tools import run

    return {"kind": "tool", "result": run(str(message.get("name")), message.get("inputs") or {})}


def make_file(message: Message) -> Message:
    """The page's document as a file: its type, and its bytes in base64."""
    from qmslib.learner.documents import document_file

    kind, content = document_file(message.get("form"), message.get("content"))
    return {"kind": "file", "type": kind, "data": b64encode(content).decode("ascii")}


#: What every page may ask, whatever else it is for.
_SHARED: dict[str, Callable[[Message], Message]] = {"tool": run_tool, "file": make_file}

"""What stands for the learner's functions and values where the tests run: each call is a question to the box."""

from __future__ import annotations

import builtins
import socket
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.questions import Sent
from qmslib.trainer.boxed.values import Opaque, Unsendable, decode
from qmslib.trainer.boxed.wire import Ended, receive, send


class OutOfTime(BaseException):
    """The box did not answer in time."""


class NoAnswer(Exception):
    """The learner's session has ended, or does not answer as it should."""


class Learner:
    """The learner's session at the place of one test.

    Parameters
    ----------
    channel
        To the copy of the session that answers for this test; nothing when the session had ended before it.
    until
        The moment (`time.monotonic`) after which no answer is waited for.
    """

    def __init__(self, channel: socket.socket | None, until: float) -> None:
        self._channel, self._until = channel, until
        self._warned: dict[Any, Any] = {}
        self._sent = Sent()

    def get(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The learner's values of these names, and functions that stand for theirs; what is missing is left out."""
        answer = self._ask({"get": list(names)}) if names else {}
        found: dict[str, Any] = {}
        for name in names:
            entry = answer.get(name)
            if not isinstance(entry, dict):
                continue
            if isinstance(entry.get("function"), dict):
                found[name] = self._function(name, entry["function"])
            elif "value" in entry:
                try:
                    found[name] = decode(entry["value"])
                except ValueError:
                    found[name] = Opaque("unknown type")
        return found

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        if self._channel is None:
            raise NoAnswer("the code had ended before this test")
        try:
            self._channel.settimeout(max(self._until - time.monotonic(), 0.001))
            send(self._channel, question)
            answer = receive(self._channel, self._until)
        except TimeoutError:
            raise OutOfTime from None
        except Ended as error:
            raise NoAnswer("the code ended while it was being tested") from error
        if not isinstance(answer, dict):
            raise NoAnswer("the code does not answer as it should")
        return answer

    def _function(self, name: str, about: dict[str, Any]) -> Callable[..., Any]:
        def stand_in(*arguments: Any, **named: Any) -> Any:
            try:
                question = self._sent.question(name, arguments, named)
            except Unsendable as error:
                raise CourseError(
                    f"the test gives {name} a value that cannot be sent to the learner's code", found=str(error)
                ) from None
            return self._answered(self._ask(question))

        stand_in.__name__ = stand_in.__qualname__ = str(about.get("name", name))[:80]
        stand_in.__doc__ = str(about.get("doc", ""))[:4000]
        return stand_in

    def _answered(self, answer: dict[str, Any]) -> Any:
        for entry in _list(answer.get("streams")):
            if isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry):
                print(entry[1], end="", file=sys.stderr if entry[0] == "stderr" else sys.stdout)
        for entry in _list(answer.get("warnings")):
            if isinstance(entry, dict):
                self._warn(entry)
        if isinstance(answer.get("raised"), dict):
            raise _error(answer["raised"])
        try:
            return decode(answer.get("value"))
        except ValueError:
            return Opaque("unknown type")

    def _warn(self, entry: dict[str, Any]) -> None:
        kind = _known(entry.get("kinds"), Warning) or UserWarning
        line = entry.get("line")
        text = str(entry.get("text", ""))[:500]
        number = line if isinstance(line, int) and 0 <= line < 1_000_000 else 1
        # The name that the code gave would have a line of that file read and shown.
        file = "<cell>"
        # The test's own filters decide whether it is shown, as if the code had run beside the test.
        warnings.warn_explicit(text, kind, file, number, registry=self._warned)


def _list(value: Any) -> list[Any]:
    return value[:200] if isinstance(value, list) else []


def _known(kinds: Any, base: type[BaseException]) -> Any:
    """The first built-in kind of error or warning among the names of a kind and its parents."""
    for name in _list(kinds):
        kind = getattr(builtins, name, None) if isinstance(name, str) else None
        if isinstance(kind, type) and issubclass(kind, base):
            return kind
    return None


def _error(raised: dict[str, Any]) -> Exception:
    """An error of the kind that the learner's code raised; one that would end a program becomes a plain one."""
    text = str(raised.get("text", ""))[:2000]
    kinds = _list(raised.get("kinds"))
    name = str(kinds[0])[:80] if kinds else "Error"
    base = _known(kinds, Exception) or Exception
    if issubclass(base, StopIteration | StopAsyncIteration):
        # It would end a loop of the test's, as in `all(map(check, cases))`, and pass.
        base = RuntimeError
    if base.__name__ != name:
        base = type(name if name.isidentifier() else "Error", (base,), {})
    try:
        found = base(text)
    except TypeError:
        found = Exception(text)
    return found if isinstance(found, Exception) else Exception(text)

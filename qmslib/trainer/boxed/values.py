"""Values on their way between a learner's code and the tests: plain JSON, and nothing that could run.

A value of a type that is not listed here becomes an `Opaque` on the other side, which is equal to nothing else.
"""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from typing import Any

#: How deep lists and dictionaries may stand in each other.
DEPTH = 60
#: The field that says of which kind a value is.
TAG = "!"


class Unsendable(Exception):
    """A value that cannot be sent; says of which type."""


class Opaque:
    """Stands for a value that could not be sent.

    Parameters
    ----------
    kind
        The name of its type.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"<a value of type {self.kind}, which cannot be judged>"


def _loaded(name: str) -> ModuleType | None:
    # A value of a library's type cannot be there before the library is.
    return sys.modules.get(name)


def encode(value: Any, depth: int = DEPTH) -> Any:
    """Turn a value into plain JSON.

    Raises
    ------
    Unsendable
        When it is, or holds, something of another type than those that are listed, or is nested too deeply.
    """
    if depth < 0:
        raise Unsendable("values nested too deeply")
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is list:
        return [encode(item, depth - 1) for item in value]
    if kind in (tuple, set, frozenset):
        return {TAG: kind.__name__, "v": [encode(item, depth - 1) for item in value]}
    if isinstance(value, dict):
        return {TAG: "dict", "v": [[encode(key, depth - 1), encode(item, depth - 1)] for key, item in value.items()]}
    if kind is bytes:
        return {TAG: "bytes", "v": value.hex()}
    if kind is complex:
        return {TAG: "complex", "v": [value.real, value.imag]}
    if kind in (Decimal, Fraction):
        return {TAG: kind.__name__, "v": str(value)}
    if kind is range:
        return {TAG: "range", "v": [value.start, value.stop, value.step]}
    if kind is dt.timedelta:
        return {TAG: "timedelta", "v": [value.days, value.seconds, value.microseconds]}
    if kind in (dt.date, dt.datetime, dt.time):
        return {TAG: kind.__name__, "v": value.isoformat()}
    library = kind.__module__.partition(".")[0]
    if library == "pandas" and _loaded("pandas") is not None:
        from qmslib.trainer.boxed.library_values import encode_pandas

        return encode_pandas(value, depth)
    if library == "numpy" and _loaded("numpy") is not None:
        from qmslib.trainer.boxed.library_values import encode_numpy

        return encode_numpy(value, depth)
    raise Unsendable(kind.__name__)


def decode(data: Any) -> Any:
    """Turn plain JSON back into a value; only types listed here can come out.

    Raises
    ------
    ValueError
        When it is not what `encode` makes.
    """
    try:
        return decode_plain(data)
    except ValueError:
        raise
    except (TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError, MemoryError) as error:
        raise ValueError(f"a value that cannot be read: {type(error).__name__}") from None


def decode_plain(data: Any) -> Any:
    """As `decode`, for the parts of a value; errors of any kind may come through."""
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        return [decode_plain(item) for item in data]
    if not isinstance(data, dict):
        raise ValueError("a value of no known kind")
    tag, content = data.get(TAG), data.get("v")
    if tag in _PLAIN:
        return _PLAIN[tag](content)
    from qmslib.trainer.boxed.library_values import READERS

    if tag in READERS:
        return READERS[tag](data)
    raise ValueError("a value of no known kind")


_PLAIN: dict[Any, Any] = {
    "tuple": lambda v: tuple(decode_plain(item) for item in v),
    "set": lambda v: {decode_plain(item) for item in v},
    "frozenset": lambda v: frozenset(decode_plain(item) for item in v),
    "dict": lambda v: {decode_plain(key): decode_plain(item) for key, item in v},
    "bytes": bytes.fromhex,
    "complex": lambda v: complex(float(v[0]), float(v[1])),
    "Decimal": lambda v: Decimal(str(v)[:400]),
    "Fraction": lambda v: Fraction(*(int(part) for part in str(v).split("/", 1))),
    "range": lambda v: range(*(int(part) for part in v)),
    "timedelta": lambda v: dt.timedelta(*(int(part) for part in v)),
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
    "opaque": lambda v: Opaque(str(v)[:80]),
}


def encode_or_opaque(value: Any) -> Any:
    """As `encode`; a value that cannot be sent becomes an `Opaque` on the other side."""
    try:
        return encode(value)
    except Unsendable as error:
        return {TAG: "opaque", "v": str(error)[:80]}
    except Exception as error:
        return {TAG: "opaque", "v": f"{type(value).__name__} ({type(error).__name__})"[:80]}

"""The calls that a test makes of a learner's function, on their way into the box.

A test often gives one large table again and again. It is sent once; after that the box makes a new copy of what it
received. Only this way in has such references: nothing that comes out of the box can refer to anything.
"""

from __future__ import annotations

import sys
from typing import Any

from qmslib.trainer.boxed.values import decode, encode

#: How many tables are remembered for one test, and how many cells one must have to be worth it.
_MOST, _LARGE = 8, 200
_AGAIN = "again"


class Sent:
    """The tests' side: remembers which tables it has sent."""

    def __init__(self) -> None:
        self._tables: list[Any] = []

    def question(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The message that asks for a call.

        Raises
        ------
        Unsendable
            When a value cannot be sent.
        """
        by_name = {key: self._entry(value) for key, value in named.items()}
        return {"call": name, "arguments": [self._entry(value) for value in arguments], "named": by_name}

    def _entry(self, value: Any) -> list[Any]:
        if not _is_plain_table(value) or value.size < _LARGE:
            return [encode(value)]
        for number, table in enumerate(self._tables):
            if _are_same(table, value):
                return [_AGAIN, number]
        if len(self._tables) == _MOST:
            return [encode(value)]
        self._tables.append(value.copy())
        return [encode(value), len(self._tables) - 1]


class Received:
    """The box's side: makes the values of a call."""

    def __init__(self) -> None:
        self._tables: dict[int, Any] = {}

    def arguments(self, question: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """The arguments by place and by name."""
        given = [self._value(*entry) for entry in question["arguments"]]
        return given, {name: self._value(*entry) for name, entry in question["named"].items()}

    def _value(self, data: Any, number: int | None = None) -> Any:
        if number is None:
            return decode(data)
        if data != _AGAIN:
            self._tables[number] = decode(data)
        return self._tables[number].copy()


def _is_plain_table(value: Any) -> bool:
    """Whether a copy shares nothing that can be changed: a table without Python objects in its cells."""
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) is not pandas.DataFrame:
        return False
    return all(kind.kind != "O" or isinstance(kind, pandas.StringDtype) for kind in value.dtypes)


def _are_same(one: Any, other: Any) -> bool:
    """Whether two tables have the same names, types and cells."""
    return bool(
        one.shape == other.shape
        and one.index.identical(other.index)
        and one.columns.identical(other.columns)
        and list(one.dtypes) == list(other.dtypes)
        and one.equals(other)
    )

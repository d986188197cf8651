"""Lines of faults, and cells read without failing on what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_OFFSET = re.compile(r"\s*(?:[zZ]|[+-]\d\d:?\d\d)$")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_MOST = 40


@dataclass
class Faults:
    """The faults gathered so far: for each its row (from 0), field, what was found, its kind, what to do."""

    rows: list[NDArray[np.intp]] = field(default_factory=list)
    lines: list[tuple[str, Sequence[str], str, Sequence[str]]] = field(default_factory=list)

    def add(
        self,
        rows: NDArray[np.intp],
        name: str,
        column: pd.Series[Any],
        kind: str,
        do: str | Sequence[str] | Callable[[int], str],
    ) -> None:
        """Add a fault of one kind at each of the rows; `do` is one text, one for each, or made from the row."""
        if len(rows):
            found = [shown(value) for value in column.iloc[rows]]
            what = [do] * len(rows) if isinstance(do, str) else [do(int(row)) for row in rows] if callable(do) else do
            self.rows.append(rows)
            self.lines.append((name, found, kind, what))

    def frame(self, ids: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
        """All faults as a table, sorted by row, then by the order of the columns."""
        if not self.rows:
            return pd.DataFrame({name: [] for name in ("row", "case", "field", "found", "fault", "do")})
        rows = np.concatenate(self.rows)
        place = {name: number for number, name in enumerate(order)}
        table = pd.DataFrame(
            {
                "row": rows + 1,
                "case": [ids[row] for row in rows],
                "field": [name for name, found, _, _ in self.lines for _ in found],
                "found": [text for _, found, _, _ in self.lines for text in found],
                "fault": [kind for _, found, kind, _ in self.lines for _ in found],
                "do": [text for _, _, _, what in self.lines for text in what],
            }
        )
        table["_place"] = table["field"].map(place).fillna(len(place))
        table = table.sort_values(["row", "_place", "fault", "do"], kind="stable", ignore_index=True)
        return table.drop(columns="_place").drop_duplicates(ignore_index=True)


def shown(value: Any) -> str:
    """A cell for reading: blank as nothing, a moment without noughts, long text cut."""
    if is_blank(value):
        return ""
    if isinstance(value, (pd.Timestamp, datetime)):
        return value.strftime("%Y-%m-%d" if (value.hour, value.minute) == (0, 0) else "%Y-%m-%d %H:%M")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def is_blank(value: Any) -> bool:
    """Whether a cell is empty: missing, or text of spaces only."""
    if isinstance(value, str):
        return not value.strip()
    if value is None:
        return True
    missing = pd.isna(value) if pd.api.types.is_scalar(value) else False
    return bool(missing)


def by_value(column: pd.Series[Any], read: Callable[[Any], Any]) -> list[Any]:
    """What `read` gives for each cell, asked once for each different value."""
    known: dict[Any, Any] = {}
    out = []
    for value in column:
        try:
            # 1, 1.0 and True are equal but not the same cell.
            key = (type(value), value)
            if key not in known:
                known[key] = read(value)
            out.append(known[key])
        except TypeError:  # a list or dict in a cell cannot be a key
            out.append(read(value))
    return out


def blanks(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Which cells are empty."""
    if column.dtype.kind in "mMfiub":
        return np.asarray(column.isna(), dtype=bool)
    return np.asarray(by_value(column, is_blank), dtype=bool)


def _moment(value: Any) -> Any:
    if isinstance(value, (pd.Timestamp, datetime)):
        return np.datetime64("NaT") if pd.isna(value) else np.datetime64(value.replace(tzinfo=None), "us")
    if isinstance(value, date):
        return np.datetime64(value, "us")
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[us]")
    if isinstance(value, str):
        text = _OFFSET.sub("", value.strip()) if ":" in value else value.strip()
        if _ISO.fullmatch(text):
            try:
                return np.datetime64(datetime.fromisoformat(text), "us")
            except ValueError:
                return None
    return None


def loose_moments(column: pd.Series[Any]) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """A column as moments on its own wall clock, and which filled cells hold no moment."""
    empty = blanks(column)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)
    if column.dtype.kind == "M":
        return np.asarray(column, dtype="datetime64[us]"), np.zeros(len(column), dtype=bool)
    read = by_value(column, _moment)
    bad = np.array([value is None for value in read], dtype=bool) & ~empty
    never = np.datetime64("NaT", "us")
    moments = np.array([never if value is None else value for value in read], dtype="datetime64[us]")
    return moments, bad


def loose_numbers(column: pd.Series[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A column as numbers, and which filled cells hold no number."""

    def read(value: Any) -> float | None:
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.number, str)):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        return number if np.isfinite(number) else None

    empty = blanks(column)
    numbers = by_value(column, read)
    bad = np.array([number is None for number in numbers], dtype=bool) & ~empty
    return np.array([np.nan if number is None else number for number in numbers], dtype=float), bad

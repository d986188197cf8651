"""The two periods as numbers, from whatever shape they were brought in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.frames import as_frame, as_numbers, read_numbers, rows_named
from qmslib.improvement.comparing._times import as_times

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Group:
    """One period: its cases or figures, and, for shares and rates, how many out of how many."""

    values: NDArray[np.float64] | None  # one for each case, or each week's share or rate; None for bare totals
    times: NDArray[np.float64] | None
    count: float = 0.0
    size: float = 0.0
    counts: NDArray[np.float64] | None = None
    sizes: NDArray[np.float64] | None = None

    @property
    def n(self) -> int:
        """How many values there are."""
        return 0 if self.values is None else len(self.values)


@dataclass(frozen=True)
class Columns:
    """Which columns of a table hold what."""

    count: str
    n: str
    value: str
    time: str | None


def split_phases(table: Any, phase: str) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The rows marked before, those marked after, and how many are neither."""
    frame = as_frame(table, [phase])
    words = frame[phase].map(lambda value: str(value).strip().casefold())
    if not words.isin(["before", "after"]).any():
        raise CourseError(
            "no row says before or after",
            field=phase,
            found=sorted(set(words))[:6],
            do="Write before and after in this column, or give the two periods apart",
        )
    return frame[words.eq("before")], frame[words.eq("after")], int((~words.isin(["before", "after"])).sum())


def _whole(values: NDArray[np.float64], name: str, what: str) -> None:
    wrong = np.flatnonzero((values < 0) | (values != np.floor(values)))
    if len(wrong):
        raise CourseError(
            f"{rows_named(wrong)}: {what}", field=name, found=float(values[wrong[0]]), do="Correct the number"
        )


def _totals(pair: tuple[Any, Any], name: str, kind: str) -> Group:
    count, size = as_numbers(pair, name)
    _whole(np.array([count]), name, "a count is a whole number from 0 up")
    if size < 0 or (kind == "proportion" and (count > size or size != np.floor(size))):
        raise CourseError("the count must lie between 0 and n", field=name, found=(float(count), float(size)))
    if count and not size:
        raise CourseError("something was counted, but over no time", field=name, found=(float(count), float(size)))
    return Group(None, None, float(count), float(size))


def _weekly(frame: pd.DataFrame, columns: Columns, name: str, kind: str) -> Group:
    counts = np.asarray(read_numbers(frame, columns.count, missing=False), dtype=float)
    _whole(counts, columns.count, "a count is a whole number from 0 up")
    if kind == "counts" and columns.n not in frame.columns:
        sizes = np.ones(len(counts))
    else:
        sizes = np.asarray(read_numbers(as_frame(frame, [columns.n]), columns.n, missing=False, low=0), dtype=float)
    wrong = np.flatnonzero(counts > sizes) if kind == "proportion" else np.flatnonzero((sizes == 0) & (counts > 0))
    if len(wrong):
        raise CourseError(
            f"{rows_named(wrong)}: more were counted than there were",
            item=name,
            field=columns.count,
            found=(float(counts[wrong[0]]), float(sizes[wrong[0]])),
            do=f"Correct {columns.count} or {columns.n}",
        )
    if kind == "proportion":
        _whole(sizes, columns.n, "n is a whole number")
    some = sizes > 0  # a week without cases has no share of its own
    times = None if columns.time is None else as_times(frame[columns.time], columns.time)[some]
    return Group(counts[some] / sizes[some], times, counts.sum(), sizes.sum(), counts[some], sizes[some])


def read_group(given: Any, name: str, kind: str, columns: Columns) -> Group:
    """One period as numbers; a CourseError says what cannot be read, and in which rows."""
    totals = kind in ("proportion", "counts")
    if isinstance(given, tuple) and len(given) == 2 and totals:
        return _totals(given, name, kind)
    if isinstance(given, (pd.DataFrame, dict)) or (
        isinstance(given, list) and given and all(isinstance(row, dict) for row in given)
    ):
        needs = [columns.count if totals and columns.count else columns.value]
        frame = as_frame(given, [*needs, *([columns.time] if columns.time else [])])
        if totals:
            return _weekly(frame, columns, name, kind)
        values = np.asarray(read_numbers(frame, columns.value, missing=False), dtype=float)
        times = None if columns.time is None else as_times(frame[columns.time], columns.time)
    elif isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
        raise CourseError(
            "this is neither a list of values nor a table", field=name, found=given, do="Give a list, or (count, n)"
        )
    else:
        if getattr(given, "ndim", 1) != 1:
            raise CourseError("one list of values is needed, not a table", field=name, found=type(given).__name__)
        column = given if isinstance(given, pd.Series) else pd.Series(list(given))
        if pd.api.types.is_timedelta64_dtype(column):
            raise CourseError(
                "these are spans of time, not numbers", field=name, do="Give days: spans / pd.Timedelta(days=1)"
            )
        if column.dtype == object:
            column = column.map(lambda cell: float(cell) if isinstance(cell, (bool, np.bool_)) else cell)
        if pd.api.types.is_bool_dtype(column) and not column.isna().any():
            column = column.astype(float)
        values, times = as_numbers(column, name), None
    if kind == "proportion":
        wrong = np.flatnonzero((values != 0) & (values != 1))
        if len(wrong):
            raise CourseError(
                f"{rows_named(wrong)}: neither 0 nor 1",
                field=name,
                found=float(values[wrong[0]]),
                do="Write 1 where it happened and 0 where not, or give totals as (count, n)",
            )
        return Group(values, times, float(values.sum()), float(len(values)))
    if kind == "counts":
        _whole(values, name, "a count is a whole number from 0 up")
        return Group(values, times, float(values.sum()), float(len(values)), values, np.ones(len(values)))
    if kind == "times" and (values < 0).any():
        raise CourseError(
            f"{rows_named(np.flatnonzero(values < 0))}: a time below nought",
            field=name,
            found=float(values.min()),
            do='Correct it; figures that may be negative are kind="scores"',
        )
    return Group(values, times)

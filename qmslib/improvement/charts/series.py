"""What a chart is made from: the columns in order of time, its phases, its baseline, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.frames import as_numbers, rows_named
from qmslib.improvement.charts.moments import moment_of, say_when

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Series:
    """Columns in order of time.

    `order` says where each row stood in what was given, `when` holds the labels (None without), `axis` what they are:
    ``date``, ``number`` or ``label``. `phase` counts from 0.
    """

    columns: dict[str, Floats]
    order: NDArray[np.int64]
    when: Any
    axis: str
    phase: NDArray[np.int64]
    baseline: Flags
    excluded: Flags
    gap: Flags

    def __len__(self) -> int:
        return len(self.order)

    def label(self, place: int) -> str:
        """How a point is called: its date or label, or its number counted from 1."""
        if self.when is None:
            return f"point {place + 1}"
        return say_when(self.when[place])


def column(values: Any, name: str, data: Any = None) -> Any:
    """The values, or the column of `data` of that name."""
    if data is None:
        if isinstance(values, str):
            raise CourseError("a column was named, but no table given", field=name, found=values, do="Give data=")
        return values
    if isinstance(values, str):
        if values not in data.columns:
            raise CourseError(
                f"the table has no column {values}",
                found=[str(known) for known in data.columns],
                do="Add the column, or say which column holds this",
            )
        return data[values]
    return values


def read_floats(values: Any, name: str, *, gaps: bool) -> Floats:
    """Numbers as floats; NaN for a missing one where gaps are allowed, otherwise an error that names the rows."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise CourseError("a list of numbers is wanted", field=name, found=values)
    array = values if isinstance(values, np.ndarray) else None
    if array is None and isinstance(values, list) and all(type(value) in (int, float) for value in values):
        array = np.asarray(values, dtype=float)
    if array is not None and array.ndim != 1:
        raise CourseError("one number for each point is wanted", field=name, found=f"{array.ndim} dimensions")
    if array is not None and array.dtype.kind in "iuf" and not np.isinf(array.astype(float)).any():
        numbers = array.astype(float)
    else:
        numbers = as_numbers(_plain(values), name, missing=True)
    missing = np.isnan(numbers)
    if missing.any() and not gaps:
        raise CourseError(
            f"{rows_named(missing.nonzero()[0])}: the value is missing",
            field=name,
            do='Fill it in, or give missing="gap" to show a gap there',
        )
    return numbers


def _plain(values: Any) -> Any:
    """Values of special number types as floats: nullable columns, categories, decimals, numpy's own numbers."""
    if isinstance(values, pd.DataFrame):
        raise CourseError(
            "one column is wanted", found="a table", do="Give one of its columns, or data= and the name"
        )
    listed: Any = pd.Series(values.array if isinstance(values, (pd.Series, pd.Index)) else list(values))
    if isinstance(listed.dtype, pd.CategoricalDtype):
        listed = listed.astype(object)
    if pd.api.types.is_bool_dtype(listed):
        return listed
    if pd.api.types.is_numeric_dtype(listed):
        return pd.Series(listed.to_numpy(dtype=float, na_value=np.nan))
    if listed.dtype == object:
        return listed.map(lambda v: float(v) if isinstance(v, (Decimal, np.integer, np.floating)) else v)
    return listed


def _number(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))


def place_of(value: Any, when: Any, axis: str, name: str, *, at_or_after: bool = False) -> int:
    """Where a point stands, counted from 0: from its number counted from 1, its date, or its label.

    With labels that are numbers, a number is a label. With `at_or_after` a date between two points is the later one.
    """
    size = len(when)
    if axis == "date" and not _number(value):
        moment = moment_of(value, when, name)
        if not at_or_after:
            found = (when == moment).nonzero()[0]
            if len(found):
                return int(found[0])
        elif int(when.searchsorted(moment)) < size:
            return int(when.searchsorted(moment))
    elif axis == "number" and not isinstance(value, str):
        found = ((when >= value) if at_or_after else (when == value)).nonzero()[0]
        if len(found):
            return int(found[0])
    elif axis in ("none", "date", "label") and _number(value) and 1 <= int(value) <= size:
        return int(value) - 1
    elif axis == "label":
        found = np.array([label == value for label in when]).nonzero()[0]
        if len(found):
            return int(found[0])
    raise CourseError(
        "there is no such point",
        field=name,
        found=value if isinstance(value, (str, int)) else str(value),
        do=f"Give a number from 1 to {size}" + (", a date or a label that is in `when`" if axis != "none" else ""),
    )


def places(values: Any, when: Any, axis: str, name: str, order: NDArray[np.int64]) -> Flags:
    """The points named by a list of numbers, dates or labels, or by one True or False a row, as flags."""
    size = len(order)
    flags = np.zeros(size, dtype=bool)
    if values is None:
        return flags
    if isinstance(values, (str, date)) or not isinstance(values, Iterable):
        values = [values]
    given = list(values)
    if len(given) == size and size and all(isinstance(value, (bool, np.bool_)) for value in given):
        return np.array(given, dtype=bool)[order]
    ruler = when if when is not None else np.empty(size)
    for value in given:
        flags[place_of(value, ruler, axis, name)] = True
    return flags


def phase_numbers(phases: Any, when: Any, axis: str, size: int) -> NDArray[np.int64]:
    """The phase of each point, from the points at which new phases start."""
    starts = np.zeros(size, dtype=np.int64)
    if phases is None:
        return starts
    if isinstance(phases, (str, date)) or not isinstance(phases, Iterable):
        phases = [phases]
    ruler = when if when is not None else np.empty(size)
    for value in phases:
        starts[place_of(value, ruler, axis, "phases", at_or_after=True)] = 1
    starts[0] = 0
    return np.cumsum(starts)


def frozen(freeze: Any, when: Any, axis: str, last: Flags) -> Flags:
    """Which points of the last phase the limits come from: its first so many, or those until a date or label."""
    size = len(last)
    if freeze is None:
        return np.ones(size, dtype=bool)
    keep = ~last
    inside = last.nonzero()[0]
    if _number(freeze) and (axis != "number" or freeze not in when):
        if not 1 <= int(freeze) <= len(inside):
            raise CourseError(
                "the baseline does not fit the points", field="freeze", found=int(freeze),
                do=f"Give a number of points from 1 to {len(inside)}",
            )  # fmt: skip
        keep[inside[: int(freeze)]] = True
        return keep
    if axis == "date":
        keep |= np.asarray(when <= moment_of(freeze, when, "freeze"))
    else:
        keep[: place_of(freeze, when if when is not None else np.empty(size), axis, "freeze") + 1] = True
    if not keep[inside].any():
        raise CourseError(
            "no point of the last phase is in the baseline", field="freeze", found=str(freeze), do="Give a later date"
        )
    return keep


def same_length(columns: Sequence[tuple[str, Floats]]) -> None:
    """Refuse columns of different lengths."""
    sizes = {name: len(values) for name, values in columns}
    if len(set(sizes.values())) > 1:
        raise CourseError(
            "the columns have different lengths", found=sizes, do="Give one value of each for each point"
        )

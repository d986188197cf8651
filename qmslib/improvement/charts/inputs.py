"""What people give a chart, as checked columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.frames import rows_named
from qmslib.improvement.charts.fit import Columns
from qmslib.improvement.charts.moments import as_dates
from qmslib.improvement.charts.series import read_floats

Flags = NDArray[np.bool_]


def refuse(bad: Flags, field: str, problem: str, values: NDArray[np.float64], do: str) -> None:
    """An error that names the rows, counted from 1, where something is wrong."""
    if bad.any():
        rows = bad.nonzero()[0]
        raise CourseError(f"{rows_named(rows)}: {problem}", field=field, found=float(values[rows[0]]), do=do)


def _counts(values: Any, field: str, *, gaps: bool) -> NDArray[np.float64]:
    counts = read_floats(values, field, gaps=gaps)
    refuse(counts < 0, field, "a count below 0", counts, "Correct the count")
    refuse((counts != np.floor(counts)) & ~np.isnan(counts), field, "a count is a whole number", counts,
           "Give the number of cases, not a share")  # fmt: skip
    return counts


def _sizes(sizes: Any, field: str, like: NDArray[np.float64], *, gaps: bool) -> NDArray[np.float64]:
    if sizes is None:
        raise CourseError("the sizes are missing", field=field, do="Say out of how many the counts are")
    if isinstance(sizes, (int, float, np.number)) and not isinstance(sizes, bool):
        read = np.full(len(like), float(sizes))
    else:
        read = read_floats(sizes, field, gaps=gaps)
    if len(read) != len(like):
        raise CourseError(
            "there is not one size for each count", field=field, found=f"{len(read)} sizes, {len(like)} counts"
        )
    refuse(read < 0, field, "a size below 0", read, "Correct the size")
    if not gaps:
        refuse(read == 0, field, "nothing was counted, so there is no share or rate", read,
               'Leave the row out, or give missing="gap" to show a gap there')  # fmt: skip
    return np.where(read == 0, np.nan, read)


def read_columns(kind: str, values: Any, sizes: Any = None, *, gaps: bool) -> Columns:
    """The columns of every chart but those of groups."""
    if kind in ("run", "xmr"):
        return {"value": read_floats(values, "values", gaps=gaps)}
    if kind == "t":
        between = read_floats(values, "times", gaps=gaps)
        refuse(between <= 0, "times", "a time between events is above 0", between,
               "Measure in smaller units, or count cases between events on a g chart")  # fmt: skip
        return {"value": between}
    counts = _counts(values, "counts", gaps=gaps)
    if kind == "g":
        return {"value": counts}
    if kind == "c":
        return {"value": counts, "count": counts, "size": np.ones(len(counts))}
    if sizes is None and kind in ("u", "laney_u"):
        raise CourseError(
            "the areas are missing", field="areas", do="Say how much was watched, such as days or clients"
        )
    area = _sizes(sizes, "areas" if kind in ("u", "laney_u") else "sizes", counts, gaps=gaps)
    if kind in ("p", "np", "laney_p"):
        refuse(counts > area, "counts", "more cases than there were", counts, "Check count and size of the row")
        refuse((area != np.floor(area)) & ~np.isnan(area), "sizes", "a size is a whole number", area,
               "Give the number of cases looked at")  # fmt: skip
    empty = np.isnan(area) | np.isnan(counts)
    return {
        "value": np.where(empty, np.nan, counts if kind == "np" else counts / area),
        "count": np.where(empty, np.nan, counts),
        "size": np.where(empty, np.nan, area),
    }


def groups_columns(groups: Any, *, gaps: bool, measure: str) -> Columns:
    """Average, range, standard deviation and size of each group."""
    if isinstance(groups, pd.DataFrame):
        groups = groups.to_numpy()
    if isinstance(groups, (str, bytes)) or not isinstance(groups, Iterable):
        raise CourseError(
            "a list of groups is wanted", field="groups", found=groups, do="Give one list for each group"
        )
    rows: list[tuple[float, float, float, float]] = []
    for number, group in enumerate(groups):
        if isinstance(group, (str, bytes)) or not isinstance(group, Iterable):
            raise CourseError(
                f"row {number + 1}: a list of measurements is wanted", field="groups", found=group,
                do="Give one list for each group, or an XmR chart for single values",
            )  # fmt: skip
        read = read_floats(list(group), "groups", gaps=True)
        known = read[~np.isnan(read)]
        if len(known) < len(read) and not gaps:
            raise CourseError(
                f"row {number + 1}: a measurement is missing", field="groups",
                do='Fill it in or leave it out of its group, or give missing="gap" to use the others',
            )  # fmt: skip
        if len(known) < 2 and not (gaps and not len(known)):
            raise CourseError(
                f"row {number + 1}: a group needs two measurements or more", field="groups", found=len(known),
                do="Use an XmR chart for single values",
            )  # fmt: skip
        if len(known):
            rows.append((float(known.mean()), float(np.ptp(known)), float(known.std(ddof=1)), float(len(known))))
        else:
            rows.append((np.nan, np.nan, np.nan, np.nan))
    table = np.array(rows, dtype=float).reshape(-1, 4)
    return {"value": table[:, 0], "range": table[:, 1], "sd": table[:, 2], "size": table[:, 3]}


def long_groups(values: Any, by: Any) -> tuple[list[Any], list[list[float]]]:
    """Long form to groups: the labels in the order they first stand, and the measurements of each."""
    numbers = read_floats(values, "values", gaps=True)
    labels = pd.Series(by.array if isinstance(by, (pd.Series, pd.Index)) else list(by))
    if len(labels) != len(numbers):
        raise CourseError("there is not one group for each value", field="by", found=f"{len(labels)}, {len(numbers)}")
    if labels.isna().any():
        raise CourseError(
            f"{rows_named(labels.isna().to_numpy().nonzero()[0])}: the group is missing", field="by", do="Fill it in"
        )
    codes, names = pd.factorize(labels)
    return list(names), [list(numbers[codes == code]) for code in range(len(names))]


def in_days(values: Any) -> Any:
    """Time spans as days; anything else as it is."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        return values
    values = values if isinstance(values, (pd.Series, pd.Index)) else list(values)
    spans: Any = pd.Series(values)
    return spans / pd.Timedelta(days=1) if pd.api.types.is_timedelta64_dtype(spans) else values


def between_dates(values: Any) -> tuple[list[float], list[Any]] | None:
    """Days between events and the later event of each pair, when the values are dates; None for numbers."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        return None
    labels = pd.Series(values.array if isinstance(values, (pd.Series, pd.Index)) else list(values))
    if not len(labels) or pd.api.types.is_numeric_dtype(labels):
        return None
    dates = as_dates(labels.dropna()) if labels.notna().any() else None
    if dates is None:
        return None
    if labels.isna().any():
        raise CourseError(
            f"{rows_named(labels.isna().to_numpy().nonzero()[0])}: the date is missing",
            field="times",
            do="Fill it in",
        )
    if len(dates) < 2:
        raise CourseError(
            "one event has no time to the next", field="times", do="Give the dates of two events or more"
        )
    ordered = dates.sort_values()
    days = np.diff(ordered.to_numpy()) / np.timedelta64(1, "D")
    if (days == 0).any():
        raise CourseError(
            "two events stand at the same moment, so no time lies between them",
            field="times",
            found=str(ordered[1:][days == 0][0]),
            do="Give the time of day too, or count cases between events on a g chart",
        )
    return list(days.astype(float)), list(ordered[1:])

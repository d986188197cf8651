"""Dates and labels of points: what they are, and the order they put the rows in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.dates import parse_date
from qmslib._common.errors import CourseError
from qmslib._common.frames import rows_named


def say_when(value: Any) -> str:
    """A label for reading: dates as ``4 March 2026``, with the time when there is one."""
    if isinstance(value, (pd.Timestamp, datetime)):
        text = f"{value.day} {value:%B %Y}"
        return text if (value.hour, value.minute, value.second) == (0, 0, 0) else f"{text} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def read_when(when: Any, size: int) -> tuple[Any, str, NDArray[np.int64]]:
    """Labels as an array, what they are, and the order they put the rows in."""
    natural = np.arange(size)
    if when is None:
        return None, "none", natural
    typed = isinstance(when, pd.api.extensions.ExtensionArray)
    labels: Any = pd.Series(when if typed else when.array if isinstance(when, (pd.Series, pd.Index)) else list(when))
    if len(labels) != size:
        raise CourseError(
            "there is not one label for each value", field="when", found=f"{len(labels)} labels, {size} values"
        )
    if labels.isna().any():
        raise CourseError(
            f"{rows_named(labels.isna().to_numpy().nonzero()[0])}: the date or label is missing",
            field="when",
            do="Fill it in, or leave the row out",
        )
    if (double := labels.duplicated(keep=False)).any():
        raise CourseError(
            f"{rows_named(double.to_numpy().nonzero()[0])}: the same date or label stands more than once",
            field="when",
            found=say_when(labels[double].iloc[0]),
            do="Put the rows of one date together first, for example with groupby and sum",
        )
    if isinstance(labels.dtype, pd.PeriodDtype):
        labels = labels.dt.to_timestamp()
    if isinstance(labels.dtype, pd.CategoricalDtype):
        if labels.cat.ordered:
            return labels.astype(object).to_numpy(), "label", np.argsort(labels.cat.codes.to_numpy(), kind="stable")
        labels = labels.astype(labels.cat.categories.dtype)
    dates = as_dates(labels)
    if dates is not None:
        again = np.asarray(dates.duplicated(keep=False))
        if again.any():
            raise CourseError(
                f"{rows_named(again.nonzero()[0])}: the same moment stands more than once", field="when"
            )
        return dates, "date", np.argsort(dates.to_numpy(), kind="stable")
    if pd.api.types.is_numeric_dtype(labels) and not pd.api.types.is_bool_dtype(labels):
        numbers = labels.to_numpy()
        return numbers, "number", np.argsort(numbers, kind="stable")
    return labels.astype(object).to_numpy(), "label", natural


def as_dates(labels: pd.Series[Any]) -> pd.DatetimeIndex | None:
    """The labels as dates when they are dates; None for other labels; an error for a mixture."""
    if pd.api.types.is_datetime64_any_dtype(labels):
        return pd.DatetimeIndex(labels)
    if pd.api.types.is_numeric_dtype(labels):
        return None
    dated = labels.map(lambda value: isinstance(value, date))
    if not dated.all():
        written = labels.map(lambda value: isinstance(value, str) and value.strip()[:4].isdigit() and "-" in value)
        if not (dated | written).any():
            return _spelt(labels)
        if not (dated | written).all():
            wrong = ~(dated | written)
            raise CourseError(
                f"{rows_named(wrong.to_numpy().nonzero()[0])}: no date, though other rows hold dates",
                field="when",
                found=str(labels[wrong].iloc[0]),
                do="Write dates as 2026-03-04",
            )
    plain = labels.map(lambda v: v.strip() if isinstance(v, str) else v)
    try:
        read = pd.to_datetime(plain, format="ISO8601", errors="coerce")
    except ValueError:  # texts with different offsets from UTC
        read = pd.to_datetime(plain, format="ISO8601", errors="coerce", utc=True)
    if read.isna().all():
        return None
    if read.isna().any():
        raise CourseError(
            f"{rows_named(read.isna().to_numpy().nonzero()[0])}: no date, though other rows hold dates",
            field="when",
            found=str(labels[read.isna()].iloc[0]),
            do="Write dates as 2026-03-04",
        )
    return pd.DatetimeIndex(read)


def _spelt(labels: pd.Series[Any]) -> pd.DatetimeIndex | None:
    """Dates such as ``4 March 2026``; those with strokes are refused, for nobody knows which number is the month."""
    read = [parse_date(label) if isinstance(label, str) else None for label in labels]
    if any(day is None for day in read):
        return None
    stroke = [place for place, label in enumerate(labels) if "/" in label or "." in label]
    if stroke:
        raise CourseError(
            f"{rows_named(stroke)}: day and month cannot be told apart",
            field="when",
            found=labels.iloc[stroke[0]],
            do="Write dates as 2026-03-04",
        )
    return pd.DatetimeIndex(read)


def moment_of(value: Any, when: Any, name: str) -> Any:
    """A date as given in an option, in the time zone of the labels."""
    moment: Any
    try:
        moment = pd.Timestamp(value)
    except (ValueError, TypeError):
        moment = pd.NaT
    if pd.isna(moment):
        raise CourseError("no date", field=name, found=value, do="Write dates as 2026-03-04")
    if when.tz is not None and moment.tzinfo is None:
        return moment.tz_localize(when.tz)
    if when.tz is None and moment.tzinfo is not None:
        return moment.tz_localize(None)
    return moment

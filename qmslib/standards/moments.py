"""Moments as people bring them, one or a million, turned into whole microseconds and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.frames import read_times, rows_named
from qmslib.standards.open_time import Moments, to_instants, to_wall

MISSING = np.iinfo(np.int64).min
#: The end of a text that tells its zone: 10:00Z, 10:00+01:00.
_ZONE = re.compile(r":[0-9]{2}(?:[.][0-9]+)? ?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})$")


@dataclass(frozen=True, eq=False)
class Read:
    """Moments that were read.

    Attributes
    ----------
    us
        Microseconds since 1970: of universal time if the clock has a zone, else of wall time. `MISSING` where empty.
    index
        The index of the series they came from, or None for one moment.
    aware
        Whether they came with a time zone.
    """

    us: Moments
    index: pd.Index[Any] | None
    aware: bool

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where there is none."""
        return np.asarray(self.us == MISSING)


def read_moments(moments: Any, name: str, zone: str | None) -> Read:
    """Read one moment, or a list, array or series of them.

    Raises
    ------
    CourseError
        If something is no moment, or has a time zone where the clock has none.
    """
    single = moments is None or moments is pd.NaT or isinstance(moments, (str, date, datetime, np.datetime64, float))
    if isinstance(moments, pd.Series):
        column = moments
    elif isinstance(moments, pd.DatetimeIndex):
        column = pd.Series(moments)
    elif single:
        column = pd.Series([_one(moments, name)])
    elif isinstance(moments, Iterable):
        column = _series(moments)
    else:
        raise CourseError("this is no moment", field=name, found=moments, do="Write 2026-03-04 or 2026-03-04 14:30")
    table = _in_one_zone(column.reset_index(drop=True), name).rename(name).to_frame()
    read = read_times(table, name)
    aware = getattr(read.dtype, "tz", None) is not None
    if aware and zone is None:
        raise CourseError(
            "these moments have a time zone and the clock has none",
            field=name,
            found=str(read.dtype),
            do='Give the clock its zone: WorkingClock(zone="Europe/London")',
        )
    if aware:
        read = read.dt.tz_convert("UTC").dt.tz_localize(None)
    values = read.to_numpy().astype("datetime64[us]")
    us = values.astype(np.int64)
    us[np.isnat(values)] = MISSING
    if zone is not None and not aware:
        there = us != MISSING
        us[there] = to_instants(us[there], zone, early=True)
    return Read(us, None if single else column.index, aware)


def _one(moment: Any, name: str) -> pd.Timestamp:
    if moment is None or moment is pd.NaT or moment != moment or not str(moment).strip():
        return pd.NaT  # type: ignore[return-value]
    if isinstance(moment, float):
        raise CourseError("this is no moment", field=name, found=moment, do="Write 2026-03-04 or 2026-03-04 14:30")
    try:
        return pd.Timestamp(moment)
    except (ValueError, OverflowError) as error:
        raise CourseError(
            "this is no moment", field=name, found=moment, do="Write 2026-03-04 or 2026-03-04 14:30"
        ) from error


def reading_moment(as_of: Any, field: str, received: Read, zone: str | None) -> int:
    """The moment at which a log is read."""
    moment = read_moments(as_of, "as_of", zone)
    same_kind((field, received), ("as_of", moment))
    if len(moment.us) != 1 or moment.missing[0]:
        raise CourseError("one moment at which the log is read is needed", field="as_of", found=as_of)
    return int(moment.us[0])


def _series(moments: Any) -> pd.Series[Any]:
    values = list(moments)
    if any(isinstance(value, datetime) for value in values):
        # As they are: pandas alone would fail on different zones.
        return pd.Series(values, dtype=object)
    return pd.Series(values, dtype=None if values else "datetime64[us]")


def _in_one_zone(column: pd.Series[Any], name: str) -> pd.Series[Any]:
    """Datetimes and texts with a zone of their own, put into universal time; refused if some have none."""
    if not (column.dtype == object or str(column.dtype) in ("str", "string")):
        return column
    aware = column.map(_has_zone).to_numpy(dtype=bool)
    if not aware.any():
        return column
    there = column.map(lambda value: bool(value.strip()) if isinstance(value, str) else not pd.isna(value))
    if not aware[there.to_numpy(dtype=bool)].all():
        raise CourseError(
            f"some moments have a time zone and some have none: {rows_named(np.flatnonzero(aware))} "
            f"{'has' if aware.sum() == 1 else 'have'} one",
            field=name,
            do="Give all of them a zone, or none",
        )
    read = pd.to_datetime(column.where(there, None), format="ISO8601", errors="coerce", utc=True)
    if (lost := (read.isna() & there).to_numpy()).any():
        raise CourseError(
            f"{rows_named(np.flatnonzero(lost))}: no date", field=name, found=column[int(np.flatnonzero(lost)[0])],
            do="Write dates as 2026-03-04 or 2026-03-04 14:30",
        )  # fmt: skip
    return read


def _has_zone(value: object) -> bool:
    if isinstance(value, str):
        return bool(_ZONE.search(value.strip()))
    return isinstance(value, datetime) and getattr(value, "tzinfo", None) is not None


def same_kind(*reads: tuple[str, Read]) -> None:
    """Refuse to reckon with moments of which some have a time zone and some have none."""
    filled = [(name, read) for name, read in reads if not read.missing.all()]
    kinds = {read.aware for _, read in filled}
    if len(kinds) > 1:
        aware = ", ".join(name for name, read in filled if read.aware)
        raise CourseError(
            f"some moments have a time zone and some have none: {aware} has one",
            do="Give all of them a zone, or none",
        )


def back(us: Moments, like: Read, zone: str | None) -> Any:
    """Microseconds as moments of the kind that was given: one or a series, with a zone or without."""
    shown = us.copy()
    there = shown != MISSING
    if zone is not None and not like.aware:
        shown[there] = to_wall(shown[there], zone)
    values = shown.astype("datetime64[us]")
    values[~there] = np.datetime64("NaT")
    series = pd.Series(values, index=like.index)
    if zone is not None and like.aware:
        series = series.dt.tz_localize("UTC").dt.tz_convert(zone)
    if like.index is not None:
        return series
    one = series.iloc[0]
    return None if one is pd.NaT else one.to_pydatetime()

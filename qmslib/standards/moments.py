"""Moments as people bring them, one or a million, turned into whole microseconds and back."""

from __future__ import annotations

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
    single = isinstance(moments, (str, date, datetime, np.datetime64)) or moments is None or moments is pd.NaT
    if isinstance(moments, pd.Series):
        column = moments
    elif isinstance(moments, pd.DatetimeIndex):
        column = pd.Series(moments)
    elif single:
        column = pd.Series([pd.NaT if moments is None else pd.Timestamp(moments)])
    else:
        column = _series(moments, name)
    table = column.rename(name).reset_index(drop=True).to_frame()
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


def _series(moments: Any, name: str) -> pd.Series[Any]:
    values = list(moments)
    zones = {getattr(value, "tzinfo", None) is not None for value in values if isinstance(value, datetime)}
    if len(zones) > 1:
        with_zone = [place for place, value in enumerate(values) if getattr(value, "tzinfo", None) is not None]
        raise CourseError(
            f"some moments have a time zone and some have none: {rows_named(with_zone)} have one",
            field=name,
            do="Give all of them a zone, or none",
        )
    return pd.Series(values, dtype=None if values else "datetime64[us]")


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

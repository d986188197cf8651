"""A log as it stood at one moment: what had come in, what was closed, what was due, and nothing known only later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_times, rows_named
from qmslib._common.moments import read_moment

texts = module_texts(__file__)
_DAY = pd.Timedelta(days=1)
_LAST = pd.Timedelta(microseconds=1)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A log at one moment; each array has one place for each row of the log."""

    moment: pd.Timestamp
    table: pd.DataFrame
    received: pd.Series[Any]
    closed: pd.Series[Any]
    due: pd.Series[Any]
    limit: pd.Series[Any]
    known: Mask
    is_closed: Mask
    has_due: Mask
    on_time: Mask
    passed: Mask
    whole_days: bool
    strict: bool

    @property
    def is_open(self) -> Mask:
        """Received and not closed at the moment."""
        return self.known & ~self.is_closed

    def findings(self, case: str) -> list[Finding]:
        """What to look at before the figures are trusted."""
        found = []
        later = int((~self.known).sum())
        if later:
            found.append(texts.finding("info", "later", n=later, as_of=say_moment(self.moment)))
        unseen = int((self.known & ~self.is_closed & self.closed.notna().to_numpy()).sum())
        if unseen:
            found.append(texts.finding("info", "closed_later", n=unseen, as_of=say_moment(self.moment)))
        if case in self.table.columns:
            names = self.table.loc[self.known, case]
            twice = names[names.notna() & names.duplicated()]
            if len(twice):
                found.append(texts.finding("warn", "twice", field=case, n=len(twice), first=twice.iloc[0]))
        early = int((self.known & self.has_due & (self.limit < self.received).to_numpy()).sum())
        if early:
            found.append(texts.finding("warn", "due_early", n=early))
        if self.whole_days and self.has_due.any():
            found.append(texts.finding("info", "whole_days"))
        return found


def say_moment(moment: pd.Timestamp) -> str:
    """The day, and the time of day where it is not the end of the day."""
    ends = moment.normalize() + _DAY - _LAST == moment
    return f"{moment:%Y-%m-%d}" if ends else f"{moment:%Y-%m-%d %H:%M}"


def _same_zone(column: pd.Series[Any], zone: Any, name: str) -> pd.Series[Any]:
    own = getattr(column.dtype, "tz", None)
    if column.isna().all():
        none: pd.Series[Any] = pd.Series(pd.NaT, index=column.index, dtype="datetime64[us]").dt.tz_localize(zone)
        return none
    if (own is None) != (zone is None):
        raise CourseError(texts.say("mixed"), field=name, do=texts.say("mixed_do"))
    same: pd.Series[Any] = column.dt.tz_convert(zone) if zone is not None else column
    return same


def read_log(
    log: Any,
    received: str = "received",
    closed: str = "closed",
    due: str | None = None,
    *,
    needs: tuple[str, ...] = (),
) -> tuple[pd.DataFrame, pd.Series[Any], pd.Series[Any], pd.Series[Any]]:
    """The log and its three columns of moments; a CourseError names rows that were closed before they came."""
    table = as_frame(log, [name for name in (received, closed, due, *needs) if name is not None])
    began = read_times(table, received, missing=False)
    if began.isna().all():
        began = pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
    zone = getattr(began.dtype, "tz", None)
    ended = _same_zone(read_times(table, closed), zone, closed)
    limit = began.mask(began.notna()) if due is None else _same_zone(read_times(table, due), zone, due)
    # Compared by day, because one column may hold times and the other only dates.
    wrong = (ended.dt.normalize() < began.dt.normalize()).to_numpy()
    if wrong.any():
        raise CourseError(
            f"{rows_named(wrong.nonzero()[0])}: {texts.say('backwards')}",
            field=closed,
            found=str(ended[wrong].iloc[0]),
            do=texts.say("backwards_do"),
        )
    return table, began, ended, limit


def due_limit(due: pd.Series[Any], known: Mask, strict: bool, end_of_day: bool | None) -> tuple[pd.Series[Any], bool]:
    """The last moment that is on time (the first that is late when strict), and whether whole days are meant.

    Unless it is said, whole days are meant when no due date of the cases known by then has a time of day.
    """
    held = due[known].dropna()
    whole = bool(len(held) and (held == held.dt.normalize()).all()) if end_of_day is None else end_of_day
    # When strict, a whole day is late from its first moment.
    return (due.dt.normalize() if strict else due.dt.normalize() + (_DAY - _LAST)) if whole else due, whole


def take_snapshot(
    log: Any,
    as_of: date | datetime | str,
    *,
    received: str = "received",
    closed: str = "closed",
    due: str | None = "due",
    strict: bool = False,
    end_of_day: bool | None = None,
    needs: tuple[str, ...] = (),
) -> Snapshot:
    """The log as it stood.

    A case received exactly at the moment is in, a case closed exactly at the moment is closed.
    """
    table, began, ended, target = read_log(log, received, closed, due, needs=needs)
    moment = read_moment(as_of, getattr(began.dtype, "tz", None))
    held = target.notna()
    known = (began <= moment).to_numpy()
    limit, whole = due_limit(target, known, strict, end_of_day)
    return Snapshot(
        moment,
        table,
        began,
        ended,
        target,
        limit,
        known,
        known & (ended <= moment).to_numpy(),
        held.to_numpy(),
        ((ended < limit) if strict else (ended <= limit)).to_numpy(),
        ((limit <= moment) if strict else (limit < moment)).to_numpy(),
        whole,
        strict,
    )

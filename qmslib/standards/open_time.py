"""Open time as one line: every span of opening hours in a range of dates, with the open time before it.

All moments are whole microseconds. Between two moments lies the difference of the open time before each; a due
moment is the inverse. Both are one binary search a case, so that a million cases take about a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib.standards.hours import Span

Moments = NDArray[np.int64]
_MINUTE = 60_000_000
_DAY = 86_400_000_000
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class OpenTime:
    """The open spans of a range of dates.

    Attributes
    ----------
    start, end
        Each span, in order.
    before
        Open time before each span.
    close
        The last closing moment of each open day.
    first_span
        The number of the first span of each open day.
    days
        The open days, as days since 1 January 1970.
    """

    start: Moments
    end: Moments
    before: Moments
    close: Moments
    first_span: Moments
    days: Moments

    @cached_property
    def _by_day(self) -> tuple[int, int, Moments]:
        """The first midnight, the most spans that begin within a day, and how many begin before each midnight."""
        first = int(self.start[0]) // _DAY
        midnights = np.arange(first, int(self.start[-1]) // _DAY + 2, dtype=np.int64) * _DAY
        before = np.searchsorted(self.start, midnights, side="left").astype(np.int64)
        return first * _DAY, int(np.diff(before).max()), before

    def begun(self, moments: Moments) -> Moments:
        """How many spans have begun at each moment."""
        # As searchsorted(self.start, moments, "right"), but the day gives the place but for a step or two.
        origin, steps, before = self._by_day
        day = (moments - origin) // _DAY
        np.clip(day, 0, len(before) - 2, out=day)
        found = before[day]
        last = len(self.start) - 1
        for _ in range(steps):
            found += (self.start[np.minimum(found, last)] <= moments) & (found <= last)
        return found

    def worked(self, moments: Moments) -> Moments:
        """Open time from the beginning of the range to each moment."""
        span = self.begun(moments) - 1
        inside = np.minimum(moments, self.end[span]) - self.start[span]
        return np.where(span < 0, 0, self.before[span] + inside)

    def after(self, amount: Moments) -> Moments:
        """The first moment at which so much open time has passed: closing time rather than the next opening."""
        total = self.before + (self.end - self.start)
        span = np.searchsorted(total, amount, side="left")
        if (span >= len(total)).any():
            raise Beyond
        return self.start[span] + (amount - self.before[span])

    def opening(self, moments: Moments) -> Moments:
        """Each moment, or the next opening when it lies outside opening hours."""
        span = np.searchsorted(self.end, moments, side="right")
        if (span >= len(self.end)).any():
            raise Beyond
        return np.maximum(moments, self.start[span])

    def day_of(self, moments: Moments) -> Moments:
        """The number, among the open days, of the day on which each open moment or closing moment falls."""
        span = np.maximum(self.begun(moments) - 1, 0)
        # At midnight a day that is open until 24:00 ends, and the next may begin.
        return np.asarray(np.searchsorted(self.first_span, span, side="right") - 1)


class Beyond(Exception):
    """The range of dates is too short for the answer."""


def lay_out(first: date, last: date, spans_of: Callable[[date], tuple[Span, ...]], zone: str | None) -> OpenTime:
    """The open time of the days from `first` to `last`.

    Parameters
    ----------
    first, last
        The range, both ends included.
    spans_of
        Gives the spans of a day, none when it is closed.
    zone
        The time zone of the office, or None for clocks that never change.
    """
    days: list[int] = []
    counts: list[int] = []
    wall: list[tuple[int, int]] = []
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if spans := spans_of(day):
            number = day.toordinal() - _EPOCH
            days.append(number)
            counts.append(len(spans))
            wall += [(number * 1440 + begin, number * 1440 + end) for begin, end in spans]
    if not wall:
        raise Beyond
    table = np.asarray(wall, dtype=np.int64) * _MINUTE
    start, end = table[:, 0], table[:, 1]
    if zone is not None:
        # Where the clocks go back, an hour comes twice: a span takes in both.
        start, end = to_instants(start, zone, early=True), to_instants(end, zone, early=False)
    length = end - start
    first_span = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    closing = end[first_span + np.asarray(counts) - 1]
    before = np.concatenate([[0], np.cumsum(length)[:-1]]).astype(np.int64)
    return OpenTime(start, end, before, closing, first_span, np.asarray(days, dtype=np.int64))


def to_instants(wall: Moments, zone: str, *, early: bool) -> Moments:
    """Wall time in a zone as microseconds of universal time.

    An hour that comes twice is the first of the two if `early`; one that never comes is moved to when the clocks
    have gone on.
    """
    index = pd.DatetimeIndex(wall.astype("datetime64[us]"))
    try:
        local = index.tz_localize(zone, ambiguous=np.full(len(index), early), nonexistent="shift_forward")
    except (KeyError, ValueError, OSError) as error:
        raise CourseError(
            "this time zone is not known", field="zone", found=zone, do='Give one such as "Europe/London"'
        ) from error
    return np.asarray(local.tz_convert("UTC").tz_localize(None).to_numpy(), dtype="datetime64[us]").astype(np.int64)


def to_wall(instants: Moments, zone: str) -> Moments:
    """Universal time as wall time in a zone."""
    index = pd.DatetimeIndex(instants.astype("datetime64[us]")).tz_localize("UTC").tz_convert(zone)
    return np.asarray(index.tz_localize(None).to_numpy(), dtype="datetime64[us]").astype(np.int64)

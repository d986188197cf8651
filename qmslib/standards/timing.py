"""One case on the clock: due, elapsed, on time, and the reckoning in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from qmslib._common.dates import DAYS, say_date, say_moment
from qmslib._common.errors import CourseError
from qmslib._common.findings import join_words
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.standards._texts import say
from qmslib.standards.moments import MISSING, Read, back, read_moments, same_kind
from qmslib.standards.open_time import Moments
from qmslib.standards.pauses import FOREVER, NONE, Pause, Still, read_pauses
from qmslib.standards.reckoning import day_numbers, due_moments, read_promise, started, worked

if TYPE_CHECKING:
    from qmslib.standards.clock import WorkingClock

_HOUR = 3_600_000_000
_NAMED = 6


@dataclass(frozen=True)
class Timing(Report):
    """A due moment, what has passed, and why, in words.

    Attributes
    ----------
    start
        When the request counts as received.
    due
        The last moment that is on time.
    elapsed_hours
        Working hours from `start` to the closing moment (or to now), pauses left out; None without either.
    elapsed_days
        The working day (day 0, day 1 …) on which it was closed, pauses left out; None without either.
    on_time
        Whether it was closed by `due`; None while it is open and not yet late.
    late_hours
        Working hours after `due`; 0 when on time.
    explanation
        One sentence for each step of the reckoning.

    Examples
    --------
    >>> from datetime import datetime
    >>> from qmslib.standards import WorkingClock
    >>> found = WorkingClock().timing(datetime(2026, 3, 20, 18), days=1)
    >>> print(found)
    Received Friday 20 March 2026 at 18:00. Due Tuesday 24 March 2026 at 17:00, the end of working day 1.
    It came outside opening hours, so it counts as received Monday 23 March 2026 at 09:00.
    The day it arrives is day 0, so day 1 is Tuesday 24 March 2026.
    Not counted because the office is closed: Saturday 21 March 2026 and Sunday 22 March 2026.
    """

    start: datetime
    due: datetime
    elapsed_hours: float | None
    elapsed_days: int | None
    on_time: bool | None
    late_hours: float
    explanation: tuple[str, ...]

    @property
    def sentence(self) -> str:  # type: ignore[override]
        """The reckoning in words, a line for each step."""
        return "\n".join(self.explanation)


def timing(
    clock: WorkingClock,
    received: datetime,
    days: int | None,
    hours: float | None,
    closed: datetime | None,
    now: datetime | None,
    pauses: Sequence[Pause],
) -> Timing:
    """`WorkingClock.timing`."""
    read = read_moments(received, "received", clock.zone)
    ends = [read_moments(moment, name, clock.zone) for name, moment in (("closed", closed), ("now", now))]
    same_kind(("received", read), ("closed", ends[0]), ("now", ends[1]))
    if read.missing[0]:
        raise CourseError("the moment of receipt is missing", field="received")
    still = read_pauses(list(pauses), read, None, clock.zone)
    whole, minutes = read_promise(days, hours, 1)
    due = due_moments(clock, read.us, whole, minutes, still)
    if due[0] == MISSING:
        raise CourseError("the clock never runs out: is a pause still open?", do="Give the end of each pause")
    if closed is not None and ends[0].us[0] < read.us[0]:
        raise CourseError("it was closed before it was received", field="closed", found=closed)
    start = started(clock, read.us)
    seen = ends[0] if closed is not None else ends[1]
    known = not seen.missing[0]
    passed = int(worked(clock, start, seen.us, still)[0]) if known else 0
    late = int(worked(clock, due, seen.us, still)[0]) if known and seen.us[0] > due[0] else 0
    on_time: bool | None = None
    if closed is not None:
        on_time = bool(ends[0].us[0] <= due[0])
    elif now is not None and ends[1].us[0] > due[0]:
        on_time = False
    case = _Case(clock, read, start, due, still, days, hours)
    shown_due: datetime = back(due, read, clock.zone)
    elapsed_hours = passed / _HOUR if known else None
    return Timing(
        back(start, read, clock.zone),
        shown_due,
        elapsed_hours,
        int(day_numbers(clock, read.us, seen.us, still)[0]) if known else None,
        on_time,
        late / _HOUR,
        (*case.explained(), *([] if closed is None else [_ended(seen, due, passed, late, clock)])),
    )


@dataclass(frozen=True, eq=False)
class _Case:
    """One case, for saying how its due moment came about."""

    clock: WorkingClock
    read: Read
    start_us: Moments
    due_us: Moments
    still: Still
    days: int | None
    hours: float | None

    def explained(self) -> list[str]:
        """A sentence for each step."""
        clock = self.clock
        received: datetime = self._wall(self.read.us)
        start: datetime = self._wall(self.start_us)
        due: datetime = self._wall(self.due_us)
        shown = {"received": say_moment(received), "due": say_moment(due)}
        if self.days is not None:
            rule = "due_days" if clock.due_at == "close" else "due_days_same_time"
            lines = [say("clock", rule, **shown, promise=self.days)]
        else:
            lines = [say("clock", "due_hours", **shown, promise=_show(self.hours or 0))]
        if start != received:
            lines.append(say("clock", "moved", start=say_moment(start)))
        elif not self._open_at(received):
            # After closing time, and counted as that day all the same.
            lines.append(say("clock", "moved", start=say_moment(start)))
        if self.days is not None:
            lines.append(say("clock", "one" if clock.day_zero else "zero", first=_say_day(self._day_one())))
        between = [received.date() + timedelta(days=step) for step in range((due.date() - received.date()).days + 1)]
        skipped = [day for day in between if not clock.is_open(day)]
        if skipped:
            lines.append(say("clock", "skipped", days=self._named(skipped)))
        if clock.zone is not None:
            lines += self._clocks_changed(received, due)
        return lines + self._paused()

    def _wall(self, us: Moments) -> datetime:
        found: datetime = back(us, Read(us, None, False), self.clock.zone)
        return found

    def _open_at(self, moment: datetime) -> bool:
        minute = moment.hour * 60 + moment.minute
        return any(first <= minute < last for first, last in self.clock.spans(moment.date()))

    def _day_one(self) -> date:
        one = due_moments(self.clock, self.read.us, np.ones(1, dtype=np.int64), None, self.still)
        if one[0] == MISSING:
            one = due_moments(self.clock, self.read.us, np.ones(1, dtype=np.int64), None, NONE)
        # A day that ends at midnight is the one before.
        return (self._wall(one) - timedelta(microseconds=1)).date()

    def _named(self, skipped: list[date]) -> str:
        shown = [
            say("clock", "holiday", day=_say_day(day)) if day in self.clock.holidays else _say_day(day)
            for day in skipped[:_NAMED]
        ]
        return join_words([*shown, "…"] if len(skipped) > _NAMED else shown)

    def _clocks_changed(self, received: datetime, due: datetime) -> list[str]:
        real = int(self.due_us[0] - self.read.us[0])
        wall = (due - received) // timedelta(microseconds=1)
        if real == wall:
            return []
        return [say("clock", "clocks_back" if real > wall else "clocks_on", hours=_show(abs(real - wall) / _HOUR))]

    def _paused(self) -> list[str]:
        until = Still(
            self.still.case,
            self.still.start,
            np.where(self.still.end == FOREVER, self.due_us[0], np.minimum(self.still.end, self.due_us[0])),
            self.still.rank,
        )
        if self.days is not None:
            table = self.clock.open_time(int(self.read.us[0]), int(self.due_us[0]))
            first, last = int(table.day_of(self.start_us)[0]), int(np.searchsorted(table.close, self.due_us[0]))
            still = sum(
                max(0, int(min(np.searchsorted(table.close, end, side="right"), last + 1))
                    - int(max(np.searchsorted(table.close, start, side="right"), first)))
                for start, end in zip(until.start, until.end, strict=True)
            )  # fmt: skip
            return [say("clock", "paused_days", n=still)] if still else []
        whole = int(worked(self.clock, self.start_us, self.due_us)[0])
        paused = whole - int(worked(self.clock, self.start_us, self.due_us, until)[0])
        return [say("clock", "paused_hours", hours=_show(paused / _HOUR))] if paused else []


def _ended(seen: Read, due: Moments, passed: int, late: int, clock: WorkingClock) -> str:
    key = "late" if seen.us[0] > due[0] else "on_time"
    closed: datetime = back(seen.us, Read(seen.us, None, False), clock.zone)
    return say("clock", key, closed=say_moment(closed), hours=_show(passed / _HOUR), late=_show(late / _HOUR))


def _show(hours: float) -> str:
    return say_number(hours, 2)


def _say_day(day: date) -> str:
    return f"{DAYS[day.weekday()]} {say_date(day)}"

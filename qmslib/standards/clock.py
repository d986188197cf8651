"""The working-day clock: when is it due, and how much working time has passed.

Everything that people argue about is a named rule: what day zero is, what happens after closing time, what a
pause does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from qmslib._common.dates import (
    DAYS,
    WEEKDAYS,
    is_working_day,
    say_date,
    say_moment,
    working_minutes,
)
from qmslib._common.errors import CourseError
from qmslib._common.findings import join_words
from qmslib._common.numbers import say_number
from qmslib.standards._texts import say

AFTER_HOURS = ("next_opening", "as_received")
_LONGEST = 3660  # days: a clock that runs ten years has been set wrongly


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stands still, for example while the customer is asked something.

    `end` is None while the pause lasts.
    """

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class Timing:
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
    """

    start: datetime
    due: datetime
    elapsed_hours: float | None
    elapsed_days: int | None
    on_time: bool | None
    late_hours: float
    explanation: tuple[str, ...]


@dataclass(frozen=True)
class WorkingClock:
    """Opening hours and rules.

    Parameters
    ----------
    opens, closes
        Opening hours, the same on each working day.
    days
        Working weekdays; Monday is 0.
    holidays
        Closed days; `qmslib._common.dates.bank_holidays` gives those of England and Wales.
    day_zero
        0: the day it arrives is day 0, so a promise of 1 working day falls due on the next. 1: the day it arrives
        is day 1.
    after_hours
        ``"next_opening"``: what comes after closing time counts as received when the office next opens.
        ``"as_received"``: on a working day it still counts as received that day. What comes on a closed day counts
        from the next opening under both.

    Notes
    -----
    Counting days, a day counts if the clock is running at closing time. Counting hours, paused time is left out.
    """

    opens: time = time(9)
    closes: time = time(17)
    days: frozenset[int] = WEEKDAYS
    holidays: frozenset[date] = field(default_factory=frozenset)
    day_zero: int = 0
    after_hours: str = "next_opening"

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise CourseError("the office closes before it opens", field="closes", found=f"{self.closes:%H:%M}")
        if not self.days:
            raise CourseError("no day of the week is a working day", field="days")
        if self.day_zero not in (0, 1):
            raise CourseError("the day of arrival is day 0 or day 1", field="day_zero", found=self.day_zero)
        if self.after_hours not in AFTER_HOURS:
            raise CourseError(
                "this after-hours rule is not known",
                field="after_hours",
                found=self.after_hours,
                do=f"Choose {' or '.join(AFTER_HOURS)}",
            )

    def is_open(self, day: date) -> bool:
        """Whether that day is a working day."""
        return is_working_day(day, self.holidays, self.days)

    def start(self, received: datetime) -> datetime:
        """When a request counts as received."""
        day = received.date()
        if self.is_open(day):
            if received.time() <= self.opens:
                return datetime.combine(day, self.opens)
            if received.time() < self.closes:
                return received
            if self.after_hours == "as_received":
                return datetime.combine(day, self.closes)
        return datetime.combine(self._next_day(day), self.opens)

    def _next_day(self, day: date) -> date:
        for _ in range(_LONGEST):
            day += timedelta(days=1)
            if self.is_open(day):
                return day
        raise CourseError("the office is never open again after this day", found=day, do="Check the holidays")

    def minutes(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> int:
        """Working minutes between two moments, pauses left out."""
        total = self._open_minutes(start, end)
        for first, last in _merged(pauses, end):
            total -= self._open_minutes(max(first, start), min(last, end))
        return total

    def _open_minutes(self, start: datetime, end: datetime) -> int:
        return working_minutes(start, end, self.opens, self.closes, self.holidays, self.days)

    def due(
        self, received: datetime, *, days: int | None = None, hours: float | None = None, pauses: Sequence[Pause] = ()
    ) -> datetime:
        """The last moment that is on time for a promise in working days or working hours."""
        if (days is None) == (hours is None):
            raise CourseError("give the promise in working days or in working hours", do="Give one of the two")
        start = self.start(received)
        spans = _merged(pauses, datetime.max)
        if days is not None:
            return self._due_days(start, days, spans)
        assert hours is not None
        return self._due_hours(start, hours, spans)

    def _due_days(self, start: datetime, days: int, spans: list[tuple[datetime, datetime]]) -> datetime:
        if days < 0 or days > 2000:
            raise CourseError("this is no number of working days to promise", field="days", found=days)
        for day, number in self._numbered(start, spans):
            close = datetime.combine(day, self.closes)
            if number >= days and close > start:
                return close
        raise CourseError("the clock never runs out: is a pause still open?", do="Give the end of each pause")

    def _numbered(self, start: datetime, spans: list[tuple[datetime, datetime]]) -> Iterator[tuple[date, int]]:
        """The days that count, each with its number, from the day of arrival on."""
        day = start.date()
        # What came after closing time and keeps its day has used none of it: that day is day 0 under both rules.
        number = self.day_zero if start.time() < self.closes else 0
        for _ in range(_LONGEST):
            if self._counts(day, spans):
                yield day, number
                number += 1
            day = self._next_day(day)

    def _counts(self, day: date, spans: list[tuple[datetime, datetime]]) -> bool:
        close = datetime.combine(day, self.closes)
        return not any(first < close <= last for first, last in spans)

    def _due_hours(self, start: datetime, hours: float, spans: list[tuple[datetime, datetime]]) -> datetime:
        left = math.floor(hours * 60 + 0.5)
        if left < 0 or left > 2000 * 24 * 60:
            raise CourseError("this is no number of working hours to promise", field="hours", found=hours)
        day = start.date()
        for _ in range(_LONGEST):
            cursor = max(start, datetime.combine(day, self.opens))
            close = datetime.combine(day, self.closes)
            for first, last in [*spans, (datetime.max, datetime.max)]:
                running = min(first, close) - cursor
                minutes = int(running.total_seconds()) // 60
                if minutes >= left and minutes >= 0:
                    return cursor + timedelta(minutes=left)
                if minutes > 0:
                    left -= minutes
                cursor = max(cursor, min(last, close))
            day = self._next_day(day)
        raise CourseError("the clock never runs out: is a pause still open?", do="Give the end of each pause")

    def timing(
        self,
        received: datetime,
        *,
        days: int | None = None,
        hours: float | None = None,
        closed: datetime | None = None,
        now: datetime | None = None,
        pauses: Sequence[Pause] = (),
    ) -> Timing:
        """Everything about one request: due, elapsed, on time, and the reckoning in words."""
        start = self.start(received)
        due = self.due(received, days=days, hours=hours, pauses=pauses)
        if closed is not None and closed < received:
            raise CourseError("it was closed before it was received", field="closed", found=closed)
        seen = closed if closed is not None else now
        elapsed = None if seen is None else self.minutes(start, seen, pauses) / 60
        late = 0.0 if seen is None or seen <= due else self.minutes(due, seen, pauses) / 60
        on_time = None if closed is None and (now is None or now <= due) else seen is not None and seen <= due
        return Timing(
            start,
            due,
            elapsed,
            None if seen is None else self._days(start, seen, pauses),
            on_time,
            late,
            self._explain(received, start, due, days, hours, closed, elapsed, late, pauses),
        )

    def _days(self, start: datetime, seen: datetime, pauses: Sequence[Pause]) -> int:
        """The number of the working day on which `seen` falls: the smallest promise in days that it keeps."""
        spans = _merged(pauses, datetime.max)
        number = 0
        for day, number in self._numbered(start, spans):
            if datetime.combine(day, self.closes) >= seen:
                return number
        return number

    def _explain(
        self,
        received: datetime,
        start: datetime,
        due: datetime,
        days: int | None,
        hours: float | None,
        closed: datetime | None,
        elapsed: float | None,
        late: float,
        pauses: Sequence[Pause],
    ) -> tuple[str, ...]:
        def show(hours_shown: float) -> str:
            return say_number(hours_shown, 2)

        lines = []
        if days is not None:
            lines.append(say("clock", "due_days", received=say_moment(received), due=say_moment(due), promise=days))
        else:
            lines.append(
                say(
                    "clock", "due_hours", received=say_moment(received), due=say_moment(due), promise=show(hours or 0)
                )
            )
        if self.is_open(received.date()) and start.date() == received.date():
            if received.time() >= self.closes or received.time() < self.opens:
                lines.append(say("clock", "moved", start=say_moment(start)))
        else:
            lines.append(say("clock", "moved", start=say_moment(start)))
        if days is not None:
            spans = _merged(pauses, datetime.max)
            first = next(day for day, number in self._numbered(start, spans) if number == 1)
            lines.append(say("clock", "one" if self.day_zero else "zero", first=_say_day(first)))
        closed_days = [
            received.date() + timedelta(days=step) for step in range((due.date() - received.date()).days + 1)
        ]
        skipped = [day for day in closed_days if not self.is_open(day)]
        if skipped:
            shown = [
                say("clock", "holiday", day=_say_day(day)) if day in self.holidays else _say_day(day)
                for day in skipped[:6]
            ]
            if len(skipped) > 6:
                shown.append("…")
            lines.append(say("clock", "skipped", days=join_words(shown)))
        spans = _merged(pauses, due)
        if days is not None:
            still = sum(
                self.is_open(day) and not self._counts(day, spans) for day in closed_days if day >= start.date()
            )
            if still:
                lines.append(say("clock", "paused_days", n=still))
        else:
            paused = sum(self._open_minutes(max(first, start), min(last, due)) for first, last in spans)
            if paused:
                lines.append(say("clock", "paused_hours", hours=show(paused / 60)))
        if closed is not None and elapsed is not None:
            lines.append(
                say(
                    "clock",
                    "late" if closed > due else "on_time",
                    closed=say_moment(closed),
                    hours=show(elapsed),
                    late=show(late),
                )
            )
        return tuple(lines)


def _say_day(day: date) -> str:
    return f"{DAYS[day.weekday()]} {say_date(day)}"


def _merged(pauses: Sequence[Pause], until: datetime) -> list[tuple[datetime, datetime]]:
    """Pauses in order without overlaps; one that has not ended lasts until `until`."""
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        end = until if pause.end is None else pause.end
        if end < pause.start:
            if pause.end is not None:
                raise CourseError("a pause ends before it begins", field="pauses", found=pause)
            continue
        if merged and pause.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((pause.start, end))
    return merged

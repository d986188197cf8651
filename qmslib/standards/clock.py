"""The working-day clock: when is it due, and how much working time has passed.

Everything that people argue about is a named rule: what day zero is, what happens after closing time, what a
pause does. One case and a million are reckoned by the same code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import WEEKDAYS
from qmslib._common.errors import CourseError
from qmslib.standards.hours import Span, minutes_of, read_days, read_spans, read_week

if TYPE_CHECKING:
    from qmslib.standards.judged import ClockReport
    from qmslib.standards.open_time import Moments, OpenTime
    from qmslib.standards.pauses import Pause
    from qmslib.standards.timing import Timing

AFTER_HOURS = ("next_opening", "as_received")
DUE_AT = ("close", "same_time")
_LONGEST = 200 * 366  # days: a range that long has a slip in its dates


@dataclass(frozen=True)
class WorkingClock:
    """Opening hours and rules.

    Parameters
    ----------
    opens, closes
        Opening hours, the same on each working day: a `time`, or text such as ``"09:00"``; ``"24:00"`` is midnight.
    days
        Working weekdays; Monday is 0.
    holidays
        Closed days: a list of dates, or an object of the `holidays` library.
    day_zero
        0: the day it arrives is day 0, so a promise of 1 working day falls due on the next. 1: the day it arrives
        is day 1.
    after_hours
        ``"next_opening"``: what comes after closing time counts as received when the office next opens.
        ``"as_received"``: on a working day it still counts as received that day. What comes on a closed day counts
        from the next opening under both.
    due_at
        A promise in days falls due ``"close"``: when the office closes on that day, or ``"same_time"``: at the time
        of day at which it came.
    hours
        Opening hours by weekday, instead of `opens`, `closes` and `days`: ``{0: [("09:00", "12:30"), ("13:30",
        "17:00")], 5: [("10:00", "14:00")]}``. Round the clock is ``[("00:00", "24:00")]`` on each day.
    special
        Days with hours of their own, such as Christmas Eve: ``{"2026-12-24": [("09:00", "12:00")]}``. They hold
        even on a holiday.
    zone
        The time zone of the office, for example ``"Europe/London"``. Without one, every day has 24 hours and moments
        must have no zone. With one, time that passes is real time, also on the days when the clocks change.

    Notes
    -----
    Counting days, a day counts if the clock is running at closing time. Counting hours, paused time is left out.
    Moments without a zone are wall time in `zone`; where an hour comes twice it is the first of the two, and an hour
    that never comes is moved to when the clocks have gone on. Working time is exact to the microsecond.

    Excel's ``NETWORKDAYS`` counts the day of arrival as day 1 (`day_zero` 1) and ``WORKDAY`` as day 0.

    Examples
    --------
    >>> from datetime import datetime
    >>> clock = WorkingClock(holidays=["2026-04-03", "2026-04-06"])
    >>> clock.due(datetime(2026, 4, 2, 10), days=2).isoformat()
    '2026-04-08T17:00:00'
    >>> clock.elapsed("2026-04-02 16:00", "2026-04-07 10:30")
    2.5
    """

    opens: time | str = time(9)
    closes: time | str = time(17)
    days: Collection[int] = WEEKDAYS
    holidays: Any = field(default_factory=frozenset)
    day_zero: int = 0
    after_hours: str = "next_opening"
    due_at: str = "close"
    hours: Mapping[int, Iterable[Sequence[object]]] | None = None
    special: Mapping[Any, Iterable[Sequence[object]]] | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        first, last = minutes_of(self.opens, "opens"), minutes_of(self.closes, "closes")
        if last <= first:
            raise CourseError("the office closes before it opens", field="closes", found=str(self.closes)[:5])
        if self.hours is None and not self.days:
            raise CourseError("no day of the week is a working day", field="days")
        if self.day_zero not in (0, 1):
            raise CourseError("the day of arrival is day 0 or day 1", field="day_zero", found=self.day_zero)
        for name, value, known in (
            ("after_hours", self.after_hours, AFTER_HOURS),
            ("due_at", self.due_at, DUE_AT),
        ):
            if value not in known:
                raise CourseError(
                    f"this {name.replace('_', '-')} rule is not known", field=name, found=value,
                    do=f"Choose {' or '.join(known)}",
                )  # fmt: skip
        same = {day: [(self.opens, self.closes)] for day in self.days}
        week = read_week(same if self.hours is None else self.hours)
        if not week:
            raise CourseError("no day of the week is a working day", field="hours")
        special = {
            next(iter(read_days([day], "special"))): read_spans(spans, "special")
            for day, spans in (self.special or {}).items()
        }
        keep = object.__setattr__
        keep(self, "holidays", read_days(self.holidays, "holidays"))
        keep(self, "_week", week)
        keep(self, "_special", special)
        keep(self, "_laid", {})

    def spans(self, day: date) -> tuple[Span, ...]:
        """The opening hours of a day in minutes after midnight; none when it is closed."""
        special: dict[date, tuple[Span, ...]] = self.__dict__["_special"]
        if day in special:
            return special[day]
        if day in self.holidays:
            return ()
        week: dict[int, tuple[Span, ...]] = self.__dict__["_week"]
        return week.get(day.weekday(), ())

    def is_open(self, day: date) -> bool:
        """Whether that day is a working day."""
        return bool(self.spans(day))

    def start(self, received: Any) -> Any:
        """When a request counts as received: one moment, or a series of them."""
        from qmslib.standards.moments import back, read_moments

        read = read_moments(received, "received", self.zone)
        return back(self._start(read.us), read, self.zone)

    def elapsed(
        self, received: Any, closed: Any, *, pauses: Any = None, cases: Any = None, unit: str = "hours"
    ) -> Any:
        """Working time between two moments, or between two series of them, pauses left out.

        Parameters
        ----------
        received, closed
            Moments: datetimes, text such as ``2026-03-04 14:30``, or series of them; one moment may stand for all
            cases. A missing `closed` gives a missing result.
        pauses
            For one case a list of `Pause`; for many a table with the columns ``case``, ``start`` and ``end``. A pause
            without an end lasts.
        cases
            The name of each case as the table of pauses has it; by default the index of `received`.
        unit
            ``"hours"``, ``"minutes"``, ``"seconds"``, or ``"timedelta"`` for time spans; or ``"days"`` for the number
            of the working day (day 0, day 1 …) on which it was closed, which is the smallest promise in days that
            it keeps.

        Returns
        -------
        float, or pandas.Series of float
            With unit ``"timedelta"`` a `pandas.Timedelta` or a series of them. Missing where either moment is.

        Raises
        ------
        CourseError
            If a case was closed before it was received; the rows are named.

        Examples
        --------
        >>> import pandas as pd
        >>> clock = WorkingClock()
        >>> received = pd.Series(["2026-03-16 10:00", "2026-03-20 16:00"])
        >>> closed = pd.Series(["2026-03-16 12:00", "2026-03-23 09:30"])
        >>> clock.elapsed(received, closed).tolist()
        [2.0, 1.5]
        """
        from qmslib.standards.reckoning import elapsed

        return elapsed(self, received, closed, pauses, cases, unit)

    def due(
        self, received: Any, *, days: Any = None, hours: Any = None, pauses: Any = None, cases: Any = None
    ) -> Any:  # fmt: skip
        """The last moment that is on time for a promise in working days or working hours.

        Parameters
        ----------
        received
            When it came: one moment or a series.
        days, hours
            The promise; give one of the two. A series gives each case its own.
        pauses, cases
            As in `elapsed`.

        Returns
        -------
        datetime, or pandas.Series of datetime64
            In the time zone of `received`, if it has one.

        Examples
        --------
        >>> WorkingClock().due("2026-03-20 16:00", hours=1.5).isoformat()
        '2026-03-23T09:30:00'
        """
        from qmslib.standards.reckoning import due

        return due(self, received, days, hours, pauses, cases)

    def minutes(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> int:
        """Whole working minutes between two moments, pauses left out; 0 when `end` is not after `start`."""
        if end <= start:
            return 0
        return int(self.elapsed(start, end, pauses=list(pauses), unit="seconds") // 60)

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
        """Everything about one request: due, elapsed, on time, and the reckoning in words.

        Examples
        --------
        >>> from datetime import datetime
        >>> found = WorkingClock().timing(datetime(2026, 3, 16, 10), days=2, closed=datetime(2026, 3, 18, 12))
        >>> found.on_time, found.elapsed_hours, found.elapsed_days
        (True, 18.0, 2)
        """
        from qmslib.standards.timing import timing

        return timing(self, received, days, hours, closed, now, pauses)

    def judge(
        self, log: Any, *, days: Any = None, hours: Any = None, received: str = "received", closed: str = "closed",
        case: str = "case", pauses: Any = None, as_of: Any = None, errors: str = "raise",
    ) -> ClockReport:  # fmt: skip
        """Judge every case of a log against a promise in working time.

        Parameters
        ----------
        log
            A table with a column for `received` and one for `closed` (missing: still open).
        days, hours
            The promise; a number, or a column name for a promise that differs by case.
        received, closed, case
            Names of the columns.
        pauses
            A table with the columns ``case``, ``start`` and ``end``.
        as_of
            The moment at which the log is read. Cases received later are left out, and said; what was closed later
            was still open. Without it, open cases are neither on time nor late.
        errors
            ``"raise"``: a case without a moment of receipt, or closed before it came, is an error. ``"flag"``: such
            cases are named in the findings, counted in `faulty`, and not judged.

        Returns
        -------
        ClockReport

        Examples
        --------
        >>> import pandas as pd
        >>> log = pd.DataFrame({"case": ["C-1", "C-2"], "received": ["2026-03-16 10:00", "2026-03-16 15:00"],
        ...                     "closed": ["2026-03-17 09:00", None]})
        >>> report = WorkingClock().judge(log, days=1, as_of="2026-03-20 09:00")
        >>> report.frame()[["case", "on_time", "late_hours"]].values.tolist()
        [['C-1', True, 0.0], ['C-2', False, 16.0]]
        """
        from qmslib.standards.judged import judge

        return judge(self, log, days, hours, received, closed, case, pauses, as_of, errors)

    # What the reckoning asks of the clock.

    def open_time(self, first: int, last: int) -> OpenTime:
        """The open time of the days between two moments (in microseconds), some weeks added at both ends."""
        from qmslib.standards.open_time import lay_out

        begin, end = _day(first) - timedelta(days=14), _day(last) + timedelta(days=28)
        laid: dict[str, Any] = self.__dict__["_laid"]
        if "open" not in laid or begin < laid["begin"] or end > laid["end"]:
            begin, end = min(begin, laid.get("begin", begin)), max(end, laid.get("end", end))
            if (end - begin).days > _LONGEST:
                raise CourseError(
                    "these dates lie more than two hundred years apart", found=f"{begin} to {end}", do="Correct them"
                )
            laid.update(begin=begin, end=end, open=lay_out(begin, end, self.spans, self.zone))
        found: OpenTime = laid["open"]
        return found

    def _start(self, received: Moments) -> Moments:
        from qmslib.standards.reckoning import started

        return started(self, received)


def _day(us: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(us // 86_400_000_000))

"""Opening hours as people write them, and the days on which they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

from qmslib._common.dates import DAYS, parse_date
from qmslib._common.errors import CourseError

#: Minutes after midnight at which a span begins and ends; 1440 is midnight at the end of the day.
Span: TypeAlias = tuple[int, int]
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])")


def minutes_of(moment: object, field: str) -> int:
    """Minutes after midnight of a time of day: a `time`, or text such as ``"09:00"`` or ``"24:00"``."""
    if isinstance(moment, time):
        if moment.second or moment.microsecond:
            raise CourseError("opening hours are given to the minute", field=field, found=str(moment))
        return moment.hour * 60 + moment.minute
    match = _CLOCK.fullmatch(moment.strip()) if isinstance(moment, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match else None
    if minutes is None or minutes > 1440:
        raise CourseError("this is no time of day", field=field, found=moment, do='Write "09:00"')
    return minutes


def read_spans(spans: Iterable[Sequence[object]], field: str) -> tuple[Span, ...]:
    """Spans of one day in order; a CourseError when one ends before it begins or two overlap."""
    read = []
    if not isinstance(spans, Iterable) or isinstance(spans, str):
        raise CourseError("a day has a list of spans", field=field, found=spans, do='[("09:00", "12:30")]')
    for span in spans:
        if isinstance(span, str) or len(span) != 2:
            raise CourseError("a span has a beginning and an end", field=field, found=span, do='("09:00", "12:30")')
        first, last = minutes_of(span[0], field), minutes_of(span[1], field)
        if last <= first:
            raise CourseError(
                "the office closes before it opens",
                field=field,
                found=f"{span[0]} to {span[1]}",
                do='Split a span at midnight, and write its end as "24:00"',
            )
        read.append((first, last))
    read.sort()
    for one, other in pairwise(read):
        if other[0] < one[1]:
            raise CourseError("two spans of one day overlap", field=field, found=read)
    return tuple(read)


def read_week(hours: Mapping[int, Iterable[Sequence[object]]]) -> dict[int, tuple[Span, ...]]:
    """Spans by weekday, Monday 0; days without a span are closed."""
    week = {}
    for day, spans in hours.items():
        if day not in range(7):
            raise CourseError("a weekday is a number from 0 (Monday) to 6", field="hours", found=day)
        if read := read_spans(spans, f"hours on {DAYS[day]}"):
            week[day] = read
    return week


def read_days(days: Any, field: str) -> Collection[date]:
    """Days as a set of dates; an object of the `holidays` library is kept, because it knows every year."""
    if isinstance(days, Mapping) and type(days).__module__.startswith("holidays"):
        return days
    if isinstance(days, (str, date)):
        days = [days]
    if not isinstance(days, Iterable):
        raise CourseError("this is no list of dates", field=field, found=days, do='Give ["2026-12-25"]')
    read = set()
    for number, day in enumerate(days, start=1):
        found = parse_date(day)
        if found is None:
            raise CourseError(f"entry {number} is no date", field=field, found=day, do="Write dates as 2026-12-25")
        read.add(found)
    return frozenset(read)


def at(day: date, minutes: int) -> datetime:
    """The moment so many minutes after the midnight with which the day begins."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)

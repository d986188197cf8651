"""Dates and working time: reading, writing and counting them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from qmslib._common.words import fold

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = frozenset(range(5))
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[t ]([0-9]{2}):([0-9]{2})(?::[0-9]{2})?)?")
_SLASH = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_SPELT = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]{3,9}),? ([0-9]{4})")


def _make(year: int, month: int, day: int) -> date | None:
    # A date field lets people leave the year at 0026; such a date is a slip, not a date.
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(text: object) -> date | None:
    """Read ``2026-03-04``, ``4/3/2026`` (day first) or ``4 March 2026``; a time after an ISO date is dropped."""
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    plain = fold(text)
    if match := _ISO.fullmatch(plain):
        if match[4] is not None and (int(match[4]) > 23 or int(match[5]) > 59):
            return None
        return _make(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASH.fullmatch(plain):
        return _make(int(match[3]), int(match[2]), int(match[1]))
    if match := _SPELT.fullmatch(plain):
        for number, month in enumerate(MONTHS, start=1):
            if match[2] in (month.lower(), month[:3].lower(), "sept" if number == 9 else ""):
                return _make(int(match[3]), number, int(match[1]))
    return None


def parse_moment(text: object) -> datetime | None:
    """Read a date with a time to the minute, ``2026-03-04T10:30``; without a time it is None."""
    if isinstance(text, datetime):
        return text.replace(second=0, microsecond=0, tzinfo=None)
    match = _ISO.fullmatch(fold(text))
    if not match or match[4] is None:
        return None
    day = _make(int(match[1]), int(match[2]), int(match[3]))
    if day is None or int(match[4]) > 23 or int(match[5]) > 59:
        return None
    return datetime.combine(day, time(int(match[4]), int(match[5])))


def say_date(day: date) -> str:
    """``4 March 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_moment(moment: datetime) -> str:
    """``Wednesday 4 March 2026 at 17:00``."""
    return f"{DAYS[moment.weekday()]} {say_date(moment)} at {moment:%H:%M}"


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where that month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def is_working_day(day: date, holidays: Collection[date] = (), days: Collection[int] = WEEKDAYS) -> bool:
    """Whether the office is open on that day; `days` are weekdays, Monday is 0."""
    return day.weekday() in days and day not in holidays


def working_days_between(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start, holidays)
    return sum(is_working_day(start + timedelta(days=step), holidays) for step in range(1, (end - start).days + 1))


def working_minutes(
    start: datetime,
    end: datetime,
    opens: time = time(9),
    closes: time = time(17),
    holidays: Collection[date] = (),
    days: Collection[int] = WEEKDAYS,
) -> int:
    """Minutes of opening time between two moments; 0 when `end` is not after `start`."""
    total = 0
    day = start.date()
    while day <= end.date():
        if is_working_day(day, holidays, days):
            first = max(start, datetime.combine(day, opens))
            last = min(end, datetime.combine(day, closes))
            if last > first:
                total += int((last - first).total_seconds()) // 60
        day += timedelta(days=1)
    return total


@lru_cache
def bank_holidays(years: Iterable[int] = range(2024, 2031)) -> frozenset[date]:
    """Bank holidays in England and Wales, with the substitute days."""
    import holidays  # takes half a second, and few callers need it

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=list(years)))

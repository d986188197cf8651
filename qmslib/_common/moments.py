"""The day or moment at which records are read: one reader for every ``as_of``."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import parse_date
from qmslib._common.errors import CourseError
from qmslib._common.words import tidy

if TYPE_CHECKING:
    import pandas as pd


def _missing(value: Any) -> bool:
    # NaT differs from itself; pandas' NA cannot even be asked.
    return value is None or type(value).__name__ == "NAType" or bool(value != value)


def read_day(value: Any, field: str = "as_of") -> date:
    """A day, from a date, a datetime or text such as ``2026-03-04``; a CourseError when it is none.

    Examples
    --------
    >>> read_day("4 March 2026")
    datetime.date(2026, 3, 4)
    """
    day = None if _missing(value) else parse_date(value)
    if day is None:
        raise CourseError("this is no date", field=field, found=value, do="Write it as 2026-03-04")
    return day


def read_moment(value: Any, zone: Any = None, field: str = "as_of") -> pd.Timestamp:
    """A date, or text without a time of day, means the end of that day; anything else means that moment.

    Parameters
    ----------
    value
        A date, a datetime or text such as ``2026-03-04`` or ``2026-03-04 14:30``.
    zone
        The time zone of the records; None when they have none.
    field
        The name of the argument, for the error.

    Raises
    ------
    CourseError
        If it is no moment, or has a zone where the records have none.

    Examples
    --------
    >>> read_moment("2026-03-04"), read_moment("2026-03-04 14:30")
    (Timestamp('2026-03-04 23:59:59.999999'), Timestamp('2026-03-04 14:30:00'))
    """
    import pandas as pd

    found: Any = None if _missing(value) else value
    if isinstance(found, str):
        try:
            made = datetime.fromisoformat(tidy(found))
            found = made if ":" in found else made.date()
        except ValueError:
            found = parse_date(found)
    if not isinstance(found, (date, datetime)):
        if type(found).__name__ != "datetime64":
            raise CourseError(
                "this is no date or moment", field=field, found=value, do="Write 2026-03-04 or 2026-03-04 14:30"
            )
        found = pd.Timestamp(found)
    moment = pd.Timestamp(found)
    if not isinstance(found, datetime):
        # Before the zone: a day on which the clocks change has not 24 hours.
        moment = moment + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    if zone is not None:
        return moment.tz_localize(zone) if moment.tzinfo is None else moment.tz_convert(zone)
    if moment.tzinfo is not None:
        raise CourseError(
            f"{field} has a time zone, and the log has none",
            field=field,
            found=str(value),
            do="Give both with a time zone, or neither",
        )
    return moment

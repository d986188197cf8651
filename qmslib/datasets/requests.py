"""A log of file requests to the Records and Access team of a made-up council, January to June 2026."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import bank_holidays, is_working_day, working_minutes
from qmslib.datasets.made_once import made_once

if TYPE_CHECKING:
    import pandas as pd

FIRST, LAST = date(2026, 1, 2), date(2026, 6, 30)
TEAMS = ("East locality", "West locality", "North locality", "South locality", "Hospital discharge", "Safeguarding")
_TEAM_WEIGHTS = (24, 20, 17, 16, 13, 10)
COLUMNS = (
    "request", "file", "opened", "needed_by", "closed", "team", "urgency", "pages", "reworked", "repeat_of",
    "working_hours",
)  # fmt: skip


def request_rows(seed: int = 2026) -> list[dict[str, Any]]:
    """The log as a list of rows, the same for the same seed.

    Returns
    -------
    list of dict
        ``request`` and ``file`` (references), ``opened`` (when), ``needed_by`` (date), ``closed`` (when, or None
        while open), ``team`` (who asked), ``urgency`` (standard or urgent), ``pages``, ``reworked`` (how often it
        was done again: 0, 1 or 2), ``repeat_of`` (the earlier request for the same file, or None) and
        ``working_hours`` from opening to closing, 09:00 to 17:00 on working days (None while open).

    Examples
    --------
    >>> rows = request_rows()
    >>> len(rows), rows[0]["request"]
    (389, 'RA-0001')

    Notes
    -----
    Working times are log-normal: most files are at hand, a few are lost for weeks. Rework and thick files take
    longer, urgent requests less. A few that go astray, and the latest ones, are still open at the end of June.
    """
    random = Random(seed)
    holidays = bank_holidays()
    days = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]
    days = [day for day in days if is_working_day(day, holidays)]
    moments = []
    for day in days:
        # Mondays bring what piled up over the weekend.
        expected = 4.4 if day.weekday() == 0 else 2.95
        arrivals = sum(random.random() < expected / 9 for _ in range(9))
        moments += [
            datetime.combine(day, time(8, 30)) + timedelta(minutes=int(random.random() * 510))
            for _ in range(arrivals)
        ]
    moments.sort()
    end = datetime.combine(LAST, time(17))
    rows: list[dict[str, Any]] = []
    for number, opened in enumerate(moments, start=1):
        urgent = random.random() < 0.22
        pages = max(4, int(random.lognormvariate(4.3, 0.75)))
        chance = random.random()
        reworked = 2 if chance < 0.025 else 1 if chance < 0.11 else 0
        team = random.choices(TEAMS, _TEAM_WEIGHTS)[0]
        hours = random.lognormvariate(1.55 if urgent else 2.4, 0.85) * (1 + 0.7 * reworked) * (1 + pages / 900)
        wait = (1 if random.random() < 0.5 else 2) if urgent else 3 + int(random.random() * 8)
        astray = random.random() < 0.02
        again = random.random() < 0.03 and number > 20
        earlier = rows[number - 2 - int(random.random() * 15)] if again else None
        closed: datetime | None = _after(opened, max(0.25, hours), holidays)
        if astray or closed is None or closed > end:
            closed = None
        minutes = None if closed is None else working_minutes(opened, closed, holidays=holidays)
        rows.append(
            {
                "request": f"RA-{number:04d}",
                "file": earlier["file"] if earlier else f"F{10000 + int(random.random() * 89999)}",
                "opened": opened,
                "needed_by": _working_days_on(opened.date(), wait, holidays),
                "closed": closed,
                "team": earlier["team"] if earlier else team,
                "urgency": "urgent" if urgent else "standard",
                "pages": earlier["pages"] if earlier else pages,
                "reworked": reworked,
                "repeat_of": earlier["request"] if earlier else None,
                "working_hours": None if minutes is None else round(minutes / 60, 2),
            }
        )
    return rows


def _working_days_on(day: date, count: int, holidays: frozenset[date]) -> date:
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day


def _after(opened: datetime, hours: float, holidays: frozenset[date]) -> datetime | None:
    """The moment so many opening hours after `opened`."""
    left = int(hours * 60)
    day = opened.date()
    while day.year < 2028:
        if is_working_day(day, holidays):
            start = max(opened, datetime.combine(day, time(9)))
            room = max(0, int((datetime.combine(day, time(17)) - start).total_seconds()) // 60)
            if left <= room:
                return start + timedelta(minutes=left)
            left -= room
        day += timedelta(days=1)
    return None


@made_once
def request_log(seed: int = 2026) -> pd.DataFrame:
    """File requests to Records and Access, January to June 2026; columns as in `request_rows`.

    Parameters
    ----------
    seed
        Another seed makes another half-year.

    Examples
    --------
    >>> log = request_log()
    >>> int(log["closed"].isna().sum())
    20
    """
    import pandas as pd

    frame = pd.DataFrame(request_rows(seed), columns=list(COLUMNS))
    for column in ("opened", "needed_by", "closed"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def write_request_log(file: Path | str | None = None, seed: int = 2026) -> str:
    """The log as CSV text, also written to `file` when one is given.

    Parameters
    ----------
    file
        Where to write it.
    seed
        As in `request_log`.

    Examples
    --------
    >>> write_request_log().splitlines()[0][:24]
    'request,file,opened,need'
    """
    out = StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in request_rows(seed):
        shown = {key: "" if value is None else value for key, value in row.items()}
        for key in ("opened", "closed"):
            if row[key]:
                shown[key] = row[key].isoformat(sep=" ", timespec="minutes")
        writer.writerow(shown)
    if file is not None:
        Path(file).write_text(out.getvalue(), encoding="utf-8")
    return out.getvalue()

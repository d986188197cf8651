"""Weeks before and after a change: the request board that Records and Access began to keep in July 2026."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any

from qmslib.datasets.department import working_days
from qmslib.datasets.made_once import made_once
from qmslib.datasets.requests import request_rows

if TYPE_CHECKING:
    import pandas as pd

CHANGE = date(2026, 7, 6)
LAST_WEEK = date(2026, 11, 2)
#: The promise that the teams agreed in January: a file within two working days.
PROMISE_HOURS = 16
# After the change: fewer late, and quicker. Before it, the request log says how it was.
_LATE_AFTER, _DAYS_AFTER = 0.16, 1.0


def before_after_rows(seed: int = 2026) -> list[dict[str, Any]]:
    """The weeks as a list of rows, the same for the same seed; columns as in `before_after`.

    Examples
    --------
    >>> before_after_rows()[0]["week"].isoformat()
    '2026-01-05'
    """
    random = Random(f"series {seed}")
    weeks: dict[date, list[dict[str, Any]]] = {}
    for row in request_rows():
        weeks.setdefault(row["opened"].date() - timedelta(days=row["opened"].weekday()), []).append(row)
    rows: list[dict[str, Any]] = []
    for week in sorted(weeks):
        # The first days of January and the last of June are no whole weeks.
        if date(2026, 1, 5) <= week <= date(2026, 6, 22):
            rows.append(_known(week, weeks[week]))
    week = CHANGE
    while week <= LAST_WEEK:
        requests = sum(random.random() < 0.36 for _ in working_days(week, week + timedelta(days=6)) for _ in range(9))
        late = sum(random.random() < _LATE_AFTER for _ in range(requests))
        days = round(random.lognormvariate(0, 0.18) * _DAYS_AFTER, 2)
        rows.append({"week": week, "requests": requests, "late": late, "median_days": days, "phase": "after"})
        week += timedelta(days=7)
    return rows


def _known(week: date, requests: list[dict[str, Any]]) -> dict[str, Any]:
    late = sum(row["working_hours"] is None or row["working_hours"] > PROMISE_HOURS for row in requests)
    days = median(row["working_hours"] / 8 for row in requests if row["working_hours"] is not None)
    return {"week": week, "requests": len(requests), "late": late, "median_days": round(days, 2), "phase": "before"}


@made_once
def before_after(seed: int = 2026) -> pd.DataFrame:
    """File requests by week, before and after the request board.

    Parameters
    ----------
    seed
        Another seed makes other weeks after the change.

    Returns
    -------
    pandas.DataFrame
        ``week`` (its Monday), ``requests``, ``late`` (took more than two working days, or
        has not come), ``median_days``
        (working days of eight hours) and ``phase`` (before, after). The weeks before are counted from `request_log`.

    Examples
    --------
    >>> weeks = before_after()
    >>> weeks["phase"].value_counts().to_dict()
    {'before': 25, 'after': 18}
    """
    import pandas as pd

    frame = pd.DataFrame(before_after_rows(seed))
    frame["week"] = pd.to_datetime([datetime.combine(week, datetime.min.time()) for week in frame["week"]])
    return frame

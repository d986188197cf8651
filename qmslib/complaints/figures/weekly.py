"""On-time counts of each week or month, ready for a p chart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib.complaints.figures.as_of import take_snapshot
from qmslib.complaints.figures.recorded_flag import verdicts

texts = module_texts(__file__)
_PERIODS = {"day": "D", "week": "W-SUN", "month": "M"}


def on_time_counts(
    log: Any,
    as_of: date | datetime | str,
    *,
    period: str = "week",
    count_by: str = "due",
    received: str = "received",
    closed: str = "closed",
    due: str = "due",
    strict: bool = False,
    end_of_day: bool | None = None,
) -> pd.DataFrame:
    """Count the cases dealt with on time and late in each period.

    Parameters
    ----------
    log
        The case log.
    as_of
        A date (to its end) or a moment; nothing later is used.
    period
        ``"day"``, ``"week"`` (from Monday) or ``"month"``.
    count_by
        To which period a case belongs: the one in which it was ``"due"`` (all that were due by the moment, closed or
        not), ``"closed"`` (closed cases with a target), or ``"received"`` (all with a target that were decided by the
        moment: closed, or open and overdue; the last weeks are not complete).
    received, closed, due
        The columns.
    strict
        Whether a case closed exactly at its due moment is late; by default it is on time.
    end_of_day
        Whether a due date lasts to the end of its day; see `compliance`.

    Returns
    -------
    pandas.DataFrame
        One row for each period from the first to the last, also the empty ones: the first day of the period under
        its name (`week`), `on_time`, `late`, `n`, and `percent`, which is missing where `n` is 0.

    Raises
    ------
    CourseError
        When a column or setting is wrong.

    Examples
    --------
    >>> from qmslib.complaints import on_time_counts
    >>> log = [
    ...     {"received": "2026-01-05", "due": "2026-01-19", "closed": "2026-01-16"},
    ...     {"received": "2026-01-06", "due": "2026-01-20", "closed": "2026-01-22"},
    ... ]
    >>> on_time_counts(log, "2026-01-31")[["on_time", "late", "n"]].to_dict("records")
    [{'on_time': 1, 'late': 1, 'n': 2}]
    """
    if period not in _PERIODS:
        raise CourseError(texts.say("period"), field="period", found=period, do=texts.say("period_do"))
    if count_by not in ("due", "closed", "received"):
        raise CourseError(texts.say("count_by"), field="count_by", found=count_by, do=texts.say("count_by_do"))
    view = take_snapshot(log, as_of, received=received, closed=closed, due=due, strict=strict, end_of_day=end_of_day)
    verdict = verdicts(view)
    decided = (verdict >= 0) & (verdict <= 2)
    inside = {"due": (verdict >= 0) & view.has_due & view.passed, "closed": decided & (verdict <= 1)}
    chosen = inside.get(count_by, decided)
    column = {"due": view.due, "closed": view.closed, "received": view.received}[count_by]
    when = column[chosen].dt.tz_localize(None).dt.to_period(_PERIODS[period])
    good = pd.Series(verdict[chosen] == 0, index=when.index)
    if not len(when):
        return pd.DataFrame({name: [] for name in (period, "on_time", "late", "n", "percent")})
    every = pd.period_range(when.min(), when.max(), freq=_PERIODS[period])
    on_time = good.groupby(when).sum().reindex(every, fill_value=0).astype(int).to_numpy()
    n = good.groupby(when).size().reindex(every, fill_value=0).to_numpy()
    out = pd.DataFrame({period: every.start_time, "on_time": on_time, "late": n - on_time, "n": n})
    out["percent"] = (out["on_time"] / out["n"].where(out["n"] > 0)) * 100
    return out

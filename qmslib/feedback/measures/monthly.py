"""Figures month by month: what came in, what was resolved, and the monthly score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_times, rows_named
from qmslib._common.moments import read_moment
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import filled
from qmslib.feedback.measures.indicators import scorecard

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Resolved(Report):
    """Cases received and resolved in a period, as known at its end.

    Attributes
    ----------
    sentence, findings
        The counts in words.
    received, closed
        Cases received in the period; cases closed in it, whenever they were received.
    resolved
        `Estimate`: of those received in the period, the share closed by its end.
    open_start, open_end
        Cases open when the period began and when it ended.

    Examples
    --------
    >>> from qmslib.feedback import resolved_in
    >>> resolved_in([{"received": "2026-01-05", "closed": "2026-02-02"}], "2026-01-01", "2026-01-31").resolved.value
    0.0
    """

    sentence: str
    findings: tuple[Finding, ...]
    received: int
    closed: int
    resolved: Estimate
    open_start: int
    open_end: int

    def frame(self) -> pd.DataFrame:
        """One row: open at the start, received, closed, open at the end, share resolved."""
        row = {
            "open_start": self.open_start, "received": self.received, "closed": self.closed,
            "open_end": self.open_end, "resolved": self.resolved.value,
            "low": self.resolved.low, "high": self.resolved.high,
        }  # fmt: skip
        return pd.DataFrame([row]).astype({"resolved": float, "low": float, "high": float})


def resolved_in(
    log: Any, start: Any, end: Any, *, received: str = "received", closed: str = "closed", level: float = 0.95
) -> Resolved:
    """Complaints or requests received and resolved in a period, without later knowledge.

    Parameters
    ----------
    log
        One row a case.
    start, end
        First and last day of the period.
    received, closed
        The columns; `closed` is empty while a case is open.
    level
        The confidence level of the Wilson interval.

    Returns
    -------
    Resolved
        Open at the start + received − closed = open at the end. A share of no cases is missing.

    Raises
    ------
    CourseError
        If a date cannot be read or a case was closed before it was received.

    Notes
    -----
    "Closed in the month divided by received in the month" mixes two sets of cases and can pass 100 %, so it is not
    given: the share is of the cases received in the period.

    Examples
    --------
    >>> from qmslib.feedback import resolved_in
    >>> log = [
    ...     {"received": "2025-12-20", "closed": "2026-01-09"},
    ...     {"received": "2026-01-05", "closed": "2026-01-12"},
    ...     {"received": "2026-01-28", "closed": "2026-02-03"},
    ... ]
    >>> found = resolved_in(log, "2026-01-01", "2026-01-31")
    >>> found.received, found.closed, found.resolved.value, found.open_end
    (2, 2, 0.5, 1)
    """
    check_level(level)
    frame = as_frame(log, [received, closed] if len(log) else [])
    first, last = read_moment(start, field="start").normalize(), read_moment(end, field="end")
    if last < first:
        raise CourseError("the period ends before it begins", found=(say_date(first.date()), say_date(last.date())))
    times: dict[str, Any] = {}
    for name, may in ((received, False), (closed, True)):
        column: Any = read_times(frame, name, missing=may) if len(frame) else pd.Series([], dtype="datetime64[us]")
        times[name] = column.dt.tz_localize(None) if getattr(column.dt, "tz", None) is not None else column
    came, went = times[received], times[closed]
    wrong = (went.dt.normalize() < came.dt.normalize()).to_numpy()
    if wrong.any():
        raise CourseError(f"{rows_named(wrong.nonzero()[0])}: closed before it was received", field=closed)
    inside = (came >= first) & (came <= last)
    shut = (went >= first) & (went <= last)
    n = int(inside.sum())
    share = proportion(int((inside & (went <= last)).sum()), n, level)
    open_start = int(((came < first) & ~(went < first)).sum())
    open_end = int(((came <= last) & ~(went <= last)).sum())
    slots = {"start": say_date(first.date()), "end": say_date(last.date()), "n": n, "closed": int(shut.sum())}
    if share.value is None:
        sentence = texts.say("resolved_none", open=open_end, **slots)
    else:
        sentence = texts.say("resolved", open=open_end, percent=say_number(share.value * 100, 1), **slots)
    return Resolved(sentence, (), n, int(shut.sum()), share, open_start, open_end)


def monthly_scores(indicators: Any, *, month: str = "month", **columns: str) -> pd.DataFrame:
    """The weighted score of each month, with how many targets were met.

    Parameters
    ----------
    indicators
        One row an indicator and month, as for `scorecard`.
    month
        The column with the month, such as ``2026-01``; text in this form stands in order.
    columns
        The other columns, as for `scorecard`.

    Returns
    -------
    pandas.DataFrame
        One row a month in order: `month`, `score` (missing where an indicator has no figure), `met`, `of`, `change`
        from the month before.

    Raises
    ------
    CourseError
        If a month is missing, or as in `scorecard`.

    Notes
    -----
    A score moves from month to month by chance alone; look for a signal in a run chart before you praise or blame.

    Examples
    --------
    >>> from qmslib.feedback import monthly_scores
    >>> rows = {"month": ["2026-01", "2026-02"], "indicator": ["on time"] * 2, "value": [76, 95], "target": [95, 95]}
    >>> monthly_scores(rows)[["month", "score", "met"]].values.tolist()
    [['2026-01', 80.0, 0], ['2026-02', 100.0, 1]]
    """
    frame = as_frame(indicators, [month] if len(indicators) else [])
    if not len(frame):
        return pd.DataFrame(columns=["month", "score", "met", "of", "change"])
    empty = [row for row, value in enumerate(frame[month]) if not filled(str(value)) or pd.isna(value)]
    if empty:
        raise CourseError(f"{rows_named(empty)}: the month is missing", field=month)
    rows = []
    for name, own in frame.groupby(month, sort=True):
        found = scorecard(own.drop(columns=month), **columns)
        known = found.rows["value"].notna()
        met = sum(value is True for value in found.rows.loc[known, "met"])
        rows.append({"month": name, "score": found.score, "met": met, "of": int(known.sum())})
    table = pd.DataFrame(rows).astype({"score": float})
    table["change"] = table["score"].diff()
    return table

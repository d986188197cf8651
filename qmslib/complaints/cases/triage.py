"""Sort a day's requests: what to do now, what to check first, what to plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_choices, read_numbers, read_times
from qmslib._common.numbers import say_number
from qmslib._common.report import Report

texts = module_texts(__file__)

_CLASSES = ("now", "check first", "plan")
_WEIGHTY = 4


@dataclass(frozen=True, eq=False)
class Triage(Report):
    """A day's requests in the order in which to take them up.

    Attributes
    ----------
    sentence, findings
        How many there are of each class; whether the day is long enough.
    table
        The table that ``frame()`` gives.
    now, check_first, plan
        How many requests are in each class.
    minutes
        How long those of the first two classes take.

    Examples
    --------
    >>> from qmslib.complaints import triage_requests
    >>> requests = [{"request": "R-1", "due": "2026-03-04 12:00", "minutes": 30, "stake": 2, "clear": "yes"}]
    >>> triage_requests(requests, at="2026-03-04 09:00").now
    1
    """

    sentence: str
    table: pd.DataFrame
    now: int
    check_first: int
    plan: int
    minutes: float
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each request, the first first: request, class, due, minutes, stake, why."""
        return self.table.copy()


def triage_requests(
    requests: Any, at: datetime | str, *, left: float | None = None, soon: float = 8, quick: float = 5
) -> Triage:
    """Sort a day's requests into now, check first and plan: prompt, but not careless.

    Parameters
    ----------
    requests
        A row for each: ``request``; ``due`` (a moment, may be empty); ``minutes`` it takes; ``stake``, what a mistake
        would do, from 1 (nothing much) to 5 (serious harm); ``clear``, whether all is there to start (yes or no);
        and, if you like, ``danger``, whether somebody is at risk (yes or no).
    at
        When you sort them.
    left
        How many minutes are left to work today; with it a day that is too full is pointed out.
    soon
        What is due within so many hours comes now.
    quick
        What takes at most so many minutes and can do no harm comes now as well.

    Returns
    -------
    Triage

    Raises
    ------
    CourseError
        When a column is missing or a cell cannot be read.

    Notes
    -----
    The rules, the first that fits decides: danger comes now; what is unclear is checked first; what is due soon or
    overdue comes now, unless the stake is 4 or 5: then it is checked by a second person first; quick and harmless
    comes now; all else is planned. Within a class the earliest due comes first, then the higher stake, the shorter,
    and the request's name.

    Examples
    --------
    >>> from qmslib.complaints import triage_requests
    >>> requests = [
    ...     {"request": "Send one date", "due": None, "minutes": 3, "stake": 1, "clear": "yes"},
    ...     {"request": "Release a file", "due": "2026-03-04 12:00", "minutes": 40, "stake": 5, "clear": "yes"},
    ...     {"request": "Yearly list", "due": "2026-03-20 17:00", "minutes": 90, "stake": 2, "clear": "yes"},
    ... ]
    >>> triage_requests(requests, at="2026-03-04 09:00").frame()["class"].to_list()
    ['now', 'check first', 'plan']
    """
    if left is not None and not left >= 0:
        raise CourseError(texts.say("left"), field="left", found=left)
    moment = pd.to_datetime(at, errors="coerce") if isinstance(at, (str, datetime)) else pd.NaT
    if pd.isna(moment):
        raise CourseError(texts.say("moment"), field="at", found=at, do=texts.say("moment_do"))
    table = as_frame(requests)
    columns = ["request", "class", "due", "minutes", "stake", "why"]
    if table.empty:
        return Triage(texts.say("empty"), pd.DataFrame(columns=columns), 0, 0, 0, 0.0)
    table = as_frame(table, ["request", "due", "minutes", "stake", "clear"])
    due = read_times(table, "due")
    if (getattr(due.dtype, "tz", None) is None) != (moment.tzinfo is None) and due.notna().any():
        raise CourseError(texts.say("zone"), field="due", found=str(at))
    minutes = read_numbers(table, "minutes", missing=False, low=0)
    stake = read_numbers(table, "stake", missing=False, low=1, high=5)
    clear = read_choices(table, "clear", ("yes", "no", True, False), missing=False).isin(["yes", True])
    danger = pd.Series(False, index=table.index)
    if "danger" in table:
        danger = read_choices(table, "danger", ("yes", "no", True, False)).isin(["yes", True])
    rows: list[dict[str, Any]] = []
    for place in range(len(table)):
        hours = None if pd.isna(due.iloc[place]) else (due.iloc[place] - moment).total_seconds() / 3600
        takes, weight = float(minutes.iloc[place]), float(stake.iloc[place])
        kind, why = _sorted(bool(danger.iloc[place]), bool(clear.iloc[place]), hours, takes, weight, soon, quick)
        line = {"request": table["request"].iloc[place], "class": kind, "due": due.iloc[place], "minutes": takes}
        key = (not danger.iloc[place], _CLASSES.index(kind), float("inf") if hours is None else hours, -weight, takes)
        rows.append({**line, "stake": weight, "why": why, "key": (*key, str(line["request"]))})
    rows.sort(key=lambda row: row["key"])
    out = pd.DataFrame(rows, columns=columns)
    counts = [int((out["class"] == kind).sum()) for kind in _CLASSES]
    total = float(out.loc[out["class"] != "plan", "minutes"].sum())
    findings: tuple[Finding, ...] = ()
    if left is not None and total > left:
        findings = (texts.finding("warn", "load", minutes=say_number(total), left=say_number(left)),)
    said = texts.say("summary", n=len(out), now=counts[0], check=counts[1], plan=counts[2])
    return Triage(said, out, counts[0], counts[1], counts[2], total, findings)


def _sorted(
    danger: bool, clear: bool, hours: float | None, minutes: float, stake: float, soon: float, quick: float
) -> tuple[str, str]:
    """The class of one request and the reason."""
    takes = say_number(minutes)
    if danger:
        return "now", texts.say("danger")
    if not clear:
        return "check first", texts.say("unclear")
    weighty = stake >= _WEIGHTY
    if hours is not None and hours - minutes / 60 <= soon:
        if weighty:
            return "check first", texts.say("weighty", stake=say_number(stake))
        if hours < 0:
            return "now", texts.say("overdue")
        return "now", texts.say("due", hours=say_number(hours, 1), minutes=takes)
    if minutes <= quick and not weighty:
        return "now", texts.say("short", minutes=takes)
    if hours is None:
        return "plan", texts.say("no_due")
    return "plan", texts.say("later", days=max(1, int(hours // 24)))

"""Compliance with due dates, with every denominator named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.complaints.figures.as_of import say_moment, take_snapshot
from qmslib.complaints.figures.on_time_measures import MEASURES, by_group, estimate_of, measured
from qmslib.complaints.figures.recorded_flag import FlagCheck, compare_flag, read_flag, verdicts

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Compliance(Report):
    """How many cases were dealt with on time, out of what.

    Attributes
    ----------
    sentence
        The quoted figure with its denominator in words.
    quoted
        The quoted figure with its interval, a fraction of 1; its value is None when the group is empty.
    measure
        Which denominator is quoted.
    received
        How many cases were known at the moment; the five counts that follow add up to it.
    closed_on_time, closed_late, open_overdue, not_yet_due, no_target
        The cases with a target by what became of them, and those without a target.
    closed_without_target
        How many of those without a target were closed.
    table
        The table that ``frame()`` gives.
    groups
        The same for each group, when groups were asked for; otherwise None. Small groups are marked `hidden` and
        their figures are missing.
    flag
        The comparison with the recorded flag, when one was named; otherwise None.

    Examples
    --------
    >>> from qmslib.complaints import compliance
    >>> from qmslib.datasets import complaints_log
    >>> found = compliance(complaints_log(), "2026-06-30", by="service")
    >>> list(found.frame()["measure"])
    ['closed', 'due', 'decided', 'with a target', 'received']
    >>> bool(found.received == found.groups.query("measure == 'received'")["n"].sum())
    True
    """

    sentence: str
    quoted: Estimate
    measure: str
    received: int
    closed_on_time: int
    closed_late: int
    open_overdue: int
    not_yet_due: int
    no_target: int
    closed_without_target: int
    table: pd.DataFrame
    groups: pd.DataFrame | None = None
    flag: FlagCheck | None = None
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each denominator: measure, quoted, on_time, n, percent, low, high, counts_as_on_time, out_of.

        `percent`, `low` and `high` run from 0 to 100 and are missing for an empty group; `sentence` reads a row out.
        """
        return self.table.copy()

    def __str__(self) -> str:
        lines = super().__str__().split("\n\n")[0]
        shown = self.table[["measure", "on_time", "n", "percent", "low", "high", "out_of"]].round(1)
        return f"{lines}\n\n{shown.to_string(index=False, na_rep='–')}"


def compliance(
    log: Any,
    as_of: date | datetime | str,
    *,
    received: str = "received",
    closed: str = "closed",
    due: str = "due",
    case: str = "case",
    by: str | Sequence[str] | None = None,
    flag: str | None = None,
    flag_values: Mapping[Any, bool] | None = None,
    quote: str = "due",
    strict: bool = False,
    end_of_day: bool | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> Compliance:
    """Work out the share dealt with on time by each usual denominator, and say which one is quoted.

    Parameters
    ----------
    log
        The case log, one row for each case.
    as_of
        A date (to the end of that day) or a moment. Nothing from later is used.
    received, closed, due, case
        The columns. An empty due date means that no target was set. The column of case numbers may be missing.
    by
        A column, or several, whose groups are shown too.
    flag
        A recorded on-time flag to compare; its share is shown as three further measures.
    flag_values
        What the flags mean, True for on time; see `check_flag`.
    quote
        Which measure the sentence quotes: ``"closed"``, ``"due"``, ``"decided"``, ``"with a target"``,
        ``"received"``, or with a flag ``"flagged"``, ``"closed and flagged"``, ``"target and flagged"``.
    strict
        Whether a case closed exactly at its due moment is late; by default it is on time.
    end_of_day
        Whether a due date lasts to the end of its day. By default it does when no due date of the cases known by then
        has a time of day.
    min_n
        Groups with fewer cases received are hidden, 0 or 1 shows all. The next larger ones are hidden with them until
        two groups and `min_n` cases are, so that none can be worked out from the total.
    level
        The confidence level of the Wilson intervals.

    Returns
    -------
    Compliance

    Raises
    ------
    CourseError
        When a column is missing, a date cannot be read, a case was closed before the day it came, or a flag or
        measure is not known.

    Notes
    -----
    On time always means closed by the due moment, closed ≤ due. Out of:

    - closed: closed cases with a target. Leaves out the open overdue ones, so it flatters.
    - due: cases whose due moment has passed, closed or not. The fairest once the due dates are past.
    - decided: closed with a target, or open and overdue: all whose verdict is known. At first, the quick cases.
    - with a target: all received that have a target, also those not yet due.
    - received: all received, also those without a target.
    - flagged, closed and flagged, target and flagged: as the flag says, out of all flagged cases, the closed ones
      with a target, all with a target. Flags of cases closed after `as_of` are left out.

    Percentages of an empty group are missing. Intervals: Wilson (1927); they tell how far chance alone may move the
    figure if the cases stand for a steady process.

    Examples
    --------
    >>> from qmslib.complaints import compliance
    >>> log = [
    ...     {"received": "2026-01-05", "due": "2026-01-19", "closed": "2026-01-16"},
    ...     {"received": "2026-01-06", "due": "2026-01-20", "closed": "2026-01-22"},
    ...     {"received": "2026-01-07", "due": "2026-01-21", "closed": None},
    ...     {"received": "2026-01-28", "due": "2026-02-11", "closed": None},
    ...     {"received": "2026-01-29", "due": None, "closed": "2026-01-30"},
    ... ]
    >>> found = compliance(log, "2026-01-31")
    >>> found.frame()[["measure", "on_time", "n"]].to_string(index=False, header=False).split("\\n")
    ['       closed 1 2', '          due 1 3', '      decided 1 3', 'with a target 1 4', '     received 1 5']
    """
    check_level(level)
    names = [by] if isinstance(by, str) else list(by or ())
    needs = (*names, *([flag] if flag is not None else []))
    allowed = MEASURES if flag is not None else MEASURES[:5]
    if quote not in allowed:
        do = texts.say("quote_do", known=", ".join(allowed))
        raise CourseError(texts.say("quote"), field="quote", found=quote, do=do)
    view = take_snapshot(
        log, as_of, received=received, closed=closed, due=due, strict=strict, end_of_day=end_of_day, needs=needs
    )
    verdict = verdicts(view)
    compared = compare_flag(view, flag, flag_values, case) if flag is not None else None
    flags = read_flag(view.table, flag, flag_values) if flag is not None else None
    if flags is not None:
        flags[view.is_open & view.closed.notna().to_numpy()] = float("nan")
    table = measured(verdict, view.passed, flags, level)
    table.insert(1, "quoted", table["measure"] == quote)
    groups = by_group(view.table, names, verdict, view.passed, flags, level, min_n) if names else None
    good, late, overdue, early, aimless = (int((verdict == place).sum()) for place in range(5))
    free = int((view.is_closed & ~view.has_due).sum())
    found = list(compared.findings if compared is not None else view.findings(case))
    if overdue:
        found.append(texts.finding("warn", "overdue", n=overdue))
    if early:
        found.append(texts.finding("info", "not_yet", n=early))
    if aimless:
        found.append(texts.finding("warn", "no_target", n=aimless))
    if groups is not None and (hidden := groups.drop_duplicates(names)["hidden"].sum()):
        found.append(texts.finding("info", "hidden", n=int(hidden), least=min_n))
    row = table[table["measure"] == quote].iloc[0]
    quoted = estimate_of(row["on_time"], row["n"], level)
    said = str(row["sentence"]) + " " + texts.say("as_of", as_of=say_moment(view.moment))
    if quote != "closed" and overdue and (plain := table["percent"].iloc[0]) == plain:
        said += " " + texts.say("flatters", percent=say_number(plain, 1))
    return Compliance(
        said,
        quoted,
        quote,
        int(view.known.sum()),
        good,
        late,
        overdue,
        early,
        aimless,
        free,
        table,
        groups,
        compared,
        tuple(found),
    )

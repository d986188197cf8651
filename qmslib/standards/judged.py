"""A whole log on the clock: when each case was due, how long it took, whether it was on time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.standards.moments import MISSING, back, read_moments, same_kind
from qmslib.standards.pauses import read_pauses
from qmslib.standards.reckoning import day_numbers, due_moments, in_order, read_promise, started, worked

if TYPE_CHECKING:
    from qmslib.standards.clock import WorkingClock

texts = module_texts(__file__)
_HOUR = 3_600_000_000


@dataclass(frozen=True, eq=False)
class ClockReport(Report):
    """What the clock says of each case of a log.

    Attributes
    ----------
    cases
        One row a case: ``case``, ``received``, ``start`` (when it counts as received), ``due`` (missing while a pause
        has no end), ``closed``, ``elapsed_hours``, ``elapsed_days``, ``on_time`` (missing: open and not yet late) and
        ``late_hours``.
    on_time, late, open
        How many were closed on time; closed late or still open after their due moment; open and not yet late.

    Examples
    --------
    >>> from qmslib.standards import WorkingClock
    >>> log = [{"case": "C-1", "received": "2026-03-16 10:00", "closed": "2026-03-16 11:00"}]
    >>> report = WorkingClock().judge(log, hours=4)
    >>> print(report.sentence)
    1 case: 1 on time, 0 late, 0 open and not yet late.
    """

    sentence: str
    findings: tuple[Finding, ...]
    cases: pd.DataFrame
    on_time: int
    late: int
    open: int

    def frame(self) -> pd.DataFrame:
        """One row a case."""
        return self.cases


def judge(
    clock: WorkingClock,
    log: Any,
    days: Any,
    hours: Any,
    received: str,
    closed: str,
    case: str,
    pauses: Any,
    as_of: Any,
) -> ClockReport:
    """`WorkingClock.judge`."""
    table = as_frame(log, [received, closed])
    days, hours = (table[own] if isinstance(own, str) else own for own in (days, hours))
    one, other = (read_moments(table[name], name, clock.zone) for name in (received, closed))
    if one.missing.any():
        raise CourseError(
            f"{rows_named(np.flatnonzero(one.missing))}: the moment of receipt is missing",
            field=received,
            do="Fill it in",
        )
    in_order(one, other)
    whole, minutes = read_promise(days, hours, len(table))
    still = read_pauses(pauses, one, table.get(case), clock.zone)
    seen, findings = other.us, []
    if as_of is not None:
        moment = read_moments(as_of, "as_of", clock.zone)
        same_kind((received, one), ("as_of", moment))
        now = int(moment.us[0])
        if (one.us > now).any():
            raise CourseError(
                f"{rows_named(np.flatnonzero(one.us > now))}: received after the moment at which the log is read",
                field=received,
                do="Leave these cases out, or read the log at a later moment",
            )
        unknown = (seen == MISSING) | (seen > now)
        if known_later := int(((seen > now) & (seen != MISSING)).sum()):
            findings.append(texts.finding("info", "later", n=say_number(known_later)))
        seen = np.where(unknown, now, seen)
        is_closed = ~unknown
    else:
        is_closed = seen != MISSING
    due = due_moments(clock, one.us, whole, minutes, still)
    start = started(clock, one.us)
    passed = worked(clock, start, seen, still)
    over = np.where((due == MISSING) | (seen == MISSING) | (seen <= due), MISSING, seen)
    late = worked(clock, np.where(due == MISSING, one.us, due), over, still)
    is_late = late != MISSING
    waits = ~is_late & ~is_closed
    verdict = pd.Series(~is_late, dtype="boolean").mask(waits)
    if stuck := int((due == MISSING).sum()):
        findings.append(texts.finding("warn", "stuck", n=say_number(stuck)))
    shown = pd.DataFrame({"case": table[case] if case in table else np.arange(1, len(table) + 1)})
    shown["received"] = back(one.us, one, clock.zone)
    shown["start"] = back(start, one, clock.zone)
    shown["due"] = back(due, one, clock.zone)
    shown["closed"] = back(np.where(is_closed, other.us, MISSING), one, clock.zone)
    shown["elapsed_hours"] = np.where(passed == MISSING, np.nan, passed / _HOUR)
    shown["elapsed_days"] = pd.Series(day_numbers(clock, one.us, seen, still)).astype("Int64")
    shown["on_time"] = verdict
    shown["late_hours"] = np.where(is_late, late / _HOUR, np.where(seen == MISSING, np.nan, 0.0))
    counts = int((is_closed & ~is_late).sum()), int(is_late.sum()), int(waits.sum())
    sentence = texts.say(
        "sentence",
        n=say_number(len(table)),
        on_time=say_number(counts[0]),
        late=say_number(counts[1]),
        open=say_number(counts[2]),
    )
    return ClockReport(sentence, tuple(findings), shown, *counts)

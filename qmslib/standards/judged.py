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
from qmslib.standards.moments import MISSING, Read, back, read_moments, reading_moment, same_kind
from qmslib.standards.pauses import read_pauses
from qmslib.standards.reckoning import day_numbers, due_moments, read_promise, started, worked

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
    faulty
        How many were not judged because their moments cannot be right; 0 unless they were to be flagged.

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
    faulty: int = 0

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
    errors: str,
) -> ClockReport:
    """`WorkingClock.judge`."""
    if errors not in ("raise", "flag"):
        raise CourseError("errors are raised or flagged", field="errors", found=errors, do="Choose raise or flag")
    named = [own for own in (days, hours) if isinstance(own, str)]
    table = as_frame(log, [received, closed, *named])
    days, hours = (table[own] if isinstance(own, str) else own for own in (days, hours))
    one, other = (read_moments(table[name], name, clock.zone) for name in (received, closed))
    same_kind((received, one), (closed, other))
    now = None if as_of is None else reading_moment(as_of, received, one, clock.zone)
    findings: list[Finding] = []
    unborn = np.zeros(len(table), dtype=bool) if now is None else one.us > now
    if unborn.any():
        findings.append(texts.finding("info", "unborn", n=say_number(int(unborn.sum()))))
    asked, faulty = (one.us, other.us), np.zeros(len(table), dtype=bool)
    for key, wrong, field in (
        ("no_receipt", one.missing, received),
        ("backwards", ~unborn & ~other.missing & ~one.missing & (other.us < one.us), closed),
    ):
        if not wrong.any():
            continue
        rows = rows_named(np.flatnonzero(wrong))
        if errors == "raise":
            raise CourseError(f"{rows}: {texts.say(key)}", field=field, do=texts.say(f"do_{key}"))
        findings.append(texts.finding("bad", "not_judged", None, field, rows=rows, what=texts.say(key)))
        faulty |= wrong
    without = faulty | unborn
    if without.any():
        one = Read(np.where(without, MISSING, one.us), one.index, one.aware)
        other = Read(np.where(without, MISSING, other.us), other.index, other.aware)
    whole, minutes = read_promise(days, hours, len(table))
    still = read_pauses(pauses, one, table.get(case), clock.zone).as_of(now)
    seen = other.us
    if now is not None:
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
    waits = ~is_late & ~is_closed & ~without
    verdict = pd.Series(~is_late, dtype="boolean").mask(waits | without)
    if stuck := int(((due == MISSING) & ~without).sum()):
        findings.append(texts.finding("warn", "stuck", n=say_number(stuck)))
    shown = pd.DataFrame({"case": table[case] if case in table else np.arange(1, len(table) + 1)})
    shown["received"] = back(asked[0], one, clock.zone)
    shown["start"] = back(start, one, clock.zone)
    shown["due"] = back(due, one, clock.zone)
    shown["closed"] = back(np.where(is_closed | faulty, asked[1], MISSING), one, clock.zone)
    shown["elapsed_hours"] = np.where(passed == MISSING, np.nan, passed / _HOUR)
    shown["elapsed_days"] = pd.Series(day_numbers(clock, one.us, seen, still)).astype("Int64")
    shown["on_time"] = verdict
    shown["late_hours"] = np.where(is_late, late / _HOUR, np.where((seen == MISSING) | without, np.nan, 0.0))
    shown = shown[~unborn].reset_index(drop=True)
    counts = int((is_closed & ~is_late & ~without).sum()), int(is_late.sum()), int(waits.sum())
    sentence = texts.say(
        "sentence",
        n=say_number(len(shown)),
        on_time=say_number(counts[0]),
        late=say_number(counts[1]),
        open=say_number(counts[2]),
    )
    return ClockReport(sentence, tuple(findings), shown, *counts, int(faulty.sum()))

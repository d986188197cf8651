"""An audit plan: each area in its cycle, nobody auditing their own work, nothing overdue; rotas and completion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qmslib._common.dates import add_months, say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.system._registers import frame_of, read_register, whole

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class AuditPlan(Report):
    """An audit plan, checked.

    Attributes
    ----------
    overdue, due_soon, not_independent, unassigned
        Areas (their names) with that fault; `due_soon` is within a month.
    next_due
        When each area is next due; None for one never audited (due now).
    completion
        The share of areas audited within their cycle; None with no area.

    Examples
    --------
    >>> plan = check_audit_plan([{"area": "Filing", "owner": "Tom Ellis", "auditor": "Tom Ellis",
    ...     "last": "2026-01-10", "months": 12}], "2026-06-01")
    >>> plan.not_independent
    ('Filing',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    areas: tuple[str, ...]
    next_due: tuple[date | None, ...]
    overdue: tuple[str, ...]
    due_soon: tuple[str, ...]
    not_independent: tuple[str, ...]
    unassigned: tuple[str, ...]
    completion: float | None
    states: tuple[str, ...]

    def frame(self) -> Any:
        """One row for each area: when it is next due, and how it stands."""
        return frame_of({"area": self.areas, "next_due": self.next_due, "state": self.states})


def _people(text: str) -> set[str]:
    return {bare(part) for part in text.replace(";", ",").replace(" and ", ",").split(",") if bare(part)}


def check_audit_plan(plan: Any, as_of: object) -> AuditPlan:
    """Check an audit plan: who audits what, how often, and what is overdue.

    Parameters
    ----------
    plan
        A table with ``area``, ``owner`` (who does or answers for the work; several with commas), ``auditor``,
        ``last`` (date of the last audit, empty if never) and ``months`` (the cycle).
    as_of
        The day to look at it.

    Returns
    -------
    AuditPlan
        What is overdue, and where somebody would audit their own work.

    Raises
    ------
    CourseError
        If an area has no name or cycle, stands there twice, or a date cannot be read or lies after `as_of`.

    Notes
    -----
    Auditors do not audit their own work: ISO 9001:2015, 9.2.2 (impartiality), and ISO 19011:2018, 4 e (independence).

    Examples
    --------
    >>> print(check_audit_plan([
    ...     {"area": "Filing", "owner": "Tom Ellis", "auditor": "Amina Yusuf", "last": "2025-03-10", "months": 12},
    ...     {"area": "Scanning", "owner": "Priya Nair", "auditor": "Wei Zhang", "last": "2026-02-02", "months": 6},
    ... ], "2026-06-01").sentence)
    1 of 2 areas was audited within its cycle; 1 is overdue, and nobody audits their own work.
    """
    day = read_day(as_of)
    register = read_register(plan, ["area", "owner", "auditor", "last", "months"])
    areas, owners, auditors = (register.texts(name) for name in ("area", "owner", "auditor"))
    last, months = register.days("last"), register.numbers("months", 1, 120, whole=True)
    found: dict[str, list[str]] = {name: [] for name in ("overdue", "due_soon", "not_independent", "unassigned")}
    findings, due, states, seen = [], [], [], set()
    for row, area in enumerate(areas):
        cycle = months[row]
        if not area or bare(area) in seen:
            raise CourseError(f"row {row + 1}: the area has no name of its own", field="area", found=area)
        if cycle is None:
            raise CourseError(f"row {row + 1}: the cycle is missing", field="months", do="Give it in months")
        seen.add(bare(area))
        before = last[row]
        if before and before > day:
            raise CourseError(
                f"row {row + 1}: the last audit lies after {say_date(day)}", field="last", found=str(before)
            )
        next_due = add_months(before, int(cycle)) if before else None
        due.append(next_due)
        if next_due is None or next_due < day:
            found["overdue"].append(area)
            key = "overdue" if next_due else "never"
            findings.append(
                texts.finding("bad", key, row, "last", area=area, date=say_date(next_due) if next_due else "")
            )
            states.append("overdue")
        elif next_due <= add_months(day, 1):
            found["due_soon"].append(area)
            states.append("due within a month")
        else:
            states.append("in its cycle")
        if not auditors[row]:
            found["unassigned"].append(area)
            findings.append(texts.finding("bad", "unassigned", row, "auditor", area=area))
        elif own := _people(auditors[row]) & _people(owners[row]):
            found["not_independent"].append(area)
            names = [part.strip() for part in auditors[row].split(",") if bare(part) in own] or [auditors[row]]
            findings.append(texts.finding("bad", "own_work", row, "auditor", area=area, names=join_words(names)))
        if not owners[row]:
            findings.append(texts.finding("warn", "no_owner", row, "owner", area=area))
    n, good = len(areas), len(areas) - len(found["overdue"])
    own_count = len(found["not_independent"])
    sentence = texts.say("none")
    if n:
        tail = texts.say("some_own", n=own_count) if own_count else texts.say("no_own")
        sentence = texts.say("sentence", n=n, good=good, overdue=n - good, tail=tail)
    return AuditPlan(
        sentence, tuple(findings), tuple(areas), tuple(due), tuple(found["overdue"]), tuple(found["due_soon"]),
        tuple(found["not_independent"]), tuple(found["unassigned"]), good / n if n else None, tuple(states),
    )  # fmt: skip


def audit_rota(areas: Mapping[str, Sequence[str]], auditors: Sequence[str], *, rounds: int = 1) -> Any:
    """A rota in which nobody audits their own work and the load is as even as that allows.

    Parameters
    ----------
    areas
        For each area the people who do or answer for its work.
    auditors
        Who may audit.
    rounds
        How many rounds to plan; the auditor of an area changes from one to the next where possible.

    Returns
    -------
    pandas.DataFrame
        ``round``, ``area``, ``auditor``.

    Raises
    ------
    CourseError
        If an area has nobody who may audit it.

    Examples
    --------
    >>> print(audit_rota({"Filing": ["Tom"], "Scanning": ["Priya"]}, ["Tom", "Priya"]).to_string(index=False))
     round     area auditor
         1   Filing   Priya
         1 Scanning     Tom
    """
    rounds, names = whole(rounds, "rounds", 1), list(dict.fromkeys(auditors))
    load = dict.fromkeys(names, 0)
    before: dict[str, str] = {}
    rows = []
    free = {
        area: [name for name in names if bare(name) not in {bare(own) for own in owners}]
        for area, owners in areas.items()
    }
    for area, able in free.items():
        if not able:
            raise CourseError(
                "everybody who may audit does this work", field=area, do="Ask somebody from another team"
            )
    for number in range(1, rounds + 1):
        chosen = {}
        # Areas with the least choice first, so that the choice is not used up by the others.
        for area in sorted(free, key=lambda area: (len(free[area]), area)):
            able = free[area]
            who = min(
                able, key=lambda name: (name == before.get(area) and len(able) > 1, load[name], names.index(name))
            )
            chosen[area], before[area] = who, who
            load[who] += 1
        rows += [(number, area, chosen[area]) for area in areas]
    return frame_of({head: [row[at] for row in rows] for at, head in enumerate(("round", "area", "auditor"))})

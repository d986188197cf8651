"""A plan over time: as it was known on a day, planned anew with a reason, and who owns and who supervises."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import parse_date, say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.tables import date_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, tidy
from qmslib.improvement.actions import COLUMNS, PlanReport, check_plan

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
_LOAD = 5


def plan_as_of(
    table: Sequence[Mapping[str, Any]] | pd.DataFrame, as_of: date | str, holidays: Collection[date] = ()
) -> PlanReport:
    """The plan as it was known on a past day: nothing that was learned later.

    Parameters
    ----------
    table
        As for `check_plan`; also ``added`` (when the task came into the plan) and ``replanned_on``.
    as_of
        The day. Tasks added later are left out, later completions and new dates taken back; each is named.
    holidays
        Days that are no working days; weekends never are.

    Returns
    -------
    PlanReport
        The report of `check_plan` for that day.

    Examples
    --------
    >>> plan = [{"task": "Agree the rota", "owner": "Priya Nair", "start": "2026-03-02", "due": "2026-03-06",
    ...          "done": "2026-03-10"}]
    >>> plan_as_of(plan, date(2026, 3, 9)).actions[0].state
    'late'
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    days = {name: date_column(cells, name) for name in ("added", "done", "new_due", "replanned_on")}
    findings: list[Finding] = []
    rows: list[dict[str, Any]] = []
    left_out, said = 0, say_date(as_of)
    for row, cell in enumerate(cells):
        added, done, new_due, replanned = (days[name][row] for name in days)
        if added and added > as_of:
            left_out += 1
            rows.append({})  # an empty row keeps the numbers of the others
            continue
        known = dict(cell)
        if done and done > as_of:
            known["done"] = None
            findings.append(texts.finding("info", "later_done", row, "done", date=say_date(done), as_of=said))
        if new_due and replanned and replanned > as_of:
            known["new_due"] = known["reason"] = None
            findings.append(
                texts.finding("info", "later_replanned", row, "new_due", date=say_date(replanned), as_of=said)
            )
        elif new_due and not replanned:
            findings.append(texts.finding("warn", "replanned_unknown", row, "new_due"))
        rows.append(known)
    if left_out:
        findings.append(texts.finding("info", "later_added", n=left_out, as_of=said))
    report = check_plan(rows, as_of, holidays)
    return PlanReport(report.sentence, (*report.findings, *findings), report.actions)


def replan(
    table: Sequence[Mapping[str, Any]] | pd.DataFrame, task: str, new_due: date | str, *, reason: str, on: date | str
) -> pd.DataFrame:
    """A copy of the plan with one task planned anew and the reason logged.

    Parameters
    ----------
    table
        As for `check_plan`. It is not changed.
    task
        The words of the task.
    new_due, on
        The new date, and the day of the decision.
    reason
        Why; a new date without a reason is refused.

    Returns
    -------
    pandas.DataFrame
        The plan with ``new_due``, ``reason``, ``replanned_on`` and ``history``, which keeps every earlier date. The
        first due date stays: slippage is counted from it.

    Raises
    ------
    CourseError
        When the task is not there, there twice, or done, the reason is empty, or the new date is past.

    Examples
    --------
    >>> plan = [{"task": "Agree the rota", "owner": "Priya Nair", "start": "2026-03-02", "due": "2026-03-06"}]
    >>> replan(plan, "Agree the rota", "2026-03-13", reason="Wei on leave", on="2026-03-05").loc[0, "history"]
    '5 March 2026: 6 March 2026 → 13 March 2026, Wei on leave'
    """
    import pandas as pd

    cells = table_rows(table, COLUMNS)
    new, day = parse_date(new_due), parse_date(on)
    for field, given, read in (("new_due", new_due, new), ("on", on, day)):
        if read is None:
            raise CourseError("this is not a date", field=field, found=given, do="Write it as 2026-03-04")
    assert new is not None
    assert day is not None
    rows = [row for row, name in enumerate(text_column(cells, "task")) if bare(name) == bare(task)]
    if len(rows) != 1:
        raise CourseError(texts.say("two_tasks" if rows else "no_task"), field="task", found=task)
    row = rows[0]
    dates = {name: date_column(cells, name)[row] for name in ("due", "new_due", "done")}
    if dates["done"]:
        raise CourseError(texts.say("is_done"), field="task", found=task)
    if not filled(reason):
        raise CourseError(texts.say("no_reason"), field="reason", found=reason, do="Say what held it up")
    if new < day:
        raise CourseError(texts.say("past"), field="new_due", found=str(new))
    old = dates["new_due"] or dates["due"]
    if old == new:
        raise CourseError(texts.say("same"), field="new_due", found=str(new))
    line = texts.say(
        "history", on=say_date(day), old=say_date(old) if old else "–", new=say_date(new), reason=tidy(reason)
    )
    earlier = tidy(str(cells[row].get("history") or ""))
    changed = {"new_due": new, "reason": tidy(reason), "replanned_on": day,
               "history": f"{earlier}; {line}" if earlier else line}  # fmt: skip
    names = list(dict.fromkeys([*(name for cell in cells for name in cell), *changed]))
    plan = pd.DataFrame([{**cell, **(changed if at == row else {})} for at, cell in enumerate(cells)], dtype=object)
    return plan.reindex(columns=names)


@dataclass(frozen=True)
class AssignmentReport(Report):
    """Who owns and who supervises each task; see `check_assignments`."""

    sentence: str
    findings: tuple[Finding, ...]
    tasks: tuple[dict[str, Any], ...]
    load: dict[str, int]

    def frame(self) -> pd.DataFrame:
        """One row for each owner: open tasks."""
        return to_frame([{"owner": name, "open_tasks": n} for name, n in self.load.items()])


def check_assignments(table: Sequence[Mapping[str, Any]] | pd.DataFrame, most: int = _LOAD) -> AssignmentReport:
    """Check that every task has one owner and somebody else who supervises it.

    Parameters
    ----------
    table
        Columns ``task``, ``owner`` and ``supervisor``; a task with a date in ``done`` is no longer open.
    most
        From how many open tasks above this an owner is named.

    Returns
    -------
    AssignmentReport
        What is missing, and the open tasks of each owner in `load`.

    Examples
    --------
    >>> report = check_assignments([{"task": "Agree the rota", "owner": "Tom Ellis", "supervisor": "Tom Ellis"}])
    >>> report.findings[0].text
    'Row 1: Tom Ellis owns the task and supervises it. Let somebody else look.'
    """
    cells = table_rows(table, ("task", "owner", "supervisor"))
    columns = {name: text_column(cells, name) for name in ("task", "owner", "supervisor")}
    done = date_column(cells, "done")
    findings: list[Finding] = []
    tasks: list[dict[str, Any]] = []
    load: dict[str, int] = {}
    missing = 0
    for row in range(len(cells)):
        task, owner, supervisor = (columns[name][row] for name in columns)
        if not (task or owner or supervisor):
            continue
        tasks.append({"row": row, "task": task, "owner": owner, "supervisor": supervisor})
        missing += not filled(owner) or not filled(supervisor)
        names = [name for name in re.split(r"\s*(?:,|;|&|/|\band\b)\s*", owner) if filled(name)]
        if not names:
            findings.append(texts.finding("bad", "no_owner", row, "owner"))
        elif len(names) > 1:
            findings.append(texts.finding("warn", "several", row, "owner", names=", ".join(names)))
        if not filled(supervisor):
            findings.append(texts.finding("bad", "no_supervisor", row, "supervisor"))
        elif bare(owner) == bare(supervisor):
            findings.append(texts.finding("warn", "same_person", row, "supervisor", name=owner))
        for name in names if done[row] is None else []:
            load[name] = load.get(name, 0) + 1
    for name, n in load.items():
        if n > most:
            findings.append(texts.finding("warn", "load", None, "owner", name=name, n=n))
    key = "assigned" if tasks else "assigned_none"
    sentence = texts.say(key, n=len(tasks), people=len(load), missing=missing)
    return AssignmentReport(sentence, tuple(findings), tuple(tasks), dict(sorted(load.items())))

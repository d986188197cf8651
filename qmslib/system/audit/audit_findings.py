"""Audit findings: requirement, evidence, gap, in words that blame nobody; and whether they were closed for good."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from qmslib._common.blame import insult
from qmslib._common.dates import say_date
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_day
from qmslib._common.patterns import has_number
from qmslib._common.report import Report
from qmslib._common.words import bare, fold
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
GRADES = ("major", "minor", "observation")
_OPINION = re.compile(
    r"\b(?:i (?:think|feel|believe)|in my (?:opinion|view)|seems?|appears?|apparently|obviously|clearly|probably|"
    r"perhaps|maybe|not very good|unacceptable|terrible|poor(?:ly)?|sloppy|as usual)\b"
)
_SWEEPING = re.compile(r"\b(?:always|never|everyone|everybody|nobody|all the time|constantly)\b")
_REFERENCE = re.compile(
    r"\b[A-Z]{1,5}[-/ ]?\d+|§|\b(?:section|clause|step|standard|procedure|policy|agreement|act|sop)\b", re.I
)


@dataclass(frozen=True, eq=False)
class FindingsReport(Report):
    """Audit findings, checked for their wording and their closing.

    Attributes
    ----------
    sound
        How many have all three parts and wording that stands.
    open, overdue, closed, effective
        How many are open, open past their date, closed, and closed with a check that the action worked.
    grades
        How many of each grade.
    closed_early
        Rows (from 0) closed without a corrective action or without a check that it worked.

    Examples
    --------
    >>> report = check_findings([{"requirement": "RA-1: sent within 2 days", "evidence": "4 of 20 files took 3 days",
    ...     "gap": "4 files were sent late", "grade": "minor"}])
    >>> report.sound, report.open
    (1, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    sound: int
    open: int
    overdue: int
    closed: int
    effective: int
    grades: dict[str, int]
    closed_early: tuple[int, ...]
    states: tuple[tuple[str, str, int, str], ...]

    def frame(self) -> Any:
        """One row for each finding: its gap, grade, number of faults in the wording, and state."""
        names = ("gap", "grade", "wording_faults", "state")
        return frame_of({name: [row[at] for row in self.states] for at, name in enumerate(names)})


def check_findings(table: Any, as_of: object = None) -> FindingsReport:
    """Check how audit findings are worded, graded and closed.

    Parameters
    ----------
    table
        A table with ``requirement`` (what should be, and where that is written), ``evidence`` (what was seen, how
        many of how many) and ``gap``; and, where there is one, ``grade`` (major, minor, observation), ``action``
        (the corrective action, which removes the cause), ``owner``, ``due``, ``closed`` (dates), ``effective`` (yes,
        no: was a later check made, and did it hold) and ``cause``.
    as_of
        The day to look at it, for what is overdue.

    Returns
    -------
    FindingsReport
        Faults by row, and counts.

    Raises
    ------
    CourseError
        If a column is missing, or a grade, date or yes/no cannot be read.

    Notes
    -----
    A word list cannot read: it points to phrases worth a second look, and a finding it passes may still be unfair.

    Examples
    --------
    >>> row = {"requirement": "", "evidence": "I think the team is careless", "gap": "Late files"}
    >>> report = check_findings([row])
    >>> for found in report.findings[:3]:
    ...     print(found.text)
    Row 1: No requirement. Say what should be, and where that is written.
    Row 1: "i think" is an opinion. Say what was seen, so that anybody would see the same.
    Row 1: "careless" blames a person. Say what happened; the cause comes later.
    """
    day = read_day(as_of) if as_of is not None else None
    register = read_register(table, ["requirement", "evidence", "gap"])
    parts = {name: register.texts(name) for name in ("requirement", "evidence", "gap")}
    grades, actions, owners = register.choices("grade", GRADES), register.texts("action"), register.texts("owner")
    due, closed = register.days("due"), register.days("closed")
    worked = register.choices("effective", ("yes", "no"))
    findings: list[Finding] = []
    states: list[tuple[str, str, int, str]] = []
    early: list[int] = []
    for row in range(len(register)):
        said = {name: column[row] for name, column in parts.items()}
        wrong: list[Finding] = [
            texts.finding("bad", f"no_{name}", row, name) for name, text in said.items() if not text
        ]
        for name, text in said.items():
            hits = {"opinion": _first(_OPINION, text), "blame": insult(text), "sweeping": _first(_SWEEPING, text)}
            for key, hit in hits.items():
                # A requirement may well say "never": that is its right.
                if hit and (key != "sweeping" or name != "requirement"):
                    wrong.append(texts.finding("warn", key, row, name, found=hit))
        if said["requirement"] and not _REFERENCE.search(said["requirement"]):
            wrong.append(texts.finding("warn", "no_source", row, "requirement"))
        if said["evidence"] and not has_number(said["evidence"]) and not re.search(r"\d", said["evidence"]):
            wrong.append(texts.finding("warn", "no_count", row, "evidence"))
        if said["gap"] and bare(said["gap"]) == bare(said["evidence"]):
            wrong.append(texts.finding("warn", "same", row, "gap"))
        findings += wrong
        if not grades[row]:
            findings.append(texts.finding("warn", "no_grade", row, "grade"))
        end = closed[row]
        if end:
            state = "closed"
            if not actions[row]:
                findings.append(texts.finding("bad", "closed_no_action", row, "action"))
            if worked[row] == "no":
                state = "closed, action did not work"
                findings.append(texts.finding("bad", "not_effective", row, "effective"))
            elif not worked[row]:
                state = "closed, not checked"
                findings.append(texts.finding("warn", "not_checked", row, "effective"))
            else:
                state = "closed, action works"
            if not actions[row] or worked[row] != "yes":
                early.append(row)
        else:
            late = bool(day and due[row] and due[row] < day)  # type: ignore[operator]
            state = "overdue" if late else "open"
            slot = due[row]
            if late and slot:
                findings.append(texts.finding("bad", "overdue", row, "due", date=say_date(slot)))
            if grades[row] != "observation" and not (actions[row] and owners[row] and slot):
                findings.append(texts.finding("warn", "no_plan", row, "action"))
        states.append((said["gap"], grades[row], len(wrong), state))
    counts = {
        "n": len(states),
        "sound": sum(not row[2] for row in states),
        "open": sum(not row[3].startswith("closed") for row in states),
        "overdue": sum(row[3] == "overdue" for row in states),
        "closed": sum(row[3].startswith("closed") for row in states),
        "effective": sum(row[3] == "closed, action works" for row in states),
    }
    sentence = texts.say("sentence" if states else "none", **counts)
    by_grade = {grade: grades.count(grade) for grade in GRADES}
    return FindingsReport(
        sentence, tuple(findings), **counts, grades=by_grade, closed_early=tuple(early), states=tuple(states)
    )


def _first(words: re.Pattern[str], text: str) -> str:
    hit = words.search(fold(text))
    return hit[0] if hit else ""

"""Training: who needs what, what is planned, and which certificates run out."""

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
from qmslib._common.words import bare, tidy
from qmslib.system._registers import frame_of, read_register, whole

texts = module_texts(__file__)
PLAN_PARTS = ("content", "time", "method", "instructor")


@dataclass(frozen=True, eq=False)
class TrainingNeeds(Report):
    """A training-needs grid.

    Attributes
    ----------
    needs
        For each person what is required and not held, or run out.
    expired, expiring
        Pairs of person and course whose certificate has run out, or soon will.
    coverage
        The share of requirements that are met; None if nothing is required.
    by_course
        For each course, who needs it.

    Examples
    --------
    >>> needs = training_needs({"Tom": ["Data protection"]}, [], "2026-06-01")
    >>> needs.needs
    {'Tom': ('Data protection',)}
    """

    sentence: str
    findings: tuple[Finding, ...]
    needs: dict[str, tuple[str, ...]]
    expired: tuple[tuple[str, str], ...]
    expiring: tuple[tuple[str, str], ...]
    coverage: float | None
    by_course: dict[str, tuple[str, ...]]
    rows: tuple[tuple[str, str, str, date | None], ...]

    def frame(self) -> Any:
        """One row for each person and required course, with its state."""
        names = ("person", "course", "state", "expires")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def training_needs(
    required: Mapping[str, Sequence[str]], held: Any, as_of: object, *, soon: int = 3
) -> TrainingNeeds:
    """Compare the training that is required with what people hold.

    Parameters
    ----------
    required
        For each person the courses the job asks for.
    held
        A table with ``person``, ``course``, ``taken`` (a date) and, where a certificate runs out, ``expires`` (a
        date) or ``months`` (how long it counts). It counts up to and including the day it expires.
    as_of
        The day to look at it.
    soon
        Certificates that run out within so many months are named.

    Returns
    -------
    TrainingNeeds
        Who needs what.

    Raises
    ------
    CourseError
        If a person, course or date is missing where it must be there, or training lies after `as_of`.

    Examples
    --------
    >>> held = [{"person": "Tom", "course": "Fire safety", "taken": "2023-05-01", "months": 36},
    ...         {"person": "Priya", "course": "Fire safety", "taken": "2025-09-01", "months": 36}]
    >>> needs = training_needs({"Tom": ["Fire safety"], "Priya": ["Fire safety"]}, held, "2026-06-01")
    >>> print(needs.sentence)
    1 of 2 requirements is met (50 %). Tom needs training.
    """
    day, soon = read_day(as_of), whole(soon, "soon")
    if any(isinstance(wanted, str) for wanted in required.values()):
        raise CourseError("the courses of a person must be a list", field="required", do='Write ["Fire safety"]')
    register = read_register(held, ["person", "course", "taken"])
    people, courses, taken = register.texts("person"), register.texts("course"), register.days("taken")
    expires, months = register.days("expires"), register.numbers("months", 1, whole=True)
    ends: dict[tuple[str, str], date | None] = {}
    findings: list[Finding] = []
    asked = {bare(name) for name in required}
    for row, person in enumerate(people):
        first = taken[row]
        if not person or not courses[row] or first is None:
            raise CourseError(f"row {row + 1}: person, course or date is missing", field="taken")
        if first > day:
            raise CourseError(f"row {row + 1}: taken after {say_date(day)}", field="taken", found=str(first))
        lasts = months[row]
        end = expires[row] or (add_months(first, int(lasts)) if lasts else None)
        if end and end < first:
            raise CourseError(f"row {row + 1}: it expires before it was taken", field="expires", found=str(end))
        key = (bare(person), bare(courses[row]))
        # Of several certificates the one that counts longest is the one that matters.
        if key not in ends or (ends[key] is not None and (end is None or end > (ends[key] or end))):
            ends[key] = end
        if bare(person) not in asked:
            findings.append(texts.finding("info", "stranger", row, "person", person=person))
    rows: list[tuple[str, str, str, date | None]] = []
    for person, wanted in required.items():
        for course in dict.fromkeys(tidy(name) for name in wanted):
            key = (bare(person), bare(course))
            end = ends.get(key)
            state = (
                "missing" if key not in ends
                else "held" if end is None or end > add_months(day, soon)
                else "expired" if end < day else "expiring"
            )  # fmt: skip
            rows.append((person, course, state, end))
            if state in ("expired", "expiring") and end:
                level = "bad" if state == "expired" else "warn"
                findings.append(texts.finding(level, state, person=person, course=course, date=say_date(end)))
    lacking = [row for row in rows if row[2] in ("missing", "expired")]
    needs = {
        name: tuple(row[1] for row in lacking if row[0] == name) for name in dict.fromkeys(r[0] for r in lacking)
    }
    courses_of = {
        name: tuple(row[0] for row in lacking if row[1] == name) for name in dict.fromkeys(r[1] for r in lacking)
    }
    n, met = len(rows), len(rows) - len(lacking)
    sentence = texts.say("needs" if n else "none", n=n, met=met, share=round(100 * met / n) if n else "")
    if needs:
        names = list(needs)
        sentence += " " + texts.say("who", names=join_words(names), n=len(names))
    return TrainingNeeds(
        sentence, tuple(findings), needs, tuple((r[0], r[1]) for r in rows if r[2] == "expired"),
        tuple((r[0], r[1]) for r in rows if r[2] == "expiring"), met / n if n else None, courses_of, tuple(rows),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class TrainingPlan(Report):
    """A training plan, checked.

    Attributes
    ----------
    n, complete
        How many sessions there are, and how many say content, time, method and instructor.
    not_covered
        Needs (person, course) for which nothing is planned; empty if no needs were given.

    Examples
    --------
    >>> check_training_plan([{"course": "Fire safety", "content": "Exits", "time": "2026-07-01"}]).complete
    0
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    complete: int
    not_covered: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]

    def frame(self) -> Any:
        """One row for each session, with what it lacks."""
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(("course", "missing"))})


def check_training_plan(plan: Any, needs: TrainingNeeds | None = None) -> TrainingPlan:
    """Check a training plan: content, time, method and instructor for each, a test, and every need covered.

    Parameters
    ----------
    plan
        A table with ``course``, ``content``, ``time``, ``method``, ``instructor`` and, if set, ``test`` (how it is
        seen whether it was learnt) and ``who`` (people, with commas).
    needs
        What `training_needs` found, to see whether everybody is covered. Without ``who`` a session is for all.

    Returns
    -------
    TrainingPlan
        What is missing.

    Raises
    ------
    CourseError
        If a session has no course.

    Examples
    --------
    >>> needs = training_needs({"Tom": ["Fire safety"]}, [], "2026-06-01")
    >>> plan = check_training_plan([{"course": "Scanning", "content": "Scanner 2", "time": "1 July, 2 hours",
    ...     "method": "demonstration", "instructor": "Priya", "test": "Scan a file"}], needs)
    >>> print(plan.sentence)
    1 of 1 session says content, time, method and instructor. For 1 need nothing is planned.
    """
    register = read_register(plan, ["course"])
    courses, who, tests = register.texts("course"), register.texts("who"), register.texts("test")
    parts = {part: register.texts(part) for part in PLAN_PARTS}
    findings: list[Finding] = []
    rows = []
    for row, course in enumerate(courses):
        if not course:
            raise CourseError(f"row {row + 1}: the session has no course", field="course")
        lacks = [part for part in PLAN_PARTS if not parts[part][row]]
        findings += [texts.finding("bad", f"no_{part}", row, part) for part in lacks]
        if not tests[row]:
            findings.append(texts.finding("warn", "no_test", row, "test"))
        rows.append((course, ", ".join(lacks)))
    open_needs = []
    for person, wanted in (needs.needs if needs else {}).items():
        for course in wanted:
            fits = [row for row, name in enumerate(courses) if bare(name) == bare(course)]
            named = [{bare(part) for part in who[row].split(",")} for row in fits]
            if not any(not who[row] or bare(person) in those for row, those in zip(fits, named, strict=True)):
                open_needs.append((person, course))
                findings.append(texts.finding("bad", "not_covered", person=person, course=course))
    complete = sum(not row[1] for row in rows)
    sentence = texts.say("plan" if rows else "no_plan", n=len(rows), complete=complete)
    if needs:
        sentence += " " + texts.say("open", n=len(open_needs))
    return TrainingPlan(sentence, tuple(findings), len(rows), complete, tuple(open_needs), tuple(rows))

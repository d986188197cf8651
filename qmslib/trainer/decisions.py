"""Decisions: *met* or *not yet met* for a learner, criterion and attempt, in a file that only grows.

The gradebook holds the latest attempt; ``decisions.jsonl`` holds every decision ever made, one JSON object a line.
A line is never changed or removed. A damaged one is reported and passed over.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qmslib._common.errors import CourseError
from qmslib.course.answers import read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.competence import Outcome, judge
from qmslib.course.items import Account, ExerciseFile
from qmslib.course.paths import Course
from qmslib.course.release import bank_hash, release_exercise
from qmslib.course.scoring import is_blank
from qmslib.trainer.marks import CellMark, Marked, marks

FORMAT = 1
#: A folder that someone put into ``submitted/`` may have a longer name; that is no learner's number.
LEARNER_LIMIT = 100


class Decision(BaseModel):
    """One line of the file.

    Attributes
    ----------
    learner, criterion, exercise, attempt
        What it is about.
    status
        ``met`` or ``not_yet``.
    by, at, why
        Who decided, when (UTC), and the reasons.
    points
        By item; those of written accounts are a person's judgement.
    rubric, bank
        Hashes of the rule and rubrics, and of the released exercise, under which it was decided.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    learner: Annotated[str, Field(min_length=1, max_length=LEARNER_LIMIT)]
    criterion: Annotated[str, Field(min_length=1, max_length=10)]
    exercise: Annotated[str, Field(min_length=1, max_length=100)]
    attempt: Annotated[int, Field(ge=1)]
    status: Literal["met", "not_yet"]
    by: Annotated[str, Field(min_length=1)]
    at: str
    why: list[str]
    points: dict[str, float]
    rubric: str
    bank: str


@dataclass(frozen=True)
class Judged:
    """Where a marked submission stands now, decided or not.

    Attributes
    ----------
    learner, exercise, attempt
        Which submission.
    outcome
        By the exercise's rule.
    points
        By item; ``None`` for an account that nobody has judged.
    comments
        The trainer's comments by item.
    """

    learner: str
    exercise: str
    attempt: int
    outcome: Outcome
    points: dict[str, float | None]
    comments: dict[str, str] = field(default_factory=dict)


def rubric_hash(exercise: ExerciseFile) -> str:
    """A hash that changes whenever the rule for *met* or a rubric does."""
    rule = {
        "met": exercise.met.model_dump(mode="json"),
        "accounts": {
            item.id: item.model_dump(mode="json", include={"rubric", "required_points", "min_words"})
            for item in exercise.items
            if isinstance(item, Account)
        },
    }
    return hashlib.sha256(json.dumps(rule, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_decisions(path: Path) -> tuple[list[Decision], list[str]]:
    """All sound lines in order, and what is wrong with the others."""
    if not path.exists():
        return [], []
    sound, problems = [], []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            sound.append(Decision.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            problems.append(
                f"{path.name}, line {number}: this decision is damaged and was passed over"
                f"{f' ({where})' if where else ''}. The line was left as it is."
            )
    return sound, problems


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Add lines at the end; when this returns, they are on the disk."""
    lines = b"".join(
        json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, sort_keys=True).encode() + b"\n"
        for entry in decisions
    )
    if not lines:
        return
    from filelock import FileLock

    with FileLock(path.with_name(f"{path.name}.lock")):
        torn = path.exists() and path.stat().st_size > 0 and not _ends_with_newline(path)
        try:
            with path.open("ab") as stream:
                # A line that was cut off by a crash must not swallow the next one.
                stream.write((b"\n" if torn else b"") + lines)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise CourseError(
                f"the decisions could not be saved: {error.strerror}",
                file=path,
                do="Check the disk, then run the command again: nothing else has changed",
            ) from error


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def judged(course: Course) -> list[Judged]:
    """Every marked submission, with where it stands."""
    found = []
    with marks(course) as book:
        for name in book.exercises():
            # Reading an exercise costs a quarter of a second: only those that were handed in.
            if not course.key_file(name).is_file():
                continue
            exercise = load(course, name)
            for submission in book.submissions(name):
                one = _judge_one(course, exercise, submission)
                if one is not None:
                    found.append(one)
    return sorted(found, key=lambda entry: (entry.learner, entry.exercise))


def _judge_one(course: Course, exercise: ExerciseFile, submission: Marked) -> Judged | None:
    learner, name = submission.learner, exercise.exercise
    try:
        answers = read_answers(course.autograded / learner / name / f"{name}.answers.json", name)
    except CourseError:
        return None
    known = {item.id for item in exercise.items}
    points = {
        cell: _points(cell, mark, exercise, is_blank(answers.value(cell)))
        for cell, mark in submission.cells.items()
        if cell in known  # the gradebook may be of an older release; `qms mark` says what to do about that
    }
    automatic = [item.id for item in exercise.items if item.kind != "account"]
    if any(points.get(item) is None for item in automatic):
        return None  # collected, and not marked yet
    outcome = judge(exercise, points, answers.declared)
    return Judged(learner, name, answers.attempt, outcome, points, submission.comments)


def _points(cell: str, mark: CellMark, exercise: ExerciseFile, blank: bool) -> float | None:
    """Points as they count: a person's score before the automatic one."""
    if exercise.item(cell).kind == "account":
        if mark.manual is not None and not mark.awaits:
            return mark.manual
        # There is nothing to judge in an account that was not written.
        return 0.0 if blank else None
    return mark.auto if mark.manual is None else mark.manual


def record_new(course: Course, *, by: str) -> list[Decision]:
    """Decide what is fully judged and not decided yet; return the new decisions."""
    before, _ = read_decisions(course.decisions)
    latest = current(before)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    fresh = []
    # An exercise with many variants is released in a tenth of a second: once for all its learners.
    banks: dict[str, str] = {}
    for entry in judged(course):
        if entry.outcome.status == "awaiting" or len(entry.learner) > LEARNER_LIMIT:
            continue
        exercise = load(course, entry.exercise)
        if entry.exercise not in banks:
            banks[entry.exercise] = bank_hash(release_exercise(exercise))
        decision = Decision(
            learner=entry.learner,
            criterion=exercise.criterion,
            exercise=entry.exercise,
            attempt=entry.attempt,
            status=entry.outcome.status,
            by=by,
            at=now,
            why=entry.outcome.reasons,
            points={name: value or 0.0 for name, value in entry.points.items()},
            rubric=rubric_hash(exercise),
            bank=banks[entry.exercise],
        )
        if is_news(decision, latest.get((entry.learner, entry.exercise, entry.attempt)), exercise):
            fresh.append(decision)
    append_decisions(course.decisions, fresh)
    return fresh


def is_news(decision: Decision, last: Decision | None, exercise: ExerciseFile) -> bool:
    """Whether a decision is to be recorded after the last one on the same attempt.

    What a person judged otherwise is news. What only the automatic scores changed is news too, except that it never
    takes back a *met*: keys may change after a decision, and what was met stays met.
    """
    if last is None:
        return True
    people = [item.id for item in exercise.items if item.kind == "account"]
    rejudged = any(decision.points.get(name) != last.points.get(name) for name in people)
    return rejudged or (decision.status != last.status and last.status != "met")


def last_attempts(course: Course) -> dict[tuple[str, str], int]:
    """The highest attempt that was decided, by learner and exercise."""
    found: dict[tuple[str, str], int] = {}
    for entry in read_decisions(course.decisions)[0]:
        key = (entry.learner, entry.exercise)
        found[key] = max(found.get(key, 0), entry.attempt)
    return found


def current(decisions: Iterable[Decision]) -> dict[tuple[str, str, int], Decision]:
    """The last decision on each learner, exercise and attempt."""
    return {(entry.learner, entry.exercise, entry.attempt): entry for entry in decisions}


def met(decisions: Iterable[Decision]) -> set[tuple[str, str]]:
    """Learner and criterion of all that is met: by any attempt, whatever came after it."""
    return {(entry.learner, entry.criterion) for entry in current(decisions).values() if entry.status == "met"}

"""What the gradebook holds of a submission, as fingerprints: whether it still is what marking wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any


def marks_prints(book: Any, exercise: str, learners: Sequence[str] | None = None) -> dict[str, str]:
    """Fingerprints of the automatic part of submissions' marks, by learner; those that are not there are left out.

    What a person gave or wrote is left out: it changes while the trainer works.

    Parameters
    ----------
    book
        nbgrader's gradebook.
    exercise
        Which.
    learners
        Whose; all by default.
    """
    from nbgrader.api import Assignment, Grade, Notebook, SubmittedAssignment as Submitted, SubmittedNotebook
    from sqlalchemy import select

    wanted = [Assignment.name == exercise]
    if learners is not None:
        wanted.append(Submitted.student_id.in_(learners))
    rows = book.db.execute(
        select(Submitted.student_id, Submitted.id, Submitted.timestamp, Submitted.extension)
        .join(Assignment, Assignment.id == Submitted.assignment_id)
        .where(*wanted)
    )
    found: dict[str, tuple[list[Any], list[tuple[Any, ...]]]] = {learner: (row, []) for learner, *row in rows}
    grades = book.db.execute(
        select(Submitted.student_id, SubmittedNotebook.late_submission_penalty, Grade.cell_id, Grade.auto_score)
        .select_from(Grade)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Submitted, Submitted.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == Submitted.assignment_id)
        .where(*wanted)
        .order_by(Grade.cell_id)
    )
    for learner, *grade in grades:
        if learner in found:
            found[learner][1].append(tuple(grade))
    return {learner: _digest([tuple(row), *marks]) for learner, (row, marks) in found.items()}


def _digest(said: list[tuple[Any, ...]]) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def due_print(book: Any, exercise: str) -> str:
    """The exercise's due date, which decides about penalties; empty when there is none."""
    from nbgrader.api import Assignment

    due = book.db.query(Assignment.duedate).filter(Assignment.name == exercise).scalar()
    return "" if due is None else f" due {due}"

"""What the gradebook holds of a submission, as fingerprints: whether it still is what marking wrote."""

from __future__ import annotations

import hashlib
from typing import Any


def marks_print(book: Any, learner: str, exercise: str) -> str | None:
    """Fingerprint of the automatic part of a submission's marks; nothing when there is no such submission.

    What a person gave or wrote is left out: it changes while the trainer works.
    """
    from nbgrader.api import Assignment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

    row = (
        book.db.query(SubmittedAssignment.id, SubmittedAssignment.timestamp, SubmittedAssignment.extension)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == exercise, SubmittedAssignment.student_id == learner)
        .one_or_none()
    )
    if row is None:
        return None
    grades = (
        book.db.query(SubmittedNotebook.late_submission_penalty, Grade.cell_id, Grade.auto_score)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .filter(Assignment.name == exercise, SubmittedNotebook.assignment_id == row[0])
        .order_by(Grade.cell_id)
        .all()
    )
    said = repr([tuple(row), *(tuple(grade) for grade in grades)])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def due_print(book: Any, exercise: str) -> str:
    """The exercise's due date, which decides about penalties; empty when there is none."""
    from nbgrader.api import Assignment

    due = book.db.query(Assignment.duedate).filter(Assignment.name == exercise).scalar()
    return "" if due is None else f" due {due}"

"""Rows of the gradebook, many at a time: the ones that stock nbgrader would write, an object and a query for each."""

from __future__ import annotations

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy import bindparam, insert, select, update

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class AutoMarks:
    """What marking found out about one submission.

    Attributes
    ----------
    learner
        Whose.
    points
        Automatic points by item; nothing where only a person can give them.
    comments
        Automatic comments by cell: nothing, or that there was no response.
    timestamp
        When it was handed in, as ``timestamp.txt`` has it.
    reopen
        Accounts whose text is another than the one that was judged: they await a judgement again.
    """

    learner: str
    points: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    timestamp: str | None = None
    reopen: AbstractSet[str] = frozenset()


class Layout:
    """An exercise's notebooks and cells, as the gradebook has them."""

    def __init__(self, db: Any, exercise: str) -> None:
        found = db.execute(select(Assignment.id, Assignment.duedate).where(Assignment.name == exercise)).one_or_none()
        if found is None:
            raise MissingEntry(f"No such assignment: {exercise}")
        self.assignment, self.duedate = found
        self.notebooks: dict[str, str] = {
            name: number
            for number, name in db.execute(
                select(Notebook.id, Notebook.name).where(Notebook.assignment_id == self.assignment)
            )
        }
        self.notebook = self.notebooks[exercise]
        #: By notebook: cells with a grade, and cells with a comment.
        self.grades: dict[str, dict[str, str]] = {number: {} for number in self.notebooks.values()}
        self.comments: dict[str, dict[str, str]] = {number: {} for number in self.notebooks.values()}
        cells = BaseCell.__table__.c
        query = select(cells.id, cells.name, cells.notebook_id, cells.type)
        for number, name, notebook, kind in db.execute(query.where(cells.notebook_id.in_(self.grades))):
            if kind in ("GradeCell", "TaskCell"):
                self.grades[notebook][name] = number
            if kind in ("SolutionCell", "TaskCell"):
                self.comments[notebook][name] = number


def add_students(db: Any, learners: list[str]) -> None:
    """Learners whom the gradebook does not know yet."""
    known = set(db.execute(select(Student.id).where(Student.id.in_(learners))).scalars())
    _insert(db, Student, [{"id": learner} for learner in learners if learner not in known])


@dataclass(frozen=True)
class Submission:
    """A submission's row and the row of its notebook, when it was handed in, how late, and what that costs it."""

    id: str
    notebook: str
    timestamp: datetime | None
    seconds_late: float
    penalty: float | None


def submissions(db: Any, layout: Layout, learners: list[str]) -> dict[str, Submission]:
    """The submissions that the gradebook has, by learner."""
    found = db.execute(
        select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            SubmittedNotebook.id,
            SubmittedNotebook.late_submission_penalty,
        )
        .outerjoin(
            SubmittedNotebook,
            (SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            & (SubmittedNotebook.notebook_id == layout.notebook),
        )
        .where(SubmittedAssignment.assignment_id == layout.assignment, SubmittedAssignment.student_id.in_(learners))
    )
    known = {}
    for learner, number, timestamp, extension, notebook, penalty in found:
        if notebook is None:
            raise MissingEntry(f"No such notebook of {learner}'s")
        due = layout.duedate if extension is None or layout.duedate is None else layout.duedate + extension
        late = 0.0 if timestamp is None or due is None else max(0.0, (timestamp - due).total_seconds())
        known[learner] = Submission(number, notebook, timestamp, late, penalty)
    return known


def _insert(db: Any, kind: Any, rows: Rows) -> None:
    if rows:
        db.execute(insert(kind.__table__), rows)


def update_rows(db: Any, kind: Any, rows: Rows) -> None:
    """Write fields of rows; each names its row by ``key``."""
    if rows:
        table = kind.__table__
        fields: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
        db.connection().execute(update(table).where(table.c.id == bindparam("key")).values(fields), rows)


def add(db: Any, layout: Layout, marks: list[AutoMarks]) -> None:
    """Submissions that the gradebook does not know yet, with a row for each notebook, grade and comment."""
    submissions: Rows = []
    notebooks: Rows = []
    grades: Rows = []
    comments: Rows = []
    for one in marks:
        submission = new_uuid()
        submissions.append(
            {
                "id": submission, "assignment_id": layout.assignment, "student_id": one.learner,
                "timestamp": parse_utc(one.timestamp) if one.timestamp else None,
            }
        )  # fmt: skip
        _named(layout, one)
        for place in layout.notebooks.values():
            own = place == layout.notebook
            notebook = new_uuid()
            notebooks.append({"id": notebook, "notebook_id": place, "assignment_id": submission})
            for name, cell in layout.grades[place].items():
                points = one.points.get(name) if own else None
                grades.append(
                    {"cell_id": cell, "notebook_id": notebook, "auto_score": points,
                     "needs_manual_grade": points is None}
                )  # fmt: skip
            for name, cell in layout.comments[place].items():
                said = one.comments.get(name) if own else None
                comments.append({"cell_id": cell, "notebook_id": notebook, "auto_comment": said})
    for kind, rows in (
        (SubmittedAssignment, submissions), (SubmittedNotebook, notebooks), (Grade, grades), (Comment, comments)
    ):  # fmt: skip
        _insert(db, kind, rows)


def _named(layout: Layout, one: AutoMarks) -> None:
    """Refuse marks for cells that the gradebook does not have."""
    for names, cells in ((one.points, layout.grades), (one.comments, layout.comments)):
        strange = [name for name in names if name not in cells[layout.notebook]]
        if strange:
            raise MissingEntry(f"No such cell in the gradebook: {strange[0]}")


def change(db: Any, layout: Layout, marks: list[AutoMarks], known: Mapping[str, Submission]) -> None:
    """Submissions that were marked or collected before; what a person decided stays."""
    if not marks:
        return
    places = {known[one.learner].notebook: one for one in marks}
    for one in marks:
        _named(layout, one)
    # Only what differs is written: then a gradebook that another program reads at this moment is no hindrance.
    moments = [
        {"key": known[one.learner].id, "timestamp": moment}
        for one in marks
        if one.timestamp and (moment := parse_utc(one.timestamp)) != known[one.learner].timestamp
    ]
    update_rows(db, SubmittedAssignment, moments)
    _change_grades(db, layout, places)
    names = {cell: name for name, cell in layout.comments[layout.notebook].items()}
    query = select(Comment.id, Comment.notebook_id, Comment.cell_id, Comment.auto_comment)
    said = [
        {"key": number, "auto_comment": text}
        for number, place, cell, before in db.execute(query.where(Comment.notebook_id.in_(places)))
        if (text := places[place].comments.get(names.get(cell, ""), before)) != before
    ]
    update_rows(db, Comment, said)


def _change_grades(db: Any, layout: Layout, places: Mapping[str, AutoMarks]) -> None:
    """The grades of submissions, by the row of their notebook."""
    names = {cell: name for name, cell in layout.grades[layout.notebook].items()}
    scored: Rows = []
    reopened: Rows = []
    seen = 0
    query = select(
        Grade.id, Grade.notebook_id, Grade.cell_id, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade
    )
    for number, place, cell, before, manual, awaits in db.execute(query.where(Grade.notebook_id.in_(places))):
        one, name = places[place], names.get(cell, "")
        if name in one.points:
            seen += 1
            points = one.points[name]
            # As stock does: a score given by hand stays, and asks to be looked at again.
            again = manual is not None or points is None
            if (points, again) != (before, awaits):
                scored.append({"key": number, "auto_score": points, "needs_manual_grade": again})
        elif name in one.reopen and not awaits:
            reopened.append({"key": number, "needs_manual_grade": True})
    if seen < sum(len(one.points) for one in places.values()):
        raise MissingEntry("A submission in the gradebook lacks some of its items")
    update_rows(db, Grade, scored)
    update_rows(db, Grade, reopened)

"""The marks in the gradebook, read in plain SQL: who only looks at them need not wait for nbgrader to start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qmslib.course.paths import Course
from qmslib.trainer.database import connected, exists, gradebook_error, gradebook_file

#: Runs queries at one moment, so that their rows fit together, and gives the rows of each.
_Ask = Callable[[tuple[str, ...], dict[str, str]], list[list[Any]]]

_NAMES = "SELECT id, first_name, last_name FROM student"

_EXERCISES = """
SELECT name FROM assignment
WHERE EXISTS (SELECT 1 FROM submitted_assignment WHERE submitted_assignment.assignment_id = assignment.id)
"""
_SUBMISSIONS = """
SELECT student.id, student.first_name, student.last_name, COALESCE(SUM(submitted_notebook.late_submission_penalty), 0)
FROM assignment
JOIN submitted_assignment ON submitted_assignment.assignment_id = assignment.id
JOIN student ON student.id = submitted_assignment.student_id
LEFT JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
WHERE assignment.name = :exercise
GROUP BY student.id, student.first_name, student.last_name
"""
_JOINED = """
JOIN submitted_assignment ON submitted_assignment.assignment_id = assignment.id
JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
"""
_CELLS = f"""
SELECT submitted_assignment.student_id, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade,
       COALESCE(grade_cells.max_score, task_cells.max_score, 0)
FROM assignment {_JOINED}
JOIN grade ON grade.notebook_id = submitted_notebook.id
JOIN base_cell ON base_cell.id = grade.cell_id
LEFT JOIN grade_cells ON grade_cells.id = base_cell.id
LEFT JOIN task_cells ON task_cells.id = base_cell.id
WHERE assignment.name = :exercise
"""
_COMMENTS = f"""
SELECT submitted_assignment.student_id, base_cell.name, manual_comment
FROM assignment {_JOINED}
JOIN comment ON comment.notebook_id = submitted_notebook.id
JOIN base_cell ON base_cell.id = comment.cell_id
WHERE assignment.name = :exercise AND manual_comment <> ''
"""


@dataclass(frozen=True, slots=True)
class CellMark:
    """The marks of one cell.

    Attributes
    ----------
    auto, manual
        What marking and what a person gave; nothing where it was not given.
    extra
        What a person gave on top.
    most
        The most that there is.
    awaits
        Whether a person is to look at it.
    """

    auto: float | None
    manual: float | None
    extra: float
    most: float
    awaits: bool

    @property
    def score(self) -> float:
        """The points that count, as nbgrader counts them."""
        given = self.auto if self.manual is None else self.manual
        return 0.0 if given is None else given + self.extra


@dataclass
class Marked:
    """One submission: whose it is, what being late costs it, and marks and a person's comments by cell."""

    learner: str
    name: str
    penalty: float
    cells: dict[str, CellMark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


class Marks:
    """What there is to read while the gradebook is open."""

    def __init__(self, ask: _Ask | None) -> None:
        self._ask: _Ask = ask or (lambda queries, values: [[] for _ in queries])

    def exercises(self) -> list[str]:
        """The exercises of which something was handed in, by name."""
        (rows,) = self._ask((_EXERCISES,), {})
        return sorted(name for (name,) in rows)

    def names(self) -> dict[str, str]:
        """The learners' names by number; empty where none is known."""
        (rows,) = self._ask((_NAMES,), {})
        return {number: _name(first, last) for number, first, last in rows}

    def submissions(self, exercise: str) -> list[Marked]:
        """All submissions of an exercise, by learner."""
        people, cells, comments = self._ask((_SUBMISSIONS, _CELLS, _COMMENTS), {"exercise": exercise})
        found = {
            learner: Marked(learner, _name(first, last), float(penalty)) for learner, first, last, penalty in people
        }
        for learner, cell, auto, manual, extra, awaits, most in cells:
            marks = CellMark(_float(auto), _float(manual), float(extra or 0), float(most), bool(awaits))
            found[learner].cells[cell] = marks
        # In an order of their own: a database gives rows as it likes.
        for learner, cell, comment in sorted(tuple(row) for row in comments):
            found[learner].comments[cell] = comment
        return [found[learner] for learner in sorted(found)]


def _name(first: str | None, last: str | None) -> str:
    """A learner's name as the gradebook has it."""
    return " ".join(part for part in (first, last) if part)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


@contextmanager
def marks(course: Course) -> Iterator[Marks]:
    """The gradebook to read from; with nothing in it where there is none yet."""
    if not exists(course):
        yield Marks(None)
        return
    file = gradebook_file(course)
    with _file(course, file) if file is not None else _server(course) as ask:
        yield Marks(ask)


@contextmanager
def _file(course: Course, file: Path) -> Iterator[_Ask | None]:
    def ask(queries: tuple[str, ...], values: dict[str, str]) -> list[list[Any]]:
        connection.execute("BEGIN")
        try:
            return [connection.execute(query, values).fetchall() for query in queries]
        finally:
            # Not held any longer: who wants to write would have to wait.
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'assignment'").fetchone()
            yield ask if made else None
    except sqlite3.Error as error:
        raise gradebook_error(course, str(error)) from error


@contextmanager
def _server(course: Course) -> Iterator[_Ask]:
    from sqlalchemy import text

    with connected(course) as connection:
        reading = connection.execution_options(isolation_level="REPEATABLE READ")

        def ask(queries: tuple[str, ...], values: dict[str, str]) -> list[list[Any]]:
            with reading.begin():
                return [list(reading.execute(text(query), values).all()) for query in queries]

        yield ask

"""Whether the gradebook knows an exercise's cells as they are now: then stock need not generate it once more.

A file beside the gradebook says from which sources an exercise was generated, and what the gradebook then held of it.
Both must still be so. A file that is lost or damaged costs only time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json, write_json
from qmslib.course.paths import Course
from qmslib.trainer.database import connected
from qmslib.trainer.fingerprints import exercise_print

_OF_EXERCISE = "FROM assignment JOIN notebook ON notebook.assignment_id = assignment.id"
_WHERE = "WHERE assignment.name = :exercise"
#: All that generating writes of an exercise. Their ids are in it: another gradebook is not this one.
_QUERIES = (
    f"SELECT assignment.id, notebook.id, notebook.name, notebook.kernelspec {_OF_EXERCISE} {_WHERE}",
    f"""SELECT base_cell.id, base_cell.name, base_cell.type, grade_cells.max_score, grade_cells.cell_type,
    task_cells.max_score, task_cells.cell_type {_OF_EXERCISE} JOIN base_cell ON base_cell.notebook_id = notebook.id
    LEFT JOIN grade_cells ON grade_cells.id = base_cell.id LEFT JOIN task_cells ON task_cells.id = base_cell.id
    {_WHERE} ORDER BY base_cell.id""",
    f"""SELECT source_cell.id, source_cell.name, source_cell.cell_type, source_cell.locked, source_cell.source,
    source_cell.checksum {_OF_EXERCISE} JOIN source_cell ON source_cell.notebook_id = notebook.id
    {_WHERE} ORDER BY source_cell.id""",
)


def known_cells(course: Course, exercises: Iterable[str]) -> set[str]:
    """Those of the exercises that the gradebook knows as they are now."""
    noted = _noted(course)
    wanted = [exercise for exercise in exercises if exercise in noted]
    if not wanted:
        return set()
    try:
        now = _prints(course, wanted)
    except CourseError:
        # What is wrong with the gradebook, generating says.
        return set()
    return {exercise for exercise in wanted if noted[exercise] == now[exercise]}


def note_cells(course: Course, exercises: Iterable[str]) -> None:
    """Note that exercises were generated just now."""
    with suppress(CourseError):
        write_json(_path(course), {**_noted(course), **_prints(course, exercises)})


def _path(course: Course) -> Path:
    return course.gradebook.with_name("gradebook.db.exercises.json")


def _noted(course: Course) -> dict[str, Any]:
    try:
        found = read_json(_path(course))
    except CourseError:
        return {}
    return found if isinstance(found, dict) else {}


def _prints(course: Course, exercises: Iterable[str]) -> dict[str, list[str]]:
    """Fingerprints of an exercise's sources, and of its rows in the gradebook."""
    from sqlalchemy import text

    with connected(course) as connection:
        found = {}
        for exercise in exercises:
            rows = [
                [tuple(row) for row in connection.execute(text(query), {"exercise": exercise})] for query in _QUERIES
            ]
            found[exercise] = [exercise_print(course, exercise), hashlib.sha256(repr(rows).encode()).hexdigest()[:32]]
    return found

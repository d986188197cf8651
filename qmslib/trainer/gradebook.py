"""Making the gradebook, and keeping copies of it."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib.course.code_exercises import authored_code
from qmslib.course.paths import Course
from qmslib.trainer.engine import generate_assignment
from qmslib.trainer.generate import authored

#: Copies of the gradebook that are kept; the oldest goes first.
BACKUPS = 10


def setup(course: Course) -> list[str]:
    """Make the gradebook from ``solutions/``, or bring it up to date; return the exercises that are marked here.

    It knows the code exercises too, which stock nbgrader marks. Marks already given stay. The release is made in a
    folder of its own, so no file of the course changes.
    """
    names = authored(course)
    for exercise in [*names, *authored_code(course)]:
        if not (course.solutions / exercise / f"{exercise}.ipynb").is_file():
            raise CourseError(
                "the exercise has no notebook yet",
                file=f"solutions/{exercise}/{exercise}.ipynb",
                do="Run `qms generate`",
            )
        with tempfile.TemporaryDirectory(prefix="qms-setup-") as folder:
            generate_assignment(course, exercise, release=Path(folder))
    return names


def backup(course: Course) -> Path | None:
    """Copy the gradebook beside itself, as it is at this moment; ``None`` when there is none yet."""
    if not course.gradebook.is_file():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    copy = course.gradebook.with_name(f"gradebook.db.{stamp}.backup")
    with (
        closing(sqlite3.connect(course.gradebook)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    for old in sorted(course.root.glob("gradebook.db.*.backup"))[:-BACKUPS]:
        old.unlink()
    return copy

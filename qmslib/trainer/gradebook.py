"""Making the gradebook, and keeping copies of it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Container
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib.course.code_exercises import authored_code
from qmslib.course.paths import Course
from qmslib.trainer.database import connected, exists, gradebook_error, gradebook_file
from qmslib.trainer.engine import generate_assignment
from qmslib.trainer.generate import authored
from qmslib.trainer.known_cells import known_cells, note_cells

#: Copies of the gradebook that are kept; the oldest goes first.
BACKUPS = 10
#: Rows that are copied at once.
ROWS = 1000
#: nbgrader looks for rows by these columns and has no index on them: each look would read the rows of all learners.
_INDEXES = {
    "submitted_assignment": "student_id",
    "submitted_notebook": "assignment_id",
    "grade": "notebook_id",
    "comment": "notebook_id",
}


def setup(course: Course, only: Container[str] | None = None) -> list[str]:
    """Make the gradebook from ``solutions/``, or bring it up to date; return the exercises that are forms.

    It knows the code exercises too. Marks already given stay. The release is made in a folder of its own, so no file
    of the course changes.

    Parameters
    ----------
    course
        Where.
    only
        The exercises to look at; all by default, and where there is no gradebook yet.
    """
    names = authored(course)
    first = not exists(course)
    wanted = [name for name in [*names, *authored_code(course)] if first or only is None or name in only]
    known = set() if first else known_cells(course, wanted)
    generated = [name for name in wanted if name not in known]
    for exercise in generated:
        if not (course.solutions / exercise / f"{exercise}.ipynb").is_file():
            raise CourseError(
                "the exercise has no notebook yet",
                file=f"solutions/{exercise}/{exercise}.ipynb",
                do="Run `qms generate`",
            )
        with tempfile.TemporaryDirectory(prefix="qms-setup-") as folder:
            generate_assignment(course, exercise, release=Path(folder))
    if generated:
        note_cells(course, generated)
    if exists(course):
        _index(course)
    return names


def _index(course: Course) -> None:
    from sqlalchemy import text

    with connected(course) as connection:
        for table, column in _INDEXES.items():
            connection.execute(text(f"CREATE INDEX IF NOT EXISTS qms_{table}_{column} ON {table} ({column})"))
        connection.commit()


def backup(course: Course) -> Path | None:
    """Copy the gradebook into a file beside the course, as it is at this moment; ``None`` when there is none yet.

    The copy is an SQLite gradebook, also where the gradebook is on a server.
    """
    if not exists(course):
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    copy = course.gradebook.with_name(f"gradebook.db.{stamp}.backup")
    # A copy that was cut off must not look like one.
    partial = course.gradebook.with_name("gradebook.db.backup.partial")
    partial.unlink(missing_ok=True)
    file = gradebook_file(course)
    if file is None:
        _copy_server(course, partial)
    else:
        _copy_file(course, file, partial)
    partial.replace(copy)
    for old in sorted(course.root.glob("gradebook.db.*.backup"))[:-BACKUPS]:
        old.unlink()
    return copy


def lost(course: Course) -> Path | None:
    """The newest copy of the gradebook that holds submissions, where the gradebook itself holds none (any more)."""
    file = gradebook_file(course)
    if file is None or _holds_submissions(file) is not False:
        return None
    copies = sorted(course.root.glob("gradebook.db.*.backup"), reverse=True)
    return next((copy for copy in copies if _holds_submissions(copy)), None)


def _holds_submissions(file: Path) -> bool | None:
    """Whether any is in this gradebook; nothing when that cannot be read."""
    if not file.is_file() or not file.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as book:
            return bool(book.execute("SELECT EXISTS (SELECT 1 FROM submitted_assignment)").fetchone()[0])
    except sqlite3.Error:
        return None


def _copy_file(course: Course, file: Path, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise gradebook_error(course, str(error)) from error


def _copy_server(course: Course, copy: Path) -> None:
    from nbgrader.api import Base
    from sqlalchemy import Column, MetaData, NullPool, String, Table, create_engine

    tables = [*Base.metadata.sorted_tables, Table("alembic_version", MetaData(), Column("version_num", String(32)))]
    target = create_engine(f"sqlite:///{copy}", poolclass=NullPool)
    with connected(course) as source, target.begin() as writing:
        # One moment for all tables, whoever writes meanwhile.
        reading = source.execution_options(isolation_level="REPEATABLE READ")
        for table in tables:
            table.create(writing)
            for rows in reading.execute(table.select().execution_options(yield_per=ROWS)).mappings().partitions():
                writing.execute(table.insert(), [dict(row) for row in rows])

"""The one place that speaks to nbgrader: its settings, its stock steps, its gradebook."""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course

_RESTORE = (
    "Move it aside and put a copy in its place: the newest gradebook.db.….backup beside it, renamed to gradebook.db"
)
#: What SQLite says, what it means, and what to do.
_DATABASE = (
    ("database is locked", "another program is using the gradebook",
     "Close the formgrader or the other qms command, wait a moment and try again"),
    ("readonly database", "the gradebook may not be written to",
     "Check that you may write to it and to its folder"),
    ("disk is full", "the disk is full, so nothing was recorded", "Make room, then run the command again"),
    ("unable to open", "the gradebook could not be opened",
     "Check that it is a file that you may read and write, and that its folder is there"),
    ("not a database", "the gradebook is damaged", _RESTORE),
    ("malformed", "the gradebook is damaged", _RESTORE),
)  # fmt: skip


def load_config(course: Course) -> Any:
    """The settings in the course's ``nbgrader_config.py``."""
    from traitlets.config.loader import PyFileConfigLoader

    path = course.root / "nbgrader_config.py"
    if not path.is_file():
        raise CourseError("the file with nbgrader's settings is missing", file=path)
    try:
        return PyFileConfigLoader(path.name, path=str(course.root)).load_config()
    except Exception as error:
        # The file is a program: anything at all may go wrong in it.
        raise CourseError(
            f"nbgrader's settings could not be read: {type(error).__name__}: {error}", file=path
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep warnings of nbgrader's own database code away from the trainer; errors still come through."""
    from sqlalchemy.exc import SAWarning

    # nbgrader reports the traceback of each refused transaction; the error itself is raised as well.
    log = logging.getLogger("tornado.application")
    log.addFilter(_not_refused)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            yield
        finally:
            log.removeFilter(_not_refused)


def _not_refused(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Rolling back session")


def _path() -> None:
    # nbgrader calls `alembic` by name when it makes a gradebook.
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", "")])


@contextmanager
def gradebook(course: Course) -> Iterator[Any]:
    """nbgrader's gradebook of the course, closed at the end."""
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import DatabaseError

    _path()
    try:
        with quiet(), Gradebook(f"sqlite:///{course.gradebook}", "qms") as opened:
            yield opened
    except DatabaseError as error:
        # nbgrader wraps errors of its own steps around the database's.
        raise gradebook_error(course, str(error.orig or error)) from error


def gradebook_error(course: Course, reason: str) -> CourseError:
    """What the database said, in the trainer's words where they are known."""
    for sign, problem, do in _DATABASE:
        if sign in reason:
            return CourseError(problem, file=course.gradebook, do=do)
    return CourseError(f"the gradebook could not be used: {reason.rstrip('.')}", file=course.gradebook, do=_RESTORE)


@contextmanager
def transaction(book: Any) -> Iterator[None]:
    """All or nothing: nbgrader commits after each step, which would leave half a submission when one fails."""
    commit, rollback = book.db.commit, book.db.rollback
    book.db.commit = book.db.flush
    try:
        yield
        commit()
    except BaseException:
        rollback()
        raise
    finally:
        del book.db.commit


def generate_assignment(course: Course, exercise: str, *, release: Path | None = None, database: bool = True) -> None:
    """Run stock ``nbgrader generate_assignment --force`` for one exercise, in this process.

    Parameters
    ----------
    course, exercise
        Which.
    release
        Another folder to release into; by default the course's.
    database
        Whether the gradebook learns of the exercise's cells.

    Raises
    ------
    CourseError
        With nbgrader's own reason when it refuses.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import DatabaseError

    _path()
    config = load_config(course)
    directory = CourseDirectory(config=config)
    directory.assignment_id = exercise
    if release is not None:
        directory.release_directory = str(release)
    lines: list[str] = []
    with quiet(), _log(lines) as log:
        step = GenerateAssignment(coursedir=directory, config=config, log=log)
        step.force, step.no_database = True, not database
        if not database:
            from nbgrader.preprocessors import SaveCells

            step.preprocessors = [kind for kind in step.preprocessors if kind is not SaveCells]
        step.log = log
        try:
            step.start()
        except (Exception, SystemExit) as error:
            said = "\n".join([*lines, str(error)])
            if "sqlite3." in said or isinstance(error, DatabaseError):
                raise gradebook_error(course, said) from error
            raise CourseError(_reason(lines, error), item=exercise) from error


@contextmanager
def _log(lines: list[str]) -> Iterator[logging.Logger]:
    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    log = logging.getLogger("qms.nbgrader")
    log.propagate = False
    handler = Keep(logging.INFO)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield log
    finally:
        log.removeHandler(handler)


def _reason(lines: list[str], error: BaseException) -> str:
    """Why nbgrader refused, in the trainer's words where they are known."""
    log = "\n".join(lines)
    if "Cannot add or remove cells" in log or "Cannot modify existing assignment" in log:
        return (
            "items were added to this exercise, or taken out of it, after work was handed in; "
            "the gradebook holds marks for the old items. Give the changed exercise a new name, "
            "or start a new gradebook"
        )
    found = re.findall(r"^\S*(?:Error|Exception|Entry): (.+)$", log, re.MULTILINE)
    return f"nbgrader could not release it: {(found[-1] if found else str(error)).rstrip('.')}"

"""The one place that speaks to nbgrader: its settings, its stock steps, its gradebook."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.database import exists, gradebook_error, gradebook_file, link, load_config, no_driver


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
    """nbgrader's gradebook of the course, a file or on a server, closed at the end."""
    with _opened(course, link(course)) as opened:
        yield opened


@contextmanager
def gradebook_to_look_at(course: Course) -> Iterator[Any]:
    """The gradebook as it is, or ``None`` when there is none yet; nothing at all is written, not even its journal."""
    file = gradebook_file(course)
    if not exists(course):
        yield None
    elif file is None:
        with gradebook(course) as opened:
            yield opened
    else:
        with tempfile.TemporaryDirectory(prefix="qms-look-") as folder:
            # Opening one that a killed program left would put it in order, so a copy is opened.
            for path in (file, file.with_name(f"{file.name}-journal"), file.with_name(f"{file.name}-wal")):
                if path.is_file():
                    shutil.copyfile(path, Path(folder) / path.name)
            with _opened(course, f"sqlite:///{Path(folder) / file.name}") as opened:
                yield opened


@contextmanager
def _opened(course: Course, where: str) -> Iterator[Any]:
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import DatabaseError, InterfaceError, NoSuchModuleError

    _path()
    try:
        with quiet(), Gradebook(where, "qms") as opened:
            if opened.engine.dialect.name == "postgresql":
                _patience(opened)
            yield opened
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise no_driver() from error
    except (DatabaseError, InterfaceError) as error:
        # nbgrader wraps errors of its own steps around the database's.
        raise gradebook_error(course, str(error.orig or error)) from error


def _patience(book: Any) -> None:
    """A server would let a writer wait for ever for what another program holds; a file gives up after seconds."""
    from sqlalchemy import event

    def limit(connection: Any, _: Any) -> None:
        connection.run("SET lock_timeout = '15s'")
        connection.run("COMMIT")

    event.listen(book.engine, "connect", limit)
    # The connection that opened the gradebook is older than the limit.
    book.db.remove()
    book.engine.dispose()


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
    from sqlalchemy.exc import DBAPIError

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
            if "sqlite3." in said or "pg8000." in said or isinstance(error, DBAPIError):
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

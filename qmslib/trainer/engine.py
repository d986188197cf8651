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


def load_config(course: Course) -> Any:
    """The settings in the course's ``nbgrader_config.py``."""
    from traitlets.config.loader import PyFileConfigLoader

    path = course.root / "nbgrader_config.py"
    if not path.is_file():
        raise CourseError("the file with nbgrader's settings is missing", file=path)
    return PyFileConfigLoader(path.name, path=str(course.root)).load_config()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep warnings of nbgrader's own database code away from the trainer; errors still come through."""
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", ResourceWarning)
        yield


def _path() -> None:
    # nbgrader calls `alembic` by name when it makes a gradebook.
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", "")])


@contextmanager
def gradebook(course: Course) -> Iterator[Any]:
    """nbgrader's gradebook of the course, closed at the end."""
    from nbgrader.api import Gradebook

    _path()
    with quiet(), Gradebook(f"sqlite:///{course.gradebook}", "qms") as opened:
        yield opened


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

"""Where the gradebook is, a file or a server, and what a database says put into a trainer's words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.plain_settings import Unclear, plain_address

_RESTORE = (
    "Move it aside and put a copy in its place: the newest gradebook.db.….backup beside it, renamed to gradebook.db"
)
_LOOK = "Look at its log, or ask who keeps it; nothing that was marked is lost"
#: What a database says, what it means, and what to do. PostgreSQL says most of it by a code.
_SAID = (
    ("database is locked", "another program is using the gradebook",
     "Close the formgrader or the other qms command, wait a moment and try again"),
    ("readonly database", "the gradebook may not be written to",
     "Check that you may write to it and to its folder"),
    ("disk is full", "the disk is full, so nothing was recorded", "Make room, then run the command again"),
    ("unable to open", "the gradebook could not be opened",
     "Check that it is a file that you may read and write, and that its folder is there"),
    ("not a database", "the gradebook is damaged", _RESTORE),
    ("malformed", "the gradebook is damaged", _RESTORE),
    ("Can't create a connection", "the gradebook's server does not answer",
     "Check that it runs and that the address is right, then run the command again"),
    ("network error", "the connection to the gradebook's server broke off", "Run the command again: nothing is lost"),
    ("'57P0", "the gradebook's server is stopping or starting", "Wait a moment and run the command again"),
    ("'28", "the gradebook's server refuses this user or password", "Check both in the gradebook's address"),
    ("'3D000'", "the gradebook's server has no such database", "Ask for one to be made, or check its name"),
    ("'42501'", "this user may not write to the gradebook", "Ask who keeps the server for the right to do so"),
    ("'25006'", "the gradebook's server may only be read now", _LOOK),
    ("'53300'", "the gradebook's server has too many users at once", "Wait a moment and run the command again"),
    ("'53", "the gradebook's server is out of disk or memory", _LOOK),
    ("'55P03'", "another program is using the gradebook",
     "Close the formgrader or the other qms command, wait a moment and try again"),
)  # fmt: skip
#: An address that names a file and nothing else.
_PLAIN_FILE = re.compile(r"sqlite:///([^?\s]+)")
#: Any number will do, as long as all of us use the same one.
_WRITER = 0x716D73


class GradebookError(CourseError):
    """The gradebook cannot be used: no fault of any one submission."""


def load_config(course: Course) -> Any:
    """The settings in the course's ``nbgrader_config.py``."""
    from traitlets.config.loader import PyFileConfigLoader

    path = course.root / "nbgrader_config.py"
    if not path.is_file():
        raise CourseError("the file with nbgrader's settings is missing", file=path)
    with _same_course():
        try:
            return PyFileConfigLoader(path.name, path=str(course.root)).load_config()
        except Exception as error:
            # The file is a program: anything at all may go wrong in it.
            raise CourseError(
                f"nbgrader's settings could not be read: {type(error).__name__}: {error}", file=path
            ) from error


@contextmanager
def _same_course() -> Iterator[None]:
    """The settings name a course for stock commands; which one this process works for is its own affair."""
    named = os.environ.get("QMS_COURSE")
    try:
        yield
    finally:
        if named is None:
            os.environ.pop("QMS_COURSE", None)
        else:
            os.environ["QMS_COURSE"] = named


def _named(course: Course) -> str | None:
    """The address in nbgrader's own setting, as it stands there; nothing when there is none."""
    path = course.root / "nbgrader_config.py"
    if not path.is_file():
        return None
    try:
        with _same_course():
            return plain_address(path)
    except Unclear:
        found = load_config(course).CourseDirectory.get("db_url")
        return str(found) if found else None


def address(course: Course) -> Any:
    """The gradebook's address, from nbgrader's own setting; without one, ``gradebook.db`` at the course's root."""
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    named = _named(course)
    if named is None:
        return URL.create("sqlite", database=str(course.gradebook))
    try:
        found = make_url(named)
    except (ArgumentError, ValueError):
        # What was written there may hold a password, so it is not shown.
        raise CourseError("the gradebook's address cannot be read", do=_ADDRESS) from None
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise CourseError("the gradebook is on a kind of server that is not known here", do=_ADDRESS)
    if found.get_backend_name() == "sqlite":
        return found.set(database=str(course.root / (found.database or course.gradebook.name)))
    return found


_ADDRESS = (
    "Write it as postgresql+pg8000://USER:PASSWORD@HOST/NAME, in QMS_GRADEBOOK or as CourseDirectory.db_url in "
    "nbgrader_config.py"
)


def link(course: Course) -> str:
    """The address as nbgrader takes it, password and all: never to be shown."""
    return str(address(course).render_as_string(hide_password=False))


def gradebook_file(course: Course) -> Path | None:
    """The gradebook's file; nothing when it is on a server."""
    named = _named(course)
    if named is None:
        return course.gradebook
    plain = _PLAIN_FILE.fullmatch(named)
    if plain:
        # Said at once: SQLAlchemy takes longer to start than all that is read from the file.
        return course.root / plain[1]
    where = address(course)
    return Path(where.database) if where.get_backend_name() == "sqlite" else None


def shown(course: Course) -> str:
    """Where the gradebook is, for a person to read: without its password."""
    return str(gradebook_file(course) or address(course).render_as_string(hide_password=True))


@contextmanager
def connected(course: Course) -> Iterator[Any]:
    """A connection to the gradebook's database beside nbgrader's own."""
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.exc import DBAPIError, NoSuchModuleError

    try:
        engine = create_engine(address(course), poolclass=NullPool)
        with engine.connect() as connection:
            yield connection
    except (ImportError, NoSuchModuleError) as error:
        raise no_driver() from error
    except DBAPIError as error:
        raise gradebook_error(course, str(error.orig or error)) from error


def exists(course: Course) -> bool:
    """Whether there is a gradebook yet."""
    file = gradebook_file(course)
    if file is not None:
        return file.is_file()
    from sqlalchemy import inspect

    with connected(course) as connection:
        return bool(inspect(connection).has_table("assignment"))


@contextmanager
def only_writer(course: Course) -> Iterator[None]:
    """Nobody else marks meanwhile: neither here, nor, where the gradebook is on a server, from another machine."""
    from filelock import FileLock, Timeout

    busy = CourseError("marking is already running for this course", do="Wait until it has ended")
    lock = FileLock(course.gradebook.with_name("gradebook.db.marking.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise busy from error
    try:
        if gradebook_file(course) is not None:
            yield
            return
        from sqlalchemy import text

        with connected(course) as connection:
            # The server lets go of it when this process ends, however it ends.
            if not connection.execute(text(f"SELECT pg_try_advisory_lock({_WRITER})")).scalar():
                raise busy
            connection.commit()
            yield
    finally:
        lock.release()


def no_driver() -> CourseError:
    """What to do where the driver for a server is missing."""
    return CourseError(
        "the driver for the gradebook's server is missing",
        do=f"Install pg8000 (`pip install pg8000`). {_ADDRESS}",
    )


def gradebook_error(course: Course, reason: str) -> GradebookError:
    """What the database said, in the trainer's words where they are known."""
    file = shown(course)
    for sign, problem, do in _SAID:
        if sign in reason:
            return GradebookError(problem, file=file, do=do)
    do = _RESTORE if gradebook_file(course) else _LOOK
    return GradebookError(f"the gradebook could not be used: {reason.rstrip('.')}", file=file, do=do)


def gradebook_failed(course: Course, error: BaseException) -> GradebookError | None:
    """What to say where an error is the gradebook's, whatever was being done; nothing where it is not."""
    from sqlalchemy.exc import DBAPIError

    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, GradebookError):
            return seen
        if isinstance(seen, DBAPIError) and any(sign in str(seen.orig) for sign, _, _ in _SAID):
            return gradebook_error(course, str(seen.orig))
        # nbgrader raises errors of its own in the place of the database's.
        seen = seen.__cause__ or seen.__context__
    return None

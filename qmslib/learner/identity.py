"""Who works here: the name and number that stand on what is handed in, kept in ``work/learner.json``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json, write_json
from qmslib.course.paths import Course
from qmslib.course.people import check_name, check_number
from qmslib.learner.keep import keep_aside


@dataclass(frozen=True)
class Identity:
    """A learner's name, for people, and number, for files."""

    name: str
    number: str


def identity_file(course: Course) -> Path:
    """Where the identity is kept."""
    return course.work / "learner.json"


def load_identity(course: Course) -> Identity | None:
    """The identity, or nothing when none was given yet.

    Raises
    ------
    CourseError
        When the file is damaged; saving an identity puts that right and keeps the damaged file.
    """
    path = identity_file(course)
    if not path.exists() and not path.is_symlink():
        return None
    try:
        data = read_json(path, limit=10_000)
        if not isinstance(data, dict):
            raise CourseError("the file does not hold a name and a number", file=path)
        return Identity(check_name(data.get("name")), check_number(data.get("number")))
    except CourseError as error:
        raise CourseError(
            f"your name and number could not be read: {error.problem}",
            file=path.name,
            do="Type them again below; your answers are not affected",
        ) from error


def save_identity(course: Course, name: object, number: object) -> Identity:
    """Check and keep a name and number; a damaged earlier file is kept beside the new one."""
    identity = Identity(check_name(name), check_number(number))
    try:
        load_identity(course)
    except CourseError:
        keep_aside(identity_file(course), "damaged")
    write_json(identity_file(course), {"format": 1, "name": identity.name, "number": identity.number})
    return identity

"""What those who mark share: the run they belong to, the result they give, and the folder that they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nbgrader.utils import rmtree

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.database import gradebook_failed

Status = Literal["marked", "marked with notes", "marked already", "to be marked", "not marked", "not run"]


@dataclass
class Result:
    """What became of one submission.

    Attributes
    ----------
    learner, exercise
        Whose, and which.
    status
        ``marked``, ``marked with notes``, ``marked already``, ``not marked``, or ``not run`` for a code exercise;
        where marking is only tried, ``to be marked`` instead of the first two.
    reasons
        Notes, or why it was not marked; in the trainer's words.
    seconds
        Of a code exercise that was run: how long each part took, its cells and its tests among them.
    """

    learner: str
    exercise: str
    status: Status
    reasons: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Run:
    """One run of marking: the one writer to the gradebook.

    Attributes
    ----------
    course
        Where.
    book, config
        nbgrader's gradebook, open, and its settings. Only the thread that began the run may use the gradebook.
    decided
        The highest attempt that was decided, by learner and exercise.
    """

    course: Course
    book: Any
    config: Any
    decided: Mapping[tuple[str, str], int]


def failed(run: Run, learner: str, exercise: str, error: Exception) -> Result:
    """The result of a submission whose marking broke off: nothing of it is recorded, and the others go on.

    Raises
    ------
    GradebookError
        When it is the gradebook that cannot be used: then no other submission can be marked either.
    """
    broken = gradebook_failed(run.course, error)
    if broken is not None:
        raise broken from error
    run.book.db.rollback()
    return Result(learner, exercise, "not marked", [f"It could not be marked: {_said(error)[:300]}"])


def _said(error: Exception) -> str:
    if isinstance(error, CourseError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}"


class Folder:
    """A folder that is to take the place of a marked one: its files are written, then the marks, then it is put in.

    When that is cut off at any moment, the marked folder of before still stands, or the next `Folder` puts it back:
    then the submission is simply marked again.
    """

    def __init__(self, course: Course, learner: str, exercise: str) -> None:
        self._final = course.autograded / learner / exercise
        self.path, self._old = _beside(self._final)
        recover(self._final)
        self.path.mkdir(parents=True)

    def put(self) -> None:
        """Put it in the place of the marked one."""
        for path in self.path.iterdir():
            path.chmod(0o444)
        if self._final.is_symlink():
            self._final.unlink()
        elif self._final.exists():
            self._final.rename(self._old)
        self.path.rename(self._final)
        _remove(self._old)

    def drop(self) -> None:
        """Remove it, where it was not put in its place."""
        _remove(self.path)


@contextmanager
def new_folder(course: Course, learner: str, exercise: str) -> Iterator[Path]:
    """A `Folder` that is put in its place when the block ends well, and is removed when it does not."""
    folder = Folder(course, learner, exercise)
    try:
        yield folder.path
        folder.put()
    finally:
        folder.drop()


def recover(final: Path) -> None:
    """Put back the marked folder that a run which was cut off had moved away, and remove what it left."""
    fresh, old = _beside(final)
    _remove(fresh)
    if old.exists() and not final.exists() and not final.is_symlink():
        old.rename(final)
    _remove(old)


def _beside(final: Path) -> tuple[Path, Path]:
    return final.with_name(f".{final.name}.new"), final.with_name(f".{final.name}.old")


def _remove(folder: Path) -> None:
    if folder.exists():
        rmtree(str(folder))

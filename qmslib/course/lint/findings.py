"""One thing that the lint found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course


@dataclass(frozen=True)
class Finding:
    """Something in the course that does not hold.

    Attributes
    ----------
    rule
        The family of rules that found it.
    text
        What is wrong and what to do, in a sentence.
    file, item
        Where.
    """

    rule: str
    text: str
    file: str | None = None
    item: str | None = None

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, f"item {self.item}" if self.item else None) if part)
        return f"{self.rule}: {place}: {self.text}" if place else f"{self.rule}: {self.text}"

    def as_dict(self) -> dict[str, str | None]:
        """The same, for machines."""
        return asdict(self)


def guarded(name: str, rule: Callable[[Course], Iterator[Finding]], course: Course) -> Iterator[Finding]:
    """Run a rule; an error for a person becomes a finding."""
    try:
        yield from rule(course)
    except CourseError as error:
        # The finding says file and item itself.
        text = str(CourseError(error.problem, field=error.field, found=error.found, do=error.do))
        yield Finding(name, text, error.file and _from_root(error.file, course), error.item)
    except OSError as error:
        file = error.filename and _from_root(str(error.filename), course)
        yield Finding(name, f"the file could not be read: {error.strerror or error}", file)


def _from_root(file: str, course: Course) -> str:
    return Path(file).relative_to(course.root).as_posix() if Path(file).is_relative_to(course.root) else file

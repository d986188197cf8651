"""One thing that the lint found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

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
        where = f"{error.file}: " if error.file else ""
        yield Finding(name, str(error).removeprefix(where), error.file)

"""Rules on materials: each one is shown by an item."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from qmslib.course.bank import exercise, practice_files
from qmslib.course.items import ExerciseFile, PracticeFile
from qmslib.course.lint.findings import Finding, guarded
from qmslib.course.paths import Course


def materials(course: Course) -> Iterator[Finding]:
    """Check the practice files, and the exercises whose keys are here; reading refuses a name without a table."""
    for chapter, loaded in practice_files(course).items():
        yield from _unused(loaded, f"book/{chapter}.items.yaml")
    for name in course.authored():
        yield from guarded("materials", partial(_exercise, name=name), course)


def _exercise(course: Course, name: str) -> Iterator[Finding]:
    loaded = exercise(course, name)
    yield from _unused(loaded, f"solutions/{name}/{name}.key.yaml")


def _unused(loaded: PracticeFile | ExerciseFile, file: str) -> Iterator[Finding]:
    shown = {name for item in loaded.items for name in item.material}
    for name in loaded.materials:
        if name not in shown:
            yield Finding("materials", f"no item shows the material {name!r}", file)

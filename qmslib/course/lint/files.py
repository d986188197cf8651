"""Rules on files: each can be read. Other rules stop at the first that cannot; an author wants to see them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from qmslib.course.bank import exercise, practice_file
from qmslib.course.code_exercises import code_exercises
from qmslib.course.lessons import lesson_pages, pages_in_contents, read_lesson
from qmslib.course.lint.findings import Finding, guarded
from qmslib.course.paths import Course


def files(course: Course) -> Iterator[Finding]:
    """Every item file, chapter and key file can be read, and every page of the contents is there."""
    readers: list[Callable[[], object]] = [partial(practice_file, course, path) for path in course.practice_files()]
    readers += [partial(read_lesson, course, page) for page in lesson_pages(course)]
    # A learner's copy of the course has exercises without keys.
    names = set(course.exercise_names()) if course.solutions.exists() else set()
    names -= set(code_exercises(course))
    readers += [partial(exercise, course, name) for name in sorted(names)]
    for reader in readers:
        yield from guarded("files", partial(_read, reader=reader), course)
    for page in pages_in_contents(course):
        if not any((course.book / f"{page}{ending}").is_file() for ending in ("", ".md", ".ipynb", ".rst")):
            yield Finding("files", f"there is no page {page}; the contents name it", "book/_toc.yml")


def _read(course: Course, reader: Callable[[], object]) -> Iterator[Finding]:
    reader()
    return iter(())

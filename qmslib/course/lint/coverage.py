"""Rules on coverage: what is said to be finished is there, and every owned row has its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.bank import practice_files
from qmslib.course.criteria import criteria
from qmslib.course.lessons import lessons, pages_in_contents
from qmslib.course.lint.findings import Finding
from qmslib.course.lint.lessons import PRACTICE_ITEMS
from qmslib.course.paths import Course
from qmslib.course.requirements import requirements


@dataclass(frozen=True)
class Standing:
    """What there is for one criterion."""

    criterion: str
    status: str
    chapters: list[str]
    practice: int
    exercises: list[str]


def standings(course: Course) -> list[Standing]:
    """What there is for each criterion of the unit, in order."""
    chapters: dict[str, list[str]] = {}
    practice: dict[str, int] = {}
    assessed: dict[str, list[str]] = {}
    for lesson in lessons(course):
        for criterion in lesson.contract.criteria:
            chapters.setdefault(criterion, []).append(lesson.page)
    for loaded in practice_files(course).values():
        for item in loaded.items:
            practice[item.criterion] = practice.get(item.criterion, 0) + 1
    for name in course.exercise_names():
        try:
            released = read_json(course.form_file(name), limit=4_000_000)
        except CourseError:
            continue  # not released: the criterion below has no exercise, and that is a finding
        if not isinstance(released, dict):
            continue
        assessed.setdefault(str(released.get("criterion")), []).append(name)
    return [
        Standing(
            criterion.id,
            criterion.status,
            chapters.get(criterion.id, []),
            practice.get(criterion.id, 0),
            assessed.get(criterion.id, []),
        )
        for criterion in criteria().values()
    ]


def coverage(course: Course) -> Iterator[Finding]:
    """A finished criterion has chapter, practice and exercise; an owned row has its page, which knows of it."""
    for standing in standings(course):
        if standing.status != "finished":
            continue
        where = f"criterion {standing.criterion} is called finished, but"
        if not standing.chapters:
            yield Finding("coverage", f"{where} no chapter serves it")
        if standing.practice < PRACTICE_ITEMS:
            yield Finding("coverage", f"{where} it has {standing.practice} practice items, not {PRACTICE_ITEMS}")
        if not standing.exercises:
            yield Finding("coverage", f"{where} no exercise in exercises/ assesses it")
    pages = {lesson.page: lesson for lesson in lessons(course)}
    contents = set(pages_in_contents(course))
    owned: dict[str, list[str]] = {}
    for lesson in pages.values():
        for name in lesson.contract.rows:
            owned.setdefault(name, []).append(lesson.page)
    for row in requirements().values():
        claimed = owned.pop(row.id, [])
        if row.page is None:
            if claimed:
                yield Finding("coverage", f"{row.id} is planned, but {', '.join(claimed)} says it owns it")
        elif row.page not in pages or row.page not in contents:
            yield Finding("coverage", f"{row.id} is owned by {row.page}, which is no page of the book")
        elif claimed != [row.page]:
            said = ", ".join(claimed) or "no page"
            yield Finding("coverage", f"{row.id} is owned by {row.page}, but {said} says so in its front matter")
        elif row.anchor and row.anchor not in pages[row.page].anchors:
            yield Finding("coverage", f"{row.id} points to #{row.anchor}, which is no heading of {row.page}")
        elif not _served(course, row.id, row.page):
            yield Finding("coverage", f"{row.id}: no practice item of {row.page} serves it")
    for name, claimed in owned.items():
        yield Finding("coverage", f"{', '.join(claimed)} says it owns {name}, which is no requirement row")


def _served(course: Course, row: str, page: str) -> bool:
    return any(row in item.rows for item in practice_files(course)[page].items)

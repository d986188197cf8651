"""Rules on chapters: the lesson contract, the parts of a page, and the items it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qmslib.course.bank import practice_files
from qmslib.course.lessons import Lesson, lessons, pages_in_contents
from qmslib.course.lint.findings import Finding
from qmslib.course.paths import Course

SECTIONS = ("Before you start", "Practise", "Key points", "Evidence you can collect", "For the trainer")
TRAINER_NOTES = ("discussion", "activity", "misconception")
PRACTICE_ITEMS = 10


def lesson_rules(course: Course) -> Iterator[Finding]:
    """Every chapter keeps the lesson contract and shows each of its practice items once."""
    contents = set(pages_in_contents(course))
    bank = {page: [item.id for item in loaded.items] for page, loaded in practice_files(course).items()}
    for lesson in lessons(course):
        file = f"book/{lesson.page}.md"
        if lesson.page not in contents:
            yield Finding("lessons", "the page is not in book/_toc.yml", file)
        yield from _contract(lesson, file)
        yield from _shown(lesson, file, bank[lesson.page], {item for ids in bank.values() for item in ids})


def _contract(lesson: Lesson, file: str) -> Iterator[Finding]:
    for criterion in lesson.contract.criteria:
        if not any(objective.criterion == criterion for objective in lesson.contract.objectives):
            yield Finding("lessons", f"no objective is tied to criterion {criterion}", file)
    for objective in lesson.contract.objectives:
        if objective.criterion not in lesson.contract.criteria:
            yield Finding("lessons", f"an objective names {objective.criterion}, which the page does not serve", file)
    for title in SECTIONS:
        text = lesson.section(title)
        if text is None:
            yield Finding("lessons", f"the heading “{title}” is missing", file)
        elif len(text) < 40:
            yield Finding("lessons", f"there is almost nothing under “{title}”", file)
    before = lesson.section("Before you start") or ""
    if str(lesson.contract.time) not in before:
        yield Finding("lessons", f"“Before you start” does not say the time ({lesson.contract.time} minutes)", file)
    for said, place in [
        *((question, "Before you start") for question in lesson.contract.questions),
        *((objective.text, "Before you start") for objective in lesson.contract.objectives),
        *((point, "Key points") for point in lesson.contract.key_points),
    ]:
        if _words(said) not in _words(lesson.section(place) or ""):
            yield Finding("lessons", f"“{place}” does not say what the front matter says: “{said}”", file)
    notes = (lesson.section("For the trainer") or "").casefold()
    for word in TRAINER_NOTES:
        if notes and word not in notes:
            yield Finding("lessons", f"the trainer's notes have no {word}", file)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.casefold().replace("’", "'")))


def _shown(lesson: Lesson, file: str, own: list[str], known: set[str]) -> Iterator[Finding]:
    shown: list[str] = []
    for cell in lesson.cells:
        arguments = cell.calls("practice")
        if arguments is None:
            continue
        shown += arguments
        for item in arguments:
            if item not in known:
                yield Finding("lessons", f"line {cell.line} shows {item}, which no item file has", file, item)
    for item in own:
        if shown.count(item) != 1:
            times = "never" if item not in shown else f"{shown.count(item)} times"
            yield Finding("lessons", f"the page shows this item {times}; it should once", file, item)

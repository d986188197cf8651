"""Chapters as the rest of the course sees them: the lesson contract in their front matter, headings, cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qmslib._common.errors import CourseError
from qmslib._common.files import parse_yaml, read_text
from qmslib.course.paths import Course

Sentence = Annotated[str, Field(min_length=8)]


class Objective(BaseModel):
    """What a learner can do afterwards, tied to a criterion."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    criterion: str
    text: Sentence


class Contract(BaseModel):
    """The lesson contract: what every chapter says of itself under ``qms:`` in its front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    criteria: list[str] = Field(min_length=1)
    rows: list[str] = Field(min_length=1)
    time: int = Field(ge=10, le=240)
    questions: list[Sentence] = Field(min_length=2)
    objectives: list[Objective] = Field(min_length=2)
    key_points: list[Sentence] = Field(min_length=3)


@dataclass(frozen=True)
class Cell:
    """One code cell: its line in the file and its text."""

    line: int
    source: str

    def calls(self, name: str) -> list[str] | None:
        """The text arguments with which the cell calls `name`, or ``None`` when it does not."""
        found = re.search(rf"(?m)^{name}\((.*)\)\s*$", self.source)
        return re.findall(r"\"([^\"]*)\"", found.group(1)) if found else None


@dataclass(frozen=True)
class Lesson:
    """One chapter.

    Attributes
    ----------
    page
        Its name, for example ``standards/4-1-identify``.
    contract
        The lesson contract.
    headings
        Level, text and slug of each heading outside code.
    cells
        Code cells.
    body
        Text after the front matter.
    """

    page: str
    path: Path
    contract: Contract
    headings: list[tuple[int, str, str]]
    cells: list[Cell]
    body: str

    @property
    def title(self) -> str:
        """The text of its first heading."""
        return self.headings[0][1] if self.headings else self.page

    @property
    def anchors(self) -> set[str]:
        """Slugs of its headings."""
        return {slug for _, _, slug in self.headings}

    def section(self, title: str) -> str | None:
        """The text under the heading with this title, up to the next of its level or above."""
        lines = self.body.splitlines()
        for number, line in enumerate(lines):
            found = re.match(r"(#+)\s+(.*?)\s*$", line)
            if found and found.group(2) == title:
                level = len(found.group(1))
                rest = []
                for later in lines[number + 1 :]:
                    next_heading = re.match(r"(#+)\s", later)
                    if next_heading and len(next_heading.group(1)) <= level:
                        break
                    rest.append(later)
                return "\n".join(rest).strip()
        return None


def slug(heading: str) -> str:
    """The anchor of a heading, as the site makes it: lower case, spaces to hyphens, the rest dropped."""
    bare = re.sub(r"[*_`]", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", bare).replace(" ", "-")


def _split(text: str, path: Path) -> tuple[Any, str, int]:
    found = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if not found:
        raise CourseError("the chapter has no front matter", file=path, do="Begin it with --- lines and 'qms:'")
    return parse_yaml(found.group(1), path, after=1), text[found.end() :], found.group(0).count("\n")


def read_lesson(course: Course, page: str) -> Lesson:
    """Read one chapter; `CourseError` names the field of the contract that is missing or wrong."""
    path = course.book / f"{page}.md"
    text = read_text(path, limit=2_000_000)
    front, body, offset = _split(text, path)
    if not isinstance(front, dict) or not isinstance(front.get("qms"), dict):
        raise CourseError("the front matter has no 'qms:' part", file=path, field="qms")
    try:
        contract = Contract.model_validate(front["qms"])
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CourseError(
            f"the lesson contract is not kept: {first['msg']}", file=path, field=f"qms.{place}"
        ) from error
    cells, headings, inside = [], [], None
    start, collected = 0, [""]
    for number, line in enumerate(body.split("\n"), offset + 1):
        fence = re.match(r"(`{3,}|~{3,})(.*)$", line)
        if inside is None and fence:
            inside = (fence.group(1), fence.group(2).strip().startswith("{code-cell}"))
            start, collected = number, []
        elif inside is not None and line.strip() == inside[0]:
            if inside[1]:
                code = [entry for entry in collected if not re.match(r":[\w-]+:", entry)]
                cells.append(Cell(start, "\n".join(code).strip()))
            inside = None
        elif inside is not None:
            collected.append(line)
        else:
            heading = re.match(r"(#{1,6})\s+(.*?)\s*$", line)
            if heading:
                headings.append((len(heading.group(1)), heading.group(2), slug(heading.group(2))))
    return Lesson(page, path, contract, headings, cells, body)


def pages_in_contents(course: Course) -> list[str]:
    """Pages that the book's table of contents names, in its order."""
    from qmslib._common.files import read_yaml

    found: list[str] = []

    def walk(entry: Any) -> None:
        if isinstance(entry, dict):
            for name, value in entry.items():
                if name in ("root", "file") and isinstance(value, str):
                    found.append(value.removesuffix(".md"))
                else:
                    walk(value)
        elif isinstance(entry, list):
            for value in entry:
                walk(value)

    walk(read_yaml(course.book / "_toc.yml"))
    return found


def lesson_pages(course: Course) -> list[str]:
    """Pages that are lessons: those with practice items beside them."""
    return [path.relative_to(course.book).as_posix().removesuffix(".items.yaml") for path in course.practice_files()]


def lessons(course: Course) -> list[Lesson]:
    """All lessons of the book, in order of the table of contents."""
    order = {page: number for number, page in enumerate(pages_in_contents(course))}
    pages = sorted(lesson_pages(course), key=lambda page: (order.get(page, len(order)), page))
    return [read_lesson(course, page) for page in pages]

"""The book's table of contents, as the start page and the workspace need it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes, read_yaml
from qmslib.course.paths import Course

_PAGE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_LIMIT = 2_000_000


@dataclass(frozen=True)
class Chapter:
    """One page of the book.

    Parameters
    ----------
    page
        Its path in the book, without ending: ``standards/4-1-identify``.
    title
        Its first heading.
    part
        The caption above it in the table of contents; may be empty.
    live
        Whether it has something to try, so that a notebook of it is worth opening.
    """

    page: str
    title: str
    part: str
    live: bool

    @property
    def notebook(self) -> str:
        """The notebook's path in ``work/``."""
        return f"book/{self.page}.ipynb"


def contents(course: Course) -> list[Chapter]:
    """Every page after the first, in the order of ``book/_toc.yml``."""
    toc = course.book / "_toc.yml"
    data = read_yaml(toc)
    if not isinstance(data, dict):
        raise CourseError("the table of contents is empty", file=toc)
    return [_chapter(course, page, part, toc) for page, part in _pages(data, "", toc)]


def chapter_text(course: Course, page: str) -> str:
    """The text of a page."""
    path = chapter_file(course, page)
    try:
        return read_bytes(path, limit=_LIMIT).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise CourseError("the file is not text in UTF-8", file=path, do="Save it as UTF-8") from error


def chapter_file(course: Course, page: str) -> Path:
    """The ``.md`` file of a page."""
    return course.book / f"{page}.md"


def _pages(entry: dict[str, Any], part: str, toc: Path) -> Iterator[tuple[str, str]]:
    for group in _entries(entry, "parts", toc):
        yield from _pages(group, str(group.get("caption") or ""), toc)
    for chapter in [*_entries(entry, "chapters", toc), *_entries(entry, "sections", toc)]:
        if isinstance(chapter.get("file"), str):
            yield chapter["file"].removesuffix(".md"), part
        yield from _pages(chapter, part, toc)


def _entries(entry: dict[str, Any], name: str, toc: Path) -> list[dict[str, Any]]:
    found = entry.get(name) or []
    if not isinstance(found, list):
        raise CourseError("this must be a list", file=toc, field=name, found=found)
    return [inner for inner in found if isinstance(inner, dict)]


def _chapter(course: Course, page: str, part: str, toc: Path) -> Chapter:
    if not _PAGE.fullmatch(page):
        raise CourseError("this is not the path of a page", file=toc, field="file", found=page)
    try:
        text = chapter_text(course, page)
    except CourseError:
        # One page that cannot be read must not hide the others; making its notebook says what is wrong.
        text = ""
    heading = re.search(r"^# +(.+?)[ \t#]*$", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL), re.MULTILINE)
    title = re.sub(r"[*_`]|\{\w+\}", "", heading[1]) if heading else page.rsplit("/", 1)[-1].replace("-", " ")
    return Chapter(page, title, part, bool(re.search(r"^`{3,}\{code-cell\}", text, re.MULTILINE)))

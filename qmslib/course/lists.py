"""The lists that the course must cover, item by item, in its own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from qmslib.course.records import DATA, read_data, read_records

_NAME = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_PAGE = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$")


@dataclass(frozen=True)
class SourceList:
    """One list.

    Attributes
    ----------
    name, title
        Its short name, and what it lists.
    items
        The entries, in order.
    source
        Where it comes from: a document's short name and section.
    page
        The page that teaches it; ``None`` while that page is planned.
    note
        Where the source gives an opinion, is faulty, or must not be followed; ``None`` otherwise.
    """

    name: str
    title: str
    items: tuple[str, ...]
    source: str
    page: str | None
    note: str | None


def load_lists(path: Path) -> Mapping[str, SourceList]:
    """Read lists.

    Parameters
    ----------
    path
        A file like ``qmslib/course/data/lists.yaml``.

    Raises
    ------
    CourseError
        Naming file, list and field, when something is missing, unknown, doubled or of the wrong kind.
    """
    data = read_data(path, ("lists",))
    found: dict[str, SourceList] = {}
    for record in read_records(path, data, "lists", "name"):
        if not _NAME.match(record.id):
            raise record.error("a list's name has small letters, digits and hyphens only", "name")
        page = record.optional_text("page")
        if page is not None and not _PAGE.match(page):
            raise record.error("a page is named by its path in the book, without .md", "page")
        found[record.id] = SourceList(
            name=record.id,
            title=record.text("title"),
            items=record.texts("items"),
            source=record.text("source"),
            page=page,
            note=record.optional_text("note"),
        )
        record.done()
    return MappingProxyType(found)


@cache
def lists() -> Mapping[str, SourceList]:
    """All lists by name, in order, read once."""
    return load_lists(DATA / "lists.yaml")

"""Rules on the lists that the course must cover: each item is spoken of on the page that teaches its list.

A machine cannot tell whether an item is taught. It can tell that no passage of the page shares its words, and then it
is most likely missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qmslib._common.errors import CourseError
from qmslib._common.files import read_text
from qmslib.course.lint.findings import Finding
from qmslib.course.lists import SourceList, lists
from qmslib.course.paths import Course

#: The share of an item's words that one passage must have.
SHARE = 0.4
_COMMON = frozenset(
    [
        "with",
        "that",
        "this",
        "from",
        "what",
        "your",
        "their",
        "them",
        "they",
        "have",
        "been",
        "when",
        "which",
        "into",
        "than",
        "then",
        "each",
        "about",
        "some",
        "only",
        "not",
        "and",
        "the",
        "for",
        "are",
        "can",
        "who",
        "how",
        "why",
        "does",
        "own",
        "other",
        "more",
        "most",
        "very",
        "also",
        "such",
    ]
)


def spoken_of(item: str, passages: Iterable[frozenset[str]]) -> bool:
    """Whether one passage has enough of an item's words; only the beginnings of words count."""
    wanted = _stems(item)
    return not wanted or any(len(wanted & passage) >= SHARE * len(wanted) for passage in passages)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in re.findall(r"[a-z]{4,}", text.casefold()) if word not in _COMMON)


def passages(course: Course, page: str) -> list[frozenset[str]]:
    """The words of each paragraph, list line and table row of a page and of its practice."""
    text = ""
    for ending in (".md", ".items.yaml"):
        try:
            text += read_text(course.book / f"{page}{ending}", limit=2_000_000) + "\n\n"
        except CourseError:
            continue  # that the page is missing is said elsewhere
    return [_stems(part) for part in re.split(r"\n\s*\n|\n(?=\s*(?:\||[-*] |\d+\. ))", text)]


def list_rules(course: Course, known: Iterable[SourceList] | None = None) -> Iterator[Finding]:
    """Every item of a list is spoken of on the list's page."""
    for one in lists().values() if known is None else known:
        if one.page is None or not (course.book / f"{one.page}.md").is_file():
            continue
        found = passages(course, one.page)
        for item in one.items:
            if not spoken_of(item, found):
                yield Finding(
                    "lists",
                    f"nothing on the page speaks of “{item}” from the list “{one.title}”",
                    f"book/{one.page}.md",
                )

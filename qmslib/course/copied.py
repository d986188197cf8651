"""Whether an account repeats the page: advice for learner and trainer, never a decision."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from qmslib._common.errors import CourseError
from qmslib._common.files import read_text
from qmslib._common.words import bare
from qmslib.course.paths import Course

#: So many words in a row, the same as on the page, are no chance.
RUN = 10


def copied_run(text: str, page: str) -> int:
    """The longest run of words of `text` that stands in `page` in the same order; 0 when it is shorter than `RUN`.

    Capitals and punctuation do not count.

    Examples
    --------
    >>> page = "A promise that breaks is worse than a slower one that holds, because people plan around it."
    >>> copied_run("I think a promise that breaks is worse than a slower one that holds. We saw it.", page)
    12
    >>> copied_run("We broke a promise, and it was worse than a slower one.", page)
    0
    """
    mine, known = bare(text).split(), _runs(page)
    longest = run = 0
    for at in range(len(mine) - RUN + 1):
        run = run + 1 if tuple(mine[at : at + RUN]) in known else 0
        longest = max(longest, run)
    return longest + RUN - 1 if longest else 0


@lru_cache(maxsize=16)
def _runs(page: str) -> frozenset[tuple[str, ...]]:
    """All runs of words of a page; a cohort's accounts are held against the same few pages."""
    theirs = bare(page).split()
    return frozenset(tuple(theirs[at : at + RUN]) for at in range(len(theirs) - RUN + 1))


def pages_text(course: Course, pages: Iterable[str]) -> str:
    """What stands on the pages and in their practice; a page that cannot be read is left out."""
    found = []
    for page in sorted({name.split("#")[0] for name in pages if name}):
        for ending in (".md", ".items.yaml"):
            try:
                found.append(read_text(course.book / f"{page}{ending}", limit=2_000_000))
            except CourseError:
                continue
    return "\n\n".join(found)


def copied_advice(run: int) -> str:
    """What is said of it."""
    return f"{run} words in a row stand in the chapter too: it should be said in the learner's own words."

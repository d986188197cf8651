"""Writing learners' pages, several at once: a disk makes them safe in hardly more time than one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic

_AT_ONCE = 8


@dataclass(frozen=True)
class Page:
    """A page to come.

    Attributes
    ----------
    make
        Gives its file and what is to stand in it; nothing where there is no page to be made.
    said
        What to say when it cannot be made or written, from what is wrong.
    """

    make: Callable[[], tuple[Path, bytes] | None]
    said: Callable[[str], str]


def write_pages(pages: Iterable[Page], problems: list[str] | None = None) -> list[Path]:
    """Make and write each page; return the files, in order. One that cannot be is named and stops no other."""
    made: list[Path] = []
    waiting: deque[tuple[Page, Path, Future[None]]] = deque()

    def failed(page: Page, error: CourseError) -> None:
        if problems is not None:
            problems.append(page.said(error.problem))

    def settle() -> None:
        page, path, writing = waiting.popleft()
        try:
            writing.result()
        except CourseError as error:
            failed(page, error)
        else:
            made.append(path)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for page in pages:
            try:
                content = page.make()
            except CourseError as error:
                failed(page, error)
                continue
            if content is not None:
                waiting.append((page, content[0], pool.submit(write_atomic, *content)))
            # Only a few pages are held in memory at a time.
            if len(waiting) > _AT_ONCE:
                settle()
        while waiting:
            settle()
    return made

"""Feedback on code exercises: a page for each marked submission. It decides nothing, so it waits for no decision."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.answers import read_answers
from qmslib.course.code_exercises import authored_code
from qmslib.course.feedback_file import SIZE_LIMIT, write_feedback
from qmslib.course.feedback_page import MARKED
from qmslib.course.handin import file_stem
from qmslib.course.paths import Course
from qmslib.course.people import check_number
from qmslib.trainer.marks import Marked, marks
from qmslib.trainer.notebook_html import cells, grade_id, joined, notebook_html, path_hider, tests, verdict
from qmslib.trainer.pages import Page, write_pages
from qmslib.trainer.tables import safe_line
from qmslib.trainer.texts import say

NOTEBOOK_LIMIT = 30_000_000


def code_feedback(course: Course, only: str | None = None, problems: list[str] | None = None) -> list[Path]:
    """Write a page for each marked submission of a code exercise whose marked notebook is there; return the files.

    One that cannot be written is named in `problems` and stops no other.
    """
    return write_pages(_pages(course, only), problems)


def _pages(course: Course, only: str | None) -> Iterator[Page]:
    for exercise in authored_code(course):
        with marks(course) as book:
            found = book.submissions(exercise)
        for one in found:
            if only in (None, one.learner) and _is_marked(one):
                yield Page(partial(_page, course, exercise, one), partial(_said, exercise, one.learner))


def _said(exercise: str, learner: str, problem: str) -> str:
    return say("code_no_feedback", exercise=exercise, learner=safe_line(learner)[:60], problem=problem)


def _is_marked(one: Marked) -> bool:
    scored = (mark.auto is not None or mark.manual is not None for mark in one.cells.values())
    return bool(one.cells) and all(scored)


def _page(course: Course, exercise: str, one: Marked) -> tuple[Path, bytes] | None:
    check_number(one.learner)
    place = course.autograded / one.learner / exercise / f"{exercise}.ipynb"
    if not place.is_file():
        return None
    notebook = read_json(place, limit=NOTEBOOK_LIMIT)
    released = read_json(course.exercises / exercise / f"{exercise}.ipynb", limit=NOTEBOOK_LIMIT)
    data = _data(course, exercise, one, released, datetime.fromtimestamp(place.stat().st_mtime, UTC))
    hide = path_hider([str(course.root), str(Path.home()), sys.prefix, sys.base_prefix, tempfile.gettempdir()])
    page = write_feedback(data, notebook_html(notebook, tests(released), _points(one), hide)).encode()
    if len(page) > SIZE_LIMIT:
        raise CourseError("the comments are too long for a feedback file", do="Shorten them in the formgrader")
    path = course.feedback / one.learner / exercise
    return path / f"{file_stem(one.learner, exercise, data['attempt'])}.feedback.html", page


def _points(one: Marked) -> dict[str, tuple[float, float]]:
    """Points, and the most there are, by test."""
    return {name: (mark.score, mark.most) for name, mark in one.cells.items()}


def _data(course: Course, exercise: str, one: Marked, released: Any, when: datetime) -> dict[str, Any]:
    """What the start page takes in: points and comments. The notebook stands on the page only."""
    form = read_json(course.solutions / exercise / f"{exercise}.form.json", limit=4_000_000)
    told = _comments(released, one)
    points = _points(one)
    full = all(given >= most for given, most in points.values())
    return {
        "format": 1,
        "code": True,
        "exercise": exercise,
        "title": str(form.get("title") or exercise),
        "attempt": _attempt(course, one.learner, exercise),
        "learner": {"name": one.name or one.learner, "number": one.learner},
        "status": MARKED,
        "criterion": "",
        "decided_by": "",
        "decided_at": when.isoformat(timespec="seconds"),
        "comment": told.pop("", ""),
        "next": say("code_next_full" if full else "code_next"),
        "items": [
            {
                "id": name,
                "title": title,
                "verdict": verdict(*points[name]),
                "points": points[name][0],
                "max": points[name][1],
                "comment": told.get(name, ""),
                "reread": "",
            }
            for name, title in _titles(released, one).items()
        ],
        **({"penalty": one.penalty} if one.penalty > 0 else {}),
    }


def _attempt(course: Course, learner: str, exercise: str) -> int:
    for folder in (course.autograded, course.submitted):
        try:
            return read_answers(folder / learner / exercise / f"{exercise}.answers.json", exercise).attempt
        except CourseError:
            continue  # the answers of a code exercise say only which attempt it is
    return 1


def _titles(released: Any, one: Marked) -> dict[str, str]:
    """What each graded cell is about, in order: the heading above it. Those that the release lacks come last."""
    found, heading = {}, ""
    for cell in cells(released):
        if cell.get("cell_type") == "markdown":
            lines = re.findall(r"^#{1,6} +(.+)$", joined(cell.get("source")), re.MULTILINE)
            heading = lines[-1].strip() if lines else heading
        if grade_id(cell) in one.cells:
            found[grade_id(cell)] = heading or grade_id(cell)
    return found | {name: name for name in sorted(one.cells) if name not in found}


def _comments(released: Any, one: Marked) -> dict[str, str]:
    """A person's comments by the test that follows the cell they stand at; what is behind all tests has no name."""
    found: dict[str, list[str]] = {}
    left = dict(one.comments)
    waiting: list[str] = []
    for cell in cells(released):
        name = grade_id(cell)
        waiting += [left.pop(name)] if name in left else []
        if name in one.cells and waiting:
            found[name], waiting = waiting, []
    rest = [*waiting, *left.values()]
    return {name: "\n\n".join(texts) for name, texts in (found | ({"": rest} if rest else {})).items()}

"""Feedback on code exercises: a page for each marked submission. It decides nothing, so it waits for no decision."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json, write_atomic
from qmslib.course.answers import read_answers
from qmslib.course.code_exercises import authored_code
from qmslib.course.feedback_file import SIZE_LIMIT, write_feedback
from qmslib.course.feedback_page import MARKED
from qmslib.course.handin import file_stem
from qmslib.course.paths import Course
from qmslib.course.people import check_number
from qmslib.trainer.collect import full_name
from qmslib.trainer.engine import gradebook
from qmslib.trainer.notebook_html import cells, grade_id, joined, notebook_html, path_hider, tests, verdict
from qmslib.trainer.tables import safe_line
from qmslib.trainer.texts import say

NOTEBOOK_LIMIT = 30_000_000


@dataclass
class _Marked:
    """A submission as the gradebook has it: points and the most there are, and a person's comments, by cell."""

    learner: str
    name: str
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def code_feedback(course: Course, only: str | None = None, problems: list[str] | None = None) -> list[Path]:
    """Write a page for each marked submission of a code exercise whose marked notebook is there; return the files.

    One that cannot be written is named in `problems` and stops no other.
    """
    made = []
    for exercise in authored_code(course):
        marked = [one for one in _marked(course, exercise) if only in (None, one.learner)]
        for one in marked:
            try:
                path = _write(course, exercise, one)
            except CourseError as error:
                if problems is not None:
                    learner = safe_line(one.learner)[:60]
                    said = say("code_no_feedback", exercise=exercise, learner=learner, problem=error.problem)
                    problems.append(said)
            else:
                made += [path] if path else []
    return made


def _marked(course: Course, exercise: str) -> Iterator[_Marked]:
    with gradebook(course) as book:
        for assignment in [one for one in book.assignments if one.name == exercise]:
            for submission in assignment.submissions:
                found = _Marked(submission.student_id, full_name(submission.student))
                scored = True
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        scored &= grade.auto_score is not None or grade.manual_score is not None
                        found.points[grade.name] = (float(grade.score), float(grade.max_score))
                    for comment in notebook.comments:
                        if comment.manual_comment:
                            found.comments[comment.name] = comment.manual_comment
                if scored and found.points:
                    yield found


def _write(course: Course, exercise: str, one: _Marked) -> Path | None:
    check_number(one.learner)
    place = course.autograded / one.learner / exercise / f"{exercise}.ipynb"
    if not place.is_file():
        return None
    notebook = read_json(place, limit=NOTEBOOK_LIMIT)
    released = read_json(course.exercises / exercise / f"{exercise}.ipynb", limit=NOTEBOOK_LIMIT)
    data = _data(course, exercise, one, released, datetime.fromtimestamp(place.stat().st_mtime, UTC))
    hide = path_hider([str(course.root), str(Path.home()), sys.prefix, sys.base_prefix, tempfile.gettempdir()])
    page = write_feedback(data, notebook_html(notebook, tests(released), one.points, hide)).encode()
    if len(page) > SIZE_LIMIT:
        raise CourseError("the comments are too long for a feedback file", do="Shorten them in the formgrader")
    path = course.feedback / one.learner / exercise
    path = path / f"{file_stem(one.learner, exercise, data['attempt'])}.feedback.html"
    write_atomic(path, page)
    return path


def _data(course: Course, exercise: str, one: _Marked, released: Any, when: datetime) -> dict[str, Any]:
    """What the start page takes in: points and comments. The notebook stands on the page only."""
    form = read_json(course.solutions / exercise / f"{exercise}.form.json", limit=4_000_000)
    told = _comments(released, one)
    full = all(points >= most for points, most in one.points.values())
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
                "verdict": verdict(*one.points[name]),
                "points": one.points[name][0],
                "max": one.points[name][1],
                "comment": told.get(name, ""),
                "reread": "",
            }
            for name, title in _titles(released, one).items()
        ],
    }


def _attempt(course: Course, learner: str, exercise: str) -> int:
    for folder in (course.autograded, course.submitted):
        try:
            return read_answers(folder / learner / exercise / f"{exercise}.answers.json", exercise).attempt
        except CourseError:
            continue  # the answers of a code exercise say only which attempt it is
    return 1


def _titles(released: Any, one: _Marked) -> dict[str, str]:
    """What each graded cell is about, in order: the heading above it. Those that the release lacks come last."""
    found, heading = {}, ""
    for cell in cells(released):
        if cell.get("cell_type") == "markdown":
            lines = re.findall(r"^#{1,6} +(.+)$", joined(cell.get("source")), re.MULTILINE)
            heading = lines[-1].strip() if lines else heading
        if grade_id(cell) in one.points:
            found[grade_id(cell)] = heading or grade_id(cell)
    return found | {name: name for name in sorted(one.points) if name not in found}


def _comments(released: Any, one: _Marked) -> dict[str, str]:
    """A person's comments by the test that follows the cell they stand at; what is behind all tests has no name."""
    found: dict[str, list[str]] = {}
    left = dict(one.comments)
    waiting: list[str] = []
    for cell in cells(released):
        name = grade_id(cell)
        waiting += [left.pop(name)] if name in left else []
        if name in one.points and waiting:
            found[name], waiting = waiting, []
    rest = [*waiting, *left.values()]
    return {name: "\n\n".join(texts) for name, texts in (found | ({"": rest} if rest else {})).items()}

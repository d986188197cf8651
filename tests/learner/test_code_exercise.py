"""An optional code exercise at the learner's: on the start page by itself, opened, handed in like others."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.feedback_file import write_feedback
from qmslib.course.feedback_page import feedback_body
from qmslib.course.handin import read_hand_in
from qmslib.course.paths import Course
from qmslib.learner.feedback import add_feedback, new_attempt
from qmslib.learner.hand_in import hand_in
from qmslib.learner.identity import Identity, save_identity
from qmslib.learner.start_page.handlers import _templates
from qmslib.learner.start_page.page import Page, gather
from qmslib.learner.workspace import exercise_notebook, open_exercise, prepare
from tests.learner.fake_course import write

CODE = "complaints-analyst"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def ada(course: Course) -> Identity:
    form = {"format": 1, "exercise": CODE, "title": "The analyst", "criterion": "", "items": [], "code": True,
            "chapter": "standards/4-1-identify", "time": 60, "intro": "Optional."}  # fmt: skip
    cells = [{"cell_type": "code", "id": "task", "metadata": {}, "execution_count": None, "outputs": [],
              "source": "raise NotImplementedError()"}]  # fmt: skip
    write(course.exercises / CODE / f"{CODE}.form.json", json.dumps(form))
    write(
        course.exercises / CODE / f"{CODE}.ipynb",
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
    )
    prepare(course)
    return save_identity(course, "Ada Byron", "ab-1")


def work(course: Course, source: object) -> None:
    path = exercise_notebook(course, CODE)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["cells"][0]["source"] = source
    path.write_text(json.dumps(data), encoding="utf-8")


def page(course: Course) -> Page:
    return gather(course, "/qms/")


def test_it_stands_apart_and_is_never_the_next_step(course: Course, ada: Identity) -> None:
    shown = page(course)
    assert [(view.name, view.state, view.code) for view in shown.optional] == [(CODE, "not started", True)]
    assert CODE not in [view.name for view in shown.exercises]
    assert shown.next is not None
    assert shown.next.name != CODE
    before = shown.version
    open_exercise(course, CODE)
    (view,) = page(course).optional
    assert view.state == "in progress"
    assert page(course).version != before


def test_it_is_handed_in_once_something_is_written(course: Course, ada: Identity) -> None:
    with pytest.raises(CourseError, match="nothing is written"):
        hand_in(course, CODE, now=NOW)
    # The same source in lines is the same source.
    work(course, ["raise NotImplementedError()"])
    with pytest.raises(CourseError, match="nothing is written"):
        hand_in(course, CODE, now=NOW)
    work(course, "answer = 1")
    receipt = hand_in(course, CODE, now=NOW)
    assert "a code exercise" in receipt.text.read_text(encoding="utf-8")
    made = read_hand_in(receipt.file)
    assert b"answer = 1" in made.files[f"{CODE}.ipynb"]
    (view,) = page(course).optional
    assert (view.state, view.changed, view.can_hand_in) == ("handed in", False, True)
    work(course, "answer = 2")
    (view,) = page(course).optional
    assert view.changed
    assert hand_in(course, CODE, now=NOW).replaced


def test_the_start_page_lists_it_under_optional(course: Course, ada: Identity) -> None:
    open_exercise(course, CODE)
    html = (
        _templates()
        .get_template("start.html")
        .render(page=page(course), home="/qms/", base="/", course_title="T", xsrf="", said=None, work="work")
    )
    optional = html.partition('<h2 id="optional">Optional</h2>')[2]
    assert "decide no criterion" in optional
    assert "Code exercise" in optional
    assert f"/qms/exercise/{CODE}/hand-in" in optional
    assert f'href="/qms/open/exercise/{CODE}"' in optional
    assert "of 0 answered" not in optional


def test_its_feedback_is_taken_in_and_leaves_it_open(course: Course, ada: Identity) -> None:
    open_exercise(course, CODE)
    work(course, "answer = 1")
    hand_in(course, CODE, now=NOW)
    item = {"id": "t", "title": "A task", "verdict": "not_passed", "points": 0, "max": 1, "comment": "", "reread": ""}
    data = {"format": 1, "code": True, "exercise": CODE, "title": "The analyst", "attempt": 1, "status": "marked",
            "learner": {"name": "Ada Byron", "number": "ab-1"}, "criterion": "", "decided_by": "", "comment": "",
            "decided_at": "2026-11-21T12:00:00+00:00", "next": "", "items": [item]}  # fmt: skip
    added, said = add_feedback(course, ada, write_feedback(data, "<p>notebook</p>").encode(), "x.feedback.html")
    assert said == "The feedback was added."
    assert "0 of 1 point" in feedback_body(added)
    (view,) = page(course).optional
    assert (view.state, view.can_hand_in, view.problem) == ("feedback there", False, "")
    with pytest.raises(CourseError, match="needs no new attempt"):
        new_attempt(course, ada, CODE)
    work(course, "answer = 2")
    (view,) = page(course).optional
    assert (view.changed, view.can_hand_in) == (True, True)
    html = (
        _templates()
        .get_template("start.html")
        .render(page=page(course), home="/qms/", base="/", course_title="T", xsrf="", said=None, work="work")
    )
    assert f"/qms/feedback/{CODE}/1" in html
    assert "new-attempt" not in html.partition('id="optional"')[2]
    assert hand_in(course, CODE, now=NOW).replaced

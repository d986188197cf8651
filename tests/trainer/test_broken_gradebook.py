"""Gradebooks and settings as accidents leave them: one sentence for the trainer, and nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer import mark_form
from qmslib.trainer.engine import load_config
from qmslib.trainer.gradebook import setup
from qmslib.trainer.mark import mark
from qmslib.trainer.report import report
from tests.trainer.conftest import EXERCISE, Submit


def test_a_damaged_gradebook_is_named_with_what_to_do(course: Course) -> None:
    course.gradebook.write_bytes(b"garbage " * 200)
    for work in (lambda: report(course, by="t"), lambda: setup(course)):
        with pytest.raises(CourseError, match=r"gradebook is damaged\. Move it aside"):
            work()


def test_a_gradebook_in_use_is_not_called_damaged(course: Course, capfd: pytest.CaptureFixture[str]) -> None:
    # Nothing would be written if it were known that the gradebook has the exercise as it is now.
    course.gradebook.with_name("gradebook.db.exercises.json").unlink()
    with closing(sqlite3.connect(course.gradebook, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CourseError, match="another program is using the gradebook"):
            setup(course)
        other.execute("ROLLBACK")
    assert "Traceback" not in capfd.readouterr().err
    assert setup(course) == [EXERCISE]


def test_a_gradebook_that_is_taken_in_the_middle_stops_the_run_and_nothing_is_lost(
    course: Course, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mark_form, "BATCH", 1)
    for learner in ("a", "b", "c"):
        submit(learner)
    with closing(sqlite3.connect(course.gradebook, isolation_level=None)) as other:
        results = mark(course, progress=lambda done, of, one: done == 1 and other.execute("BEGIN IMMEDIATE") and None)
        other.execute("ROLLBACK")
    assert [one.status for one in results] == ["marked", "not marked", "not marked"]
    assert "still to be marked" in results[1].reasons[0]
    assert "another program is using the gradebook" in results[2].reasons[0]
    assert [one.status for one in mark(course)] == ["marked already", "marked", "marked"]


def test_settings_that_do_not_run_are_named(course: Course) -> None:
    (course.root / "nbgrader_config.py").write_text("1/0\n", encoding="utf-8")
    with pytest.raises(CourseError, match="ZeroDivisionError"):
        load_config(course)


def test_an_item_that_left_the_key_file_does_not_stop_the_report(course: Course, submit: Submit) -> None:
    submit("L001")
    mark(course)
    key = course.key_file(EXERCISE)
    key.write_text(key.read_text(encoding="utf-8").replace("id: many\n", "id: many-new\n"), encoding="utf-8")
    assert "id: many-new" in key.read_text(encoding="utf-8")
    made = report(course, by="t")
    assert made.new == 0

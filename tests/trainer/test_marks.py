"""The marks read in plain SQL are those that nbgrader gives; reading makes, changes and holds up nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.decisions import judged
from qmslib.trainer.engine import gradebook
from qmslib.trainer.feedback import feedback
from qmslib.trainer.marks import marks
from tests.trainer.conftest import EXERCISE


def fill(course: Course) -> None:
    """Two submissions with every kind of mark, one with none, and a learner who handed nothing in."""
    with gradebook(course) as book:
        book.add_student("d", first_name="Dora", last_name=None)
        for learner, first in (("b", "Ben"), ("a", None), ("c", "")):
            book.update_or_create_student(learner, first_name=first, last_name="Lee")
            book.update_or_create_submission(EXERCISE, learner)
        for learner in ("a", "b"):
            submitted = book.find_submission_notebook(EXERCISE, EXERCISE, learner)
            submitted.late_submission_penalty = 1.5 if learner == "a" else None
            for place, grade in enumerate(sorted(submitted.grades, key=lambda one: str(one.name))):
                grade.auto_score = (None, 0.0, 1.0)[place % 3]
                grade.manual_score = (None, 0.5)[place % 2] if learner == "a" else None
                grade.extra_credit = (None, 0.25)[place // 2 % 2]
                grade.needs_manual_grade = place % 2 == 0
            for comment, words in zip(submitted.comments, ("Well done: 100 %, :name", "", None) * 9, strict=False):
                comment.manual_comment = words
        book.db.commit()


def by_nbgrader(course: Course) -> dict[str, Any]:
    found = {}
    with gradebook(course) as book:
        for one in book.find_assignment(EXERCISE).submissions:
            (notebook,) = one.notebooks
            found[one.student_id] = (
                one.late_submission_penalty,
                {grade.name: (grade.auto_score, grade.manual_score, grade.score, grade.max_score,
                              grade.needs_manual_grade) for grade in notebook.grades},
                {comment.name: comment.manual_comment for comment in notebook.comments if comment.manual_comment},
            )  # fmt: skip
    return found


def check_marks(course: Course) -> None:
    """Also for a gradebook on a server."""
    fill(course)
    with marks(course) as book:
        assert book.names() == {"a": "Lee", "b": "Ben Lee", "c": "Lee", "d": "Dora"}
        assert book.exercises() == [EXERCISE]
        found = book.submissions(EXERCISE)
        assert book.submissions("none of these") == []
    assert [(one.learner, one.name) for one in found] == [("a", "Lee"), ("b", "Ben Lee"), ("c", "Lee")]
    told = {
        one.learner: (
            one.penalty,
            {name: (cell.auto, cell.manual, cell.score, cell.most, cell.awaits) for name, cell in one.cells.items()},
            one.comments,
        )
        for one in found
    }
    assert told == by_nbgrader(course)
    assert told["a"][0] == 1.5
    assert told["a"][2]
    assert len({cell[2] for cell in told["a"][1].values()}) > 2, "marks of every kind"


def test_marks_are_those_that_nbgrader_gives(course: Course) -> None:
    check_marks(course)


def test_where_there_is_no_gradebook_there_are_no_marks_and_none_is_made(blank: Course) -> None:
    for content in (None, b""):
        if content is not None:
            blank.gradebook.write_bytes(content)
        with marks(blank) as book:
            assert (book.exercises(), book.names(), book.submissions(EXERCISE)) == ([], {}, [])
        assert judged(blank) == []
        assert feedback(blank) == []
        assert (blank.gradebook.read_bytes() if blank.gradebook.exists() else None) == content


def test_a_damaged_gradebook_is_said_to_be_damaged(course: Course) -> None:
    course.gradebook.write_bytes(b"garbage " * 200)
    with pytest.raises(CourseError, match=r"gradebook is damaged\. Move it aside"):
        feedback(course)


def test_one_in_use_is_said_to_be_in_use(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, **more: connect(file, timeout=0, **more))
    with closing(connect(course.gradebook, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match="another program is using the gradebook"):
            feedback(course)


def test_who_reads_keeps_nobody_from_writing(course: Course, tmp_path: Path) -> None:
    fill(course)
    with marks(course) as book, closing(sqlite3.connect(course.gradebook, timeout=0)) as other:
        assert len(book.submissions(EXERCISE)) == 3
        other.execute("DELETE FROM comment")
        other.commit()
        assert [one.comments for one in book.submissions(EXERCISE)] == [{}, {}, {}]

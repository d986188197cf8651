"""What the gradebook knows as it is now is not generated once more; whatever changed is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qmslib.course.paths import Course
from qmslib.trainer import gradebook
from qmslib.trainer.gradebook import setup
from tests.trainer.conftest import EXERCISE


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The exercises that were generated, in order."""
    names: list[str] = []
    real = gradebook.generate_assignment

    def generate(course: Course, exercise: str, *, release: Path) -> None:
        names.append(exercise)
        real(course, exercise, release=release)

    monkeypatch.setattr(gradebook, "generate_assignment", generate)
    return names


def noted(course: Course) -> Path:
    return course.gradebook.with_name("gradebook.db.exercises.json")


def test_nothing_is_generated_twice(course: Course, made: list[str]) -> None:
    setup(course)
    setup(course, {EXERCISE})
    assert made == []


def sql(statement: str) -> Callable[[Course], None]:
    def change(course: Course) -> None:
        with closing(sqlite3.connect(course.gradebook)) as book:
            assert book.execute(statement).rowcount > 0
            book.commit()

    return change


def append(name: str, text: str) -> Callable[[Course], None]:
    def change(course: Course) -> None:
        path = course.root / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return change


def write(content: bytes) -> Callable[[Course], None]:
    return lambda course: noted(course).write_bytes(content) and None


@pytest.mark.parametrize(
    "change",
    [
        append(f"solutions/{EXERCISE}/{EXERCISE}.ipynb", "\n"),
        append("nbgrader_config.py", "# a remark\n"),
        sql("UPDATE grade_cells SET max_score = 99"),
        sql("UPDATE source_cell SET checksum = 'x' WHERE name = 'one'"),
        sql("DELETE FROM task_cells"),
        lambda course: course.gradebook.unlink(),
        lambda course: course.gradebook.write_bytes(b""),
        lambda course: noted(course).unlink(),
        write(b""),
        write(b"[]"),
        write(b'{"sample-exercise": 5}'),
        write(b"\xff"),
    ],
)
def test_whatever_changed_is_generated(course: Course, made: list[str], change: Callable[[Course], object]) -> None:
    change(course)
    setup(course)
    assert made == [EXERCISE]
    setup(course)
    assert made == [EXERCISE]


def test_a_note_that_cannot_be_written_costs_only_time(course: Course, made: list[str]) -> None:
    noted(course).unlink()
    noted(course).mkdir()
    setup(course)
    setup(course)
    assert made == [EXERCISE, EXERCISE]

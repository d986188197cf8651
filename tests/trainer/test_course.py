"""The course's own exercises: released as their keys say, and marked as stock nbgrader marks them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qmslib.course.paths import Course
from qmslib.trainer import stand_in
from qmslib.trainer.cohort import cohort, submission_files
from qmslib.trainer.collect import nbgrader_time
from qmslib.trainer.decisions import judged
from qmslib.trainer.demo import copy_course
from qmslib.trainer.generate import authored, check
from qmslib.trainer.gradebook import setup
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import run_nbgrader
from tests.trainer.compare import assert_same_as_stock

ROOT = Course(Path(__file__).parents[2])
EXERCISES = authored(ROOT)


def place(course: Course, exercise: str, size: int) -> list[str]:
    """Submissions of the simulated cohort, in folders."""
    people = cohort(course, exercise, size)
    for person in people:
        folder = course.submitted / person.number / exercise
        folder.mkdir(parents=True)
        for name, content in submission_files(course, exercise, person).items():
            (folder / name).write_bytes(content)
        (folder / "timestamp.txt").write_text(nbgrader_time(person.moment), encoding="utf-8")
    return [person.number for person in people]


def test_the_release_is_what_the_keys_yield() -> None:
    assert EXERCISES
    assert check(ROOT) == []


def test_every_kind_of_learner_comes_out_as_meant(tmp_path: Path) -> None:
    course = copy_course(ROOT, tmp_path.resolve())
    for exercise in EXERCISES:
        place(course, exercise, 30)
    assert {result.status for result in mark(course)} == {"marked"}
    stand_in.judge_accounts(course)
    profiles = {person.number: person.profile for person in cohort(course, EXERCISES[0])}
    outcomes: dict[str, list[str]] = {}
    for entry in judged(course):
        outcomes.setdefault(profiles[entry.learner], []).append(entry.outcome.status)
    assert outcomes["strong"].count("met") > len(outcomes["strong"]) * 0.8
    for profile in ("weak", "half-finished", "empty"):
        assert set(outcomes[profile]) == {"not_yet"}


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_stock_marks_the_same(exercise: str, tmp_path: Path) -> None:
    ours, stock = (copy_course(ROOT, (tmp_path / name).resolve()) for name in ("ours", "stock"))
    learners = place(ours, exercise, 30)
    assert place(stock, exercise, 30) == learners
    mark(ours, [exercise])
    setup(stock)
    ran = run_nbgrader(stock, "autograde", exercise)
    assert ran.returncode == 0, ran.stderr
    assert_same_as_stock(ours, stock, exercise, learners)
    assert json.loads((ours.autograded / learners[0] / exercise / f"{exercise}.ipynb").read_text())["cells"]

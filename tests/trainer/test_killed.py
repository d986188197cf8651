"""Marking that is killed at any moment goes on with nothing lost and nothing doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.trainer.engine import gradebook
from qmslib.trainer.mark import mark
from tests.trainer.conftest import EXERCISE, ROOT, Submit

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killing at a chosen step needs fork")


def said(kind: str, course: Course, work: Path, number: int) -> str:
    work.mkdir()
    words = [
        sys.executable,
        "-W",
        "ignore",
        ROOT / "tests" / "trainer" / "killing.py",
        kind,
        course.root,
        work,
        str(number),
    ]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("every", [13, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_any_step(
    course: Course, submit: Submit, model: dict[str, Any], tmp_path: Path, every: int
) -> None:
    submit("anew")
    mark(course)
    with gradebook(course) as book:
        grade = book.find_grade("account", EXERCISE, EXERCISE, "anew")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    submit("anew", {**model, "account": "Something else altogether."}, attempt=2)
    submit("first")
    submit("second", {"one": "b"})
    assert said("steps", course, tmp_path / "work", every) == ""


@pytest.mark.parametrize("times", [2, pytest.param(25, marks=pytest.mark.slow)])
def test_killed_at_random_moments(course: Course, submit: Submit, tmp_path: Path, times: int) -> None:
    for number in range(20):
        submit(f"l{number:02}", {"one": "abc"[number % 3]})
    assert said("moments", course, tmp_path / "work", times) == ""

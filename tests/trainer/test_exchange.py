"""nbgrader's own exchange, end to end, with stock commands; the marking in between by either of the two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.handin import hand_in_bytes
from qmslib.course.paths import Course
from qmslib.trainer.collect import collect
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import run_nbgrader
from tests.trainer.conftest import EXERCISE, answers_file

pytestmark = pytest.mark.slow


def run(course: Course, *words: str) -> str:
    done = run_nbgrader(course, *words)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def zip_of(course: Course, folder: Path, model: dict[str, Any]) -> Path:
    """What a learner without the exchange sends."""
    path = folder / f"grace.{EXERCISE}.attempt-1.zip"
    data = hand_in_bytes(
        exercise=EXERCISE,
        attempt=1,
        name="Grace Hopper",
        number="grace",
        files={
            f"{EXERCISE}.ipynb": (course.exercises / EXERCISE / f"{EXERCISE}.ipynb").read_bytes(),
            f"{EXERCISE}.answers.json": json.dumps(answers_file("grace", model, name="Grace Hopper")).encode(),
        },
        made_at="2026-11-20T10:00:00+00:00",
        course_version="0.1.0",
        bank="",
    )
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("marker", ["stock", "qms"])
def test_release_fetch_submit_collect_mark_and_feedback(
    course: Course, tmp_path: Path, model: dict[str, Any], marker: str
) -> None:
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    setting = f'c.Exchange.root = "{exchange}"\n'
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + setting, encoding="utf-8")
    run(course, "release_assignment", EXERCISE)
    released = {path.name for path in (exchange / "qms/outbound" / EXERCISE).iterdir()}
    assert released == {f"{EXERCISE}.ipynb", f"{EXERCISE}.form.json"}

    desk = Course(tmp_path / "desk")
    desk.root.mkdir()
    (desk.root / "nbgrader_config.py").write_text(
        f'c = get_config()\nc.CourseDirectory.course_id = "qms"\n{setting}', encoding="utf-8"
    )
    run(desk, "fetch_assignment", EXERCISE)
    answers = desk.root / EXERCISE / f"{EXERCISE}.answers.json"
    answers.write_text(json.dumps(answers_file("ada", model)), encoding="utf-8")
    (answers.parent / f".{answers.name}.lock").touch()
    run(desk, "submit", EXERCISE)
    # One more learner came by zip: what the exchange wants of a submission must be there for both.
    assert collect(course, [zip_of(course, tmp_path, model)], by="a test")[0].status == "collected"

    run(course, "collect", EXERCISE)
    if marker == "stock":
        run(course, "autograde", EXERCISE)
    else:
        said = {one.learner: one.reasons for one in mark(course)}
        assert said.pop("grace") == []
        # The account's name is not the learner's number; nothing else is odd about what the exchange brings.
        assert [len(reasons) for reasons in said.values()] == [1], said
    run(course, "generate_feedback", EXERCISE)
    run(course, "release_feedback", EXERCISE)
    assert list((exchange / "qms/feedback").rglob("*.html"))
    run(desk, "fetch_feedback", EXERCISE)
    assert list((desk.root / EXERCISE / "feedback").rglob(f"{EXERCISE}.html"))
    run(course, "export")
    assert "sample-exercise" in (course.root / "grades.csv").read_text(encoding="utf-8")

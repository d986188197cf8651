"""Exercises on complaints by keyboard alone: from name and number to *met*."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.bank import exercise as load
from qmslib.course.paths import Course
from qmslib.course.release import form_for
from qmslib.course.variants import due
from qmslib.trainer.item_figures import item_figures
from tests.browser.keyboard import Desk, go_to
from tests.browser.test_whole_way import (
    ROOT,
    begin,
    decisions,
    enter,
    forgive,
    form,
    hand_in,
    judge,
    model,
    qms,
    saved,
    title,
)  # fmt: skip
from tests.learner.running import Running

pytestmark = pytest.mark.browser

WALKED = ("complaints-5-1-types", "complaints-5-2-dealing")
#: One of them is walked with the fast tests: it has a talk, and cases of the learner's own.
FAST = "complaints-5-2-dealing"
LEARNER = "te-7"


@pytest.fixture
def course(tmp_path: Path, exercise: str) -> Course:
    """A copy of the course with one exercise, without a site, and with nothing of anybody's work."""
    root = tmp_path / "course"
    root.mkdir()
    for part in ("book", f"solutions/{exercise}", f"exercises/{exercise}"):
        shutil.copytree(ROOT.root / part, root / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for file in ("_config.yml", "nbgrader_config.py"):
        shutil.copyfile(ROOT.root / file, root / file)
    return Course(root)


@pytest.fixture
def server(course: Course, tmp_path: Path) -> Iterator[Running]:
    with Running(course, tmp_path / "home") as server:
        yield server


def own(exercise: str) -> tuple[str, dict[str, Any]]:
    """The learner's variant, and the model answers to it."""
    variants = load(ROOT, exercise).variants
    if variants is None:
        return "", model(exercise)
    name = due(LEARNER, exercise, 1, len(variants.names))
    return name, {**model(exercise), **variants.found.variants[name].answers}


def shown(answers: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Answers as the form shows them: everything is text, options chosen in any order."""
    found: dict[str, Any] = {}
    for item in asked["items"]:
        value = answers[item["id"]]
        if item["kind"] == "choose_many":
            value = sorted(value)
        elif item["kind"] == "number":
            value = str(value)
        elif item["kind"] == "form":
            rows = value if isinstance(value, list) else [value]
            rows = [{name: str(text) for name, text in row.items() if text not in ("", None)} for row in rows]
            value = rows if isinstance(value, list) else rows[0]
        found[item["id"]] = value
    return found


@pytest.mark.parametrize(
    "exercise", [pytest.param(name, marks=[] if name == FAST else [pytest.mark.slow]) for name in WALKED]
)
def test_an_exercise_by_keyboard_alone(
    course: Course, server: Running, context: Any, page: Any, watch: Any, tmp_path: Path, exercise: str
) -> None:
    context.set_default_timeout(30_000)
    variant, answers = own(exercise)
    asked = form_for(form(exercise), variant)
    begin(page, server)
    go_to(page, f"Start the exercise “{title(exercise)}”")
    sheet = enter(context, page)
    sheet.locator(".qms-exercise .qms-card").first.wait_for(timeout=60_000)
    desk = Desk(sheet, asked)
    desk.answer_all(answers)
    desk.declare()
    sheet.get_by_text("Everything is answered and declared.").wait_for()
    saved(sheet)
    assert desk.shown() == shown(answers, asked)
    sheet.close()
    (file,) = course.work.glob(f"exercises/{exercise}/{exercise}.answers.json")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert (kept["learner"]["number"], kept.get("variant") or "") == (LEARNER, variant)
    assert set(kept["answers"]) == {item["id"] for item in asked["items"]}

    page.bring_to_front()
    page.goto(server.home)
    handed = hand_in(context, page, exercise, 1, tmp_path / "incoming")
    qms(course, "collect", str(handed))
    assert qms(course, "mark").startswith("1 marked, 0 marked with notes, 0 not marked")
    (figures,) = item_figures(course).exercises
    assert {one.item: one.facility for one in figures.found.items if one.facility < 1} == {}
    qms(course, "report")
    judge(course, exercise, LEARNER, 2, "Clear, and from your own work.")
    qms(course, "report")
    assert decisions(course) == [(asked["criterion"], 1, "met")]
    forgive(watch)

"""How items worked: a cohort of known ability, broken submissions, variants, spreadsheets and the browser."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qmslib.cli import main
from qmslib.course.item_statistics import analyse_items
from qmslib.course.paths import Course
from qmslib.course.variants import due
from qmslib.trainer.generate import generate
from qmslib.trainer.item_figures import CourseFigures, ExerciseFigures, item_figures
from qmslib.trainer.item_report import items_csv, items_html, items_text, options_csv, write_items
from qmslib.trainer.mark import mark
from tests.course.varied import EXERCISE as VARIED, MODEL, write_varied
from tests.trainer.conftest import EXERCISE, answers_file

#: What the model answers earn, and a wrong answer with the points that it earns.
MOST = {"one": 2, "many": 3, "order": 2, "match": 2, "classify": 4, "number": 2, "form": 4}
WRONG: dict[str, tuple[Any, float]] = {
    "one": ("b", 0),
    "many": (["a", "b"], 0),
    "order": (["p", "r", "q"], 1),
    "match": ({"m1": "z", "m2": "y"}, 1),
    "classify": ({"c1": "yes", "c2": "yes", "c3": "yes"}, 2.6667),
    "number": ("750", 0),
}


def known_cohort(model: dict[str, Any], learners: int = 60) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Answers, and the points that they earn, by the two-parameter logistic model; each tenth item is left out."""
    chance = random.Random(41)
    answers, points = [], []
    for _ in range(learners):
        ability = chance.gauss(0, 1)
        own: dict[str, Any] = {"account": model["account"], "form": model["form"]}
        earned: dict[str, Any] = {"form": 4.0}
        for place, (item, (wrong, part)) in enumerate(WRONG.items()):
            if chance.random() < 0.1:
                earned[item] = None
                continue
            right = chance.random() < 1 / (1 + math.exp(-1.5 * (ability - (place - 3) / 2)))
            own[item], earned[item] = (model[item], float(MOST[item])) if right else (wrong, part)
        answers.append(own)
        points.append(earned)
    return answers, points


def lay(course: Course, number: str, answers: dict[str, Any]) -> Path:
    """A submission as marking leaves it."""
    folder = course.autograded / number / EXERCISE
    folder.mkdir(parents=True)
    path = folder / f"{EXERCISE}.answers.json"
    path.write_text(json.dumps(answers_file(number, answers)), encoding="utf-8")
    return path


def only(figures: CourseFigures) -> ExerciseFigures:
    (made,) = figures.exercises
    return made


def test_figures_are_those_of_the_known_matrix(course: Course, model: dict[str, Any]) -> None:
    answers, points = known_cohort(model)
    for at, own in enumerate(answers):
        lay(course, f"l{at:02d}", own)
    figures = item_figures(course)
    assert figures.left_out == []
    found, expected = only(figures).found, analyse_items(points, most=MOST)
    assert [one.item for one in found.items] == list(MOST)
    for one, other in zip(found.items, expected.items, strict=True):
        assert (one.facility, one.discrimination, one.upper_lower, one.unanswered, one.n) == (
            pytest.approx(other.facility, abs=1e-4), pytest.approx(other.discrimination, abs=1e-4),
            pytest.approx(other.upper_lower, abs=1e-4), other.unanswered, 60,
        )  # fmt: skip
    assert found.items[0].facility > found.items[5].facility
    uses = {use.option: use for use in found.items[0].options}
    assert uses["b"].share == sum(own.get("one") == "b" for own in answers) / 60
    assert (uses["a"].right, uses["b"].right) == (True, False)
    pairs = {use.option: use for use in found.items[3].options}
    assert pairs["m1: z"].share == sum(own.get("match", {}).get("m1") == "z" for own in answers) / 60
    assert pairs["m2: y"].right
    assert all(not one.options for one in found.items if one.item in {"order", "number", "form"})


def test_points_are_those_that_marking_gave(course: Course, submit: Any, model: dict[str, Any]) -> None:
    answers, points = known_cohort(model, 4)
    for at, own in enumerate(answers):
        submit(f"l{at}", own)
    mark(course)
    found = only(item_figures(course)).found
    for one in found.items:
        assert one.facility == pytest.approx(sum(row[one.item] or 0 for row in points) / 4 / MOST[one.item], abs=1e-4)
    assert [finding.level for finding in found.findings if finding.field is None] == ["info"]


def test_broken_submissions_are_named_and_change_nothing(course: Course, submit: Any, model: dict[str, Any]) -> None:
    answers, _ = known_cohort(model, 6)
    for at, own in enumerate(answers):
        lay(course, f"l{at}", own)
    expected = only(item_figures(course)).found
    lay(course, "damaged", {}).write_bytes(b"\xff{")
    lay(course, "deep", {}).write_text("[" * 9000, encoding="utf-8")
    target = lay(course, "linked", {})
    target.unlink()
    target.symlink_to(course.autograded / "l0" / EXERCISE / f"{EXERCISE}.answers.json")
    (course.autograded / "empty" / EXERCISE).mkdir(parents=True)
    (course.autograded / "folder" / EXERCISE / f"{EXERCISE}.answers.json").mkdir(parents=True)
    (course.autograded / "l0" / "another-exercise").mkdir()
    (course.autograded / "a file").touch()
    lay(course, "no number ‮", {})
    submit("not-marked-yet")
    figures = item_figures(course)
    assert only(figures).found.items == expected.items
    named = "\n".join(figures.left_out)
    for learner in ("damaged", "deep", "linked", "empty", "folder", "no number", "not-marked-yet"):
        assert learner in named
    assert len(figures.left_out) == 7
    assert "not-marked-yet, sample-exercise: left out. It is not marked" in named


@pytest.mark.parametrize("value", [7, None, "", {"m1": ["x"], "m2": {}}, [["a"], 3], "a" * 5000, [1e308], {"q": "x"}])
def test_values_of_any_shape_are_only_left_out(course: Course, model: dict[str, Any], value: Any) -> None:
    lay(course, "l1", {**model, **dict.fromkeys(("one", "many", "match"), value)})
    lay(course, "l2", model)
    by_item = {one.item: one for one in only(item_figures(course)).found.items}
    assert [by_item[item].unanswered for item in ("one", "many", "match")] == [1, 1, 1]
    assert by_item["match"].options[0].share == 0.5


def test_options_that_differ_between_variants_are_not_counted(tmp_path: Path) -> None:
    root = tmp_path / "course"
    (root / "book").mkdir(parents=True)
    (root / "_config.yml").write_text("title: t\n", encoding="utf-8")
    (root / "book" / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    shutil.copyfile(Path(__file__).parents[2] / "nbgrader_config.py", root / "nbgrader_config.py")
    write_varied(root)
    course = Course(root.resolve())
    generate(course)
    variants = json.loads((course.solutions / VARIED / f"{VARIED}.variants.key.yaml").read_text(encoding="utf-8"))
    for number in ("l0", "l2", "l3"):
        variant = due(number, VARIED, 1, 20)
        own = {**MODEL["answers"], **variants["variants"][variant]["answers"]}
        content = {**answers_file(number, own), "exercise": VARIED, "variant": variant}
        folder = course.autograded / number / VARIED
        folder.mkdir(parents=True)
        (folder / f"{VARIED}.answers.json").write_text(json.dumps(content), encoding="utf-8")
    lost = json.loads((course.autograded / "l0" / VARIED / f"{VARIED}.answers.json").read_text(encoding="utf-8"))
    (course.autograded / "gone" / VARIED).mkdir(parents=True)
    (course.autograded / "gone" / VARIED / f"{VARIED}.answers.json").write_text(
        json.dumps({**lost, "variant": "v77"}), encoding="utf-8"
    )
    figures = item_figures(course)
    made = only(figures)
    # Each by their own key: everything is right, whatever the variant.
    assert {one.item: (one.facility, one.n) for one in made.found.items} == dict.fromkeys(
        ("v-number", "v-class", "v-one"), (1.0, 3)
    )
    assert made.varied == ["v-class"]
    assert [bool(one.options) for one in made.found.items] == [False, False, True]
    said = items_text(figures)
    assert "Options are not counted where they differ from learner to learner: v-class." in said
    assert "v77, which the exercise no longer has" in figures.left_out[0]


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_no_cell_is_a_formula_and_no_text_is_a_tag(course: Course, model: dict[str, Any]) -> None:
    lay(course, "l1", model)
    lay(course, "l2", {**model, "one": "b"})
    made = only(item_figures(course))
    hostile = made.exercise.items[0].model_copy(update={"title": '=HYPERLINK("x")'})
    exercise = made.exercise.model_copy(update={"items": [hostile, *made.exercise.items[1:]]})
    made = replace(made, exercise=exercise)
    made.words["one"]["a"] = "@sum & <b onclick=x>"
    (_, first, *_), (_, option, *_) = read(items_csv(made)), read(options_csv(made))
    assert first[1] == '\'=HYPERLINK("x")'
    assert option[:5] == ["one", "a", "'@sum & <b onclick=x>", "yes", "0.5"]
    page = items_html(CourseFigures([made], ["<i>, x: left out."]), date(2026, 11, 21))
    assert "@sum &amp; &lt;b onclick=x&gt;" in page
    assert "<li>&lt;i&gt;, x" in page
    assert "21 November 2026" in page
    assert page.count("<caption>") == page.count("<table>") == 2


def test_the_command_decides_nothing(
    course: Course, model: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMS_COURSE", str(course.root))
    assert main(["report", "--items"]) == 0
    assert "Nothing is marked yet" in capsys.readouterr().out
    answers, _ = known_cohort(model, 8)
    for at, own in enumerate(answers):
        lay(course, f"l{at}", own)
    assert main(["report", "--items"]) == 0
    out = capsys.readouterr().out
    assert "Standards & promises (sample-exercise)" in out
    assert "There are only 8 learners." in out
    assert {path.name for path in course.reports.iterdir()} == {
        "items.html", f"items-{EXERCISE}.csv", f"items-options-{EXERCISE}.csv"
    }  # fmt: skip
    assert not course.decisions.exists()
    lay(course, "broken", {}).write_text("{", encoding="utf-8")
    assert main(["report", "--items"]) == 1
    assert "broken, sample-exercise: left out." in capsys.readouterr().err


@pytest.mark.browser
def test_the_page_is_accessible(course: Course, model: dict[str, Any], chromium: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for at, own in enumerate(known_cohort(model, 8)[0]):
        lay(course, f"l{at}", own)
    write_items(course, item_figures(course))
    page = chromium.new_page()
    page.goto((course.reports / "items.html").as_uri())
    page.locator("summary").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()

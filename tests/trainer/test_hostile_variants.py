"""Hostile submissions to an exercise with variants: no variant of one's choice, no crash, a reason for each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.bank import exercise as load
from qmslib.course.lint.items import telling_ids
from qmslib.course.paths import Course
from qmslib.course.variants import due
from qmslib.trainer.feedback import feedback
from qmslib.trainer.mark import mark
from qmslib.trainer.report import report
from qmslib.trainer.stock import rows
from tests.course.varied import EXERCISE
from tests.trainer.conftest import ROOT, answers_file, varied_course


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return varied_course(tmp_path_factory.mktemp("hostile") / "course")


def _submit(course: Course, number: str, **changes: Any) -> None:
    whole = load(course, EXERCISE)
    assert whole.variants is not None
    own = due(number, EXERCISE, 1, len(whole.variants.names))
    given = whole.variants.found.variants[own].answers
    content = {**answers_file(number, given), "exercise": EXERCISE, "variant": own, **changes}
    folder: Path = course.submitted / number / EXERCISE
    folder.mkdir(parents=True)
    shutil.copy(course.exercises / EXERCISE / f"{EXERCISE}.ipynb", folder)
    (folder / f"{EXERCISE}.answers.json").write_text(json.dumps(content), encoding="utf-8")


FORGED: dict[str, Any] = {
    "unknown": "v99",
    "path": "../../x",
    "markup": "<script>alert(1)</script>",
    "long": "v" * 100_000,
    "list": ["v01"],
    "number": 1,
    "object": {"v01": {"key": 1}},
    "nothing": None,
    "truth": True,
    "zeros": "v00",
    "odd-digit": "v\u0661\u0662",
    "nul": "v01\x00",
    "surrogate": "\ud800",
    "huge": 10**300,
}


def test_forged_variants_end_with_a_reason_and_harm_nobody(varied: Course) -> None:
    _submit(varied, "honest")
    for name, variant in FORGED.items():
        _submit(varied, f"f-{name}", variant=variant)
    _submit(varied, "f-materials", materials={"log": {"rows": [["x", 0]]}})
    found = {one.learner: one for one in mark(varied)}
    assert found["honest"].status == "marked", found["honest"]
    for name, one in found.items():
        assert name == "honest" or one.reasons, one
        assert one.status in ("not marked", "marked with notes") or name == "honest", one
    graded = rows(varied, EXERCISE)
    best = {name: grade["auto"] for name, grade in graded["honest"]["grades"].items()}
    assert best["v-number"] > 0
    for row in graded.values():
        assert all((grade["auto"] or 0) <= (best[name] or 0) for name, grade in row["grades"].items())
    report(varied, by="a test")
    feedback(varied)


@pytest.mark.parametrize("course", [Course(ROOT)])
def test_no_id_of_the_course_tells_which_answer_is_right(course: Course) -> None:
    for name in course.authored():
        for item in load(course, name).items:
            assert telling_ids(item) == [], f"{name}: {item.id}"


def test_an_attempt_made_up_to_reach_another_variant_is_told_of(varied: Course) -> None:
    names = load(varied, EXERCISE).variants.names  # type: ignore[union-attr]
    wanted = due("chooser", EXERCISE, 7, len(names))
    _submit(varied, "chooser", attempt=7, variant=wanted)
    _submit(varied, "plain")
    found = {result.learner: result for result in mark(varied, [EXERCISE]) if result.learner in ("chooser", "plain")}
    assert found["plain"].status == "marked"
    assert found["chooser"].status == "marked with notes"
    assert "attempt 7, and none was decided before it" in " ".join(found["chooser"].reasons)

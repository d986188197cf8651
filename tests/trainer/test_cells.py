from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.trainer.answer_html import answer_html
from qmslib.trainer.cells import answer, mark

EXERCISE = "sample-exercise"


@pytest.fixture
def here(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "marked"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("QMS_COURSE", str(course.root))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    return folder


def save(folder: Path, values: dict[str, Any]) -> None:
    content = {"format": 1, "exercise": EXERCISE, "answers": {k: {"value": v} for k, v in values.items()}}
    (folder / f"{EXERCISE}.answers.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("item", "value", "points"),
    [
        ("one", "a", 2.0),
        ("one", "b", 0.0),
        ("many", ["a", "c"], 3.0),
        ("many", ["a"], 1.5),
        ("order", ["p", "q", "r"], 2.0),
        ("order", ["r", "q", "p"], 0.0),
        ("match", {"m1": "x"}, 1.0),
        ("classify", {"c1": "yes", "c2": "no", "c3": "no"}, 2.6667),
        ("number", "12.5", 2.0),
        ("form", [{"standard": "a", "owner": "b"}, {"standard": "c", "owner": "d"}], 4.0),
        ("one", {"a": [["deep"]]}, 0.0),
        ("form", "text instead of rows", 0.0),
        ("number", None, 0.0),
    ],
)
def test_marks(here: Path, capfd: pytest.CaptureFixture[str], item: str, value: Any, points: float) -> None:
    save(here, {item: value})
    result = mark(EXERCISE, item)
    assert result == points
    assert type(result) is float
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"format": 1}', "\ud800", '{"exercise": "another"}'])
def test_a_damaged_answers_file_gives_no_points_and_a_sentence(
    here: Path, capfd: pytest.CaptureFixture[str], content: str | None
) -> None:
    if content is not None:
        (here / f"{EXERCISE}.answers.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    assert mark(EXERCISE, "one") == 0.0
    answer(EXERCISE, "account")
    assert capfd.readouterr().err == ""


def test_missing_keys_give_a_sentence(here: Path, course: Course, capfd: pytest.CaptureFixture[str]) -> None:
    course.key_file(EXERCISE).unlink()
    assert mark(EXERCISE, "one") == 0.0
    said = capfd.readouterr()
    assert "could not be marked" in said.out
    assert said.err == ""
    assert mark(EXERCISE, "no-such-item") == 0.0
    assert answer(EXERCISE, "account") is None


def test_a_learner_who_runs_the_cell_sees_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION")
    save(here, {"one": "a"})
    assert mark(EXERCISE, "one") is None
    answer(EXERCISE, "account")
    assert capfd.readouterr() == ("", "")


def test_validate_asks_for_answers_only_and_needs_no_key(
    here: Path, course: Course, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    monkeypatch.setenv("QMS_COURSE", "/nowhere")
    (here / f"{EXERCISE}.form.json").write_bytes(course.form_file(EXERCISE).read_bytes())
    save(here, {"one": "b"})
    assert mark(EXERCISE, "one") == 2.0
    assert mark(EXERCISE, "many") == 0.0
    assert "Not answered yet: What a standard has" in capfd.readouterr().out


HOSTILE = '<script>alert("x")</script>\u202e'


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ({"kind": "choose_one", "options": [{"id": "a", "text": HOSTILE}]}, "a"),
        ({"kind": "choose_one", "options": []}, HOSTILE),
        ({"kind": "choose_many", "options": []}, [HOSTILE]),
        ({"kind": "order", "steps": []}, [HOSTILE]),
        ({"kind": "classify", "stems": [{"id": "s", "text": HOSTILE}], "options": []}, {"s": HOSTILE}),
        ({"kind": "number", "unit": HOSTILE}, HOSTILE),
        ({"kind": "form", "fields": [{"id": "f", "label": HOSTILE}]}, {"f": HOSTILE}),
        ({"kind": "form", "fields": [{"id": "f", "label": HOSTILE}]}, [{"f": HOSTILE}, HOSTILE, None]),
        ({"kind": "account"}, HOSTILE + "\ud800\x00"),
        ({"kind": "choose_many"}, HOSTILE),
    ],
)
def test_answers_are_shown_escaped(item: dict[str, Any], value: Any) -> None:
    shown = answer_html(item, value)
    assert "<script" not in shown
    shown.encode("utf-8")

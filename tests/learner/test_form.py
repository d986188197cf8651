from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.release import form_bytes
from qmslib.course.sheet import answer_html, sheet_html
from qmslib.learner import store
from qmslib.learner.form import Apology, ExerciseForm, Sheet, form
from tests.browser.live import make_course
from tests.browser.samples import EXERCISE, form as released

HOSTILE = '<script>alert("x")</script>&"\''
ITEMS = {item["id"]: item for item in released()["items"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / f"{EXERCISE}.form.json").write_bytes(form_bytes(released()))
    return tmp_path


class Said:
    """Collects what a widget sends."""

    def __init__(self, widget: ExerciseForm) -> None:
        self.replies: list[dict[str, Any]] = []
        widget.send = self.replies.append  # type: ignore[method-assign]


def test_the_names_are_functions_in_any_order() -> None:
    from importlib import import_module

    import_module("qmslib.learner.form")
    import_module("qmslib.learner.practice")
    from qmslib.learner import criteria_map, form, practice

    assert callable(form)
    assert callable(practice)
    assert "<table" in criteria_map()._repr_html_()
    with pytest.raises(ImportError):
        from qmslib.learner import nothing  # type: ignore[attr-defined]  # noqa: F401


def test_the_widget_holds_no_keys_and_no_html(folder: Path) -> None:
    widget = form(EXERCISE, folder)
    assert isinstance(widget, ExerciseForm)
    made = widget._repr_mimebundle_()
    bundle = made[0] if isinstance(made, tuple) else made
    assert "text/html" not in bundle
    text = json.dumps(widget.form)
    for secret in ('"key"', '"orders"', '"feedback"', '"rubric"', '"samples"', '"mistakes"', '"required_points"'):
        assert secret not in text


def test_every_message_gets_a_reply(folder: Path) -> None:
    widget = ExerciseForm(EXERCISE, folder)
    said = Said(widget)
    widget._hear(widget, {"kind": "ping", "seq": 1}, [])
    widget._hear(widget, {"kind": "save", "seq": 2, "changed": {"t-one": "a"}, "base": {}}, [])
    widget._hear(
        widget,
        {
            "kind": "save", "seq": 3, "base": {"t-one": None},
            "changed": {"t-one": "b", "t-number": "5", "declaration": {"own_work": True, "help": "none", "ai": "x"}},
        },
        [],
    )  # fmt: skip
    widget._hear(widget, {"kind": "save", "seq": 4, "changed": {"t-none": "b"}, "base": {}}, [])
    widget._hear(widget, {"kind": "save", "seq": 5, "changed": ["t-none"], "base": {}}, [])
    widget._hear(widget, "nonsense", [])
    pong, first, second, third, fourth = said.replies
    assert pong == {"kind": "pong", "seq": 1}
    assert first["kind"] == "saved"
    assert first["revisions"] == {"t-one": 1}
    assert second["clashes"]["t-one"]["value"] == "a"
    assert set(second["revisions"]) == {"t-number", "declaration"}
    assert third["kind"] == "failed"
    assert "no such question" in third["why"]
    assert fourth["kind"] == "failed"
    assert store.load(EXERCISE, folder)["answers"]["t-one"]["value"] == "a"


def test_what_cannot_be_shown_is_explained(tmp_path: Path) -> None:
    apology = form(EXERCISE, tmp_path)
    assert isinstance(apology, Apology)
    assert "no such file" in apology._repr_html_()
    assert isinstance(form("../x", tmp_path), Apology)


def test_in_marking_it_is_plain_escaped_html(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    sheet = form(EXERCISE, folder)
    assert isinstance(sheet, Sheet)
    assert "No answers were handed in" in sheet._repr_html_()
    store.save(EXERCISE, folder, {"t-account": HOSTILE, "t-one": "b", "t-table": [{"owner": HOSTILE}]}, {})
    html = sheet._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "A wish" in html
    (folder / f"{EXERCISE}.answers.json").write_text("half")
    assert "cannot be shown" in sheet._repr_html_()
    assert (folder / f"{EXERCISE}.answers.json").read_text() == "half"
    assert "cannot be shown" in form("../x", folder)._repr_html_()  # type: ignore[union-attr]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", sorted(ITEMS))
@pytest.mark.parametrize(
    "value",
    [None, "", [], {}, HOSTILE, [HOSTILE, 1, None], {"m1": HOSTILE, "k1": 5, "owner": HOSTILE}, [{"owner": HOSTILE}],
     5, True, [[HOSTILE]], {"who": {"x": HOSTILE}}],
)  # fmt: skip
def test_any_value_is_shown_escaped(name: str, value: Any) -> None:
    html = answer_html(ITEMS[name], value)
    assert "<script" not in html
    assert html.startswith("<")


def test_answers_are_shown_in_the_exercises_words() -> None:
    assert answer_html(ITEMS["t-many"], ["b", "a"]) == "<ul><li>The source</li><li>The owner</li></ul>"
    assert answer_html(ITEMS["t-order"], ["s2", "s1"]).startswith("<ol><li>Check who asks</li>")
    assert "Count from the log" in answer_html(ITEMS["t-match"], {"m1": "x"})
    assert "No answer" in answer_html(ITEMS["t-match"], {"m1": "x"})
    assert "5 hours" in answer_html(ITEMS["t-number"], "5")
    assert "two<br>lines" in answer_html(ITEMS["t-fields"], {"what": "two\nlines"})
    html = sheet_html(released(), {"answers": {"t-one": {"value": "a"}}, "attempt": 2, "declaration": None})
    assert "Attempt 2" in html
    assert "No declaration was made" in html


def test_practice_has_both_faces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_course(tmp_path)
    monkeypatch.setenv("QMS_COURSE", str(tmp_path))
    from qmslib._common.errors import CourseError
    from qmslib.learner.practice import keep, practice, read_kept

    bundle = practice("t-one", "t-table")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert '<div class="qms-mount" data-qms="practice">' in bundle["text/html"]
    monkeypatch.setenv("QMS_SITE", "1")
    assert set(practice("t-one")._repr_mimebundle_()) == {"text/plain", "text/html"}
    with pytest.raises(CourseError, match="no such practice item"):
        practice("t-nothing")
    with pytest.raises(CourseError, match="at least one"):
        practice()
    file = tmp_path / "work" / "practice.json"
    keep(file, {"t-one": {"hash": "x", "value": "a"}, "t-many": {"hash": "y"}})
    keep(file, {"t-many": None})
    assert read_kept(file) == {"t-one": {"hash": "x", "value": "a"}}
    file.write_text("half")
    assert read_kept(file) == {}
    assert (tmp_path / "work" / "practice.damaged-1.json").read_text() == "half"

"""Drawing a variant: from the learner's number, saved at once, kept for the attempt, another one for the next."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.answers import Learner, read_answers
from qmslib.course.items import load_exercise
from qmslib.course.release import bank_hash, form_bytes, release_exercise
from qmslib.course.variants import due, variants_path
from qmslib.learner import drawing, store
from qmslib.learner.form import NEW_MATERIAL, ExerciseForm, Sheet
from qmslib.learner.identity import load_identity, save_identity
from qmslib.learner.progress import gaps
from qmslib.trainer.variants import variants_content
from tests.course.varied import EXERCISE, write_varied

WEI, GRACE = Learner(name="Wei Zhang", number="wz-1"), Learner(name="Grace Okafor", number="go-2")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    key = write_varied(tmp_path_factory.mktemp("author")) / f"{EXERCISE}.key.yaml"
    content = variants_content(key)
    assert content is not None
    variants_path(key).write_bytes(content)
    return form_bytes(release_exercise(load_exercise(key)))


@pytest.fixture
def folder(released: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    root = tmp_path / "course"
    (root / "book").mkdir(parents=True)
    (root / "_config.yml").write_text("", encoding="utf-8")
    (root / "book" / "_toc.yml").write_text("", encoding="utf-8")
    monkeypatch.setenv("QMS_COURSE", str(root))
    place = root / "work" / "exercises" / EXERCISE
    place.mkdir(parents=True)
    (place / f"{EXERCISE}.form.json").write_bytes(released)
    return place


def kept(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / f"{EXERCISE}.answers.json").read_text(encoding="utf-8"))
    return loaded


def shown(form: ExerciseForm) -> Any:
    return form.form["items"][0]["material"][0]["rows"][0][0]


def ask(form: ExerciseForm, **message: Any) -> dict[str, Any]:
    sent: list[dict[str, Any]] = []
    form.send = sent.append  # type: ignore[method-assign]
    form._hear(form, {"seq": 1, **message}, [])
    return sent[0]


def test_the_form_asks_who_works_here_before_it_shows_anything(folder: Path) -> None:
    form = ExerciseForm(EXERCISE, folder)
    assert form.who
    assert form.form == {"title": "A varied exercise"}
    assert not (folder / f"{EXERCISE}.answers.json").exists()
    assert "number" in ask(form, kind="who", name="Wei Zhang", number="../x")["why"]
    assert form.who
    assert ask(form, kind="who", name="Wei Zhang", number="wz-1") == {"kind": "met", "seq": 1}
    assert not form.who
    variant = due("wz-1", EXERCISE, 1, 20)
    assert shown(form) == f"V{variant[1:]}-1"
    file = kept(folder)
    assert (file["variant"], file["learner"]["number"], file["answers"]) == (variant, "wz-1", {})
    assert file["bank"] == bank_hash(store.released(EXERCISE, folder))
    identity = load_identity(drawing.Course.find())
    assert identity is not None
    assert identity.number == "wz-1"
    assert shown(ExerciseForm(EXERCISE, folder)) == shown(form)


def test_who_is_known_from_the_start_page_is_not_asked(folder: Path) -> None:
    save_identity(drawing.Course.find(), "Grace Okafor", "go-2")
    form = ExerciseForm(EXERCISE, folder)
    assert not form.who
    assert form.saved["variant"] == due("go-2", EXERCISE, 1, 20) == kept(folder)["variant"]
    assert form.notices == []


def test_where_there_is_no_course_the_answers_keep_the_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMS_COURSE", str(folder / "nowhere"))
    ask(ExerciseForm(EXERCISE, folder), kind="who", name="Wei Zhang", number="wz-1")
    assert not ExerciseForm(EXERCISE, folder).who
    assert kept(folder)["learner"] == {"name": "Wei Zhang", "number": "wz-1"}


def test_a_variant_is_kept_for_the_attempt_whatever_the_number_becomes(folder: Path) -> None:
    first = drawing.draw(EXERCISE, folder, WEI).answers
    again = drawing.draw(EXERCISE, folder, GRACE).answers
    assert again == first
    store.save(EXERCISE, folder, {"v-one": "a"}, {})
    assert kept(folder)["variant"] == first["variant"]


def test_a_new_attempt_draws_anew_and_keeps_what_is_not_about_the_material(folder: Path) -> None:
    drawing.draw(EXERCISE, folder, WEI)
    answers = {"v-number": "12", "v-class": {"k1": "x", "k2": "y"}, "v-one": "b", "v-account": "In our team …"}
    store.save(EXERCISE, folder, answers, {})
    store.start_attempt(EXERCISE, folder)
    assert set(kept(folder)["answers"]) == {"v-one", "v-account"}
    assert "variant" not in kept(folder)
    archived = json.loads((folder / f"{EXERCISE}.attempt-1.answers.json").read_text(encoding="utf-8"))
    assert set(archived["answers"]) == set(answers)
    assert archived["variant"] == due("wz-1", EXERCISE, 1, 20)
    form = ExerciseForm(EXERCISE, folder)
    assert form.saved["variant"] == due("wz-1", EXERCISE, 2, 20) != archived["variant"]
    assert NEW_MATERIAL in form.notices


def test_a_variant_that_is_gone_is_drawn_again_and_said(folder: Path) -> None:
    drawing.draw(EXERCISE, folder, WEI)
    store.save(EXERCISE, folder, {"v-one": "b"}, {})
    form = store.released(EXERCISE, folder)
    del form["variants"][kept(folder)["variant"]]
    form["variants"] = {f"v{number:02d}": one for number, one in enumerate(form["variants"].values(), 1)}
    gone = kept(folder)["variant"]
    form["variants"].pop(gone, None)
    (folder / f"{EXERCISE}.form.json").write_bytes(form_bytes(form))
    opened = drawing.draw(EXERCISE, folder, WEI)
    assert opened.answers["variant"] != gone
    assert opened.answers["variant"] in form["variants"]
    assert opened.notices == [drawing.CHANGED]
    assert opened.answers["answers"]["v-one"]["value"] == "b"


@pytest.mark.parametrize("value", ["<script>", 7, ["v01"], "v99"])
def test_a_hostile_variant_in_the_file_is_replaced(folder: Path, value: Any) -> None:
    path = folder / f"{EXERCISE}.answers.json"
    path.write_text(json.dumps({"exercise": EXERCISE, "variant": value}), encoding="utf-8")
    save_identity(drawing.Course.find(), "Wei Zhang", "wz-1")
    assert ExerciseForm(EXERCISE, folder).saved["variant"] == due("wz-1", EXERCISE, 1, 20)


def test_two_windows_draw_the_same(folder: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(drawing.draw(EXERCISE, folder, WEI).answers["variant"]))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert kept(folder)["revision"] == 1


def test_progress_counts_the_questions_of_the_variant(folder: Path) -> None:
    form = store.released(EXERCISE, folder)
    drawing.draw(EXERCISE, folder, WEI)
    store.save(EXERCISE, folder, {"v-class": {"k1": "x"}}, {})
    answers = read_answers(folder / f"{EXERCISE}.answers.json", EXERCISE)
    lacks = {gap.item: gap.lacks for gap in gaps(form, answers)}
    assert lacks["v-class"] == "1 line of 2 without an answer"
    revision = kept(folder)["answers"]["v-class"]["revision"]
    store.save(EXERCISE, folder, {"v-class": {"k1": "x", "k2": "y"}}, {"v-class": revision})
    answers = read_answers(folder / f"{EXERCISE}.answers.json", EXERCISE)
    assert "v-class" not in {gap.item for gap in gaps(form, answers)}
    assert store.state(form, kept(folder)) == "in progress"


def test_the_sheet_shows_the_tables_that_the_learner_had(folder: Path) -> None:
    variant = drawing.draw(EXERCISE, folder, WEI).answers["variant"]
    page = Sheet(EXERCISE, folder)._repr_html_()
    assert f"V{variant[1:]}-1" in page
    assert f"Case k1 of log {int(variant[1:])}" not in page  # no answer yet
    other = due("wz-1", EXERCISE, 2, 20)
    assert f"V{other[1:]}-1" not in page


def test_an_exercise_without_variants_asks_nothing(folder: Path) -> None:
    form = store.released(EXERCISE, folder)
    del form["variants"]
    (folder / f"{EXERCISE}.form.json").write_bytes(form_bytes(form))
    made = ExerciseForm(EXERCISE, folder)
    assert not made.who
    assert not (folder / f"{EXERCISE}.answers.json").exists()


def test_a_name_or_number_of_another_kind_is_refused(folder: Path) -> None:
    for name, number in ((7, "wz-1"), ("Wei", None), ("", "wz-1"), ("Wei", "x" * 99)):
        with pytest.raises(CourseError):
            drawing.meet(name, number)

"""Marked notebooks that are put together as text are, byte for byte, what running the cells gives."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.answers import AnswersFile, check_answers
from qmslib.course.paths import Course
from qmslib.trainer import mark_form
from qmslib.trainer.cohort import answers_file as simulated_answers, cohort
from qmslib.trainer.database import load_config
from qmslib.trainer.engine import gradebook
from qmslib.trainer.form_sheet import Sheet, sheet_of, written
from qmslib.trainer.mark import mark
from qmslib.trainer.run import Run
from qmslib.trainer.run_cells import cell_runner
from tests.trainer.conftest import EXERCISE, Submit, answers_file, varied_course


def sheet_for(course: Course, name: str) -> tuple[Run, Sheet]:
    with gradebook(course) as book:
        run = Run(course, book, load_config(course), {})
        return run, sheet_of(run, name)


def by_running(run: Run, sheet: Sheet, answers: AnswersFile, folder: Path) -> str:
    """What the cells give when they are run, with the files beside them as marking lays them."""
    name = sheet.exercise.exercise
    folder.mkdir(parents=True)
    (folder / f"{name}.answers.json").write_text(answers.model_dump_json(), encoding="utf-8")
    (folder / f"{name}.form.json").write_bytes(sheet.form[1])
    notebook = copy.deepcopy(sheet.template)
    with cell_runner(run.course) as runner:
        runner.run(notebook, folder)
    return written(notebook, run.config, known=True)


#: Values that somebody may hand in for any item, and marking can take.
ODD: list[Any] = [
    None, "", 0, -1, 1e300, True, [], {}, "a", "b", ["a", "b"], {"a": "b"}, [["a"]], [{"x": "<script>x</script>"}],
    "</div>\u2028<b>\u0085\x0b\x0c\x1c\r\n$x$ \\ \" é \N{GRINNING FACE}", "I\nwrote\n" * 40, {"": {"": [None]}},
    "\x00\x7f",
]  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=lambda value: json.dumps(value)[:20])
def test_any_answer_gives_the_same_notebook(course: Course, tmp_path: Path, value: Any) -> None:
    run, sheet = sheet_for(course, EXERCISE)
    assert sheet.notebook is not None
    raw = answers_file("l1", {item.id: value for item in sheet.exercise.items})
    answers = check_answers(raw, EXERCISE)
    text, points = sheet.notebook.marked(sheet.exercise, answers)
    assert text == by_running(run, sheet, answers, tmp_path / "l1" / "run")
    assert set(points) == {item.id for item in sheet.exercise.items if item.kind != "account"}


def test_simulated_learners_give_the_same_notebooks(course: Course, tmp_path: Path) -> None:
    run, sheet = sheet_for(course, EXERCISE)
    assert sheet.notebook is not None
    seen = set()
    for person in cohort(course, EXERCISE, 8):
        answers = check_answers(simulated_answers(sheet.exercise, person, ""), EXERCISE)
        text, points = sheet.notebook.marked(sheet.exercise, answers)
        assert text == by_running(run, sheet, answers, tmp_path / person.number / "run")
        seen.add(tuple(points.values()))
    assert len(seen) >= 3


def test_each_variant_has_its_own_notebook(tmp_path: Path) -> None:
    course = varied_course(tmp_path / "varied")
    (name,) = course.exercise_names()
    run, sheet = sheet_for(course, name)
    assert sheet.notebook is not None
    assert sheet.exercise.variants is not None
    texts = set()
    for variant in sheet.exercise.variants.names[:3]:
        raw = answers_file("l1", {}) | {"exercise": name, "variant": variant}
        answers = check_answers(raw, name)
        text, _ = sheet.notebook.marked(sheet.exercise.variants.of(variant), answers)
        assert text == by_running(run, sheet, answers, tmp_path / variant / "l1" / "run")
        texts.add(text)
    assert len(texts) == 3


def test_a_notebook_that_is_not_as_generated_is_run(course: Course, submit: Submit) -> None:
    for folder in (course.solutions, course.exercises):
        path = folder / EXERCISE / f"{EXERCISE}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        locked = next(cell["metadata"] for cell in notebook["cells"] if cell["id"] == "exercise_form")
        extra = {"cell_type": "code", "id": "extra", "metadata": copy.deepcopy(locked), "outputs": []}
        extra["metadata"]["nbgrader"] |= {"grade_id": "extra"}
        extra["metadata"]["nbgrader"].pop("checksum", None)
        notebook["cells"].append(extra | {"source": "print(6 * 7)", "execution_count": None})
        path.write_text(json.dumps(notebook), encoding="utf-8")
    submit("l1")
    (result,) = mark(course)
    assert result.status == "marked"
    assert sheet_for(course, EXERCISE)[1].notebook is None
    marked = json.loads((course.autograded / "l1" / EXERCISE / f"{EXERCISE}.ipynb").read_text(encoding="utf-8"))
    assert marked["cells"][-1]["outputs"] == [{"name": "stdout", "output_type": "stream", "text": ["42\n"]}]
    assert any(cell.get("outputs") and cell["id"] == "one" for cell in marked["cells"])


def test_settings_for_stocks_writer_hold(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_config(course)
    settings.NotebookExporter.nbformat_version = 3
    monkeypatch.setattr("tests.trainer.test_form_notebook.load_config", lambda _: settings)
    assert sheet_for(course, EXERCISE)[1].notebook is None


def test_what_cannot_be_put_together_is_run(course: Course, submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    submit("l1")
    mark(course)
    path = course.autograded / "l1" / EXERCISE / f"{EXERCISE}.ipynb"
    before = path.read_bytes()

    def broken(*_: object) -> None:
        raise ValueError("this answer is odd")

    monkeypatch.setattr(mark_form.Sheet, "notebook", property(lambda _: broken, lambda *_: None), raising=False)
    assert mark(course, again=True)[0].status == "marked"
    assert path.read_bytes() == before

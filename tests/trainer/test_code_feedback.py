"""Feedback on code exercises: a page for each marked submission, with nothing of a hidden test on it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.code_exercises import secret_lines
from qmslib.course.feedback_file import SIZE_LIMIT, read_feedback
from qmslib.course.paths import Course
from qmslib.trainer import stand_in
from qmslib.trainer.decisions import record_new
from qmslib.trainer.engine import gradebook
from qmslib.trainer.feedback import feedback
from qmslib.trainer.mark import mark
from qmslib.trainer.safe_display import SafeDisplay, hide_tests
from qmslib.trainer.sanitise import _HIDDEN, KeepCourseCells
from qmslib.trainer.stock import run_nbgrader
from tests.trainer.code_marked import CODE, FAILED, marked_by_box, marked_by_stock, put, text, with_code
from tests.trainer.conftest import EXERCISE, submitter

TABLE = "<table><thead><tr><th></th><th>team</th></tr></thead><tbody><tr><th>0</th><td>East</td></tr></tbody></table>"
SEEN = {"output_type": "error", "ename": "AssertionError", "evalue": "29 cannot be right", "traceback": ["a frame"]}


@pytest.fixture(scope="module")
def _coded(_released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("coded") / "course"
    shutil.copytree(_released.root, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return with_code(Course(folder.resolve()))


@pytest.fixture
def code(_coded: Course, tmp_path: Path) -> Course:
    folder = tmp_path / "course"
    shutil.copytree(_coded.root, folder)
    return Course(folder.resolve())


def page(course: Course, learner: str = "l1") -> str:
    (path,) = feedback(course, learner)
    return path.read_text(encoding="utf-8")


def test_the_page_has_points_comments_and_the_notebook(code: Course) -> None:
    notebook = marked_by_box(
        analyst_setup={"outputs": [text(TABLE, "text/html", **{"text/plain": "   team"})]},
        open_cases_test={"metadata": {"qms": {"shown": [SEEN]}}, "outputs": [FAILED]},
        vital_few_test={"outputs": [FAILED]},
    )
    put(code, "l1", notebook, {"open_cases_code": "Count <b>those</b> without a date."}, open_cases=0, vital_few=1)
    found = page(code)
    data = read_feedback(found.encode())
    assert (data["code"], data["status"], data["attempt"]) == (True, "marked", 1)
    assert data["items"][0] == {
        "id": "open_cases_test", "title": "1. How many cases are open?", "verdict": "not_passed", "points": 0,
        "max": 1, "comment": "Count <b>those</b> without a date.", "reread": "",
    }  # fmt: skip
    assert "7 of 9 points" in found
    assert "Count &lt;b&gt;those&lt;/b&gt;" in found
    assert "Ada Byron" in found
    assert "<h3>1. How many cases are open?</h3>" in found
    assert "<td></td><th>team</th>" in found
    assert "AssertionError: 29 cannot be right" in found
    assert "a frame" not in found, "no traceback of a test"
    assert found.count("A further test, which is not shown, was not.") == 1, "only where what is seen went well"
    order = [found.index(words) for words in ("Test by test", "Your notebook", "AS_OF", "def</span> open_cases")]
    assert order == sorted(order)


def test_nothing_of_hidden_tests_or_the_trusted_run_is_on_it(code: Course) -> None:
    failed = {name: {"outputs": [FAILED]} for name in ("open_cases_test", "due_on_time_test")}
    for learner, notebook in (("l1", marked_by_box(**failed)), ("l2", marked_by_stock(marked_by_box(**failed)))):
        put(code, learner, notebook, open_cases=0, due_on_time=0)
        found = page(code, learner)
        assert "SECRET-EXPECTED" not in found
        assert "HIDDEN TESTS" not in found
        told = found.replace("&quot;", '"').replace("&#x27;", "'")
        model = {line.strip() for line in marked_source(notebook)}
        assert [line for line in secret_lines(code, CODE) - model if len(line) > 12 and line in told] == []
    assert "The test ended with AssertionError." in page(code, "l2")
    assert "The test ended with" not in page(code, "l1")


def marked_source(notebook: dict[str, Any]) -> list[str]:
    return [line for cell in notebook["cells"] if "qms" not in cell["metadata"] and not cell["id"].endswith("_test")
            for line in cell["source"].splitlines()]  # fmt: skip


def test_a_run_outside_the_box_could_read_the_tests_so_no_output_of_it_is_shown(code: Course) -> None:
    leak = {"output_type": "stream", "name": "stdout", "text": "dGVzdHM="}
    named = {**FAILED, "ename": "share_due_on_time_is_447_of_550"}
    notebook = marked_by_box(analyst_setup={"outputs": [leak]}, open_cases_test={"outputs": [leak, named]})
    put(code, "l1", notebook)
    assert "dGVzdHM=" in page(code), "in the box it is the learner's own"
    put(code, "l1", marked_by_stock(notebook), open_cases=0)
    found = page(code)
    assert "dGVzdHM=" not in found
    assert "447_of_550" not in found
    assert "The test ended with an error." in found


def test_stock_feedback_hides_the_same(code: Course) -> None:
    import nbformat

    leak = {"output_type": "stream", "name": "stdout", "text": "LEAK"}
    notebook = marked_by_box(open_cases_code={"outputs": [leak, FAILED]}, open_cases_test={"outputs": [leak, FAILED]})
    boxed = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    stock = nbformat.from_dict(marked_by_stock(notebook))  # type: ignore[no-untyped-call]
    for found, kept in ((boxed, 1), (stock, 0)):
        hide_tests(found, _HIDDEN)
        assert json.dumps(found).count("LEAK") == kept
        assert "HIDDEN TESTS" not in json.dumps(found)
        cells = {cell["id"]: cell for cell in found.cells}
        assert [out.traceback for out in cells["open_cases_test"].outputs] == [["AssertionError"]]
        assert "int(log" in cells["open_cases_code"].source


def test_only_the_box_may_say_that_a_notebook_was_run_in_it(code: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat

    monkeypatch.setenv("QMS_COURSE", str(code.root))
    forged = nbformat.from_dict(marked_by_box())  # type: ignore[no-untyped-call]
    found, _ = KeepCourseCells()(forged, {"nbgrader": {"assignment": CODE, "student": "l1", "notebook": CODE}})
    assert [cell for cell in found.cells if "qms" in cell.metadata] == []


HOSTILE = "<script>bad()</script><img src=x onerror=bad()><svg onload=bad()>"


def test_nbgraders_own_pages_show_nothing_that_can_run(code: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat

    monkeypatch.setenv("QMS_COURSE", str(code.root))
    outputs = [
        text(TABLE.replace("East", HOSTILE + r"$\href{javascript:bad()}{x}$"), "text/html"),
        text("bad()", "application/javascript"),
        text(HOSTILE, "image/svg+xml"),
        text('x" onerror="bad()', "image/png"),
        text(HOSTILE, "text/markdown"),
        text(r"\href{javascript:bad()}{x}", "text/latex"),
    ]
    notebook = nbformat.from_dict(marked_by_box(open_cases_code={"outputs": outputs}))  # type: ignore[no-untyped-call]
    for cell in notebook.cells[:2]:
        cell.source = f"# Head\n\n{HOSTILE}\n\n[x](javascript:bad())"
        cell.metadata["tags"] = [HOSTILE]
    notebook.cells[1].cell_type = "raw"
    found, _ = SafeDisplay()(notebook, {"assignment_id": CODE})
    kept = json.dumps(found)
    for wrong in ("<script", "<img", "<svg", "text/latex", 'javascript"', "image/png", "text/markdown"):
        assert wrong not in kept
    assert "mathjax_ignore" in kept
    other, _ = SafeDisplay()(nbformat.from_dict({"cells": [], "metadata": {"a": 1}}), {"assignment_id": "sample"})  # type: ignore[no-untyped-call]
    assert other.metadata == {"a": 1}


def test_paths_of_the_trainers_machine_are_left_out(code: Course) -> None:
    words = f"File {code.root}/autograded/x.py and {Path.home()}/secret, not {Path.home()}xyz/z"
    put(code, "l1", marked_by_box(analyst_setup={"outputs": [{"output_type": "stream", "text": words}]}))
    found = page(code)
    assert "File …/autograded/x.py and …/secret" in found
    assert f"{Path.home()}xyz/z" in found


def test_one_that_cannot_be_shown_is_named_and_stops_no_other(code: Course) -> None:
    put(code, "l1", marked_by_box())
    put(code, "l2", marked_by_box()).write_text("{", encoding="utf-8")
    put(code, "l3", marked_by_box(), {"open_cases_code": "x" * 30_000})
    put(code, "no number", marked_by_box())
    put(code, "l5", marked_by_box()).unlink()
    put(code, "l6", {"cells": [None, {"cell_type": "code", "metadata": 3, "outputs": [1], "source": 4}]})
    problems: list[str] = []
    made = feedback(code, problems=problems)
    assert [path.parent.parent.name for path in made] == ["l1", "l6"]
    assert made[0].name == f"l1.{CODE}.attempt-1.feedback.html"
    assert len(problems) == 3


def test_a_page_stays_small_whatever_a_notebook_holds(code: Course) -> None:
    flood = [{"output_type": "stream", "name": "stdout", "text": "é" * 20_000 + "x" * 400_000} for _ in range(50)]
    notebook = marked_by_box(analyst_setup={"outputs": flood})
    notebook["cells"] += [{"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": []}] * 20_000
    put(code, "l1", notebook)
    found = page(code)
    assert len(found.encode()) < SIZE_LIMIT
    assert "The rest of the notebook is left out" in found
    assert read_feedback(found.encode())["items"]


@pytest.mark.parametrize(("late", "words"), [(2, "5 of 9 points"), (1, "6 of 9 points"), (30, "0 of 9 points")])
def test_what_being_late_costs_is_taken_off(code: Course, late: int, words: str) -> None:
    put(code, "l1", marked_by_box(), open_cases=0, vital_few=1)
    with gradebook(code) as book:
        submitted = book.find_submission_notebook(CODE, CODE, "l1")
        submitted.late_submission_penalty = late
        book.db.commit()
        # As stock nbgrader exports it.
        assert words.startswith(f"{max(0.0, submitted.score - late):g} of {submitted.max_score:g}")
    found = page(code)
    assert f"<strong>{words}</strong>" in found
    assert f"It came late: {late} point{'' if late == 1 else 's'} taken off." in found
    told = read_feedback(found.encode())
    assert told["penalty"] == late
    assert sum(item["points"] for item in told["items"]) == 7, "the points of each test stay"


def test_feedback_starts_without_what_it_does_not_need(code: Course) -> None:
    """What these cost to start is most of what feedback on a whole cohort costs."""
    put(code, "l1", marked_by_box())
    submitter(code)("l2")
    mark(code, [EXERCISE])
    stand_in.judge_accounts(code)
    record_new(code, by="Ann")
    program = (
        "import sys\nfrom qmslib.cli import main\n"
        f"assert main(['--course', {str(code.root)!r}, 'feedback']) == 0\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=code.root)
    *said, modules = ran.stdout.splitlines()
    assert "2 feedback files." in said
    heavy = {
        "IPython", "asyncio", "bs4", "dask", "distributed", "docx", "filelock", "jsonschema", "jupyter_client",
        "jupyter_core", "matplotlib", "nbclient", "nbconvert", "nbformat", "nbgrader", "notebook", "numpy",
        "openpyxl", "pandas", "scipy", "sphinx", "sqlalchemy", "tornado", "traitlets",
    }  # fmt: skip
    assert set(modules.split()) & heavy == set()


@pytest.mark.slow
def test_stock_generate_feedback_and_the_formgraders_page_run_nothing(code: Course) -> None:
    """The real command, with the course's settings; the formgrader makes its pages by the same exporter."""
    outputs = [text(HOSTILE, "text/html"), text("ran()", "application/javascript"), text(HOSTILE, "image/svg+xml")]
    leak = {"output_type": "stream", "name": "stdout", "text": "LEAK"}
    notebook = marked_by_box(
        open_cases_code={"outputs": [text(TABLE, "text/html"), *outputs]},
        open_cases_test={"outputs": [leak, FAILED]},
        analyst_help={"source": f"{HOSTILE} [x](javascript:ran())"},
    )
    put(code, "l1", notebook, open_cases=0)
    ran = run_nbgrader(code, "generate_feedback", CODE)
    assert ran.returncode == 0, ran.stderr
    found = (code.feedback / "l1" / CODE / f"{CODE}.html").read_text(encoding="utf-8")
    markup = ("<script>bad()", "<img src=x", "<svg onload", "ran()</script>", 'href="javascript')
    for wrong in (*markup, "LEAK", "SECRET-", "HIDDEN TESTS"):
        assert wrong not in found
    assert "East" in found
    assert "AssertionError" in found

"""Hostile submissions: no forged point, nothing run, nobody else touched, and each named with its reason."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.standards.smart import check_smart
from qmslib.trainer.collect import collect
from qmslib.trainer.decisions import read_decisions
from qmslib.trainer.feedback import feedback
from qmslib.trainer.mark import mark, write_results
from qmslib.trainer.report import report, write_report
from qmslib.trainer.stock import marked_notebook, rows, run_nbgrader, total
from tests.trainer.conftest import EXERCISE

ANSWERS, NOTEBOOK = f"{EXERCISE}.answers.json", f"{EXERCISE}.ipynb"
Harm = Callable[[Path], object]
Edit = Callable[[dict[str, Any]], object]

SPY = b"import pathlib\npathlib.Path('ran.txt').write_text('ran')\n"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def answers(change: Edit) -> Harm:
    """Change the answers file."""

    def harm(folder: Path) -> None:
        data = json.loads((folder / ANSWERS).read_text())
        change(data)
        (folder / ANSWERS).write_text(json.dumps(data))

    return harm


def notebook(change: Edit) -> Harm:
    """Change the notebook."""

    def harm(folder: Path) -> None:
        data = json.loads((folder / NOTEBOOK).read_text())
        change(data)
        (folder / NOTEBOOK).write_text(json.dumps(data))

    return harm


def value(item: str, content: Any) -> Harm:
    """Another answer to one item."""
    return answers(lambda data: data["answers"].update({item: {"value": content, "revision": 1}}))


def every(item_value: Any) -> Harm:
    """The same answer to every item."""
    return answers(lambda data: [entry.update(value=item_value) for entry in data["answers"].values()])


def raw(content: bytes) -> Harm:
    """Other bytes in the place of the answers."""
    return lambda folder: (folder / ANSWERS).write_bytes(content)


def stray(name: str, content: bytes = SPY) -> Harm:
    """A file of one's own."""

    def harm(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return harm


def instead(name: str, make: Callable[[Path], object]) -> Harm:
    """Something else in the place of a file."""

    def harm(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return harm


def cells(**metadata: Any) -> Harm:
    """The marking's own metadata, changed in every cell."""
    return notebook(lambda data: [cell["metadata"]["nbgrader"].update(metadata) for cell in data["cells"]])


def tag(name: str) -> Harm:
    return notebook(lambda data: [cell["metadata"].update(tags=[name]) for cell in data["cells"]])


def swap(data: dict[str, Any]) -> None:
    first, *_, last = [cell["metadata"]["nbgrader"] for cell in data["cells"]]
    first["grade_id"], last["grade_id"] = last["grade_id"], first["grade_id"]


def own_grade_cell(data: dict[str, Any]) -> None:
    for name in ("one", "bonus"):
        data["cells"].append(
            {
                "cell_type": "code", "id": f"own-{name}", "execution_count": None, "outputs": [], "source": ["100"],
                "metadata": {"nbgrader": {"grade": True, "grade_id": name, "points": 100, "locked": False,
                                          "solution": False, "task": False, "schema_version": 3}},
            }
        )  # fmt: skip


def nested(depth: int) -> Any:
    inner: Any = "x"
    for _ in range(depth):
        inner = [inner]
    return inner


def many_cells(data: dict[str, Any]) -> None:
    cell = data["cells"][2]
    data["cells"] += [{**cell, "source": [], "id": f"c{number}"} for number in range(20_000)]


def old_format(data: dict[str, Any]) -> None:
    plain = data.pop("cells")
    data.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": plain[:0], "metadata": {}}])


BAD, NOTES, FINE = "not marked", "marked with notes", "marked"

#: What was done, how it ends, and what the trainer is told.
TABLE: dict[str, tuple[Harm, str, str]] = {
    "points-changed": (cells(points=1000), FINE, ""),
    "schema-99": (cells(schema_version=99), FINE, ""),
    "schema-1": (cells(schema_version=1), FINE, ""),
    "unlocked": (cells(locked=False, grade=False), FINE, ""),
    "skip-execution": (tag("skip-execution"), FINE, ""),
    "ids-swapped": (notebook(swap), NOTES, "moved"),
    "other-types": (notebook(lambda d: [c.update(cell_type="raw") for c in d["cells"]]), FINE, ""),
    "own-grade-cells": (notebook(own_grade_cell), NOTES, "more than once"),
    "same-ids": (notebook(lambda d: [c.update(id="same") for c in d["cells"]]), FINE, ""),
    "cells-20000": (notebook(many_cells), NOTES, "more than once"),
    "nbformat-3": (notebook(old_format), NOTES, "damaged"),
    "nbformat-99": (notebook(lambda d: d.update(nbformat=99)), FINE, ""),
    "minor-0": (notebook(lambda d: d.update(nbformat_minor=0)), FINE, ""),
    "cells-odd": (notebook(lambda d: d.update(cells=[1, "x", None, {"source": {}}])), NOTES, "deleted"),
    "notebook-50mb": (lambda f: (f / NOTEBOOK).write_bytes(b"[" * 50_000_000), NOTES, "too large"),
    "notebook-deep": (lambda f: (f / NOTEBOOK).write_bytes(b"[" * 500_000), NOTES, "damaged"),
    "notebook-pipe": (instead(NOTEBOOK, os.mkfifo), NOTES, "link or a folder"),
    "notebook-device": (instead(NOTEBOOK, lambda p: p.symlink_to("/dev/zero")), NOTES, "link or a folder"),
    "time-pipe": (instead("timestamp.txt", os.mkfifo), NOTES, "time of hand-in"),
    "time-device": (instead("timestamp.txt", lambda p: p.symlink_to("/dev/zero")), NOTES, "time of hand-in"),
    **{
        "file-" + name.strip("._").split("/")[0].replace(".", "-"): (stray(name), NOTES, "Other files")
        for name in (
            "qmslib.py", "anywidget.py", "sitecustomize.py", "usercustomize.py", "x.pth", "json.py", "conftest.py",
            "nbgrader_config.py", "_config.yml", f"solutions/{EXERCISE}/{EXERCISE}.key.yaml",
            ".ipython/profile_default/startup/00.py", "ipython_config.py", "__pycache__/json.cpython-311.pyc",
        )
    },
    "file-odd-name": (lambda f: (f / os.fsdecode(b"\xff\x1b[31m.txt")).touch(), NOTES, "Other files"),
    "answers-pipe": (instead(ANSWERS, os.mkfifo), BAD, "not a regular file"),
    "answers-device": (instead(ANSWERS, lambda p: p.symlink_to("/dev/zero")), BAD, "not a regular file"),
    "answers-key": (
        instead(ANSWERS, lambda p: p.symlink_to(p.parents[3] / "solutions" / EXERCISE / f"{EXERCISE}.model.json")),
        BAD, "not a regular file",
    ),
    "answers-other": (
        instead(ANSWERS, lambda p: p.symlink_to(p.parents[2] / "honest-1" / EXERCISE / ANSWERS)), BAD, "regular",
    ),
    "answers-gradebook": (
        instead(ANSWERS, lambda p: os.link(p.parents[3] / "gradebook.db", p)), BAD, "cannot be used",
    ),
    "answers-odd-name": (
        instead(ANSWERS, lambda p: (p.parent / os.fsdecode(b"\xff.answers.json")).touch()), BAD, "another exercise",
    ),
    "json-1e999": (raw(b'{"format": 1, "exercise": 1e999}'), BAD, "cannot be used"),
    "json-digits": (raw(b'{"format": ' + b"9" * 5000 + b"}"), BAD, "cannot be used"),
    "value-deep": (value("one", nested(600)), BAD, "deeper"),
    "value-long": (value("account", "two-" * 50_000), BAD, "longer"),
    "value-rows": (value("form", [{}] * 100_000), BAD, "longer"),
    "value-surrogate": (value("account", "\ud800"), BAD, "not text"),
    "keys-20000": (answers(lambda d: d["answers"].update({f"x{i}": {} for i in range(20_000)})), NOTES, "left out"),
    "attempt-999": (answers(lambda d: d.update(attempt=999)), BAD, "attempt"),
    "attempt-99": (answers(lambda d: d.update(attempt=99, revision=10**400)), FINE, ""),
    "points-in-answers": (answers(lambda d: d["answers"]["one"].update(points=9)), BAD, "cannot be used"),
    "number-other": (answers(lambda d: d["learner"].update(number="honest-1")), NOTES, "honest-1"),
    "bank-forged": (answers(lambda d: d.update(bank="0" * 64)), NOTES, "changed after"),
    "name-rtl": (answers(lambda d: d["learner"].update(name="A\u202eB")), BAD, "cannot be shown"),
    "name-surrogate": (answers(lambda d: d["learner"].update(name="\ud800")), BAD, "cannot be used"),
    "name-markup": (answers(lambda d: d["learner"].update(name=MARKUP)), FINE, ""),
    "at-year-1": (answers(lambda d: [a.update(at="0001-01-01") for a in d["answers"].values()]), FINE, ""),
    "at-year-9999": (answers(lambda d: [a.update(at="9999-12-31") for a in d["answers"].values()]), FINE, ""),
}  # fmt: skip
#: Answers that are read, and earn nothing.
WORTHLESS: dict[str, Any] = {
    "every-html": MARKUP, "every-true": True, "every-number": 10**300, "every-ansi": "\x1b[2J\x00%s{0.__class__}",
    "every-formula": "=HYPERLINK(1)", "every-dict": {"key": MARKUP, "\u202e": None}, "every-list": [MARKUP, 1, None],
}  # fmt: skip

HONEST = ("honest-1", "honest-2")


def place(submit: Any, names: Any) -> None:
    for name in names:
        folder = submit(name)
        harm = TABLE[name][0] if name in TABLE else every(WORTHLESS[name])
        harm(folder)


def points(course: Course, learner: str) -> dict[str, Any]:
    return {name: grade["auto"] for name, grade in rows(course, EXERCISE)[learner]["grades"].items()}


def test_a_cohort_of_hostile_submissions(course: Course, submit: Any, model: Any) -> None:
    submit("honest-1")
    submit("honest-2", {**model, "one": "b"})
    assert [entry.status for entry in mark(course)] == [FINE, FINE]
    before = {name: rows(course, EXERCISE)[name] for name in HONEST}
    place(submit, [*TABLE, *WORTHLESS])
    for name in ("**", "a b", "-x", MARKUP.split("/")[0], os.fsdecode(b"\xff"), "x" * 150):
        (course.submitted / name / EXERCISE).mkdir(parents=True)
        shutil.copy(course.submitted / "honest-1" / EXERCISE / ANSWERS, course.submitted / name / EXERCISE)
    keys = {path: path.read_bytes() for path in course.solutions.rglob("*") if path.is_file()}

    found = {entry.source.split("/")[1]: entry for entry in collect(course, by="a test") if entry.reason}
    assert "**" in found
    results = {entry.learner: entry for entry in mark(course)}

    full = points(course, "honest-1")
    for name, (_, status, said) in TABLE.items():
        entry = results[name]
        assert (entry.status, said in " ".join(entry.reasons)) == (status, True), entry
        if status == BAD:
            assert name not in rows(course, EXERCISE)
        elif name not in {"at-year-1", "at-year-9999"}:
            assert points(course, name) == full, name
    for name in WORTHLESS:
        assert not any(points(course, name).values()), name
    assert {name: rows(course, EXERCISE)[name] for name in HONEST} == before
    assert {path: path.read_bytes() for path in keys} == keys
    assert not list(course.root.rglob("ran.txt"))
    for name in WORTHLESS:
        written = json.dumps(marked_notebook(course, name, EXERCISE))
        assert "<script" not in written
        assert "<img" not in written

    write_results(course, list(results.values()))
    made = report(course, by="a test")
    assert all(path.is_file() for path in write_report(course, made))
    assert "<script" not in (course.reports / "criteria.html").read_text(encoding="utf-8")
    feedback(course)
    assert read_decisions(course.decisions)[1] == []


@pytest.mark.parametrize(
    "text", ["-two" * 1400, "two" + "-a" * 2900, "review " * 850, "to " + "a-" * 2900, "from the " * 600, "1," * 2900]
)
def test_no_text_stops_the_target_check(text: str) -> None:
    # Where a pattern goes astray on one of these, this takes many minutes and does not end in time.
    assert len(check_smart(text).parts) == 5


def test_formulas_are_kept_from_mathjax(course: Course, submit: Any, model: Any) -> None:
    submit("clever", {**model, "account": r"$\href{javascript:alert(1)}{look}$ and \(x\)"})
    mark(course)
    shown = marked_notebook(course, "clever", EXERCISE)
    assert shown is not None
    html = ["".join(out["data"]["text/html"]) for cell in shown["cells"] for out in cell.get("outputs", [])
            if "<h4>" in "".join(out.get("data", {}).get("text/html", []))]  # fmt: skip
    assert html
    assert all(text.startswith('<div class="tex2jax_ignore mathjax_ignore">') for text in html)


def test_copies_of_keys_are_not_released(course: Course, tmp_path: Path) -> None:
    from qmslib.trainer.engine import generate_assignment

    source = course.solutions / EXERCISE
    for name in (f"{EXERCISE}.key.yaml~", f"{EXERCISE}.key-Copy1.yaml", f".{EXERCISE}.key.yaml.swp",
                 f"{EXERCISE}.model.json.bak", f"#{EXERCISE}.key.yaml#"):  # fmt: skip
        shutil.copy(source / f"{EXERCISE}.key.yaml", source / name)
    generate_assignment(course, EXERCISE, release=tmp_path / "out", database=False)
    released = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert released == {NOTEBOOK, f"{EXERCISE}.form.json"}


@pytest.mark.slow
def test_stock_commands_end_and_forge_nothing(course: Course, submit: Any) -> None:
    submit("honest-1")
    names = [name for name in TABLE if name not in {"notebook-50mb", "at-year-1", "at-year-9999"}]
    some = [name for name in names if not name.startswith("file-")] + ["file-qmslib-py", "file-json-py"]
    place(submit, [*some, *WORTHLESS])
    run_nbgrader(course, "autograde", EXERCISE, timeout=900)
    best = total(rows(course, EXERCISE)["honest-1"])
    for name, row in rows(course, EXERCISE).items():
        assert name == "honest-1" or (total(row) or 0) <= (best or 0), name
        if name in WORTHLESS or (name in TABLE and TABLE[name][1] == BAD):
            assert not total(row), name
    assert not list(course.root.rglob("ran.txt"))
    made = run_nbgrader(course, "generate_feedback", EXERCISE)
    assert "honest-1" in {path.parents[1].name for path in course.feedback.rglob("*.html")}, made.stderr
    for page in course.feedback.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "alert(1)</script>" not in text
        assert "MARK SCHEME" not in text
    feedback(course)

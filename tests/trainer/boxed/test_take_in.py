"""Rebuilding a learner's notebook from the release: only texts are taken over, and only where they belong."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from qmslib.course.paths import Course
from qmslib.trainer.boxed.take_in import take_in_code
from qmslib.trainer.intake import Intake

EXERCISE = "code"


def cell(kind: str, name: str, source: str, **nbgrader: Any) -> Any:
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    about = {"grade": False, "locked": True, "solution": False, "task": False, "schema_version": 3, "grade_id": name}
    return make(source, id=name, metadata={"nbgrader": about | nbgrader} if nbgrader is not None else {})


TEST = "assert x == 1\n### BEGIN HIDDEN TESTS\nassert answer\n### END HIDDEN TESTS"
TEMPLATE = nbformat.v4.new_notebook(
    cells=[
        cell("markdown", "intro", "Read me"),
        nbformat.v4.new_markdown_cell("Help you had", id="help"),
        cell("code", "setup", "x = 1"),
        cell("code", "answer", "# here", locked=False, solution=True),
        cell("code", "test", TEST, grade=True, points=1),
    ]
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


def put(course: Course, content: bytes) -> Path:
    folder = course.submitted / "l1" / EXERCISE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{EXERCISE}.ipynb").write_bytes(content)
    return folder


def taken(course: Course, change: Callable[[dict[str, Any]], object]) -> tuple[Intake, Any]:
    notebook = json.loads(nbformat.writes(copy.deepcopy(TEMPLATE)))
    notebook["cells"][3]["source"] = "answer = 42"
    notebook["cells"][4]["source"] = "assert x == 1\n"
    change(notebook)
    put(course, json.dumps(notebook).encode())
    return take_in_code(course, "l1", EXERCISE, TEMPLATE)


def sources(notebook: Any) -> list[str]:
    return [one.source for one in notebook.cells]


WHOLE = ["Read me", "Help you had", "x = 1", "answer = 42", TEST]


def test_an_honest_notebook_is_the_template_with_its_answer(course: Course) -> None:
    found, notebook = taken(course, lambda data: None)
    assert (found.reasons, found.notes) == ([], [])
    assert sources(notebook) == WHOLE
    assert [one.id for one in notebook.cells] == [one.id for one in TEMPLATE.cells]
    assert TEMPLATE.cells[3].source == "# here"


def own(data: dict[str, Any]) -> None:
    data["cells"].insert(4, {"cell_type": "code", "id": "mine", "metadata": {"tags": ["skip-execution"]},
                             "outputs": [{"x": 1}], "execution_count": 7, "source": ["y = 2"]})  # fmt: skip


def test_own_cells_stay_at_their_place_without_tags_and_outputs(course: Course) -> None:
    found, notebook = taken(course, own)
    assert found.notes == []
    assert sources(notebook) == [*WHOLE[:4], "y = 2", WHOLE[4]]
    assert notebook.cells[4].metadata == {}
    assert notebook.cells[4].outputs == []


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "test-replaced": (lambda d: d["cells"][4].update(source="assert True"), "changed and put back: test"),
    "setup-replaced": (lambda d: d["cells"][2].update(source="x = 2"), "Locked cells were changed"),
    "points": (lambda d: d["cells"][4]["metadata"]["nbgrader"].update(points=99), ""),
    "unlocked": (
        lambda d: d["cells"][4]["metadata"]["nbgrader"].update(locked=False, grade=False, solution=True),
        "",
    ),
    "tags": (lambda d: [one["metadata"].update(tags=["skip-execution"]) for one in d["cells"]], ""),
    "test-raw": (lambda d: d["cells"][4].update(cell_type="raw"), ""),
    "test-gone": (lambda d: d["cells"].pop(4), "deleted and put back: test"),
    "all-gone": (lambda d: d["cells"].__delitem__(slice(0, 3)), "deleted and put back"),
    "twice": (lambda d: d["cells"].append({**d["cells"][3], "source": "answer = 0"}), "more than once: answer"),
    "moved": (lambda d: d["cells"].reverse(), "moved"),
    "ids": (lambda d: [one.update(id="same") for one in d["cells"]], ""),
    "kernel": (lambda d: d["metadata"].update(kernelspec={"name": "evil"}), ""),
    "outputs": (lambda d: d["cells"][4].update(outputs=[{"output_type": "error"}]), ""),
    "format-3": (lambda d: d.update(nbformat=3, worksheets=[{"cells": d.pop("cells")}]), ""),
    "format-99": (lambda d: d.update(nbformat=99), ""),
    "odd-cells": (lambda d: d["cells"].extend([1, None, "x", [], {"source": {}}, {"metadata": 3}]), ""),
}


@pytest.mark.parametrize("name", CHANGES)
def test_forged_notebooks_are_marked_as_the_release_has_it(course: Course, name: str) -> None:
    change, note = CHANGES[name]
    found, notebook = taken(course, change)
    assert found.reasons == []
    assert note in " ".join(found.notes)
    if name == "ids":  # then the cell without a name of nbgrader's is not known any more
        assert [source for source in sources(notebook) if source in WHOLE[2:]] == WHOLE[2:]
    else:
        assert [source for source in sources(notebook) if source != "answer = 0"] == WHOLE
    assert [one.metadata.nbgrader for one in notebook.cells if "nbgrader" in one.metadata] == [
        one.metadata.nbgrader for one in TEMPLATE.cells if "nbgrader" in one.metadata
    ]
    assert len({one.id for one in notebook.cells}) == len(notebook.cells)
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"), (b"[" * 500_000, "damaged"), (b"{}", "no cells"), (b"[1]", "no cells"),
        (b"\xff\xfe\x00", "damaged"),
        (b'{"cells": {}}', "no cells"), (b"x" * 9_000_000, "too large"),
        (json.dumps({"cells": [{}] * 20_000}).encode(), "20,000 cells"),
        (json.dumps({"cells": [{"cell_type": "code", "source": "x" * 300_000}]}).encode(), "characters"),
        (json.dumps({"cells": [{"cell_type": "code", "source": "x" * 190_000}] * 20}).encode(), "characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_not_marked_and_why(course: Course, content: bytes, reason: str) -> None:
    put(course, content)
    found, notebook = take_in_code(course, "l1", EXERCISE, TEMPLATE)
    assert notebook is None
    assert reason in " ".join(found.reasons)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_of_other_editors_are_read(course: Course, encoding: str) -> None:
    put(course, nbformat.writes(TEMPLATE).encode(encoding))
    found, notebook = take_in_code(course, "l1", EXERCISE, TEMPLATE)
    assert found.reasons == []
    assert sources(notebook)[3] == "# here"


def test_signs_that_are_no_text_are_replaced(course: Course) -> None:
    found, notebook = taken(course, lambda data: data["cells"][3].update(source="a = '\ud800\x00'"))
    assert found.reasons == []
    notebook.cells[3].source.encode("utf-8")
    assert "\x00" not in notebook.cells[3].source


def test_a_long_list_says_how_many_more_there_are(course: Course) -> None:
    folder = put(course, json.dumps(TEMPLATE).encode())
    for number in range(1200):
        (folder / f"f{number:04}").touch()
    found, _ = take_in_code(course, "l1", EXERCISE, TEMPLATE)
    assert "Other files were left out: f0000, f0001, f0002, f0003, f0004 and 1,195 more." in found.notes


def test_links_and_pipes_are_not_opened(course: Course, tmp_path: Path) -> None:
    for make in (lambda path: path.symlink_to("/dev/zero"), os.mkfifo, lambda path: path.mkdir()):
        folder = put(course, b"x")
        path = folder / f"{EXERCISE}.ipynb"
        path.unlink()
        make(path)
        found, notebook = take_in_code(course, "l1", EXERCISE, TEMPLATE)
        assert notebook is None
        assert "not a regular file" in found.reasons[0]
        path.rmdir() if path.is_dir() else path.unlink()
    assert take_in_code(course, "l1", EXERCISE, TEMPLATE)[0].reasons[0].startswith("There is no notebook")
    assert take_in_code(course, "nobody", EXERCISE, TEMPLATE)[0].reasons == ["There is no such folder."]

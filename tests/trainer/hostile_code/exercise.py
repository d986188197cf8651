"""A small code exercise made for these tests, honest answers to it, and what each is worth."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

from nbformat import v4

from qmslib.course.paths import Course
from qmslib.trainer.collect import nbgrader_time
from qmslib.trainer.generate import generate

NAME = "box-sample"
#: Stand in hidden tests: as an argument, and in what a failed test says. No learner may ever read them.
NUMBER, WORDS = 918273645, "hidden-words-of-the-test"
POINTS = {"double_test": 1.0, "limit_test": 1.0, "late_test": 2.0, "share_test": 2.0}

_SETUP = "import pandas as pd\n\nfrom qmslib.datasets import complaints_log\n\nRATE = 0.25"
#: The parts of the exercise: the answer of the model, the visible test, the hidden test, and what follows it.
_TASKS = {
    "double": (
        "def double(number):\n    return 2 * number",
        "assert double(2) == 4, 'twice two'",
        f"assert double({NUMBER}) == {2 * NUMBER}, '{WORDS}'\n"
        f"assert [double(n) for n in (0, -3, {NUMBER}.5)] == [0, -6, {2 * NUMBER + 1}.0], '{WORDS}'",
        "",
    ),
    "limit": (
        "limit = 42",
        "assert type(limit) is int, 'give an int'",
        f"assert limit == 42 and limit != {NUMBER}, '{WORDS}'",
        "",
    ),
    "late": (
        "def count_late(table):\n    return int((table['days'] > 10).sum())",
        "found = count_late(pd.DataFrame({'days': [1, 20]}))\n"
        "assert type(found) is int, f'give an int, not {type(found).__name__}'\n"
        "assert found == 1",
        f"assert count_late(pd.DataFrame({{'days': [{NUMBER}, 11, 10], 'who': ['{WORDS}', 'b', 'c']}})) == 2, '{WORDS}'\n"
        f"assert count_late(pd.DataFrame({{'days': [0] * 5}})) == 0, '{WORDS}'",
        "",
    ),
    "share": (
        "def share(numbers):\n    return sum(n > 0 for n in numbers) / len(numbers)",
        "points = 0\nif abs(share([1, -1]) - 0.5) < 1e-9:\n    points += 0.5",
        f"if abs(share([{NUMBER}, 1, -2, -2]) - 0.5) < 1e-9:\n    points += 0.5\n"
        f"if share([{NUMBER}]) == 1.0 and share([-{NUMBER}]) == 0.0:\n    points += 1",
        "points",
    ),
}  # fmt: skip
CELLS = tuple(f"{task}_code" for task in _TASKS)
MODEL = {f"{task}_code": parts[0] for task, parts in _TASKS.items()}


def _marks(name: str, *, grade: bool = False, solution: bool = False) -> dict[str, Any]:
    found = {
        "grade": grade, "grade_id": name, "locked": not solution, "schema_version": 3, "solution": solution,
        "task": False,
    }  # fmt: skip
    return {"nbgrader": found | ({"points": POINTS[name]} if grade else {})}


def _notebook() -> Any:
    make: Any = v4.new_code_cell
    cells = [make(_SETUP, id="setup", metadata=_marks("setup"))]
    for task, (answer, visible, hidden, last) in _TASKS.items():
        name = f"{task}_code"
        source = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells.append(make(source, id=name, metadata=_marks(name, solution=True)))
        name = f"{task}_test"
        source = f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS\n{last}".rstrip()
        cells.append(make(source, id=name, metadata=_marks(name, grade=True)))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})  # type: ignore[no-untyped-call]


def add_exercise(course: Course) -> None:
    """Put the exercise into a course, and release it."""
    folder = course.solutions / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(_notebook()), encoding="utf-8")
    form = {
        "format": 1, "exercise": NAME, "code": True, "items": [], "title": "A sample in code", "intro": "", "time": 5,
        "chapter": "", "criterion": "", "declaration": False, "met_text": "",
    }  # fmt: skip
    (folder / f"{NAME}.form.json").write_text(json.dumps(form), encoding="utf-8")
    generate(course, [NAME])


def released(course: Course, exercise: str = NAME) -> dict[str, Any]:
    """The notebook that learners get."""
    path = course.exercises / exercise / f"{exercise}.ipynb"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def put(
    course: Course,
    learner: str,
    notebook: dict[str, Any],
    answers: dict[str, str],
    own: str = "",
    exercise: str = NAME,
) -> Path:
    """Hand in the released notebook with these answers, and with a cell of the learner's own behind the first."""
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    if own:
        first = next(at for at, cell in enumerate(made["cells"]) if cell["cell_type"] == "code")
        extra = {
            "cell_type": "code",
            "id": "own",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": own,
        }
        made["cells"].insert(first + 1, extra)
    folder = course.submitted / learner / exercise
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / f"{exercise}.ipynb").write_text(json.dumps(made), encoding="utf-8")
    (folder / "timestamp.txt").write_text(nbgrader_time("2026-11-20T10:00:00+00:00"), encoding="utf-8")
    return folder


_WRONG = {
    "double_code": "def double(number):\n    return 4",
    "limit_code": "limit = 41",
    "late_code": "def count_late(table):\n    return int((table['days'] >= 10).sum())",
    "share_code": "def share(numbers):\n    return 0.5",
}
_HALF = {"double_test": 0.0, "limit_test": 0.0, "late_test": 0.0, "share_test": 1.0}


def honest() -> dict[str, tuple[dict[str, str], dict[str, float]]]:
    """Ten learners' answers, and the points of each: all right, one slip each, two slips, and nothing done."""
    found: dict[str, tuple[dict[str, str], dict[str, float]]] = {"honest-0": (MODEL, POINTS)}
    slips = [[cell] for cell in CELLS] + [[*CELLS[:2]], [*CELLS[2:]], [*CELLS]]
    for number, cells in enumerate(slips, 1):
        lost = {cell.replace("_code", "_test") for cell in cells}
        points = {name: _HALF[name] if name in lost else most for name, most in POINTS.items()}
        found[f"honest-{number}"] = ({**MODEL, **{cell: _WRONG[cell] for cell in cells}}, points)
    found["honest-8"] = ({}, dict.fromkeys(POINTS, 0.0))
    # Code that writes, warns and draws loses nothing.
    talks = "def double(number):\n    print('twice')\n    return number + number\ndisplay('a', double(1))"
    found["honest-9"] = ({**MODEL, "double_code": talks}, POINTS)
    return found

"""The box beside stock ``nbgrader autograde``: the same points, row for row, and the same outputs, cell for cell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.trainer.boxed.launch import Sandbox
from qmslib.trainer.engine import gradebook
from qmslib.trainer.gradebook import setup
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import marked_notebook, rows
from tests.trainer.hostile_code.exercise import MODEL, NAME, add_exercise, put, released

DOUBLE = "def double(number):\n    return 2 * number"
#: Answers and a cell of the learner's own: what honest people hand in, sound or not.
CORPUS: dict[str, tuple[dict[str, str], str]] = {
    "model": (MODEL, ""),
    "untouched": ({}, ""),
    "partly": (MODEL | {"share_code": "def share(numbers):\n    return 0.5"}, ""),
    "wrong-type": (MODEL | {"limit_code": "limit = 42.0"}, ""),
    "prints": (
        MODEL | {"double_code": "def double(number):\n    print('doubling')\n    return 2 * number"},
        "print('a')",
    ),
    "error-stream": (
        MODEL | {"double_code": f"import sys\n{DOUBLE.replace('return', 'print(1, file=sys.stderr); return')}"},
        "import sys\nprint('mine', file=sys.stderr)",
    ),
    "warns": (
        MODEL | {"double_code": f"import warnings\n{DOUBLE.replace('return', 'warnings.warn(str(1)); return')}"},
        "",
    ),
    "raises": (MODEL | {"late_code": "def count_late(table):\n    raise ValueError('no')"}, "1 / 0"),
    "syntax": (MODEL | {"double_code": "def double(number)\n    return 2"}, ""),
    "asks": (MODEL, "name = input('Who? ')"),
    "leaves": (MODEL, "import sys\nsys.exit(3)"),
    "past-python": (MODEL, "import os\nn = os.write(1, b'straight to the file\\n')"),
    "shell": (MODEL, "!echo from a program"),
    "table": (MODEL, "import pandas as pd\npd.DataFrame({'a': [1, 2]})"),
    "picture": (MODEL, "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"),
    "shown": (MODEL, "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))\n'last'"),
    "slow": (MODEL | {"double_code": "def double(number):\n    while True:\n        pass"}, ""),
    "own-error": (
        MODEL | {"late_code": "class Own(Exception):\n    pass\ndef count_late(table):\n    raise Own('x')"},
        "",
    ),
    "magic": (MODEL, "%%capture kept\nprint('kept')"),
    "by-hand": (MODEL | {"limit_code": "limit = 41"}, ""),
}


#: Where the last is set, ipykernel catches nothing that is written past Python's streams.
_NOT_STOCK = ("PYTHONWARNINGS", "QMS_COURSE", "PYTEST_CURRENT_TEST")


def autograde(course: Course, *words: str) -> None:
    """Stock ``nbgrader autograde``, with Python's usual warnings, which cost points."""
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_STOCK}
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("nbgrader")), "autograde", NAME, *words],
        cwd=course.root, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def plain(output: dict[str, Any]) -> dict[str, Any]:
    """An output without what may differ from one run to the next: tracebacks, addresses, pictures' bytes, places."""
    if output["output_type"] == "error":
        return {"error": output["ename"], "text": re.sub(r"\(.*?line \d+\)", "", output["evalue"]).strip()}
    if output["output_type"] == "stream":
        text = "".join(output["text"])
        # A warning names its place, and quotes the line, which is not known where the code is not.
        warned = re.findall(r"^\S+:\d+: (\w+Warning: .*)$", text, re.MULTILINE)
        return {"stream": output["name"], "text": warned or text}
    data = {kind: "".join(value) for kind, value in output["data"].items() if kind != "image/png"}
    shown = {kind: re.sub(r"0x[0-9a-f]+", "0x", value) for kind, value in data.items()}
    return {"kind": output["output_type"], "data": shown, "picture": "image/png" in output["data"]}


def cells(course: Course, learner: str) -> list[tuple[str, str, Any, list[dict[str, Any]]]]:
    notebook = marked_notebook(course, learner, NAME)
    assert notebook is not None, learner
    return [
        (
            one["id"],
            "".join(one["source"]),
            one.get("execution_count"),
            [plain(out) for out in one.get("outputs", [])],
        )
        for one in notebook["cells"]
    ]


@pytest.mark.slow
def test_honest_submissions_are_marked_as_stock_marks_them(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    add_exercise(course)
    settings = course.root / "nbgrader_config.py"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\nc.Execute.timeout = 4\n", encoding="utf-8")
    setup(course)
    notebook = released(course)
    for learner, (answers, own) in CORPUS.items():
        put(course, learner, notebook, answers, own)
    shutil.copytree(course.root, tmp_path / "stock")
    stock = Course(tmp_path / "stock")
    autograde(stock)
    assert {one.status for one in mark(course)} <= {"marked", "marked with notes"}
    ours, theirs = rows(course, NAME), rows(stock, NAME)
    assert set(ours) == set(theirs) == set(CORPUS)
    for learner in CORPUS:
        assert ours[learner] == theirs[learner], learner
        assert cells(course, learner) == cells(stock, learner), learner

    for place in (course, stock):
        with gradebook(place) as book:
            book.find_grade("limit_test", NAME, NAME, "by-hand").manual_score = 0.5
            book.db.commit()
    autograde(stock, "--force", "--student", "by-hand")
    mark(course, only="by-hand", again=True)
    assert rows(course, NAME)["by-hand"] == rows(stock, NAME)["by-hand"]

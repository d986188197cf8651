"""Marked submissions of the code exercise, made by hand: notebooks as the box leaves them, rows in the gradebook."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

from qmslib.course.paths import Course
from qmslib.trainer.engine import gradebook
from qmslib.trainer.generate import authored, generate
from qmslib.trainer.gradebook import setup

ROOT = Path(__file__).parents[2]
CODE = "complaints-analyst"
TESTS = ("open_cases", "closed_on_time", "due_on_time", "vital_few", "slowest_team", "difference")
FAILED = {"output_type": "error", "ename": "AssertionError", "evalue": "the trusted run says SECRET-EXPECTED",
          "traceback": ["assert open_cases(other) == 29  # SECRET-EXPECTED"]}  # fmt: skip


def with_code(course: Course) -> Course:
    """The code exercise in a small course, released and in its gradebook."""
    shutil.copytree(ROOT / "solutions" / CODE, course.solutions / CODE)
    generate(course, [*authored(course), CODE])
    setup(course)
    return course


def marked_by_box(**changes: dict[str, Any]) -> dict[str, Any]:
    """The model's notebook as the box leaves it; `changes` are laid over cells of these ids."""
    notebook: dict[str, Any] = json.loads((ROOT / "solutions" / CODE / f"{CODE}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["qms"] = {"shown": []}
        else:
            cell["source"] = (
                cell["source"].replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION", "")
            )
        for name, value in changes.get(cell["id"], {}).items():
            cell[name] = cell[name] | value if isinstance(value, dict) else value
    return notebook


def marked_by_stock(notebook: dict[str, Any]) -> dict[str, Any]:
    """The same without what only the box leaves."""
    found = copy.deepcopy(notebook)
    for cell in found["cells"]:
        cell["metadata"].pop("qms", None)
    return found


def text(words: str, kind: str = "text/plain", **more: Any) -> dict[str, Any]:
    """An output of one kind, and perhaps more."""
    return {"output_type": "display_data", "data": {kind: words, **more}, "metadata": {}}


def put(course: Course, learner: str, notebook: dict[str, Any], comments: dict[str, str] | None = None,
        **points: float) -> Path:  # fmt: skip
    """Lay a marked notebook down, with full points but for those named, and comments by cell."""
    path = course.autograded / learner / CODE / f"{CODE}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with gradebook(course) as book:
        book.update_or_create_student(learner, first_name="Ada", last_name="Byron")
        book.update_or_create_submission(CODE, learner)
        submitted = book.find_submission_notebook(CODE, CODE, learner)
        for grade in submitted.grades:
            grade.auto_score = points.get(grade.name.removesuffix("_test"), grade.max_score)
            grade.needs_manual_grade = False
        for comment in submitted.comments:
            comment.manual_comment = (comments or {}).get(comment.name)
        book.db.commit()
    return path

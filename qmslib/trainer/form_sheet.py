"""What is the same for all submissions of a form exercise, made once for a run of marking."""

from __future__ import annotations

import copy
import logging
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)

from qmslib.course.bank import exercise as load
from qmslib.course.items import ExerciseFile
from qmslib.course.paths import Course
from qmslib.trainer.database import link
from qmslib.trainer.engine import quiet
from qmslib.trainer.form_notebook import FormNotebook, form_notebook
from qmslib.trainer.record import automatic_comments
from qmslib.trainer.run import Run
from qmslib.trainer.sanitise import released_notebook

#: What a Python kernel says of itself; stock writes it into each notebook that it has run.
KERNEL_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}

_SILENT = logging.getLogger("qms.silent")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass
class Sheet:
    """What is the same for all submissions of an exercise.

    Attributes
    ----------
    exercise, released, template
        Its items and keys, its released notebook, and that one as stock's sanitising leaves it.
    form
        The path and content of the form that is laid beside a marked notebook.
    comments
        Automatic comments by cell.
    notebook
        Puts marked notebooks together; nothing where only running the cells will do.
    """

    exercise: ExerciseFile
    released: Any
    template: Any
    form: tuple[Path, bytes]
    comments: Mapping[str, str | None]
    notebook: FormNotebook | None


def sheet_of(run: Run, name: str) -> Sheet:
    """The sheet of an exercise."""
    released, template = released_and_template(run.course, name)
    template.metadata.language_info = nbformat.from_dict(KERNEL_LANGUAGE)  # type: ignore[no-untyped-call]
    exercise = load(run.course, name)
    path = run.course.solutions / name / f"{name}.form.json"
    form = path.read_bytes()
    notebook = form_notebook(run.course, exercise, template, form, lambda made: written(made, run.config, known=True))
    return Sheet(exercise, released, template, (path, form), automatic_comments(template), notebook)


def released_and_template(course: Course, name: str) -> tuple[Any, Any]:
    """The released notebook, and as stock's sanitising leaves it: with mark schemes and the gradebook's checksums."""
    released = released_notebook(course, name)
    template = copy.deepcopy(released)
    resources = {
        "nbgrader": {
            "notebook": name, "assignment": name, "student": "", "db_url": link(course)
        }
    }  # fmt: skip
    for kind in (ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata):
        step = kind()
        # Checksums differ where a release hides tests; that is no news to a trainer.
        step.log = _SILENT
        template, resources = step(template, resources)
    return released, template


def written(notebook: Any, config: Any, *, known: bool = False) -> str:
    """A marked notebook as text, checked and written as stock nbgrader does.

    `known` says that all its cells are the template's, whose marks were checked once for all.
    """
    with quiet():
        if not known:
            CheckCellMetadata()(notebook, {})
        nbformat.validate(notebook)
        # The same writer as stock's, so that settings for it hold here too.
        exporter = NotebookExporter(config=config)  # type: ignore[no-untyped-call]
        exporter._preprocessors = []
        text, _ = exporter.from_notebook_node(notebook)  # type: ignore[no-untyped-call]
    return str(text)

"""Marking form exercises: pure data, in this process, with the notebook that stock nbgrader would leave."""

from __future__ import annotations

import copy
import logging
import platform
import shutil
from collections.abc import Iterator
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
from nbgrader.utils import determine_grade, is_grade

from qmslib._common.errors import CourseError
from qmslib.course.answers import AnswersFile, read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.items import ExerciseFile
from qmslib.course.paths import Course
from qmslib.course.scoring import score
from qmslib.trainer.database import link
from qmslib.trainer.engine import quiet
from qmslib.trainer.intake import SECRET, Intake, take_in
from qmslib.trainer.record import record
from qmslib.trainer.run import Result, Run, failed, new_folder
from qmslib.trainer.run_cells import Runner, cell_runner
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
    """What is the same for all submissions of an exercise."""

    exercise: ExerciseFile
    released: Any
    template: Any
    files: list[Path]


def mark_forms(run: Run, todo: list[tuple[str, str]]) -> Iterator[Result]:
    """Mark submissions (learner, exercise) of form exercises; a broken one changes nothing for the others."""
    with cell_runner(run.course) as runner:
        sheets = {name: _sheet(run.course, name) for name in sorted({exercise for _, exercise in todo})}
        for learner, exercise in todo:
            yield _mark_one(run, runner, sheets[exercise], learner)


def _sheet(course: Course, name: str) -> Sheet:
    released, template = released_and_template(course, name)
    source = course.solutions / name
    files = [source / f"{name}.form.json"]
    return Sheet(load(course, name), released, template, files)


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


def look_at(course: Course, exercise: ExerciseFile, released: Any, learner: str, decided: int) -> Intake:
    """Take a submission in; `decided` is the highest attempt of the learner's that was decided."""
    found = take_in(course, learner, exercise, released)
    attempt = found.answers.attempt if found.answers else 1
    # The variant follows from the attempt, so that a made-up attempt is a way of choosing one.
    if not found.reasons and exercise.variants is not None and attempt > decided + 1:
        last = f"attempt {decided}" if decided else "none"
        found.notes.append(
            f"This says that it is attempt {attempt}, and {last} was decided before it. Ask the learner: "
            "another attempt brings other data."
        )
    return found


def _mark_one(run: Run, runner: Runner, sheet: Sheet, learner: str) -> Result:
    name = sheet.exercise.exercise
    try:
        found = look_at(run.course, sheet.exercise, sheet.released, learner, run.decided.get((learner, name), 0))
        if found.reasons:
            return Result(learner, name, "not marked", found.reasons + found.notes)
        _mark_sound(run, runner, sheet, learner, found)
    except Exception as error:
        # The others must be marked, whatever this one does.
        return failed(run, learner, name, error)
    return Result(learner, name, "marked with notes" if found.notes else "marked", found.notes)


def _mark_sound(run: Run, runner: Runner, sheet: Sheet, learner: str, found: Intake) -> None:
    name = sheet.exercise.exercise
    assert found.answers is not None
    with new_folder(run.course, learner, name) as folder:
        _lay_out(folder, sheet, name, found)
        notebook = copy.deepcopy(sheet.template)
        runner.run(notebook, folder)
        notebook.metadata.language_info = nbformat.from_dict(KERNEL_LANGUAGE)  # type: ignore[no-untyped-call]
        points = _points(notebook, found.exercise or sheet.exercise, found.answers)
        (folder / f"{name}.ipynb").write_text(written(notebook, run.config, known=True), encoding="utf-8")
        record(
            run.book,
            run.config,
            learner=learner,
            exercise=name,
            notebook=notebook,
            points=points,
            timestamp=found.timestamp,
            reopen=changed_accounts(sheet.exercise, run.course.autograded / learner / name, found.answers),
        )


def _lay_out(folder: Path, sheet: Sheet, name: str, found: Intake) -> None:
    (folder / f"{name}.answers.json").write_bytes(found.content)
    if found.timestamp:
        (folder / "timestamp.txt").write_text(f"{found.timestamp}\n", encoding="utf-8")
    if found.secret:
        (folder / SECRET).write_text(found.secret, encoding="utf-8")
    for path in sheet.files:
        shutil.copyfile(path, folder / path.name)


def _points(notebook: Any, exercise: ExerciseFile, answers: AnswersFile) -> dict[str, float]:
    """Points by item, scored here and read from the cells; the two must agree."""
    found = {}
    for cell in notebook.cells:
        if not is_grade(cell):
            continue
        item = exercise.item(cell.metadata.nbgrader.grade_id)
        own = float(score(item, answers.value(item.id), answers.day(item.id)).points or 0.0)
        shown, _ = determine_grade(cell)
        if shown != own:
            said = " ".join(str(output.get("text", "")) for output in cell.outputs).strip()
            raise CourseError(
                f"the notebook gives {shown} points and the scoring {own}. {said}".strip(), item=item.id
            )
        found[item.id] = own
    return found


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


def changed_accounts(exercise: ExerciseFile, marked: Path, answers: AnswersFile) -> set[str]:
    """Written accounts whose text is another than the one that was marked before, or is about another variant."""
    path = marked / f"{exercise.exercise}.answers.json"
    if not path.is_file():
        return set()
    accounts = {item.id for item in exercise.items if item.kind == "account"}
    try:
        before = read_answers(path, exercise.exercise)
    except CourseError:
        return accounts
    about = {item.id for item in exercise.items if item.material and before.variant != answers.variant}
    return {name for name in accounts if name in about or before.value(name) != answers.value(name)}

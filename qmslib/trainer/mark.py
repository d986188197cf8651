"""Marking all submissions in one process, with the result that stock nbgrader gives for every sound one."""

from __future__ import annotations

import copy
import csv
import io
import platform
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import nbformat
from filelock import FileLock, Timeout
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)
from nbgrader.utils import determine_grade, is_grade, rmtree

from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic
from qmslib.course.answers import AnswersFile, read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.code_exercises import authored_code
from qmslib.course.items import ExerciseFile
from qmslib.course.paths import Course
from qmslib.course.scoring import score
from qmslib.trainer.decisions import last_attempts
from qmslib.trainer.engine import gradebook, load_config, quiet
from qmslib.trainer.gradebook import backup, setup
from qmslib.trainer.intake import SECRET, Intake, take_in
from qmslib.trainer.record import record
from qmslib.trainer.run_cells import Runner, cell_runner
from qmslib.trainer.sanitise import released_notebook
from qmslib.trainer.tables import safe_cell

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

Status = Literal["marked", "marked with notes", "not marked", "not run"]

#: Why code exercises are listed and not marked: nothing that a learner wrote runs here.
NOT_RUN = (
    "Not run: code exercises are marked with nbgrader autograde, which runs learners' code; see the trainer's guide."
)


@dataclass
class Result:
    """What became of one submission.

    Attributes
    ----------
    learner, exercise
        Whose, and which.
    status
        ``marked``, ``marked with notes``, ``not marked``, or ``not run`` for a code exercise.
    reasons
        Notes, or why it was not marked; in the trainer's words.
    """

    learner: str
    exercise: str
    status: Status
    reasons: list[str] = field(default_factory=list)


@dataclass
class _Sheet:
    """What is the same for all submissions of an exercise."""

    exercise: ExerciseFile
    released: Any
    template: Any
    files: list[Path]


def submissions(course: Course, exercises: Iterable[str], only: str | None = None) -> list[tuple[str, str]]:
    """Learner and exercise of everything in ``submitted/``, in order."""
    wanted = set(exercises)
    if not course.submitted.is_dir():
        return []
    return sorted(
        (learner.name, folder.name)
        for learner in course.submitted.iterdir()
        if not learner.name.startswith(".") and (learner.is_symlink() or learner.is_dir())
        if only is None or learner.name == only
        for folder in _entries(learner, wanted)
        if folder.name in wanted
    )


def _entries(folder: Path, wanted: set[str]) -> list[Path]:
    try:
        return list(folder.iterdir())
    except PermissionError:
        # Not passed over: each exercise is then listed as one that could not be read.
        return [folder / name for name in wanted]
    except OSError:
        return []


def mark(
    course: Course,
    exercises: Iterable[str] | None = None,
    *,
    only: str | None = None,
    progress: Callable[[int, int, Result], None] | None = None,
) -> list[Result]:
    """Mark submissions; each by itself, so that a broken one changes nothing for the others.

    Parameters
    ----------
    course
        Where.
    exercises
        Which exercises; all by default.
    only
        One learner's number.
    progress
        Called after each submission with how many are done, how many there are, and the result.

    Returns
    -------
    list of Result
        One for each submission.
    """
    known, code = setup(course), authored_code(course)
    wanted = list(exercises or [*known, *code])
    for name in wanted:
        if name not in known and name not in code:
            raise CourseError(
                "there is no such exercise here", found=name, do=f"The exercises are: {', '.join([*known, *code])}"
            )
    todo = submissions(course, [name for name in wanted if name in known], only)
    left = submissions(course, [name for name in wanted if name in code], only)
    not_run = [Result(learner, exercise, "not run", [NOT_RUN]) for learner, exercise in left]
    lock = FileLock(course.gradebook.with_name("gradebook.db.marking.lock"), timeout=0)
    try:
        with lock:
            return _mark_all(course, todo, progress) + not_run
    except Timeout as error:
        raise CourseError("marking is already running for this course", do="Wait until it has ended") from error


def _mark_all(
    course: Course, todo: list[tuple[str, str]], progress: Callable[[int, int, Result], None] | None
) -> list[Result]:
    results: list[Result] = []
    if not todo:
        return results
    backup(course)
    config = load_config(course)
    with gradebook(course) as book, cell_runner(course) as runner:
        sheets = {name: _sheet(course, name) for name in sorted({exercise for _, exercise in todo})}
        decided = last_attempts(course)
        for learner, exercise in todo:
            before = decided.get((learner, exercise), 0)
            result = _mark_one(course, book, config, runner, sheets[exercise], learner, before)
            results.append(result)
            if progress:
                progress(len(results), len(todo), result)
    return results


def _sheet(course: Course, name: str) -> _Sheet:
    """The released notebook as stock's sanitising leaves it: with mark schemes and checksums from the gradebook."""
    released = released_notebook(course, name)
    template = copy.deepcopy(released)
    resources = {
        "nbgrader": {
            "notebook": name, "assignment": name, "student": "", "db_url": f"sqlite:///{course.gradebook}"
        }
    }  # fmt: skip
    for kind in (ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata):
        template, resources = kind()(template, resources)
    source = course.solutions / name
    files = [source / f"{name}.form.json"]
    return _Sheet(load(course, name), released, template, files)


def _mark_one(
    course: Course, book: Any, config: Any, runner: Runner, sheet: _Sheet, learner: str, decided: int
) -> Result:
    name = sheet.exercise.exercise
    try:
        found = take_in(course, learner, sheet.exercise, sheet.released)
        if found.reasons:
            return Result(learner, name, "not marked", found.reasons + found.notes)
        attempt = found.answers.attempt if found.answers else 1
        # The variant follows from the attempt, so that a made-up attempt is a way of choosing one.
        if sheet.exercise.variants is not None and attempt > decided + 1:
            last = f"attempt {decided}" if decided else "none"
            found.notes.append(
                f"This says that it is attempt {attempt}, and {last} was decided before it. Ask the learner: "
                "another attempt brings other data."
            )
        _mark_sound(course, book, config, runner, sheet, learner, found)
    except Exception as error:
        # The others must be marked, whatever this one does.
        book.db.rollback()
        reason = _said(error)
        return Result(learner, name, "not marked", [f"It could not be marked: {reason[:300]}"])
    return Result(learner, name, "marked with notes" if found.notes else "marked", found.notes)


def _said(error: Exception) -> str:
    if isinstance(error, CourseError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}"


def _mark_sound(
    course: Course, book: Any, config: Any, runner: Runner, sheet: _Sheet, learner: str, found: Intake
) -> None:
    name = sheet.exercise.exercise
    assert found.answers is not None
    final = course.autograded / learner / name
    fresh = final.with_name(f".{name}.new")
    if fresh.exists():
        rmtree(str(fresh))
    fresh.mkdir(parents=True)
    try:
        _lay_out(fresh, sheet, name, found)
        notebook = copy.deepcopy(sheet.template)
        runner.run(notebook, fresh)
        notebook.metadata.language_info = nbformat.from_dict(KERNEL_LANGUAGE)  # type: ignore[no-untyped-call]
        points = _points(notebook, found.exercise or sheet.exercise, found.answers)
        (fresh / f"{name}.ipynb").write_text(_written(notebook, config), encoding="utf-8")
        for path in fresh.iterdir():
            path.chmod(0o444)
        record(
            book,
            config,
            learner=learner,
            exercise=name,
            notebook=notebook,
            points=points,
            timestamp=found.timestamp,
            reopen=changed_accounts(sheet.exercise, final, found.answers),
        )
        if final.is_symlink():
            final.unlink()
        elif final.exists():
            rmtree(str(final))
        fresh.rename(final)
    finally:
        if fresh.exists():
            rmtree(str(fresh))


def _lay_out(folder: Path, sheet: _Sheet, name: str, found: Intake) -> None:
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


def _written(notebook: Any, config: Any) -> str:
    with quiet():
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


def write_results(course: Course, results: list[Result]) -> Path:
    """Write ``reports/marking.csv``: one line for each submission, with the reasons."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["learner", "exercise", "status", "reasons"])
    for result in results:
        rows.writerow(
            [safe_cell(cell) for cell in (result.learner, result.exercise, result.status, " ".join(result.reasons))]
        )
    path = course.reports / "marking.csv"
    write_atomic(path, text.getvalue().encode("utf-8-sig", "replace"))
    return path

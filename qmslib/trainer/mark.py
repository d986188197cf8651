"""The run of marking: which submissions, in which order, by whom, and what became of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout

from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic
from qmslib.course.code_exercises import authored_code
from qmslib.course.paths import Course
from qmslib.trainer.decisions import last_attempts
from qmslib.trainer.engine import gradebook, load_config
from qmslib.trainer.gradebook import backup, setup
from qmslib.trainer.mark_form import mark_forms
from qmslib.trainer.run import Result, Run
from qmslib.trainer.tables import safe_cell

#: Why code exercises are listed and not marked: nothing that a learner wrote runs here.
NOT_RUN = (
    "Not run: code exercises are marked with nbgrader autograde, which runs learners' code; see the trainer's guide."
)


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
    forms = submissions(course, [name for name in wanted if name in known], only)
    programs = submissions(course, [name for name in wanted if name in code], only)
    lock = FileLock(course.gradebook.with_name("gradebook.db.marking.lock"), timeout=0)
    try:
        with lock:
            return _mark_all(course, forms, programs, progress)
    except Timeout as error:
        raise CourseError("marking is already running for this course", do="Wait until it has ended") from error


def _mark_all(
    course: Course,
    forms: list[tuple[str, str]],
    programs: list[tuple[str, str]],
    progress: Callable[[int, int, Result], None] | None,
) -> list[Result]:
    results: list[Result] = []
    if not forms and not programs:
        return results
    backup(course)
    config = load_config(course)
    with gradebook(course) as book:
        run = Run(course, book, config, last_attempts(course))
        for result in chain(mark_forms(run, forms), _mark_code(run, programs)):
            results.append(result)
            if progress:
                progress(len(results), len(forms) + len(programs), result)
    return results


def _mark_code(run: Run, todo: list[tuple[str, str]]) -> Iterator[Result]:
    """Mark submissions of code exercises; each result comes as soon as it is recorded."""
    for learner, exercise in todo:
        yield Result(learner, exercise, "not run", [NOT_RUN])


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

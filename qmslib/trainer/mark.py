"""The run of marking: which submissions, in which order, by whom, and what became of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from itertools import chain
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic
from qmslib.course.code_exercises import authored_code
from qmslib.course.paths import Course
from qmslib.trainer.database import GradebookError, exists, load_config, only_writer
from qmslib.trainer.decisions import last_attempts
from qmslib.trainer.engine import gradebook
from qmslib.trainer.generate import authored
from qmslib.trainer.gradebook import backup, lost, setup
from qmslib.trainer.ledger import Ledger
from qmslib.trainer.mark_form import mark_forms
from qmslib.trainer.run import Result, Run
from qmslib.trainer.tables import safe_cell

Submissions = list[tuple[str, str]]
#: Results that left marks in the gradebook.
MARKED = ("marked", "marked with notes")


def submissions(course: Course, exercises: Iterable[str], only: str | None = None) -> Submissions:
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
    again: bool = False,
    cluster: str | None = None,
    without_box: bool = False,
    progress: Callable[[int, int, Result], None] | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Result]:
    """Mark submissions; each by itself, so that a broken one changes nothing for the others.

    A submission that was marked already is not marked again while nothing changed since, so a run that was cut off
    goes on where it was.

    Parameters
    ----------
    course
        Where.
    exercises
        Which exercises; all by default.
    only
        One learner's number.
    again
        Whether to mark again what was marked already.
    cluster
        The address of a Dask scheduler, whose workers then run code exercises.
    without_box
        Whether code exercises are run with no box around them where the trainer trusts each learner as themselves.
    progress
        Called after each submission with how many are done, how many there are, and the result.
    tell
        Called with what should be known of the run as a whole: that its box is not the first choice, that the
        gradebook was lost.

    Returns
    -------
    list of Result
        One for each submission, in order of learner and exercise; code exercises at the end.
    """
    forms, programs = wanted(course, exercises, only)
    if not forms and not programs:
        return []
    with only_writer(course):
        if tell and (copy := lost(course)):
            tell(
                "The gradebook held no submission, so it was filled anew. Scores and comments that a person gave "
                f"before are in {copy.name}: to have them back, rename it gradebook.db and run `qms mark` again."
            )
        return _mark_all(course, forms, programs, again, partial(_mark_code, cluster, without_box, tell), progress)


def wanted(course: Course, exercises: Iterable[str] | None, only: str | None) -> tuple[Submissions, Submissions]:
    """Submissions (learner, exercise) of form exercises and of code exercises.

    Raises
    ------
    CourseError
        When there is no such exercise, or no such learner.
    """
    known, code = authored(course), authored_code(course)
    names = list(exercises or [*known, *code])
    for name in names:
        if name not in known and name not in code:
            raise CourseError(
                "there is no such exercise here", found=name, do=f"The exercises are: {', '.join([*known, *code])}"
            )
    if only is not None and not (
        course.submitted.is_dir() and only in {one.name for one in course.submitted.iterdir()}
    ):
        raise CourseError(
            "nothing of this learner's was collected", found=only, do="Check the number, or run `qms collect` first"
        )
    return (
        submissions(course, [name for name in names if name in known], only),
        submissions(course, [name for name in names if name in code], only),
    )


def _mark_all(
    course: Course,
    forms: Submissions,
    programs: Submissions,
    again: bool,
    mark_programs: Callable[[Run, Submissions], Iterator[Result]],
    progress: Callable[[int, int, Result], None] | None,
) -> list[Result]:
    found: dict[tuple[str, str], Result] = {}

    def done(result: Result) -> None:
        found[result.learner, result.exercise] = result
        if progress:
            progress(len(found), len(forms) + len(programs), result)

    with gradebook(course) if exists(course) else nullcontext() as book:
        ledger = Ledger(course, book)
        for key in [*forms, *programs]:
            if ledger.why(*key) is None and not again:
                done(ledger.already(*key))
    left = [key for key in forms if key not in found], [key for key in programs if key not in found]
    if any(left):
        backup(course)
        setup(course, {exercise for key in left for _, exercise in key})
        try:
            with gradebook(course) as book:
                run = Run(course, book, load_config(course), last_attempts(course))
                for results in chain(mark_forms(run, left[0]), ([one] for one in mark_programs(run, left[1]))):
                    ledger.add(book, (one for one in results if one.status in MARKED))
                    # What a session remembers of one submission is of no use for the next.
                    book.db.expunge_all()
                    for result in results:
                        done(result)
        except GradebookError as error:
            if not found:
                raise
            reason = f"The gradebook failed, so this one is still to be marked: {error}"
            for key in [*left[0], *left[1]]:
                if key not in found:
                    done(Result(*key, "not marked", [reason]))
    return [found[key] for key in [*forms, *programs]]


def _mark_code(
    cluster: str | None, without_box: bool, tell: Callable[[str], None] | None, run: Run, todo: Submissions
) -> Iterator[Result]:
    """Mark submissions of code exercises; each result comes as soon as it is recorded."""
    if todo:
        # Only here: most runs have no code exercise, and what a box needs takes a moment to load.
        from qmslib.trainer.boxed.launch import find_sandbox, no_box
        from qmslib.trainer.boxed.marking import mark_code

        sandbox = no_box() if without_box else find_sandbox()
        if tell and sandbox.instead and cluster is None:
            tell(f"Learners' code ran in podman's box: {sandbox.instead}.")
        yield from mark_code(run, todo, sandbox, cluster=cluster)


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

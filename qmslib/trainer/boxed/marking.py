"""Marking code exercises: each submission through the box and its tests, then into the gradebook by one writer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import IgnorePattern, LimitOutput
from nbgrader.utils import determine_grade, is_grade

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.cluster import ClusterPool
from qmslib.trainer.boxed.exercise import CodeExercise, is_test, load_code_exercise
from qmslib.trainer.boxed.job import Limits, Outcome
from qmslib.trainer.boxed.launch import Sandbox
from qmslib.trainer.boxed.pool import LocalPool, Pool
from qmslib.trainer.boxed.take_in import take_in_code
from qmslib.trainer.form_sheet import KERNEL_LANGUAGE, released_and_template, written
from qmslib.trainer.intake import SECRET, Intake
from qmslib.trainer.record import automatic_comments, record
from qmslib.trainer.record_rows import AutoMarks
from qmslib.trainer.run import Result, Run, Status, failed, new_folder

#: What a test has that was never reached: no points, and a reason.
_NOT_REACHED = {
    "output_type": "error", "ename": "NotReached", "evalue": "this test was not run",
    "traceback": ["NotReached: this test was not run"],
}  # fmt: skip
#: What the list of results keeps where a trainer has done without the box.
NO_BOX = "Its code was run without a box, as you asked: it could read and write what you can."


@dataclass
class _Waiting:
    learner: str
    exercise: CodeExercise
    found: Intake
    notebook: Any
    places: list[int]


def mark_code(
    run: Run,
    todo: list[tuple[str, str]],
    sandbox: Sandbox,
    *,
    limits: Limits | None = None,
    cluster: str | None = None,
) -> Iterator[Result]:
    """Mark submissions (learner, exercise) of code exercises.

    Parameters
    ----------
    run, todo
        Which.
    sandbox
        What keeps learners' code in; where there is none, submissions are listed as not run.
    limits
        What each submission may use; by default, as nbgrader's setting ``Execute.timeout`` says for one cell, and
        twice as long for all.
    cluster
        The address of a Dask scheduler whose workers run them; by default this machine does.

    Yields
    ------
    Result
        As soon as it is recorded, in whatever order they are done.
    """
    if not todo:
        return
    if not sandbox.usable and cluster is None:
        for learner, exercise in todo:
            yield Result(learner, exercise, "not run", [f"Not run: no sandbox, since {sandbox.why}."])
        return
    limits = limits or _limits(run.config)
    exercises: dict[str, CodeExercise] = {}
    broken: dict[str, CourseError] = {}
    for name in sorted({exercise for _, exercise in todo}):
        try:
            exercises[name] = load_code_exercise(run.course, name, *released_and_template(run.course, name))
        except CourseError as error:
            broken[name] = error
    warm = [cell for one in exercises.values() for cell in one.warm]
    try:
        pool: Pool = LocalPool(sandbox, warm) if cluster is None else ClusterPool(cluster, warm)
    except CourseError as error:
        for learner, name in todo:
            yield Result(learner, name, "not run", [f"Not run: {error}"])
        return
    try:
        waiting: dict[Future[Outcome], _Waiting] = {}
        unboxed = cluster is None and sandbox.kind == "none"
        for learner, name in todo:
            if name in broken:
                yield Result(learner, name, "not marked", [f"The exercise cannot be marked: {broken[name]}"])
                continue
            try:
                found, notebook = take_in_code(run.course, learner, name, exercises[name].template)
            except Exception as error:
                # Whatever a notebook holds, the others must be marked.
                yield failed(run, learner, name, error)
                continue
            if notebook is None:
                yield Result(learner, name, "not marked", found.reasons + found.notes)
                continue
            job, places = exercises[name].job(notebook, limits)
            waiting[pool.submit(job)] = _Waiting(learner, exercises[name], found, notebook, places)
            # A few ahead, so that nobody waits for work, and memory stays the same for any number.
            while len(waiting) > 2 * pool.workers:
                yield from _done(run, waiting, unboxed)
        while waiting:
            yield from _done(run, waiting, unboxed)
    finally:
        pool.close()


def _limits(config: Any) -> Limits:
    seconds = config.Execute.get("timeout")
    if isinstance(seconds, int | float) and seconds > 0:
        return Limits(cell_seconds=float(seconds), run_seconds=2.0 * seconds, test_seconds=2.0 * seconds)
    return Limits()


def _done(run: Run, waiting: dict[Future[Outcome], _Waiting], unboxed: bool) -> Iterator[Result]:
    """Record what has been run by now, or wait for the next."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        one = waiting.pop(future)
        try:
            outcome = future.result()
            if unboxed:
                one.found.notes.append(NO_BOX)
            _fill(one.notebook, one.places, outcome)
            one.found.notes += outcome.notes
            _keep(run, one)
        except Exception as error:
            # The others must be marked, whatever this one does.
            yield failed(run, one.learner, one.exercise.name, error)
        else:
            notes = one.found.notes
            status: Status = "marked with notes" if notes else "marked"
            yield Result(one.learner, one.exercise.name, status, notes, outcome.seconds)


def _fill(notebook: Any, places: list[int], outcome: Outcome) -> None:
    """Put outputs into the notebook; those of tests come from beside the box only."""
    for number, place in enumerate(places):
        cell = notebook.cells[place]
        cell.execution_count = outcome.counts.get(number)
        shown = outcome.outputs.get(number, [])
        if is_test(cell):
            outputs = outcome.tested.get(number, [_NOT_REACHED])
            # What the learner would see, and may be shown: the released part of the test, run in the box.
            cell.metadata["qms"] = {"shown": shown}
        else:
            outputs = shown
        for output in outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = cell.execution_count
        cell.outputs = [nbformat.from_dict(output) for output in outputs]  # type: ignore[no-untyped-call]


def _keep(run: Run, one: _Waiting) -> None:
    """Write the marked folder and the marks."""
    name, notebook = one.exercise.name, one.notebook
    notebook.metadata.language_info = nbformat.from_dict(KERNEL_LANGUAGE)  # type: ignore[no-untyped-call]
    for step in (IgnorePattern, ClearMetadataPreprocessor, LimitOutput):
        notebook, _ = step(config=run.config)(notebook, {})
    points = _points(notebook, one.found)
    with new_folder(run.course, one.learner, name) as folder:
        for path in one.exercise.paths:
            shutil.copyfile(path, folder / path.name)
        if one.found.content:
            (folder / f"{name}.answers.json").write_bytes(one.found.content)
        if one.found.timestamp:
            (folder / "timestamp.txt").write_text(f"{one.found.timestamp}\n", encoding="utf-8")
        if one.found.secret:
            (folder / SECRET).write_text(one.found.secret, encoding="utf-8")
        (folder / f"{name}.ipynb").write_text(written(notebook, run.config, known=True), encoding="utf-8")
        marks = AutoMarks(one.learner, points, automatic_comments(notebook), one.found.timestamp)
        record(run.book, run.config, name, [marks])


def _points(notebook: Any, found: Intake) -> dict[str, float | None]:
    """Points by test, as nbgrader reads them from the outputs; nothing where a person is to give them."""
    points: dict[str, float | None] = {}
    for cell in notebook.cells:
        if not is_grade(cell):
            continue
        name = cell.metadata.nbgrader.grade_id
        try:
            points[name], _ = determine_grade(cell)
        except (ValueError, KeyError, TypeError):
            points[name] = 0.0
            found.notes.append(f"The test {name} gave a result that is no number of points; it counts as 0.")
    return points

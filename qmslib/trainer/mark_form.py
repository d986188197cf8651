"""Marking form exercises: pure data, in this process, with the notebook that stock nbgrader would leave."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.utils import determine_grade, is_grade

from qmslib._common.errors import CourseError
from qmslib.course.answers import AnswersFile, read_answers
from qmslib.course.items import ExerciseFile
from qmslib.course.paths import Course
from qmslib.course.scoring import score
from qmslib.trainer.form_sheet import Sheet, sheet_of, written
from qmslib.trainer.intake import SECRET, Intake, take_in
from qmslib.trainer.record import record
from qmslib.trainer.record_rows import AutoMarks
from qmslib.trainer.run import Folder, Result, Run, failed

if TYPE_CHECKING:
    from qmslib.trainer.run_cells import Runner

#: Submissions that are recorded together: fewer transactions cost less, and a run that is killed loses these at most.
BATCH = 40


@dataclass
class _Staged:
    """A submission that is marked, and not recorded yet."""

    result: Result
    folder: Folder
    marks: AutoMarks


def mark_forms(run: Run, todo: list[tuple[str, str]]) -> Iterator[list[Result]]:
    """Mark submissions (learner, exercise) of form exercises; a broken one changes nothing for the others.

    Yields
    ------
    list of Result
        Of submissions that are recorded together, exercise by exercise.
    """
    with _Runners(run.course) as runners:
        sheets = {name: sheet_of(run, name) for name in sorted({exercise for _, exercise in todo})}
        for name, sheet in sheets.items():
            learners = [learner for learner, exercise in todo if exercise == name]
            for start in range(0, len(learners), BATCH):
                yield _mark_some(run, runners, sheet, learners[start : start + BATCH])


class _Runners:
    """Gives the one that runs cells, once somebody needs it: to load it takes longer than to mark some forms."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._stack = ExitStack()
        self._runner: Runner | None = None

    def __enter__(self) -> _Runners:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def get(self) -> Runner:
        """The one and only."""
        if self._runner is None:
            from qmslib.trainer.run_cells import cell_runner

            self._runner = self._stack.enter_context(cell_runner(self._course))
        return self._runner


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


def _mark_some(run: Run, runners: _Runners, sheet: Sheet, learners: list[str]) -> list[Result]:
    """Mark the submissions of some learners, and record them together."""
    results: dict[str, Result] = {}
    staged: list[_Staged] = []
    try:
        for learner in learners:
            made = _mark_one(run, runners, sheet, learner)
            results[learner] = made.result if isinstance(made, _Staged) else made
            if isinstance(made, _Staged):
                staged.append(made)
        for one in _keep(run, sheet, staged):
            results[one.learner] = one
    finally:
        for left in staged:
            left.folder.drop()
    return list(results.values())


def _keep(run: Run, sheet: Sheet, staged: list[_Staged]) -> Iterator[Result]:
    """Record submissions and put their folders in place; the results of those with which it went wrong."""
    name = sheet.exercise.exercise
    groups = [staged] if staged else []
    while groups:
        group = groups.pop()
        try:
            record(run.book, run.config, name, [one.marks for one in group])
        except Exception as error:
            wrong = failed(run, group[0].marks.learner, name, error)
            if len(group) == 1:
                yield wrong
            else:
                # One of them is at fault, and the others must be recorded: each by itself, in order.
                groups = [[one] for one in reversed(group)]
            continue
        for one in group:
            try:
                one.folder.put()
            except Exception as error:
                yield failed(run, one.marks.learner, name, error)


def _mark_one(run: Run, runners: _Runners, sheet: Sheet, learner: str) -> _Staged | Result:
    name = sheet.exercise.exercise
    try:
        found = look_at(run.course, sheet.exercise, sheet.released, learner, run.decided.get((learner, name), 0))
        if found.reasons:
            return Result(learner, name, "not marked", found.reasons + found.notes)
        return _stage(run, runners, sheet, learner, found)
    except Exception as error:
        # The others must be marked, whatever this one does.
        return failed(run, learner, name, error)


def _stage(run: Run, runners: _Runners, sheet: Sheet, learner: str, found: Intake) -> _Staged:
    name = sheet.exercise.exercise
    assert found.answers is not None
    folder = Folder(run.course, learner, name)
    try:
        _lay_out(folder.path, sheet, name, found)
        text, points = _marked(run, runners, sheet, folder.path, found)
        (folder.path / f"{name}.ipynb").write_text(text, encoding="utf-8")
        reopen = changed_accounts(sheet.exercise, run.course.autograded / learner / name, found.answers)
    except BaseException:
        folder.drop()
        raise
    marks = AutoMarks(learner, points, sheet.comments, found.timestamp, reopen)
    return _Staged(
        Result(learner, name, "marked with notes" if found.notes else "marked", found.notes), folder, marks
    )


def _lay_out(folder: Path, sheet: Sheet, name: str, found: Intake) -> None:
    (folder / f"{name}.answers.json").write_bytes(found.content)
    if found.timestamp:
        (folder / "timestamp.txt").write_text(f"{found.timestamp}\n", encoding="utf-8")
    if found.secret:
        (folder / SECRET).write_text(found.secret, encoding="utf-8")
    path, form = sheet.form
    (folder / path.name).write_bytes(form)


def _marked(
    run: Run, runners: _Runners, sheet: Sheet, folder: Path, found: Intake
) -> tuple[str, Mapping[str, float]]:
    """The marked notebook as text, and the points by item."""
    exercise, answers = found.exercise or sheet.exercise, found.answers
    assert answers is not None
    if sheet.notebook is not None:
        try:
            return sheet.notebook.marked(exercise, answers)
        except Exception:
            # Whatever it is, the cells say it in their own words.
            pass
    notebook = copy.deepcopy(sheet.template)
    runners.get().run(notebook, folder)
    points = _points(notebook, exercise, answers)
    return written(notebook, run.config, known=True), points


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

"""Writing submissions' marks into the gradebook, exactly as `nbgrader autograde` would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from nbgrader.api import SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_solution, is_task
from sqlalchemy import select

from qmslib.trainer.engine import transaction
from qmslib.trainer.record_rows import (
    AutoMarks,
    Layout,
    Submission,
    add,
    add_students,
    change,
    submissions,
    update_rows,
)


def automatic_comments(notebook: Any) -> dict[str, str | None]:
    """What stock says of each cell that a person may comment on."""
    return {
        cell.metadata.nbgrader.grade_id: (
            "No response."
            if not is_task(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            else None
        )
        for cell in notebook.cells
        if is_solution(cell) or is_task(cell)
    }


def record(book: Any, config: Any, exercise: str, marks: Sequence[AutoMarks]) -> None:
    """Write the marks of submissions of an exercise, all or none.

    Parameters
    ----------
    book, config
        nbgrader's gradebook and settings.
    exercise
        Which.
    marks
        One for each learner.
    """
    learners = [one.learner for one in marks]
    with transaction(book):
        layout = Layout(book.db, exercise)
        add_students(book.db, learners)
        known = submissions(book.db, layout, learners)
        add(book.db, layout, [one for one in marks if one.learner not in known])
        change(book.db, layout, [one for one in marks if one.learner in known], known)
        if layout.duedate is not None or any(one.penalty is not None for one in known.values()):
            # Read once more: extensions stand in the gradebook, and earlier times of hand-in.
            _penalise(book.db, config, submissions(book.db, layout, learners))


def _penalise(db: Any, config: Any, known: Mapping[str, Submission]) -> None:
    """Late penalties by the plugin that nbgrader's settings name; by default there are none."""
    late = {one.notebook: learner for learner, one in known.items() if one.seconds_late > 0}
    penalties: dict[str, float] = {}
    if late:
        step = AssignLatePenalties(config=config)
        step.init_plugin()
        scores = select(SubmittedNotebook.id, SubmittedNotebook.score).where(SubmittedNotebook.id.in_(late))
        for place, score in db.execute(scores).all():
            learner = late[place]
            penalty = step.plugin_inst.late_submission_penalty(learner, score, known[learner].seconds_late)
            if penalty is not None:
                penalties[place] = step._check_late_penalty(SimpleNamespace(score=score), penalty)
    changed = [
        {"key": one.notebook, "late_submission_penalty": penalties.get(one.notebook)}
        for one in known.values()
        if penalties.get(one.notebook) != one.penalty
    ]
    update_rows(db, SubmittedNotebook, changed)

"""Writing one submission's marks into the gradebook, exactly as `nbgrader autograde` would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task

from qmslib.trainer.engine import transaction


def record(
    book: Any,
    config: Any,
    *,
    learner: str,
    exercise: str,
    notebook: Any,
    points: Mapping[str, float | None],
    timestamp: str | None,
    reopen: set[str],
) -> None:
    """Write the marks of one submission, all or none.

    Parameters
    ----------
    book, config
        nbgrader's gradebook and settings.
    learner, exercise
        Whose, and which.
    notebook
        The marked notebook.
    points
        Automatic points by item; nothing where only a person can give them.
    timestamp
        When it was handed in, as ``timestamp.txt`` has it.
    reopen
        Accounts whose text is another than the one that was judged: they await a judgement again.
    """
    with transaction(book):
        book.update_or_create_student(learner)
        when = {"timestamp": timestamp} if timestamp else {}
        submission = book.update_or_create_submission(exercise, learner, **when)
        submitted = book.find_submission_notebook(exercise, exercise, learner)
        grades = {grade.name: grade for grade in submitted.grades}
        comments = {comment.name: comment for comment in submitted.comments}
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if is_grade(cell):
                grade = grades[name]
                grade.auto_score = points[name]
                # As stock does: a score given by hand stays, and asks to be looked at again.
                grade.needs_manual_grade = grade.manual_score is not None or points[name] is None
            if is_task(cell) and name in reopen:
                grades[name].needs_manual_grade = True
            if is_solution(cell) or is_task(cell):
                untouched = not is_task(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
                comments[name].auto_comment = "No response." if untouched else None
        book.db.flush()
        _penalty(book, config, learner, submission, submitted)


def _penalty(book: Any, config: Any, learner: str, submission: Any, submitted: Any) -> None:
    """Late penalty by the plugin that nbgrader's settings name; by default there is none."""
    submitted.late_submission_penalty = None
    late = submission.total_seconds_late
    if late <= 0:
        return
    book.db.refresh(submitted)
    step = AssignLatePenalties(config=config)
    step.init_plugin()
    penalty = step.plugin_inst.late_submission_penalty(learner, submitted.score, late)
    if penalty is not None:
        submitted.late_submission_penalty = step._check_late_penalty(submitted, penalty)

"""Running stock nbgrader commands, and reading what they left, to compare it with our own marking."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from qmslib.course.paths import Course
from qmslib.trainer.engine import gradebook


def run_nbgrader(course: Course, *words: str, timeout: float = 1800) -> subprocess.CompletedProcess[str]:
    """Run ``nbgrader …`` at the course's root, with the settings found there; never raises for a failed command."""
    environment = dict(os.environ, PYTHONWARNINGS="ignore")
    # The settings file says where the course is; what this process believes must not matter.
    environment.pop("QMS_COURSE", None)
    environment.pop("NBGRADER_EXECUTION", None)
    return subprocess.run(
        [str(Path(sys.executable).with_name("nbgrader")), *words],
        cwd=course.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def rows(course: Course, exercise: str) -> dict[str, dict[str, Any]]:
    """What the gradebook holds of each learner's submission, without its random ids."""
    found = {}
    with gradebook(course) as book:
        for submission in book.find_assignment(exercise).submissions:
            grades, comments, penalties = {}, {}, []
            for notebook in submission.notebooks:
                penalties.append(notebook.late_submission_penalty)
                for grade in notebook.grades:
                    grades[grade.name] = {
                        "auto": grade.auto_score,
                        "manual": grade.manual_score,
                        "extra": grade.extra_credit,
                        "needs_manual": grade.needs_manual_grade,
                        "max": grade.max_score,
                        "type": grade.cell_type,
                    }
                for comment in notebook.comments:
                    comments[comment.name] = {"auto": comment.auto_comment, "manual": comment.manual_comment}
            found[submission.student_id] = {
                "timestamp": str(submission.timestamp),
                "late": submission.total_seconds_late,
                "extension": str(submission.extension),
                "penalties": penalties,
                "grades": grades,
                "comments": comments,
            }
    return found


def marked_notebook(course: Course, learner: str, exercise: str) -> dict[str, Any] | None:
    """The marked notebook, or nothing when there is none."""
    path = course.autograded / learner / exercise / f"{exercise}.ipynb"
    if not path.is_file():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def total(row: dict[str, Any] | None) -> float | None:
    """Automatic points of a submission; nothing when none was recorded."""
    if row is None:
        return None
    scores = [grade["auto"] for grade in row["grades"].values() if grade["type"] == "code"]
    return None if any(score is None for score in scores) else sum(scores)

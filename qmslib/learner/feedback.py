"""Take in the trainer's feedback files and find the ones that belong to this learner."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes, write_atomic
from qmslib.course.feedback_file import SIZE_LIMIT, read_feedback
from qmslib.course.feedback_page import MARKED
from qmslib.course.handin import file_stem
from qmslib.course.paths import Course
from qmslib.learner.identity import Identity
from qmslib.learner.keep import keep_aside
from qmslib.learner.progress import load_answers
from qmslib.learner.store import start_attempt
from qmslib.learner.workspace import exercise_folder, open_exercise

ENDING = ".feedback.html"


@dataclass
class FeedbackFolder:
    """What ``work/feedback/`` holds.

    Parameters
    ----------
    found
        Feedback by exercise and attempt. Of two for the same attempt, the later decision counts.
    problems
        Files that are damaged or belong to someone else.
    """

    found: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    problems: list[CourseError] = field(default_factory=list)


def feedback_name(identity: Identity, exercise: str, attempt: int) -> str:
    """How a feedback file is called."""
    return f"{file_stem(identity.number, exercise, attempt)}{ENDING}"


def read_folder(course: Course, identity: Identity) -> FeedbackFolder:
    """Read every feedback file, whether it was added on the start page or dropped into the folder."""
    folder = FeedbackFolder()
    path = course.work / "feedback"
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in {".html", ".htm"})
    except OSError:
        return folder
    for file in files:
        if file.name.startswith(".") or ".damaged-" in file.name:
            continue
        try:
            data = read_feedback(read_bytes(file, limit=SIZE_LIMIT), file=file.name)
            _check_fits(course, identity, data, file.name)
        except CourseError as error:
            folder.problems.append(
                CourseError(
                    f"this file in the folder work/feedback cannot be used: {error.problem}",
                    file=file.name,
                    found=error.found,
                    do=error.do or "Take it out of the folder",
                )
            )
            continue
        place = (data["exercise"], data["attempt"])
        if place not in folder.found or _when(folder.found[place]) <= _when(data):
            folder.found[place] = data
    return folder


def add_feedback(course: Course, identity: Identity, content: bytes, file: str) -> tuple[dict[str, Any], str]:
    """Check a feedback file and keep it.

    Parameters
    ----------
    content, file
        What was sent, and its name, for messages only: the file is kept under the course's own name.

    Returns
    -------
    tuple
        The feedback, and what was done, in a sentence.

    Raises
    ------
    CourseError
        When it is not a feedback file, or belongs to someone else or to another exercise.
    """
    if not content:
        raise CourseError("no file was chosen", do="Choose the file that your trainer sent, then add it")
    data = read_feedback(content, file=file)
    _check_fits(course, identity, data, file)
    path = course.work / "feedback" / feedback_name(identity, data["exercise"], data["attempt"])
    said = "The feedback was added."
    if path.exists() or path.is_symlink():
        try:
            before = read_bytes(path, limit=SIZE_LIMIT)
            if before == content:
                return data, "This feedback is already there. Nothing was changed."
            earlier = read_feedback(before)
        except CourseError:
            keep_aside(path, "damaged")
        else:
            if _when(data) < _when(earlier):
                raise CourseError(
                    "there is a later decision on this attempt already, so this older file was not added",
                    file=file,
                    do="Ask your trainer if you expected something else",
                )
            said = f"The feedback was added. The earlier one is kept as {keep_aside(path, 'older').name}."
    write_atomic(path, content)
    return data, said


def new_attempt(course: Course, identity: Identity, exercise: str) -> int:
    """Start the next attempt, which only feedback that says *not yet met* allows.

    Returns
    -------
    int
        Its number. The earlier answers are archived, and stay in the form to be improved.
    """
    attempt = load_answers(course, exercise).attempt
    found = read_folder(course, identity).found.get((exercise, attempt))
    if found is None:
        raise CourseError(
            f"there is no feedback on attempt {attempt} of {exercise} yet",
            do="A new attempt can be started when your trainer's feedback says “not yet met”",
        )
    if found["status"] == "met":
        raise CourseError(f"{exercise} is met already; there is no need for another attempt")
    if found["status"] == MARKED:
        raise CourseError(
            "a code exercise needs no new attempt", do="Change your notebook, and hand it in again on the start page"
        )
    open_exercise(course, exercise)
    return int(start_attempt(exercise, exercise_folder(course, exercise))["attempt"])


def _check_fits(course: Course, identity: Identity, data: dict[str, Any], file: str) -> None:
    number = data["learner"]["number"]
    if number != identity.number:
        raise CourseError(
            f"this feedback is for another learner: its number is {number}, yours is {identity.number}",
            file=file,
            do="If your number is wrong, correct it on the start page; otherwise tell your trainer that you got "
            "someone else's feedback",
        )
    exercise = data["exercise"]
    if exercise not in course.exercise_names():
        raise CourseError(
            "this feedback is for an exercise that this course does not have",
            file=file,
            found=exercise,
            do="Ask your trainer whether you have the newest course",
        )
    try:
        attempt = load_answers(course, exercise).attempt
    except CourseError:
        # With damaged answers nobody can tell; reading the feedback does no harm.
        return
    if data["attempt"] > attempt:
        raise CourseError(
            f"this feedback is for attempt {data['attempt']}, but you are at attempt {attempt}",
            file=file,
            do="Check that you work in the folder from which you handed in",
        )


def _when(data: dict[str, Any]) -> datetime:
    moment = datetime.fromisoformat(data["decided_at"])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""Hand in an exercise: check that it is complete, write the hand-in file and its receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qmslib import __version__
from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic
from qmslib.course.answers import SIZE_LIMIT, AnswersFile, Learner
from qmslib.course.code_exercises import is_code
from qmslib.course.handin import (
    HandIn,
    file_stem,
    hand_in_bytes,
    part_names,
    read_hand_in,
    short_code,
)
from qmslib.course.paths import Course
from qmslib.course.release import bank_hash
from qmslib.learner.feedback import read_folder
from qmslib.learner.identity import Identity, load_identity
from qmslib.learner.progress import Gap, answers_file, copied, gaps, load_answers, released_form
from qmslib.learner.receipt import receipt_html, receipt_text
from qmslib.learner.workspace import exercise_notebook, open_exercise, read_notebook, released_notebook


class NotComplete(CourseError):
    """Something is merely unanswered: the learner may hand in anyway.

    Parameters
    ----------
    missing
        The items that are not complete.
    """

    def __init__(self, exercise: str, missing: Sequence[Gap]) -> None:
        self.missing = list(missing)
        listed = "; ".join(f"“{gap.title}” ({gap.lacks})" for gap in missing)
        super().__init__(
            f"{len(missing)} of the questions of {exercise} are not complete: {listed}"
            if len(missing) > 1
            else f"one question of {exercise} is not complete: {listed}",
            do="Complete them first, or hand in anyway (qms hand-in --anyway); what is not answered earns no points",
        )


@dataclass(frozen=True)
class Receipt:
    """What was handed in.

    Parameters
    ----------
    file
        The hand-in file.
    exercise, title, attempt, identity
        What it is, and whose.
    made_at
        When, as an ISO time with its offset.
    sha256
        Of the file.
    answered, asked
        How many items are complete, and of how many.
    replaced
        An earlier hand-in of the same attempt was replaced.
    unchanged
        The same work had been handed in already.
    """

    file: Path
    exercise: str
    title: str
    attempt: int
    identity: Identity
    made_at: str
    sha256: str
    answered: int
    asked: int
    replaced: bool = False
    unchanged: bool = False

    @property
    def code(self) -> str:
        """The short code, in groups of four."""
        return short_code(self.sha256)

    @property
    def page(self) -> Path:
        """The receipt to print or keep."""
        return self.file.with_name(f"{self.file.stem}.receipt.html")

    @property
    def text(self) -> Path:
        """The receipt as plain text."""
        return self.file.with_name(f"{self.file.stem}.receipt.txt")


def hand_in_file(course: Course, identity: Identity, exercise: str, attempt: int) -> Path:
    """Where the hand-in file of an attempt is kept."""
    return course.work / "handed-in" / f"{file_stem(identity.number, exercise, attempt)}.zip"


def find_hand_in(course: Course, identity: Identity, exercise: str, attempt: int) -> HandIn | None:
    """The hand-in of an attempt, or nothing; a `CourseError` when its file is damaged."""
    path = hand_in_file(course, identity, exercise, attempt)
    return read_hand_in(path) if path.exists() or path.is_symlink() else None


def require_identity(course: Course) -> Identity:
    """The learner's name and number, which nothing can be handed in without."""
    identity = load_identity(course)
    if identity is None:
        raise CourseError(
            "your name and number are not known yet",
            do="Start the course (qms learn) and give them on the start page, then hand in",
        )
    return identity


def hand_in(course: Course, exercise: str, *, anyway: bool = False, now: datetime | None = None) -> Receipt:
    """Hand in the current attempt.

    Parameters
    ----------
    exercise
        Its name.
    anyway
        Hand in although items are not complete.
    now
        The time to write on it; by default this moment.

    Returns
    -------
    Receipt
        What was handed in. The file and both receipts are then in ``work/handed-in/``.

    Raises
    ------
    NotComplete
        When items are not complete and `anyway` was not said.
    CourseError
        When it cannot be handed in: no name, no declaration, no answers, damaged answers, feedback already there.
    """
    identity = require_identity(course)
    open_exercise(course, exercise)
    form = released_form(course, exercise)
    answers = load_answers(course, exercise)
    if is_code(form):
        if not _written(course, exercise):
            raise CourseError(
                f"nothing is written in {exercise} yet",
                do="Open the exercise, write your code, and save the notebook",
            )
        return _write(course, identity, form, answers, 0, now or datetime.now(UTC))
    if not answers.answers:
        raise CourseError(
            f"nothing is answered in {exercise} yet", do="Open the exercise and answer its questions first"
        )
    if not answers.declared:
        raise CourseError(
            "the declaration of own work is not complete",
            item=exercise,
            do="Open the exercise; at its end, confirm that the work is your own, and say which help you had from "
            "people and from AI tools (write “none” if you had none)",
        )
    missing = gaps(form, answers)
    repeated = copied(course, form, answers)
    if (exercise, answers.attempt) in read_folder(course, identity).found:
        raise CourseError(
            f"there is feedback on attempt {answers.attempt} of {exercise} already, so it cannot be handed in again",
            do="Read the feedback; if it says “not yet met”, start a new attempt on the start page",
        )
    if (missing or repeated) and not anyway:
        raise NotComplete(exercise, [*missing, *repeated])
    return _write(course, identity, form, answers, len(missing), now or datetime.now(UTC))


def _sources(notebook: dict[str, Any]) -> list[str]:
    # A source may stand there as one text or as a list of lines.
    return ["".join(cell.get("source", "")) for cell in notebook["cells"]]


def _written(course: Course, exercise: str) -> bool:
    """Whether the learner's notebook of a code exercise differs from the released one."""
    mine, released = exercise_notebook(course, exercise), released_notebook(course, exercise)
    return _sources(read_notebook(mine)) != _sources(read_notebook(released))


def work_files(course: Course, identity: Identity, answers: AnswersFile) -> dict[str, bytes]:
    """The files that make up a hand-in: the notebook without its outputs, and the answers with the identity.

    Outputs are left out because they change each time a cell runs: the same work gives the same file.
    """
    notebook_name, answers_name = part_names(answers.exercise)
    notebook = read_notebook(exercise_notebook(course, answers.exercise))
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
            # When a cell ran is kept there by some front ends.
            cell.setdefault("metadata", {}).pop("execution", None)
    notebook["metadata"].pop("widgets", None)
    learner = Learner(name=identity.name, number=identity.number)
    signed = answers.model_copy(update={"learner": learner})
    files = {notebook_name: _json(notebook), answers_name: _json(signed.model_dump(mode="json"))}
    if len(files[answers_name]) > SIZE_LIMIT:
        raise CourseError(
            "your answers are too long to be handed in",
            file=answers_file(course, answers.exercise),
            do="Shorten the longest ones",
        )
    return files


def changed_since(course: Course, identity: Identity, handed_in: HandIn, answers: AnswersFile) -> bool:
    """Whether the work differs from what was handed in."""
    now = work_files(course, identity, answers)
    names = part_names(answers.exercise)
    # In a code exercise the notebook is the work; elsewhere only the answers are.
    wanted = names if is_code(released_form(course, answers.exercise)) else names[1:]
    return any(now[name] != handed_in.files[name] for name in wanted)


def _write(
    course: Course, identity: Identity, form: dict[str, Any], answers: AnswersFile, missing: int, now: datetime
) -> Receipt:
    exercise, attempt = answers.exercise, answers.attempt
    path = hand_in_file(course, identity, exercise, attempt)
    files = work_files(course, identity, answers)
    made_at = now.astimezone(UTC).isoformat(timespec="seconds")
    try:
        earlier = find_hand_in(course, identity, exercise, attempt)
    except CourseError:
        # A damaged file is no hand-in: the sound one takes its place.
        earlier = None
    unchanged = earlier is not None and earlier.files == files and earlier.name == identity.name
    if earlier is not None and unchanged:
        made_at = str(earlier.manifest["made_at"])
    data = hand_in_bytes(
        exercise=exercise,
        attempt=attempt,
        name=identity.name,
        number=identity.number,
        files=files,
        made_at=made_at,
        course_version=__version__,
        bank=answers.bank or bank_hash(form),
    )
    receipt = Receipt(
        file=path,
        exercise=exercise,
        title=str(form.get("title") or exercise),
        attempt=attempt,
        identity=identity,
        made_at=made_at,
        sha256=hashlib.sha256(data).hexdigest(),
        answered=len(form["items"]) - missing,
        asked=len(form["items"]),
        replaced=earlier is not None and not unchanged,
        unchanged=unchanged,
    )
    facts = {
        "title": receipt.title,
        "exercise": exercise,
        "attempt": attempt,
        "name": identity.name,
        "number": identity.number,
        "made_at": made_at,
        "file": path.name,
        "code": receipt.code,
        "answered": receipt.answered,
        "asked": receipt.asked,
    }
    write_atomic(path, data)
    # The receipts come last: there is none without the file it speaks of.
    write_atomic(receipt.page, receipt_html(facts).encode("utf-8"))
    write_atomic(receipt.text, receipt_text(facts).encode("utf-8"))
    return receipt


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")

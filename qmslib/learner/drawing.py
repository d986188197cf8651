"""Which variant of an exercise a learner works on: drawn from their number, written down at once, and kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from qmslib._common.errors import CourseError
from qmslib.course.answers import Learner
from qmslib.course.paths import Course
from qmslib.course.people import check_name, check_number
from qmslib.course.release import bank_hash
from qmslib.course.variants import due
from qmslib.learner import store
from qmslib.learner.identity import load_identity, save_identity
from qmslib.learner.locked import locked

CHANGED = "The material of this exercise was changed since you began. Read the tables again, and check every answer."


def known_learner(answers: dict[str, Any]) -> Learner | None:
    """Who works here: from the start page, or from the answers themselves; nothing when nobody said it yet."""
    try:
        identity = load_identity(Course.find())
    except CourseError:
        identity = None
    if identity is not None:
        return Learner(name=identity.name, number=identity.number)
    try:
        return Learner.model_validate(answers["learner"]) if answers.get("learner") else None
    except ValidationError:
        return None


def meet(name: object, number: object) -> Learner:
    """Check a name and a number that were typed into the form, and keep them for the whole course where there is one.

    Raises
    ------
    CourseError
        When one of them is not sound.
    """
    learner = Learner(name=check_name(name), number=check_number(number))
    try:
        course = Course.find()
    except CourseError:
        return learner
    save_identity(course, learner.name, learner.number)
    return learner


def draw(exercise: str, folder: Path | str, learner: Learner) -> store.Opened:
    """Give the attempt its variant, if the exercise has any and the attempt has none yet.

    It is saved at once, with the learner and the version of the exercise, and kept for the attempt.

    Returns
    -------
    Opened
        The answers file, and what the learner should be told.
    """
    path = store.answers_path(exercise, folder)
    form = store.released(exercise, folder)
    variants = form.get("variants") or {}
    with locked(path):
        opened = store.open_locked(exercise, path)
        answers = opened.answers
        before = answers.get("variant", "")
        if not variants or before in variants:
            return opened
        answers.update(
            variant=due(learner.number, exercise, answers["attempt"], len(variants)),
            learner=learner.model_dump(mode="json"),
            bank=bank_hash(form) if not answers["answers"] else answers["bank"],
            revision=answers["revision"] + 1,
            saved_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        store.write_locked(path, answers)
    if before:
        opened.notices.append(CHANGED)
    return opened

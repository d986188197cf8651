"""A learner's answers to one exercise: ``<exercise>.answers.json`` beside the notebook.

Every write happens under a lock, replaces the file in one step and is on the disk before it counts as saved. An
item that another window has changed since is not overwritten: the page is told and asks which version to keep.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes, read_json, write_atomic
from qmslib._common.numbers import parse_number
from qmslib.course.answers import SIZE_LIMIT, AnswersFile, blank_answers, check_answers, read_answers
from qmslib.course.release import bank_hash, form_for, varied_items
from qmslib.course.scoring import count_words, is_blank
from qmslib.course.talks import walk
from qmslib.learner.keep import keep_aside
from qmslib.learner.locked import locked

State = Literal["not started", "in progress", "ready to hand in"]

#: Characters of one text, such as a written account.
TEXT_LIMIT = 6000
DECLARATION = "declaration"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,79}")


class Conflict(CourseError):
    """Some items were changed by another window since.

    Attributes
    ----------
    answers
        The file as it stands now: with the other changes of the same call saved.
    items
        For each item that was not saved, the other window's ``value``, ``revision`` and ``at``.
    """

    def __init__(self, answers: dict[str, Any], items: dict[str, dict[str, Any]]) -> None:
        self.answers = answers
        self.items = items
        super().__init__(
            "an answer was changed in another window since",
            item=", ".join(sorted(items)),
            do="Choose which version to keep",
        )


@dataclass
class Opened:
    """The answers, and what the learner should be told about them."""

    answers: dict[str, Any]
    notices: list[str] = field(default_factory=list)


def answers_path(exercise: str, folder: Path | str) -> Path:
    """Where the answers to an exercise stand; the name is checked first."""
    if not isinstance(exercise, str) or not _NAME.fullmatch(exercise):
        raise CourseError("this is not the name of an exercise", found=exercise)
    return Path(folder) / f"{exercise}.answers.json"


def released(exercise: str, folder: Path | str) -> dict[str, Any]:
    """The released items of an exercise, from ``<exercise>.form.json`` in the same folder."""
    path = answers_path(exercise, folder).with_name(f"{exercise}.form.json")
    form = read_json(path, limit=4_000_000)
    if not isinstance(form, dict) or form.get("exercise") != exercise or not isinstance(form.get("items"), list):
        raise CourseError(
            "this is not the form of the exercise",
            file=path,
            do="Take the exercise out again on the start page",
        )
    return form


def open_answers(exercise: str, folder: Path | str) -> Opened:
    """Read the answers; a file that cannot be read is put aside, never overwritten, and that is said.

    Raises
    ------
    CourseError
        When the file may not be read or put aside.
    """
    path = answers_path(exercise, folder)
    if not path.exists() and not path.is_symlink():
        return Opened(blank_answers(exercise).model_dump(mode="json"))
    with locked(path):
        return open_locked(exercise, path)


def open_locked(exercise: str, path: Path) -> Opened:
    """What `open_answers` does, for who holds the file's lock already."""
    if not path.exists() and not path.is_symlink():
        return Opened(blank_answers(exercise).model_dump(mode="json"))
    # A file that only may not be read is sound for whoever may: it stays where it is.
    data = read_bytes(path, limit=64 * SIZE_LIMIT)
    try:
        if len(data) > SIZE_LIMIT:
            raise CourseError(f"the file is too large: {len(data):,} bytes")
        answers = check_answers(json.loads(data.decode("utf-8-sig")), exercise, file=path.name)
    except (CourseError, ValueError, RecursionError) as error:
        aside = keep_aside(path, "damaged")
        problem = error.problem if isinstance(error, CourseError) else "it is damaged"
        return Opened(
            blank_answers(exercise).model_dump(mode="json"),
            [
                f"The file with your answers could not be read ({problem}). It was put aside as {aside.name} and "
                "nothing in it was changed. The form starts empty. Tell your trainer: what you wrote may be saved."
            ],
        )
    return Opened(answers.model_dump(mode="json"))


def read(exercise: str, folder: Path | str) -> dict[str, Any]:
    """Read the answers and change nothing, not even a damaged file: for marking.

    Raises
    ------
    CourseError
        When there are none, or they cannot be read.
    """
    return read_answers(answers_path(exercise, folder), exercise).model_dump(mode="json")


def load(exercise: str, folder: Path | str) -> dict[str, Any]:
    """The answers to an exercise as they stand on the disk; blank ones when there are none."""
    return open_answers(exercise, folder).answers


def bank_notice(form: Mapping[str, Any], answers: Mapping[str, Any]) -> str | None:
    """What to say when the answers were saved for another version of the exercise."""
    if not answers["answers"] or answers["bank"] in ("", bank_hash(dict(form))):
        return None
    return (
        "This exercise has changed since you saved your answers. They were kept. Read each question again, and "
        "check that your answer still fits."
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _check_texts(value: Any, item: str, depth: int = 0) -> None:
    if isinstance(value, str):
        if len(value) > TEXT_LIMIT:
            raise CourseError(
                f"this text has {len(value):,} characters; at most {TEXT_LIMIT:,} can be saved",
                item=item,
                do="Shorten it",
            )
    elif isinstance(value, dict | list) and depth < 4:
        for entry in value.values() if isinstance(value, dict) else value:
            _check_texts(entry, item, depth + 1)
    elif value is not None and not isinstance(value, bool | int | float):
        raise CourseError("this answer has a shape that cannot be saved", item=item)


def write_locked(path: Path, answers: dict[str, Any]) -> None:
    """Check the answers and write them, for who holds the file's lock."""
    checked = AnswersFile.model_validate(answers).model_dump(mode="json")
    text = json.dumps(checked, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    data = text.encode("utf-8")
    if len(data) > SIZE_LIMIT:
        raise CourseError(
            f"all your answers together are too large: {len(data):,} bytes, at most {SIZE_LIMIT:,} can be saved",
            file=path.name,
            do="Shorten the longest ones",
        )
    write_atomic(path, data)


def save(
    exercise: str,
    folder: Path | str,
    changed: Mapping[str, Any],
    base: Mapping[str, int | None],
) -> dict[str, Any]:
    """Save what changed.

    Parameters
    ----------
    exercise, folder
        Which exercise, and where its files are.
    changed
        New value of each changed item.
    base
        For each of them, the revision at which the page last saw it; ``None`` or 0 when it had no answer.

    Returns
    -------
    dict
        The whole answers file after the change.

    Raises
    ------
    Conflict
        When another window has changed one of these items to something else since. The others are saved.
    CourseError
        When nothing could be saved; it says why and what to do.
    """
    path = answers_path(exercise, folder)
    form = released(exercise, folder)
    known = {item["id"] for item in form["items"]}
    for item, value in changed.items():
        if item not in known:
            raise CourseError("the exercise has no such question", file=path.name, item=item)
        _check_texts(value, item)
    with locked(path):
        answers = open_locked(exercise, path).answers
        clashes = {}
        revision = answers["revision"] + 1
        moment = _now()
        written = False
        for item, value in changed.items():
            there = answers["answers"].get(item)
            if there and there["revision"] != (base.get(item) or 0) and there["value"] != value:
                clashes[item] = there
            elif not there or there["value"] != value:
                answers["answers"][item] = {"value": value, "revision": revision, "at": moment}
                written = True
        if written or not path.exists():
            answers.update(revision=revision, saved_at=moment, bank=bank_hash(form))
            write_locked(path, answers)
    if clashes:
        raise Conflict(answers, clashes)
    return answers


def save_declaration(
    exercise: str,
    folder: Path | str,
    declaration: Mapping[str, Any],
    base: str | None = None,
) -> dict[str, Any]:
    """Save the learner's declaration (``own_work``, ``help``, ``ai``).

    Parameters
    ----------
    base
        The ``at`` of the declaration that the page last saw; ``None`` when there was none.

    Returns
    -------
    dict
        The whole answers file after the change.

    Raises
    ------
    Conflict
        When another window has saved another declaration since.
    """
    path = answers_path(exercise, folder)
    made: dict[str, Any] = {"own_work": declaration.get("own_work") is True}
    for name in ("help", "ai"):
        text = declaration.get(name, "")
        if not isinstance(text, str) or len(text) > 2000:
            raise CourseError(
                "this text is too long; at most 2,000 characters can be saved", item=name, do="Shorten it"
            )
        made[name] = text
    form = released(exercise, folder)
    with locked(path):
        answers = open_locked(exercise, path).answers
        there = answers["declaration"]
        same = there is not None and all(there[name] == value for name, value in made.items())
        if there is not None and there["at"] != base and not same:
            raise Conflict(
                answers,
                {DECLARATION: {"value": there, "revision": there["at"], "at": there["at"]}},
            )
        if not same:
            moment = _now()
            answers["declaration"] = {**made, "at": moment}
            answers.update(revision=answers["revision"] + 1, saved_at=moment, bank=bank_hash(form))
            write_locked(path, answers)
    return answers


def start_attempt(exercise: str, folder: Path | str) -> dict[str, Any]:
    """Begin the next attempt: the old answers are archived, and stay in the form to be improved.

    Returns
    -------
    dict
        The answers file of the new attempt. Its declaration is empty: it is made anew for each attempt.

    Raises
    ------
    CourseError
        When there is nothing to follow on, or it could not be saved.
    """
    path = answers_path(exercise, folder)
    if not path.exists():
        raise CourseError("there is no attempt yet", file=path.name, do="Open the exercise and answer it")
    with locked(path):
        opened = open_locked(exercise, path)
        answers = opened.answers
        if opened.notices:
            raise CourseError(opened.notices[0].removesuffix("."), file=path.name)
        archive = path.with_name(f"{exercise}.attempt-{answers['attempt']}.answers.json")
        if archive.exists():
            archive = _free(archive)
        write_atomic(archive, path.read_bytes())
        answers.update(
            attempt=answers["attempt"] + 1,
            revision=answers["revision"] + 1,
            saved_at=_now(),
            declaration=None,
            variant="",
        )
        if answers["answers"] and path.with_name(f"{exercise}.form.json").is_file():
            # A new attempt has new material: what was answered on the old one stays in the archive.
            gone = varied_items(released(exercise, folder))
            answers["answers"] = {item: one for item, one in answers["answers"].items() if item not in gone}
        write_locked(path, answers)
    return answers


def _free(path: Path) -> Path:
    stem = path.name.removesuffix(".answers.json")
    number = 2
    while (other := path.with_name(f"{stem}-{number}.answers.json")).exists():
        number += 1
    return other


def is_answered(item: Mapping[str, Any], value: Any) -> bool:
    """Whether an answer is complete enough to count as given: for progress, never for points.

    The page's own rule is the same.
    """
    kind = item["kind"]
    if kind in ("match", "classify"):
        stems = item.get("stems") or []  # none yet, where they come with a variant
        return (
            isinstance(value, dict)
            and bool(stems)
            and all(isinstance(value.get(stem["id"]), str) and value[stem["id"]] for stem in stems)
        )
    if kind == "account":
        return isinstance(value, str) and count_words(value) >= item["min_words"]
    if kind == "number":
        return parse_number(value) is not None
    if kind == "dialogue":
        way = walk(item, value)
        return way is not None and way.ended
    return not is_blank(value)


def state(form: Mapping[str, Any], answers: Mapping[str, Any]) -> State:
    """How far a learner is with an exercise.

    Parameters
    ----------
    form
        The released exercise.
    answers
        The answers file.
    """
    form = form_for(form, answers.get("variant", ""))
    given = {item: entry["value"] for item, entry in answers["answers"].items()}
    if all(is_answered(item, given.get(item["id"])) for item in form["items"]):
        declared = AnswersFile.model_validate(answers).declared
        return "ready to hand in" if declared else "in progress"
    started = any(not is_blank(value) for value in given.values()) or answers["declaration"] is not None
    return "in progress" if started else "not started"

"""How far a learner is with an exercise: what is answered, what is missing, and where it stands.

Nothing here knows a key: it looks at the released items only, so it says *answered*, never *right*.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.answers import AnswersFile, blank_answers, read_answers
from qmslib.course.copied import copied_run, pages_text
from qmslib.course.paths import Course
from qmslib.course.release import form_for
from qmslib.course.scoring import count_words, is_blank
from qmslib.learner.store import is_answered
from qmslib.learner.workspace import exercise_folder

_FORM_LIMIT = 4_000_000


@dataclass(frozen=True)
class Gap:
    """An item that is not complete, and what it lacks, in plain words."""

    item: str
    title: str
    lacks: str


def released_form(course: Course, exercise: str) -> dict[str, Any]:
    """The released items of an exercise; a `CourseError` when the file is missing or damaged."""
    path = course.form_file(exercise)
    data = read_json(path, limit=_FORM_LIMIT)
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("items"), list)
        or not all(isinstance(item, dict) and "id" in item and "kind" in item for item in data["items"])
    ):
        raise CourseError(
            "the exercise's questions cannot be read",
            file=path,
            do="Get the course again from your trainer; your answers in the folder work are not affected",
        )
    return data


def answers_file(course: Course, exercise: str) -> Path:
    """Where the learner's answers to an exercise are kept."""
    return exercise_folder(course, exercise) / f"{exercise}.answers.json"


def load_answers(course: Course, exercise: str) -> AnswersFile:
    """The learner's answers; blank ones when there are none yet.

    Raises
    ------
    CourseError
        When the file is damaged.
    """
    path = answers_file(course, exercise)
    if not path.exists() and not path.is_symlink():
        return blank_answers(exercise)
    return read_answers(path, exercise)


def gaps(form: dict[str, Any], answers: AnswersFile) -> list[Gap]:
    """The items that are not complete, in their order; the exercise's own page counts by the same rule."""
    found = []
    for item in form_for(form, answers.variant)["items"]:
        value = answers.value(item["id"])
        if not is_answered(item, value):
            found.append(Gap(item["id"], str(item.get("title", item["id"])), _lacks(item, value)))
    return found


def copied(course: Course, form: dict[str, Any], answers: AnswersFile) -> list[Gap]:
    """Accounts that repeat the chapter word for word: said before the hand-in, and no reason against it."""
    found = []
    for item in form["items"]:
        text = answers.value(item["id"])
        if item["kind"] != "account" or not isinstance(text, str):
            continue
        pages = (str(form.get("chapter", "")), str(item.get("reread", "")))
        run = copied_run(text, pages_text(course, pages))
        if run:
            lacks = f"{run} words in a row are those of the chapter; say it in your own words"
            found.append(Gap(item["id"], str(item.get("title", item["id"])), lacks))
    return found


def _lacks(item: dict[str, Any], value: Any) -> str:
    """What an answer lacks, in words."""
    if is_blank(value):
        return "no answer yet"
    kind = item["kind"]
    if kind in {"match", "classify"}:
        given = value if isinstance(value, dict) else {}
        stems = item.get("stems") or []
        empty = sum(is_blank(given.get(stem["id"])) for stem in stems)
        return f"{_count(empty, 'line')} of {len(stems)} without an answer"
    if kind == "account":
        words = count_words(value) if isinstance(value, str) else 0
        return f"{_count(words, 'word')} so far, at least {item['min_words']} are asked for"
    if kind == "number":
        return "the answer is not a number"
    if kind == "dialogue":
        return "the talk has not come to its end"
    return "not complete yet"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"

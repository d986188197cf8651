"""Rules on exercises: the model answer meets, the untouched exercise does not, wrong answers score by their rule."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.bank import exercise
from qmslib.course.competence import judge
from qmslib.course.items import ExerciseFile, Item
from qmslib.course.lint.findings import Finding, guarded
from qmslib.course.paths import Course
from qmslib.course.release import form_bytes, release_exercise
from qmslib.course.scoring import round_points, score

#: The day on which the dates of model answers are judged; they are written for it.
MODEL_DAY = date(2026, 11, 21)
WRONG_ANSWERS = 2


def model_points(loaded: ExerciseFile, answers: dict[str, Any]) -> dict[str, float | None]:
    """Points by item id, with ``None`` for accounts that were written."""
    return {
        item.id: result.points if item.kind != "account" or result.answered else 0.0
        for item in loaded.items
        for result in [score(item, answers.get(item.id), MODEL_DAY)]
    }


def models(course: Course) -> Iterator[Finding]:
    """Check every exercise whose key is here."""
    for name in course.exercise_names():
        if course.key_file(name).is_file():
            # What is wrong with one exercise must not hide what is wrong with the next.
            yield from guarded("models", partial(_exercise, name=name), course)


def read_model(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The model answers by item, and the typical wrong answers."""
    model = read_json(path)
    answers = model.get("answers", {}) if isinstance(model, dict) else None
    wrong = model.get("wrong", []) if isinstance(model, dict) else None
    if not isinstance(answers, dict):
        raise CourseError("the model answers must be fields, one for each item", file=path, field="answers")
    if not isinstance(wrong, list) or not all(isinstance(entry, dict) for entry in wrong):
        raise CourseError(
            "the wrong answers must be a list of objects with item, name, value and points", file=path, field="wrong"
        )
    return answers, wrong


def wrong_answers(wrong: list[dict[str, Any]], known: Mapping[str, Item]) -> Iterator[tuple[str, str]]:
    """Items, and what does not hold of the typical wrong answers to them: enough of them, and their points."""
    for item in known.values():
        examples = [entry for entry in wrong if entry.get("item") == item.id]
        if item.kind != "account" and len(examples) < WRONG_ANSWERS:
            yield item.id, f"needs at least {WRONG_ANSWERS} typical wrong answers"
    for entry in wrong:
        item_id = str(entry.get("item"))
        if item_id not in known:
            yield item_id, f"the wrong answer “{entry.get('name')}” names no item"
            continue
        result = score(known[item_id], entry.get("value"), MODEL_DAY)
        expected = entry.get("points")
        if isinstance(expected, int | float) and math.isfinite(expected):
            expected = round_points(expected)
        if result.points != expected:
            yield (
                item_id,
                f"the wrong answer “{entry.get('name')}” gets {result.points}, not {expected} as its model file says",
            )


def _exercise(course: Course, name: str) -> Iterator[Finding]:
    loaded = exercise(course, name)
    file = f"solutions/{name}/{name}.model.json"
    answers, wrong = read_model(course.model_file(name))
    known = {item.id: item for item in loaded.items}
    if loaded.variants is not None:
        for item_id in sorted(item.id for item in loaded.items if item.varies):
            if item_id in answers or any(entry.get("item") == item_id for entry in wrong):
                yield Finding("models", "the item varies, so its answers come with each variant", file, item_id)
        first = loaded.variants.found.variants[loaded.variants.names[0]]
        answers = {**answers, **first.answers}
        wrong = [*wrong, *(entry.model_dump() for entry in first.wrong)]
    for strange in sorted(set(answers) - set(known)):
        yield Finding("models", "the model answers an item that the exercise does not have", file, strange)
    for item in loaded.items:
        result = score(item, answers.get(item.id), MODEL_DAY)
        if item.kind == "account":
            if not result.answered or result.advice:
                said = " ".join(result.advice) or "there is none"
                yield Finding("models", f"the model account is not complete: {said}", file, item.id)
        elif not result.right:
            said = " ".join(part.text for part in result.parts if part.verdict != "right")
            yield Finding(
                "models", f"the model answer gets {result.points:g} of {result.max:g}: {said}", file, item.id
            )
    for item_id, text in wrong_answers(wrong, known):
        yield Finding("models", text, file, item_id)
    full = model_points(loaded, answers) | {item.id: item.points for item in loaded.items if item.kind == "account"}
    if judge(loaded, full, True).status != "met":
        yield Finding("models", "the model answers do not meet the criterion", file)
    untouched = model_points(loaded, {})
    if any(untouched.values()) or judge(loaded, untouched, True).status != "not_yet":
        yield Finding("models", "the untouched exercise earns something", file)
    for folder in (course.solutions, course.exercises):
        released = folder / name / f"{name}.form.json"
        if not released.is_file() or released.read_bytes() != form_bytes(release_exercise(loaded)):
            yield Finding(
                "models",
                "this is not what the key file yields; run `qms generate`",
                released.relative_to(course.root).as_posix(),
            )

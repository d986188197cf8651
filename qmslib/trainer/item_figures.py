"""How the items of each exercise worked: the marked answers of all learners, scored as marking scores them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.course.answers import AnswersFile, read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.drawn import drawn
from qmslib.course.item_statistics import ItemAnalysis, analyse_items
from qmslib.course.items import ChooseMany, ChooseOne, Classify, ExerciseFile, Item, Match
from qmslib.course.paths import Course
from qmslib.course.people import check_number
from qmslib.course.scoring import score
from qmslib.trainer.generate import authored
from qmslib.trainer.mark import submissions
from qmslib.trainer.texts import say


@dataclass(frozen=True)
class ExerciseFigures:
    """The figures of one exercise.

    Attributes
    ----------
    exercise
        Its items; those that vary as the first variant has them.
    found
        What the statistics say of its items, written accounts left out.
    words
        The text of each option that was counted, by item and option.
    varied
        Items whose options were not counted, because they differ from learner to learner.
    """

    exercise: ExerciseFile
    found: ItemAnalysis
    words: dict[str, dict[str, str]]
    varied: list[str]


@dataclass(frozen=True)
class CourseFigures:
    """The figures of all exercises that have marked submissions, and what was left out of them.

    Attributes
    ----------
    exercises
        In the order of their names.
    left_out
        A sentence for each submission that was passed over.
    """

    exercises: list[ExerciseFigures]
    left_out: list[str]


def item_figures(course: Course) -> CourseFigures:
    """Score the latest marked attempt of every learner again, and work out how the items did.

    Pure data: the answers are read, by the variant that each learner had, and nothing of a learner's runs. A
    submission that cannot be used is named, and changes nothing for the others.
    """
    made: list[ExerciseFigures] = []
    left_out: list[str] = []
    for name in authored(course):
        exercise = load(course, name)
        rows = []
        for learner in _learners(course, name):
            try:
                rows.append(_points_and_choices(course, exercise, learner))
            except _LeftOut as error:
                left_out.append(say("items_left_out", learner=learner, exercise=name, why=error))
        if rows:
            made.append(_analysed(exercise, rows))
    return CourseFigures(made, left_out)


def _learners(course: Course, exercise: str) -> list[str]:
    """Learners who handed something in, or for whom something is marked."""
    found = {learner for learner, _ in submissions(course, [exercise])}
    if course.autograded.is_dir():
        found |= {path.parent.name for path in course.autograded.glob(f"[!.]*/{exercise}")}
    return sorted(found)


class _LeftOut(Exception):
    """Why a submission is passed over, in the trainer's words."""


def _marked(course: Course, exercise: ExerciseFile, learner: str) -> tuple[ExerciseFile, AnswersFile]:
    """The learner's marked answers, and the exercise in the variant that they answered."""
    name = exercise.exercise
    folder = course.autograded / learner / name
    path = folder / f"{name}.answers.json"
    try:
        check_number(learner)
        if any(part.is_symlink() for part in (folder.parent, folder, path)) or (path.exists() and not path.is_file()):
            raise _LeftOut(say("items_link"))
        if not path.is_file():
            raise _LeftOut(say("items_unmarked"))
        answers = read_answers(path, name)
        return drawn(exercise, answers, learner).exercise, answers
    except CourseError as error:
        raise _LeftOut(say("items_damaged", problem=error.problem)) from error
    except OSError as error:
        raise _LeftOut(say("items_damaged", problem=error.strerror or error)) from error


def _points_and_choices(
    course: Course, exercise: ExerciseFile, learner: str
) -> tuple[dict[str, float | None], dict[str, list[str]]]:
    """The points by item, none where it was left out, and the options chosen."""
    own, answers = _marked(course, exercise, learner)
    points: dict[str, float | None] = {}
    chosen: dict[str, list[str]] = {}
    for item in own.items:
        if item.kind == "account":
            continue
        value = answers.value(item.id)
        scored = score(item, value, answers.day(item.id))
        points[item.id] = scored.points if scored.answered else None
        chosen[item.id] = choices(item, value)
    return points, chosen


def choices(item: Item, value: Any) -> list[str]:
    """The options that an answer chose: ids, or ``stem: option`` for pairs. Other kinds have none to count."""
    if isinstance(item, ChooseOne):
        return [value] if isinstance(value, str) else []
    if isinstance(item, ChooseMany):
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if isinstance(item, Match | Classify) and isinstance(value, dict):
        return [f"{stem}: {option}" for stem, option in value.items() if isinstance(option, str)]
    return []


def _options(item: Item) -> dict[str, tuple[str, bool]]:
    """Text of each option, and whether it is right, by what `choices` calls it."""
    if isinstance(item, ChooseOne | ChooseMany):
        key = {item.key} if isinstance(item.key, str) else set(item.key)
        return {option.id: (option.text, option.id in key) for option in item.options}
    if isinstance(item, Match | Classify):
        return {
            f"{stem.id}: {option.id}": (f"{stem.text} → {option.text}", item.key[stem.id] == option.id)
            for stem in item.stems
            for option in item.options
        }
    return {}


def _analysed(
    exercise: ExerciseFile, rows: list[tuple[dict[str, float | None], dict[str, list[str]]]]
) -> ExerciseFigures:
    items = [item for item in exercise.items if item.kind != "account"]
    options = {item.id: _options(item) for item in items}
    variants = exercise.variants
    varied = [
        item.id
        for item in items
        if item.varies
        and variants is not None
        and any(_options(variants.of(name).item(item.id)) != options[item.id] for name in variants.names)
    ]
    counted = {item: uses for item, uses in options.items() if uses and item not in varied}
    found = analyse_items(
        [points for points, _ in rows],
        most={item.id: float(item.points) for item in items},
        chosen=[chosen for _, chosen in rows],
        options={item: {name: right for name, (_, right) in uses.items()} for item, uses in counted.items()},
    )
    words = {item: {name: text for name, (text, _) in uses.items()} for item, uses in counted.items()}
    return ExerciseFigures(exercise, found, words, varied)

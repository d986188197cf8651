"""What marking would do, with nothing written: not a file, not a row, not a journal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qmslib.course.bank import exercise as load
from qmslib.course.items import ExerciseFile
from qmslib.course.paths import Course
from qmslib.trainer.decisions import last_attempts
from qmslib.trainer.engine import gradebook_to_look_at
from qmslib.trainer.intake import Intake
from qmslib.trainer.ledger import Ledger
from qmslib.trainer.mark import Submissions, wanted
from qmslib.trainer.mark_form import look_at
from qmslib.trainer.run import Result
from qmslib.trainer.sanitise import released_notebook


def preview(
    course: Course, exercises: Iterable[str] | None = None, *, only: str | None = None, again: bool = False
) -> list[Result]:
    """What would become of each submission: marked already, to be marked and why, or not to be marked and why.

    The parameters are those of `mark`.
    """
    forms, programs = wanted(course, exercises, only)
    found: dict[tuple[str, str], Result] = {}
    with gradebook_to_look_at(course) as book:
        ledger = Ledger(course, book)
        whys = {key: ledger.why(*key) for key in [*forms, *programs]}
        found.update((key, ledger.already(*key)) for key, why in whys.items() if why is None and not again)
    for key, intake in _intakes(course, [key for key in forms if key not in found]):
        found[key] = _result(key, intake, whys[key])
    found.update(_programs(course, [key for key in programs if key not in found], whys))
    return [found[key] for key in whys]


def _intakes(course: Course, todo: Submissions) -> Iterable[tuple[tuple[str, str], Intake]]:
    decided = last_attempts(course)
    sheets: dict[str, tuple[ExerciseFile, Any]] = {}
    for learner, exercise in todo:
        if exercise not in sheets:
            sheets[exercise] = load(course, exercise), released_notebook(course, exercise)
        yield (learner, exercise), look_at(course, *sheets[exercise], learner, decided.get((learner, exercise), 0))


def _programs(course: Course, todo: Submissions, whys: dict[tuple[str, str], str | None]) -> dict[Any, Result]:
    """Code exercises: looked at as data; nothing of them is run."""
    if not todo:
        return {}
    # Only here: most courses have no code exercise, and what a box needs takes a moment to load.
    from qmslib.trainer.boxed.launch import find_sandbox
    from qmslib.trainer.boxed.take_in import take_in_code

    sandbox = find_sandbox()
    if not sandbox.usable:
        return {key: Result(*key, "not run", [f"Not run: no sandbox, since {sandbox.why}."]) for key in todo}
    released = {name: released_notebook(course, name) for name in {exercise for _, exercise in todo}}
    return {key: _result(key, take_in_code(course, *key, released[key[1]])[0], whys[key]) for key in todo}


def _result(key: tuple[str, str], intake: Intake, why: str | None) -> Result:
    if intake.reasons:
        return Result(*key, "not marked", intake.reasons + intake.notes)
    return Result(*key, "to be marked", [*([why] if why else []), *intake.notes])

from __future__ import annotations

from typing import Any

from hypothesis import given, strategies as st

from qmslib.course.competence import judge
from qmslib.course.items import ExerciseFile
from tests.course.examples import exercise, item

EXERCISE = ExerciseFile.model_validate(exercise())
FULL: dict[str, float | None] = {entry.id: entry.points for entry in EXERCISE.items}


def status(declared: bool = True, **points: Any) -> str:
    return judge(EXERCISE, FULL | points, declared).status


def test_everything_right_and_declared_is_met() -> None:
    assert status() == "met"


def test_without_the_declaration_nothing_is_met() -> None:
    outcome = judge(EXERCISE, FULL, False)
    assert outcome.status == "not_yet"
    assert "declaration" in outcome.reasons[0]


def test_a_required_item_must_be_fully_right() -> None:
    assert status(one=3.99) == "not_yet"


def test_four_fifths_of_the_others_are_needed() -> None:
    # Six other items of four points and one of three: 27 in all, 21.6 needed.
    assert status(many=0) == "met"
    assert status(many=0, number=2.5) == "not_yet"
    assert status(many=0, number=2.6) == "met"


def test_an_account_must_be_met_and_awaits_a_person_first() -> None:
    assert status(account=1) == "not_yet"
    assert status(account=None) == "awaiting"
    assert status(account=None, one=0) == "awaiting"


def test_an_untouched_exercise_meets_nothing() -> None:
    assert judge(EXERCISE, {}, False).status == "not_yet"
    assert judge(EXERCISE, {}, True).status == "not_yet"


def test_a_rule_of_required_items_alone_needs_no_share() -> None:
    alone = ExerciseFile.model_validate(exercise(items=[item("choose_one")]))
    assert judge(alone, {"one": 4.0}, True).status == "met"


@given(st.dictionaries(st.sampled_from(sorted(FULL)), st.floats(0, 2)), st.booleans())
def test_more_points_never_turn_met_into_not_yet(points: dict[str, float | None], declared: bool) -> None:
    order = {"not_yet": 0, "awaiting": 1, "met": 2}
    better = {name: (FULL[name] or 0) for name in points} | {
        name: value for name, value in FULL.items() if name not in points
    }
    assert order[judge(EXERCISE, better, declared).status] >= order[judge(EXERCISE, points, declared).status]


def test_reasons_name_titles_and_never_keys() -> None:
    outcome = judge(EXERCISE, {"account": 0.0}, True)
    assert any("A title" in reason for reason in outcome.reasons)

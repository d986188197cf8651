from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from qmslib.course.items import ExerciseFile, Item
from qmslib.course.release import bank_hash, content_hash, met_text, practice_item, release_exercise, release_item
from tests.course.examples import ITEMS, exercise, item

READ: TypeAdapter[Any] = TypeAdapter(Item)
SECRET = ["key", "orders", "feedback", "missed", "mistakes", "worked", "rubric", "required_points", "samples",
          "misconceptions", "signs"]  # fmt: skip


def names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in names(inner)}
    if isinstance(value, list):
        return {name for inner in value for name in names(inner)}
    return set()


@pytest.mark.parametrize("kind", ITEMS)
def test_a_released_item_holds_no_key_and_no_feedback(kind: str) -> None:
    released = release_item(READ.validate_python(item(kind)))
    assert not names(released) & set(SECRET)
    text = json.dumps(released)
    for words in ("because", "belongs there", "covers this", "No example", "Faster is always"):
        assert words not in text


def test_a_release_keeps_what_the_learner_needs() -> None:
    released = release_exercise(ExerciseFile.model_validate(exercise()))
    assert [entry["id"] for entry in released["items"]] == [ITEMS[kind]["id"] for kind in ITEMS]
    assert {option["id"] for option in released["items"][0]["options"]} == {"a", "b", "c"}
    assert next(one for one in released["items"] if one["kind"] == "form")["checks"][0]["n"] == 2
    assert "fully right: A title" in released["met_text"]
    assert "80%" in released["met_text"]


def test_options_stand_in_an_order_that_never_changes_and_differs_between_items() -> None:
    orders = set()
    for number in range(12):
        entry = READ.validate_python(item("choose_many", id=f"many-{number}"))
        order = tuple(option["id"] for option in release_item(entry)["options"])
        assert order == tuple(option["id"] for option in practice_item(entry)["options"])
        orders.add(order)
    assert len(orders) > 6


def test_steps_never_start_in_a_right_order() -> None:
    for number in range(40):
        data = item("order", id=f"order-{number}", orders=[list("pqrst"), list("qprst"), list("qrstp")])
        entry = READ.validate_python(data)
        assert [step["id"] for step in release_item(entry)["steps"]] not in data["orders"]


def test_practice_items_carry_their_key_and_a_hash_that_follows_the_content() -> None:
    entry = READ.validate_python(item("choose_one"))
    other = READ.validate_python(item("choose_one", prompt="Another prompt."))
    assert practice_item(entry)["key"] == "a"
    assert practice_item(entry)["hash"] == content_hash(entry) != content_hash(other)


def test_the_banks_hash_follows_what_is_released_and_not_the_key() -> None:
    first = release_exercise(ExerciseFile.model_validate(exercise()))
    changed = exercise()
    changed["items"][0]["options"][1]["feedback"] = "Put better."
    assert bank_hash(release_exercise(ExerciseFile.model_validate(changed))) == bank_hash(first)
    changed["items"][0]["prompt"] = "Asked otherwise."
    assert bank_hash(release_exercise(ExerciseFile.model_validate(changed))) != bank_hash(first)


def test_the_rule_for_met_is_said_in_words() -> None:
    alone = ExerciseFile.model_validate(exercise(met={"share": 0.75}, items=[item("choose_one"), item("number")]))
    assert met_text(alone) == "You need at least 75% of the points."

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib._common.errors import CourseError
from qmslib.course.items import load_exercise, load_practice, schema
from tests.course.examples import ITEMS, exercise, item


def practice(tmp_path: Path, *items: dict[str, Any], **header: Any) -> Path:
    path = tmp_path / "x.items.yaml"
    data = {"format": 1, "use": "practice", "chapter": "standards/x", "items": list(items), **header}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def assessed(tmp_path: Path, **changes: Any) -> Path:
    path = tmp_path / "example.key.yaml"
    path.write_text(yaml.safe_dump(exercise(**changes), sort_keys=False), encoding="utf-8")
    return path


def test_every_kind_is_read(tmp_path: Path) -> None:
    loaded = load_practice(practice(tmp_path, *(item(kind) for kind in ITEMS)))
    assert [entry.kind for entry in loaded.items] == list(ITEMS)


def test_an_exercise_is_read_and_finds_its_items(tmp_path: Path) -> None:
    loaded = load_exercise(assessed(tmp_path))
    assert loaded.item("number").kind == "number"
    with pytest.raises(CourseError, match="no such item"):
        loaded.item("absent")


def without(kind: str, place: str, entry: int, field: str) -> dict[str, Any]:
    made = item(kind)
    del made[place][entry][field]
    return made


WRONG = {
    "unknown kind": (item("choose_one", kind="guess"), ["item one", "kind"]),
    "no kind": ({k: v for k, v in item("choose_one").items() if k != "kind"}, ["item one", "kind"]),
    "unknown field": (item("choose_one", colour="red"), ["item one", "field colour"]),
    "missing prompt": ({k: v for k, v in item("match").items() if k != "prompt"}, ["item match", "field prompt"]),
    "blank prompt": (item("match", prompt="   "), ["item match", "field prompt"]),
    "no points": (item("match", points=0), ["item match", "field points"]),
    "unknown criterion": (item("match", criterion="4.9"), ["item match", "field criterion", "4.9"]),
    "unknown row": (item("match", rows=["R999"]), ["item match", "field rows", "R999"]),
    "key outside the options": (item("choose_one", key="z"), ["item one", "key", "'z'"]),
    "key outside the options, many": (item("choose_many", key=["a", "z"]), ["item many", "key", "'z'"]),
    "option without feedback": (without("choose_one", "options", 1, "feedback"), ["item one", "options.2.feedback"]),
    "right option without missed": (without("choose_many", "options", 0, "missed"), ["item many", "missed"]),
    "partner without feedback": (without("match", "options", 0, "feedback"), ["item match", "options.1.feedback"]),
    "stem without feedback": (without("classify", "stems", 2, "feedback"), ["item classify", "stems.3.feedback"]),
    "step without feedback": (without("order", "steps", 0, "feedback"), ["item order", "steps.1.feedback"]),
    "stem without key": (item("match", key={"m1": "x", "m2": "y"}), ["item match", "m3"]),
    "match uses an option twice": (item("match", key={"m1": "x", "m2": "x", "m3": "z"}), ["item match", "'x'"]),
    "same option twice": (
        item("choose_one", options=[*item("choose_one")["options"], item("choose_one")["options"][0]]),
        ["item one", "'a'"],
    ),
    "order lacks a step": (item("order", orders=[list("pqrs")]), ["item order", "orders"]),
    "mistake overlaps the key": (
        item("number", mistakes=[{"value": 12.5, "tolerance": 0, "feedback": "?"}]),
        ["item number", "mistakes"],
    ),
    "check of an unknown field": (
        item("form", checks=[{"id": "c", "rule": "filled", "field": "age", "text": "t", "passed": "p"}]),
        ["item form", "'age'"],
    ),
    "unknown rule": (
        item("form", checks=[{"id": "c", "rule": "pretty", "text": "t", "passed": "p"}]),
        ["item form", "checks.1.rule"],
    ),
    "rule without its argument": (
        item("form", checks=[{"id": "c", "rule": "min_words", "field": "owner", "text": "t", "passed": "p"}]),
        ["item form", "min_words needs n"],
    ),
    "account with four points": (item("account", points=4), ["item account", "2 points"]),
    "one sample only": (
        item("account", samples={"not_yet": ["n"], "partly": ["p", "q"], "met": ["m", "n"]}),
        ["item account", "samples.not_yet"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_names_file_item_and_field(tmp_path: Path, name: str) -> None:
    broken, words = WRONG[name]
    with pytest.raises(CourseError) as caught:
        load_practice(practice(tmp_path, broken))
    for word in ["x.items.yaml", *words]:
        assert word in str(caught.value)


def test_an_id_twice_in_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="'one' stands more than once"):
        load_practice(practice(tmp_path, item("choose_one"), item("choose_one")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format: 1\nuse: practice\nitems:\n - id: a\n   id: b\n", "line 5: the field 'id' stands here twice"),
        ("format: 1\n  use: practice\n", "line 2: this is not valid YAML"),
        ("- just\n- a list\n", "must hold fields"),
        ("", "must hold fields"),
        ("? [a, b]\n: c\n", "must be plain text"),
        ("!!python/object/apply:os.system ['true']\n", "not valid YAML"),
    ],
)
def test_a_file_that_is_no_item_file_is_a_clear_error(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "x.items.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=words) as caught:
        load_practice(path)
    assert "x.items.yaml" in str(caught.value)


def test_bytes_that_are_no_text_are_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "x.items.yaml"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(CourseError, match="UTF-8"):
        load_practice(path)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no such file"):
        load_practice(tmp_path / "absent.items.yaml")


def test_the_exercise_must_bear_its_files_name(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Write example"):
        load_exercise(assessed(tmp_path, exercise="other"))


def test_an_assessed_item_says_what_to_reread(tmp_path: Path) -> None:
    items = [{k: v for k, v in item("choose_one").items() if k != "reread"}]
    with pytest.raises(CourseError, match="one need 'reread'"):
        load_exercise(assessed(tmp_path, items=items))


def test_a_required_item_must_exist_and_not_be_an_account(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="'account'"):
        load_exercise(assessed(tmp_path, met={"required": ["account"]}))


def test_the_schema_accepts_what_the_code_accepts() -> None:
    import jsonschema

    checker = jsonschema.Draft202012Validator(schema())
    checker.validate(exercise())
    assert list(checker.iter_errors(exercise(colour="red")))
    assert list(checker.iter_errors(exercise(items=[item("choose_one", kind="guess")])))


def test_the_committed_schema_is_the_generated_one() -> None:
    committed = Path(__file__).parents[2] / "docs" / "items.schema.json"
    assert json.loads(committed.read_text(encoding="utf-8")) == schema(), "run: qms schema > docs/items.schema.json"

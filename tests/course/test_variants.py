from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qmslib._common.errors import CourseError
from qmslib.course.answers import NO_VARIANT, AnswersFile, check_answers
from qmslib.course.drawn import drawn
from qmslib.course.items import ExerciseFile, load_exercise
from qmslib.course.lint.variants import variants as variant_rules
from qmslib.course.paths import Course
from qmslib.course.release import form_bytes, form_for, release_exercise, varied_items
from qmslib.course.scoring import score
from qmslib.course.variants import due, generator_path, variants_bytes, variants_path
from qmslib.trainer.variants import variants_content
from tests.course.varied import EXERCISE, GENERATOR, write_varied

KEY = f"{EXERCISE}.key.yaml"


def made(root: Path, **changes: Any) -> ExerciseFile:
    """The exercise with its variants, as `qms generate` leaves it."""
    path = write_varied(root, **changes) / KEY
    content = variants_content(path)
    assert content is not None
    variants_path(path).write_bytes(content)
    return load_exercise(path)


def refused(root: Path, **changes: Any) -> str:
    with pytest.raises(CourseError) as caught:
        made(root, **changes)
    return str(caught.value)


NUMBERS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)


@given(NUMBERS, st.integers(1, 20), st.integers(2, 40))
def test_an_attempt_never_gets_the_variant_of_the_one_before(number: str, attempt: int, count: int) -> None:
    one = due(number, EXERCISE, attempt, count)
    assert one == due(number, EXERCISE, attempt, count)
    assert 1 <= int(one[1:]) <= count
    assert one != due(number, EXERCISE, attempt + 1, count)


def test_variants_are_spread_over_learners_and_exercises() -> None:
    drawn_ones = Counter(due(f"learner-{number}", EXERCISE, 1, 24) for number in range(2400))
    assert len(drawn_ones) == 24
    assert max(drawn_ones.values()) < 150
    others = sum(due(f"l{n}", EXERCISE, 1, 24) == due(f"l{n}", "another-exercise", 1, 24) for n in range(500))
    assert others < 60
    assert due("l1", EXERCISE, 3, 1) == "v01"


def test_each_variant_is_a_whole_exercise(tmp_path: Path) -> None:
    loaded = made(tmp_path)
    assert loaded.variants is not None
    assert loaded.variants.names == [f"v{number:02d}" for number in range(1, 21)]
    seventh = loaded.variants.of("v07")
    own = loaded.variants.found.variants["v07"]
    assert score(seventh.item("v-number"), own.answers["v-number"]).right
    assert not score(loaded.item("v-number"), own.answers["v-number"]).right
    (name, table), = seventh.item("v-account").tables  # fmt: skip
    assert (name, table.rows[0][0]) == ("log", "V07-1")


def test_the_release_has_every_variant_and_no_key(tmp_path: Path) -> None:
    loaded = made(tmp_path)
    form = release_exercise(loaded)
    text = form_bytes(form).decode()
    for secret in ('"key"', "mistakes", "feedback", "You added", "tolerance", "shape", "wrong", "answers"):
        assert secret not in text
    assert varied_items(form) == {"v-number", "v-class"}
    assert loaded.variants is not None
    for name in loaded.variants.names:
        shown = form_for(form, name)
        whole = {item.id: item for item in loaded.variants.of(name).items}
        assert "variants" not in shown
        assert form_for(shown, name) == shown
        for item in shown["items"]:
            assert item == release_exercise_item(whole[item["id"]])


def release_exercise_item(item: Any) -> dict[str, Any]:
    from qmslib.course.release import release_item

    return json.loads(json.dumps(release_item(item)))  # type: ignore[no-any-return]


def test_before_a_variant_is_known_nothing_of_one_is_shown(tmp_path: Path) -> None:
    shown = form_for(release_exercise(made(tmp_path)))
    assert [item["id"] for item in shown["items"]] == ["v-number", "v-class", "v-one", "v-account"]
    assert shown["items"][0]["material"] == []
    assert "stems" not in shown["items"][1]


def test_a_table_that_all_share_stands_in_the_release_once(tmp_path: Path) -> None:
    plan = {"caption": "The plan", "columns": ["Step"], "rows": [["Log the case"]]}
    items = write_items(material={"v-one": ["plan"], "v-class": ["plan", "log"]})
    form = release_exercise(made(tmp_path, materials={"plan": plan}, items=items))
    assert form_bytes(form).decode().count("Log the case") == 1
    names = [[table["name"] for table in item.get("material", [])] for item in form_for(form, "v02")["items"]]
    assert names == [["log"], ["plan", "log"], ["plan"], ["log"]]


def write_items(*, material: dict[str, list[str]]) -> list[dict[str, Any]]:
    from tests.course.varied import key_file

    return [{**item, "material": material.get(item["id"], item.get("material", []))} for item in key_file()["items"]]


def test_an_exercise_whose_variants_were_not_made_says_so(tmp_path: Path) -> None:
    path = write_varied(tmp_path) / KEY
    with pytest.raises(CourseError, match=f"Run `qms generate {EXERCISE}`"):
        load_exercise(path)
    generator_path(path).unlink()
    with pytest.raises(CourseError, match="there is no generator"):
        variants_content(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("COUNT = 20", "COUNT = 0", "COUNT must be a whole number up to 99"),
        ("COUNT = 20", "COUNT = 1.5", "COUNT must be"),
        ("def variant(", "def another(", "there is no function variant(number)"),
        ("    late = ", "    late = 1 / 0\n    late = ", "line 11: variant(1) failed: ZeroDivisionError"),
        ('random.Random(f"varied-exercise {number}")', "random", "gives something else when it is called again"),
        ('"shape": {', '"shape": {"x": {1}, ', "this is no plain data"),
        ('"shape": {"cases": 3, "late": 1},', "", "field required"),
        ('"key": {late: "x", early: "y"},\n            },', "},", "it does not give 'key', which varies"),
        ('"mistakes": [', '"prompt": "x", "mistakes": [', "it gives 'prompt', which 'varies' does not list"),
        ('"items": {\n', '"items": {"v-one": {"key": "b"},\n', "it gives fields of an item that does not vary"),
        ('{"value": sum(days), "tolerance": 0}', '{"value": "many", "tolerance": 0}', "variant v01: input should be"),
        ('"columns": ["Case", "Days"]', '"columns": ["Case"]', "row 1 has 2 cells; there are 1 columns"),
        ('"log": {', '"register": {', "shows the material 'log'"),
    ],
)  # fmt: skip
def test_a_wrong_generator_is_refused_by_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert GENERATOR.count(old) == 1
    assert said in refused(tmp_path, generator=GENERATOR.replace(old, new))


def test_what_cannot_vary_is_refused(tmp_path: Path) -> None:
    from tests.course.varied import key_file

    for place, varies, said in (
        (0, ["key", "mistakes", "points"], "'points' must be the same in every variant"),
        (3, ["prompt"], "an item of kind account may have material that varies, but no fields"),
        (1, ["stems", "key", "prompt"], "'prompt' varies, so it must not stand in the key file"),
        (1, "stems", "'varies' must be a list"),
    ):
        items = key_file()["items"]
        items[place]["varies"] = varies
        assert said in refused(tmp_path, items=items)


def answers(**changes: Any) -> AnswersFile:
    given = {"v-number": {"value": "1", "revision": 1}}
    return check_answers({"exercise": EXERCISE, "answers": given, **changes}, EXERCISE)


def test_the_recorded_variant_counts_and_the_trainer_is_told(tmp_path: Path) -> None:
    loaded = made(tmp_path)
    wanted = due("l1", EXERCISE, 1, 20)
    other = due("l1", EXERCISE, 2, 20)
    assert drawn(loaded, answers(variant=wanted), "l1").note == ""
    found = drawn(loaded, answers(variant=other), "l1")
    assert found.variant == other
    assert found.note.startswith(f"Variant {other} where {wanted} was due: marked by {other}.")
    assert drawn(loaded, answers(variant=other, attempt=2), "l1").note == ""
    found = drawn(loaded, answers(), "l1")
    assert (found.variant, "record no variant" in found.note) == (wanted, True)
    assert drawn(loaded, AnswersFile(exercise=EXERCISE), "l1").note == ""
    with pytest.raises(CourseError, match="the answers are to variant v77, which the exercise no longer has"):
        drawn(loaded, answers(variant="v77"), "l1")


@pytest.mark.parametrize(
    "value",
    ["v7", "v007", "V07", "v٠٧", "../../etc/passwd", "<script>", "v07\n", " v07", 7, 0, True, ["v07"], {"v07": 1},
     "x" * 9999],
)  # fmt: skip
def test_whatever_stands_as_variant_is_data(tmp_path: Path, value: Any) -> None:
    loaded = made(tmp_path)
    read = answers(variant=value)
    assert read.variant == NO_VARIANT
    found = drawn(loaded, read, "l1")
    assert found.variant == due("l1", EXERCISE, 1, 20)
    assert "is none: marked by" in found.note
    assert len(found.note) < 200


def test_answers_without_variants_are_written_as_before() -> None:
    assert "variant" not in answers().model_dump(mode="json")
    assert "variant" not in answers(variant=None).model_dump(mode="json")
    assert answers(variant="v03").model_dump(mode="json")["variant"] == "v03"


def found_by_lint(root: Path, generator: str = GENERATOR, **changes: Any) -> str:
    made(root, generator=generator, **changes)
    return "\n".join(str(finding) for finding in variant_rules(Course(root)))


def test_sound_variants_pass(tmp_path: Path) -> None:
    assert found_by_lint(tmp_path) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("COUNT = 20", "COUNT = 19", "there are 19 variants; at least 20 are needed"),
        ('"late": 1}', '"late": number}', "then one is harder than the other"),
        ('{number}")\n', '")\n    number = number % 2 + 1\n', "variant v03 is the same as v01"),
        ('chance.choice(["k1", "k2"])', '"k1"', "v-class: the right answer is the same in every variant"),
        ('"v-number": str(sum(days))', '"v-number": str(sum(days) + number // 9)',
         "variant v09: the model answer gets 0 of 4"),
        ('{late: "y", early: "x"}, "points": 0', '{late: "y", early: "x"}, "points": 1', "gets 0.0, not 1.0"),
        ('{"item": "v-number", "name": "far"', '{"item": "v-two", "name": "far"', "names no item"),
        ('{"item": "v-class", "name": "turned"', '{"item": "v-number", "name": "turned"',
         "v-class: variant v01: needs at least 2"),
    ],
)  # fmt: skip
def test_lint_looks_at_every_variant(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert GENERATOR.count(old) == 1
    assert said in found_by_lint(tmp_path, GENERATOR.replace(old, new))


def test_lint_notices_a_generator_that_was_changed_since(tmp_path: Path) -> None:
    loaded = made(tmp_path)
    path = tmp_path / "solutions" / EXERCISE / "variants.key.py"
    path.write_text(GENERATOR + "\n# another thought\n", encoding="utf-8")
    assert "run `qms generate`" in "\n".join(str(one) for one in variant_rules(Course(tmp_path)))
    assert loaded.variants is not None
    assert variants_bytes(loaded.variants.found) == variants_path(path.with_name(KEY)).read_bytes()

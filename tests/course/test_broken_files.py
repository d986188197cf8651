"""Files as authors break them: each is a finding with its place, and never hides the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib._common.errors import CourseError
from qmslib._common.files import read_yaml
from qmslib.course.items import load_practice
from qmslib.course.lint import lint
from qmslib.course.paths import Course
from tests.course.examples import item

Break = Callable[[bytes], bytes]


def said(course: Course, place: str) -> list[str]:
    return [str(finding) for finding in lint(course) if finding.file == place]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda data: data.replace(b"title:", b"title: caf\xe9", 1), "not text in UTF-8"),
        (lambda data: b"x: " + b"9" * 6000 + b"\n" + data, "cannot be read"),
        (lambda data: b"x: " + b"[" * 3000 + b"]" * 3000 + b"\n" + data, "nested too deeply"),
        (lambda data: b"x: &x [*x]\n" + data, "recursive"),
        (lambda data: data + b"\x00\n", "U+0000"),
        (lambda data: b"format: 1\n" + data, "line 2: the field 'format' stands here twice"),
        (lambda data: data.replace(b"criterion: '4.1'", b"criterion: 4.1", 1), "put it in quotes"),
    ],
)
def test_a_broken_item_file_is_a_finding_with_its_place(small_course: Course, broken: Break, words: str) -> None:
    path = small_course.book / "standards/4-1-identify.items.yaml"
    changed = broken(path.read_bytes())
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    found = said(small_course, "book/standards/4-1-identify.items.yaml")
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"# Identify", b"# Identify caf\xe9", "not text in UTF-8"),
        (b"qms:\n", b"day: 2026-99-99\nqms:\n", None),
        (b"qms:\n", b"big: " + b"9" * 6000 + b"\nqms:\n", "cannot be read"),
        (b"qms:\n", b"deep: " + b"[" * 3000 + b"]" * 3000 + b"\nqms:\n", "nested too deeply"),
        (b"qms:\n", b"qms:\n  time: [\n", "line "),
    ],
)
def test_a_broken_chapter_is_a_finding_with_its_place(
    small_course: Course, old: bytes, new: bytes, words: str | None
) -> None:
    path = small_course.book / "standards/4-1-identify.md"
    before = said(small_course, "book/standards/4-1-identify.md")
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    found = said(small_course, "book/standards/4-1-identify.md")
    assert found == before if words is None else words in found[0]


@pytest.mark.parametrize("change", [b"\xef\xbb\xbf", b""])
def test_marks_and_line_ends_of_other_systems_make_no_difference(small_course: Course, change: bytes) -> None:
    before = [str(finding) for finding in lint(small_course)]
    for path in (*small_course.book.rglob("*.md"), *small_course.book.rglob("*.yaml")):
        path.write_bytes(change + path.read_bytes().replace(b"\n", b"\r\n"))
    assert [str(finding) for finding in lint(small_course)] == before


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("[1, 2]", "field answers"),
        ("null", "field answers"),
        ('{"answers": [1]}', "field answers"),
        ('{"answers": {}, "wrong": ["a"]}', "field wrong"),
        ('{"answers": {}, "wrong": 5}', "field wrong"),
        ('{"answers": {}, "wrong": [{"item": "one", "value": 7, "points": 3}]}', "“None” gets 0"),
        ('{"answers": {}, "wrong": [{"item": "one", "points": 1e999}]}', "not inf"),
    ],
)
def test_a_model_file_of_another_shape_is_a_finding(small_course: Course, model: str, words: str) -> None:
    small_course.model_file("example").write_text(model, encoding="utf-8")
    assert any(words in text for text in said(small_course, "solutions/example/example.model.json"))


def test_one_broken_file_does_not_hide_another(small_course: Course) -> None:
    (small_course.book / "standards/4-1-identify.items.yaml").write_text("- a\n", encoding="utf-8")
    small_course.key_file("example").write_text("a: [", encoding="utf-8")
    assert said(small_course, "book/standards/4-1-identify.items.yaml")
    assert said(small_course, "solutions/example/example.key.yaml")


def test_a_released_form_of_another_shape_and_a_missing_key_are_findings(small_course: Course) -> None:
    small_course.form_file("example").write_text("[1]", encoding="utf-8")
    small_course.key_file("example").unlink()
    assert said(small_course, "solutions/example/example.key.yaml")


def test_a_page_that_the_contents_name_must_be_there(small_course: Course) -> None:
    toc = small_course.book / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + "- file: standards/9-9-none\n", encoding="utf-8")
    assert any("no page standards/9-9-none" in text for text in said(small_course, "book/_toc.yml"))


def practice(folder: Path, **changed: Any) -> Path:
    data = {"format": 1, "use": "practice", "chapter": "x/y", "items": [item("form", id="p-form", **changed)]}
    path = folder / "y.items.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ({"rule": "min_words", "n": "many"}, "a whole number above 0 as 'n'"),
        ({"rule": "min_words", "n": -4}, "a whole number above 0 as 'n'"),
        ({"rule": "mentions", "any": "fish"}, "a list of texts as 'any'"),
        ({"rule": "not_copied", "texts": [1, None]}, "a list of texts as 'texts'"),
        ({"rule": "number_between", "min": "low", "max": 3}, "a number as 'min'"),
        ({"rule": "number_between", "min": 4, "max": 3}, "'min' must not be above 'max'"),
        ({"rule": "smart", "parts": ["clever"]}, "some of specific"),
    ],
)
def test_arguments_of_a_check_must_be_of_their_kind(tmp_path: Path, check: dict[str, Any], words: str) -> None:
    field = item("form")["fields"][0]["id"]
    path = practice(tmp_path, checks=[{"id": "c", "field": field, "text": "Say so.", "passed": "Said.", **check}])
    with pytest.raises(CourseError) as caught:
        load_practice(path)
    assert words in str(caught.value)
    assert caught.value.item == "p-form"


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "true"])
def test_ids_that_yaml_does_not_read_as_text_are_explained(tmp_path: Path, word: str) -> None:
    path = practice(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("id: p-form", f"id: {word}"), encoding="utf-8")
    with pytest.raises(CourseError, match="put it in quotes") as caught:
        load_practice(path)
    assert caught.value.item == "number 1"
    assert caught.value.field == "id"


def test_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\rb: 2\r")
    assert read_yaml(path) == {"a": 1, "b": 2}


def test_settings_that_a_tool_cannot_use_are_found(small_course: Course) -> None:
    path = small_course.book / "standards/4-1-identify.items.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["items"].append(item("form", id="p-tool", tool="target", settings={"dataset": "nope"}, reread=None))
    del data["items"][-1]["reread"]
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    assert any("no such data set" in text for text in said(small_course, "book/standards/4-1-identify.items.yaml"))


def test_contents_may_name_pages_with_their_ending(small_course: Course) -> None:
    before = [str(finding) for finding in lint(small_course)]
    toc = small_course.book / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8").replace("4-1-identify", "4-1-identify.md"), encoding="utf-8")
    assert [str(finding) for finding in lint(small_course)] == before

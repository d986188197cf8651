from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib.course.lessons import lessons
from qmslib.course.lint import lint
from qmslib.course.lint.coverage import standings
from qmslib.course.lint.items import items
from qmslib.course.lint.lessons import lesson_rules
from qmslib.course.lint.lists import list_rules
from qmslib.course.lint.models import models
from qmslib.course.lint.reading import prose, reading
from qmslib.course.lint.secrets import leaks
from qmslib.course.lists import SourceList
from qmslib.course.paths import Course
from tests.course.conftest import write_exercise
from tests.course.examples import exercise, item


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def practice_path(course: Course) -> Path:
    return course.book / "standards/4-1-identify.items.yaml"


def page_path(course: Course) -> Path:
    return course.book / "standards/4-1-identify.md"


def add_practice(course: Course, *more: dict[str, Any]) -> None:
    data = yaml.safe_load(practice_path(course).read_text(encoding="utf-8"))
    data["items"] += list(more)
    practice_path(course).write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def test_a_sound_course_has_nothing_to_mend(small_course: Course) -> None:
    for rule in (items, lesson_rules, models):
        assert list(rule(small_course)) == []
    assert list(leaks(small_course, small_course.exercises)) == []


def test_it_knows_what_each_criterion_has(small_course: Course) -> None:
    stands = {standing.criterion: standing for standing in standings(small_course)}
    assert stands["4.1"].chapters == ["standards/4-1-identify"]
    assert stands["4.1"].practice == 10
    assert stands["4.1"].exercises == ["example"]
    assert stands["4.2"].exercises == []


def test_a_finished_criterion_without_its_parts_is_found(small_course: Course) -> None:
    said = [finding.text for finding in lint(small_course) if finding.rule == "coverage"]
    assert any("4.2 is called finished, but no chapter serves it" in text for text in said)
    assert any("4.2 is called finished, but no exercise" in text for text in said)
    assert any("R002 is owned by standards/4-1-identify, but no page says so" in text for text in said)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("## Key points", "## Points", "heading “Key points” is missing"),
        ("Time: 45 minutes. ", "", "does not say the time (45 minutes)"),
        ("- It has an owner.\n", "", "It has an owner."),
        ("a misconception", "a point", "no misconception"),
        ('"p-9"', '"p-8"', "shows this item never"),
        ('"p-9"', '"p-9", "p-9"', "shows this item 2 times"),
        ('"p-9"', '"p-9", "absent"', "which no item file has"),
        ('criterion: "4.1", text: name', 'criterion: "4.2", text: name', "names 4.2"),
        ("  time: 45\n", "", "qms.time"),
        ("---\njupytext", "jupytext", "no front matter"),
    ],
)
def test_a_broken_lesson_is_found(small_course: Course, old: str, new: str, words: str) -> None:
    change(page_path(small_course), old, new)
    assert any(words in str(finding) for finding in lint(small_course)), [str(f) for f in lint(small_course)]


def test_a_page_outside_the_contents_is_found(small_course: Course) -> None:
    change(small_course.book / "_toc.yml", "chapters:\n- file: standards/4-1-identify\n", "")
    assert any("_toc.yml" in finding.text for finding in lesson_rules(small_course))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (item("choose_one", id="one", reread="standards/absent"), "which is no chapter"),
        (item("choose_one", id="n1", reread="standards/4-1-identify#absent"), "#absent"),
        (item("choose_one", id="one"), "already used"),
        (item("form", id="n2", tool="absent"), "no tool 'absent'"),
        (
            item("number", id="n3", worked={"tool": "cost", "inputs": {"values": {}}, "value": "cost_a_year"}),
            "gives no number called 'cost_a_year'",
        ),
        (item("choose_many", id="n4", key=["a", "b", "c", "d", "e"]), "'missed' is needed"),
    ],
)
def test_a_broken_item_is_found(small_course: Course, more: dict[str, Any], words: str) -> None:
    add_practice(small_course, more)
    assert any(words in str(finding) for finding in lint(small_course)), [str(f) for f in lint(small_course)]


def test_a_key_that_the_tool_does_not_arrive_at_is_found(small_course: Course) -> None:
    inputs = {"values": {"volume": "100", "period": "a month", "second": "10", "minutes": "30", "hourly": "20"}}
    worked = {"tool": "cost", "inputs": inputs, "value": "cost_a_year"}
    add_practice(
        small_course, item("number", id="n1", key={"value": 1.0, "tolerance": 0}, worked=worked, mistakes=[])
    )
    assert any("the key says 1, the tool cost arrives at" in finding.text for finding in items(small_course))


def test_longest_option_always_right_is_found(small_course: Course) -> None:
    for number in range(4):
        options = item("choose_one")["options"]
        options[0]["text"] = "A much longer text than the others"
        add_practice(small_course, item("choose_one", id=f"n-{number}", prompt=f"{number}?", options=options))
    assert any("longest option" in finding.text for finding in items(small_course))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ({"answers": {"one": "b", "number": "12.5"}}, "the model answer gets 0 of 4"),
        ({"answers": {"one": "a", "number": "12.5", "two": "x"}}, "does not have"),
        ({"wrong": [{"name": "b", "item": "one", "value": "b", "points": 3}]}, "gets 0.0, not 3.0"),
        ({"wrong": []}, "at least 2 typical wrong answers"),
        ({"wrong": [{"name": "?", "item": "two", "value": "b", "points": 0}]}, "names no item"),
    ],
)
def test_a_broken_model_is_found(small_course: Course, model: dict[str, Any], words: str) -> None:
    path = small_course.model_file("example")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | model), encoding="utf-8")
    assert any(words in finding.text for finding in models(small_course)), [str(f) for f in models(small_course)]


def test_a_release_that_drifted_is_found(small_course: Course) -> None:
    change(small_course.form_file("example"), "A prompt.", "Another prompt.")
    assert any("qms generate" in finding.text for finding in models(small_course))


def test_an_unreadable_file_is_one_finding_and_the_rest_goes_on(small_course: Course) -> None:
    practice_path(small_course).write_text("format: [", encoding="utf-8")
    said = [str(finding) for finding in lint(small_course)]
    assert sum("not valid YAML" in text for text in said) == 1, said


class TestSecrets:
    """Nothing of a key gets out, however it is wrapped."""

    @pytest.fixture
    def course(self, small_course: Course) -> Course:
        items = [item("choose_one"), item("number")]
        items[0]["options"][1]["feedback"] = "A wish is not a “standard”: nobody has promised\nit, says <Grace>."
        write_exercise(small_course, exercise(met={"required": ["one"]}, items=items), {"answers": {}, "wrong": []})
        return small_course

    SENTENCE = "A wish is not a “standard”: nobody has promised it, says <Grace>."

    @pytest.mark.parametrize(
        "written",
        [
            SENTENCE,
            SENTENCE.replace(" ", "\n  "),
            json.dumps({"x": [SENTENCE]}),
            json.dumps(SENTENCE, ensure_ascii=False),
            SENTENCE.replace("<", "&lt;").replace(">", "&gt;").replace("“", "&ldquo;").replace("”", "&rdquo;"),
        ],
    )
    def test_a_sentence_of_the_key_is_found(self, course: Course, tmp_path: Path, written: str) -> None:
        place = tmp_path / "site"
        place.mkdir()
        (place / "page.html").write_text(f"<p>{written}</p>", encoding="utf-8")
        assert [finding.file for finding in leaks(course, place)] == ["site/page.html"]

    def test_it_is_found_in_an_archive_in_an_archive(self, course: Course, tmp_path: Path) -> None:
        inner = tmp_path / "inner.zip"
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("a/b.txt", self.SENTENCE)
        outer = tmp_path / "outer.whl"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(inner, "inner.zip")
        found = list(leaks(course, outer))
        assert found
        assert "inner.zip/a/b.txt" in str(found[-1])

    @pytest.mark.parametrize("name", ["x.key.yaml", "deep/y.model.json", "solutions/z/notes.txt"])
    def test_a_key_file_is_found_by_its_name(self, course: Course, tmp_path: Path, name: str) -> None:
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True)
        path.write_text("nothing", encoding="utf-8")
        assert any("file with keys" in finding.text for finding in leaks(course, tmp_path / "pack"))

    def test_a_bare_key_is_found(self, course: Course, tmp_path: Path) -> None:
        (tmp_path / "x.json").write_text(json.dumps([{"items": [{"id": "one", "key": "a"}]}]), encoding="utf-8")
        assert any("key of an assessed item" in finding.text for finding in leaks(course, tmp_path / "x.json"))

    def test_what_practice_says_publicly_is_no_secret(self, course: Course, tmp_path: Path) -> None:
        options = item("choose_one")["options"]
        options[1]["feedback"] = self.SENTENCE
        add_practice(course, item("choose_one", id="n1", options=options))
        (tmp_path / "page.html").write_text(self.SENTENCE, encoding="utf-8")
        assert list(leaks(course, tmp_path / "page.html")) == []


def test_a_page_that_is_hard_to_read_is_found(small_course: Course) -> None:
    assert list(reading(small_course)) == []
    hard = (
        "Organisational representatives systematically operationalise departmental administrative responsibilities "
        "notwithstanding considerable institutional complications regarding communication infrastructure. "
    )
    change(page_path(small_course), "## Practise", hard * 20 + "\n\n## Practise")
    said = [finding.text for finding in reading(small_course)]
    assert any("Flesch–Kincaid grade" in text for text in said)


def test_only_what_learners_read_counts_as_prose(small_course: Course) -> None:
    change(
        page_path(small_course),
        "## Practise",
        "Read [this page](other.md) and *think*.\n\n| a table | of words |\n|---|---|\n\n## Practise",
    )
    [lesson] = lessons(small_course)
    text = prose(lesson)
    assert "Read this page and think." in text
    assert "a table" not in text
    assert "practice(" not in text


def test_an_item_of_a_list_that_no_passage_speaks_of_is_found(small_course: Course) -> None:
    change(page_path(small_course), "## Practise", "- Keep records accurate and clear.\n\n## Practise")
    wanted = ["Accurate and clear records", "Volcanoes erupt beneath glaciers"]
    one = SourceList("a-list", "A list", tuple(wanted), "S0", "standards/4-1-identify", None)
    [finding] = list_rules(small_course, [one])
    assert "Volcanoes erupt" in finding.text
    assert finding.file == "book/standards/4-1-identify.md"

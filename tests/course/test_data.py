"""The course's own data: whole, consistent, and strict about slips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib._common.errors import CourseError
from qmslib._common.files import read_yaml
from qmslib.course.criteria import criteria, load_specification, outcomes, unit
from qmslib.course.lists import lists, load_lists
from qmslib.course.records import DATA
from qmslib.course.requirements import FORMS, load_requirements, requirements

Change = Callable[[dict[str, Any]], None]


def changed(tmp_path: Path, name: str, change: Change) -> Path:
    """A copy of a data file with one change."""
    data = read_yaml(DATA / name)
    change(data)
    path = tmp_path / name
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def test_counts() -> None:
    assert len(outcomes()) == 10
    assert len(criteria()) == 26
    assert list(requirements()) == [f"R{n:03d}" for n in range(1, 128)]
    by_source = [sum(row.source.startswith(f"S{n} ") for row in requirements().values()) for n in range(5)]
    assert by_source == [37, 48, 12, 12, 18]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("standards", 16),
        ("agreement-parts", 5),
        ("values-of-agreeing", 10),
        ("meeting-standards", 4),
        ("work-problems", 12),
        ("personal-problems", 8),
        ("own-problem", 7),
        ("customer-problem", 9),
        ("complaints-values", 11),
        ("monitoring-ways", 12),
        ("monitoring-values", 9),
        ("feedback-techniques", 7),
        ("improvement-cycle", 7),
        ("improvement-benefits", 7),
        ("improvement-drill", 7),
        ("feedback-loop", 7),
        ("controlled-processes", 9),
        ("staff-feedback", 6),
        ("fishbone-steps", 8),
        ("job-design", 5),
        ("job-skills", 7),
        ("planning", 5),
        ("document-levels", 4),
        ("contingency-plans", 3),
    ],
)
def test_lists_are_whole(name: str, count: int) -> None:
    assert len(lists()[name].items) == count


def test_the_unit_is_not_an_award_and_says_where_its_wording_was_checked() -> None:
    assert unit().number == "A/601/2550"
    assert "no award" in unit().note
    assert unit().checked_on == "2026-11-21"


def test_outcomes_and_their_criteria_fit_together() -> None:
    assert [key for key, outcome in outcomes().items() if outcome.status == "finished"] == ["LO4", "LO5", "LO6"]
    assert [key for key, outcome in outcomes().items() if outcome.practical] == ["LO7", "LO8", "LO9", "LO10"]
    assert outcomes()["LO4"].criteria == ("4.1", "4.2", "4.3")
    assert sum(len(outcome.criteria) for outcome in outcomes().values()) == len(criteria())
    assert {criterion.status for criterion in criteria().values() if criterion.outcome == "LO4"} == {"finished"}


def test_only_recalled_wording_is_unverified() -> None:
    unverified = [key for key, criterion in criteria().items() if not criterion.verified]
    assert unverified == ["8.1", "8.2", "8.3", "9.1", "10.1", "10.2", "10.3"]
    for criterion in criteria().values():
        assert (criterion.source is None) == (not criterion.verified)
        assert (criterion.checked_on is None) == (not criterion.verified)


def test_every_criterion_is_served_by_rows() -> None:
    served = {criterion for row in requirements().values() for criterion in row.criteria}
    assert served == set(criteria())


#: Rows of outcome 4, and of outcomes 5 and 6; the others wait for the chapters that are planned.
OUTCOME_4 = [*range(1, 12), *range(38, 43), 44, 45, 90, 112, 122]
OUTCOMES_5_6 = [
    *range(12, 37), *range(46, 58), 61, 64, 66, 67, 70,
    *range(73, 79), *range(80, 85), *range(98, 108), 118, 120, 123,
]  # fmt: skip


def test_owned_rows_are_those_of_the_finished_outcomes() -> None:
    owned = {row.id for row in requirements().values() if row.page}
    assert owned == {f"R{number:03d}" for number in (*OUTCOME_4, *OUTCOMES_5_6)}
    for row in requirements().values():
        if row.page:
            outcome = f"LO{row.page.rsplit('/', 1)[1][0]}"
            assert outcomes()[outcome].status == "finished", row.id


def test_constraints_are_not_tasks() -> None:
    constraints = [row for row in requirements().values() if row.constraint]
    assert [row.id for row in constraints] == ["R085", "R097"]
    assert all(not row.criteria and row.page is None for row in constraints)


def test_addresses() -> None:
    value = requirements()["R006"]
    assert value.address == f"standards/4-2-value#{value.anchor}"
    assert requirements()["R058"].address is None


def test_rows_are_sentences_about_the_learner_and_not_about_a_source() -> None:
    for row in requirements().values():
        assert row.text[0].isupper(), row.id
        assert row.text.endswith("."), row.id
        assert not any(word in row.text.casefold() for word in ("s0", "s1 ", "the source", "chapter 10")), row.id
        assert set(row.forms) <= set(FORMS)


def test_data_is_read_once_and_cannot_be_changed() -> None:
    assert criteria() is criteria()
    assert requirements() is requirements()
    assert lists() is lists()
    with pytest.raises(TypeError):
        requirements()["R001"] = None  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        requirements()["R001"].text = "x"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["criteria.yaml", "requirements.yaml", "lists.yaml"])
def test_an_unchanged_copy_loads(tmp_path: Path, name: str) -> None:
    path = changed(tmp_path, name, lambda data: None)
    if name == "criteria.yaml":
        assert load_specification(path).criteria == criteria()
    elif name == "requirements.yaml":
        assert load_requirements(path, criteria()) == requirements()
    else:
        assert load_lists(path) == lists()


def _set(key: str, number: int, field: str, value: Any) -> Change:
    def change(data: dict[str, Any]) -> None:
        data[key][number][field] = value

    return change


def _drop(key: str, number: int, field: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        del data[key][number][field]

    return change


@pytest.mark.parametrize(
    ("change", "item", "field"),
    [
        (_set("rows", 4, "criteria", ["4.9"]), "R005", "criteria"),
        (_set("rows", 4, "criteria", [4.1]), "R005", "criteria"),
        (_set("rows", 4, "criteria", []), "R005", "criteria"),
        (_set("rows", 4, "criteria", ["4.1", "4.1"]), "R005", "criteria"),
        (_set("rows", 4, "id", "R004"), "R004", "id"),
        (_set("rows", 4, "id", "5"), "5", "id"),
        (_set("rows", 4, "forms", ["QUIZ"]), "R005", "forms"),
        (_set("rows", 4, "text", "No full stop"), "R005", "text"),
        (_set("rows", 4, "text", ""), "R005", "text"),
        (_set("rows", 4, "source", "elsewhere"), "R005", "source"),
        (_set("rows", 4, "page", "standards/4-1-identify.md"), "R005", "page"),
        (_set("rows", 4, "anchor", "Not a slug"), "R005", "anchor"),
        (_set("rows", 57, "anchor", "a-slug-without-a-page"), "R058", "anchor"),
        (_set("rows", 4, "pge", "x"), "R005", "pge"),
        (_set("rows", 84, "criteria", ["4.1"]), "R085", "criteria"),
        (_set("rows", 84, "constraint", "yes"), "R085", "constraint"),
        (_drop("rows", 4, "text"), "R005", "text"),
        (_drop("rows", 4, "id"), "rows, number 5", "id"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, change: Change, item: str, field: str) -> None:
    path = changed(tmp_path, "requirements.yaml", change)
    with pytest.raises(CourseError) as caught:
        load_requirements(path, criteria())
    assert (caught.value.file, caught.value.item, caught.value.field) == (str(path), item, field)


@pytest.mark.parametrize(
    ("change", "item", "field"),
    [
        (_set("criteria", 0, "outcome", "LO11"), "1.1", "outcome"),
        (_set("criteria", 0, "outcome", "LO2"), "1.1", "id"),
        (_set("criteria", 0, "verb", "explain"), "1.1", "text"),
        (_set("criteria", 0, "verified", "yes"), "1.1", "verified"),
        (_set("criteria", 1, "id", "1.1"), "1.1", "id"),
        (_set("outcomes", 3, "status", "done"), "LO4", "status"),
        (_set("outcomes", 3, "id", "LO3"), "LO3", "id"),
    ],
)
def test_a_bad_criterion_is_named(tmp_path: Path, change: Change, item: str, field: str) -> None:
    path = changed(tmp_path, "criteria.yaml", change)
    with pytest.raises(CourseError) as caught:
        load_specification(path)
    assert (caught.value.item, caught.value.field) == (item, field)


@pytest.mark.parametrize(("field", "value"), [("level", "three"), ("level", True), ("checked_on", "last week")])
def test_a_bad_unit_is_named(tmp_path: Path, field: str, value: Any) -> None:
    path = changed(tmp_path, "criteria.yaml", lambda data: data["unit"].update({field: value}))
    with pytest.raises(CourseError) as caught:
        load_specification(path)
    assert (caught.value.item, caught.value.field) == ("A/601/2550", field)


@pytest.mark.parametrize(
    ("change", "item", "field"),
    [
        (_set("lists", 1, "name", "standards"), "standards", "name"),
        (_set("lists", 1, "name", "Agreement Parts"), "Agreement Parts", "name"),
        (_set("lists", 1, "items", ["One", "One"]), "agreement-parts", "items"),
        (_set("lists", 1, "items", []), "agreement-parts", "items"),
        (_set("lists", 1, "page", "../elsewhere"), "agreement-parts", "page"),
        (_set("lists", 1, "titel", "x"), "agreement-parts", "titel"),
    ],
)
def test_a_bad_list_is_named(tmp_path: Path, change: Change, item: str, field: str) -> None:
    path = changed(tmp_path, "lists.yaml", change)
    with pytest.raises(CourseError) as caught:
        load_lists(path)
    assert (caught.value.item, caught.value.field) == (item, field)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("- a\n- b\n", None),
        ("format: 2\nlists: []\n", "format"),
        ("format: 1\n", "lists"),
        ("format: 1\nlists: []\n", "lists"),
        ("format: 1\nlists: [text]\n", None),
        ("format: 1\nlists: [{}]\nmore: 1\n", "more"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str, field: str | None) -> None:
    path = tmp_path / "lists.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CourseError) as caught:
        load_lists(path)
    assert caught.value.field == field

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from qmslib.course.bank import practice_bank
from qmslib.course.criteria import criteria, outcomes
from qmslib.course.paths import Course
from qmslib.course.release import content_hash
from qmslib.learner.criteria_map import criteria_map

ITEM = """\
  - id: {name}
    kind: choose_one
    criterion: "4.1"
    rows: [R001]
    title: One
    prompt: Which?
    points: 1
    scoring: all_or_nothing
    options:
      - {{id: a, text: This, feedback: Right., missed: It is this.}}
      - {{id: b, text: That, feedback: Wrong.}}
    key: a
"""
ITEMS = "format: 1\nuse: practice\nchapter: standards/4-1-identify\nitems:\n" + "".join(
    ITEM.format(name=name) for name in ("first", "second")
)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.delenv("QMS_SITE", raising=False)
    root = tmp_path / "course"
    chapter = root / "book" / "standards" / "4-1-identify.md"
    chapter.parent.mkdir(parents=True)
    chapter.write_text("---\n# no title\nx: 1\n---\n\n# Find & name\n", encoding="utf-8")
    chapter.with_name("4-1-identify.items.yaml").write_text(ITEMS, encoding="utf-8")
    (root / "book" / "index.md").write_text("# Start\n", encoding="utf-8")
    (root / "book" / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: standards/4-1-identify\n", encoding="utf-8"
    )
    (root / "_config.yml").write_text("title: x\n", encoding="utf-8")
    form = root / "exercises" / "standards-4-1-identify" / "standards-4-1-identify.form.json"
    form.parent.mkdir(parents=True)
    form.write_text(json.dumps({"criterion": "4.1", "title": "Name <them>"}), encoding="utf-8")
    return Course(root)


def soup(course: Course) -> BeautifulSoup:
    return BeautifulSoup(criteria_map(course)._repr_html_(), "html.parser")


def test_all_outcomes_and_criteria_are_there_with_status_and_wording(course: Course) -> None:
    made = soup(course)
    assert [one.get_text() for one in made.select(".qms-criteria-outcome")] == list(outcomes())
    rows = {str(row.th.get_text()): row.get_text(" ") for row in made.select("tbody tr") if row.th}
    assert list(rows) == list(criteria())
    for name, one in criteria().items():
        assert one.text in rows[name]
        assert ("Wording not checked" in rows[name]) is not one.verified
    statuses = [one.get_text() for one in made.select(".qms-criteria-status")]
    assert statuses == [one.status.capitalize() for one in outcomes().values()]
    assert "Practice is not an award" in made.get_text()


def test_every_table_has_a_caption_and_headers(course: Course) -> None:
    for table in soup(course).find_all("table"):
        assert table.caption
        assert all(cell.get("scope") for cell in table.find_all("th"))
        assert all(row.th for row in table.select("tbody tr"))


def test_in_the_notebook_links_open_notebooks_and_practice_is_counted(course: Course) -> None:
    bank = practice_bank(course)
    kept = {
        "first": {"hash": content_hash(bank["first"]), "judged": True},
        "second": {"hash": "of an older question", "judged": True},
    }
    course.work.mkdir()
    (course.work / "practice.json").write_text(json.dumps({"format": 1, "items": kept}), encoding="utf-8")
    made = soup(course)
    links = {link.get_text(): link["href"] for link in made.find_all("a")}
    assert links["Find & name"] == "standards/4-1-identify.ipynb"
    assert links["Name <them>"] == "../exercises/standards-4-1-identify/standards-4-1-identify.ipynb"
    assert "2 practice items, 1 done" in made.get_text()


@pytest.mark.parametrize("text", ["", "[]", '{"items": 3}', '{"items": {"first": 1}}', "\ufffd{"])
def test_damaged_practice_counts_as_none(course: Course, text: str) -> None:
    course.work.mkdir()
    (course.work / "practice.json").write_text(text, encoding="utf-8")
    assert "2 practice items, 0 done" in soup(course).get_text()


def test_on_the_site_links_open_pages_and_the_browser_counts(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMS_SITE", "1")
    made = soup(course)
    links = {link.get_text(): link["href"] for link in made.find_all("a")}
    assert links == {
        "Find & name": "standards/4-1-identify.html",
        "2 practice items": "standards/4-1-identify.html#practice",
    }
    [place] = made.select("[data-qms-items]")
    bank = practice_bank(course)
    assert json.loads(str(place["data-qms-items"])) == {
        name: content_hash(bank[name]) for name in ("first", "second")
    }


def test_as_text_it_lists_the_criteria(course: Course) -> None:
    assert "4.1  Identify" in repr(criteria_map(course))

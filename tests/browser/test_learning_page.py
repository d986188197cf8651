"""The reader's own page: what went wrong comes back, and what they said of themselves stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qmslib.frontend.bundle import classic, css, mount_html, scope

pytestmark = pytest.mark.browser

PAYLOAD = {
    "format": 1,
    "criteria": [{"id": "4.1", "text": "Identify standards"}, {"id": "5.2", "text": "Explain ways"}],
    "pages": [
        {
            "title": "Standards & more",
            "items": [
                {"id": "q-one", "hash": "h1", "title": "First <b>question</b>", "href": "a.html#practice-q-one"},
                {"id": "q-two", "hash": "h2", "title": "Second question", "href": "a.html#practice-q-two"},
                {"id": "q-old", "hash": "h3", "title": "Changed since", "href": "a.html#practice-q-old"},
            ],
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Learning</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{css()}</style></head><body><main><h1>Your learning</h1>"
        f"{mount_html('learning', PAYLOAD, 'x')}</main><script>{classic()}</script></body></html>"
    )
    (tmp_path / "learning.html").write_text(page, encoding="utf-8")
    return tmp_path


def opened(page: Any, folder: Path, entries: dict[str, Any] | None = None) -> None:
    page.goto((folder / "learning.html").as_uri())
    if entries is not None:
        page.evaluate(
            "(items) => localStorage.setItem('qms.practice.1', JSON.stringify({format: 1, items}))", entries
        )
        page.reload()


def test_what_is_due_is_named_and_linked(page: Any, folder: Path) -> None:
    entries = {
        "q-one": {
            "hash": "h1",
            "judged": True,
            "right": False,
            "sure": "sure",
            "review": {"step": 0, "due": "2020-01-01"},
        },
        "q-two": {"hash": "h2", "judged": True, "right": True, "review": {"step": 1, "due": "2090-05-01"}},
        "q-old": {"hash": "other", "judged": True, "right": False, "review": {"step": 0, "due": "2020-01-01"}},
    }
    opened(page, folder, entries)
    page.get_by_text("One question is due again:").wait_for()
    link = page.get_by_role("link", name="First <b>question</b>")
    assert link.get_attribute("href") == "a.html#practice-q-one"
    assert page.get_by_text("You were sure of it, and it was wrong.").count() == 1
    assert page.get_by_text("One more comes back on 1 May 2090.").count() == 1
    assert page.get_by_text("Changed since").count() == 0


def test_nothing_to_look_at_is_said(page: Any, folder: Path) -> None:
    opened(page, folder, {})
    assert page.get_by_text("Nothing is waiting for you.").count() == 1


def test_how_sure_one_was_at_the_start_stays_beside_now(page: Any, folder: Path, axe: Any) -> None:
    opened(page, folder, {})
    group = page.get_by_role("group", name="5.2 Explain ways")
    start, now = group.get_by_label("At the start"), group.get_by_label("Now")
    start.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert start.input_value() == "little"
    now.select_option("show")
    group.get_by_text("You are surer than at the start.").wait_for()
    page.reload()
    group = page.get_by_role("group", name="5.2 Explain ways")
    group.get_by_text("You are surer than at the start.").wait_for()
    assert group.get_by_label("At the start").input_value() == "little"
    kept = page.evaluate("JSON.parse(localStorage.getItem('qms.practice.1')).items['self-5-2'].value")
    assert kept["start"] == "little"
    assert kept["now_at"] > kept["start_at"]
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    "entry",
    [
        "1",
        '"x"',
        "{}",
        '{"value": []}',
        '{"value": {"start": "x", "now": 5}}',
        '{"hash": "h1", "review": {"due": "soon"}}',
    ],
)
def test_damaged_entries_do_no_harm(page: Any, folder: Path, entry: str) -> None:
    import json

    opened(page, folder, {"self-4-1": json.loads(entry), "q-one": json.loads(entry)})
    page.get_by_role("group", name="4.1 Identify standards").wait_for()


@pytest.mark.parametrize(
    ("before", "right", "sure", "expected"),
    [
        (None, True, "sure", None),  # right at once: it does not come back
        (None, True, "guessing", {"step": 0, "due": "2026-03-01"}),
        (None, False, "sure", {"step": 0, "due": "2026-03-01"}),
        ({"step": 0, "due": "2026-02-28"}, True, "fairly", {"step": 1, "due": "2026-03-03"}),
        ({"step": 0, "due": "2026-03-01"}, True, "sure", {"step": 0, "due": "2026-03-01"}),  # before its day
        ({"step": 2, "due": "2026-02-01"}, True, "sure", {"step": 3, "due": "2026-03-21"}),
        ({"step": 3, "due": "2026-02-01"}, True, "sure", None),  # done
        ({"step": 3, "due": "2026-02-01"}, False, "sure", {"step": 0, "due": "2026-03-01"}),
        ({"step": "x"}, True, "sure", None),
    ],
)
def test_when_a_question_comes_back(page: Any, before: Any, right: bool, sure: str, expected: Any) -> None:
    page.goto("about:blank")
    script = f"([before, right, sure, today]) => {{ {scope()}\nreturn nextReview(before, right, sure, today); }}"
    assert page.evaluate(script, [before, right, sure, "2026-02-28"]) == expected

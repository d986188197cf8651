"""A talk on the page: led by keyboard, read as a conversation, taken back, kept, and seen on an observation sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from qmslib.course.items import Item
from qmslib.course.release import practice_item, release_item
from qmslib.frontend.bundle import classic, css, mount_html, scope
from qmslib.learner.practice import without_script
from tests.course.examples import item

pytestmark = pytest.mark.browser


def page_html(theme: str = "light") -> str:
    data = {"format": 1, "items": [practice_item(TypeAdapter(Item).validate_python(item("dialogue")))]}
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Talk</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>html{{color-scheme:{theme}}}body{{margin:0;padding:1rem;"
        f"background:{'#10141a' if theme == 'dark' else '#fff'}}}{css()}</style></head><body><main><h1>Chapter</h1>"
        f"<h2>Try it</h2>{mount_html('practice', data, without_script(data))}</main><script>{classic()}</script>"
        "</body></html>"
    )


def open_talk(page: Any, folder: Path, theme: str = "light") -> None:
    path = folder / "talk.html"
    path.write_text(page_html(theme), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector(".qms-turn")


def say(page: Any, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).press("Enter")


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.innerText"))


def kept(page: Any) -> dict[str, Any]:
    return dict(page.evaluate("() => JSON.parse(localStorage.getItem('qms.practice.1')).items.talk"))


def test_a_talk_led_to_its_end_by_keyboard(page: Any, tmp_path: Path) -> None:
    open_talk(page, tmp_path)
    log = page.get_by_role("log", name="The talk so far")
    assert log.get_attribute("aria-live") == "polite"
    assert log.inner_text() == "Wei Zhang\n\nThe file did not come."
    assert page.get_by_role("button", name="One step back").count() == 0
    say(page, "That is the rule.")
    assert focused(page) == "Wei Zhang\n\nThat does not help me."
    assert page.locator(".qms-turn-you").inner_text() == "You\n\nThat is the rule."
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.parentElement.className") == "qms-replies"
    assert page.get_by_role("group", name="Your reply:").get_by_role("button").count() == 2
    say(page, "It is the rule.")
    say(page, "You are right.")
    assert page.locator(".qms-verdict").is_hidden()
    say(page, "Goodbye.")
    assert focused(page) == "What happens\n\nHe leaves."
    assert page.locator(".qms-reply").count() == 0
    sheet = page.get_by_role("table", name="Observation sheet")
    assert [row.split("\t") for row in sheet.locator("tbody").inner_text().split("\n")] == [
        ["Does listen", "Shown", "You said: “You are right.” You had missed it first: A rule is no answer to worry."],
        ["Does sorry", "Missed", "He waits for a word of regret."],
        ["Does thank", "Not shown", "Your talk never came to this."],
    ]
    assert "You showed 1 of 3 steps" in page.locator(".qms-verdict").inner_text()
    assert page.locator(".qms-turn-why").all_inner_texts()[0] == "What this did: It closes."
    assert kept(page) == kept(page) | {"value": ["rule", "again", "turn", "bye"], "judged": True, "right": False}
    page.get_by_role("button", name="Show a talk that has every step").click()
    assert "Tell me." in page.locator(".qms-answer").inner_text()


def test_one_step_back_start_again_and_full_marks(page: Any, tmp_path: Path) -> None:
    open_talk(page, tmp_path)
    say(page, "Tell me.")
    say(page, "Goodbye.")
    page.get_by_role("button", name="One step back").press("Enter")
    assert focused(page) == "Wei Zhang\n\nI waited all day."
    assert page.locator(".qms-verdict").is_hidden()
    assert page.locator(".qms-turn-why").count() == 0
    assert kept(page)["value"] == ["calm"]
    page.get_by_role("button", name="Start again").press("Enter")
    assert focused(page) == "Wei Zhang\n\nThe file did not come."
    assert kept(page)["value"] is None
    say(page, "Tell me.")
    say(page, "I am sorry.")
    assert "You showed every step" in page.locator(".qms-verdict").inner_text()
    assert page.locator(".qms-progress-words").inner_text() == "Done"
    page.reload()
    page.wait_for_selector(".qms-verdict:not([hidden])")
    assert page.locator(".qms-turn").count() == 5
    assert page.locator(".qms-turn-why").count() == 2


def test_kept_words_that_no_longer_fit_stop_where_they_must(page: Any, tmp_path: Path) -> None:
    open_talk(page, tmp_path)
    say(page, "Tell me.")
    entry = kept(page) | {"value": ["rule", "nonsense", 7, "turn"]}
    page.evaluate(
        "(text) => localStorage.setItem('qms.practice.1', text)", json.dumps({"format": 1, "items": {"talk": entry}})
    )
    page.reload()
    page.wait_for_selector(".qms-reply")
    assert page.locator(".qms-turn-you").count() == 1


def test_narrow_wide_dark_and_axe(page: Any, tmp_path: Path, axe: Any) -> None:
    for theme in ("light", "dark"):
        open_talk(page, tmp_path, theme)
        if page.locator(".qms-turn-you").count():
            page.get_by_role("button", name="Start again").click()
        say(page, "That is the rule.")
        assert axe(page) == []
        say(page, "You are right.")
        say(page, "Goodbye.")
        assert axe(page) == []
        for width in (320, 640, 1000):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_and_on_paper(chromium: Any, page: Any, tmp_path: Path) -> None:
    open_talk(page, tmp_path)
    page.emulate_media(media="print")
    assert page.locator(".qms-reply").first.is_visible()
    assert page.get_by_role("button", name="One step back").count() == 0
    plain = chromium.new_context(java_script_enabled=False)
    quiet = plain.new_page()
    quiet.goto((tmp_path / "talk.html").as_uri())
    assert "The talk begins at 1." in quiet.locator("noscript").inner_text()
    plain.close()


#: A kernel that keeps everything: replies to each message at once.
KERNEL = """
  const hear = [];
  window.sent = [];
  const model = {
    get: (name) => data[name], on: (_, run) => hear.push(run), off: () => {},
    send: (message) => {
      if (message.kind === "save") window.sent.push(message.changed);
      const revisions = Object.fromEntries(Object.keys(message.changed || {}).map((id) => [id, 1]));
      setTimeout(() => hear.forEach((run) => run({ kind: message.kind === "save" ? "saved" : "pong", seq: message.seq,
        revisions, at: "2026-11-21T10:00:00Z" })), 5);
    },
  };
  document.body.replaceChildren(document.createElement("main"));
  renderExercise(document.querySelector("main"), model);
"""


def test_in_an_exercise_there_is_only_the_history(page: Any) -> None:
    released = release_item(TypeAdapter(Item).validate_python(item("dialogue")))
    data = {
        "form": {"title": "An exercise", "items": [released]},
        "saved": {"attempt": 1, "answers": {}, "declaration": None, "saved_at": None},
        "notices": [], "owner": "x", "today": "2026-11-21", "who": False,
    }  # fmt: skip
    page.goto("about:blank")
    page.evaluate(f"(data) => {{ 'use strict'; {scope()} {KERNEL} }}", data)
    for words in ("That is the rule.", "You are right.", "I am sorry."):
        assert page.locator(".qms-chip-done").count() == 0
        say(page, words)
    assert page.locator(".qms-chip-done").count() == 1
    assert "It is your answer." in page.locator(".qms-talk-ask").inner_text()
    assert page.locator(".qms-turn-why, .qms-verdict, table").count() == 0
    page.get_by_text("Saved at").wait_for()
    assert page.evaluate("window.sent.at(-1)") == {"talk": ["rule", "turn", "both"]}

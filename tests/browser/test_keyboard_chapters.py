"""Every interactive thing in the chapters on complaints, feedback and improvement, by keyboard on the built site."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.bank import practice_file
from qmslib.course.items import Dialogue
from qmslib.course.paths import Course
from tests.browser.keyboard import go_to
from tests.browser.test_site import FILLED, PAGES

pytestmark = pytest.mark.browser

ROOT = Course(Path(__file__).parents[2])
TOPICS = ("complaints/", "feedback/", "improvement/")
CHAPTERS = [name.removesuffix(".html") for name in PAGES if name.startswith(TOPICS)]
# What Tab should stop at, in the order of the page; a group of radio buttons is one stop.
STOPS = """() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex]";
  const groups = new Set();
  return [...document.querySelectorAll(all)].filter((it) => {
    if (it.tabIndex < 0 || it.disabled || !it.checkVisibility({ visibilityProperty: true })) return false;
    if (it.type !== "radio" || !it.name) return true;
    if (groups.has(it.name)) return false;
    groups.add(it.name);
    return true;
  });
}"""

# Remember every stop, and what cannot be seen of it.
WATCH = f"""() => {{
  const stops = ({STOPS})();
  window.walked = [];
  window.unseen = [];
  const ring = ({{ outlineStyle, outlineWidth, boxShadow }}) =>
    (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  document.addEventListener("focusout", ({{ target: it, relatedTarget: next }}) => {{
    if (!next && it !== stops.at(-1)) unseen.push(`lost after: ${{it.outerHTML.slice(0, 160)}}`);
  }});
  document.addEventListener("focusin", ({{ target: it }}) => {{
    walked.push(it);
    if (!ring(getComputedStyle(it))) unseen.push(`no ring: ${{it.outerHTML.slice(0, 160)}}`);
    requestAnimationFrame(() => {{
      const box = it.getBoundingClientRect();
      if (document.activeElement === it && (box.bottom <= 0 || box.top >= innerHeight))
        unseen.push(`out of sight: ${{it.outerHTML.slice(0, 160)}}`);
    }});
  }});
}}"""

# Stops that the walk missed or made beside those; cards and what-ifs without a stop.
FAULTS = f"""() => {{
  const stops = ({STOPS})(), name = (it) => (it.type === "radio" && it.name) || it;
  const walked = window.walked.map(name), wanted = stops.map(name);
  const place = wanted.findIndex((one, at) => one !== walked[at]);
  const off = place < 0 ? [] : [stops[place], window.walked[place]];
  const idle = [...document.querySelectorAll(".qms-card")]
    .filter((card) => !window.walked.some((it) => card.contains(it)));
  const words = (list) => list.map((it) => (it ? it.outerHTML.slice(0, 160) : "nothing"));
  return {{ off: words(off), idle: words(idle), unseen: window.unseen }};
}}"""


@pytest.fixture
def chapter(page: Any, built_site: Path, name: str) -> Any:
    """The chapter, open, with its questions in place."""
    # Otherwise the page glides to where the focus is, and lags behind the keys of a test.
    page.emulate_media(reduced_motion="reduce")
    page.goto((built_site / f"{name}.html").as_uri())
    page.wait_for_function(FILLED)
    return page


@pytest.mark.parametrize("name", CHAPTERS)
def test_tab_comes_to_everything_in_order_and_shows_where_it_is(chapter: Any, name: str) -> None:
    chapter.evaluate(WATCH)
    # A date or a time has a stop for each of its parts, so that there may be more presses than stops.
    for _ in range(30):
        for _ in range(30):
            chapter.keyboard.press("Tab")
        if chapter.evaluate(f"() => window.walked.includes(({STOPS})().at(-1))"):
            break
    assert chapter.evaluate(FAULTS) == {"off": [], "idle": [], "unseen": []}


def turned(page: Any, selects: list[Any], result: Any) -> dict[tuple[int, ...], str]:
    """What stands there for each combination; every select is turned by its arrow keys, the last one fastest."""
    found: dict[tuple[int, ...], str] = {}

    def turn(done: tuple[int, ...]) -> None:
        if len(done) == len(selects):
            found[done] = result.inner_html()
            return
        select = selects[len(done)]
        for place in range(select.locator("option").count()):
            if place:
                select.focus()
                page.keyboard.press("ArrowDown")
                assert select.evaluate("it => it === document.activeElement")
            turn((*done, place))
        select.focus()
        page.keyboard.press("Home")

    turn(())
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_arrow_keys_change_each_what_if(chapter: Any, name: str) -> None:
    groups = chapter.locator(".qms-explore").all()
    assert groups or chapter.locator(".qms-card").count()
    for group in groups:
        selects = group.locator("select").all()
        found = turned(chapter, selects, group.locator(".qms-explored"))
        for at, select in enumerate(selects):
            # A choice may matter only beside some of the other choices.
            others = {(*one[:at], *one[at + 1 :]) for one in found}
            told = [{text for one, text in found.items() if (*one[:at], *one[at + 1 :]) == other} for other in others]
            assert any(len(texts) > 1 for texts in told), select.evaluate("it => it.labels[0].textContent")


def shortest(talk: Dialogue) -> list[str]:
    """The words of a way from the start to an end."""
    nodes = {node.id: node for node in talk.nodes}
    waiting: deque[tuple[str, list[str]]] = deque([(talk.start, [])])
    seen = {talk.start}
    while waiting:
        place, said = waiting.popleft()
        if nodes[place].end:
            return said
        for reply in nodes[place].choices:
            if reply.to not in seen:
                seen.add(reply.to)
                waiting.append((reply.to, [*said, reply.text]))
    raise AssertionError(f"{talk.id} has no end")


def talks() -> list[tuple[str, Dialogue]]:
    found = []
    for name in CHAPTERS:
        path = ROOT.book / f"{name}.items.yaml"
        if path.is_file() and "kind: dialogue" in path.read_text(encoding="utf-8"):
            found += [(name, one) for one in practice_file(ROOT, path).items if isinstance(one, Dialogue)]
    return found


@pytest.mark.parametrize(("name", "talk"), [pytest.param(*one, id=one[1].id) for one in talks()])
def test_a_talk_is_played_to_its_end_with_enter(chapter: Any, name: str, talk: Dialogue) -> None:
    card = chapter.locator(".qms-card", has_text=talk.title).filter(has=chapter.locator(".qms-talk")).first
    chapter.evaluate(WATCH)
    card.locator(".qms-reply").first.focus()
    for words in shortest(talk):
        reply = card.locator(".qms-reply").get_by_text(words, exact=True)
        for _ in range(8):
            if reply.evaluate("it => it === document.activeElement"):
                break
            chapter.keyboard.press("Tab")
        assert reply.evaluate("it => it === document.activeElement")
        chapter.keyboard.press("Enter")
        assert card.evaluate("it => it.contains(document.activeElement)")
    # The pressed button goes away, and the focus goes on to the other's words.
    assert [fault for fault in chapter.evaluate("window.unseen") if not fault.startswith("lost after")] == []
    card.locator(".qms-verdict").wait_for()
    assert card.locator(".qms-replies").is_hidden()
    go_to(chapter, "One step back")
    chapter.keyboard.press("Enter")
    assert card.locator(".qms-replies").is_visible()
    assert card.evaluate("it => it.contains(document.activeElement)")

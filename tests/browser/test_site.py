"""Every page of the built site in a browser: accessible, quiet, and the same from a folder as from a server."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Page

from qmslib.site.links import site_faults
from tests.browser.barriers import barriers, go_dark, prepare

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
# A page with all that it links; a stock page of the theme that Jupyter Book brings links 2,200 kB.
MOST_KILOBYTES = 500
#: The page of the search carries the index of the whole book, and no other page does.
MOST_KILOBYTES_SEARCH = 2000
LINKED = re.compile(r'(?:src|href)="([^"#?]+\.(?:js|css|svg))"')
# Every place for practice has its questions.
FILLED = "[...document.querySelectorAll('.qms-mount')].every((place) => place.querySelector('.qms-card'))"
NARROW = {"width": 320, "height": 640}


def _files(entry: dict[str, Any]) -> Iterator[str]:
    for part in [*(entry.get("parts") or []), *(entry.get("chapters") or []), *(entry.get("sections") or [])]:
        if "file" in part:
            yield part["file"].removesuffix(".md")
        yield from _files(part)


def _pages() -> list[str]:
    toc = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))
    return [f"{name}.html" for name in (toc["root"], *_files(toc))] + ["search.html?q=standard"]


PAGES = _pages()


@pytest.fixture(scope="session")
def site_address(built_site: Path) -> Iterator[str]:
    """The site on a server of its own."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built_site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def opened(browser: Browser, address: str, **settings: Any) -> Iterator[Page]:
    """A page in a context of its own; afterwards, whatever it complained of or asked elsewhere is a failure."""
    context = browser.new_context(**settings)
    page = context.new_page()
    troubles: list[str] = []
    base = urlsplit(address)
    page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))

    def asked(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and (parts.scheme, parts.netloc) != (base.scheme, base.netloc):
            troubles.append(f"asked for {url}")

    page.on("request", lambda request: asked(request.url))
    try:
        page.goto(address)
        if settings.get("java_script_enabled", True):
            page.wait_for_function(FILLED)
        yield page
        assert troubles == []
    finally:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_that_axe_finds(chromium: Browser, site_address: str, name: str) -> None:
    with opened(chromium, site_address + name, color_scheme="light") as page:
        prepare(page)
        assert page.locator("html").get_attribute("data-theme") == "light"
        assert barriers(page) == []
        go_dark(page)
        assert barriers(page, only_colours=True) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_from_a_folder(chromium: Browser, built_site: Path, name: str) -> None:
    with opened(chromium, f"{built_site.as_uri()}/{name}") as page:
        for place in page.locator(".qms-mount").all():
            assert place.locator(".qms-card").count() > 0
        levels = page.locator("main :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
            "(all) => all.filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_narrow_screen_and_large_text(chromium: Browser, site_address: str, name: str) -> None:
    width = "document.documentElement.scrollWidth"
    with opened(chromium, site_address + name, viewport=NARROW, device_scale_factor=2) as page:
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
        assert page.evaluate(width) <= 320
        # 200 % zoom of a window 1280 wide.
        page.set_viewport_size({"width": 640, "height": 400})
        assert page.evaluate(width) <= 640
        page.set_viewport_size(NARROW)
        # The reader's own spacing, as WCAG 1.4.12 has it.
        spacing = "line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;"
        page.add_style_tag(content=f"* {{ {spacing} }}")
        assert page.evaluate(width) <= 320


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_and_loads_no_widget_manager(built_site: Path, name: str) -> None:
    path = built_site / name.split("?")[0]
    text = path.read_text(encoding="utf-8")
    assert "jupyter.widget" not in text
    assert "@jupyter-widgets" not in text
    assert "require.min.js" not in text
    linked = {(path.parent / found).resolve() for found in LINKED.findall(text)}
    most = MOST_KILOBYTES_SEARCH if path.name == "search.html" else MOST_KILOBYTES
    assert sum(file.stat().st_size for file in {path, *linked}) <= most * 1000


def test_every_link_of_the_site_leads_somewhere(built_site: Path) -> None:
    assert [str(fault) for fault in site_faults(built_site)] == []


def test_the_keyboard_reaches_the_content_first(chromium: Browser, site_address: str) -> None:
    with opened(chromium, site_address + PAGES[1]) as page:
        page.keyboard.press("Tab")
        skip = page.locator(".skip-link")
        assert skip.evaluate("(one) => one === document.activeElement")
        page.wait_for_function("document.querySelector('.skip-link').getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_what_has_focus_is_seen(chromium: Browser, site_address: str) -> None:
    with opened(chromium, site_address + PAGES[0]) as page:
        for _ in range(12):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_follows_the_device(chromium: Browser, site_address: str, scheme: str) -> None:
    with opened(chromium, site_address + PAGES[1], color_scheme=scheme) as page:
        assert page.locator("html").get_attribute("data-theme") == scheme
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == scheme
        prepare(page)
        assert barriers(page, only_colours=True) == []


def test_dark_mode_is_kept_from_page_to_page(chromium: Browser, site_address: str) -> None:
    with opened(chromium, site_address + PAGES[0], color_scheme="light") as page:
        switch = page.get_by_role("button", name="Dark mode")
        assert switch.get_attribute("aria-pressed") == "false"
        switch.click()
        assert switch.get_attribute("aria-pressed") == "true"
        page.goto(site_address + PAGES[1])
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_contents_open_and_close_on_a_narrow_screen(chromium: Browser, site_address: str) -> None:
    with opened(chromium, site_address + PAGES[1], viewport=NARROW) as page:
        contents = page.get_by_role("navigation", name="Course contents")
        switch = page.get_by_role("button", name="Contents")
        assert not contents.is_visible()
        switch.click()
        assert contents.is_visible()
        assert switch.get_attribute("aria-expanded") == "true"
        contents.locator("a").first.focus()
        page.keyboard.press("Escape")
        assert not contents.is_visible()
        assert switch.evaluate("(one) => one === document.activeElement")


def test_contents_stay_when_scripts_are_off(chromium: Browser, site_address: str) -> None:
    with opened(chromium, site_address + PAGES[1], viewport=NARROW, java_script_enabled=False) as page:
        assert page.get_by_role("navigation", name="Course contents").is_visible()
        assert not page.get_by_role("button", name="Dark mode").is_visible()
        # The questions can still be read.
        assert page.locator(".qms-mount noscript").first.is_visible()


@pytest.mark.parametrize("base", ["folder", "server"])
def test_search_finds_words_and_says_so(chromium: Browser, built_site: Path, site_address: str, base: str) -> None:
    start = built_site.as_uri() + "/" if base == "folder" else site_address
    with opened(chromium, start + PAGES[1]) as page:
        box = page.get_by_role("searchbox", name="Search the course")
        box.fill("agreed timescales")
        box.press("Enter")
        page.wait_for_url("**/search.html?*")
        status = page.get_by_role("status").first
        assert re.match(r"\d+ places? found for “agreed timescales”", status.inner_text())
        hits = page.locator("#search-results li")
        assert hits.count() > 1
        assert hits.first.locator("mark").count() > 0
        assert page.get_by_role("searchbox", name="Search the course").input_value() == "agreed timescales"
        hits.first.get_by_role("link").click()
        assert page.locator("main h1").is_visible()

        page.goto(start + "search.html?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+qqqq")
        assert "Nothing was found" in page.get_by_role("status").first.inner_text()
        assert page.locator("main img").count() == 0
        page.goto(start + "search.html")
        assert page.locator("#search-results li").count() == 0


def test_the_criteria_map_counts_the_practice_of_this_browser(chromium: Browser, site_address: str) -> None:
    with opened(chromium, site_address + "criteria.html") as page:
        place = page.locator("[data-qms-items]").first
        items = json.loads(place.get_attribute("data-qms-items") or "{}")
        assert place.inner_text() == f"0 of {len(items)} done in this browser"
        names = list(items)
        kept = {
            names[0]: {"hash": items[names[0]], "judged": True, "right": True},
            names[1]: {"hash": items[names[1]], "judged": False},
            names[3]: {"hash": items[names[3]], "judged": True, "right": False},
            names[2]: {"hash": "of an older question", "judged": True},
        }
        keep = "(items) => localStorage.setItem('qms.practice.1', JSON.stringify({format: 1, items}))"
        page.evaluate(keep, kept)
        page.reload()
        assert place.inner_text() == f"2 of {len(items)} done in this browser, 1 right"
        page.evaluate("localStorage.setItem('qms.practice.1', 'damaged')")
        page.reload()
        assert place.inner_text() == f"0 of {len(items)} done in this browser"


def test_practice_on_a_page_reaches_the_criteria_map(chromium: Browser, built_site: Path, site_address: str) -> None:
    chapter = next(name for name in PAGES if 'data-qms="practice"' in (built_site / name).read_text(encoding="utf-8"))
    with opened(chromium, site_address + chapter) as page:
        card = page.locator(".qms-card:has(input[type=radio])").first
        card.locator("input[type=radio]").first.check()
        card.get_by_role("button", name=re.compile("sure|guess", re.IGNORECASE)).first.click()
        page.wait_for_function("(localStorage.getItem('qms.practice.1') || '').includes('\"judged\":true')")
        page.goto(site_address + "criteria.html")
        done = re.compile(r"^1 of \d+ done in this browser, (all|0) right$")
        assert page.locator("[data-qms-items]", has_text=done).count() == 1


def test_paper_gets_the_text_without_what_goes_around_it(chromium: Browser, site_address: str) -> None:
    with opened(chromium, site_address + PAGES[1], color_scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        for part in (".site-header", ".contents", ".on-page", ".site-footer", ".onward"):
            assert not page.locator(part).first.is_visible(), part
        assert page.locator("main h1").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        folded = page.locator("main details:not(.code-fold, .qms *)")
        if folded.count():
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            assert folded.first.get_attribute("open") is not None
            page.evaluate("dispatchEvent(new Event('afterprint'))")
            assert folded.first.get_attribute("open") is None

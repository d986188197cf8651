"""A real browser for tests, and a page that fails when anything goes wrong behind the scenes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.site.build import build_site, is_fresh

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: Addresses that stay on this computer.
AT_HOME = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:", "http://localhost:", "ws://127.0.0.1:")


def executable() -> str | None:
    """Path of a Chromium: the setting QMS_CHROMIUM, the system's, or ``None`` for Playwright's own."""
    for candidate in (os.environ.get("QMS_CHROMIUM"), "/usr/bin/chromium", shutil.which("chromium")):
        if candidate and Path(candidate).exists():
            return candidate
    return None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        path = executable() or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("no Chromium was found; set QMS_CHROMIUM or run: playwright install chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """What went wrong in a page: console errors, exceptions, and requests to the outside."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []

    def attach(self, context: Any) -> None:
        """Watch every page of a browser context, and refuse what leaves this computer."""

        def guard(route: Any) -> None:
            if route.request.url.startswith(AT_HOME):
                route.continue_()
            else:
                self.outside.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        context.on("page", self._page)

    def _page(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)


@pytest.fixture
def watch() -> Watch:
    """Let a test look at, or forgive, what the page complained of."""
    return Watch()


@pytest.fixture
def context(chromium: Any, watch: Watch) -> Iterator[Any]:
    """A fresh browser profile that fails the test on console errors and on outside requests."""
    made = chromium.new_context(viewport={"width": 1000, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    watch.attach(made)
    made.set_default_timeout(8000)
    yield made
    made.close()
    assert not watch.outside, f"the page asked the outside: {watch.outside}"
    assert not watch.errors, f"the page complained: {watch.errors}"


@pytest.fixture
def page(context: Any) -> Any:
    """A page of that profile."""
    return context.new_page()


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's site: the one that stands there when it is fresh, otherwise built now, beside it."""
    course = Course(Path(__file__).parents[2])
    if is_fresh(course):
        return course.site
    return build_site(course, output=tmp_path_factory.mktemp("site"))

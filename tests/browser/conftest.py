"""A page that fails when anything goes wrong behind the scenes, and the built site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.site.build import build_site, is_fresh

#: Addresses that stay on this computer.
AT_HOME = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:", "http://localhost:", "ws://127.0.0.1:")


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


@pytest.fixture
def axe() -> Callable[[Any], list[dict[str, Any]]]:
    """What the accessibility checker finds wrong on a page."""
    module = pytest.importorskip("axe_playwright_python.sync_playwright")

    def run(page: Any) -> list[dict[str, Any]]:
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        # To name all that is in order takes a third of the time.
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        found = module.Axe().run(page, options=options).response["violations"]
        return [{"id": one["id"], "where": [node["html"][:160] for node in one["nodes"]]} for one in found]

    return run

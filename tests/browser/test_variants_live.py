"""Variants in a real Notebook 7: asked who works there, two learners see other data, and one the same again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.items import load_exercise
from qmslib.course.release import form_bytes, release_exercise
from qmslib.course.variants import due, variants_path
from qmslib.trainer.variants import variants_content
from tests.browser.live import Server, _cell, _notebook, make_course, serve
from tests.course.varied import EXERCISE, write_varied

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Server]:
    key = write_varied(tmp_path_factory.mktemp("author")) / f"{EXERCISE}.key.yaml"
    content = variants_content(key)
    assert content is not None
    variants_path(key).write_bytes(content)
    root = tmp_path_factory.mktemp("course")
    make_course(root)
    for name in ("one", "two"):
        folder = root / "work" / "exercises" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{EXERCISE}.form.json").write_bytes(form_bytes(release_exercise(load_exercise(key))))
        (folder / f"{EXERCISE}.ipynb").write_text(
            _notebook(_cell("form", f'from qmslib.learner import form\n\nform("{EXERCISE}")')), encoding="utf-8"
        )
    with serve(root) as running:
        yield running


@pytest.fixture
def page(context: Any, watch: Any) -> Iterator[Any]:
    made = context.new_page()
    made.set_default_timeout(15000)
    yield made
    # Jupyter itself writes to the console when kernels come and go; our own scripts may not.
    watch.errors[:] = [text for text in watch.errors if "qms" in text.lower()]


def open_exercise(page: Any, server: Server, folder: str) -> None:
    page.goto(f"{server.url}/notebooks/exercises/{folder}/{EXERCISE}.ipynb")
    page.locator(".qms-card").first.wait_for()


def first_case(page: Any) -> str:
    return str(page.locator(".qms-material-table tbody th").first.inner_text())


def forget(server: Server) -> None:
    (server.root / "work" / "learner.json").unlink(missing_ok=True)


def test_two_learners_see_other_data_and_each_the_same_again(page: Any, server: Server, axe: Any) -> None:
    seen: dict[str, str] = {}
    for folder, number in (("one", "wz-1"), ("two", "go-2")):
        forget(server)
        open_exercise(page, server, folder)
        assert page.locator(".qms-material").count() == 0
        page.get_by_label("Your name").fill("Wei Zhang")
        page.get_by_role("button", name="Show the questions").click()
        page.get_by_role("alert").get_by_text("number").wait_for()
        page.get_by_label("Your learner number").fill(number)
        page.get_by_label("Your learner number").press("Enter")
        page.locator(".qms-material").first.wait_for()
        variant = due(number, EXERCISE, 1, 20)
        seen[folder] = first_case(page)
        assert seen[folder] == f"V{variant[1:]}-1"
        assert f"of log {int(variant[1:])} came late" in page.locator(".qms-kind-classify").inner_text()
        file = Path(server.root / "work" / "exercises" / folder / f"{EXERCISE}.answers.json")
        assert json.loads(file.read_text(encoding="utf-8"))["variant"] == variant
        assert page.locator(".qms-savebar").inner_text().startswith("Your answers saved at")
    assert seen["one"] != seen["two"]
    forget(server)
    open_exercise(page, server, "one")
    assert first_case(page) == seen["one"]
    page.get_by_label("Your answer, in hours").fill("12")
    page.get_by_label("Your answer, in hours").press("Tab")
    page.locator(".qms-save-state", has_text="Saved at").wait_for()
    page.reload()
    page.locator(".qms-card").first.wait_for()
    assert first_case(page) == seen["one"]
    assert page.get_by_label("Your answer, in hours").input_value() == "12"
    server.end_kernels()

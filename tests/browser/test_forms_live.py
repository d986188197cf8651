"""The assessed form and the practice in a real Notebook 7: shown by itself, saved, and loud when it is not."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.live import Server, make_course, serve
from tests.browser.samples import EXERCISE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("course")
    make_course(root)
    with serve(root) as running:
        yield running


@pytest.fixture
def folder(server: Server) -> Iterator[Path]:
    """The exercise's folder, without answers; kernels of earlier tests are gone."""
    place = server.root / "work" / "exercises" / EXERCISE
    for left in place.glob(f"{EXERCISE}.*answers*"):
        left.unlink()
    (server.root / "work" / "practice.json").unlink(missing_ok=True)
    yield place
    server.end_kernels()


@pytest.fixture
def page(context: Any, watch: Any) -> Iterator[Any]:
    made = context.new_page()
    made.set_default_timeout(15000)
    yield made
    # Jupyter itself writes to the console when kernels come and go; our own scripts may not.
    watch.errors[:] = [text for text in watch.errors if "qms" in text.lower()]


def open_exercise(page: Any, server: Server, kind: str = "notebooks") -> None:
    page.goto(f"{server.url}/{kind}/exercises/{EXERCISE}/{EXERCISE}.ipynb")
    page.locator(".qms-card").first.wait_for()


def answers(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / f"{EXERCISE}.answers.json").read_text(encoding="utf-8"))
    return found


def saved(page: Any) -> None:
    page.locator(".qms-save-state", has_text=re.compile(r"^Saved at \d\d:\d\d$")).wait_for()


def test_answered_saved_and_there_again(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    assert "saved as you go" in page.locator(".qms-savebar").inner_text()
    assert page.get_by_role("button", name="Sure").count() == 0
    page.get_by_label("A wish").check()
    saved(page)
    assert answers(folder)["answers"]["t-one"]["value"] == "b"
    page.get_by_role("textbox", name="Your account").fill("Our team answers within five days.")
    page.get_by_role("button", name="Keep this order").click()
    page.get_by_label("Help from other people").fill("none")
    page.get_by_label("Help from AI tools").fill("none")
    page.get_by_label("This is my own work").check()
    page.locator(".qms-rowcard").first.get_by_label("Owner", exact=True).fill("Team leader")
    page.get_by_label("Internal customer").click()
    saved(page)
    page.wait_for_timeout(900)
    kept = answers(folder)
    assert set(kept["answers"]) == {"t-one", "t-account", "t-order", "t-table"}
    assert kept["declaration"]["own_work"] is True
    assert page.locator(".qms-save-count").inner_text() == "3 of 9 answered"
    assert "6 of at least 20 words" in page.locator(".qms-finish").inner_text()
    page.reload()
    page.locator(".qms-card").first.wait_for()
    assert page.get_by_label("A wish").is_checked()
    assert page.get_by_role("textbox", name="Your account").input_value() == "Our team answers within five days."
    assert page.get_by_label("This is my own work").is_checked()
    assert "are shown" in page.locator(".qms-savebar").inner_text()
    page.get_by_role("link", name=re.compile(r"^2\. Parts")).first.click()
    assert page.evaluate("document.activeElement.type") == "checkbox"


def test_only_the_courses_own_cells_run(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    page.wait_for_timeout(500)
    assert not (folder / "ran.txt").exists()
    assert page.get_by_text("from qmslib.learner").locator("visible=true").count() == 0


def test_the_bar_stays_in_sight(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    for place in ("first", "last"):
        getattr(page.locator(".qms-card"), place).scroll_into_view_if_needed()
        box = page.locator(".qms-savebar").bounding_box()
        assert 0 < box["y"] < 900
        assert box["y"] + box["height"] <= 900


def test_two_windows_meet(page: Any, context: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    other = context.new_page()
    open_exercise(other, server)
    page.get_by_label("A wish").check()
    saved(page)
    other.get_by_label("The owner").check()
    saved(other)
    other.get_by_label("A procedure").check()
    other.locator(".qms-clash").wait_for()
    said = other.locator(".qms-clash").inner_text()
    assert "changed in another window" in said
    assert "A procedure" in said
    assert "A wish" in said
    assert "NOT SAVED" in other.locator(".qms-savebar").inner_text()
    assert answers(folder)["answers"]["t-one"]["value"] == "b"
    assert answers(folder)["answers"]["t-many"]["value"] == ["a"]
    other.get_by_role("button", name="Keep the other").click()
    assert other.get_by_label("A wish").is_checked()
    saved(other)
    page.get_by_label("A standard with").check()
    saved(page)
    other.get_by_label("A procedure").check()
    other.locator(".qms-clash").wait_for()
    other.get_by_role("button", name="Keep mine").click()
    saved(other)
    assert answers(folder)["answers"]["t-one"]["value"] == "c"
    other.close()


def test_a_silent_kernel_is_told_and_retried(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    (kernel,) = server.kernel_processes()
    os.kill(kernel, signal.SIGSTOP)
    try:
        page.get_by_label("A wish").check()
        page.locator(".qms-save-alarm", has_text="NOT SAVED").wait_for(timeout=8000)
        assert page.get_by_role("button", name="Try again now").is_visible()
        assert page.get_by_label("A wish").is_checked()
    finally:
        os.kill(kernel, signal.SIGCONT)
    saved(page)
    assert answers(folder)["answers"]["t-one"]["value"] == "b"


def test_a_killed_kernel_loses_nothing(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    (kernel,) = server.kernel_processes()
    os.kill(kernel, signal.SIGKILL)
    page.get_by_role("textbox", name="Your account").fill("Typed while the kernel was dead.")
    page.wait_for_timeout(300)
    # The server starts a new kernel by itself; the extension shows the form again, and it brings what was typed.
    saved(page)
    assert answers(folder)["answers"]["t-account"]["value"] == "Typed while the kernel was dead."
    assert page.get_by_role("textbox", name="Your account").input_value() == "Typed while the kernel was dead."


def test_a_kernel_that_is_gone_raises_the_alarm(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    server.end_kernels()
    page.get_by_label("A wish").check()
    page.locator(".qms-save-alarm", has_text="NOT SAVED").wait_for(timeout=9000)
    page.reload()
    page.locator(".qms-card").first.wait_for()
    assert "had not been saved" in page.locator(".qms-notice").inner_text()
    saved(page)
    assert answers(folder)["answers"]["t-one"]["value"] == "b"


def test_a_damaged_file_is_put_aside_and_said(page: Any, server: Server, folder: Path) -> None:
    (folder / f"{EXERCISE}.answers.json").write_text('{"answers": {"t-one"', encoding="utf-8")
    open_exercise(page, server)
    assert f"{EXERCISE}.damaged-1.answers.json" in page.locator(".qms-notice").inner_text()
    assert (folder / f"{EXERCISE}.damaged-1.answers.json").read_text() == '{"answers": {"t-one"'


def test_practice_is_kept_in_the_work_folder(page: Any, server: Server, folder: Path) -> None:
    page.goto(f"{server.url}/notebooks/book/standards/4-1-identify.ipynb")
    page.locator(".qms-card").nth(2).wait_for()
    page.get_by_label("A wish").check()
    page.get_by_role("button", name="Sure", exact=True).first.click()
    page.locator(".qms-verdict:visible", has_text="Not right yet").wait_for()
    page.locator(".qms-keeping", has_text="Kept in your work folder").first.wait_for()
    page.wait_for_timeout(300)
    kept = json.loads((server.root / "work" / "practice.json").read_text(encoding="utf-8"))
    assert kept["items"]["t-one"]["judged"] is True
    page.reload()
    page.locator(".qms-verdict:visible", has_text="Not right yet").wait_for()


def test_keys_in_the_form_are_no_shortcuts(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server)
    cells = page.locator(".jp-Cell").count()
    page.get_by_label("A wish").press("Space")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.type") == "radio"
    assert not page.get_by_label("A wish").is_checked()
    for place in ("input[type=checkbox]", "select", "button"):
        page.locator(f".qms-exercise {place}").first.focus()
        for key in ("d", "d", "b", "j"):
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('.qms-exercise') !== null"), place
    assert page.locator(".jp-Cell").count() == cells


def test_a_click_right_after_typing_arrives(page: Any, server: Server, folder: Path) -> None:
    """Leaving a field tells of a change; what is clicked must not be drawn anew under the pointer."""
    open_exercise(page, server)
    page.get_by_label("Your answer, in hours").press_sequentially("5")
    page.locator(".qms-chip").first.focus()
    assert "qms-chip" in page.evaluate("document.activeElement.className")
    page.get_by_label("Internal customer").press_sequentially("Wei")
    page.locator(".qms-finish").get_by_role("link", name="2. Parts").click()
    assert page.evaluate("document.activeElement.type") == "checkbox"
    row = page.locator(".qms-rowcard").first
    row.get_by_label("Standard", exact=True).press_sequentially("Sent in five days")
    page.get_by_role("button", name="Go to Owner").click()
    assert row.get_by_label("Owner", exact=True).evaluate("it => it === document.activeElement")


def test_lab_shows_the_form_too(page: Any, server: Server, folder: Path) -> None:
    open_exercise(page, server, "lab/tree")
    page.get_by_label("A wish").check()
    saved(page)
    page.get_by_label("Internal customer").press("d")
    page.get_by_label("Internal customer").press("d")
    assert page.locator(".qms-card").count() > 3
    assert page.get_by_label("Internal customer").input_value() == "dd"

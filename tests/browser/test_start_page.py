"""A learner's whole way, in a real browser, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.feedback_file import write_feedback
from qmslib.course.handin import read_hand_in
from qmslib.course.paths import Course
from tests.learner.fake_course import FIRST, answer, feedback, make_course
from tests.learner.running import Running

pytestmark = pytest.mark.browser


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


@pytest.fixture
def server(course: Course, tmp_path: Path) -> Iterator[Running]:
    with Running(course, tmp_path / "home") as server:
        yield server


def go_to(page: Any, words: str, most: int = 60) -> None:
    """Press Tab until what bears these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            """() => {
              const it = document.activeElement;
              const labels = it.labels ? [...it.labels].map((label) => label.textContent) : [];
              return [it.getAttribute("aria-label"), ...labels, it.textContent].filter(Boolean).join(" ");
            }"""
        )
        if words in " ".join(said.split()):
            return
    raise AssertionError(f"the keyboard does not reach {words!r}")


def hear(page: Any, words: str) -> None:
    """Wait until this is said; what was done is where the focus is, so that it is read out."""
    page.get_by_text(words).wait_for()
    page.wait_for_function("document.activeElement.id === 'said'")


def axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [f"{one['id']}: {node['html']}" for one in found.response["violations"] for node in one["nodes"]]


def test_the_whole_way_by_keyboard(
    course: Course, server: Running, context: Any, page: Any, watch: Any, tmp_path: Path
) -> None:
    keys = page.keyboard
    page.goto(server.address)
    go_to(page, "Your name")
    keys.type("Tom Ellis")
    go_to(page, "Your learner number")
    keys.type("te-7")
    keys.press("Enter")
    hear(page, "Welcome, Tom Ellis.")

    go_to(page, "Start the exercise “Identify the quality standards of your work”")
    with context.expect_page() as opened:
        keys.press("Enter")
    exercise = opened.value
    exercise.wait_for_url("**/notebooks/exercises/**")
    exercise.get_by_label("A written rule").wait_for(timeout=60_000)
    exercise.get_by_label("A written rule").press("Space")
    exercise.get_by_label("Your answer, in days").press_sequentially("10")
    exercise.get_by_text("2 of 3 answered").first.wait_for()
    exercise.get_by_text("Saved at").wait_for()
    exercise.close()
    # Notebook 7 now and then loads its shortcuts after something that asks for them; nothing of ours is in it.
    watch.errors[:] = [error for error in watch.errors if "reading 'schema'" not in error]
    # The list shows it as soon as the learner comes back to its tab.
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("2 of 3 answered").wait_for()

    go_to(page, "Hand in “Identify")
    keys.press("Enter")
    hear(page, "declaration of own work is not complete")
    answer(course, FIRST, complete=False)
    page.goto(server.home)
    go_to(page, "Hand in “Identify")
    keys.press("Enter")
    page.get_by_role("heading", name="Not complete yet").wait_for()
    page.get_by_text("Your own standards: no answer yet").wait_for()
    go_to(page, "Hand in anyway")
    keys.press("Enter")
    hear(page, "is handed in. Now send")
    go_to(page, "Download the hand-in file")
    with page.expect_download() as download:
        keys.press("Enter")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert read_hand_in(saved).number == "te-7"
    page.get_by_text("Handed in on").first.wait_for()

    file = tmp_path / f"te-7.{FIRST}.attempt-1.feedback.html"
    file.write_text(write_feedback(feedback()), encoding="utf-8")
    # The page draws itself anew after a hand-in: not under the hand that goes to the field.
    page.wait_for_load_state("networkidle")
    go_to(page, "Feedback file")
    page.get_by_label("Feedback file").set_input_files(file)
    go_to(page, "Add a feedback file")
    keys.press("Enter")
    hear(page, "The feedback was added.")
    go_to(page, "Read the feedback")
    keys.press("Enter")
    page.get_by_text("Look at who decided it.").wait_for()
    go_to(page, "Start a new attempt")
    keys.press("Enter")
    hear(page, "Attempt 2 has started.")
    page.get_by_text("Feedback on attempt 1").wait_for()


def test_every_state_is_accessible_in_both_schemes_and_narrow(
    course: Course, server: Running, page: Any, tmp_path: Path
) -> None:
    def look(heading: str) -> None:
        page.get_by_role("heading", name=heading).first.wait_for()
        page.wait_for_load_state()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 1000, "height": 900})

    page.goto(server.address)
    look("Welcome")
    page.get_by_label("Your name").fill("Tom Ellis")
    page.get_by_label("Your learner number").fill("te-7")
    page.get_by_role("button", name="Save and start").click()
    hear(page, "Welcome, Tom Ellis.")
    look("Your next step")
    answer(course, FIRST, complete=False, declared=False)
    (course.work / "feedback" / "broken.html").write_text("<p>", encoding="utf-8")
    page.goto(server.home)
    look("Something needs your attention")
    answer(course, FIRST, complete=False)
    page.locator(".exercise").get_by_role("button", name="Hand in “Identify").click()
    look("Not complete yet")
    page.get_by_role("button", name="Hand in anyway").click()
    hear(page, "is handed in. Now send")
    look("Your next step")
    receipt = page.context.new_page()
    receipt.goto(f"{server.home}handed-in/te-7.{FIRST}.attempt-1.receipt.html")
    assert axe(receipt) == []
    receipt.close()
    file = tmp_path / "x.feedback.html"
    file.write_text(write_feedback(feedback()), encoding="utf-8")
    page.get_by_label("Feedback file").set_input_files(file)
    page.get_by_role("button", name="Add a feedback file", exact=True).click()
    hear(page, "The feedback was added.")
    look("Your next step")
    page.get_by_role("link", name="Read the feedback").click()
    look("Feedback on")
    page.goto(file.as_uri())
    look("Feedback on")


def test_the_page_follows_what_happened_in_another_tab(course: Course, server: Running, page: Any) -> None:
    page.goto(server.address)
    page.get_by_label("Your name").fill("Tom Ellis")
    page.get_by_label("Your learner number").fill("te-7")
    page.get_by_role("button", name="Save and start").click()
    page.get_by_text("Welcome, Tom Ellis.").wait_for()
    answer(course, FIRST)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("Ready to hand in").wait_for()


def test_the_course_can_be_stopped_from_the_page(server: Running, page: Any) -> None:
    page.goto(server.address)
    page.get_by_role("button", name="Stop the course").click()
    page.get_by_role("heading", name="The course has stopped").wait_for()
    assert server.process.wait(20) == 0

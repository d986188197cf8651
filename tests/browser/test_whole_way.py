"""The whole way on a copy of the course itself: learner and trainer, real server and browser, keyboard alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from qmslib.course.paths import Course
from tests.browser.keyboard import Desk, go_to
from tests.learner.running import Running

pytestmark = pytest.mark.browser

ROOT = Course(Path(__file__).parents[2])
FIRST = "standards-4-1-identify"


@pytest.fixture
def course(tmp_path: Path, built_site: Path) -> Course:
    """A copy of the course with its site, and nothing of anybody's work."""
    root = tmp_path / "course"
    for part in ("_config.yml", "nbgrader_config.py", "book", "solutions", "exercises"):
        source = ROOT.root / part
        if source.is_dir():
            shutil.copytree(source, root / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            root.mkdir(exist_ok=True)
            shutil.copyfile(source, root / part)
    copy = Course(root)
    shutil.copytree(built_site, copy.site)
    return copy


@pytest.fixture
def server(course: Course, tmp_path: Path) -> Iterator[Running]:
    with Running(course, tmp_path / "home") as server:
        yield server


def model(exercise: str) -> dict[str, Any]:
    path = ROOT.model_file(exercise)
    answers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return answers


def form(exercise: str) -> dict[str, Any]:
    released: dict[str, Any] = json.loads(ROOT.form_file(exercise).read_text(encoding="utf-8"))
    return released


def title(exercise: str) -> str:
    return str(form(exercise)["title"])


def qms(course: Course, *arguments: str) -> str:
    """A trainer's command."""
    ran = subprocess.run(
        [sys.executable, "-m", "qmslib", "--course", str(course.root), *arguments],
        capture_output=True, text=True, timeout=300,
        env={**os.environ, "QMS_TRAINER": "Grace Okafor", "PYTHONPATH": str(ROOT.root)},
    )  # fmt: skip
    assert ran.returncode == 0, f"{arguments}: {ran.stdout}{ran.stderr}"
    return ran.stdout


def judge(course: Course, exercise: str, number: str, points: int, comment: str) -> None:
    """Judge every written account, through nbgrader's own programming interface."""
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        (notebook,) = book.find_submission(exercise, number).notebooks
        for grade in notebook.grades:
            if grade.needs_manual_grade:
                grade.manual_score = points
                grade.needs_manual_grade = False
                book.find_comment(grade.cell.name, exercise, exercise, number).manual_comment = comment
        book.db.commit()


def said(page: Any, words: str) -> None:
    page.locator("#said", has_text=words).wait_for()


def enter(context: Any, page: Any) -> Any:
    """Press Enter on a link that opens a tab."""
    with context.expect_page() as opened:
        page.keyboard.press("Enter")
    return opened.value


def saved(page: Any) -> None:
    page.locator(".qms-save-state", has_text=re.compile(r"^Saved at \d\d:\d\d$")).wait_for()


def sorted_lists(answers: dict[str, Any], exercise: str) -> dict[str, Any]:
    """Without the order in which options were chosen."""
    many = {item["id"] for item in form(exercise)["items"] if item["kind"] == "choose_many"}
    return {name: sorted(value) if name in many else value for name, value in answers.items()}


def hand_in(context: Any, page: Any, exercise: str, attempt: int, incoming: Path) -> Path:
    go_to(page, f"Hand in “{title(exercise)}”")
    page.keyboard.press("Enter")
    said(page, "is handed in. Now send")
    go_to(page, "Download the hand-in file")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    incoming.mkdir(exist_ok=True)
    file = incoming / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == f"te-7.{exercise}.attempt-{attempt}.zip"
    go_to(page, f"Receipt of “{title(exercise)}”")
    receipt = enter(context, page)
    receipt.get_by_text("Tom Ellis").first.wait_for()
    receipt.close()
    return file


def add_feedback(page: Any, file: Path) -> None:
    # The page draws itself anew after a hand-in: not under the hand that goes to the field.
    page.wait_for_load_state("networkidle")
    go_to(page, "Feedback file")
    page.get_by_label("Feedback file").set_input_files(file)
    go_to(page, "Add a feedback file")
    page.keyboard.press("Enter")
    said(page, "The feedback was added.")


def trainers_day(course: Course, file: Path, exercise: str, points: int, comment: str) -> tuple[str, Path]:
    """Collect, mark, judge, report and write feedback; return the report as printed and the feedback file."""
    assert "collected" in qms(course, "collect", str(file))
    qms(course, "mark")
    assert "awaiting" in qms(course, "report").lower()
    judge(course, exercise, "te-7", points, comment)
    report = qms(course, "report")
    qms(course, "feedback")
    attempt = re.search(r"attempt-(\d+)", file.name)
    assert attempt
    (made,) = course.feedback.glob(f"te-7/{exercise}/*attempt-{attempt[1]}.feedback.html")
    return report, made


def decisions(course: Course) -> list[tuple[str, int, str]]:
    lines = [json.loads(line) for line in course.decisions.read_text(encoding="utf-8").splitlines()]
    return [(line["criterion"], line["attempt"], line["status"]) for line in lines if "status" in line]


def begin(page: Any, server: Running) -> None:
    page.goto(server.address)
    go_to(page, "Your name")
    page.keyboard.type("Tom Ellis")
    go_to(page, "Your learner number")
    page.keyboard.type("te-7")
    page.keyboard.press("Enter")
    said(page, "Welcome, Tom Ellis.")


def forgive(watch: Any) -> None:
    """Jupyter itself writes to the console when kernels come and go; our own scripts may not."""
    watch.errors[:] = [text for text in watch.errors if "qms" in text.lower()]


def test_from_the_first_page_to_met(
    course: Course, server: Running, context: Any, page: Any, watch: Any, tmp_path: Path
) -> None:
    context.set_default_timeout(30_000)
    begin(page, server)
    go_to(page, f"Start the exercise “{title(FIRST)}”")
    exercise = enter(context, page)
    exercise.locator(".qms-exercise .qms-card").first.wait_for(timeout=60_000)
    desk = Desk(exercise, form(FIRST))
    desk.answer_all(model(FIRST))
    desk.declare()
    exercise.get_by_text("Everything is answered and declared.").wait_for()
    saved(exercise)
    exercise.close()

    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("Ready to hand in").first.wait_for()
    go_to(page, f"Open the exercise “{title(FIRST)}”")
    exercise = enter(context, page)
    exercise.locator(".qms-exercise .qms-card").first.wait_for(timeout=60_000)
    expected = sorted_lists(model(FIRST), FIRST)
    assert Desk(exercise, form(FIRST)).shown() == expected
    assert exercise.get_by_label("This is my own work").is_checked()
    exercise.close()

    # A page that comes into sight draws itself anew, now or in a moment; a reload settles that.
    page.bring_to_front()
    page.goto(server.home)
    file = hand_in(context, page, FIRST, 1, tmp_path / "incoming")
    report, feedback = trainers_day(course, file, FIRST, 2, "Clear, and from your own work.")
    assert re.search(r"\bmet\b", report)
    assert decisions(course) == [("4.1", 1, "met")]
    add_feedback(page, feedback)
    go_to(page, "Read feedback")
    page.keyboard.press("Enter")
    page.get_by_text("Clear, and from your own work.").wait_for()
    go_to(page, "Back to the start page")
    page.keyboard.press("Enter")
    page.locator(".state.met").wait_for()
    forgive(watch)


@pytest.mark.slow
def test_chapter_practice_lab_and_a_second_attempt(
    course: Course, server: Running, context: Any, page: Any, watch: Any, tmp_path: Path
) -> None:
    context.set_default_timeout(30_000)
    begin(page, server)
    go_to(page, "Read: Identify")
    chapter = enter(context, page)
    assert "/qms/site/" in chapter.url
    chapter.locator(".qms-card input[type=radio]").first.focus()
    chapter.keyboard.press("Space")
    go_to(chapter, "Sure", 8)
    chapter.keyboard.press("Enter")
    chapter.locator(".qms-verdict:visible").first.wait_for()
    chapter.reload()
    chapter.locator(".qms-verdict:visible").first.wait_for()
    go_to(chapter, "Back to your exercises", 12)
    chapter.keyboard.press("Enter")
    chapter.wait_for_url(server.home)
    chapter.close()

    go_to(page, "Try it: Identify")
    live = enter(context, page)
    live.locator(".qms-card").first.wait_for(timeout=60_000)
    live.close()

    go_to(page, f"Start the exercise “{title(FIRST)}”")
    exercise = enter(context, page)
    exercise.locator(".qms-exercise .qms-card").first.wait_for(timeout=60_000)
    Desk(exercise, form(FIRST)).answer_all({"std-41-a1": model(FIRST)["std-41-a1"], "std-41-a7": "1"})
    Desk(exercise, form(FIRST)).declare()
    saved(exercise)
    address = exercise.url.replace("/notebooks/", "/lab/tree/")
    exercise.close()
    # The whole JupyterLab shows the same form with the same answers.
    lab = context.new_page()
    lab.goto(address)
    lab.locator(".qms-exercise .qms-card").first.wait_for(timeout=60_000)
    assert Desk(lab, form(FIRST)).shown()["std-41-a7"] == "1"
    lab.close()

    page.goto(server.home)
    go_to(page, f"Hand in “{title(FIRST)}”")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Not complete yet").wait_for()
    go_to(page, "Hand in anyway")
    page.keyboard.press("Enter")
    said(page, "is handed in. Now send")
    (file,) = (course.work / "handed-in").glob("*.attempt-1.zip")
    qms(course, "collect", str(file))
    qms(course, "mark")
    qms(course, "report")
    qms(course, "feedback")
    assert decisions(course) == [("4.1", 1, "not_yet")]
    (feedback,) = course.feedback.glob(f"te-7/{FIRST}/*attempt-1.feedback.html")
    add_feedback(page, feedback)
    go_to(page, f"Start a new attempt at “{title(FIRST)}”")
    page.keyboard.press("Enter")
    said(page, "Attempt 2 has started.")
    go_to(page, f"Go on with the exercise “{title(FIRST)}”")
    exercise = enter(context, page)
    exercise.locator(".qms-exercise .qms-card").first.wait_for(timeout=60_000)
    exercise.get_by_text("Attempt 2").first.wait_for()
    desk = Desk(exercise, form(FIRST))
    exercise.get_by_label("Your answer").first.focus()
    exercise.keyboard.press("Control+a")
    exercise.keyboard.press("Delete")
    desk.answer_all(model(FIRST))
    if not exercise.get_by_label("This is my own work").is_checked():
        desk.declare()
    exercise.get_by_text("Everything is answered and declared.").wait_for()
    saved(exercise)
    exercise.close()
    page.goto(server.home)
    file = hand_in(context, page, FIRST, 2, tmp_path / "incoming")
    trainers_day(course, file, FIRST, 2, "Now it is clear.")
    assert decisions(course) == [("4.1", 1, "not_yet"), ("4.1", 2, "met")]
    forgive(watch)

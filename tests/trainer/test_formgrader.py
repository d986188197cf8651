"""A trainer judges an account in nbgrader's formgrader, in a real browser, and sees it in report and feedback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.feedback_file import read_feedback
from qmslib.course.paths import Course
from qmslib.trainer.feedback import feedback
from qmslib.trainer.mark import mark
from qmslib.trainer.report import report

EXERCISE = "sample-exercise"
COMMENT = "Say who owns the standard."


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError("the server did not answer")


@pytest.fixture
def server(course: Course, submit: Any, model: dict[str, Any], tmp_path: Path) -> Iterator[str]:
    """The trainer's server, as `qms trainer` starts it, with three marked submissions."""
    submit("l1")
    submit("l2", {**model, "account": "<img src=x onerror=document.title='broken'>"})
    submit("l3", {})
    mark(course)
    port = _free_port()
    environment = dict(os.environ, JUPYTER_TOKEN="test", JUPYTER_ALLOW_INSECURE_WRITES="1")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "qmslib",
            "--course",
            str(course.root),
            "trainer",
            "--no-browser",
            "--port",
            str(port),
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/api/status?token=test", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


@pytest.mark.browser
@pytest.mark.slow
def test_judging_in_the_formgrader(course: Course, server: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 1300, "height": 1000})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{server}/lab?token=test")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader").click()
    lab = page.frame_locator("iframe").first
    lab.get_by_role("link", name=EXERCISE).first.wait_for()

    page.goto(f"{server}/formgrader/gradebook/{EXERCISE}/{EXERCISE}")
    page.get_by_role("link", name="Submission #1").wait_for()
    links = page.locator("a[href*='/formgrader/submissions/']")
    addresses = sorted({str(link.get_attribute("href")) for link in links.all()})
    assert len(addresses) == 3
    judged = 0
    for address in addresses:
        page.goto(f"{server}{address}")
        # The scores come from the server after the page.
        page.wait_for_function("document.querySelector('input.score#one').placeholder !== ''")
        body = page.locator("body").inner_text()
        assert "A standard is named, with its owner and its use." in body
        assert "I like standards." in body
        assert "broken" not in page.title()
        assert ("No sign was found of" in body) == ("<img" in body)
        if "social workers plan their visits" not in body:
            continue
        box = page.locator("input.score#account")
        box.fill("1")
        box.press("Tab")
        words = page.locator("textarea#account-comment")
        words.fill(COMMENT)
        words.press("Tab")
        page.wait_for_load_state("networkidle")
        judged += 1
    assert judged == 1
    context.close()

    made = report(course, by="Test Trainer")
    assert {number: made.standing[number, "4.1"] for number in ("l1", "l2", "l3")} == {
        "l1": "not_yet",
        "l2": "awaiting",
        "l3": "not_yet",
    }
    pages = {path.parent.parent.name: read_feedback(path.read_bytes()) for path in feedback(course)}
    account = next(item for item in pages["l1"]["items"] if item["id"] == "account")
    assert (account["verdict"], account["points"], account["comment"]) == ("partly", 1, COMMENT)

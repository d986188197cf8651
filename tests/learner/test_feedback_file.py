"""The feedback file: written and read back equal; what comes from outside is checked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.course.feedback_file import read_feedback, write_feedback
from qmslib.course.feedback_page import comment_html, reread_words

DATA: dict[str, Any] = {
    "format": 1,
    "exercise": "standards-4-1-identify",
    "title": "Identify the quality standards of your work",
    "attempt": 1,
    "learner": {"name": "Tom Ellis", "number": "te-7"},
    "status": "not_yet",
    "criterion": "4.1",
    "decided_by": "Priya Nair",
    "decided_at": "2026-11-21T10:00:00+00:00",
    "comment": "A good start.\nSay who owns each standard.\n\nThen **hand in** again.",
    "items": [
        {
            "id": "std-41-a1",
            "title": "Which is a standard?",
            "verdict": "partly",
            "points": 1.5,
            "max": 2,
            "comment": "",
            "reread": "standards/4-1-identify#good",
        }
    ],
    "next": "Read 4.1 again, then start a new attempt.",
}


def changed(**values: Any) -> dict[str, Any]:
    return {**DATA, **values}


def test_round_trip() -> None:
    assert read_feedback(write_feedback(DATA).encode()) == DATA


def test_a_block_of_dashes_is_a_list() -> None:
    assert comment_html("Why:\n\n– One <b>\n– Two") == "<p>Why:</p><ul><li>One &lt;b&gt;</li><li>Two</li></ul>"
    assert comment_html("- One\nTwo") == "<p>- One<br>Two</p>"
    assert comment_html(" \n\n ") == ""


def test_the_page_says_it_all_and_nothing_runs() -> None:
    page = write_feedback(DATA)
    assert "Not yet met" in page
    assert "1.5 of 2 points" in page
    assert "Say who owns each standard.</p>" in page
    assert "<strong>hand in</strong>" in page
    assert "4.1 identify, “good”" in page
    assert "default-src 'none'" in page
    assert page.count("<script") == 1


@settings(deadline=None)
@given(st.text(max_size=200), st.text(min_size=1, max_size=50).filter(lambda text: text.strip()))
def test_any_text_comes_back_and_none_becomes_markup(comment: str, title: str) -> None:
    hostile = "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>"
    # Line ends of another system are the one thing an HTML page does not keep; JSON keeps even those.
    data = changed(
        comment=comment.replace("\ud800", "") + hostile, items=[{**DATA["items"][0], "title": title + hostile}]
    )
    try:
        page = write_feedback(data).encode()
    except UnicodeEncodeError:
        return
    assert read_feedback(page) == data
    assert page.count(b"<script") == 1
    assert b"<img" not in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"format": 2}, "format"),
        ({"format": True}, "format"),
        ({"exercise": "../x"}, "exercise"),
        ({"attempt": 0}, "attempt"),
        ({"status": "awaiting"}, "status"),
        ({"status": []}, "status"),
        ({"decided_at": "soon"}, "decided_at"),
        ({"decided_by": " "}, "decided_by"),
        ({"comment": 3}, "comment"),
        ({"comment": "x" * 30_000}, "comment"),
        ({"key": {"a": 1}}, "key"),
        ({"items": {}}, "items"),
        ({"items": [{**DATA["items"][0], "verdict": "wrong"}]}, "verdict"),
        ({"items": [{**DATA["items"][0], "points": -1}]}, "points"),
        ({"items": [{**DATA["items"][0], "points": float("nan")}]}, "points"),
        ({"items": [{**DATA["items"][0], "max": "2"}]}, "max"),
        ({"items": [{**DATA["items"][0], "reread": "javascript:alert(1)"}]}, "reread"),
        ({"items": [{**DATA["items"][0], "key": "a"}]}, "key"),
        ({"items": ["x"]}, "items"),
        ({"penalty": 2}, "penalty"),
        ({"penalty": -1}, "penalty"),
        ({"penalty": "2", "code": True, "status": "marked"}, "penalty"),
    ],
)
def test_wrong_feedback_is_refused_by_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(CourseError) as caught:
        write_feedback(changed(**values))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a feedback file"),
        (b"\xff\xfe", "not a feedback file"),
        (b"<html><p>Hello</p></html>", "not a feedback file"),
        (b'<script type="application/json" id="qms-feedback">{</script>', "damaged"),
        (b'<script type="application/json" id="qms-feedback">' + b"[" * 100_000 + b"</script>", "damaged"),
        (b'<script type="application/json" id="qms-feedback">[]</script>', "object"),
        (b'<script type="application/json" id="qms-feedback">{}</script>' * 2, "more than one"),
        (b'<script type="application/json" id="qms-feedback">' + b"9" * 5000 + b"</script>", "damaged"),
        (b"x" * 2_000_001, "too large"),
    ],
)
def test_other_files_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        read_feedback(content, file="x.html")


def test_a_learner_with_an_impossible_number_is_refused() -> None:
    payload = json.dumps(changed(learner={"name": "Tom", "number": "../../x"}))
    page = f'<script type="application/json" id="qms-feedback">{payload}</script>'
    with pytest.raises(CourseError, match="number"):
        read_feedback(page.encode())


def test_pages_to_reread_in_words() -> None:
    assert reread_words("standards/4-1-identify") == "4.1 identify"
    assert reread_words("criteria#good-ones") == "criteria, “good ones”"


CODE = {**DATA, "code": True, "status": "marked", "criterion": "", "decided_by": ""}


def test_feedback_on_a_code_exercise_has_points_and_no_decision() -> None:
    page = write_feedback(CODE, "<p>the notebook</p>")
    assert read_feedback(page.encode()) == CODE
    assert "1.5 of 2 points</strong>" in page
    assert "Marked on 21 November 2026. This exercise decides no criterion." in page
    assert "criterion ," not in page
    assert "<p>the notebook</p>" in page
    assert "img-src data:" in page
    assert "img-src" not in write_feedback(DATA), "a page without pictures needs none"
    for wrong in ({"status": "met"}, {"code": 1}):
        with pytest.raises(CourseError):
            write_feedback({**CODE, **wrong})
    with pytest.raises(CourseError):
        write_feedback(changed(status="marked"))


def test_signs_that_hide_are_shown_and_still_come_back() -> None:
    data = changed(comment="a \u202e b \x7f c \ufffe d \ud800 e \U000e0041 <&>")
    page = write_feedback(data)
    assert read_feedback(page.encode()) == data
    assert "a [U+202E] b \ufffd c \ufffd d \ufffd e [U+E0041] &lt;&amp;&gt;" in page
    assert "\u202e" not in page

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.answers import blank_answers, check_answers, read_answers


def data(**changes: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "exercise": "example",
        "attempt": 2,
        "bank": "ab",
        "revision": 3,
        "saved_at": "2026-03-02T10:00:00+00:00",
        "learner": {"name": "Ada <b>", "number": "learner-01"},
        "answers": {"one": {"value": "a", "revision": 3, "at": "2026-03-01T23:59:00+00:00"}},
        "declaration": {"own_work": True, "help": "none", "ai": "none", "at": None},
        **changes,
    }


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "example.answers.json"
    path.write_text(json.dumps(data()), encoding="utf-8")
    loaded = read_answers(path, "example")
    assert loaded.value("one") == "a"
    assert loaded.value("two") is None
    assert loaded.day("one") == date(2026, 3, 1)
    assert loaded.day("two") == date(2026, 3, 2)
    assert loaded.declared


def test_blank_answers_declare_nothing() -> None:
    assert not blank_answers("example").declared
    assert blank_answers("example").day("one") is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "field format"),
        ({"exercise": "another"}, "another exercise"),
        ({"answers": []}, "field answers"),
        ({"answers": {"../x": {"value": 1}}}, "field answers"),
        ({"answers": {"one": "a"}}, "field answers.one"),
        ({"attempt": 0}, "field attempt"),
        ({"attempt": True, "revision": "x"}, "field"),
        ({"learner": {"name": "A", "number": "../../x"}}, "field learner.number"),
        ({"scores": {"one": 99}}, "field scores"),
        ({"declaration": {"own_work": "maybe", "help": "", "ai": ""}}, "field declaration.own_work"),
    ],
)
def test_a_wrong_file_is_refused_with_its_field(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CourseError, match=words):
        check_answers(data(**changes), "example", file="x.answers.json")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scores": {"one": 99}}, "it holds something that the form never saves"),
        ({"declaration": "true"}, "the form never saves such a value there"),
        ({"learner": {"name": "A", "number": "../../x"}}, "the form never saves such a value there"),
        ({"answers": {"one": {"value": [[[[[[[["a"]]]]]]]], "revision": 1}}}, "the answer is nested deeper than any"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CourseError) as caught:
        check_answers(data(**changes), "example")
    assert caught.value.problem.startswith(f"this is not a sound answers file: {words}")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '"text"', '{"format": 1,'])
def test_damaged_files_are_clear_errors(tmp_path: Path, text: str) -> None:
    path = tmp_path / "example.answers.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"example\.answers\.json"):
        read_answers(path, "example")


def test_size_links_and_folders_are_refused(tmp_path: Path) -> None:
    big = tmp_path / "big.json"
    big.write_bytes(b" " * 1_000_001)
    with pytest.raises(CourseError, match="too large"):
        read_answers(big, "example")
    real = tmp_path / "real.json"
    real.write_text(json.dumps(data()), encoding="utf-8")
    link = tmp_path / "link.json"
    link.symlink_to(real)
    with pytest.raises(CourseError, match="not a regular file"):
        read_answers(link, "example")
    with pytest.raises(CourseError, match="not a regular file"):
        read_answers(tmp_path, "example")


@pytest.mark.parametrize("moment", ["yesterday", "", "9999-99-99"])
def test_a_moment_that_is_none_is_no_day(moment: str) -> None:
    loaded = check_answers(data(saved_at=moment, answers={}), "example")
    assert loaded.day("one") is None


def test_a_time_beyond_reach_is_refused_in_a_hand_in() -> None:
    from qmslib.course.handin import hand_in_bytes, part_names

    for moment in ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0999-01-01T00:00:00+00:00"):
        with pytest.raises(CourseError, match="not a time with its time zone"):
            hand_in_bytes(
                exercise="example",
                attempt=1,
                name="A",
                number="1",
                files=dict.fromkeys(part_names("example"), b"{}"),
                made_at=moment,
                course_version="1",
                bank="",
            )

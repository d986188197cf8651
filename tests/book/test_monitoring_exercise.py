"""The keys of the exercise on monitoring follow from the tables that the learner reads: worked out again here."""

from __future__ import annotations

import json
from functools import cache
from statistics import median
from typing import Any

import pytest

from qmslib.course.paths import Course

FOLDER = Course.find().root / "solutions" / "feedback-6-1-monitoring"


@cache
def variants() -> dict[str, Any]:
    data = json.loads((FOLDER / "feedback-6-1-monitoring.variants.key.yaml").read_text(encoding="utf-8"))
    found: dict[str, Any] = data["variants"]
    return found


@pytest.fixture(params=[f"v{number:02d}" for number in range(1, 25)])
def variant(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = variants()[request.param]
    return found


def rows(variant: dict[str, Any], name: str) -> list[list[Any]]:
    found: list[list[Any]] = variant["materials"][name]["rows"]
    return found


def key(variant: dict[str, Any], item: str) -> Any:
    found = variant["items"][f"fbk-61-{item}"]["key"]
    return found["value"] if isinstance(found, dict) else found


def test_the_log_gives_the_rate_and_the_share(variant: dict[str, Any]) -> None:
    october = [row for row in rows(variant, "log") if row[2].endswith("October")]
    resolved = [row for row in october if row[3].endswith("October")]
    bookings = rows(variant, "bookings")[0][1]
    assert key(variant, "a5") == pytest.approx(1000 * len(october) / bookings, abs=0.006)
    assert key(variant, "a6") == pytest.approx(100 * len(resolved) / len(october), abs=0.006)


def test_times_staff_and_targets_give_their_figures(variant: dict[str, Any]) -> None:
    assert key(variant, "a7") == median(row[1] for row in rows(variant, "times"))
    start, left, joined, end = (row[1] for row in rows(variant, "staff"))
    assert end == start - left + joined
    assert key(variant, "a8") == pytest.approx(200 * left / (start + end), abs=0.006)
    reached = [
        weight * min(1, value / target if better == "higher" else target / value)
        for _, value, target, better, weight in rows(variant, "targets")
    ]
    assert key(variant, "a9") == pytest.approx(sum(reached), abs=0.006)
    assert sum(row[4] for row in rows(variant, "targets")) == 100


def test_the_chart_shows_what_the_key_says(variant: dict[str, Any]) -> None:
    shares = [row[1] for row in rows(variant, "chart")]
    assert variant["materials"]["chart"]["chart"]["y"] == shares
    shown = {
        "most": sum(share >= 80 for share in shares) >= 7,
        "last": shares[-1] > shares[-2],
        "early": shares.index(max(shares)) < 6,
        "far": 80 - min(shares) >= 18,
    }
    assert sorted(key(variant, "a10")) == sorted(name for name, holds in shown.items() if holds)


def test_the_sheets_give_the_agreement_and_the_loose_line(variant: dict[str, Any]) -> None:
    sheets = rows(variant, "sheets")
    apart = [sum(len(set(row[column].split(" / "))) > 1 for row in sheets) for column in range(1, 5)]
    assert key(variant, "a11") == pytest.approx(100 * (40 - sum(apart)) / 40)
    names = ["language", "confirmed", "record", "changes"]
    assert key(variant, "a12") == names[apart.index(max(apart))]
    assert apart.count(max(apart)) == 1


def test_no_answer_is_the_same_for_nearly_everybody() -> None:
    for item in variants()["v01"]["answers"]:
        answers = [json.dumps(one["answers"][item]) for one in variants().values()]
        assert max(answers.count(answer) for answer in answers) <= 10, item

"""The keys of the exercises on types and on dealing follow from what the learner reads: worked out again here."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from qmslib.course.paths import Course

ROOT = Course.find().root
NAMES = [f"v{number:02d}" for number in range(1, 25)]


@cache
def variants(name: str) -> dict[str, Any]:
    file = ROOT / "solutions" / name / f"{name}.variants.key.yaml"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["variants"]
    return found


@pytest.fixture(params=NAMES)
def types(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = variants("complaints-5-1-types")[request.param]
    return found


@pytest.fixture(params=NAMES)
def dealing(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = variants("complaints-5-2-dealing")[request.param]
    return found


def day(text: str) -> date:
    return datetime.strptime(text, "%A %d %B %Y").date()


def working_days(first: date, last: date) -> int:
    """How many working days there are after `first`, up to `last`: plain counting, without the toolbox."""
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, (last - first).days + 1))


def test_the_variants_have_one_shape_and_many_answers() -> None:
    for name in ("complaints-5-1-types", "complaints-5-2-dealing"):
        found = variants(name)
        assert sorted(found) == NAMES
        assert len({json.dumps(one["shape"], sort_keys=True) for one in found.values()}) == 1
        assert len({json.dumps(one["answers"], sort_keys=True) for one in found.values()}) == len(NAMES)


def test_no_case_stands_in_the_chapter_and_the_pool_is_large() -> None:
    page = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "book/complaints").glob("5-[12]*"))
    texts = {
        stem["text"]
        for one in variants("complaints-5-1-types").values()
        for item in one["items"].values()
        for stem in item.get("stems", [])
    }
    assert len(texts) >= 40
    assert not [text for text in texts if text in page]


def test_types_are_drawn_once_and_routes_twice(types: dict[str, Any]) -> None:
    for item, count in (("cmp-51-a1", 5), ("cmp-51-a14", 5), ("cmp-51-a2", 6)):
        assert len(set(types["items"][item]["key"].values())) == count
    routes = sorted(types["items"]["cmp-51-a3"]["key"].values())
    assert routes == sorted(["equality", "fix", "grievance", "idea", "whistle"] * 2)


def test_the_two_largest_types_have_their_share(types: dict[str, Any]) -> None:
    counts = sorted((row[1] for row in types["materials"]["log"]["rows"]), reverse=True)
    assert sum(counts) == 40
    assert types["items"]["cmp-51-a4"]["key"]["value"] == pytest.approx(100 * sum(counts[:2]) / 40)


def test_the_file_is_due_and_answered_as_counted_by_hand(dealing: dict[str, Any]) -> None:
    rows = dealing["materials"]["file"]["rows"]
    assert rows[0][1] > "17:00"
    came, asked, back, answered = (day(rows[place][0]) for place in (0, 2, 3, 5))
    zero = came + timedelta(days=1)
    while zero.weekday() >= 5:
        zero += timedelta(days=1)
    still = working_days(asked - timedelta(days=1), back - timedelta(days=1))
    due = zero
    while working_days(zero, due) < 10 + still:
        due += timedelta(days=1)
    items = dealing["items"]
    assert items["cmp-52-a6"]["key"]["value"] == due.day
    assert items["cmp-52-a7"]["key"]["value"] == working_days(zero, answered) - still
    assert came.year == due.year


def test_the_six_files_are_sorted_by_both_limits(dealing: dict[str, Any]) -> None:
    said = {}
    for name, received, told, done in dealing["materials"]["files"]["rows"]:
        slow, over = working_days(day(received), day(told)) > 2, working_days(day(received), day(done)) > 10
        said[name.replace("D-", "d")] = "both" if slow and over else "slow" if slow else "over" if over else "kept"
    assert dealing["items"]["cmp-52-a8"]["key"] == said
    assert sorted(said.values()) == ["both", "kept", "kept", "over", "over", "slow"]


def test_two_of_six_cases_may_be_closed(dealing: dict[str, Any]) -> None:
    assert sorted(dealing["items"]["cmp-52-a9"]["key"].values()) == ["close"] * 2 + ["open"] * 4


def test_the_problems_come_by_their_points(dealing: dict[str, Any]) -> None:
    points = {}
    for step in dealing["items"]["cmp-52-a10"]["steps"]:
        impact, frequency, age = (
            int("".join(filter(str.isdigit, part))) for part in step["text"].split(": ")[1].split(",")
        )
        points[step["id"]] = impact * frequency * (1 + sum(age >= start for start in (5, 10, 20, 40)))
    (order,) = dealing["items"]["cmp-52-a10"]["orders"]
    assert order == sorted(points, key=lambda name: -points[name])
    assert len(set(points.values())) == 5


def test_the_repeats_are_as_counted_by_hand(dealing: dict[str, Any]) -> None:
    last: dict[tuple[str, str], date] = {}
    found = 0
    for _, received, kind, team in dealing["materials"]["log"]["rows"]:
        before = last.get((kind, team))
        found += before is not None and (day(received) - before).days <= 90
        last[kind, team] = day(received)
    assert dealing["items"]["cmp-52-a11"]["key"]["value"] == found

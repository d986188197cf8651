"""The keys of the exercise on feedback techniques, worked out again by plain counting from what a learner sees."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from qmslib.course.paths import Course

EXERCISE = "feedback-6-2-techniques"
ON = date(2026, 10, 30)
SCALE = (1, 2, 3, 4, 5)
FOLDER = Course.find().key_file(EXERCISE).parent
VARIANTS: dict[str, Any] = json.loads((FOLDER / f"{EXERCISE}.variants.key.yaml").read_text(encoding="utf-8"))[
    "variants"
]


def rows(variant: dict[str, Any], material: str) -> list[list[Any]]:
    found: list[list[Any]] = variant["materials"][material]["rows"]
    return found


@pytest.fixture(params=sorted(VARIANTS))
def variant(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = VARIANTS[request.param]
    return found


def test_the_survey(variant: dict[str, Any]) -> None:
    sheets, answers = rows(variant, "sheets"), variant["answers"]
    away = int(variant["materials"]["sheets"]["caption"].split("5 agree, ")[1][0])
    strange = [name.lower() for name, *cells in sheets if any(cell not in (*SCALE, "", away) for cell in cells)]
    assert answers["fbk-62-a5"] == strange
    assert len(strange) == 4
    turned = [6 - again for _, _, again in sheets if again in SCALE]
    assert float(answers["fbk-62-a6"]) == pytest.approx(sum(turned) / len(turned), abs=0.006)
    in_time = [answer for _, answer, _ in sheets if answer in SCALE]
    share = 100 * sum(answer >= 4 for answer in in_time) / len(in_time)
    assert float(answers["fbk-62-a7"]) == pytest.approx(share, abs=0.06)


def test_the_offices(variant: dict[str, Any]) -> None:
    offices, answers = rows(variant, "offices"), variant["answers"]
    rate = 100 * sum(row[3] for row in offices) / sum(row[1] - row[2] for row in offices)
    assert float(answers["fbk-62-a8"]) == pytest.approx(rate, abs=0.06)
    by_size = sorted(offices, key=lambda row: row[3])
    expected = {row[0].lower(): "show" for row in offices}
    expected |= {by_size[0][0].lower(): "small", by_size[1][0].lower(): "protect"}
    assert answers["fbk-62-a9"] == expected


def test_the_coders(variant: dict[str, Any]) -> None:
    comments, answers = rows(variant, "coders"), variant["answers"]
    same = sum(first == second for _, first, second in comments)
    assert float(answers["fbk-62-a10"]) == pytest.approx(100 * same / len(comments), abs=0.06)
    pairs = ["-".join(sorted((first, second))) for _, first, second in comments if first != second]
    most = max(pairs.count(pair) for pair in pairs)
    assert [pair for pair in sorted(set(pairs)) if pairs.count(pair) == most] == [answers["fbk-62-a11"]]


def test_the_chart(variant: dict[str, Any]) -> None:
    material = variant["materials"]["codes"]
    size = int(material["caption"].split()[1])
    top = max(count for _, count in material["rows"])
    assert float(variant["answers"]["fbk-62-a12"]) == pytest.approx(100 * top / size, abs=0.06)
    assert material["chart"]["y"] == [count for _, count in material["rows"]]


def day(text: str) -> date | None:
    return datetime.strptime(f"{text} 2026", "%d %B %Y").date() if text else None


def test_the_register_has_one_fault_a_row_at_most(variant: dict[str, Any]) -> None:
    for number, _, received, decision, decided, reason, owner, replied in rows(variant, "register"):
        came, settled, told = day(received), day(decided), day(replied)
        assert came is not None
        faults = []
        if settled is None:
            assert decision == "pending"
            faults += ["decision"] * ((ON - came).days > 28)
        else:
            assert 0 < (settled - came).days <= 28
            faults += ["reason"] * (decision == "declined" and not reason)
            faults += ["owner"] * (decision == "accepted" and not owner)
            faults += ["reply"] * (told is None and (ON - settled).days > 14)
            assert told is None or 0 < (told - settled).days <= 14
        assert [variant["answers"]["fbk-62-a13"][f"r{number}"]] == (faults or ["fine"])


def test_a_typical_mistake_is_never_taken_for_right(variant: dict[str, Any]) -> None:
    for item in variant["items"].values():
        for mistake in item.get("mistakes", ()):
            apart = abs(mistake["value"] - item["key"]["value"])
            assert apart > mistake["tolerance"] + item["key"]["tolerance"]

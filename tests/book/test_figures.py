"""Figures that stand in a chapter's prose are what the course's own tools arrive at."""

from __future__ import annotations

from typing import Any

from qmslib.course.lessons import read_lesson
from qmslib.course.paths import Course
from qmslib.course.tools import prepare, run


def values(tool: str, answers: Any, settings: dict[str, Any] | None = None) -> dict[str, Any]:
    inputs = {"values": answers, "settings": prepare(tool, settings or {}), "today": "2026-05-20"}
    found: dict[str, Any] = run(tool, inputs)["values"]
    return found


def section(page: str, title: str) -> str:
    text = read_lesson(Course.find(), page).section(title)
    assert text is not None
    return " ".join(text.split())


def test_the_cost_of_a_second_time_in_4_2() -> None:
    cost = values(
        "cost",
        {"volume": "500", "period": "a month", "second": "14", "third": "2", "minutes": "30", "hourly": "22"},
    )
    text = section("standards/4-2-value", "What no agreement costs")
    assert "500 requests a month" in text
    assert f"{cost['repeats_a_year']:,.0f} a year" in text
    assert f"{cost['hours_a_year']:,.0f} hours" in text
    assert text.count(f"£{cost['cost_a_year']:,.0f}") == 2


def test_who_knows_the_agreement_in_4_2() -> None:
    text = section("standards/4-2-value", "Does everyone know it")
    first = values("awareness", {"asked": "20", "aware": "13"})
    assert f"Thirteen get at least four answers right: {first['share']:.0f}%" in text
    assert f"anywhere from {first['low']:.0f}% to {first['high']:.0f}%" in text
    second = values("awareness", {"asked": "20", "aware": "18"})
    assert f"18 of 20, or {second['share']:.0f}%" in text


def test_what_4_3_says_of_the_request_log() -> None:
    """Same day is broken far more often than kept; five days hold about nine times in ten, for standard requests."""

    def share(target: float, urgency: str) -> float:
        settings = {"dataset": "request_log", "urgency": urgency, "unit": "working days"}
        return float(values("target", {"target": str(target)}, settings)["share_met"])

    assert share(1, "standard") < 40
    assert 86 <= share(5, "standard") <= 94
    assert share(1, "urgent") < 80


def test_the_dates_in_4_1() -> None:
    """The story's Tuesday is a Tuesday."""
    from datetime import date

    assert date(2026, 3, 3).strftime("%A") == "Tuesday"
    assert date(2026, 3, 12).strftime("%A") == "Thursday"
    assert date(2026, 4, 13).strftime("%A") == "Monday"

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.standards import Stage, WorkingClock, ombudsman_stages, track_stages

CLOCK = WorkingClock()
STEPS = [
    Stage("acknowledge", days=5, done="acknowledged"),
    Stage("stage 1", days=10, done="answered", since="acknowledge", extension=10),
    Stage("stage 2", days=20, done="reviewed", since="stage 1", extension=20),
]
EMPTY = {"acknowledged": None, "answered": None, "reviewed": None}


def case(name: str = "C-1", received: str = "2026-03-02 10:00", **done: str) -> dict[str, Any]:
    return {"case": name, "received": received, **EMPTY, **done}


def states(report: Any) -> list[str]:
    return list(report.frame()["state"])


def test_a_case_goes_through_its_stages() -> None:
    log = [
        case("C-1", acknowledged="2026-03-04 10:00", answered="2026-03-18 16:00", reviewed="2026-04-30 10:00"),
        case("C-2", acknowledged="2026-03-10 09:00"),
        case("C-3"),
    ]
    report = track_stages(log, STEPS, CLOCK, as_of="2026-05-01 09:00")
    assert states(report) == [
        "met",
        "met",
        "late",
        "late",
        "overdue",
        "not started",
        "overdue",
        "not started",
        "not started",
    ]
    assert report.counts.loc["acknowledge", "overdue"] == 1
    assert "3 cases in 3 stages: 4 deadlines missed, 2 of them still not done." in str(report)
    lines = report.explain("C-2").splitlines()
    assert lines[0].endswith(
        "5 working days after Monday 2 March 2026 at 10:00; done Tuesday 10 March 2026 at 09:00: late."
    )
    assert lines[2] == "stage 2: not started."
    with pytest.raises(CourseError, match="no such case"):
        report.explain("C-9")


def test_what_happened_later_is_not_known() -> None:
    log = [case(acknowledged="2026-03-04 10:00", answered="2026-03-18 16:00")]
    assert states(track_stages(log, STEPS, CLOCK, as_of="2026-03-03 09:00")) == ["open", "not started", "not started"]
    assert states(track_stages(log, STEPS, CLOCK, as_of="2026-03-05 09:00")) == ["met", "open", "not started"]
    assert states(track_stages(log, STEPS, CLOCK)) == ["met", "met", "open"]


def extension(**changed: Any) -> dict[str, Any]:
    asked = {
        "case": "C-1",
        "stage": "stage 1",
        "by": 5,
        "reason": "two teams must be asked",
        "decided": "2026-03-16 10:00",
    }
    return {**asked, **changed}


def test_an_extension_with_a_reason_moves_the_deadline() -> None:
    log = [case(acknowledged="2026-03-04 10:00", answered="2026-03-24 16:00")]
    assert states(track_stages(log, STEPS, CLOCK))[1] == "late"
    report = track_stages(log, STEPS, CLOCK, extensions=[extension()])
    assert states(report)[1] == "met"
    assert report.frame()["extended"].tolist() == [0, 5, 0]
    assert "extended by 5 because two teams must be asked" in report.explain("C-1")
    # Before it was decided, nobody knew of it.
    assert (
        track_stages(log, STEPS, CLOCK, extensions=[extension()], as_of="2026-03-13").frame()["extended"].sum() == 0
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "gives no reason"),
        ({"reason": "tbc"}, "gives no reason"),
        ({"decided": "2026-03-19 09:00"}, "after the deadline had passed"),
        ({"decided": None}, "when it was decided"),
        ({"by": 11}, "longer than the 10"),
        ({"by": "some"}, "by how much"),
        ({"by": -1}, "by how much"),
        ({"stage": "acknowledge", "decided": "2026-03-04 09:00"}, "longer than the 0"),
    ],
)
def test_an_extension_that_does_not_hold_is_said_and_does_not_count(changed: dict[str, Any], said: str) -> None:
    log = [case(acknowledged="2026-03-04 10:00")]
    report = track_stages(log, STEPS, CLOCK, extensions=[extension(**changed)])
    assert report.frame()["extended"].sum() == 0
    assert len(report.findings) == 1
    assert said in report.findings[0].text
    assert report.findings[0].row == 0


def test_two_extensions_together_keep_to_the_limit() -> None:
    log = [case(acknowledged="2026-03-04 10:00")]
    both = [extension(by=6), extension(by=6, reason="the file is in the store")]
    report = track_stages(log, STEPS, CLOCK, extensions=both)
    assert report.frame()["extended"].sum() == 6
    assert "longer than the 10" in str(report)


def test_faults_are_named() -> None:
    log = [case()]
    with pytest.raises(CourseError, match="no column acknowledged"):
        track_stages([{"case": "C-1", "received": "2026-03-02"}], STEPS, CLOCK)
    with pytest.raises(CourseError, match="row 1: acknowledge was done before"):
        track_stages([case(acknowledged="2026-03-01 10:00")], STEPS, CLOCK)
    with pytest.raises(CourseError, match="belongs to no case"):
        track_stages(log, STEPS, CLOCK, extensions=[extension(case="C-7")])
    with pytest.raises(CourseError, match="names no stage"):
        track_stages(log, STEPS, CLOCK, extensions=[extension(stage="stage 9")])
    with pytest.raises(CourseError, match="earlier stage"):
        track_stages(log, STEPS[1:], CLOCK)
    with pytest.raises(CourseError, match="same name"):
        track_stages(log, [STEPS[0], STEPS[0]], CLOCK)
    with pytest.raises(CourseError, match="working days or in working hours"):
        track_stages(log, [Stage("answer", done="answered")], CLOCK)
    with pytest.raises(CourseError, match="which column"):
        track_stages(log, [Stage("answer", days=1)], CLOCK)
    with pytest.raises(CourseError, match="no stages"):
        track_stages(log, [], CLOCK)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    log = pd.DataFrame([
        case("C-1", acknowledged="2026-03-04 10:00", answered="2026-03-18 16:00"),
        case("C-2", "2026-03-05 18:00", acknowledged="2026-03-10 09:00"),
        case("C-3", "2026-03-06 12:00"),
    ])  # fmt: skip
    straight = track_stages(log, STEPS, CLOCK, as_of="2026-04-01", extensions=[extension()]).frame()
    mixed = track_stages(
        log.sample(frac=1, random_state=seed), STEPS, CLOCK, as_of="2026-04-01", extensions=[extension()]
    )
    key = ["case", "stage"]
    pd.testing.assert_frame_equal(
        straight.sort_values(key).reset_index(drop=True), mixed.frame().sort_values(key).reset_index(drop=True)
    )


def test_hours_and_pauses_work_too() -> None:
    steps = [Stage("first answer", hours=4, done="answered")]
    log = [{"case": "C-1", "received": "2026-03-02 10:00", "answered": "2026-03-02 16:00"}]
    assert states(track_stages(log, steps, CLOCK)) == ["late"]
    held = pd.DataFrame({"case": ["C-1"], "start": ["2026-03-02 11:00"], "end": ["2026-03-02 13:00"]})
    assert states(track_stages(log, steps, CLOCK, pauses=held)) == ["met"]


def test_a_stage_may_begin_with_another_event_of_the_log() -> None:
    log = [
        {
            "case": "C-1", "received": "2026-03-02 10:00", "acknowledged": "2026-03-04 10:00",
            "answered": "2026-03-18 10:00", "escalated": "2026-04-01 10:00", "review_acknowledged": None,
            "review_answered": None,
        }
    ]  # fmt: skip
    report = track_stages(log, ombudsman_stages(), WorkingClock(), as_of="2026-04-09 09:00")
    assert report.frame()["state"].tolist() == ["met", "met", "overdue", "not started"]
    # Five working days from Wednesday 1 April; no holidays on this clock.
    assert str(report.frame()["due"][2]) == "2026-04-08 17:00:00"
    before = track_stages(log, ombudsman_stages(), WorkingClock(), as_of="2026-03-20 09:00")
    assert before.frame()["state"].tolist() == ["met", "met", "not started", "not started"]


def test_a_pause_is_known_only_as_far_as_the_reading() -> None:
    log = pd.DataFrame(
        {"case": ["A", "B"], "received": ["2026-03-16 10:00"] * 2, "closed": pd.Series([None, None], dtype=object)}
    )
    pauses = pd.DataFrame(
        {"case": ["A", "B"], "start": ["2026-03-17 10:00", "2026-03-25 10:00"], "end": ["2026-03-24 10:00", None]}
    )
    clock, read = WorkingClock(), "2026-03-20 12:00"
    judged = clock.judge(log, days=2, pauses=pauses, as_of=read).frame()
    assert judged["due"].isna().tolist() == [True, False]  # A stands still, and nobody knows yet until when
    assert judged["elapsed_hours"].tolist() == [8.0, 34.0]  # B's pause has not begun
    staged = track_stages(log, [Stage("answer", days=2, done="closed")], clock, pauses=pauses, as_of=read).frame()
    assert staged["state"].tolist() == ["open", "overdue"]

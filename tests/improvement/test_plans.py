from datetime import date

import pandas as pd
import pytest

from qmslib._common.dates import bank_holidays
from qmslib._common.errors import CourseError
from qmslib.improvement import check_calendar, check_plan, track

TODAY = date(2026, 3, 16)
TASK = {"task": "Measure", "owner": "Tom", "start": "2026-03-02", "due": "2026-03-13"}
PROMISE = {"request": "File", "customer": "Wei", "due": "2026-03-18"}
ACTIVITY = {"activity": "Ask East", "owner": "Tom", "months": 3, "last": "2025-11-30"}


def fields(report, level):
    return [(found.row, found.field) for found in report.findings if found.level == level]


def test_plan_finds_what_is_missing_past_and_late():
    frame = pd.DataFrame([TASK, {**TASK, "owner": None}, {**TASK, "due": pd.NaT, "done": "2026-03-16"}, {}])
    report = check_plan(frame, TODAY)
    assert fields(report, "bad") == [(0, "due"), (1, "owner"), (1, "due"), (2, "due")]
    assert [action.state for action in report.actions] == ["late", "late", "done"]
    assert report.slippage == 2  # one working day each, to today


def test_slippage_counts_working_days_and_a_new_date_needs_a_reason():
    row = {**TASK, "start": "2026-03-30", "due": "2026-04-02", "new_due": "2026-04-08"}
    report = check_plan([row], TODAY, bank_holidays())
    assert report.actions[0].slip == 2
    assert fields(report, "bad") == [(0, "reason")]
    assert report.gantt() == [{"label": "Measure", "start": "2026-03-30", "end": "2026-04-08", "late": False}]
    assert check_plan([{**row, "reason": "Easter"}], TODAY).findings[0].level == "info"


def test_plan_names_bad_dates():
    with pytest.raises(CourseError, match="field due: row 2 does not hold a date"):
        check_plan([TASK, {**TASK, "due": "Easter"}], TODAY)


@pytest.mark.parametrize(
    ("more", "colour", "state", "tell"),
    [
        ({}, "amber", "soon", True),
        ({"told": "Yes"}, "amber", "soon", False),
        ({"expected": "2026-03-17"}, "amber", "soon", False),
        ({"expected": "2026-03-19"}, "red", "expected_late", True),
        ({"due": "2026-03-13"}, "red", "overdue", True),
        ({"due": "2026-03-19"}, "green", "open", False),
        ({"due": "2026-03-13", "done": "2026-03-13"}, "green", "done", False),
        ({"due": "2026-03-13", "done": "2026-03-16"}, "red", "late_done", False),
    ],
)
def test_colours_and_whom_to_tell(more, colour, state, tell):
    delivery = track([{**PROMISE, **more}], TODAY).deliveries[0]
    assert (delivery.colour, delivery.state, delivery.tell) == (colour, state, tell)


def test_holidays_move_amber_forward():
    row = {**PROMISE, "due": "2026-04-08"}
    assert track([row], date(2026, 4, 2)).count("amber") == 0
    assert track([row], date(2026, 4, 2), holidays=bank_holidays()).count("amber") == 1


def test_calendar():
    frame = pd.DataFrame([ACTIVITY, {**ACTIVITY, "months": 12}, {**ACTIVITY, "last": None}])
    report = check_calendar(frame, TODAY)
    assert [review.state for review in report.reviews] == ["overdue", "ok", "soon"]
    assert report.reviews[0].due == date(2026, 2, 28)
    assert report.next.due == TODAY
    assert report.frame().shape[0] == 3


def test_calendar_wants_whole_months():
    report = check_calendar([{**ACTIVITY, "months": months} for months in (0, 1.5, 61)], TODAY)
    assert fields(report, "bad") == [(0, "months"), (1, "months"), (2, "months")]

"""The working-day clock: known cases, and what must hold whatever the dates."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.dates import bank_holidays
from qmslib._common.errors import CourseError
from qmslib.standards import Pause, WorkingClock

CLOCK = WorkingClock(holidays=bank_holidays())


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-03-16T10:00", 2, "2026-03-18T17:00"),  # Monday, so Wednesday
        ("2026-03-16T10:00", 0, "2026-03-16T17:00"),
        ("2026-03-20T16:59", 1, "2026-03-23T17:00"),  # over a weekend
        ("2026-03-20T17:00", 1, "2026-03-24T17:00"),  # at closing time: counts as Monday
        ("2026-03-21T12:00", 1, "2026-03-24T17:00"),
        ("2026-04-02T10:00", 2, "2026-04-08T17:00"),  # over Easter
        ("2026-12-24T16:00", 1, "2026-12-29T17:00"),  # Christmas, weekend, substitute day
    ],
)
def test_due_in_days(received, days, due):
    assert CLOCK.due(at(received), days=days) == at(due)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        ("2026-03-16T10:00", 4, "2026-03-16T14:00"),
        ("2026-03-16T15:00", 4, "2026-03-17T11:00"),
        ("2026-03-20T16:00", 1, "2026-03-20T17:00"),
        ("2026-03-20T16:00", 1.5, "2026-03-23T09:30"),
        ("2026-04-02T16:30", 10, "2026-04-08T10:30"),
    ],
)
def test_due_in_hours(received, hours, due):
    assert CLOCK.due(at(received), hours=hours) == at(due)


def test_named_rules():
    day_one = WorkingClock(day_zero=1)
    assert day_one.due(at("2026-03-16T10:00"), days=2) == at("2026-03-17T17:00")
    kept = WorkingClock(after_hours="as_received")
    assert kept.due(at("2026-03-16T18:00"), days=1) == at("2026-03-17T17:00")
    assert WorkingClock().due(at("2026-03-16T18:00"), days=1) == at("2026-03-18T17:00")
    # What comes after closing time has used none of the day, so that day cannot be day 1.
    both = WorkingClock(day_zero=1, after_hours="as_received")
    assert both.due(at("2026-03-16T18:00"), days=1) == at("2026-03-17T17:00")
    saturdays = WorkingClock(days=frozenset(range(6)))
    assert saturdays.due(at("2026-03-20T10:00"), days=1) == at("2026-03-21T17:00")


def test_pauses():
    pause = Pause(at("2026-03-17T10:00"), at("2026-03-19T11:00"))  # over two closing times
    assert CLOCK.due(at("2026-03-16T10:00"), days=2, pauses=[pause]) == at("2026-03-20T17:00")
    short = Pause(at("2026-03-17T10:00"), at("2026-03-17T10:15"))
    assert CLOCK.due(at("2026-03-16T10:00"), days=2, pauses=[short]) == at("2026-03-18T17:00")
    assert CLOCK.due(at("2026-03-16T10:00"), hours=10, pauses=[short]) == at("2026-03-17T12:15")
    # Two pauses that overlap count once.
    assert CLOCK.due(at("2026-03-16T10:00"), hours=10, pauses=[short, short]) == at("2026-03-17T12:15")


def test_timing_says_what_happened():
    timing = CLOCK.timing(at("2026-03-16T10:00"), days=2, closed=at("2026-03-19T10:00"))
    assert timing.on_time is False
    assert (timing.elapsed_hours, timing.elapsed_days, timing.late_hours) == (24, 3, 1)
    assert timing.explanation == (
        "Received Monday 16 March 2026 at 10:00. Due Wednesday 18 March 2026 at 17:00, the end of working day 2.",
        "The day it arrives is day 0, so day 1 is Tuesday 17 March 2026.",
        "Closed Thursday 19 March 2026 at 10:00: late by 1 working hour, after 24 working hours.",
    )
    still_open = CLOCK.timing(at("2026-03-16T10:00"), days=2, now=at("2026-03-17T10:00"))
    assert (still_open.on_time, still_open.elapsed_hours) == (None, 8)
    assert CLOCK.timing(at("2026-03-16T10:00"), days=2, now=at("2026-03-19T09:00")).on_time is False
    assert CLOCK.timing(at("2026-03-16T10:00"), days=2).elapsed_hours is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: WorkingClock(opens=time(17), closes=time(9)), "closes before it opens"),
        (lambda: WorkingClock(days=frozenset()), "no day of the week"),
        (lambda: WorkingClock(day_zero=2), "day 0 or day 1"),
        (lambda: WorkingClock(after_hours="never"), "Choose next_opening or as_received"),
        (lambda: CLOCK.due(at("2026-03-16T10:00")), "in working days or in working hours"),
        (lambda: CLOCK.due(at("2026-03-16T10:00"), days=-1), "no number of working days"),
        (lambda: CLOCK.due(at("2026-03-16T10:00"), hours=-1), "no number of working hours"),
        (
            lambda: CLOCK.due(at("2026-03-16T10:00"), days=1, pauses=[Pause(at("2026-03-16T11:00"))]),
            "never runs out",
        ),
        (
            lambda: CLOCK.due(
                at("2026-03-16T10:00"), days=1, pauses=[Pause(at("2026-03-17T11:00"), at("2026-03-16T11:00"))]
            ),
            "ends before it begins",
        ),
        (
            lambda: CLOCK.timing(at("2026-03-16T10:00"), days=1, closed=at("2026-03-15T10:00")),
            "closed before it was received",
        ),
    ],
)
def test_a_wrong_setting_is_named(call, words):
    with pytest.raises(CourseError, match=words):
        call()


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 1, 31))
PROMISES = st.one_of(
    st.builds(lambda days: {"days": days}, st.integers(0, 20)),
    st.builds(lambda quarters: {"hours": quarters / 4}, st.integers(0, 200)),
)
CLOCKS = st.builds(
    WorkingClock,
    holidays=st.frozensets(DAYS, max_size=5),
    day_zero=st.sampled_from([0, 1]),
    after_hours=st.sampled_from(["next_opening", "as_received"]),
)
PAUSES = st.lists(
    st.builds(lambda start, hours: Pause(start, start + timedelta(hours=hours)), MOMENTS, st.integers(0, 120)),
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(CLOCKS, MOMENTS, PROMISES, PAUSES, DAYS)
def test_a_holiday_never_brings_a_due_date_forward(clock, received, promise, pauses, holiday):
    more = WorkingClock(holidays=clock.holidays | {holiday}, day_zero=clock.day_zero, after_hours=clock.after_hours)
    assert more.due(received, pauses=pauses, **promise) >= clock.due(received, pauses=pauses, **promise)


@settings(max_examples=200, deadline=None)
@given(CLOCKS, MOMENTS, PROMISES, PAUSES, PAUSES, st.integers(0, 400))
def test_a_pause_never_makes_an_on_time_case_late(clock, received, promise, pauses, further, hours):
    closed = received + timedelta(hours=hours)
    before = clock.timing(received, closed=closed, pauses=pauses, **promise)
    after = clock.timing(received, closed=closed, pauses=pauses + further, **promise)
    assert after.due >= before.due
    assert after.elapsed_hours <= before.elapsed_hours
    if before.on_time:
        assert after.on_time


@settings(max_examples=200, deadline=None)
@given(CLOCKS, MOMENTS, PROMISES, PAUSES)
def test_due_falls_in_opening_hours_and_not_before_receipt(clock, received, promise, pauses):
    due = clock.due(received, pauses=pauses, **promise)
    assert due >= received.replace(hour=0, minute=0)
    assert due >= clock.start(received)
    assert clock.is_open(due.date())
    assert clock.opens <= due.time() <= clock.closes


@settings(max_examples=200, deadline=None)
@given(CLOCKS, MOMENTS, st.integers(1, 200), PAUSES)
def test_promised_hours_have_passed_when_they_are_due(clock, received, quarters, pauses):
    hours = quarters / 4
    due = clock.due(received, hours=hours, pauses=pauses)
    timing = clock.timing(received, hours=hours, closed=due, pauses=pauses)
    assert timing.elapsed_hours == hours
    assert timing.on_time


@settings(max_examples=200, deadline=None)
@given(CLOCKS, MOMENTS, st.integers(0, 20), PAUSES, st.integers(0, 400))
def test_a_longer_promise_is_never_due_sooner(clock, received, days, pauses, hours):
    sooner, later = (clock.due(received, days=promise, pauses=pauses) for promise in (days, days + 1))
    assert sooner <= later
    if clock.day_zero == 0 and clock.after_hours == "next_opening":
        assert sooner < later
        closed = max(clock.start(received), received + timedelta(hours=hours))
        elapsed = clock.timing(received, days=days, closed=closed, pauses=pauses).elapsed_days
        assert (elapsed <= days) == (closed <= sooner)

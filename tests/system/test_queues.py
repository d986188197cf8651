import math

import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.system import (
    backlog_forecast,
    call_staffing,
    desk_staffing,
    erlang_b,
    erlang_c,
    littles_law,
    mmc_queue,
)  # fmt: skip

loads = st.floats(0.01, 60)


@settings(max_examples=100, deadline=None)
@given(loads, st.integers(1, 80))
def test_erlang_c_is_a_probability_and_falls_with_more_people(load, people):
    now, more = erlang_c(load, people), erlang_c(load, people + 1)
    assert 0 <= more <= now <= 1
    assert erlang_b(load, people + 1) <= erlang_b(load, people) <= now + 1e-12


@settings(max_examples=80, deadline=None)
@given(st.floats(0.05, 0.98), st.integers(1, 40))
def test_the_queue_keeps_littles_law_and_the_textbook_sum(busy, people):
    load = busy * people
    last = load**people / math.factorial(people) / (1 - busy)
    whole = last + sum(load**n / math.factorial(n) for n in range(people))
    queue = mmc_queue(load, 1, people)
    assert queue.p_wait == pytest.approx(last / whole, rel=1e-9)
    assert queue.p_empty == pytest.approx(1 / whole, rel=1e-9)
    assert queue.in_queue == pytest.approx(queue.arrival_rate * queue.wait, rel=1e-9)
    assert queue.in_system == pytest.approx(queue.arrival_rate * queue.time_in_system, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 300), st.floats(10, 900), st.floats(0.1, 0.99))
def test_the_people_found_are_the_fewest_that_meet_the_target(calls, seconds, target):
    found = call_staffing(calls, seconds, target=target)
    assert found.met
    assert found.service_level >= target
    if found.people > 1:
        assert not call_staffing(calls, seconds, found.people - 1, target=target).met


def test_large_loads_do_not_overflow():
    assert 0 < erlang_c(9_900, 10_000) < 1
    assert 0 < mmc_queue(9_900, 1, 10_000).p_wait < 1
    assert mmc_queue(9_900, 1, 10_000).p_empty == 0


def test_an_overloaded_queue_has_no_average():
    queue = mmc_queue(30, 30)
    assert (queue.steady, queue.wait, queue.in_queue, queue.p_wait) == (False, None, None, 1)
    assert queue.findings[0].level == "bad"
    assert "cannot keep up" in str(queue)
    assert queue.waits_longer_than(100) == 1
    assert mmc_queue(95, 100).findings[0].level == "warn"


def test_nobody_calls():
    assert erlang_c(0, 3) == erlang_b(0, 3) == 0
    assert mmc_queue(0, 5).p_empty == 1
    assert call_staffing(0, 180).people == 1
    assert "0" in desk_staffing(0, 45, 2).sentence


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf"), "3", True, None])
def test_bad_loads_are_refused(bad):
    with pytest.raises(CourseError):
        erlang_b(bad, 3)
    with pytest.raises(CourseError):
        erlang_c(2, bad)
    with pytest.raises(CourseError):
        call_staffing(bad, 180)


def test_call_staffing_with_too_few_people_and_with_a_ceiling():
    short = call_staffing(100, 180, 10)
    assert (short.met, short.service_level, short.speed_of_answer) == (False, 0, None)
    assert short.findings[0].level == "bad"
    assert call_staffing(100, 180, highest_occupancy=0.6).people == 17
    assert call_staffing(100, 180, shrinkage=0.35).rota == 22
    assert "88.8 %" in call_staffing(100, 180).alt
    for wrong in ({"shrinkage": 1}, {"target": 1}, {"target": 80}):
        with pytest.raises(CourseError):
            call_staffing(100, 180, **wrong)


def test_desk_staffing():
    found = desk_staffing(120, 45, 4)
    assert found.hours_needed == 90
    assert found.utilisation == pytest.approx(90 / (4 * 37 * 0.8))
    assert found.steady
    assert not desk_staffing(120, 45, 3).steady
    nobody = desk_staffing(10, 30, 0)
    assert (nobody.utilisation, nobody.steady) == (None, False)


def test_littles_law_wants_exactly_two():
    for given_two in ({}, {"arrival_rate": 1}, {"arrival_rate": 1, "in_system": 2, "time_in_system": 2}):
        with pytest.raises(CourseError, match="exactly two"):
            littles_law(**given_two)
    with pytest.raises(CourseError):
        littles_law(arrival_rate=0, in_system=3)
    assert littles_law(in_system=90, time_in_system=18).arrival_rate == 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(0, 40), st.integers(0, 60))
def test_a_backlog_loses_nothing(arrivals, capacity, start):
    found = backlog_forecast(arrivals, capacity, start=start)
    assert start + sum(arrivals) == pytest.approx(sum(found.done) + found.backlog[-1])
    assert min(found.backlog) >= 0
    assert max(found.done) <= capacity
    more = backlog_forecast(arrivals, capacity + 1, start=start)
    assert all(a <= b for a, b in zip(more.backlog, found.backlog, strict=True))


def test_backlog_draws_and_refuses():
    found = backlog_forecast([12, 12, 4], [10, 10, 10])
    assert found.clear_on == 3
    assert found.svg().startswith("<svg")
    assert backlog_forecast([5], 0).waits == (None,)
    for wrong in (([], 3), ([1, 2], [1]), ([1, float("nan")], 3), ([-1], 3), ([1], [-2])):
        with pytest.raises(CourseError):
            backlog_forecast(*wrong)
    assert call_staffing(100, 180).svg().count("<svg") == 1

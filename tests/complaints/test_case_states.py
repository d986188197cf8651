"""Moves of a case, its trail, and tables of moves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.complaints import (
    Case,
    allowed_moves,
    case_states,
    check_history,
    extend,
    move,
    open_case,
    record_answer,
    record_attempt,
)

STATES = list(case_states()["state"])


def opened() -> Case:
    return open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30", due="2026-03-16")


def responded() -> Case:
    case = move(opened(), "acknowledged", by="Tom Ellis", at="2026-03-02 11:00")
    return move(case, "responded", by="Tom Ellis", at="2026-03-04 15:00")


def test_every_state_has_a_way_to_an_end() -> None:
    ends = set(case_states().query("not open")["state"])
    for state in STATES:
        seen, left = set(), [state]
        while left:
            one = left.pop()
            if one not in seen:
                seen.add(one)
                left += allowed_moves(one)
        assert seen & ends
        assert seen <= set(STATES)


def test_a_forbidden_move_names_the_allowed_ones() -> None:
    with pytest.raises(CourseError, match="acknowledged, referred, withdrawn"):
        move(opened(), "responded", by="Tom Ellis", at="2026-03-02 10:00")
    with pytest.raises(CourseError, match="not a state"):
        move(opened(), "done", by="Tom Ellis", at="2026-03-02 10:00")


def test_no_travel_in_time() -> None:
    with pytest.raises(CourseError, match="earlier than the last entry"):
        move(opened(), "acknowledged", by="Tom Ellis", at="2026-03-02 09:29")
    assert move(opened(), "acknowledged", by="Tom Ellis", at="2026-03-02 09:30").state == "acknowledged"


def test_zones_are_not_mixed() -> None:
    with pytest.raises(CourseError, match="zone"):
        move(opened(), "acknowledged", by="Tom Ellis", at="2026-03-02T12:00+00:00")


def test_nothing_closes_without_an_answer_or_attempts_on_two_days() -> None:
    case = responded()
    with pytest.raises(CourseError, match="cannot be closed"):
        move(case, "closed", by="Tom Ellis", at="2026-03-05 09:00")
    case = record_attempt(case, "phone", by="Tom Ellis", at="2026-03-05 09:00")
    case = record_attempt(case, "phone", by="Tom Ellis", at="2026-03-05 16:00")
    with pytest.raises(CourseError, match="1 so far"):
        move(case, "closed", by="Tom Ellis", at="2026-03-05 17:00")
    case = record_attempt(case, "email", by="Tom Ellis", at="2026-03-06 09:00")
    assert move(case, "closed", by="Tom Ellis", at="2026-03-09 09:00").state == "closed"


def test_a_customer_who_is_not_satisfied_needs_a_reason_to_close() -> None:
    case = record_answer(responded(), "No", by="Tom Ellis", at="2026-03-05 09:00")
    with pytest.raises(CourseError, match="not satisfied"):
        move(case, "closed", by="Tom Ellis", at="2026-03-05 10:00")
    assert move(case, "closed", by="Tom Ellis", at="2026-03-05 10:00", why="Stage 2 offered").state == "closed"


def test_an_answer_to_an_earlier_reply_does_not_count_after_reopening() -> None:
    case = record_answer(responded(), "yes", by="Tom Ellis", at="2026-03-05 09:00")
    case = move(case, "closed", by="Tom Ellis", at="2026-03-05 10:00")
    case = move(case, "reopened", by="Tom Ellis", at="2026-03-09 10:00", why="It came back")
    case = move(case, "responded", by="Tom Ellis", at="2026-03-10 10:00")
    with pytest.raises(CourseError, match="cannot be closed"):
        move(case, "closed", by="Tom Ellis", at="2026-03-11 10:00")


@pytest.mark.parametrize("state", ["referred", "withdrawn"])
def test_some_moves_need_a_reason(state: str) -> None:
    with pytest.raises(CourseError, match="needs its reason"):
        move(opened(), state, by="Tom Ellis", at="2026-03-02 10:00", why="tbc")


def test_the_old_case_stays_as_it_was() -> None:
    case = opened()
    later = move(case, "acknowledged", by="Tom Ellis", at="2026-03-02 11:00")
    assert (case.state, len(case.trail), later.trail[0]) == ("received", 1, case.trail[0])
    with pytest.raises(AttributeError):
        case.trail = ()  # type: ignore[misc]


def test_targets_move_on_only_with_a_reason() -> None:
    with pytest.raises(CourseError, match="reason"):
        extend(opened(), "2026-03-30", by="Priya Nair", at="2026-03-10 09:00", why="")
    with pytest.raises(CourseError, match="not after the old one"):
        extend(opened(), "2026-03-10", by="Priya Nair", at="2026-03-09 09:00", why="The file is away")
    case = extend(opened(), "2026-03-30", by="Priya Nair", at="2026-03-10 09:00", why="The file is away")
    assert "moved 1 time;" in case.findings[0].text
    assert list(case.frame()["what"]) == ["move", "extension"]


def test_missing_names_and_times_are_refused() -> None:
    with pytest.raises(CourseError, match="nobody is named"):
        open_case("C-1", by=" ", at="2026-03-02")
    with pytest.raises(CourseError, match="no moment"):
        open_case("C-1", by="Tom Ellis", at="yesterday")
    with pytest.raises(CourseError, match="no moment"):
        open_case("C-1", by="Tom Ellis", at=pd.NaT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 3)), max_size=12))
def test_whatever_the_state_machine_lets_through_is_a_legal_history(moves: list[tuple[str, int]]) -> None:
    case, hour = opened(), pd.Timestamp("2026-03-02 09:30")
    for state, later in moves:
        hour += pd.Timedelta(days=later)
        try:
            if case.state == "responded":
                case = record_answer(case, "yes", by="Tom Ellis", at=hour)
            case = move(case, state, by="Tom Ellis", at=hour, why="as agreed")
        except CourseError:
            continue
    trail = case.frame()
    assert check_history(trail.assign(n=range(len(trail))), number="n").legal
    assert trail["at"].is_monotonic_increasing


def events(*rows: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"case": case, "at": at, "state": state, "by": "Tom Ellis"} for case, at, state in rows]


def test_a_table_of_moves_is_checked_case_by_case() -> None:
    table = events(
        ("C-1", "2026-03-02 09:00", "received"), ("C-2", "2026-03-02 09:00", "acknowledged"),
        ("C-1", "2026-03-03 09:00", "closed"), ("C-2", "nonsense", "closed"), ("C-1", "2026-03-04 09:00", "gone"),
    )  # fmt: skip
    checked = check_history(table)
    assert list(checked.frame()["row"]) == [2, 3, 4, 5]
    assert (checked.cases, checked.bad_cases) == (2, 2)
    mixed = check_history(list(reversed(table))).frame()
    assert sorted(mixed["fault"]) == sorted(checked.frame()["fault"])


def test_moves_at_one_moment_are_taken_in_the_order_that_is_allowed() -> None:
    day = "2026-03-02"
    table = events(("C-1", day, "acknowledged"), ("C-1", day, "responded"), ("C-1", day, "received"))
    assert check_history(table).legal
    numbered = [{**row, "n": n} for n, row in enumerate(table)]
    assert not check_history(numbered, number="n").legal


def test_the_order_of_writing_shows_backdated_entries() -> None:
    table = events(("C-1", "2026-03-02", "received"), ("C-1", "2026-03-01", "acknowledged"))
    checked = check_history([{**row, "n": n} for n, row in enumerate(table)], number="n")
    assert "dated before" in checked.frame()["fault"][0]


def test_an_empty_table_of_moves() -> None:
    assert check_history([]).legal

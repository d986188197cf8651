"""The finder of errors in a case log."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.complaints import Column, Rule, check_log, complaints_schema
from qmslib.datasets import complaints_log, complaints_log_answers

COLUMNS = [column.name for column in complaints_schema().columns]
GOOD: dict[str, Any] = {
    "case": "C-0001", "received": "2025-03-04 09:30", "acknowledged": "2025-03-04 15:00", "due": "2025-03-18",
    "closed": "2025-03-12 11:00", "state": "closed", "service": "Payments", "customer": "Wei Zhang",
    "team": "East locality", "kind": "unclear role", "route": "service fix", "channel": "email", "impact": 2,
    "standard": "PA-1", "outcome": "upheld", "satisfied": "yes", "description": "Nobody knows who signs this off.",
    "handler": "Denise Carter", "request": None,
}  # fmt: skip


def found(*changes: dict[str, Any], **options: Any) -> list[tuple[int, str, str]]:
    rows = [
        {**GOOD, "case": f"C-{n:04d}", "customer": f"Person {n}", **change} for n, change in enumerate(changes, 1)
    ]
    lines = check_log(pd.DataFrame(rows), as_of="2025-12-31", **options).frame()
    return [(line.row, line.field, line.fault) for line in lines.itertuples()]


def test_a_sound_case_has_no_fault() -> None:
    assert found({}) == []


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"received": None}, "received", "missing value"),
        ({"handler": "  "}, "handler", "nobody named"),
        ({"state": "Closed"}, "state", "unknown code"),
        ({"service": "Paymets"}, "service", "unknown code"),
        ({"closed": "2025-03-03", "acknowledged": None}, "closed", "closed before received"),
        ({"acknowledged": "2025-03-01 10:00"}, "acknowledged", "acknowledged before received"),
        ({"due": "2025-03-01"}, "due", "due before received"),
        ({"closed": "2026-01-05"}, "closed", "date in the future"),
        ({"due": "2059-12-31"}, "due", "target far off"),
        ({"received": "last Tuesday"}, "received", "no date"),
        ({"received": 45000}, "received", "no date"),
        ({"received": "0025-03-04"}, "received", "implausible date"),
        ({"state": "closed", "closed": None}, "closed", "closed without a date"),
        ({"state": "investigating", "outcome": None}, "state", "state and dates disagree"),
        ({"state": "waiting", "closed": None}, "outcome", "outcome without closure"),
        ({"outcome": None}, "outcome", "closed without outcome"),
        ({"impact": 6}, "impact", "number out of range"),
        ({"impact": 0}, "impact", "number out of range"),
        ({"impact": "high"}, "impact", "no number"),
        ({"impact": True}, "impact", "no number"),
        ({"impact": float("inf")}, "impact", "no number"),
        ({"description": "Ring 07700 900123."}, "description", "personal details"),
        ({"description": "Person 1 is cross."}, "description", "personal details"),
    ],
)
def test_each_fault_is_found_and_nothing_else(change: dict[str, Any], field: str, fault: str) -> None:
    assert (1, field, fault) in found(change)
    assert {line[2] for line in found(change)} - {fault} <= {"day and month swapped"}


def test_a_near_match_is_named_and_capitals_too() -> None:
    table = check_log(pd.DataFrame([{**GOOD, "service": "Paymets", "state": " CLOSED"}])).frame()
    assert "Payments" in table["do"][1]
    assert "closed" in table["do"][0]


def test_day_and_month_swapped_needs_the_swapped_date_to_fit() -> None:
    swapped = {"received": "2025-03-04", "acknowledged": "2025-03-04", "closed": "2025-02-05"}
    assert (1, "closed", "day and month swapped") in found(swapped)
    assert (1, "closed", "day and month swapped") not in found({**swapped, "closed": "2025-02-20"})


def test_both_rows_of_a_number_used_twice_are_named() -> None:
    assert [line[0] for line in found({"case": "C-9"}, {"case": "c-9 "}, {})] == [1, 2]


def test_entered_twice_needs_the_same_customer_words_and_days() -> None:
    first = {"customer": "Wei Zhang"}
    again = {**first, "received": "2025-03-05", "acknowledged": "2025-03-06"}
    assert found(first, {**again, "description": "nobody knows who signs this off"})[0][2] == "entered twice"
    assert found(first, {**again, "description": "Nobody knows who sings this off."})[0][2] == "entered twice"
    assert found(first, {**again, "description": "The lift is out."}) == []
    assert found(first, {**again, "received": "2025-03-09", "acknowledged": "2025-03-10"}) == []
    assert (
        found({**first, "description": "Request R-12 is late."}, {**again, "description": "Request R-13 is late."})
        == []
    )


def test_every_planted_error_of_the_course_s_log_is_found_where_it_stands() -> None:
    lines = check_log(complaints_log(clean=False), as_of="2026-06-30").frame()
    had = set(zip(lines["row"], lines["field"], lines["fault"], strict=True))
    answers = complaints_log_answers()
    wanted = set(zip(answers["row"], answers["field"], answers["fault"], strict=True))
    assert wanted <= had


def test_the_clean_log_has_no_fault_but_stories_that_look_alike() -> None:
    assert set(check_log(complaints_log(), as_of="2026-06-30").counts) <= {"entered twice"}


def test_rules_of_one_s_own() -> None:
    rule = Rule(
        "big without a standard", "standard", lambda log: (log["impact"] < 4) | log["standard"].notna(), "Ask"
    )
    schema = complaints_schema().with_rules(rule).with_columns(Column("floor", "number", low=0, high=7))
    assert found({"impact": 5, "standard": None, "floor": 3}, {"floor": 9}, schema=schema) == [
        (1, "standard", "big without a standard"),
        (2, "floor", "number out of range"),
    ]


def test_a_rule_that_fails_is_said_and_does_not_end_the_check() -> None:
    schema = complaints_schema().with_rules(
        Rule("broken", "impact", lambda log: log["nothing"], ""),
        Rule("short", "impact", lambda log: [True, True], ""),
    )
    checked = check_log(pd.DataFrame([GOOD]), schema=schema)
    assert [each.text.startswith("The rule") for each in checked.findings if each.level == "bad"] == [True, True]


def test_a_log_without_the_needed_columns_and_an_empty_one() -> None:
    with pytest.raises(CourseError, match="handler"):
        check_log(pd.DataFrame({"case": ["C-1"], "received": ["2025-01-01"], "state": ["received"]}))
    empty = check_log(pd.DataFrame(columns=COLUMNS), as_of="2025-01-01")
    assert (empty.n_faults, len(empty.frame())) == (0, 0)
    with pytest.raises(CourseError, match="as_of"):
        check_log(pd.DataFrame([GOOD]), as_of="soon")
    two = pd.DataFrame([list(GOOD.values()) * 2], columns=list(GOOD) * 2)
    with pytest.raises(CourseError, match="same heading"):
        check_log(two)


def test_dtypes_do_not_matter() -> None:
    table = pd.DataFrame([GOOD])
    times = ["received", "acknowledged", "due", "closed"]
    assert check_log(table.astype("category"), as_of="2025-12-31").n_faults == 0
    zoned = table.assign(**{name: pd.to_datetime(table[name]).dt.tz_localize("Europe/London") for name in times})
    assert check_log(zoned, as_of="2025-12-31").n_faults == 0
    dates = table.assign(**{name: pd.to_datetime(table[name]).dt.date for name in times})
    assert check_log(dates, as_of="2025-12-31").n_faults == 0


junk = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.dates(),
    st.sampled_from(["closed", "2025-03-04", "2025-13-45", "C-0001", "Wei Zhang", float("nan"), pd.NaT, pd.NA]),
    st.just([1]), st.binary(max_size=3), st.datetimes(timezones=st.timezones()),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, junk)),
        min_size=1,
        max_size=6,
    )
)
def test_junk_is_reported_and_never_raises_or_changes(rows: list[dict[str, Any]]) -> None:
    table = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    before = table.copy(deep=True)
    check_log(table, as_of="2025-12-31")
    for name in COLUMNS:
        assert [repr(value) for value in table[name]] == [repr(value) for value in before[name]]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    log = complaints_log(clean=False).iloc[:150]
    mixed = log.sample(frac=1, random_state=np.random.RandomState(seed))
    names = ["case", "field", "found", "fault", "do"]
    one = check_log(log, as_of="2026-06-30").frame()[names].sort_values(names).to_numpy().tolist()
    two = check_log(mixed, as_of="2026-06-30").frame()[names].sort_values(names).to_numpy().tolist()
    assert one == two

"""Backlog, compliance, repeats, Pareto, merging: rules that hold for every log."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.complaints import (
    backlog,
    backlog_series,
    compliance,
    merge_logs,
    on_time_counts,
    pareto,
    repeats,
    time_to_close,
)

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2026-01-01 09:00")
case = st.tuples(
    st.integers(0, 60), st.one_of(st.none(), st.integers(0, 40)), st.one_of(st.none(), st.integers(0, 20)),
    st.sampled_from(["East", "West", None]),
)  # fmt: skip
logs = st.lists(case, min_size=1, max_size=25)
AS_OF = START + 40 * DAY


def made(rows):
    table = pd.DataFrame(rows, columns=["came", "took", "limit", "team"])
    table["received"] = START + pd.to_timedelta(table["came"], unit="D")
    table["closed"] = table["received"] + pd.to_timedelta(table["took"].astype(float), unit="D")
    table["due"] = table["received"] + pd.to_timedelta(table["limit"].astype(float), unit="D")
    table["case"] = [f"C-{number}" for number in range(len(table))]
    return table


@settings(max_examples=60, deadline=None)
@given(logs, st.randoms())
def test_order_of_rows_and_later_events_do_not_matter(rows, random):
    table = made(rows)
    mixed = table.sample(frac=1, random_state=random.randrange(1000))
    early = table[table["received"] <= AS_OF].copy()
    early["closed"] = early["closed"].where(early["closed"] <= AS_OF)
    for verb in (backlog, compliance):
        first = verb(table, AS_OF).frame()
        pd.testing.assert_frame_equal(first, verb(mixed, AS_OF).frame())
        pd.testing.assert_frame_equal(first, verb(early, AS_OF).frame())


@settings(max_examples=60, deadline=None)
@given(logs)
def test_backlog_is_received_less_closed(rows):
    table = made(rows)
    for row in backlog_series(table, [AS_OF - 9 * DAY, AS_OF], until=AS_OF).frame().itertuples():
        found = backlog(table, row.as_of)
        counted = (table["received"] <= row.as_of).sum() - (table["closed"] <= row.as_of).sum()
        assert found.n == found.received - found.closed == counted == row.backlog
        assert found.overdue == row.overdue
        assert found.n == found.overdue + found.not_yet_due + found.no_target == found.frame()["n"].sum()


@settings(max_examples=60, deadline=None)
@given(logs)
def test_groups_add_up(rows):
    found = compliance(made(rows), AS_OF, by="team", min_n=0)
    parts = found.groups.groupby("measure")[["on_time", "n"]].sum()
    whole = found.frame().set_index("measure")
    for name in whole.index if len(parts) else ():
        assert tuple(parts.loc[name]) == tuple(whole.loc[name, ["on_time", "n"]])
    empty = whole["n"] == 0
    assert whole.loc[empty, "percent"].isna().all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_without_open_cases_the_curve_is_the_plain_share(days):
    table = pd.DataFrame({"received": START, "closed": [START + day * DAY for day in days]})
    found = time_to_close(table, START + 60 * DAY)
    for day in set(days):
        share = sum(one > day for one in days) / len(days)
        assert found.open_after(day) == pytest.approx(share)


def test_moments():
    log = [{"received": "2026-01-05 09:00", "closed": "2026-01-31 12:00", "due": None}]
    assert backlog(log, "2026-01-31 12:00").n == 0
    assert backlog(log, "2026-01-31 11:59").n == 1
    assert backlog(log, "2026-01-05 09:00").n == 1
    assert backlog(log, "2026-01-04").n == 0


def test_a_due_day_lasts_to_its_end():
    log = [{"received": "2026-01-05", "due": "2026-01-19", "closed": "2026-01-19 16:00"}]
    assert compliance(log, "2026-01-31").closed_on_time == 1
    assert compliance(log, "2026-01-31", end_of_day=False).closed_on_time == 0
    assert compliance(log, "2026-01-31", strict=True).closed_on_time == 0


def test_small_groups_are_hidden_in_pairs():
    rows = [
        {"received": "2026-01-05", "due": "2026-01-19", "closed": None, "team": team} for team in "aaaaaabbbbbbbc"
    ]
    groups = compliance(rows, "2026-01-31", by="team").groups
    assert set(groups.loc[groups["hidden"], "team"]) == {"a", "c"}
    assert groups.loc[groups["hidden"], "n"].isna().all()


@pytest.mark.parametrize("verb", [backlog, compliance])
def test_bad_logs(verb):
    with pytest.raises(CourseError, match="row 1"):
        verb([{"received": "2026-01-05", "due": None, "closed": "2026-01-02"}], "2026-01-31")
    with pytest.raises(CourseError, match="no column"):
        verb([{"received": "2026-01-05"}], "2026-01-31")
    with pytest.raises(CourseError, match="as_of"):
        verb([{"received": "2026-01-05", "due": None, "closed": None}], "soon")
    empty = pd.DataFrame(columns=["received", "due", "closed"])
    assert "no" in str(verb(empty, "2026-01-31")).lower()


def test_zones():
    log = pd.DataFrame({"received": pd.to_datetime(["2026-01-05"]).tz_localize("Europe/London"), "closed": [None]})
    assert backlog(log, "2026-01-31", due=None).n == 1
    assert backlog_series(log, "week", due=None, until="2026-01-31").last == 1


def test_repeats_know_nothing_later():
    log = [{"received": day, "kind": "a", "team": "b"} for day in ("2026-01-01", "2026-04-01", "2026-04-02")]
    assert repeats(log).repeats == 2
    assert repeats(log, days=89).repeats == 1
    assert repeats(log, as_of="2026-03-31").repeats == 0
    assert repeats(log[:0] or pd.DataFrame(columns=["received", "kind", "team"])).rate.value is None


def test_pareto_other_and_blanks():
    found = pareto(pd.DataFrame({"kind": ["a"] * 3 + ["Other"] * 9 + [None]}), "kind")
    assert found.frame()["category"].to_list() == ["a", "Other", "not recorded"]
    assert found.blank == 1
    assert pareto(dict.fromkeys("abcdefghij", 10)).flat
    assert math.isclose(pareto(["x", "y", "x"]).frame()["percent"].sum(), 100)


def test_merge_shows_conflicts():
    done = merge_logs({"a": [{"case": "C-1", "kind": "x"}], "b": [{"case": "c-1", "kind": "y"}, {"case": None}]})
    assert (done.n, done.duplicates, done.conflicts) == (2, 1, 1)
    assert done.frame()["differs"][0] == "kind"


def test_empty_weeks_have_no_percentage():
    log = [{"received": "2026-01-05", "due": day, "closed": None} for day in ("2026-01-12", "2026-01-26")]
    weeks = on_time_counts(log, "2026-02-28")
    assert weeks["n"].to_list() == [1, 0, 1]
    assert weeks["percent"].isna().to_list() == [False, True, False]

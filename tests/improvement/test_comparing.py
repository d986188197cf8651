from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib._common.estimates import difference
from qmslib.improvement import before_after, check_drift, interrupted_series

FAST = settings(max_examples=60, deadline=None)
TIMES = st.lists(st.integers(0, 60).map(float), min_size=2, max_size=25)
TOTALS = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def flipped(one, two):
    assert one.value == pytest.approx(-two.value, abs=1e-9)
    if one.low is not None:
        assert one.low == pytest.approx(-two.high, abs=1e-9)
        assert one.high == pytest.approx(-two.low, abs=1e-9)


@FAST
@given(TOTALS, TOTALS)
def test_shares_flip_and_hold_their_difference(one, two):
    change = before_after(one, two).change
    flipped(change, before_after(two, one).change)
    assert change.low - 1e-12 <= change.value <= change.high + 1e-12
    assert -1 <= change.low <= change.high <= 1


@FAST
@given(TIMES, TIMES, st.sampled_from(["rank", "mean"]))
def test_times_flip_and_hold_their_difference(one, two, method):
    found, back = (before_after(a, b, kind="times", method=method) for a, b in ((one, two), (two, one)))
    flipped(found.change, back.change)
    assert found.p == (None if back.p is None else pytest.approx(back.p))
    assert found.superiority.value == pytest.approx(1 - back.superiority.value)
    if found.change.low is not None:
        assert found.change.low <= found.change.value <= found.change.high


@FAST
@given(TIMES, TIMES, st.sampled_from([0.5, 7, 60]))
def test_times_scale_with_their_unit(one, two, factor):
    plain = before_after(one, two, kind="times")
    scaled = before_after([value * factor for value in one], [value * factor for value in two], kind="times")
    assert scaled.change.value == pytest.approx(plain.change.value * factor, abs=1e-9)
    assert scaled.p == pytest.approx(plain.p)
    assert scaled.verdict == plain.verdict


@FAST
@given(TIMES)
def test_identical_periods_have_no_effect(values):
    for kind in ("times", "scores", "counts"):
        found = before_after(values, values, kind=kind)
        assert found.change.value == pytest.approx(0, abs=1e-12)
        assert found.verdict in ("redo", "too early", "not safe to compare")


@FAST
@given(st.lists(st.integers(0, 30), min_size=1, max_size=20), st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_counts_flip(one, two):
    found, back = before_after(one, two, kind="counts"), before_after(two, one, kind="counts")
    flipped(found.change, back.change)
    assert found.change.low <= found.change.value <= found.change.high
    assert found.p == pytest.approx(back.p)
    if found.ratio.value and found.ratio.high:
        assert found.ratio.low <= found.ratio.value <= found.ratio.high


@FAST
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=15), st.randoms())
def test_rows_with_a_time_column_may_stand_in_any_order(pairs, random):
    weeks = pd.date_range("2026-01-05", periods=len(pairs), freq="W-MON")
    frame = pd.DataFrame({"week": weeks, "late": [a for a, _ in pairs], "requests": [a + b for a, b in pairs]})
    rows = list(range(len(frame)))
    random.shuffle(rows)
    options = {"count": "late", "n": "requests", "time": "week"}
    one = before_after(frame, frame, **options)
    two = before_after(frame.iloc[rows], frame.iloc[rows], **options)
    assert one.sentence == two.sentence
    assert [found.text for found in one.findings] == [found.text for found in two.findings]


def test_a_moving_period_is_not_compared():
    found = before_after([12, 11, 10, 9, 8, 7, 6, 5], [3, 4, 2, 3, 4, 2, 3, 3], kind="times")
    assert (found.verdict, found.safe) == ("not safe to compare", False)
    assert found.sentence.startswith("Not safe to compare")
    assert found.findings[0].level == "bad"


def test_a_later_period_that_moves_is_too_early():
    found = before_after([22, 25, 21, 24, 23, 26, 22, 24], [20, 17, 14, 12, 9, 7, 5, 3], kind="times")
    assert found.verdict == "too early"


def test_totals_say_that_drift_is_unknown():
    found = before_after((48, 240), (22, 230))
    assert found.safe is None
    assert "only totals" in found.findings[0].text


def test_verdicts():
    assert before_after((22, 230), (48, 240)).verdict == "redo"
    assert before_after((48, 240), (46, 230)).verdict == "too early"
    assert before_after((4800, 24000), (4790, 24000)).verdict == "redo"
    assert before_after((48, 240), (22, 230), worthwhile=0.2).verdict == "redo"
    assert before_after([4.1] * 5 + [4.2] * 5, [4.4] * 5 + [4.5] * 5, kind="scores", in_order=False).verdict == "keep"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((0, 0), (0, 0), "proportion"),
        ([], [], "times"),
        ([], [3.0], "scores"),
        ((0, 0), (3, 10), "proportion"),
        ([], [], "counts"),
    ],
)
def test_an_empty_period_is_missing_not_nought(before, after, kind):
    found = before_after(before, after, kind=kind)
    assert found.change.value is None
    assert found.before is None
    assert found.verdict == "too early"
    assert found.frame().value.isna().any()
    assert "Nothing can be compared" in str(found)
    found.svg()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((0, 20), (0, 20), "proportion"),
        ((20, 20), (20, 20), "proportion"),
        ((0, 20), (20, 20), "proportion"),
        ([3.0] * 8, [3.0] * 8, "times"),
        ([3.0] * 8, [2.0] * 8, "times"),
        ([3.0] * 8, [2.0] * 8, "scores"),
        ([5.0], [4.0], "times"),
        ([5.0], [4.0], "scores"),
        ([0] * 8, [0] * 8, "counts"),
        ([0] * 8, [3] * 8, "counts"),
        ([3] * 8, [0] * 8, "counts"),
        ([True, False], [False, False], "proportion"),
    ],
)
def test_flat_and_tiny_periods(before, after, kind):
    found = before_after(before, after, kind=kind)
    assert found.change.value is not None
    assert str(found)
    assert found.alt
    found.svg()


def test_pairs():
    found = before_after([3, 4, 5, 3, 2], [4, 4, 6, 4, 3], kind="scores", paired=True)
    assert found.change.value == pytest.approx(0.8)
    same = before_after([1, 0, 1], [1, 0, 1], paired=True)
    assert (same.change.value, same.p) == (0, 1)
    with pytest.raises(CourseError, match="as many figures"):
        before_after([1, 2], [1], kind="times", paired=True)
    with pytest.raises(CourseError, match="two lists"):
        before_after((1, 2), (1, 2), paired=True)


@pytest.mark.parametrize(
    ("before", "kind", "says"),
    [
        ([1, None, 2], "times", "row 2"),
        ([1, "soon"], "times", "row 2"),
        ([1, -2], "times", "row 2"),
        ([0, 2], "proportion", "row 2"),
        ([1, 2.5], "counts", "row 2"),
        ([1, float("inf")], "scores", "row 2"),
        ((5, 3), "proportion", "between 0 and n"),
        ("abc", "times", "list"),
        ([1], "colours", "not known"),
    ],
)
def test_bad_figures_are_named(before, kind, says):
    with pytest.raises(CourseError, match=says):
        before_after(before, [1, 1], kind=kind)


def test_one_table_with_phases():
    frame = pd.DataFrame(
        {
            "week": pd.date_range("2026-01-05", periods=13, freq="W-MON"),
            "requests": [40] * 13,
            "late": [9, 8, 10, 9, 8, 9, 5, 3, 2, 4, 3, 2, 3],
            "phase": ["before"] * 6 + ["during"] + ["after"] * 6,
        }
    )
    found = before_after(frame, phase="phase", count="late", n="requests", time="week")
    assert (found.n_before, found.n_after) == (240, 240)
    assert found.verdict == "keep"
    assert any("neither before nor after" in one.text for one in found.findings)
    with pytest.raises(CourseError, match="row 7"):
        before_after(frame.assign(late=frame.late.where(frame.index != 6, 50)).drop(columns="phase"), frame,
                     count="late", n="requests")  # fmt: skip


def test_counts_that_vary_too_much_are_not_kept():
    wild, calm = [2, 30, 1, 28, 3, 25, 2, 31], [1, 20, 2, 18, 3, 17, 1, 21]
    found = before_after(wild, calm, kind="counts", in_order=False)
    assert any("vary" in one.text for one in found.findings)
    assert found.verdict == "too early"
    assert before_after(wild, calm, kind="counts", method="quasi", in_order=False).p > found.p


def test_effect_in_service_terms():
    found = before_after((48, 240), (22, 230), item="requests", event="late", volume=220)
    assert found.effect == (
        "10.4 fewer requests late in every 100 (between 4 and 16.8 fewer); "
        "about 23 fewer a month at the present volume"
    )
    assert found.number_needed.value == pytest.approx(9.58, abs=0.01)


def test_difference_of_an_empty_group_is_missing():
    assert difference(0, 0, 3, 10).value is None


@FAST
@given(st.lists(st.integers(0, 20), min_size=5, max_size=30))
def test_drift_turns_with_the_series(values):
    up, down = check_drift(values), check_drift(values[::-1])
    assert up.s == -down.s
    assert up.p == pytest.approx(down.p)
    assert check_drift([-value for value in values]).s == -up.s


def test_drift_states():
    assert check_drift([]).state == check_drift([1, 2]).state == "too few"
    assert check_drift([4] * 12).state == "steady"
    assert check_drift(range(12)).direction == "up"
    days = pd.date_range("2026-01-01", periods=8)
    assert check_drift([8, 7, 6, 5, 4, 3, 2, 1], days[::-1]).direction == "up"
    low_high = [3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8]
    assert check_drift(low_high).longest_run == 12
    with pytest.raises(CourseError, match="one time"):
        check_drift([1, 2], [1])


def test_interrupted_series_finds_what_was_put_in():
    months = pd.date_range("2024-01-01", periods=24, freq="MS")
    line = np.where(np.arange(24) < 12, 20 + 0.5 * np.arange(24), 12 + 0.2 * (np.arange(24) - 12))
    found = interrupted_series(line, "2025-01-01", months)
    assert found.slope_before.value == pytest.approx(0.5)
    assert found.slope_after.value == pytest.approx(0.2)
    assert found.level_change.value == pytest.approx(12 - 26)
    assert found.counterfactual.value == pytest.approx(31.5)
    assert found.fitted_end == pytest.approx(14.2)
    assert found.effect.value == pytest.approx(14.2 - 31.5)


@FAST
@given(st.lists(st.integers(0, 40), min_size=16, max_size=30), st.randoms(), st.sampled_from(["newey-west", "ols"]))
def test_interrupted_series_in_any_order(values, random, method):
    days = list(pd.date_range("2026-01-05", periods=len(values), freq="7D"))
    rows = list(range(len(values)))
    random.shuffle(rows)
    one = interrupted_series(values, days[8], days, method=method)
    two = interrupted_series([values[row] for row in rows], days[8], [days[row] for row in rows], method=method)
    assert one.sentence == two.sentence
    assert one.effect.low <= one.effect.value <= one.effect.high
    doubled = interrupted_series([2 * value for value in values], days[8], days, method=method)
    assert doubled.effect.value == pytest.approx(2 * one.effect.value, abs=1e-8)


def test_newey_west_is_that_of_statsmodels():
    import statsmodels.api as sm

    y = np.random.default_rng(3).normal(size=30).cumsum()
    found = interrupted_series(y, 15, lag=3)
    x = np.arange(30.0)
    after = (x >= 15).astype(float)
    fit = sm.OLS(y, np.column_stack([np.ones(30), x, after, (x - 15) * after])).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}, use_t=True
    )
    assert found.level_change.value == pytest.approx(fit.params[2])
    assert found.p_level == pytest.approx(fit.pvalues[2])
    assert (found.level_change.low, found.level_change.high) == pytest.approx(tuple(fit.conf_int()[2]))
    assert interrupted_series(y, 15, method="prais-winsten").method == "prais-winsten"


def test_interrupted_series_says_what_it_lacks():
    assert not interrupted_series(range(10), 5).enough
    with pytest.raises(CourseError, match="three points"):
        interrupted_series(range(10), 2)
    with pytest.raises(CourseError, match="two figures"):
        interrupted_series([1, 2, 3, 4, 5, 6], 3, [1, 2, 3, 3, 4, 5])
    with pytest.raises(CourseError, match="how many points"):
        interrupted_series(range(10), "2026-01-01")
    with pytest.raises(CourseError, match="row 2"):
        interrupted_series([1, None, 3, 4, 5, 6], 3)
    flat = interrupted_series([5] * 20, 10)
    assert flat.effect.value == pytest.approx(0, abs=1e-9)
    flat.svg()


def test_a_plain_date_means_the_day_on_the_wall():
    days = pd.Series(pd.date_range("2026-05-25", periods=14, freq="D", tz="Europe/London"))
    found = interrupted_series(range(14), "2026-06-01", days)
    assert (found.n_before, found.n_after) == (7, 7)


def test_shapes_that_are_no_list_of_numbers():
    spans = pd.Series(pd.to_timedelta([1, 2], unit="D"))
    with pytest.raises(CourseError, match="spans of time"):
        before_after(spans, spans, kind="times")
    with pytest.raises(CourseError, match="not a table"):
        before_after(np.ones((2, 2)), [1], kind="times")
    with pytest.raises(CourseError, match="not a table"):
        check_drift(np.ones((2, 2)))
    with pytest.raises(CourseError, match="on one side are nought"):
        interrupted_series([5] * 6 + [0] * 6, 6, exposure=[10] * 12)


def test_inputs_stay_as_they_are():
    frame = pd.DataFrame(
        {"late": [3, 2, 4], "requests": [9, 9, 9], "week": ["2026-01-19", "2026-01-05", "2026-01-12"]}
    )
    copy = frame.copy()
    before_after(frame, frame, count="late", n="requests", time="week")
    pd.testing.assert_frame_equal(frame, copy)

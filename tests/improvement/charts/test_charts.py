"""What holds for every chart, whatever the data."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.improvement import (
    c_chart,
    control_constants,
    g_chart,
    laney_p_chart,
    laney_u_chart,
    np_chart,
    p_chart,
    run_chart,
    t_chart,
    u_chart,
    xbar_r_chart,
    xbar_s_chart,
    xmr_chart,
)

VALUES = st.lists(st.integers(-500, 500).map(lambda value: value / 10), min_size=6, max_size=40)
DAYS = [str(day.date()) for day in pd.date_range("2025-01-06", periods=60, freq="W-MON")]
CHARTS: list[tuple[str, Any]] = [
    ("run", lambda v, **o: run_chart(v, **o)),
    ("xmr", lambda v, **o: xmr_chart(v, **o)),
    ("p", lambda v, **o: p_chart([int(abs(x)) for x in v], 60, **o)),
    ("np", lambda v, **o: np_chart([int(abs(x)) for x in v], 60, **o)),
    ("c", lambda v, **o: c_chart([int(abs(x)) for x in v], **o)),
    ("u", lambda v, **o: u_chart([int(abs(x)) for x in v], [1.5 + abs(x) for x in v], **o)),
    ("laney p", lambda v, **o: laney_p_chart([int(abs(x)) for x in v], 60, **o)),
    ("laney u", lambda v, **o: laney_u_chart([int(abs(x)) for x in v], 2.5, **o)),
    ("t", lambda v, **o: t_chart([abs(x) + 0.1 for x in v], **o)),
    ("g", lambda v, **o: g_chart([int(abs(x)) for x in v], **o)),
    ("xbar r", lambda v, **o: xbar_r_chart([[x, x / 2, 3 - x] for x in v], **o)),
    ("xbar s", lambda v, **o: xbar_s_chart([[x, x / 2, 3 - x, 7] for x in v], **o)),
]
every = pytest.mark.parametrize(("name", "make"), CHARTS, ids=[name for name, _ in CHARTS])


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-9)


@every
@given(values=VALUES, seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_does_not_matter(name: str, make: Any, values: list[float], seed: int) -> None:
    rows = list(zip(values, DAYS, strict=False))
    mixed = random.Random(seed).sample(rows, len(rows))
    plain = make([value for value, _ in rows], when=[day for _, day in rows])
    shuffled = make([value for value, _ in mixed], when=[day for _, day in mixed])
    same(plain.points, shuffled.points)
    assert plain.sentence == shuffled.sentence


@every
@given(values=VALUES)
@settings(max_examples=15, deadline=None)
def test_limits_hold_the_centre_and_labels_change_nothing(name: str, make: Any, values: list[float]) -> None:
    chart = make(values)
    points = chart.points
    if name != "run":
        assert (points["lower"] <= points["centre"] + 1e-9).all()
        assert (points["upper"] >= points["centre"] - 1e-9).all()
    labelled = make(values, when=[f"week {chr(97 + n % 26)}{n}" for n in range(len(values))]).points
    same(points.drop(columns="when"), labelled.drop(columns="when"))


@every
@given(values=VALUES)
@settings(max_examples=12, deadline=None)
def test_freezing_everything_is_no_freezing(name: str, make: Any, values: list[float]) -> None:
    same(make(values).points, make(values, freeze=len(values)).points)


@every
@given(values=VALUES, place=st.integers(1, 5), other=st.integers(-9000, 9000))
@settings(max_examples=12, deadline=None)
def test_excluded_points_change_no_line(name: str, make: Any, values: list[float], place: int, other: int) -> None:
    changed = values.copy()
    changed[place] = other / 200
    lines = ["centre"] if name == "u" else ["centre", "lower", "upper"]
    one, two = (make(v, exclude=[place + 1]).points for v in (values, changed))
    same(one[lines], two[lines])
    assert not one.loc[place, "signal"]
    assert one["excluded"].sum() == 1


@every
@given(values=VALUES, cut=st.integers(3, 4))
@settings(max_examples=10, deadline=None)
def test_phases_are_charts_of_their_own(name: str, make: Any, values: list[float], cut: int) -> None:
    if len(values) < cut + 2:
        return
    phased = make(values, phases=[cut + 1]).points
    parts = [make(values[:cut]).points, make(values[cut:]).points]
    lines = ["value", "centre", "lower", "upper", "signal"]
    same(phased[lines], pd.concat(parts, ignore_index=True)[lines])


@given(values=VALUES, scale=st.sampled_from([0.25, 2.0, 16.0]), shift=st.integers(-64, 64))
@settings(max_examples=60, deadline=None)
def test_an_xmr_chart_moves_with_its_unit(values: list[float], scale: float, shift: int) -> None:
    one, two = xmr_chart(values), xmr_chart([scale * value + shift for value in values])
    for line in ("centre", "lower", "upper"):
        expected = scale * one.points[line] + shift
        np.testing.assert_allclose(two.points[line], expected, rtol=1e-9, atol=1e-8)


@every
def test_equal_values_are_no_signals(name: str, make: Any) -> None:
    chart = make([7.3] * 25)
    assert chart.signals == () or name.startswith("xbar")
    assert chart.variation == "common cause"
    assert chart.svg().startswith("<svg")


@every
def test_every_chart_prints_and_draws(name: str, make: Any) -> None:
    values = [20.0, 24, 19, 26, 22, 40, 21, 18, 23, 25, 22, 20]
    target = 0.4 if name in ("p", "laney p") else 22
    chart = make(values, when=DAYS[:12], name="days to close", target=target, better="lower", phases=[7])
    assert "Days to close" in str(chart)
    assert "days to close" in chart.alt
    assert "<svg" in chart._repr_html_()
    assert len(chart.limits) == 2
    if chart.companion is not None:
        assert chart.companion.centre > 0
        assert len(chart.plot_both().axes) == 2


def test_verdicts() -> None:
    calm = [10, 12, 9, 11, 10, 12, 11, 9, 10, 11, 12, 10]
    assert xmr_chart(calm, better="lower", target=30).assurance == "pass"
    assert xmr_chart(calm, better="higher", target=30).assurance == "fail"
    assert xmr_chart(calm, better="higher", target=11).assurance == "hit or miss"
    assert xmr_chart(calm, target=11).assurance is None
    assert xmr_chart([*calm, 30], better="lower").variation == "special cause concerning"
    assert xmr_chart([*calm, 30], better="higher").variation == "special cause improving"
    assert xmr_chart([*calm, 30]).variation == "special cause neither"
    assert xmr_chart([*calm, 30, 10, 11], better="lower").variation == "common cause"


def test_a_run_chart_is_judged_as_a_whole() -> None:
    shifted = [*[10, 12, 11, 13] * 4, *[7, 8, 6, 9] * 4]
    assert run_chart(shifted, better="lower").variation == "special cause improving"
    assert run_chart(shifted, better="higher").variation == "special cause concerning"
    back = [*[10, 12, 11, 13] * 4, *[7, 8, 6, 9] * 4, 14]
    assert run_chart(back, better="lower").variation == "special cause neither"
    assert run_chart([1, 2] * 10).variation == "common cause"


def test_holding_a_gain() -> None:
    values, when = [4, 5, 4, 6, 5, 4, 5, 6, 4, 5, 5, 4], DAYS[:12]
    chart = xmr_chart(values, when=when, better="lower", phases=[DAYS[4]])
    quiet = chart.judge([5, 4], when=DAYS[12:14])
    assert not quiet.alarm
    assert len(quiet.points) == 2
    assert quiet.chart.upper == chart.upper
    assert chart.judge([15], when=[DAYS[12]]).alarm
    assert not xmr_chart(values, better="higher").judge([15]).alarm
    with pytest.raises(CourseError, match="come after"):
        chart.judge([5], when=["2025-01-01"])
    with pytest.raises(CourseError, match="need dates"):
        chart.judge([5])
    held = p_chart([5, 6, 4, 5], 50).judge([30], sizes=50)
    assert held.alarm
    assert xbar_r_chart([[4, 5, 6]] * 3 + [[5, 5, 8]]).judge([[40, 42, 41]]).alarm


def test_gaps_and_empty_groups() -> None:
    with pytest.raises(CourseError, match="row 3: the value is missing"):
        xmr_chart([4, 5, None, 6])
    chart = xmr_chart([4, 6, None, 60, 58], missing="gap")
    assert chart.companion is not None
    assert chart.companion.centre == 2
    with pytest.raises(CourseError, match="row 2: nothing was counted"):
        p_chart([1, 0, 2], [10, 0, 10])
    points = p_chart([1, 0, 2], [10, 0, 10], missing="gap").points
    assert points["value"].isna().tolist() == [False, True, False]
    assert points.loc[0, "centre"] == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: xmr_chart([]), "nothing to chart"),
        (lambda: xmr_chart([5]), "two neighbouring points"),
        (lambda: xmr_chart([5, "x"]), "row 2"),
        (lambda: xmr_chart([5, float("inf")]), "row 2"),
        (lambda: xmr_chart([5, 6], when=["2026-01-01", "2026-01-01"]), "more than once"),
        (lambda: xmr_chart([5, 6], when=["2026-01-01", "soon"]), "row 2: no date"),
        (lambda: xmr_chart([5, 6], rules="mine"), "not known"),
        (lambda: xmr_chart([5, 6], better="up"), "not known"),
        (lambda: xmr_chart([5, 6], exclude=[3]), "no such point"),
        (lambda: xmr_chart([5, 6], exclude=[1, 2]), "missing or excluded"),
        (lambda: xmr_chart([5, 6, 7], freeze=9), "does not fit"),
        (lambda: run_chart([5, 6], rules="nelson"), "run chart does not have"),
        (lambda: p_chart([5, 6], [4, 9]), "row 1: more cases"),
        (lambda: p_chart([0.5, 6], 9), "row 1: a count is a whole number"),
        (lambda: p_chart([5, 6], 9, target=90), "a share lies between"),
        (lambda: c_chart([-1, 6]), "row 1: a count below 0"),
        (lambda: t_chart([0, 6, 3]), "row 1: a time"),
        (lambda: t_chart(["2026-01-01", "2026-01-01"]), "same moment"),
        (lambda: xbar_r_chart([[1], [2, 3]]), "row 1: a group needs"),
        (lambda: control_constants(1), "2 to 1,000"),
        (lambda: xmr_chart("days"), "no table given"),
        (lambda: xmr_chart("days", data=pd.DataFrame({"a": [1]})), "no column days"),
    ],
)
def test_errors_say_what_to_do(call: Any, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        call()


def test_overdispersion_is_named_and_nothing_is_switched() -> None:
    rng = np.random.default_rng(4)
    counts = [int(rng.binomial(5000, share)) for share in rng.normal(0.4, 0.03, 30)]
    plain, prime = p_chart(counts, 5000), laney_p_chart(counts, 5000)
    assert any("laney_p_chart" in found.text for found in plain.findings)
    assert plain.kind == "p"
    assert prime.sigma_z is not None
    assert prime.sigma_z > 2
    assert plain.upper is not None
    assert prime.upper is not None
    assert prime.upper - prime.centre == pytest.approx(prime.sigma_z * (plain.upper - plain.centre))


def test_many_forms_of_time() -> None:
    values = [5.0, 7, 6, 8, 5, 6]
    days = pd.date_range("2026-01-05", periods=6, freq="W-MON", tz="Europe/London")
    frame = pd.DataFrame({"week": days, "days": values}, index=[1, 1, 2, 2, 3, 3])
    before = frame.copy()
    chart = xmr_chart("days", when="week", data=frame.iloc[::-1], freeze="2026-02-01")
    assert chart.limits["baseline_points"].iloc[0] == 4
    pd.testing.assert_frame_equal(frame, before)
    periods = xmr_chart(values, when=pd.period_range("2026-01", periods=6, freq="M"))
    assert periods.points["when"].iloc[0] == pd.Timestamp("2026-01-01")
    weeks = xmr_chart(values[::-1], when=[6, 5, 4, 3, 2, 1], exclude=[4], phases=[4])
    assert weeks.points["value"].tolist() == values
    assert weeks.points["excluded"].tolist() == [False, False, False, True, False, False]
    for chart in (periods, weeks):
        assert chart.svg()


def test_ordered_labels_mixed_offsets_and_tables_of_all_kinds() -> None:
    months = pd.Categorical(["Mar", "Jan", "Feb"], categories=["Jan", "Feb", "Mar"], ordered=True)
    assert xmr_chart([3, 1, 2], when=months).points["value"].tolist() == [1, 2, 3]
    mixed = ["2026-06-01T10:00+01:00", "2026-02-01T10:00+00:00"]
    assert xmr_chart([2, 1], when=mixed).points["value"].tolist() == [1, 2]
    rows = [{"days": 4}, {"days": 6}, {"days": 5}]
    assert xmr_chart("days", data=rows).centre == 5
    assert xmr_chart("days", data={"days": [4, 6, 5]}).centre == 5
    with pytest.raises(CourseError, match="no set of rules"):
        xmr_chart([4, 5, 6], rules=())

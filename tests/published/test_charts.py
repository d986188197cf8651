"""Charts against textbooks, the NIST handbook and the printed output of qcc, qicharts2 and NHSRplotthedots."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest

from qmslib.improvement import (
    c_chart,
    constants_table,
    g_chart,
    np_chart,
    p_chart,
    runs_test,
    t_chart,
    u_chart,
    xbar_r_chart,
    xbar_s_chart,
    xmr_chart,
)
from qmslib.improvement.charts.rules import SETS, Stretch
from tests.published import charts_data as data

VIGNETTE = "Scrucca (2020), A quick tour of qcc, version 3.0 vignette"


def close(value: float | None, printed: str) -> None:
    """Equal to every printed digit."""
    assert value is not None
    shown = printed.lstrip("-").replace(".", "").lstrip("0")
    digits = max(len(shown), 1)
    assert float(f"{value:.{digits}g}") == pytest.approx(float(printed), rel=1e-12, abs=1e-15)


def lines(chart: Any, lower: str, centre: str, upper: str) -> None:
    close(chart.lower, lower)
    close(chart.centre, centre)
    close(chart.upper, upper)


@pytest.mark.published(f"{VIGNETTE}, x-bar chart of piston rings; 73.98805, 74.00118, 74.0143, sd 0.009785039")
def test_piston_rings_averages() -> None:
    chart = xbar_r_chart(data.RINGS, d2="table")
    lines(chart, "73.98805", "74.00118", "74.01430")
    close(chart.sigma, "0.009785039")


@pytest.mark.published(f"{VIGNETTE}, R chart of piston rings; centre 0.02276, limits 0 and 0.04812533")
def test_piston_rings_ranges() -> None:
    chart = xbar_r_chart(data.RINGS, d2="table").companion
    assert chart is not None
    assert chart.centre == pytest.approx(0.02276, abs=1e-12)
    assert chart.lower == 0
    # qcc's table of d3 differs from the exact value in the sixth place.
    assert chart.upper == pytest.approx(0.04812533, abs=1.5e-7)


@pytest.mark.published(f"{VIGNETTE}, S chart of piston rings; centre 0.009240037, sd 0.009829977, upper 0.01930242")
def test_piston_rings_deviations() -> None:
    chart = xbar_s_chart(data.RINGS)
    close(chart.sigma, "0.009829977")
    beside = chart.companion
    assert beside is not None
    close(beside.centre, "0.009240037")
    close(beside.upper, "0.01930242")
    assert beside.lower == 0


@pytest.mark.published(f"{VIGNETTE}, x-bar chart with groups of 3, 4 and 5; centre 74.00075, sd 0.009856701")
def test_piston_rings_unequal_groups() -> None:
    out = {9, 10, 30, 35, 45, 64, 65, 74, 75, 85, 99, 100}
    long = [(group, value) for group, values in enumerate(data.RINGS, start=1) for value in values]
    kept = pd.DataFrame(
        [pair for place, pair in enumerate(long, start=1) if place not in out], columns=["sample", "diameter"]
    )
    chart = xbar_r_chart("diameter", by="sample", data=kept, d2="table")
    close(chart.centre, "74.00075")
    close(chart.sigma, "0.009856701")
    points = chart.points
    close(points.loc[0, "lower"], "73.98753")
    close(points.loc[0, "upper"], "74.01398")
    close(points.loc[1, "lower"], "73.98368")
    close(points.loc[1, "upper"], "74.01782")


@pytest.mark.published(f"{VIGNETTE}, p chart of orange juice; 0.05242755, 0.2313333, 0.4102391")
def test_orange_juice_shares() -> None:
    lines(p_chart(data.JUICE[:30], 50), "0.05242755", "0.2313333", "0.4102391")


@pytest.mark.published(f"{VIGNETTE}, np chart of orange juice; 2.621377, 11.56667, 20.51196, sd 2.981763")
def test_orange_juice_numbers() -> None:
    chart = np_chart(data.JUICE[:30], 50)
    lines(chart, "2.621377", "11.56667", "20.51196")
    close(chart.sigma, "2.981763")


@pytest.mark.published(f"{VIGNETTE}, p chart without samples 15 and 23, carried on; 0.04070284, 0.215, 0.3892972")
def test_orange_juice_frozen_without_two_samples() -> None:
    chart = p_chart(data.JUICE, 50, exclude=[15, 23], freeze=30)
    lines(chart, "0.04070284", "0.215", "0.3892972")
    assert int(chart.points["baseline"].sum()) == 28


@pytest.mark.published(f"{VIGNETTE}, p chart of the new orange juice trial; 0, 0.1108333, 0.2440207")
def test_orange_juice_after_the_new_machine() -> None:
    chart = p_chart(data.JUICE[30:], 50)
    assert chart.lower == 0
    close(chart.centre, "0.1108333")
    close(chart.upper, "0.2440207")


@pytest.mark.published(f"{VIGNETTE}, c chart of circuit boards; 6.481447, 19.84615, 33.21086, sd 4.454902")
def test_circuits() -> None:
    chart = c_chart(data.CIRCUITS[:26], rules="shewhart")
    lines(chart, "6.481447", "19.84615", "33.21086")
    close(chart.sigma, "4.454902")
    assert [signal.points for signal in chart.signals] == [(6,), (20,)]


@pytest.mark.published(f"{VIGNETTE}, c chart without boards 6 and 20, carried on; 6.362532, 19.66667, 32.9708")
def test_circuits_frozen_without_two() -> None:
    lines(c_chart(data.CIRCUITS, exclude=[6, 20], freeze=26), "6.362532", "19.66667", "32.97080")


@pytest.mark.published(f"{VIGNETTE}, u chart of the same boards; 0.06362532, 0.1966667, 0.329708")
def test_circuits_as_rates() -> None:
    lines(u_chart(data.CIRCUITS, 100, exclude=[6, 20], freeze=26), "0.06362532", "0.1966667", "0.329708")


@pytest.mark.published(f"{VIGNETTE}, u chart of personal computers; 0.06613305, 1.93, 3.793867")
def test_computers() -> None:
    lines(u_chart(data.COMPUTERS, 5), "0.06613305", "1.93", "3.793867")


@pytest.mark.published(f"{VIGNETTE}, individuals chart of viscosity; 32.56504, 34.088, 35.61096, sd 0.5076521")
def test_viscosity() -> None:
    chart = xmr_chart(data.VISCOSITY[:20], factor=3 / 1.128)
    lines(chart, "32.56504", "34.088", "35.61096")
    close(chart.sigma, "0.5076521")


@pytest.mark.published(
    f"{VIGNETTE}, viscosity without batch 4, carried on; 32.75425, 33.98947, 35.2247, sd 0.4117415"
)
def test_viscosity_frozen_without_one_batch() -> None:
    chart = xmr_chart(data.VISCOSITY, factor=3 / 1.128, exclude=[4], freeze=20)
    lines(chart, "32.75425", "33.98947", "35.22470")
    close(chart.sigma, "0.4117415")


@pytest.mark.published("qcc 3.0, tests/testthat/test-qcc.R: one violation in the viscosity trial")
def test_viscosity_has_one_violation() -> None:
    chart = xmr_chart(data.VISCOSITY[:20], factor=3 / 1.128, rules="shewhart")
    assert chart.points.index[chart.points["signal"]].tolist() == [3]


@pytest.mark.published("qcc 3.0, tests/testthat/test-qcc.R: median moving range of 1, 3, 2, 6, 4; centre 3.2")
def test_median_moving_range() -> None:
    chart = xmr_chart([1, 3, 2, 6, 4, 100], factor="exact", moving_range="median", freeze=5, rules="shewhart")
    sigma = 2 / (math.sqrt(2) * NormalDist().inv_cdf(0.75))
    assert chart.sigma == pytest.approx(sigma, rel=1e-6)
    assert chart.upper == pytest.approx(3.2 + 3 * sigma, rel=1e-6)
    assert [signal.points for signal in chart.signals] == [(6,)]


@pytest.mark.published("qcc 3.0, tests/testthat/test-spc.xbarone.R: sd from moving ranges 7.089815")
def test_sd_from_moving_ranges() -> None:
    close(xmr_chart([100, 110, 102, 99, 105, 98, 112], factor="exact").sigma, "7.089815")


@pytest.mark.published("NIST/SEMATECH e-Handbook, 6.3.2.2, individuals chart of flow rate; 45.8159, 50.81, 55.8041")
def test_nist_individuals() -> None:
    chart = xmr_chart(data.FLOW, factor=3 / 1.128)
    lines(chart, "45.8159", "50.81", "55.8041")
    assert chart.companion is not None
    close(chart.companion.centre, "1.8778")


@pytest.mark.published("NIST/SEMATECH e-Handbook, 6.3.3.1, c chart of defects on wafers; 4, 16, 28")
def test_nist_counts() -> None:
    chart = c_chart(data.WAFERS, rules="shewhart")
    lines(chart, "4", "16", "28")
    # Wafer 3 lies exactly at the limit, wafer 24 above it.
    assert [signal.points for signal in chart.signals] == [(24,)]
    strictly = c_chart(data.WAFERS, rules="shewhart", strict=False)
    assert [signal.points for signal in strictly.signals] == [(3,), (24,)]


@pytest.mark.published("NIST/SEMATECH e-Handbook, 6.3.3.2, p chart of chips on wafers; 0.0524, 0.2313, 0.4103")
def test_nist_shares() -> None:
    chips = [0.24, 0.30, 0.16, 0.20, 0.08, 0.14, 0.32, 0.18, 0.28, 0.20, 0.10, 0.12, 0.34, 0.24, 0.44, 0.16, 0.20]
    chips += [0.10, 0.26, 0.22, 0.40, 0.36, 0.48, 0.30, 0.18, 0.24, 0.14, 0.26, 0.18, 0.12]
    chart = p_chart([round(share * 50) for share in chips], 50, rules="shewhart")
    assert (chart.lower, chart.centre) == pytest.approx((0.0524, 0.2313), abs=5e-5)
    assert chart.upper == pytest.approx(0.4103, abs=1e-4)
    assert [signal.points for signal in chart.signals] == [(15,), (23,)]


@pytest.mark.published(
    "Montgomery (2009), Statistical Quality Control, example 6.5, loan costs; 279.78, 300.5, 321.22"
)
def test_montgomery_individuals() -> None:
    chart = xmr_chart(data.LOANS, factor=3 / 1.128)
    lines(chart, "279.78", "300.5", "321.22")
    assert chart.companion is not None
    close(chart.companion.centre, "7.79")
    assert chart.companion.upper == pytest.approx(25.45, abs=0.005)


@pytest.mark.published("Montgomery (2009), example 7.3 and table 7.9, u chart of shipments; 0.0740, upper 0.1894")
def test_montgomery_shipments() -> None:
    chart = u_chart(data.SHIPMENTS, 50)
    assert chart.centre == pytest.approx(0.0740)
    assert chart.upper == pytest.approx(0.1894, abs=5e-5)
    assert chart.lower == 0


@pytest.mark.published("Montgomery (2009), table 7.10, dyed cloth, areas of different size; centre 1.42")
def test_montgomery_cloth() -> None:
    points = u_chart(data.CLOTH, data.CLOTH_SIZE).points
    assert points["centre"].iloc[0] == pytest.approx(1.42, abs=0.005)
    # The book works on with the rounded 1.42.
    for place, lower, upper in ((0, 0.29, 2.55), (1, 0.16, 2.68), (2, 0.43, 2.41), (4, 0.26, 2.58), (6, 0.39, 2.45)):
        assert points.loc[place, "lower"] == pytest.approx(lower, abs=0.01)
        assert points.loc[place, "upper"] == pytest.approx(upper, abs=0.01)


@pytest.mark.published(
    "Montgomery (2009), table 7.4, purchase orders, samples of different size; 0.096, sample 11 out"
)
def test_montgomery_purchase_orders() -> None:
    chart = p_chart(data.ORDERS, data.ORDERS_SIZE, rules="shewhart")
    assert round(chart.centre, 3) == 0.096
    assert [signal.points for signal in chart.signals] == [(11,)]


@pytest.mark.published("Montgomery (2009), table 7.14, hours between valve failures to the power 0.2777; mean 5.3866")
def test_montgomery_time_between_events() -> None:
    chart = t_chart(data.VALVE_HOURS, power=0.2777, factor=3 / 1.128, rules="shewhart")
    assert chart.centre**0.2777 == pytest.approx(5.3866, abs=5e-5)
    assert chart.lower == 0
    assert chart.signals == ()


TABLE = {
    2: (1.880, 2.659, 0.7979, 0, 3.267, 1.128, 0.853, 0, 3.267),
    3: (1.023, 1.954, 0.8862, 0, 2.568, 1.693, 0.888, 0, 2.574),
    4: (0.729, 1.628, 0.9213, 0, 2.266, 2.059, 0.880, 0, 2.282),
    5: (0.577, 1.427, 0.9400, 0, 2.089, 2.326, 0.864, 0, 2.114),
    6: (0.483, 1.287, 0.9515, 0.030, 1.970, 2.534, 0.848, 0, 2.004),
    7: (0.419, 1.182, 0.9594, 0.118, 1.882, 2.704, 0.833, 0.076, 1.924),
    8: (0.373, 1.099, 0.9650, 0.185, 1.815, 2.847, 0.820, 0.136, 1.864),
    9: (0.337, 1.032, 0.9693, 0.239, 1.761, 2.970, 0.808, 0.184, 1.816),
    10: (0.308, 0.975, 0.9727, 0.284, 1.716, 3.078, 0.797, 0.223, 1.777),
    25: (0.153, 0.606, 0.9896, 0.565, 1.435, 3.931, 0.708, 0.459, 1.541),
}


@pytest.mark.published("Montgomery (2009), appendix VI, factors for control charts, n = 2 to 10 and 25")
@pytest.mark.parametrize("n", TABLE)
def test_constants(n: int) -> None:
    row = constants_table([n])[["A2", "A3", "c4", "B3", "B4", "d2", "d3", "D3", "D4"]].iloc[0]
    assert row.tolist() == pytest.approx(TABLE[n], abs=0.00101)
    assert row["c4"] == pytest.approx(TABLE[n][2], abs=5.1e-5)
    assert row["d2"] == pytest.approx(TABLE[n][5], abs=5.1e-4)


@pytest.mark.published(
    "Anhøj (2017), qicharts2 vignette, appendix 2: limits of runs and crossings for 10 to 100 points"
)
def test_anhoj_limits() -> None:
    from qmslib.improvement.charts.runs import crossings_limit, longest_run_limit

    assert [crossings_limit(n) for n in range(10, 101)] == data.CROSSINGS
    for n in range(10, 101):
        assert longest_run_limit(n) == min(limit for limit, last in data.LONGEST.items() if n <= last)
    found = runs_test(data.R_NORMAL_123 + data.R_NORMAL_123[:4])
    assert (found.longest_run_limit, found.crossings_limit) == (8, 8)


@pytest.mark.published(
    "NHSRplotthedots, tests/testthat/_snaps/ptd_spc.md: set.seed(123); rnorm(20): 0.142, -3.01, 3.29"
)
def test_nhsr_plot_the_dots() -> None:
    chart = xmr_chart(data.R_NORMAL_123, screened=True, trend=7)
    lines(chart, "-3.01", "0.142", "3.29")
    assert not chart.points["signal"].any()


@pytest.mark.published(
    "NHSRplotthedots, tests/testthat/_snaps/ptd_spc.md: two groups; -2.60, 0.0746, 2.75; -3.28, 0.209, 3.70"
)
def test_nhsr_two_halves() -> None:
    first, second = (xmr_chart(half, screened=True) for half in (data.R_NORMAL_123[:10], data.R_NORMAL_123[10:]))
    lines(first, "-2.60", "0.0746", "2.75")
    lines(second, "-3.28", "0.209", "3.70")
    phased = xmr_chart(data.R_NORMAL_123, screened=True, phases=[11]).limits
    assert phased["upper"].tolist() == pytest.approx([first.upper, second.upper])


@pytest.mark.published("NHSRplotthedots, issue 167: 0 to 7 and 0 to -7, all points are special cause, 7 a trend")
@pytest.mark.parametrize("way", [1, -1])
def test_nhsr_trend_of_eight(way: int) -> None:
    chart = xmr_chart([way * value for value in range(8)], trend=7, screened=True)
    assert chart.points["signal"].all()
    assert not xmr_chart([way * value for value in range(6)], trend=7).points["signal"].any()


def hits(rules: str, key: str, z: list[float], whole: bool = False) -> list[int]:
    """Points (from 1) that a rule flags on a chart with centre 0 and standard deviation 1."""
    zone = np.array(z, dtype=float)
    flat = np.ones(len(zone))
    rule = next(one for one in SETS[rules] if one.key == key)
    hit = rule.find(Stretch(zone, 0 * flat, -3 * flat, 3 * flat, zone, True, "break"), rule, whole)
    return [int(place) + 1 for place in hit.flags.nonzero()[0]]


QCC = [
    ("western electric", "outside", [0, 3.2, -3.5, 2.9], [2, 3]),
    ("western electric", "two_of_three", [0, 2.5, 1.0, 2.6, 0], [4]),
    ("western electric", "four_of_five", [0, 1.2, 1.3, 0.2, 1.4, 1.5], [6]),
    ("western electric", "one_side", [-1] * 8 + [1], [8]),
    ("western electric", "two_of_three", [2.5] * 7 + [3.2], [3, 4, 5, 6, 7, 8]),
    ("western electric", "four_of_five", [2.5] * 7 + [3.2], [5, 6, 7, 8]),
    ("western electric", "one_side", [2.5] * 7 + [3.2], [8]),
    ("nelson", "outside", [0, 3.2, -3.4, 3], [2, 3]),
    ("nelson", "one_side", [0.5] * 10 + [-0.5] * 10, [9, 10, 19, 20]),
    ("nelson", "trend", [1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1], [6, 7, 13, 14]),
    ("nelson", "alternating", [1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8], [14, 15]),
    ("nelson", "two_of_three", [0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5], [4, 7]),
    ("nelson", "four_of_five", [1.2, 1.3, 0.2, 1.4, 1.5, -1.2, -1.3, -0.1, -1.4, -1.5], [5, 10]),
    ("nelson", "hugging", [0.3] * 16 + [1.2], [15, 16]),
    ("nelson", "avoiding", [1.2, -1.3, 1.1, -1.4, 1.5, -1.2, 1.3, -1.1, 0.2], [8]),
    ("nelson", "avoiding", [1.2] * 8, []),
]


@pytest.mark.published("qcc 3.0, tests/testthat/test-rules.R: points that violate Western Electric and Nelson rules")
@pytest.mark.parametrize(("rules", "key", "z", "expected"), QCC)
def test_qcc_rules(rules: str, key: str, z: list[float], expected: list[int]) -> None:
    assert hits(rules, key, z) == expected


DOTS = [
    ("one_side", [1.0] * 6 + [-1.0], []),
    ("one_side", [-1.0] + [1.0] * 8 + [-1.0], list(range(2, 10))),
    ("near_limit", [0.5, 0.5, 2.5, 0.5, 2.5, 0.5, 0.5], [3, 5]),
    ("near_limit", [0.5, 0.5, 2.5, 2.5, 0.5, 0.5, 0.5], [3, 4]),
    ("near_limit", [2.5, 0.5, 0.5, 2.5], []),
    ("near_limit", [2.5, 0.5, 0.5, 2.5, 2.5], [4, 5]),
    ("near_limit", [2.5, -0.5, 2.5], []),
    ("near_limit", [0.5, 3.5, 3.5, 2.5], []),
]


@pytest.mark.published("NHSRplotthedots, tests/testthat/test-ptd_calculate_point_type.R and issues 143 and 153")
@pytest.mark.parametrize(("key", "z", "expected"), DOTS)
def test_plot_the_dots_rules(key: str, z: list[float], expected: list[int]) -> None:
    assert hits("making data count", key, z, whole=True) == expected


@pytest.mark.published(
    "Benneyan (2001), Health Care Management Science 4, 305-318; qcc stats.g: sd = sqrt(1 - p) / p"
)
def test_g_chart_has_the_geometric_standard_deviation() -> None:
    counts = [12, 30, 5, 44, 21, 8, 60, 17, 3, 25]
    p = 1 / (1 + np.mean(counts))
    assert g_chart(counts).sigma == pytest.approx(math.sqrt(1 - p) / p)


NHSR = "NHSRplotthedots, tests/testthat/_snaps/integration_tests.md, all A&E attendances"


@pytest.mark.published(f"{NHSR}; 1731844.3644, 2000538.9444, 2269233.5244 (decoded), every point common cause")
def test_nhsr_attendances() -> None:
    months = pd.date_range("2016-04-01", periods=36, freq="MS")
    chart = xmr_chart(data.ATTENDANCES, when=months, screened=True, trend=7)
    assert (chart.lower, chart.centre, chart.upper) == pytest.approx(
        (1731844.3644444444, 2000538.9444444445, 2269233.5244444446), rel=1e-15
    )
    assert not chart.points["signal"].any()


@pytest.mark.published(
    f"{NHSR} rebased in April 2017; mean 1946858.4167, then 1772921.0640, 2027379.2083, 2281837.3527"
)
def test_nhsr_attendances_in_two_phases() -> None:
    months = pd.date_range("2016-04-01", periods=36, freq="MS")
    chart = xmr_chart(data.ATTENDANCES, when=months, screened=True, trend=7, phases=["2017-04-01"])
    assert chart.limits["centre"].iloc[0] == pytest.approx(1946858.4166666667, rel=1e-15)
    assert chart.limits["lower"].iloc[0] == pytest.approx(1639947.374848485, rel=1e-12)
    assert (chart.lower, chart.centre, chart.upper) == pytest.approx(
        (1772921.0639855072, 2027379.2083333333, 2281837.3526811595), rel=1e-14
    )
    assert not chart.points["signal"].any()


@pytest.mark.published("NHSRplotthedots 0.2.2, vignette Deviations from Excel defaults, screened; -0.72, 1.94, 4.6")
def test_nhsr_screening() -> None:
    values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    chart = xmr_chart(values, screened=True, better="higher")
    lines(chart, "-0.72", "1.94", "4.6")
    assert [signal.points for signal in chart.signals] == [(5,)]

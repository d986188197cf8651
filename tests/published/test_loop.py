"""Rates, Kano and importance–performance against their sources."""

import pytest

from qmslib.feedback import importance_performance, kano, kano_category, rate, turnover


@pytest.mark.published(
    "Garwood (1936), Biometrika 28, limits of a Poisson count; Ulm (1990): 10 events, 4.80 to 18.39"
)
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.69), (1, 0.03, 5.57), (2, 0.24, 7.22), (5, 1.62, 11.67), (10, 4.80, 18.39), (15, 8.40, 24.74)],
)
def test_exact_limits_of_a_count(count, low, high):
    found = rate(count, 1, 1)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))


@pytest.mark.published("Breslow and Day (1987), volume II: Byar's limits are very near the exact ones from 10 events")
def test_byar_is_near_the_exact_limits():
    for count in (10, 20, 50, 100):
        exact, byar = rate(count, 1, 1), rate(count, 1, 1, method="byar")
        assert byar.low == pytest.approx(exact.low, rel=0.005)
        assert byar.high == pytest.approx(exact.high, rel=0.005)


@pytest.mark.published("Berger and others (1993), Kano's methods, the evaluation table with its 25 cells")
def test_kano_table():
    table = [[kano_category(f, d) for d in range(1, 6)] for f in range(1, 6)]
    assert ["".join(row) for row in table] == ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]


@pytest.mark.published("Berger and others (1993): better = (A+O)/(A+O+M+I), worse = (O+M)/(A+O+M+I) with a minus")
def test_better_and_worse():
    pairs = [(1, 3)] * 4 + [(1, 5)] * 3 + [(3, 5)] * 2 + [(3, 3)] * 1 + [(3, 1)] * 5
    found = kano([{"feature": "x", "functional": a, "dysfunctional": b} for a, b in pairs]).features.iloc[0]
    assert (found["better"], found["worse"]) == (pytest.approx(0.7), pytest.approx(-0.5))


@pytest.mark.published("Martilla and James (1977), Journal of Marketing 41, car dealer's table 1 and figure 2")
def test_quadrants_of_martilla_and_james():
    names = ["done right", "fast action", "warranty", "any job", "available", "friendly", "ready", "only needed"]
    names += ["low prices", "clean", "near home", "near work", "courtesy cars", "notices"]
    rows = {
        "attribute": names,
        "importance": [3.83, 3.63, 3.60, 3.56, 3.41, 3.41, 3.38, 3.37, 3.29, 3.27, 2.52, 2.43, 2.37, 2.05],
        "performance": [2.63, 2.73, 3.15, 3.00, 3.05, 3.29, 3.03, 3.11, 2.00, 3.02, 2.25, 2.49, 2.35, 3.33],
    }
    found = importance_performance(rows, low=1, high=4).attributes.set_index("attribute")["quadrant"]
    assert set(found[["done right", "fast action", "low prices"]]) == {"concentrate here"}
    assert set(found[["friendly", "warranty"]]) == {"keep up the good work"}
    assert set(found[["near home", "near work", "courtesy cars"]]) == {"low priority"}
    assert found["notices"] == "possible overkill"


@pytest.mark.published(
    "Chartered Institute of Personnel and Development, turnover: leavers over average number employed"
)
def test_crude_turnover():
    assert turnover(15, [100, 100]).rate == pytest.approx(0.15)

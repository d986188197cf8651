import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.feedback import rate, staff_turnover, turnover


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 300), st.floats(1, 1e5), st.sampled_from(["exact", "byar"]))
def test_the_interval_holds_the_rate(count, exposure, method):
    found = rate(count, exposure, 100, method=method)
    assert found.low <= found.value + 1e-9
    assert found.value <= found.high
    assert rate(count, exposure, 1000, method=method).value == pytest.approx(10 * found.value)


def test_no_exposure_is_missing():
    assert rate(0, 0).value is None
    for wrong in (lambda: rate(3, 0), lambda: rate(-1, 5), lambda: rate(1.5, 5), lambda: rate(float("nan"), 5)):
        with pytest.raises(CourseError):
            wrong()
    with pytest.raises(CourseError, match="not known"):
        rate(1, 2, method="best")
    with pytest.raises(CourseError, match="not a number"):
        rate("3", 2)


def test_turnover_names_its_denominator():
    found = turnover(12, [110, 90], stayed=100)
    assert found.rate == pytest.approx(0.12)
    assert found.stability.value == pytest.approx(100 / 110)
    assert turnover(0, [0, 0]).rate is None
    with pytest.raises(CourseError, match="more stayed"):
        turnover(1, [10, 10], stayed=11)
    with pytest.raises(CourseError, match="no headcount"):
        turnover(1, [])


def test_a_later_leaver_still_stands_at_the_end():
    staff = [
        {"joined": "2020-01-01", "left": "2026-01-05"},
        {"joined": "2020-01-01", "left": "2025-12-31"},
        {"joined": "2025-12-31", "left": None},
    ]
    found = staff_turnover(staff, "2025-01-01", "2025-12-31")
    assert (found.leavers, found.stability.value) == (1, 0.5)
    assert found.average == pytest.approx((365 * 2 + 1) / 365)
    with pytest.raises(CourseError, match="row 1: left before joining"):
        staff_turnover([{"joined": "2020-01-02", "left": "2020-01-01"}], "2025-01-01", "2025-12-31")


def test_hostile_headcounts():
    import pandas as pd

    for wrong in ("three", float("nan"), True, -1, 1.5):
        with pytest.raises(CourseError, match="leavers"):
            turnover(wrong, [3, 3])
    joined = pd.to_datetime(["2024-01-01"]).tz_localize("Europe/London")
    assert staff_turnover({"joined": joined, "left": [None]}, "2025-01-01", "2025-12-31").rate == 0
    assert staff_turnover({"joined": [], "left": []}, "2025-01-01", "2025-12-31").rate is None

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from qmslib._common.errors import CourseError
from qmslib.datasets import request_log
from qmslib.standards import percentile, set_target

TIMES = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=60)
PERCENTS = st.integers(1, 100)


@given(TIMES, PERCENTS)
def test_nearest_rank_is_type_1_and_linear_is_type_7_of_hyndman_and_fan(times, percent):
    assert percentile(times, percent) == np.quantile(times, percent / 100, method="inverted_cdf") or (
        # numpy's own product may fall on the other side of a whole rank.
        percent * len(times) % 100 == 0
    )
    linear = percentile(times, percent, "linear")
    assert linear == pytest.approx(np.quantile(times, percent / 100, method="linear"), rel=1e-9, abs=1e-9)


@given(TIMES, PERCENTS)
def test_at_least_that_share_keeps_a_percentile_and_no_shorter_time_does(times, percent):
    limit = percentile(times, percent)
    assert limit in times
    assert 100 * sum(time <= limit for time in times) >= percent * len(times)
    assert 100 * sum(time < limit for time in times) < percent * len(times)


@given(TIMES, st.integers(0, 20), st.integers(1, 100), st.floats(0, 100))
def test_a_suggested_target_is_kept_by_the_share_wanted(times, still_open, share, target):
    report = set_target(times, target, still_open, share)
    assert report.median <= report.p90
    assert report.p80 <= report.p90 <= max(times)
    assert set_target(times, report.suggested + 1e-6, still_open, share).share_met >= share - 1e-9
    assert 0 <= report.share_worst <= report.share_met <= 100


def test_ten_cases():
    # 80 % of ten is the eighth, not the ninth, whatever the float says.
    assert [percentile(range(1, 11), percent) for percent in (10, 50, 80, 90, 100)] == [1, 5, 8, 9, 10]
    report = set_target(range(1, 11), target=2, open_cases=2)
    assert (report.median, report.p80, report.p90, report.suggested) == (5.5, 8, 9, 9)
    assert (report.kept, report.share_met, report.share_worst) == (2, 20, pytest.approx(100 / 6))
    levels = [finding.level for finding in report.findings]
    assert levels == ["warn", "info", "warn", "info"]


def test_the_log_carries_five_days_and_not_the_same_day():
    log = request_log()
    days = log["working_hours"].dropna() / 8
    same_day = set_target(days, 1, int(log["closed"].isna().sum()))
    assert same_day.share_met < 50
    assert same_day.suggested == 5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: set_target([]), "no closed cases"),
        (lambda: set_target([1, -2, "x", float("nan")]), "row 2, 3, 4 does not hold a time"),
        (lambda: set_target([1], share=0), "above 0 and up to 100"),
        (lambda: set_target([1], open_cases=-1), "fewer than no open cases"),
        (lambda: percentile([1], 101), "above 0 and up to 100"),
        (lambda: percentile([1], 50, "mine"), "Choose nearest rank or linear"),
        (lambda: percentile([], 50), "no values"),
        (lambda: set_target(pd.Series([1.0, np.nan])), "row 2 "),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(CourseError, match=words):
        call()

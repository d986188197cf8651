import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.feedback import monthly_scores, resolved_in

DAYS = pd.date_range("2026-01-01", "2026-03-31")
CASE = st.tuples(st.integers(0, 80), st.one_of(st.none(), st.integers(0, 40)))


@settings(max_examples=50, deadline=None)
@given(st.lists(CASE, max_size=15), st.integers(0, 40), st.integers(0, 40))
def test_the_counts_balance_and_use_nothing_later(cases, start, length):
    def row(at, days):
        return {"received": DAYS[at], "closed": None if days is None else DAYS[at] + pd.Timedelta(days=days)}

    log = [row(*case) for case in cases]
    end = DAYS[min(start + length, 89)]
    found = resolved_in(log, DAYS[start], end)
    assert found.open_start + found.received - found.closed == found.open_end
    past = [{**each, "closed": each["closed"] if each["closed"] and each["closed"] <= end else None} for each in log]
    then = resolved_in([each for each in past if each["received"] <= end], DAYS[start], end)
    pd.testing.assert_frame_equal(found.frame(), then.frame())


def test_bad_periods_and_dates():
    with pytest.raises(CourseError, match="ends before"):
        resolved_in([], "2026-02-01", "2026-01-01")
    with pytest.raises(CourseError, match="row 1: closed before"):
        resolved_in([{"received": "2026-01-05", "closed": "2026-01-04"}], "2026-01-01", "2026-01-31")
    assert resolved_in([], "2026-01-01", "2026-01-31").resolved.value is None


def test_months_stand_in_order():
    rows = {"month": ["2026-02", "2026-01"], "indicator": ["a", "a"], "value": [None, 5], "target": [10, 10]}
    table = monthly_scores(rows)
    assert table["month"].tolist() == ["2026-01", "2026-02"]
    assert table["score"].isna().tolist() == [False, True]
    with pytest.raises(CourseError, match="row 1: the month"):
        monthly_scores({**rows, "month": [None, "2026-01"]})
    assert monthly_scores([]).empty

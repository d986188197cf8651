import pytest
from hypothesis import given, strategies as st

from qmslib._common.errors import CourseError
from qmslib.standards import cost_of_rework

MONEY = st.floats(0, 1e4)
RATE = st.floats(0, 100)


def test_a_case_by_hand():
    # 120 a month is 1,440 a year; 12 in 100 repeats are 172.8; at 45 minutes 129.6 hours; at £22.50 £2,916.
    report = cost_of_rework(120, 10, 45, 22.5, 2)
    assert report.repeats == pytest.approx(172.8)
    assert report.hours == pytest.approx(129.6)
    assert report.cost == pytest.approx(2916)


@given(MONEY, RATE, RATE, MONEY, MONEY)
def test_fewer_repeats_never_cost_more(volume, one, other, minutes, hourly):
    low, high = sorted([one, other])
    less, more = (cost_of_rework(volume, rate, minutes, hourly) for rate in (low, high))
    assert less.cost <= more.cost
    assert cost_of_rework(volume, high, minutes, hourly, low).cost >= more.cost


@given(MONEY, RATE, MONEY, MONEY)
def test_periods(volume, second, minutes, hourly):
    year = cost_of_rework(volume, second, minutes, hourly, period="a year").cost
    assert cost_of_rework(volume, second, minutes, hourly).cost == pytest.approx(12 * year)
    assert cost_of_rework(volume, second, minutes, hourly, period="a week").cost == pytest.approx(52 * year)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"volume": -1}, "field volume: this cannot be less than nothing"),
        ({"second": 101}, "field second: a percentage lies between 0 and 100"),
        ({"third": 20}, "field third: more jobs are done a third time"),
        ({"period": "a day"}, "Choose a week, a month, a year"),
    ],
)
def test_bad_input_is_named(values, words):
    with pytest.raises(CourseError, match=words):
        cost_of_rework(**{"volume": 1, "second": 10, "minutes": 5, "hourly": 20, **values})

import pytest
from hypothesis import given, strategies as st

from qmslib._common.errors import CourseError
from qmslib._common.estimates import wilson
from qmslib.system import measure_awareness


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe (1998), table I, method 3: the score interval of Wilson (1927).
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
    ],
)  # fmt: skip
def test_published_intervals(hits, n, low, high):
    assert [round(end, 4) for end in wilson(hits, n)] == [low, high]


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_a_share(case):
    hits, n = case
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    mirrored = wilson(n - hits, n)
    assert low == pytest.approx(1 - mirrored[1], abs=1e-12)


def test_few_people_get_a_caution_and_everyone_needs_no_interval():
    report = measure_awareness(12, 9, goal=90)
    assert [found.level for found in report.findings] == ["warn", "info", "info"]
    everyone = measure_awareness(12, 9, staff=12, goal=90)
    assert (everyone.low, everyone.high) == (75, 75)
    assert [found.level for found in everyone.findings] == ["warn"]
    assert measure_awareness(200, 198, goal=90).findings[0].level == "good"


@pytest.mark.parametrize(
    "call", [lambda: wilson(3, 2), lambda: wilson(0, 0), lambda: measure_awareness(5, 1, staff=4)]
)
def test_impossible_counts_are_named(call):
    with pytest.raises(CourseError):
        call()

"""Every rule against a plain re-implementation, point by point, on random series."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from qmslib.improvement import xmr_chart
from qmslib.improvement.charts.rules import SETS, Rule, Stretch

Z = st.lists(
    st.one_of(st.floats(-4, 4).map(lambda value: round(value, 1)), st.just(float("nan"))), min_size=1, max_size=40
)
Pattern = Callable[[list[float]], bool]


def outside(part: list[float]) -> bool:
    return abs(part[0]) > 3


def one_side(part: list[float]) -> bool:
    return all(value > 0 for value in part) or all(value < 0 for value in part)


def trend(part: list[float]) -> bool:
    pairs = list(itertools.pairwise(part))
    return all(a < b for a, b in pairs) or all(a > b for a, b in pairs)


def alternating(part: list[float]) -> bool:
    steps = [b - a for a, b in itertools.pairwise(part)]
    return all(a * b < 0 for a, b in itertools.pairwise(steps))


def beyond(needed: int, sigma: float) -> Pattern:
    def found(part: list[float]) -> bool:
        if any(np.isnan(part)):
            return False
        return any(sum(way * value > sigma for value in part) >= needed and way * part[-1] > sigma for way in (1, -1))

    return found


def hugging(part: list[float]) -> bool:
    return all(abs(value) < 1 for value in part)


def avoiding(part: list[float]) -> bool:
    return all(abs(value) > 1 for value in part) and min(part) < 0 < max(part)


def near_limit(part: list[float]) -> bool:
    near = [2 < abs(value) <= 3 for value in part]
    return one_side(part) and sum(near) >= 2 and near[-1]


NAIVE: dict[tuple[str, str], tuple[Pattern, int]] = {
    ("shewhart", "outside"): (outside, 1),
    ("western electric", "two_of_three"): (beyond(2, 2), 3),
    ("western electric", "four_of_five"): (beyond(4, 1), 5),
    ("western electric", "one_side"): (one_side, 8),
    ("nelson", "one_side"): (one_side, 9),
    ("nelson", "trend"): (trend, 6),
    ("nelson", "alternating"): (alternating, 14),
    ("nelson", "hugging"): (hugging, 15),
    ("nelson", "avoiding"): (avoiding, 8),
    ("making data count", "one_side"): (one_side, 7),
    ("making data count", "near_limit"): (near_limit, 3),
}


def stretch(z: list[float], on_centre: str = "break") -> Stretch:
    zone = np.array(z, dtype=float)
    flat = np.ones(len(zone))
    return Stretch(zone, 0 * flat, -3 * flat, 3 * flat, zone, True, on_centre)


def rule(name: str, key: str) -> Rule:
    return next(one for one in SETS[name] if one.key == key)


@pytest.mark.parametrize(("name", "key"), NAIVE)
@given(z=Z, calm=st.sampled_from([1.0, 0.2, 3.0]))
@settings(max_examples=80, deadline=None)
def test_the_point_that_completes_a_pattern(name: str, key: str, z: list[float], calm: float) -> None:
    z = [value * calm for value in z]
    pattern, size = NAIVE[name, key]
    expected = [end >= size - 1 and pattern(z[end - size + 1 : end + 1]) for end in range(len(z))]
    one = rule(name, key)
    assert one.find(stretch(z), one, False).flags.tolist() == expected


@pytest.mark.parametrize("key", ["one_side", "trend"])
@given(z=Z)
@settings(max_examples=60, deadline=None)
def test_the_whole_run_holds_every_pattern(key: str, z: list[float]) -> None:
    one = rule("making data count", key)
    pattern = one_side if key == "one_side" else trend
    expected = [False] * len(z)
    for end in range(one.run - 1, len(z)):
        if pattern(z[end - one.run + 1 : end + 1]):
            expected[end - one.run + 1 : end + 1] = [True] * one.run
    assert one.find(stretch(z), one, True).flags.tolist() == expected


@given(z=st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_anhoj_against_plain_counting(z: list[float]) -> None:
    useful = [value for value in z if value]
    longest = best = crossings = 0
    for place, value in enumerate(useful):
        same = place > 0 and value == useful[place - 1]
        crossings += place > 0 and not same
        longest = longest + 1 if same else 1
        best = max(best, longest)
    long, few = SETS["anhoj"]
    from qmslib.improvement.charts.runs import crossings_limit, longest_run_limit

    most, fewest = longest_run_limit(len(useful)), crossings_limit(len(useful))
    assert long.find(stretch(z), long, True).flags.any() == (most is not None and best > most)
    assert few.find(stretch(z), few, True).whole == (fewest is not None and crossings < fewest)


def test_points_on_the_line_break_or_are_passed_over() -> None:
    z = [1.0, 1, 1, 0, 1, 1, 1, 1]
    one = rule("making data count", "one_side")
    assert not one.find(stretch(z), one, True).flags.any()
    assert one.find(stretch(z, "skip"), one, True).flags.tolist() == [True] * 3 + [False] + [True] * 4


def test_the_same_run_by_both_customs() -> None:
    values = [*[10, 12] * 10, *[8] * 9]
    whole = xmr_chart(values, freeze=20, rules="western electric", flag="run").points
    last = xmr_chart(values, freeze=20, rules="western electric", flag="last").points
    runs = [table["rules"].str.contains("8 or more").to_numpy().nonzero()[0].tolist() for table in (whole, last)]
    assert runs == [list(range(20, 29)), [27, 28]]


def test_sets_are_never_mixed() -> None:
    values = [*[10, 12] * 10, *[9.5] * 9]
    assert {signal.rules for signal in xmr_chart(values, rules="nelson").signals} <= {"nelson"}
    both = xmr_chart(values, rules=("shewhart", "anhoj"))
    assert both.rules == ("shewhart", "anhoj")

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.feedback import (
    cronbach_alpha,
    design_effect,
    effective_n,
    mcdonald_omega,
    post_stratify,
    proportion,
    rake,
    spearman_brown,
    split_half,
    weighted_mean,
    weighted_proportion,
)


@st.composite
def surveys(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    teams, grades = "abc", "xy"
    extra = draw(st.lists(st.tuples(st.sampled_from(teams), st.sampled_from(grades)), max_size=40))
    # Every cell is there, so that the raking can always come to its margins.
    rows = [(team, grade) for team in teams for grade in grades] + extra
    amount = st.integers(1, 50)
    margins: dict[str, dict[str, float]] = {
        "team": {team: draw(amount) for team in teams},
        "grade": {grade: draw(amount) for grade in grades},
    }
    return pd.DataFrame(rows, columns=["team", "grade"]), margins


@given(surveys())
@settings(max_examples=60, deadline=None)
def test_raking_hits_its_margins(survey: tuple[pd.DataFrame, dict[str, dict[str, float]]]) -> None:
    frame, margins = survey
    made = rake(frame, margins)
    assert made.converged
    assert made.weights.sum() == pytest.approx(len(frame))
    for name, target in margins.items():
        shares = made.weights.groupby(frame[name]).sum() / len(frame)
        assert shares.to_dict() == pytest.approx(
            {group: value / sum(target.values()) for group, value in target.items()}, abs=1e-6
        )
    assert made.effective_n <= len(frame) + 1e-9
    assert made.design_effect >= 1 - 1e-9
    turned = rake(frame.iloc[::-1], margins)
    assert turned.weights.sort_index().to_numpy() == pytest.approx(made.weights.to_numpy())


def test_one_margin_is_post_stratification() -> None:
    frame = pd.DataFrame({"team": ["a"] * 5 + ["b"] * 2}, index=range(10, 17))
    target = {"a": 30, "b": 70}
    one, two = rake(frame, {"team": target}), post_stratify(frame, "team", target)
    pd.testing.assert_series_equal(one.weights, two.weights)
    assert one.weights.index.tolist() == list(range(10, 17))
    crossed = post_stratify({"t": ["a", "b"], "g": ["x", "y"]}, ["t", "g"], {("a", "x"): 1, ("b", "y"): 3})
    assert crossed.weights.tolist() == [0.5, 1.5]


def test_base_weights_and_equal_targets() -> None:
    frame = {"team": ["a", "a", "b"]}
    made = post_stratify(frame, "team", {"a": 50, "b": 50}, base=[1, 3, 2])
    assert made.weights.tolist() == pytest.approx([0.375, 1.125, 1.5])
    assert rake(frame, {"team": {"a": 50, "b": 50}}, base=[1, 3, 2]).weights.tolist() == pytest.approx(
        [0.375, 1.125, 1.5]
    )


def test_trimming_holds_and_says_so() -> None:
    frame = {"team": ["a"] * 95 + ["b"] * 5, "grade": ["x", "y"] * 50}
    margins = {"team": {"a": 50, "b": 50}, "grade": {"x": 50, "y": 50}}
    free, held = rake(frame, margins), rake(frame, margins, trim=(0.3, 3))
    assert free.weights.max() > 5
    assert held.weights.max() <= 3 + 1e-6
    assert not held.converged
    assert held.trimmed > 0
    assert held.findings
    loose = rake(frame, margins, trim=(0.01, 50))
    assert loose.converged
    assert loose.trimmed == 0


def test_margins_that_cannot_be_met_are_reported() -> None:
    frame = {"team": ["a", "b"], "grade": ["x", "y"]}
    made = rake(frame, {"team": {"a": 50, "b": 50}, "grade": {"x": 90, "y": 10}}, rounds=50)
    assert not made.converged
    assert made.findings[0].level == "bad"


@pytest.mark.parametrize(
    ("column", "target"),
    [
        (["a", "a"], {"a": 1, "b": 1}),
        (["a", None], {"a": 1}),
        (["a", "c"], {"a": 1}),
        (["a", "a"], {"a": 0, "b": 0}),
        (["a", "b"], {"a": 1, "b": 0}),
        (["a", "b"], {"a": 0.5, "b": 0.7}),
        (["a", "b"], {"a": -1, "b": 2}),
        (["a", "b"], {"a": "ten", "b": 2}),
        (["a", "b"], ["a", "b"]),
        ([], {"a": 1}),
    ],
)
def test_refused(column: list[object], target: dict[str, float]) -> None:
    with pytest.raises(CourseError):
        rake({"team": column}, {"team": target})
    with pytest.raises(CourseError):
        post_stratify({"team": column}, "team", target)


def test_weighted_figures() -> None:
    assert weighted_proportion([True, False], [1, 1]).value == 0.5
    equal = weighted_proportion([1, 1, 0], [2, 2, 2])
    plain = proportion(2, 3)
    assert (equal.low, equal.high) == (pytest.approx(plain.low), pytest.approx(plain.high))
    assert weighted_proportion([None], [1]).value is None
    assert weighted_proportion([], []).value is None
    assert weighted_mean([], []).value is None
    assert weighted_mean([3], [1]).low is None
    assert weighted_mean([1, 3, None], [1, 1, 5]).value == 2
    assert weighted_proportion(pd.Series([True, False, None], dtype="boolean"), [1, 1, 1]).value == 0.5
    for call in (lambda: weighted_proportion([2], [1]), lambda: effective_n([]), lambda: effective_n([0, 0]),
                 lambda: design_effect([1, -1]), lambda: effective_n([1, None]),
                 lambda: weighted_mean([1, 2], [1]), lambda: rake({"a": [1]}, {"a": {1: 1}}, base=[0])):  # fmt: skip
        with pytest.raises(CourseError):
            call()


@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=40), st.floats(0.001, 1e6))
@settings(max_examples=60, deadline=None)
def test_effective_n(weights: list[float], factor: float) -> None:
    found = effective_n(weights)
    assert 1 - 1e-9 <= found <= len(weights) * (1 + 1e-9)
    assert effective_n([weight * factor for weight in weights]) == pytest.approx(found)
    assert design_effect(weights) * found == pytest.approx(len(weights))


def _answers(n: int = 60, k: int = 5, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=(n, 1))
    return pd.DataFrame(np.clip(np.round(3 + trait + rng.normal(size=(n, k))), 1, 5), columns=list("abcdefgh")[:k])


def test_reliability_of_rows_in_any_order() -> None:
    frame = _answers()
    one, two = cronbach_alpha(frame), cronbach_alpha(frame.sample(frac=1, random_state=2))
    assert one.value == pytest.approx(two.value)
    assert one.low is not None
    assert one.value is not None
    assert one.high is not None
    assert one.low < one.value < one.high
    assert mcdonald_omega(frame).value == pytest.approx(mcdonald_omega(frame[list("edcba")]).value, abs=1e-6)
    # Equal loadings bring omega and alpha together.
    alike = pd.DataFrame(np.array([[1, 1, 2], [2, 3, 2], [4, 4, 5], [5, 4, 4], [3, 3, 3], [1, 2, 1]]))
    omega, alpha = mcdonald_omega(alike).value, cronbach_alpha(alike).value
    assert omega is not None
    assert alpha is not None
    assert omega == pytest.approx(alpha, abs=0.02)


def test_reliability_says_what_is_wrong() -> None:
    frame = _answers()
    frame.loc[3, "a"] = np.nan
    found = cronbach_alpha(frame)
    assert (found.n, found.left_out) == (59, 1)
    with pytest.raises(CourseError, match="row 4"):
        cronbach_alpha(frame, missing="refuse")
    turned = frame.assign(b=6 - frame["b"])
    assert "b" in [entry.field for entry in cronbach_alpha(turned).findings]
    assert any("goes against the factor" in entry.text for entry in mcdonald_omega(turned).findings)
    assert any("Two items" in entry.text for entry in cronbach_alpha(frame, ["a", "b"]).findings)
    assert any("few" in entry.text for entry in cronbach_alpha(frame.iloc[:10]).findings)
    against = cronbach_alpha({"a": [1, 2, 3, 4, 5], "b": [5, 4, 3, 2, 2]})
    assert against.value is not None
    assert against.value < 0


def test_reliability_of_hostile_answers() -> None:
    flat = {"a": [3, 3, 3], "b": [3, 3, 3], "c": [3, 3, 3]}
    assert cronbach_alpha(flat).value is None
    assert mcdonald_omega(flat).value is None
    assert split_half(flat).value is None
    assert str(cronbach_alpha(flat))
    same = {"a": [1, 2, 3, 4], "b": [1, 2, 3, 4], "c": [1, 2, 3, 4]}
    assert cronbach_alpha(same).value == pytest.approx(1)
    assert split_half(same).value == pytest.approx(1)
    assert mcdonald_omega({"a": [1, 2, 3, 4, 5], "b": [1, 2, 3, 4, 5], "c": [1, 2, 3, 4, 5]}).value is not None
    partly = cronbach_alpha({"a": [1, 2, 3], "b": [3, 3, 3], "c": [1, 2, 4]})
    assert partly.value is not None
    assert partly.standardised is None
    for wrong in ({"a": [1, 2]}, {"a": [1], "b": [2]}, {"a": [], "b": []}, {"a": ["x", "y"], "b": [1, 2]},
                  {"a": [1, np.inf], "b": [1, 2]}, {"a": [1, None], "b": [None, 2]}):  # fmt: skip
        with pytest.raises(CourseError):
            cronbach_alpha(wrong)
    for call in (lambda: mcdonald_omega({"a": [1, 2], "b": [2, 3]}), lambda: cronbach_alpha(same, interval="x"),
                 lambda: cronbach_alpha(same, level=0), lambda: split_half(same, first=["z"]),
                 lambda: split_half(same, first=["a", "b", "c"]), lambda: spearman_brown(2, 2),
                 lambda: spearman_brown(0.5, 0), lambda: cronbach_alpha(same, ["a", "a"])):  # fmt: skip
        with pytest.raises(CourseError):
            call()


@given(st.floats(0.05, 0.99), st.floats(0.1, 10))
@settings(max_examples=50, deadline=None)
def test_longer_and_back(reliability: float, times: float) -> None:
    assert spearman_brown(spearman_brown(reliability, times), 1 / times) == pytest.approx(reliability)

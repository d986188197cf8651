"""Facility, discrimination and the use of options, on cohorts whose abilities and items are known."""

from __future__ import annotations

import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.course.item_statistics import analyse_items
from qmslib.datasets import responses, responses_answers
from qmslib.feedback import cronbach_alpha


def simulated(learners: int, items: list[tuple[float, float]], seed: int = 7) -> list[dict[str, float]]:
    """Right or wrong by the two-parameter logistic model: (discrimination a, difficulty b) for each item."""
    chance = random.Random(seed)
    abilities = [chance.gauss(0, 1) for _ in range(learners)]
    return [
        {f"q{at}": float(chance.random() < 1 / (1 + math.exp(-a * (theta - b)))) for at, (a, b) in enumerate(items)}
        for theta in abilities
    ]


def expected_facility(a: float, b: float) -> float:
    grid = np.linspace(-6, 6, 2001)
    density = np.exp(-(grid**2) / 2)
    return float((density / (1 + np.exp(-a * (grid - b)))).sum() / density.sum())


def test_facility_is_what_the_model_says() -> None:
    items = [(1.0, b) for b in (-2, -1, 0, 1, 2)]
    found = analyse_items(simulated(20_000, items))
    for (a, b), one in zip(items, found.items, strict=True):
        assert one.facility == pytest.approx(expected_facility(a, b), abs=0.012)


def test_a_sharper_item_discriminates_more_and_one_of_chance_not_at_all() -> None:
    items = [(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (2.0, 0.0), *[(1.2, b / 4) for b in range(-6, 7)]]
    found = analyse_items(simulated(4000, items)).items[:4]
    figures = [one.discrimination for one in found]
    assert figures == sorted(figures)
    assert figures[0] == pytest.approx(0, abs=0.05)
    differences = [one.upper_lower for one in found]
    assert differences == sorted(differences)


def test_discrimination_is_the_correlation_with_the_rest() -> None:
    answers = simulated(300, [(1, 0), (1.5, 0.5), (0.7, -1), (1, 1)])
    matrix = np.array([[row[f"q{at}"] for at in range(4)] for row in answers])
    for at, one in enumerate(analyse_items(answers).items):
        rest = matrix.sum(axis=1) - matrix[:, at]
        assert one.discrimination == pytest.approx(np.corrcoef(matrix[:, at], rest)[0, 1], abs=1e-12)


def test_alpha_is_cronbachs() -> None:
    answers = simulated(200, [(1, 0), (1.5, 0.5), (0.7, -1), (1, 1)])
    assert analyse_items(answers).alpha == pytest.approx(cronbach_alpha(pd.DataFrame(answers)).value, abs=1e-9)


def test_the_tails_are_27_percent_at_each_end() -> None:
    # One hundred learners, told apart by the second item; the first is right for the best thirty.
    answers = [{"a": float(at >= 70), "b": at / 100} for at in range(100)]
    [first, _] = analyse_items(answers).items
    assert first.upper_lower == pytest.approx(1.0)
    # Right for the best ten: ten of the best twenty-seven.
    answers = [{"a": float(at >= 90), "b": at / 100} for at in range(100)]
    assert analyse_items(answers).items[0].upper_lower == pytest.approx(10 / 27)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3), min_size=2, max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_order_of_learners_does_not_matter_and_figures_stay_in_range(
    rows: list[list[float]], chance: random.Random
) -> None:
    answers = [dict(zip("abc", row, strict=True)) for row in rows]
    shuffled = chance.sample(answers, len(answers))
    first, second = analyse_items(answers), analyse_items(shuffled, most=dict.fromkeys("abc", 1))
    for one, other in zip(first.items, second.items, strict=True):
        assert one.facility == pytest.approx(other.facility)
        assert 0 <= one.facility <= 1
        for mine, its in ((one.discrimination, other.discrimination), (one.upper_lower, other.upper_lower)):
            assert (mine is None) == (its is None)
            if mine is not None and its is not None:
                assert mine == pytest.approx(its, abs=1e-9)
                assert -1.000001 <= mine <= 1.000001


def test_what_was_left_out_earns_nothing_and_is_counted() -> None:
    found = analyse_items([{"a": 2, "b": None}, {"a": 1}, {"a": 0, "b": 2}], most={"a": 2, "b": 2})
    assert [(one.facility, one.unanswered) for one in found.items] == [(0.5, 0), (pytest.approx(1 / 3), 2)]


def test_distractors_are_counted_and_a_lure_for_the_best_is_named() -> None:
    chosen, points = [], []
    for at in range(100):
        good = at >= 50
        option = ("key" if at % 2 else "lure") if good else ("key" if at % 5 == 0 else "plain")
        chosen.append({"q": [option]})
        points.append({"q": float(option == "key"), "rest": float(good), "more": float(at >= 60)})
    options = {"q": {"key": True, "lure": False, "plain": False, "never": False}}
    found = analyse_items(points, chosen=chosen, options=options)
    use = {one.option: one for one in found.items[0].options}
    assert use["lure"].share == 0.25
    assert use["never"].share == 0
    assert use["plain"].upper == 0
    said = " ".join(finding.text for finding in found.findings)
    assert "option lure: it is wrong, and the better learners took it" in said
    assert "option never: chosen by 0%" in said
    assert found.options().shape == (4, 6)


def test_the_faulty_items_of_the_made_up_cohort_are_found() -> None:
    matrix = responses().drop(columns="learner")
    found = analyse_items([dict(row) for row in matrix.to_dict("records")])
    said = {finding.field for finding in found.findings if finding.level == "warn"}
    assert set(responses_answers()) <= said | {one.item for one in found.items if one.facility > 0.95}


def test_few_learners_are_said() -> None:
    assert any("only 3 learners" in one.text for one in analyse_items([{"a": 1}, {"a": 0}, {"a": 1}]).findings)


def test_everybody_alike_has_no_discrimination() -> None:
    found = analyse_items([{"a": 1, "b": 1}] * 5)
    assert found.items[0].discrimination is None
    assert found.items[0].upper_lower is None
    assert found.alpha is None
    assert "5 learners" in str(found)


@pytest.mark.parametrize("points", [[], [{}], [{"a": 2}], [{"a": -1}], [{"a": math.nan}]])
def test_points_that_cannot_be_are_refused(points: list[dict[str, float]]) -> None:
    with pytest.raises(CourseError):
        analyse_items(points)

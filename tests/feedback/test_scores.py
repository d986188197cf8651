from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.feedback import (
    Score,
    ces,
    compare_response,
    csat,
    groups_to_hide,
    margin_of_error,
    mean_score,
    nps,
    response_rate,
    sample_size,
    sample_size_mean,
    sample_size_nps,
    scores_by,
    survey_load,
    top_box,
)

ALL: list[Callable[..., Score]] = [csat, mean_score, top_box, nps, ces]


def test_known_figures() -> None:
    assert csat([5, 4, 3, 2, None]).value == 0.5
    assert csat([5, 4, 3, 2], method="mean").value == 3.5
    assert csat([7, 6, 5, 1], scale=(1, 7)).value == 0.5
    assert csat([5, 4, 3, 2], satisfied=3).value == 0.75
    assert top_box([5, 4, 3, 2], 3).value == 0.75
    assert nps([10, 9, 8, 7, 6, 0]).value == 0
    assert nps([10, None, 9]).left_out == 1
    assert ces([1, 2, 4, 5], scale=(1, 5), method="share", high_is_easy=False).value == 0.5
    assert nps([9, 9]).low == nps([9, 9]).high == 100
    assert nps([9, 9], method="adjusted-wald").low < 100  # type: ignore[operator]


@pytest.mark.parametrize("score", ALL)
def test_nobody_is_not_nought(score: Callable[..., Score]) -> None:
    for nothing in ([], [None, None], pd.Series([], dtype=float), pd.Series([np.nan])):
        found = score(nothing)
        assert found.value is None
        assert found.low is None
        assert found.n == 0
        assert str(found)
    assert score([5]).n == 1


@pytest.mark.parametrize("score", ALL)
@pytest.mark.parametrize("cell", [99, -1, np.inf, "often", True, 3.5])
def test_what_is_no_answer_is_refused_by_row(score: Callable[..., Score], cell: object) -> None:
    if score is mean_score and cell == 3.5:
        return
    with pytest.raises(CourseError):
        score([5, cell] if not isinstance(cell, bool) else pd.Series([True, False]))


@pytest.mark.parametrize("nothing", [None, 5, "555", {"a": 5}, pd.DataFrame({"a": [1]}), np.ones((2, 2))])
def test_what_is_no_list_is_refused(nothing: object) -> None:
    with pytest.raises(CourseError):
        nps(nothing)


def test_options() -> None:
    for call in (lambda: csat([1], method="x"), lambda: nps([1], method="x"), lambda: top_box([1], 5),
                 lambda: csat([1], satisfied=1), lambda: csat([1], level=2), lambda: ces([1], easy=9, method="share"),
                 lambda: mean_score([1], scale=(5, 1))):  # fmt: skip
        with pytest.raises(CourseError):
            call()


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_net_promoter_bounds_and_symmetry(answers: list[int], random: object) -> None:
    found = nps(answers)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert -100 <= found.low <= found.value <= found.high <= 100
    # 9 and 10 for 0 to 6: whoever promotes detracts, and the score turns its sign.
    mirrored = [0 if answer >= 9 else 10 if answer <= 6 else answer for answer in answers]
    assert nps(mirrored).value == pytest.approx(-found.value)
    shuffled = list(answers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert nps(shuffled) == found


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), max_size=8), st.integers(1, 8))
@settings(max_examples=100, deadline=None)
def test_small_groups_cannot_be_worked_out(counts: dict[str, int], min_n: int) -> None:
    hidden = groups_to_hide(counts, min_n)
    assert all(counts[group] >= min_n or not counts[group] for group in counts if group not in hidden)
    if hidden and len(hidden) < sum(count > 0 for count in counts.values()):
        # What subtracting the shown from the total gives away stands for at least two groups and min_n people.
        assert len(hidden) >= 2
        assert sum(counts[group] for group in hidden) >= min_n


def test_hidden_means_hidden() -> None:
    frame = pd.DataFrame({"team": ["a"] * 9 + ["b"] * 3 + ["c"] * 6, "s": [5, 1, 4] * 6})
    found = scores_by(frame, "s", "team")
    assert set(found.hidden) == {"b", "c"}
    hidden = found.groups[found.groups["state"] == "hidden"]
    assert hidden[["n", "value", "low", "high"]].isna().all().all()
    pd.testing.assert_frame_equal(scores_by(frame.sample(frac=1, random_state=1), "s", "team").groups, found.groups)
    alone = scores_by({"team": ["a", "a"], "s": [1, 2]}, "s", "team")
    assert alone.total is None
    assert alone.groups["value"].isna().all()
    assert "a" in scores_by(frame, "s", "team", min_n=1).groups["group"].tolist()


def test_empty_groups_have_no_figure() -> None:
    frame = pd.DataFrame({"team": pd.Categorical(["a"] * 6, categories=["a", "b"]), "s": [5] * 6})
    found = scores_by(frame, "s", "team").groups.set_index("group")
    assert found.loc["b", "state"] == "no answers"
    assert np.isnan(found.loc["b", "value"])
    assert len(scores_by({"team": [], "s": []}, "s", "team", groups=["a"]).groups) == 2
    with pytest.raises(CourseError, match="row 2"):
        scores_by({"team": ["a", None], "s": [1, 2]}, "s", "team")
    with pytest.raises(CourseError):
        scores_by(frame, "s", "team", score="fun")
    two = scores_by({"t": ["a"] * 5, "w": [1] * 5, "r": [10] * 5}, "r", ["t", "w"], score="nps")
    assert two.groups["group"].tolist() == ["a × 1", "all"]


def test_sample_sizes() -> None:
    assert sample_size(0.05, population=1).answers == 1
    assert sample_size(0.5, p=0.01).answers == 1
    assert sample_size(0.05, response=0.5).invite == 770
    assert sample_size(0.05, population=400, response=0.1).invite == 400
    assert sample_size_mean(0.1, 1.0, population=50).answers == 45
    assert sample_size_nps(5, promoters=0.5, detractors=0.2).answers == 938
    assert margin_of_error(50, population=50) == 0
    for call in (lambda: sample_size(0), lambda: sample_size(5), lambda: sample_size(0.1, p=0),
                 lambda: sample_size(0.1, population=0), lambda: margin_of_error(0), lambda: sample_size_mean(1, 0),
                 lambda: margin_of_error(9, population=5), lambda: sample_size(0.1, response=0),
                 lambda: sample_size_nps(5, promoters=0.5), lambda: sample_size(0.1, rounding="down"),
                 lambda: sample_size_nps(5, promoters=0.8, detractors=0.4), lambda: sample_size(float("nan")),
                 lambda: sample_size_nps(5, promoters=1.0, detractors=0.0)):  # fmt: skip
        with pytest.raises(CourseError):
            call()


@given(st.integers(1, 5000), st.floats(0.01, 0.2))
@settings(max_examples=60, deadline=None)
def test_the_sample_keeps_its_margin(population: int, margin: float) -> None:
    found = sample_size(margin, population=population)
    assert 1 <= found.answers <= population
    assert margin_of_error(found.answers, population=population) <= margin + 1e-9


def test_response_rates() -> None:
    rates = response_rate(100, 50, partial=10, undeliverable=10, not_eligible=10, eligible_share=0.5).rates.set_index(
        "definition"
    )["rate"]
    expected = {"RR1": 50 / 90, "RR2": 60 / 90, "RR3": 50 / 85, "RR4": 60 / 85, "RR5": 50 / 80, "RR6": 60 / 80}
    assert rates.to_dict() == pytest.approx(expected)
    assert response_rate(0, 0).value is None
    for wrong in ((10, 11), (10, -1), (10, 2.5)):
        with pytest.raises(CourseError):
            response_rate(*wrong)  # type: ignore[arg-type]


def test_who_did_not_answer() -> None:
    found = compare_response({"East": 100, "West": 100, "None": 0}, {"East": 90, "West": 30})
    assert found.p_value is not None
    assert found.p_value < 0.001
    assert np.isnan(found.groups.loc[2, "rate"])  # type: ignore[arg-type]
    people = pd.DataFrame({"team": ["a"] * 4 + ["b"] * 4, "answered": [True, False] * 4})
    assert compare_response(people, by="team").groups["rate"].tolist() == [0.5, 0.5]
    assert compare_response({}, {}).p_value is None
    for wrong in (({"a": 1}, {"a": 2}), ({"a": 1}, {"b": 1}), ({"a": 1.5}, {"a": 1})):
        with pytest.raises(CourseError):
            compare_response(*wrong)


def test_load() -> None:
    asked = pd.DataFrame(
        {"person": ["Wei", "Wei", "Wei", "Tom"], "sent": ["2026-01-01", "2026-03-31", "2026-04-01", "2026-01-02"],
         "minutes": [10, 20, 30, 31]}
    )  # fmt: skip
    found = survey_load(asked)
    assert (found.people, found.over_limit, found.most_surveys, found.most_minutes) == (2, 1, 2, 31)
    pd.testing.assert_frame_equal(survey_load(asked.iloc[::-1]).loads, found.loads)
    assert survey_load(asked.iloc[:0]).most_surveys is None
    assert survey_load(asked, max_minutes=29).over_limit == 2
    good = survey_load(asked, consent="Taking part is voluntary, and you can stop at any time.")
    assert not [entry for entry in good.findings if "consent" in entry.text]
    assert len(survey_load(asked, consent="Please answer.").findings) == 3
    with pytest.raises(CourseError, match="row 1"):
        survey_load({"person": ["a"], "sent": [None]}, minutes=5)
    with pytest.raises(CourseError):
        survey_load({"person": ["a"], "sent": ["2026-01-01"]}, minutes=-5)

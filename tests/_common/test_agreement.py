import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.agreement import (
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    percent_agreement,
    rating_counts,
    scott_pi,
)
from qmslib._common.errors import CourseError

ALL = [cohen_kappa, scott_pi, gwet_ac1, brennan_prediger, krippendorff_alpha, percent_agreement]
PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)
RULES = settings(max_examples=50, deadline=None)


def same(one, two):
    assert (one is None) == (two is None)
    assert one is None or one == pytest.approx(two, abs=1e-9)


@RULES
@given(PAIRS, st.sampled_from(ALL), st.randoms(use_true_random=False))
def test_coders_rows_and_names_may_change_places(pairs, measure, random):
    a, b = (list(each) for each in zip(*pairs, strict=True))
    found = measure(a, b, categories=list("abc"))
    same(found.value, measure(b, a, categories=list("abc")).value)
    mixed = list(pairs)
    random.shuffle(mixed)
    same(found.value, measure(*zip(*mixed, strict=True), categories=list("abc")).value)
    other = {"a": "zeal", "b": "tone", "c": "speed"}
    renamed = measure([other[x] for x in a], [other[x] for x in b], categories=["tone", "speed", "zeal"])
    same(found.value, renamed.value)
    if found.value is not None and found.low is not None:
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9
    assert len(found.disagreements) == sum(x != y for x, y in pairs)


@RULES
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=20))
def test_perfect_agreement_is_one(ratings):
    for measure in ALL:
        found = measure(ratings, ratings, categories=list("abc"))
        assert found.value == pytest.approx(1) or (found.value is None and len(set(ratings)) == 1 and found.reason)


def test_statsmodels_agrees():
    from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa as theirs

    table = np.array([[20, 3, 1], [4, 18, 5], [0, 6, 13]])
    for weights, kind in ((None, None), ("linear", "linear"), ("quadratic", "quadratic")):
        mine, other = cohen_kappa(table, weights=weights), cohens_kappa(table, wt=kind)
        assert mine.value == pytest.approx(other.kappa)
        assert mine.se == pytest.approx(other.std_kappa)
        assert (mine.low, mine.high) == (pytest.approx(other.kappa_low), pytest.approx(other.kappa_upp))
    counts = np.array([[3, 0, 0], [1, 2, 0], [0, 0, 3], [1, 1, 1]])
    assert fleiss_kappa(counts).value == pytest.approx(theirs(counts))


def test_nothing_to_measure_is_missing_with_a_reason():
    for measure in ALL[:5]:
        found = measure(["met"] * 4, ["met"] * 4)
        if measure is not brennan_prediger:
            assert found.value is None
            assert "same category" in found.reason
        assert measure([], []).value is None
        assert "no item" in measure([None, "met"], ["met", None]).reason
    assert gwet_ac1(["met"] * 4, ["met"] * 4, categories=["met", "not met"]).value == 1
    assert percent_agreement([], []).value is None
    assert fleiss_kappa(np.zeros((0, 3))).value is None
    assert len(cohen_kappa(["met"], ["met"]).frame()) == 1


def test_missing_ratings_follow_the_named_rule():
    a, b = ["x", "y", None, "x", "y"], ["x", "y", "x", float("nan"), "x"]
    left = cohen_kappa(a, b)
    assert left.n == 3
    assert "2 ratings are missing, in 2 rows" in left.findings[0].text
    assert cohen_kappa(a, b, missing="category").n == 5
    with pytest.raises(CourseError, match="rows 3 and 4: a rating is missing"):
        cohen_kappa(a, b, missing="error")
    with pytest.raises(CourseError, match="not known"):
        cohen_kappa(a, b, missing="drop")


def test_disagreements_name_row_and_choices():
    frame = pd.DataFrame(
        {"Tom": ["met", "met", "partly"], "Wei": ["met", "partly", "met"]}, index=["F-1", "F-2", "F-2"]
    )
    found = krippendorff_alpha(frame)
    assert found.disagreements.to_dict("list") == {
        "row": [2, 3], "item": ["F-2", "F-2"], "Tom": ["met", "partly"], "Wei": ["partly", "met"],
    }  # fmt: skip
    by_counts = fleiss_kappa(rating_counts(frame))
    assert list(by_counts.disagreements["item"]) == ["F-2", "F-2"]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: cohen_kappa([1, 2], [1]), "same items"),
        (lambda: cohen_kappa("ab", "ab"), "not ratings"),
        (lambda: cohen_kappa([1, 2], ["1", "2"]), "numbers and others are words"),
        (lambda: cohen_kappa(["a", "b", "c"], ["a", "b", "c"], "linear"), "order of the categories"),
        (lambda: cohen_kappa(["a", "d"], ["a", "b"], categories=["a", "b"]), "row 1|row 2"),
        (lambda: cohen_kappa([[1, 2, 3], [1, 2, 3]]), "square"),
        (lambda: cohen_kappa([1], [1], level=95), "between 0 and 1"),
        (lambda: fleiss_kappa([[1, -1]]), "row 1, column 2"),
        (lambda: fleiss_kappa([["met", "partly"]]), "table of counts"),
        (lambda: fleiss_kappa(), "no ratings"),
        (lambda: krippendorff_alpha(["a"], ["a"], metric="interval"), "order|numbers"),
        (lambda: gwet_ac2([1, 2], [1, 2], weights="round"), "weights are not known"),
    ],
)
def test_what_cannot_be_read_is_named(call, match):
    with pytest.raises(CourseError, match=match):
        call()


def test_numbers_stand_at_their_value():
    a, b = [1, 2, 4, 5, 1], [1, 4, 4, 5, 2]
    full = cohen_kappa(a, b, "linear", categories=[1, 2, 3, 4, 5])
    assert cohen_kappa(a, b, "linear").value == pytest.approx(full.value)
    words = pd.Series(pd.Categorical(["low", "high", "mid"], categories=["low", "mid", "high"], ordered=True))
    assert cohen_kappa(words, words, "quadratic").value == 1


def test_no_ratings_of_any_shape():
    for empty in ([], pd.DataFrame({"a": [], "b": []}), [[None, None]]):
        assert gwet_ac1(empty).value is None
    assert "no item" in gwet_ac1([["met"], ["not met"]]).reason
    mixed = gwet_ac1(pd.Series([pd.NA, "met", "met"]), pd.Series(["met", "met", "not met"], index=[7, 7, 7]))
    assert mixed.n == 2

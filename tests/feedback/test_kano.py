import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.feedback import kano, kano_category


def rows(feature, *pairs):
    return [{"feature": feature, "functional": a, "dysfunctional": b} for a, b in pairs]


def test_ties_go_to_what_matters_more():
    found = kano(rows("x", ("like", "neutral"), ("must be", "dislike")))
    assert found.features["category"].tolist() == ["M"]
    assert found.features["tied"].tolist() == [True]


def test_blauth_looks_at_the_side_first():
    pairs = [(3, 3)] * 4 + [(1, 3)] * 3 + [(1, 5)] * 2
    assert kano(rows("x", *pairs)).features["category"].tolist() == ["I"]
    assert kano(rows("x", *pairs), rule="blauth").features["category"].tolist() == ["A"]


def test_missing_halves_are_counted():
    found = kano(rows("x", (1, None), (1, 5), (None, None)))
    assert (found.unpaired, found.features["n"].tolist()) == (1, [1])
    with pytest.raises(CourseError, match="rows 1 and 2: an answer"):
        kano(rows("x", (6, 1), ("maybe", 1)))
    assert "no pairs" in kano([]).sentence
    assert kano(rows("x", (1, 1))).features["better"].isna().all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=20))
def test_counts_and_coefficients(pairs):
    found = kano(rows("x", *pairs)).features.iloc[0]
    assert sum(found[name] for name in "MOAIRQ") == len(pairs) == found["n"]
    if found["better"] == found["better"]:
        assert 0 <= found["better"] <= 1
        assert -1 <= found["worse"] <= 0
    back = kano(rows("x", *reversed(pairs))).features.iloc[0]
    assert back["category"] == found["category"]


def test_it_draws_and_reads():
    found = kano(rows("a < b", (1, 3), (1, 5)) + rows("c", (1, 1)))
    assert "a &lt; b" in found.svg()
    assert "a < b" in found.alt
    with pytest.raises(CourseError, match="table is not known"):
        kano_category(1, 1, "x")

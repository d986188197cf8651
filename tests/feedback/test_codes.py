from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib import datasets
from qmslib._common.errors import CourseError
from qmslib.feedback import Scale, read_answers, reverse, reverse_items, undeclared_codes


def test_the_planted_codes_are_found_and_no_other() -> None:
    codes = {f"q{number}": Scale(1, 5) for number in range(1, 9)}
    codes |= {"recommend": Scale(0, 10), "satisfaction": Scale(1, 5), "effort": Scale(1, 7)}
    survey, planted = datasets.staff_survey(), datasets.staff_survey_answers()
    found = undeclared_codes(survey, codes).cells
    assert set(zip(found["column"], found["row"], strict=True)) == set(
        zip(planted["field"], planted["row"], strict=True)
    )
    with pytest.raises(CourseError, match=r"q3 holds 9 in row 13.*recommend holds 99 in row 58"):
        read_answers(survey, codes)


def test_missing_and_not_applicable_stay_apart() -> None:
    scale = Scale(1, 5, {1: "Very poor", 5: "Very good"}, not_applicable=("N/A", 8), missing=(9, "refused"))
    cells = [1, "2", "very good", None, "", "n/a", 8.0, "9", "Refused", np.nan]
    read = read_answers({"q": cells}, scale)
    assert read.values["q"].dropna().tolist() == [1, 2, 5]
    assert read.counts.iloc[0].tolist() == ["q", 10, 3, 5, 2]


@pytest.mark.parametrize("cell", [6, 0, -1, 3.5, "n/a", "4?", np.inf, True, "1,2", "5 %", "£3"])
def test_refused(cell: object) -> None:
    with pytest.raises(CourseError, match="row 2"):
        read_answers({"q": [1, cell]}, Scale(1, 5))


def test_kinds_of_columns() -> None:
    scale = Scale(1, 5, missing=(9,))
    for column in (
        pd.Series([1, 9, None], dtype="Int64"),
        pd.Series(["1", "9", None], dtype="category"),
        pd.Series(["1", "9", None], dtype="string"),
        pd.Series([1.0, 9.0, np.nan]),
    ):
        read = read_answers(pd.DataFrame({"q": column}).set_axis([5, 5, 1]), scale)
        assert read.counts.iloc[0, 2:].tolist() == [1, 2, 0]
    assert read_answers(pd.DataFrame({"q": []}), scale).counts.iloc[0, 1] == 0
    frame = pd.DataFrame({"q": ["1"]})
    read_answers(frame, scale)
    assert frame["q"].tolist() == ["1"]


def test_declarations_that_contradict_themselves() -> None:
    for wrong in ((5, 1, {}, (), ()), (1, 5, {}, (3,), ()), (1, 5, {}, (9,), ("9",)), (1, 5, {7: "x"}, (), ())):
        with pytest.raises(CourseError):
            Scale(*wrong)
    with pytest.raises(CourseError, match="no column q2"):
        read_answers({"q1": [1]}, {"q2": Scale(1, 5)})


@given(st.lists(st.integers(1, 7) | st.none(), max_size=30))
@settings(max_examples=60, deadline=None)
def test_reversing_twice_is_nothing(answers: list[int | None]) -> None:
    twice = reverse(reverse(answers, 1, 7), 1, 7)
    assert np.array_equal(twice, np.array(answers, dtype=float), equal_nan=True)


def test_reverse_refuses_what_is_off_the_scale() -> None:
    with pytest.raises(CourseError, match="row 2"):
        reverse([1, 9], 1, 5)
    series = pd.Series([1, 2], index=["a", "b"], name="q")
    assert reverse(series).to_dict() == {"a": 5.0, "b": 4.0}


def test_an_unreversed_item_is_named_and_only_it() -> None:
    rng = np.random.default_rng(1)
    trait = rng.normal(size=200)
    frame = pd.DataFrame({f"q{k}": np.clip(np.round(3 + trait + rng.normal(size=200)), 1, 5) for k in range(5)})
    frame["q4"] = 6 - frame["q4"]
    assert [found.field for found in reverse_items(frame, []).findings] == ["q4"]
    right = reverse_items(frame, ["q4"])
    assert right.findings == ()
    with pytest.raises(CourseError, match="already"):
        reverse_items(right.answers, ["q4"])
    back = reverse_items(right.answers, ["q4"], again=True)
    pd.testing.assert_frame_equal(back.answers, frame, check_dtype=False)
    blind = right.answers.copy()
    blind.attrs.clear()
    assert [found.field for found in reverse_items(blind, ["q4"]).findings] == ["q4"]


def test_few_or_equal_answers_give_no_correlation() -> None:
    for frame in ({"a": [1], "b": [2]}, {"a": [], "b": []}, {"a": [3, 3, 3], "b": [1, 1, 1]}, {"a": [1, 2, 3]}):
        assert reverse_items(frame, []).findings == ()
    with pytest.raises(CourseError):
        reverse_items({"a": [1, 2]}, ["b"])

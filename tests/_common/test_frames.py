from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib._common.frames import as_frame, as_numbers, read_choices, read_numbers, read_times, rows_named


def test_rows_are_named_from_one_and_not_all_of_a_thousand() -> None:
    assert rows_named([2]) == "row 3"
    assert rows_named([0, 4]) == "rows 1 and 5"
    assert rows_named(range(1000)) == "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … (1,000 rows)"


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(CourseError, match=r"no column due.*\['case'\]"):
        as_frame(pd.DataFrame({"case": [1]}), ["case", "due"])
    with pytest.raises(CourseError, match="not a table"):
        as_frame("case,due")


def test_moments_are_read_and_others_named() -> None:
    table = pd.DataFrame({"when": ["2026-03-04", "2026-03-04 14:30", None, ""]}, index=[7, 7, 7, 7])
    read = read_times(table, "when")
    assert list(read.isna()) == [False, False, True, True]
    assert read.iloc[1] == pd.Timestamp(2026, 3, 4, 14, 30)
    with pytest.raises(CourseError, match=r"field when.*row 2: no date.*04/03/2026"):
        read_times(pd.DataFrame({"when": ["2026-03-04", "04/03/2026"]}), "when")
    with pytest.raises(CourseError, match="rows 3 and 4: the date is missing"):
        read_times(table, "when", missing=False)
    with pytest.raises(CourseError, match="numbers, not dates"):
        read_times(pd.DataFrame({"when": [20260304]}), "when")


def test_numbers_are_read_and_others_named() -> None:
    assert list(read_numbers(pd.DataFrame({"n": ["1,200", "3"]}), "n")) == [1200.0, 3.0]
    for bad, said in (("many", "no number"), (np.inf, "without end")):
        with pytest.raises(CourseError, match=f"row 2: a?.*{said}"):
            read_numbers(pd.DataFrame({"n": [1, bad]}), "n")
    with pytest.raises(CourseError, match="row 1: a number below 0"):
        read_numbers(pd.DataFrame({"n": [-1.0, 2.0]}), "n", low=0)
    with pytest.raises(CourseError, match="does not hold numbers"):
        read_numbers(pd.DataFrame({"n": [True, False]}), "n")


def test_choices_are_held_to_their_list() -> None:
    table = pd.DataFrame({"state": ["open", "Open", None]})
    with pytest.raises(CourseError, match=r"row 2: a value that is not in the list.*Use one of: open, closed"):
        read_choices(table, "state", ["open", "closed"])
    with pytest.raises(CourseError, match="row 3: the value is missing"):
        read_choices(table, "state", ["open", "Open"], missing=False)


def test_numbers_may_come_in_any_sequence() -> None:
    for values in ([1, 2], (1, 2), np.array([1, 2]), pd.Series([1, 2], index=[9, 9]), range(1, 3)):
        assert list(as_numbers(values, "days")) == [1.0, 2.0]
    assert len(as_numbers([], "days")) == 0
    with pytest.raises(CourseError, match="row 2: the number is missing"):
        as_numbers([1, None], "days")
    assert np.isnan(as_numbers([1, None], "days", missing=True)[1])

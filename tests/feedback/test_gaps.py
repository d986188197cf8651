import pandas as pd
import pytest
from hypothesis import given, strategies as st

from qmslib._common.errors import CourseError
from qmslib.feedback import rank_gaps

ROW = {"dimension": "Speed", "expected": 6, "received": 3.5, "importance": 5}


def test_gaps_are_ranked_by_what_matters():
    frame = pd.DataFrame(
        [
            ROW,
            {"dimension": "Accuracy", "expected": 7, "received": 3, "importance": 2},
            {**ROW, "dimension": "Tone", "received": 6.5},
        ]
    )
    report = rank_gaps(frame)
    assert [gap.dimension for gap in report.gaps] == ["Speed", "Accuracy", "Tone"]
    assert [gap.weighted for gap in report.gaps] == [12.5, 8, -2.5]
    assert report.worst.gap == -2.5
    assert list(report.frame()["dimension"]) == ["Speed", "Accuracy", "Tone"]


def test_what_is_off_the_scale_is_named_and_left_out():
    report = rank_gaps([ROW, {**ROW, "expected": 8}, {**ROW, "importance": None}])
    assert len(report.gaps) == 2
    assert [(found.row, found.field, found.level) for found in report.findings] == [
        (1, "expected", "bad"),
        (2, "importance", "info"),
    ]
    assert rank_gaps([]).worst is None
    with pytest.raises(CourseError, match="ends before it begins"):
        rank_gaps([], 5, 1)


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(0, 5)), max_size=8))
def test_the_worst_comes_first(scores):
    rows = [
        {"dimension": f"d {n}", "expected": e, "received": r, "importance": i} for n, (e, r, i) in enumerate(scores)
    ]
    weighted = [gap.weighted for gap in rank_gaps(rows).gaps]
    assert weighted == sorted(weighted, reverse=True)
    assert len(weighted) == len(rows)

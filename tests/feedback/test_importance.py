import pytest

from qmslib._common.errors import CourseError
from qmslib.feedback import importance_performance

ROWS = {"attribute": ["a", "b", "c", "d"], "importance": [5, 4.5, 2, 1.5], "performance": [2, 4.5, 2, 5]}


def test_four_quadrants():
    found = importance_performance(ROWS, crosshair="midpoint")
    assert found.attributes["quadrant"].tolist() == [
        "concentrate here", "keep up the good work", "low priority", "possible overkill",
    ]  # fmt: skip
    assert found.crosshair == (3, 3)
    assert "a" in found.alt
    assert "<svg" in found.svg()


def test_rows_of_answers_are_averaged():
    found = importance_performance(
        {"attribute": ["a", "a", "b"], "importance": [5, 3, 2], "performance": [1, 2, 4]}, crosshair=(3, 3)
    )
    assert found.attributes[["importance", "performance", "n"]].values.tolist() == [[4, 1.5, 2], [2, 4, 1]]


def test_on_the_line_is_high_and_borderline():
    found = importance_performance({"attribute": ["a"], "importance": [3], "performance": [3]})
    assert found.attributes["quadrant"].tolist() == ["keep up the good work"]
    assert found.attributes["borderline"].tolist() == [True]
    assert "midpoint" in found.findings[-1].text


def test_bad_scores_are_named():
    with pytest.raises(CourseError, match="importance: row 1: a number above 5"):
        importance_performance({"attribute": ["a"], "importance": [9], "performance": [3]})
    with pytest.raises(CourseError, match="missing"):
        importance_performance({"attribute": ["a"], "importance": [None], "performance": [3]})
    assert importance_performance([]).crosshair is None

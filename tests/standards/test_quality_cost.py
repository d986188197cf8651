"""What quality costs, by kind."""

import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib.standards import cost_of_quality

SPENT = pd.DataFrame(
    {
        "kind": ["internal failure", "prevention", "appraisal", "external failure", "internal failure"],
        "cost": [1500, 1000.5, "2,000", 500, 0],
    },
    index=[7, 7, 8, 9, 1],
)


def test_by_hand():
    report = cost_of_quality(SPENT, budget=50_000)
    assert report.frame()["cost"].tolist() == [1000.5, 2000.0, 1500.0, 500.0]
    assert report.frame()["items"].tolist() == [1, 1, 2, 1]
    assert (report.total, report.failure) == (5000.5, 2000.0)
    assert report.failure_share == pytest.approx(100 * 2000 / 5000.5)
    assert report.of_budget == pytest.approx(10.001)
    assert "internal failure: £1,500" in report.alt
    assert "<svg" in report.svg()


def test_the_order_of_rows_does_not_matter():
    mixed = cost_of_quality(SPENT.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(mixed.frame(), cost_of_quality(SPENT).frame())


def test_nothing_yet_is_no_nought():
    report = cost_of_quality(pd.DataFrame({"kind": [], "cost": []}))
    assert report.failure_share is None
    assert report.frame()["share"].isna().all()
    assert report.sentence == "No cost is entered yet."


def test_a_kind_without_an_entry_is_said():
    assert "prevention, appraisal, external failure" in str(
        cost_of_quality([{"kind": "internal failure", "cost": 10}])
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"kind": "rework", "cost": 1}], "row 1: a value that is not in the list"),
        ([{"kind": "appraisal", "cost": -1}], "row 1: a number below 0"),
        ([{"kind": "appraisal", "cost": None}], "row 1: the number is missing"),
        ([{"cost": 1}], "no column kind"),
    ],
)
def test_faults_are_named(rows, said):
    with pytest.raises(CourseError, match=said):
        cost_of_quality(rows)
    with pytest.raises(CourseError, match="more than nothing"):
        cost_of_quality(SPENT, budget=0)

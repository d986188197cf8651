import numpy as np
import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib.feedback import servqual

SURVEY = pd.DataFrame(
    {
        "e1": [7, 6, 7, 5],
        "p1": [4, 5, 3, 5],
        "e2": [6, 6, 6, 6],
        "p2": [5, 4, 6, None],
        "e3": [5, 5, 5, 5],
        "p3": [6, 6, 6, 6],
    }
)
DIMENSIONS = {"speed": [("e1", "p1"), ("e2", "p2")], "tone": ("e3", "p3")}


def test_gaps_by_respondent_item_and_dimension():
    found = servqual(SURVEY, DIMENSIONS, weights={"speed": 60, "tone": 20})
    speed = found.dimensions.iloc[0]
    each = [(-3 - 1) / 2, (-1 - 2) / 2, (-4 + 0) / 2, 0]
    assert speed["gap"] == pytest.approx(np.mean(each))
    from scipy.stats import ttest_1samp

    interval = ttest_1samp(each, 0).confidence_interval()
    assert (speed["low"], speed["high"]) == (pytest.approx(interval.low), pytest.approx(interval.high))
    assert found.weighted == pytest.approx(0.75 * np.mean(each) + 0.25 * 1)
    assert found.unweighted == pytest.approx((np.mean(each) + 1) / 2)
    assert (found.worst, found.unpaired, len(found.items)) == ("speed", 1, 3)
    assert "expected" in found.alt
    assert "<svg" in found.svg()


def test_rows_may_change_places_and_weights_scale():
    one = servqual(SURVEY, DIMENSIONS, weights={"speed": 3, "tone": 1})
    two = servqual(SURVEY.sample(frac=1, random_state=1), DIMENSIONS, weights={"speed": 75, "tone": 25})
    assert one.weighted == pytest.approx(two.weighted)


def test_codes_are_declared_or_refused():
    wrong = SURVEY.assign(p1=[4, 99, 3, 5])
    with pytest.raises(CourseError, match=r"p1: row 2: a number above 7"):
        servqual(wrong, DIMENSIONS)
    assert servqual(wrong, DIMENSIONS, missing=[99]).unpaired == 2
    with pytest.raises(CourseError, match="no weight is given for tone"):
        servqual(SURVEY, DIMENSIONS, weights={"speed": 1})
    with pytest.raises(CourseError, match="no pair"):
        servqual(SURVEY)
    assert servqual({"expected_a": [], "received_a": []}).weighted is None

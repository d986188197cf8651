"""Shares with their interval: what may be counted."""

import pytest

from qmslib._common.errors import CourseError
from qmslib._common.estimates import proportion


@pytest.mark.parametrize(("count", "n"), [("three", 5), (None, 5), (3, "x"), (True, 5)])
def test_a_share_is_of_counts_not_of_words(count, n):
    with pytest.raises(CourseError, match="no number"):
        proportion(count, n)

"""One reader for the day or moment at which records are read."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib._common.moments import read_day, read_moment

END = pd.Timestamp("2026-03-04 23:59:59.999999")


@pytest.mark.parametrize("value", [date(2026, 3, 4), "2026-03-04", " 4 March 2026 ", "4/3/2026"])
def test_a_day_lasts_to_its_end(value: object) -> None:
    assert read_moment(value) == END
    assert read_day(value) == date(2026, 3, 4)


@pytest.mark.parametrize("value", [datetime(2026, 3, 4), pd.Timestamp("2026-03-04"), np.datetime64("2026-03-04")])
def test_a_datetime_means_that_moment(value: object) -> None:
    assert read_moment(value) == pd.Timestamp("2026-03-04")


def test_a_day_ends_by_the_clock_of_its_zone() -> None:
    # The clocks go forward on this day, so it has 23 hours.
    assert read_moment("2026-03-29", "Europe/London").hour == 23
    with pytest.raises(CourseError, match="time zone"):
        read_moment("2026-03-04T10:00+00:00")


@pytest.mark.parametrize("value", [None, pd.NaT, pd.NA, float("nan"), 20260304, "soon", "2026-13-01", ""])
def test_what_is_no_day_is_refused(value: object) -> None:
    for read in (read_day, read_moment):
        with pytest.raises(CourseError, match="no date"):
            read(value)

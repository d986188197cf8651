"""Working days, due dates and percentiles as others have published them."""

from __future__ import annotations

from datetime import date, datetime, time

import holidays
import numpy as np
import pandas as pd
import pytest

from qmslib.standards import WorkingClock, percentile

DAY_ONE = WorkingClock(day_zero=1)
DAY_NOUGHT = WorkingClock()


@pytest.mark.published("Microsoft, Excel documentation of NETWORKDAYS: 1 October 2012 to 1 March 2013")
@pytest.mark.parametrize(
    ("closed_days", "expected"),
    [([], 110), (["2012-11-22"], 109), (["2012-11-22", "2012-12-04", "2013-01-21"], 107)],
)
def test_networkdays(closed_days: list[str], expected: int) -> None:
    clock = WorkingClock(day_zero=1, holidays=closed_days)
    assert clock.elapsed("2012-10-01 09:00", "2013-03-01 17:00", unit="days") == expected
    assert clock.elapsed("2012-10-01 09:00", "2013-03-01 17:00") == expected * 8


@pytest.mark.published("Microsoft, Excel documentation of WORKDAY: 151 working days from 1 October 2008")
@pytest.mark.parametrize(
    ("closed_days", "expected"),
    [([], date(2009, 4, 30)), (["2008-11-26", "2008-12-04", "2009-01-21"], date(2009, 5, 5))],
)
def test_workday(closed_days: list[str], expected: date) -> None:
    clock = WorkingClock(holidays=closed_days)
    assert clock.due(datetime(2008, 10, 1, 9), days=151).date() == expected


@pytest.mark.published("NumPy documentation of busday_count (2.x): weekdays in January 2011, and in 2011")
def test_busday_count() -> None:
    assert DAY_ONE.elapsed("2011-01-01", "2011-01-31 17:00", unit="days") == 21
    assert DAY_ONE.elapsed("2011-01-01", "2011-12-31 17:00") == 260 * 8


@pytest.mark.published(
    "NumPy documentation of busday_offset (2.x): third business day of October 2011, last of February 2012"
)
def test_busday_offset() -> None:
    assert DAY_ONE.due(datetime(2011, 10, 1), days=1).date() == date(2011, 10, 3)
    assert DAY_ONE.due(datetime(2012, 3, 1), days=3).date() == date(2012, 3, 5)


@pytest.mark.published(
    "pandas documentation (2.x), Time series: BusinessHour from Friday 1 August 2014 16:30 plus 2 hours"
)
def test_business_hours_over_a_weekend() -> None:
    assert DAY_NOUGHT.due(datetime(2014, 8, 1, 9), hours=1) == datetime(2014, 8, 1, 10)
    assert DAY_NOUGHT.due(datetime(2014, 8, 1, 8), hours=1) == datetime(2014, 8, 1, 10)
    assert DAY_NOUGHT.due(datetime(2014, 8, 1, 16), hours=2) == datetime(2014, 8, 4, 10)
    assert DAY_NOUGHT.due(datetime(2014, 8, 1, 16, 30), hours=2) == datetime(2014, 8, 4, 10, 30)


@pytest.mark.published("pandas documentation (2.x), Time series: BusinessHour(start='11:00', end=time(20, 0))")
def test_business_hours_of_another_office() -> None:
    clock = WorkingClock(opens="11:00", closes=time(20))
    assert clock.due(datetime(2014, 8, 1, 13), hours=1) == datetime(2014, 8, 1, 14)
    assert clock.due(datetime(2014, 8, 1, 9), hours=1) == datetime(2014, 8, 1, 12)
    assert clock.due(datetime(2014, 8, 1, 18), hours=1) == datetime(2014, 8, 1, 19)


@pytest.mark.published(
    "Freedom of Information Act 2000, section 10(1) and (6): twentieth working day after receipt on 1 December 2014, bank holidays of all parts of the United Kingdom"
)
def test_twentieth_working_day_of_a_request_for_information() -> None:
    anywhere: set[date] = set()
    for part in ("ENG", "SCT", "WLS", "NIR"):
        anywhere |= set(holidays.country_holidays("GB", subdiv=part, years=[2014, 2015]))
    clock = WorkingClock(holidays=sorted(anywhere))
    # St Andrew's Day 2014 fell on a Sunday, so Scotland's substitute day made 1 December no working day.
    assert not clock.is_open(date(2014, 12, 1))
    assert clock.due(datetime(2014, 12, 2, 10), days=20).date() == date(2015, 1, 5)


@pytest.mark.published(
    "Hyndman and Fan (1996), Sample quantiles in statistical packages: types 5 to 9 as R and NumPy document them"
)
@pytest.mark.parametrize(
    ("convention", "place"),
    [
        ("hazen", lambda n, p: n * p + 0.5),
        ("weibull", lambda n, p: (n + 1) * p),
        ("linear", lambda n, p: 1 + (n - 1) * p),
        ("median unbiased", lambda n, p: (n + 1 / 3) * p + 1 / 3),
        ("normal unbiased", lambda n, p: (n + 1 / 4) * p + 3 / 8),
    ],
)
def test_percentile_conventions(convention: str, place) -> None:  # type: ignore[no-untyped-def]
    values = [3.0, 5.0, 7.0, 8.0, 12.0, 13.0, 14.0, 18.0, 21.0]
    at = place(len(values), 0.4)
    below = int(at)
    expected = values[below - 1] + (at - below) * (values[below] - values[below - 1])
    assert percentile(values, 40, convention) == pytest.approx(expected)


@pytest.mark.published(
    "NIST/SEMATECH e-Handbook (2012), 7.2.6.2 Percentiles: the 90th of 12 wafer gauge readings is 95.1981"
)
def test_nist_percentile() -> None:
    readings = [
        95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.0610, 95.1591, 95.1195, 95.1065, 95.0925, 95.1990, 95.1682,
    ]  # fmt: skip
    assert percentile(readings, 90, "weibull") == pytest.approx(95.1981, abs=5e-5)


@pytest.mark.published("Microsoft, Excel documentation of PERCENTILE.INC: the 30th of 1, 3, 2, 4 is 1.9")
def test_percentile_inc() -> None:
    assert percentile([1, 3, 2, 4], 30, "linear") == pytest.approx(1.9)


@pytest.mark.published(
    "Microsoft, Excel documentation of PERCENTILE.EXC: the 25th of 1, 2, 3, 6, 6, 6, 7, 8, 9 is 2.5"
)
def test_percentile_exc() -> None:
    assert percentile([1, 2, 3, 6, 6, 6, 7, 8, 9], 25, "weibull") == pytest.approx(2.5)


@pytest.mark.published(
    "IANA time zone database (2024): the clocks of Europe/London in 2026 change on 29 March and 25 October at 01:00 UTC"
)
def test_days_of_23_and_25_hours() -> None:
    clock = WorkingClock(zone="Europe/London", hours={day: [("00:00", "24:00")] for day in range(7)})
    days = pd.Series(pd.to_datetime(["2026-03-29", "2026-06-01", "2026-10-25"]))
    assert np.array_equal(clock.elapsed(days, days + pd.Timedelta(days=1)), [23.0, 24.0, 25.0])

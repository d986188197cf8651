"""Numbers, dates and words as people type them."""

from datetime import date, datetime

import pytest
from hypothesis import given, strategies as st

from qmslib._common.dates import (
    add_months,
    bank_holidays,
    parse_date,
    parse_moment,
    say_date,
    working_days_between,
    working_minutes,
)
from qmslib._common.findings import join_words
from qmslib._common.numbers import parse_number, rounded, say_money, say_number
from qmslib._common.words import bare, filled, fold, short, tidy, words


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12), ("1,234.5", 1234.5), ("£12", 12), ("12 %", 12), (" 1 234 ", 1234), ("\u22125", -5), (".5", 0.5),
        ("2 days", 2), ("3h", 3), ("12,5", None), ("1,2345", None), ("", None), ("ten", None), ("5k", None),
        ("1e3", None), ("1e400", None), ("9" * 13, None), (True, None), (None, None), ([1], None), (7, 7),
        (float("nan"), None), (float("inf"), None), ("\u0665", None),
    ],
)  # fmt: skip
def test_parse_number(typed, value):
    assert parse_number(typed) == value


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [(2.5, 0, 3), (3.5, 0, 4), (-2.5, 0, -3), (1.005, 2, 1.01), (0.1 + 0.2, 2, 0.3), (-0.001, 2, 0), (12, 2, 12)],
)
def test_rounded(value, places, result):
    assert rounded(value, places) == result
    assert isinstance(rounded(value, places), int) == (result == int(result))


def test_numbers_are_written_for_reading():
    assert [say_number(1234567.891), say_number(-0.5), say_number(-0.001), say_number(2.50)] == [
        "1,234,567.89", "-0.5", "0", "2.5",
    ]  # fmt: skip
    assert [say_money(1234), say_money(12.5), say_money(-3.999), say_money(0)] == ["£1,234", "£12.50", "-£4", "£0"]


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(0, 4))
def test_what_is_written_is_what_is_rounded(value, places):
    assert parse_number(say_number(value, places)) == pytest.approx(float(rounded(value, places)), abs=1e-9)


def test_dates():
    day = date(2026, 3, 4)
    for typed in ("2026-03-04", " 2026-03-04T10:30", "4/3/2026", "04.03.2026", "4 March 2026", "4th Mar 2026", day):
        assert parse_date(typed) == day
    for typed in ("", None, "4/3/26", "March 2026", "2026-02-30", "0026-03-04", "2026-03-04T25:00", 20260304):
        assert parse_date(typed) is None
    assert parse_moment("2026-03-04T10:30") == datetime(2026, 3, 4, 10, 30)
    assert parse_moment("2026-03-04") is None
    assert say_date(day) == "4 March 2026"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_written_out_reads_back(day):
    assert parse_date(say_date(day)) == parse_date(day.isoformat()) == day


def test_months_end_where_the_month_ends():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2023, 10, 31), 4) == date(2024, 2, 29)
    assert add_months(date(2026, 12, 15), 13) == date(2028, 1, 15)


def test_working_time_leaves_out_weekends_holidays_and_nights():
    holidays = bank_holidays()
    assert date(2026, 4, 3) in holidays
    assert date(2026, 12, 28) in holidays  # the substitute for Boxing Day on a Saturday
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 8), holidays) == 2
    assert working_days_between(date(2026, 4, 8), date(2026, 4, 2), holidays) == -2
    minutes = working_minutes(datetime(2026, 4, 2, 16, 30), datetime(2026, 4, 7, 9, 45), holidays=holidays)
    assert minutes == 30 + 45


def test_words():
    assert tidy("  a\u00a0 b\n") == "a b"
    assert fold("\u201cIt\u2019s\u201d \u2013 A") == '"it\'s" - a'
    assert bare("Files, within 2 working-days!") == "files within 2 working days"
    assert words("one - two 3") == ["one", "two", "3"]
    assert not any(filled(text) for text in ("", " ", "tbc", "N/A", "?", "don\u2019t know", None))
    assert filled("Priya")
    assert short("x" * 50) == "x" * 39 + "…"
    assert [join_words([]), join_words(["a"]), join_words(["a", "b", "c"])] == ["", "a", "a, b and c"]

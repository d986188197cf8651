"""How a table of a result reads: figures in line, dates and shares as people write them, and no empty columns."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from qmslib._common.report_html import spelt_dates, table_html


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Open on 2026-06-30; 3 since 2026-01-02.", "Open on 30 June 2026; 3 since 2 January 2026."),
        ("The case RA-2026-06-301 stays.", "The case RA-2026-06-301 stays."),
        ("No such day: 2026-13-40.", "No such day: 2026-13-40."),
    ],
)  # fmt: skip
def test_dates_are_written_as_people_do(written: str, read: str) -> None:
    assert spelt_dates(written) == read


def test_figures_stand_in_line_whether_numbers_or_words() -> None:
    shown = table_html(pd.DataFrame({"n": [1, 20], "paid": ["£1,200", "–"], "gap": [-1.5, 2.0]}), "x")
    assert '<th scope="col" class="qms-figures">number</th>' in shown
    assert '<td class="qms-figures">£1,200</td>' in shown
    assert '<td class="qms-figures">−1.5</td>' in shown


def test_shares_are_percentages_and_percentages_have_one_decimal() -> None:
    shown = table_html(pd.DataFrame({"share": [0.625, 1.0], "percent": [5.8333, 22.0]}), "x")
    assert re.findall(r">([0-9][^<]*)<", shown) == ["62.5\u00a0%", "5.8", "100.0\u00a0%", "22.0"]


def test_dates_and_case_numbers_stay_on_one_line() -> None:
    shown = table_html(pd.DataFrame({"case": ["C-0026"], "when": [date(2026, 9, 14)]}), "x")
    assert '<td class="qms-short">C-0026</td>' in shown
    assert '<td class="qms-short">14 September 2026</td>' in shown

"""The Boston service requests: every on-time figure by its denominator, and the city's own flag."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from qmslib.complaints import backlog, check_flag, compliance, on_time_counts, time_to_close
from qmslib.datasets import boston_requests, nhs_attendances

FOLDER = os.environ.get("QMS_REAL_DATA")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER, reason="QMS_REAL_DATA does not name the folder with the real public data"),
]
NAMES = {"received": "open_dt", "closed": "closed_dt", "due": "target_dt"}
LATE_ENOUGH = "2019-12-31"


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return boston_requests(FOLDER)


def test_every_denominator(log):
    found = compliance(log, LATE_ENOUGH, flag="ontime", case="case_enquiry_id", **NAMES)
    table = found.frame().set_index("measure")
    got = {name: (row["on_time"], row["n"], round(row["percent"], 1)) for name, row in table.iterrows()}
    assert got["flagged"] == (46_572, 58_093, 80.2)
    assert got["closed and flagged"] == (35_591, 43_664, 81.5)
    assert got["target and flagged"] == (35_591, 47_112, 75.5)
    assert got["closed"] == (35_591, 43_821, 81.2)
    assert got["received"][1] == found.received == 58_251
    assert found.no_target == 10_981


def test_the_city_flag_is_reproduced(log):
    found = check_flag(log, LATE_ENOUGH, flag="ontime", case="case_enquiry_id", **NAMES)
    assert found.closed_compared == found.closed_agree == 43_664
    assert found.disagreements.empty
    assert found.missing == len(found.unflagged) == 158
    assert (found.unflagged["verdict"] == "closed late").sum() == 157
    assert found.flagged_without_target == 10_981


def test_weeks_add_up(log):
    weeks = on_time_counts(log, LATE_ENOUGH, count_by="received", **NAMES)
    assert (weeks["on_time"].sum(), weeks["n"].sum()) == (35_591, 47_270)
    assert len(weeks) == 27


def test_backlog_at_the_end_of_the_year(log):
    found = backlog(log, "2011-12-31", case="case_enquiry_id", **NAMES)
    later = log["closed_dt"].isna() | (log["closed_dt"] >= "2012-01-01")
    assert found.n == later.sum()


def test_open_requests_lengthen_the_time(log):
    found = time_to_close(log, "2011-12-31", received="open_dt", closed="closed_dt")
    closed = log["closed_dt"] < "2012-01-01"
    naive = (log["closed_dt"] - log["open_dt"])[closed].dt.total_seconds().median() / 86_400
    assert found.median.value is not None
    assert found.median.value > naive


def test_attendances():
    table = nhs_attendances(FOLDER)
    assert table.shape == (12_765, 6)
    assert "Open Government Licence" in table.attrs["attribution"]
    assert (table["breaches"] <= table["attendances"]).all()

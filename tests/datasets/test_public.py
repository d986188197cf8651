"""Public data: found, checked, never fetched unasked; and the look-alike with the same traps."""

from __future__ import annotations

import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib.complaints import check_flag, compliance
from qmslib.datasets import boston_lookalike, boston_requests, data_folder, nhs_attendances, prepare_boston, public

NAMES = {"received": "open_dt", "closed": "closed_dt", "due": "target_dt"}


@pytest.fixture
def nothing_is_fetched(monkeypatch):
    def refuse(url):
        raise AssertionError(url)

    monkeypatch.setattr(public, "_fetch", refuse)


@pytest.mark.usefixtures("nothing_is_fetched")
@pytest.mark.parametrize("load", [boston_requests, nhs_attendances])
def test_missing_file(load, tmp_path):
    with pytest.raises(CourseError) as error:
        load(tmp_path)
    assert str(tmp_path) in str(error.value)


def test_changed_content(tmp_path):
    boston_lookalike().to_csv(tmp_path / "boston_311_2011.csv.gz", index=False)
    with pytest.raises(CourseError, match="not the one"):
        boston_requests(tmp_path)
    assert len(boston_requests(tmp_path, check=False)) == 600


def test_damaged_file(tmp_path):
    (tmp_path / "boston_311_2011.csv.gz").write_bytes(b"not zipped")
    with pytest.raises(CourseError, match="cannot be read"):
        boston_requests(tmp_path)


def test_offline(tmp_path, monkeypatch):
    def offline(*_, **__):
        raise OSError("no route")

    monkeypatch.setattr("urllib.request.urlopen", offline)
    with pytest.raises(CourseError, match="could not be downloaded"):
        boston_requests(tmp_path, download=True)


def test_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("QMS_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert data_folder("other").name == "other"


def test_prepare_cuts_rows_and_columns():
    raw = boston_lookalike().assign(closure_reason="text")
    raw.loc[0, "open_dt"] = pd.Timestamp("2011-06-30 23:59:59")
    assert len(prepare_boston(raw)) == 599


def test_traps_and_the_flag():
    log = boston_lookalike()
    assert log["target_dt"].dt.year.max() == 2059
    assert log["closed_dt"].dt.year.max() == 2019
    found = check_flag(log, "2019-12-31", flag="ontime", case="case_enquiry_id", **NAMES)
    assert found.closed_agree == found.closed_compared > 300
    assert found.missing == 8
    assert (found.unflagged["verdict"] == "closed late").sum() == 7
    assert found.flagged_without_target == 120
    strict = check_flag(log, "2019-12-31", flag="ontime", case="case_enquiry_id", strict=True, **NAMES)
    assert strict.closed_compared - strict.closed_agree == 1


def test_denominators_differ():
    found = compliance(boston_lookalike(), "2019-12-31", flag="ontime", case="case_enquiry_id", **NAMES)
    table = found.frame().set_index("measure")
    assert table.loc["flagged", "n"] == 592
    assert table.loc["closed and flagged", "n"] + 7 == table.loc["closed", "n"]
    assert table.loc["flagged", "percent"] > table.loc["received", "percent"]

import csv
from io import StringIO

import pytest

from qmslib.datasets import request_log, request_rows, write_request_log


@pytest.fixture(scope="module")
def log():
    return request_log()


def test_the_same_seed_gives_the_same_log():
    assert request_rows() == request_rows(2026)
    assert request_rows(1) != request_rows(2)
    assert request_rows()[0]["request"] == "RA-0001"
    assert str(request_rows()[0]["opened"]) == "2026-01-02 13:09:00"


def test_it_is_like_a_real_log(log):
    assert 350 <= len(log) <= 450
    assert log["request"].is_unique
    assert log["opened"].is_monotonic_increasing
    assert log["opened"].dt.day_of_week.max() == 4
    assert str(log["opened"].min())[:7] == "2026-01"
    assert str(log["opened"].max())[:7] == "2026-06"
    closed = log.dropna(subset="closed")
    assert (closed["closed"] >= closed["opened"]).all()
    assert (log["needed_by"] > log["opened"].dt.normalize()).all()
    assert 5 <= log["closed"].isna().sum() <= 40
    assert log["working_hours"].isna().equals(log["closed"].isna())
    # Right-skewed: the mean lies well above the median.
    assert closed["working_hours"].mean() > 1.2 * closed["working_hours"].median()
    medians = closed.groupby("urgency")["working_hours"].median()
    assert medians["urgent"] < medians["standard"]
    assert set(log["reworked"]) == {0, 1, 2}
    repeats = log.dropna(subset="repeat_of")
    assert 5 <= len(repeats) <= 25
    files = log.set_index("request")["file"]
    assert (files[repeats["repeat_of"]].to_numpy() == repeats["file"].to_numpy()).all()


def test_csv(tmp_path, log):
    file = tmp_path / "log.csv"
    text = write_request_log(file)
    assert file.read_text(encoding="utf-8") == text
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == len(log)
    assert list(rows[0]) == list(log.columns)
    assert rows[0]["opened"] == "2026-01-02 13:09"

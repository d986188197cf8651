"""Weekly shares on time in Boston, on a plain p chart and on Laney's, side by side."""

from __future__ import annotations

import os

import pytest

from qmslib.complaints import on_time_counts
from qmslib.datasets import boston_requests
from qmslib.improvement import laney_p_chart, p_chart

FOLDER = os.environ.get("QMS_REAL_DATA")


@pytest.mark.real
@pytest.mark.skipif(not FOLDER, reason="QMS_REAL_DATA does not name the folder with the real public data")
def test_large_counts_need_laney() -> None:
    names = {"received": "open_dt", "closed": "closed_dt", "due": "target_dt"}
    weeks = on_time_counts(boston_requests(FOLDER), "2019-12-31", count_by="received", **names)
    # The last week is no whole week.
    weeks = weeks.iloc[:-1]
    plain = p_chart(weeks["late"], weeks["n"], when=weeks["week"], rules="shewhart")
    laney = laney_p_chart(weeks["late"], weeks["n"], when=weeks["week"], rules="shewhart")
    share = weeks["late"].sum() / weeks["n"].sum()
    assert plain.centre == pytest.approx(share)
    assert laney.centre == pytest.approx(share)
    # With thousands of requests a week the binomial limits are far too tight: weeks differ by more than chance.
    assert laney.sigma_z > 2
    width = plain.points["upper"] - plain.points["centre"]
    wide = laney.points["upper"] - laney.points["centre"]
    assert (wide / width).to_numpy() == pytest.approx(laney.sigma_z)
    assert laney.points["signal"].sum() < plain.points["signal"].sum()
    assert any("laney_p_chart" in found.text for found in plain.findings)

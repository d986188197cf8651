"""What the chapters on causes and on the cycle say in words is what their data and models say in figures."""

from __future__ import annotations

import pytest

from qmslib import datasets
from qmslib.customers import process_map, simulate_lead_time
from qmslib.feedback import proportion

STEPS = [
    {"step": "write the request", "kind": "work", "minutes": 10, "low": 5, "high": 20},
    {"step": "wait for a signature", "kind": "wait", "minutes": 180, "low": 30, "high": 480},
    {"step": "carry it to Records", "kind": "hand-off", "minutes": 30, "low": 10, "high": 60},
    {"step": "wait in the tray", "kind": "wait", "minutes": 150, "low": 10, "high": 480},
    {"step": "ask which part is meant", "kind": "rework", "minutes": 240, "low": 60, "high": 480, "chance": 0.3},
    {"step": "find and scan", "kind": "work", "minutes": 45, "low": 20, "high": 120},
    {"step": "check and send", "kind": "work", "minutes": 10, "low": 5, "high": 20},
]


def test_one_request_in_eight_is_done_again():
    log = datasets.request_log()
    assert 1 / 9 < (log["reworked"] > 0).mean() < 1 / 7


def test_repeats_came_in_every_month_before_the_scanner_was_moved():
    log = datasets.request_log()
    again = log[log["reworked"] > 0]
    assert set(again["opened"].dt.month) == {1, 2, 3, 4, 5, 6}


def test_west_has_the_largest_share_south_the_smallest_and_the_ranges_overlap():
    log = datasets.request_log()
    again = (log["reworked"] > 0).groupby(log["team"])
    shares = again.mean()
    assert shares.idxmax() == "West locality"
    assert shares.idxmin() == "South locality"
    counts = again.agg(["sum", "count"])
    west, south = (
        proportion(int(counts["sum"][t]), int(counts["count"][t])) for t in (shares.idxmax(), shares.idxmin())
    )
    assert west.low < south.high


def test_a_third_were_late_and_now_about_one_in_eight():
    weeks = datasets.before_after()
    sums = weeks.groupby("phase")[["late", "requests"]].sum()
    share = sums["late"] / sums["requests"]
    assert share["before"] == pytest.approx(1 / 3, abs=0.02)
    assert 1 / 9 < share["after"] < 1 / 7


def test_little_of_the_lead_time_is_work_and_two_steps_less_halve_it():
    assert process_map(STEPS).value_adding_share < 0.2
    out = {"wait for a signature", "ask which part is meant"}
    shorter = [step for step in STEPS if step["step"] not in out]
    assert simulate_lead_time(shorter).median / simulate_lead_time(STEPS).median == pytest.approx(0.5, abs=0.08)

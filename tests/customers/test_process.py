import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.customers import process_map, remove_steps, simulate_lead_time

STEPS = [
    {"step": "read", "kind": "work", "minutes": 10},
    {"step": "tray", "kind": "wait", "minutes": 100, "low": 0, "high": 400},
    {"step": "ask", "kind": "rework", "minutes": 40, "chance": 0.5},
    {"step": "pass on", "kind": "hand-off", "minutes": 5},
]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["work", "wait"]), st.floats(0, 1e4)), min_size=1, max_size=8), st.data())
def test_removing_a_step_never_lengthens(steps, data):
    table = [{"step": f"step {n}", "kind": kind, "minutes": minutes} for n, (kind, minutes) in enumerate(steps)]
    name = data.draw(st.sampled_from([row["step"] for row in table]))
    assert remove_steps(table, [name]).saved >= -1e-9


def test_lead_time_and_value():
    found = process_map(STEPS)
    assert found.lead_time == 135
    assert found.value_adding_share == pytest.approx(10 / 135)
    assert "tray" in found.findings[0].text
    assert "<svg" in found.svg()
    assert process_map([]).value_adding_share is None
    assert process_map([{"step": "read", "kind": "work", "minutes": 0}]).value_adding_share is None


def test_simulation_is_seeded_and_near_its_mean():
    one, two = simulate_lead_time(STEPS, seed=3), simulate_lead_time(STEPS, seed=3)
    assert np.array_equal(one.minutes, two.minutes)
    long = simulate_lead_time(STEPS, runs=50_000)
    assert long.mean == pytest.approx(10 + 500 / 3 + 20 + 5, rel=0.02)
    assert simulate_lead_time(STEPS, target=1e6).within == 1


@pytest.mark.parametrize(
    ("steps", "match"),
    [
        ([{"step": "a step", "kind": "fun", "minutes": 1}], "row 1: a value that is not in the list"),
        ([{"step": "a step", "kind": "work", "minutes": -1}], "below 0"),
        ([{"step": "", "kind": "work", "minutes": 1}], "no name"),
        ([{"step": "a step", "kind": "work", "minutes": 5, "low": 6, "high": 9}], "between low and high"),
    ],
)
def test_bad_steps_are_named(steps, match):
    with pytest.raises(CourseError, match=match):
        process_map(steps)
    with pytest.raises(CourseError, match="no steps"):
        simulate_lead_time([])
    with pytest.raises(CourseError, match="no step has this name"):
        remove_steps(STEPS, ["fly"])

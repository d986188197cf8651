import random

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.system import acceptance_plan, acceptance_probability, discovery_sample, draw_sample, oc_curve


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 150), st.integers(0, 8), st.one_of(st.none(), st.integers(150, 2000)))
def test_the_curve_falls_and_stays_a_probability(n, most, population):
    plan = oc_curve(n, most, population=population)
    assert all(0 <= value <= 1 for value in plan.accept)
    assert all(a >= b - 1e-12 for a, b in zip(plan.accept, plan.accept[1:], strict=False))
    assert plan.accept[0] == pytest.approx(1)
    assert plan.outgoing_limit == max(plan.outgoing)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 80), st.integers(0, 4), st.floats(0.001, 0.5))
def test_more_files_are_stricter_and_more_faults_allowed_more_lenient(n, most, share):
    here = acceptance_probability(n, most, share)
    assert acceptance_probability(n + 1, most, share) <= here + 1e-12
    assert acceptance_probability(n, most + 1, share) >= here - 1e-12


@settings(max_examples=40, deadline=None)
@given(st.floats(0.001, 0.05), st.floats(0.06, 0.3))
def test_a_plan_keeps_both_risks_and_is_the_smallest(good, poor):
    plan = acceptance_plan(good, poor)
    assert acceptance_probability(plan.n, plan.most, good) >= 0.95 - 1e-9
    assert acceptance_probability(plan.n, plan.most, poor) <= 0.10
    if plan.n > 1:
        assert acceptance_probability(plan.n - 1, plan.most, poor) > 0.10


@settings(max_examples=60, deadline=None)
@given(st.floats(0.001, 0.9), st.floats(0.5, 0.999), st.integers(1, 3000))
def test_discovery_is_the_smallest_sample_that_is_sure_enough(share, sure, files):
    n = discovery_sample(share, level=sure)
    assert 1 - (1 - share) ** n >= sure - 1e-9
    assert n == 1 or 1 - (1 - share) ** (n - 1) < sure
    assert 1 <= discovery_sample(share, level=sure, population=files) <= files


def test_discovery_refuses_what_cannot_be():
    with pytest.raises(CourseError, match="nobody has"):
        discovery_sample(0)
    with pytest.raises(CourseError):
        discovery_sample(5)
    assert discovery_sample(1) == 1
    assert discovery_sample(0.001, population=20) == 19


def test_plans_refuse_what_cannot_be():
    for wrong in (lambda: acceptance_plan(0.05, 0.05), lambda: acceptance_plan(0.049, 0.05),
                  lambda: acceptance_probability(20, 1, 0.1, population=10),
                  lambda: acceptance_probability(20, 1, 0.1, model="normal"),
                  lambda: acceptance_probability(20.5, 1, 0.1), lambda: oc_curve(10, 1, shares=[])):  # fmt: skip
        with pytest.raises(CourseError):
            wrong()
    assert oc_curve(2, 2).findings[0].level == "bad"
    plan = acceptance_plan(0.01, 0.08)
    assert plan.svg().startswith("<svg")
    assert "faulty" in plan.alt


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 120), st.data(), st.integers(0, 99),
    st.sampled_from(["random", "systematic", "stratified"]),
)  # fmt: skip
def test_samples_repeat_themselves_and_nothing_else(size, data, seed, method):
    n = data.draw(st.integers(1, size))
    table = pd.DataFrame({"file": [f"F{i:03}" for i in range(size)], "team": [f"T{i % 3}" for i in range(size)]})
    by = "team" if method == "stratified" else None
    one = draw_sample(table, n, seed=seed, method=method, by=by, key="file")
    two = draw_sample(table, n, seed=seed, method=method, by=by, key="file")
    assert one.rows == two.rows
    assert len(set(one.rows)) == n
    assert one.frame()["file"].is_unique
    shuffled = table.sample(frac=1, random_state=random.Random(seed).randint(0, 999))
    other = draw_sample(shuffled, n, seed=seed, method=method, by=by, key="file")
    assert set(other.frame()["file"]) == set(one.frame()["file"])
    if by:
        assert sum(drawn for drawn, _ in one.strata.values()) == n


def test_a_sample_of_nonsense_is_refused():
    table = pd.DataFrame({"file": ["a", "b", "b"], "team": ["x", None, "y"]})
    for wrong in ({"n": 4}, {"n": 0}, {"n": 1, "key": "file"}, {"n": 1, "method": "luck"}, {"n": 1, "seed": 1.5},
                  {"n": 1, "method": "stratified", "by": "team"}, {"n": 1, "method": "stratified"},
                  {"n": 1, "by": "team"}, {"n": 1, "key": "number"}):  # fmt: skip
        with pytest.raises(CourseError):
            draw_sample(table, **{"seed": 1, **wrong})
    few = draw_sample(table.assign(team=["x", "y", "z"]), 2, seed=1, method="stratified", by="team")
    assert few.findings[0].level == "warn"

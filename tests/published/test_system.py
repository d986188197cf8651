"""Published cases for the topic system: sampling plans, queues, staffing, learning gain, agreement."""

import math

import pytest

from qmslib._common.estimates import wilson
from qmslib._common.reading import flesch
from qmslib.system import (
    acceptance_plan,
    acceptance_probability,
    call_staffing,
    compare_scorers,
    discovery_sample,
    erlang_b,
    erlang_c,
    learning_gain,
    littles_law,
    mmc_queue,
    normalised_gain,
    oc_curve,
    rpn,
)  # fmt: skip


@pytest.mark.published("Standard Erlang B table: 10 erlangs on 15 lines block 0.0365")
def test_erlang_b_table_10_15():
    assert round(erlang_b(10, 15), 4) == 0.0365


@pytest.mark.published(
    "Wolfram Research, What's new in Mathematica 9, loss probabilities: 30 lines, 25 erlangs: 0.05"
)
def test_erlang_b_wolfram():
    assert round(erlang_b(25, 30), 2) == 0.05


@pytest.mark.published(
    "Call Centre Helper, Erlang C formula, made simple: 100 calls in half an hour of 180 s, 14 agents: Pw 17.4 %, "
    "88.8 % in 20 s, 7.8 s, occupancy 71.4 %, 20 on the rota at 30 % shrinkage"
)
def test_call_centre_helper():
    found = call_staffing(100, 180, shrinkage=0.3)
    assert (found.load, found.people, found.rota) == (10, 14, 20)
    assert round(100 * found.p_wait, 1) == 17.4
    assert round(100 * found.service_level, 1) == 88.8
    assert round(found.speed_of_answer, 1) == 7.8
    assert round(100 * found.occupancy, 1) == 71.4


@pytest.mark.published("Tanner, The Erlang-C formula (mitan.co.uk): 0.2 calls a second of 240 s, 55 agents: 0.239")
def test_mitan_erlang_c():
    assert 0.2 * 240 == 48
    assert round(erlang_c(48, 55), 3) == 0.239
    assert round(call_staffing(360, 240, 55, within=15).occupancy, 3) == 0.873


@pytest.mark.published("Bronson (1982), Operations Research, 23.3: M/M/1, 24 and 30 an hour: L 4, W 1/6, p0 0.2")
def test_bronson_23_3():
    queue = mmc_queue(24, 30)
    assert queue.in_system == pytest.approx(4)
    assert queue.time_in_system == pytest.approx(1 / 6)
    assert queue.p_empty == pytest.approx(0.2)


@pytest.mark.published(
    "Bronson (1982), Operations Research, 23.14: M/M/1, 30 and 40 an hour: Lq 2.25, Wq 4.5 min, p0 0.25"
)
def test_bronson_23_14():
    queue = mmc_queue(30, 40)
    assert queue.in_queue == pytest.approx(2.25)
    assert queue.wait * 60 == pytest.approx(4.5)
    assert queue.p_empty == pytest.approx(0.25)


@pytest.mark.published("Bronson (1982), Operations Research, 23.16: M/M/1, 1 a minute of 45 s: Lq 2.25, W 3 min")
def test_bronson_23_16():
    queue = mmc_queue(1, 60 / 45)
    assert queue.in_queue == pytest.approx(2.25)
    assert queue.time_in_system == pytest.approx(3)


@pytest.mark.published(
    "Bronson (1982), Operations Research, 24.6: M/M/3, 300 a year, 2 days: Lq 0.352, L 1.996, p0 0.17754"
)
def test_bronson_24_6():
    queue = mmc_queue(300, 182.5, 3)
    assert round(queue.in_queue, 3) == 0.352
    assert round(queue.in_system, 3) == 1.996
    assert round(queue.wait, 6) == 0.001175
    assert round(queue.time_in_system, 6) == 0.006654
    assert round(queue.p_empty, 5) == 0.17754


@pytest.mark.published("Little (1961), Operations Research 9: L = lambda W; 6 an hour staying 12 hours makes 72")
def test_little():
    assert littles_law(arrival_rate=6, time_in_system=12).in_system == 72


@pytest.mark.published("Montgomery, Introduction to Statistical Quality Control, 15.2: n 89, c 2, p 0.01: Pa 0.9397")
def test_montgomery_acceptance():
    assert round(acceptance_probability(89, 2, 0.01), 4) == 0.9397


@pytest.mark.published("Montgomery, 15.2, N 10,000, n 89, c 2, p 0.01: AOQ 0.0093, ATI 687; AOQL about 0.0155")
def test_montgomery_rectifying():
    plan = oc_curve(89, 2, population=10_000, shares=[0.01], model="binomial")
    assert round(plan.outgoing[0], 4) == 0.0093
    assert round(plan.inspected[0]) == 687
    assert abs(oc_curve(89, 2).outgoing_limit - 0.0155) < 0.0002


@pytest.mark.published("Hilliard (2006), samplingplans.com: n 68, c 2: alpha 0.05 at 1.213 %, beta 0.05 at 8.9704 %")
def test_hilliard_two_points():
    assert acceptance_probability(68, 2, 0.01213) == pytest.approx(0.95, abs=0.0002)
    assert acceptance_probability(68, 2, 0.089704) == pytest.approx(0.05, abs=0.00002)


@pytest.mark.published(
    "Kiermeier (2008), AcceptanceSampling, find.plan(PRP=c(0.05, 0.95), CRP=c(0.15, 0.075)): n 80, c 7"
)
def test_kiermeier_find_plan():
    plan = acceptance_plan(0.05, 0.15, consumer_risk=0.075)
    assert (plan.n, plan.most) == (80, 7)


@pytest.mark.published("Discovery sampling, 95 % sure, no fault seen: 59 for 5 %, 299 for 1 % (zero-failure tables)")
def test_discovery():
    assert discovery_sample(0.05) == 59
    assert discovery_sample(0.01) == 299
    assert discovery_sample(0.1) == 29
    assert discovery_sample(0.1, level=0.9) == 22


@pytest.mark.published("Hanley and Lippman-Hand (1983), JAMA 249: the rule of three, 3 / n")
def test_rule_of_three():
    for share in (0.001, 0.002, 0.01):
        assert discovery_sample(share) == pytest.approx(3 / share, rel=0.005)


@pytest.mark.published(
    "Hake (1998), American Journal of Physics 66: g = (post - pre) / (100 - pre), 0.3 and 0.7 are edges"
)
def test_hake():
    assert normalised_gain(45, 67) == pytest.approx(0.4)
    assert normalised_gain(30, 79) == pytest.approx(0.7)


@pytest.mark.published(
    "Student (1908), Biometrika 6, hours of sleep gained: mean difference 1.58, t 4.0621, p 0.002833 (R)"
)
def test_students_sleep():
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    # Scores begin at 0, so both are moved up alike; R's t.test prints the interval 0.7001142 to 2.4598858.
    rows = [
        {"person": str(n), "before": a + 2, "after": b + 2}
        for n, (a, b) in enumerate(zip(first, second, strict=True))
    ]
    found = learning_gain(rows, top=10).difference
    assert found.value == pytest.approx(1.58)
    assert found.low == pytest.approx(0.7001142, abs=1e-7)
    assert found.high == pytest.approx(2.4598858, abs=1e-7)


@pytest.mark.published(
    "Cohen's kappa, 20 yes/yes, 5, 10, 15 no/no of 50 grant proposals: 0.4 (the usual worked example)"
)
def test_kappa_grants():
    cells = {("met", "met"): 20, ("met", "not met"): 5, ("not met", "met"): 10, ("not met", "not met"): 15}
    pairs = [pair for pair, n in cells.items() for _ in range(n)]
    rows = [{"file": f"F{n:02}", "criterion": "C", "scorer_a": a, "scorer_b": b} for n, (a, b) in enumerate(pairs)]
    found = compare_scorers(rows)
    assert found.kappa.value == pytest.approx(0.4)
    assert (found.agreed, found.n, len(found.disagreements)) == (35, 50, 15)


@pytest.mark.published("Newcombe (1998), Statistics in Medicine 17, 81 of 263: Wilson 0.2553 to 0.3662")
def test_wilson_newcombe():
    assert [round(end, 4) for end in wilson(81, 263)] == [0.2553, 0.3662]


@pytest.mark.published("Flesch (1948), Journal of Applied Psychology 32: RE = 206.835 - 0.846 wl - 1.015 sl")
def test_flesch_constants():
    assert flesch(100, 5, 150) == pytest.approx(206.835 - 1.015 * 20 - 0.846 * 150)


@pytest.mark.published("Wheeler (2011), Problems with risk priority numbers: only 120 of the values 1 to 1,000 occur")
def test_rpn_values():
    values = {rpn(s, o, d) for s in range(1, 11) for o in range(1, 11) for d in range(1, 11)}
    assert (min(values), max(values), len(values)) == (1, 1000, 120)


@pytest.mark.published(
    "Erlang (1917): C = sum form of the M/M/c queue, Gross and Harris, Fundamentals of Queueing Theory, 2.3"
)
def test_erlang_c_textbook_form():
    for load, servers in ((0.5, 1), (2.0, 3), (7.3, 9), (10, 11)):
        last = load**servers / math.factorial(servers) * servers / (servers - load)
        rest = sum(load**n / math.factorial(n) for n in range(servers))
        assert erlang_c(load, servers) == pytest.approx(last / (rest + last), rel=1e-12)

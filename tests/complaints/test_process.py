"""Routing, priority, options, closure, a day's triage, procedures, flows and talks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.complaints import (
    Choice,
    FlowStep,
    Node,
    check_closure,
    check_complaints_procedure,
    check_dialogue,
    check_flow,
    check_order,
    compare_options,
    customer_steps,
    example_dialogue,
    play,
    prioritise,
    problem_type,
    problem_types,
    procedure_purposes,
    read_dialogue,
    route_case,
    triage_requests,
    troubleshoot,
)
from qmslib.datasets import complaints_log

WEIGHTY = "equality or safeguarding"


def test_the_declared_problem_types() -> None:
    assert (len(problem_types().codes("work")), len(problem_types().codes("personal"))) == (12, 8)
    with pytest.raises(CourseError, match="unclear role"):
        problem_type("gossip")
    assert len(procedure_purposes()) == 11
    assert len(customer_steps()) == 9


@pytest.mark.parametrize(
    ("answers", "route"),
    [
        ({"kind": "maintenance problem"}, "service fix"),
        ({"kind": "unfair treatment"}, "grievance"),
        ({"kind": "discrimination", "about": "service"}, WEIGHTY),
        ({"kind": "racist or personal remarks"}, WEIGHTY),
        ({"kind": "poor communication", "danger": True}, WEIGHTY),
        ({"kind": "poor communication", "about": "service", "at_risk": True}, WEIGHTY),
        ({"kind": "unequal opportunity"}, "grievance"),
        ({"kind": "unequal opportunity", "protected": "sex"}, WEIGHTY),
        ({"harassment": True}, WEIGHTY),
        ({"retaliation": True}, "grievance"),
        ({"about": "own employment"}, "grievance"),
        ({"about": "suggestion"}, "suggestion"),
        ({"about": "wrongdoing"}, "whistleblowing"),
        ({"about": "wrongdoing", "public_interest": False}, "grievance"),
        ({"wrongdoing": "criminal offence", "kind": "work against agreed aims"}, "whistleblowing"),
        ({}, None),
        ({"text": "He made a racist remark"}, None),
    ],
)
def test_routes_follow_what_was_declared(answers: dict[str, Any], route: str | None) -> None:
    assert route_case(**answers).route == route


def test_discrimination_is_never_just_logged_and_danger_comes_first() -> None:
    routing = route_case(kind="discrimination", danger=True)
    assert "just log it" in routing.never[0]
    assert "999" in routing.first[0]
    assert any("Equality Act 2010" in line for line in routing.law)
    assert any("21 November 2026" in each.text for each in routing.findings)


def test_words_only_lead_to_a_question() -> None:
    routing = route_case(kind="poor communication", about="service", text="He made racist jokes about my accent")
    assert routing.route == "service fix"
    assert any("racist" in each.text for each in routing.findings)


def test_answers_that_are_not_declared_are_refused() -> None:
    for wrong in ({"about": "weather"}, {"protected": "accent"}, {"danger": "yes"}, {"kind": "gossip"}):
        with pytest.raises(CourseError):
            route_case(**wrong)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([None, *problem_types().codes()]),
    st.sampled_from([None, "service", "own employment", "another person", "wrongdoing", "suggestion"]),
    st.sampled_from([None, False, True]),
)
def test_risk_always_leads_to_the_weightiest_route(
    kind: str | None, about: str | None, harassment: bool | None
) -> None:
    assert route_case(kind=kind, about=about, harassment=harassment, at_risk=True).route == WEIGHTY


def small(**changes: Any) -> dict[str, Any]:
    row = {"case": "C-1", "received": "2026-01-20", "closed": None, "impact": 1, "service": "HR", "kind": "x"}
    return {**row, **changes}


def test_priority_uses_nothing_that_came_later() -> None:
    log = complaints_log()
    day = pd.Timestamp("2026-03-31 23:59:59")
    known = log[log["received"] <= day].copy()
    known.loc[known["closed"] > day, "closed"] = pd.NaT
    one, two = prioritise(log, "2026-03-31").frame(), prioritise(known, "2026-03-31").frame()
    pd.testing.assert_frame_equal(one, two)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_rows_does_not_change_the_ranks(seed: int) -> None:
    log = complaints_log()
    mixed = log.sample(frac=1, random_state=np.random.RandomState(seed))
    pd.testing.assert_frame_equal(prioritise(log, "2026-03-31").frame(), prioritise(mixed, "2026-03-31").frame())


def test_small_problems_that_pile_up_are_raised() -> None:
    found = prioritise([small(case=f"C-{n}") for n in range(6)], "2026-01-31")
    assert (found.raised, found.soon, found.in_turn) == (6, 6, 0)
    alone = prioritise([small(case=f"C-{n}", kind=str(n)) for n in range(6)], "2026-01-31")
    assert (alone.raised, alone.in_turn) == (0, 6)


def test_weights_scales_and_errors() -> None:
    rows = [small(impact=5), small(case="C-2", received="2025-06-01", impact=1)]
    assert prioritise(rows, "2026-01-31", weights=(1, 0, 0)).frame()["score"].to_list() == [5, 1]
    assert prioritise(rows, "2026-01-31", weights=(0, 0, 1)).frame()["case"][0] == "C-2"
    with pytest.raises(CourseError, match="row 1"):
        prioritise([small(impact=None)], "2026-01-31")
    for wrong in ({"weights": (1, -1, 1)}, {"age_steps": (5, 5, 6, 7)}, {"bands": (1, 2)}, {"as_of": "soon"}):
        with pytest.raises(CourseError):
            prioritise(rows, **{"as_of": "2026-01-31", **wrong})  # type: ignore[arg-type]


def test_nothing_open_and_the_picture() -> None:
    nothing = prioritise([small()], "2026-01-01")
    assert (nothing.n, len(nothing.frame())) == (0, 0)
    assert "C-" in prioritise([small()], "2026-01-31").title
    assert "<title" in prioritise([small(impact=2.5)], "2026-01-31").svg()
    assert "<svg" in nothing.svg()


def test_options_side_by_side() -> None:
    rows = [
        {"option": "A", "cost": 40, "days": 1, "fairness": 4}, {"option": "B", "cost": 60, "days": 2, "fairness": 4},
        {"option": "C", "cost": 9000, "days": 0, "fairness": 2},
    ]  # fmt: skip
    found = compare_options(rows)
    assert found.worth_offering == ("A", "C")
    assert list(found.frame()["approved_by"].fillna("")) == ["case handler", "team leader", ""]
    with pytest.raises(CourseError, match="row 1"):
        compare_options([{"option": "A", "cost": None, "days": 1, "fairness": 3}])
    with pytest.raises(CourseError):
        compare_options([])
    with pytest.raises(CourseError, match="same name"):
        compare_options([rows[0], {**rows[0], "option": " a "}])


def test_closure_needs_the_customer_s_answer() -> None:
    keys = list(check_closure({}).frame()["key"])
    assert check_closure({}).open == tuple(keys)
    assert check_closure({**dict.fromkeys(keys, True), "answer": None}).open == ("answer",)
    with pytest.raises(CourseError, match="always applies"):
        check_closure({"answer": "n/a"})
    with pytest.raises(CourseError, match="not a point"):
        check_closure({"mood": True})


def test_a_day_is_sorted() -> None:
    rows = [
        {"request": "later", "due": "2026-03-20", "minutes": 60, "stake": 2, "clear": "yes", "danger": "no"},
        {"request": "unclear", "due": "2026-03-04 10:00", "minutes": 5, "stake": 1, "clear": "no", "danger": "no"},
        {"request": "danger", "due": None, "minutes": 90, "stake": 5, "clear": "no", "danger": "yes"},
        {"request": "late", "due": "2026-03-03 10:00", "minutes": 5, "stake": 1, "clear": "yes", "danger": "no"},
        {"request": "weighty", "due": "2026-03-04 10:00", "minutes": 5, "stake": 4, "clear": "yes", "danger": "no"},
    ]
    found = triage_requests(rows, at="2026-03-04 09:00", left=60)
    assert list(found.frame()["request"]) == ["danger", "late", "weighty", "unclear", "later"]
    assert (found.now, found.check_first, found.plan, len(found.findings)) == (2, 2, 1, 1)
    assert triage_requests([], at="2026-03-04 09:00").now == 0
    with pytest.raises(CourseError, match="row 1"):
        triage_requests([{**rows[0], "clear": "perhaps"}], at="2026-03-04 09:00")


def test_a_procedure_says_all_or_is_told_what_is_missing() -> None:
    parts = dict.fromkeys(check_complaints_procedure({}).missing, "Within 3 working days by the complaints lead")
    assert check_complaints_procedure(parts).complete
    vague = check_complaints_procedure({**parts, "acknowledge": "As soon as possible", "owner": "tbc"})
    assert vague.missing == ("owner",)
    assert any("as soon as possible" in each.text for each in vague.findings)


def test_flows() -> None:
    flow = [
        FlowStep("a", ("b",), "x", "1 day"),
        FlowStep("b", ("a",), "x", "1 day"),
        FlowStep("c", end=True, owner="x"),
    ]
    found = check_flow(flow)
    assert (found.sound, found.unreachable, found.no_way_out) == (False, ("c",), ("a", "b"))
    assert check_flow([*flow[:1], FlowStep("b", ("a", "c"), "x", "1 day"), flow[2]]).sound
    assert not check_flow([FlowStep("a", ("z",), end=True)]).sound
    with pytest.raises(CourseError, match="no steps"):
        check_flow([])
    with pytest.raises(CourseError, match="same name"):
        check_flow([FlowStep("a"), FlowStep("a")])


def test_orders() -> None:
    steps = list(customer_steps()["step"])
    assert check_order(steps).right
    mixed = [steps[1], steps[0], *steps[2:]]
    assert (check_order(mixed).right, check_order(mixed).longest_run) == (False, 8)
    assert check_order(steps[:-1]).missing == ("check back",)
    assert check_order(list(reversed(steps))).longest_run == 1
    # c may stand anywhere, but a comes before b whatever stands between.
    assert check_order(["b", "c", "a"], [("a", "b"), ("a", "d"), ("c", "d")]).longest_run == 2
    with pytest.raises(CourseError, match="circle"):
        check_order(["a"], [("a", "b"), ("b", "a")])


def test_dialogues_are_checked() -> None:
    talk = example_dialogue()
    assert check_dialogue(talk).sound
    loop = (
        Node("a", "", "x", (Choice("1", "x", "b"), Choice("2", "y", "b", shows=("sing",)))),
        Node("b", "", "x", (Choice("1", "x", "a"), Choice("1", "y", "nowhere"))),
    )
    found = check_dialogue(replace(talk, start="a", nodes=loop))
    assert found.no_way_out == ("a", "b")
    said = " ".join(each.text for each in found.findings)
    assert "nowhere" in said
    assert "sing" in said
    assert "same id" in said
    with pytest.raises(CourseError, match="cannot be read"):
        read_dialogue({"id": "x"})


def test_playing_fills_in_the_sheet() -> None:
    talk = example_dialogue()
    best = play(talk, ["calm", "back", "choice", "tell"])
    assert (best.score, best.ended, best.missed) == (1.0, True, ())
    worst = play(talk, ["rule", "end"])
    assert worst.missed == ("listen", "show empathy", "act and tell")
    assert worst.done == ()
    broken_off = play(talk, ["calm"])
    assert not broken_off.ended
    assert len(broken_off.history) == 2
    with pytest.raises(CourseError, match="calm, rule, blame"):
        play(talk, ["shout"])
    with pytest.raises(CourseError, match="ended"):
        play(talk, ["rule", "end", "end"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_way_through_the_example_ends(data: st.DataObject) -> None:
    talk, chosen = example_dialogue(), []
    node = talk.node(talk.start)
    while not node.end:
        choice = data.draw(st.sampled_from(node.choices))
        chosen.append(choice.id)
        node = talk.node(choice.to)
    sheet = play(talk, chosen)
    assert sheet.ended
    assert len(sheet.done) + len(sheet.missed) + len(sheet.not_shown) == 9


def test_troubles_have_causes_and_remedies() -> None:
    assert set(troubleshoot().frame()["symptom"]) == set(troubleshoot().symptoms)
    with pytest.raises(CourseError, match="data inaccurate"):
        troubleshoot("rain")

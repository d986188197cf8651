import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.system import change_impact, check_authority, decide, effect_chain, fmea, risk_register, rpn

RISK = {
    "risk": "Lost file", "cause": "No log", "event": "A file is lost", "effect": "Late decision", "owner": "Tom",
    "likelihood": 4, "impact": 3, "response": "reduce", "action": "Scan", "review": "2026-09-01",
    "residual_likelihood": 2, "residual_impact": 3,
}  # fmt: skip


def one(**changes):
    return risk_register([{**RISK, **changes}], "2026-06-01")


def test_a_whole_risk_has_no_fault():
    found = one()
    assert (found.inherent, found.residual, found.bands, found.faults) == ((12,), (6,), ("high",), 0)


@pytest.mark.parametrize(
    ("changes", "level", "word"),
    [
        ({"residual_likelihood": 5}, "bad", "higher than before"),
        ({"residual_impact": 4, "residual_likelihood": 1}, "bad", "higher than before"),
        ({"residual_likelihood": 4}, "warn", "stays the same"),
        ({"residual_impact": None}, "warn", "one half"),
        ({"review": "2026-05-31"}, "bad", "31 May 2026"),
        ({"review": None}, "bad", "No review date"),
        ({"owner": "tbc"}, "bad", "No owner"),
        ({"cause": ""}, "bad", "No cause"),
        ({"response": ""}, "bad", "No response"),
        ({"action": ""}, "warn", "no action"),
        ({"likelihood": None}, "bad", "Not rated"),
        ({"response": "accept", "likelihood": 5, "impact": 5}, "warn", "accepted"),
    ],
)
def test_each_fault_is_named(changes, level, word):
    assert any(found.level == level and word in found.text for found in one(**changes).findings)


@pytest.mark.parametrize("changes", [{"likelihood": 6}, {"impact": 2.5}, {"likelihood": 0}, {"response": "ignore"},
                                     {"risk": ""}, {"review": "soon"}])  # fmt: skip
def test_what_cannot_be_read_is_refused_by_row(changes):
    with pytest.raises(CourseError, match="row 1"):
        one(**changes)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_does_not_matter(places, chance):
    rows = [{**RISK, "risk": f"R{n}", "likelihood": a, "impact": b} for n, (a, b) in enumerate(places)]
    here = risk_register(rows, "2026-06-01")
    assert here.inherent == tuple(a * b for a, b in places)
    chance.shuffle(rows)
    other = risk_register(rows, "2026-06-01")
    pd.testing.assert_frame_equal(here.frame(), other.frame())
    assert (here.alt, here.sentence) == (other.alt, other.sentence)


def test_the_grid_draws_and_an_empty_register_says_so():
    assert "likelihood 4, impact 3: Lost file" in one().alt
    assert one().svg().startswith("<svg")
    empty = risk_register(pd.DataFrame(columns=list(RISK)), "2026-06-01")
    assert empty.n == 0
    assert "no risks" in empty.sentence
    assert empty.svg().startswith("<svg")


def test_fmea_ties_tables_and_severity():
    rows = [{"failure": "a", "severity": 10, "occurrence": 1, "detection": 1},
            {"failure": "b", "severity": 5, "occurrence": 5, "detection": 5},
            {"failure": "c", "severity": 4, "occurrence": 5, "detection": 5}]  # fmt: skip
    found = fmea(rows, priority=lambda s, o, d: "first" if s > 8 else "later")
    assert found.rpn == (10, 125, 100)
    assert found.severe_low == ("a",)
    assert found.priorities == ("first", "later", "later")
    assert fmea(rows, priority={(10, 1, 1): "x", (5, 5, 5): "y", (4, 5, 5): "z"}).priorities == ("x", "y", "z")
    span = {f"{p}_{e}": v for p in ("severity", "occurrence", "detection") for e, v in (("from", 1), ("to", 10))}
    assert fmea(rows, priority=[{**span, "priority": "all"}]).priorities == ("all",) * 3
    with pytest.raises(CourseError, match="rows 1, 2"):
        fmea(rows, priority=[{**span, "priority": "all"}] * 2)
    with pytest.raises(CourseError, match="no row"):
        fmea(rows, priority=[{**span, "severity_to": 9, "priority": "most"}])
    with pytest.raises(CourseError, match="row 1"):
        fmea([{"failure": "a", "severity": 11, "occurrence": 1, "detection": 1}])
    for wrong in ((0, 1, 1), (1.5, 1, 1), (1, 1, 11), (1, float("nan"), 1)):
        with pytest.raises(CourseError):
            rpn(*wrong)


def test_weights_add_up_and_feed_the_register():
    chain = effect_chain(
        [{"stage": "input", "what": "No number", "effect": 3, "how_often": 4, "on": "A late file"},
         {"stage": "output", "what": "Pages missing", "effect": 4}]
    )  # fmt: skip
    assert sum(chain.weights) == pytest.approx(1)
    filled = [
        {**row, "owner": "Tom", "likelihood": 3, "response": "accept", "review": "2027-01-01"} for row in chain.risks
    ]
    assert risk_register(filled, "2026-06-01").inherent == (9, 12)
    assert effect_chain([{"stage": "work", "what": "x1", "effect": 0}]).weights == (None,)


def test_the_heaviest_work_comes_first():
    rows = [("label", 1), ("index", 4), ("index", 3)]
    chain = effect_chain([{"stage": "work", "what": f"x{n}", "work": work, "effect": n} for work, n in rows])
    assert list(chain.by_work.items()) == [("index", 7 / 8), ("label", 1 / 8)]


LIMITS = [
    {"kind": "refund", "role": "Officer", "up_to": 50},
    {"kind": "refund", "role": "Manager", "up_to": "£1,000", "above": 100},
]


@pytest.mark.parametrize(
    ("amount", "role", "action", "to"),
    [(50, "officer", "decide", "Officer"), (0, "Officer", "decide", "Officer"), (101, "Officer", "refer", "Manager"),
     (75, "Officer", "refer", None), (2000, "Manager", "refer", None), (10, "Manager", "refer", "Officer")],
)  # fmt: skip
def test_decide_or_refer(amount, role, action, to):
    found = decide({"kind": "Refund", "amount": amount}, LIMITS, role=role)
    assert (found.action, found.to) == (action, to)


def test_gaps_and_overlaps():
    found = check_authority([*LIMITS, {"kind": "refund", "role": "Team lead", "up_to": 50}])
    assert found.gaps == (("refund", 50.0, 100.0), ("refund", 1000.0, float("inf")))
    assert found.overlaps == (("refund", 50.0, ("Officer", "Team lead")),)
    assert check_authority([{"kind": "k", "role": "r", "up_to": "no limit"}]).gaps == ()
    for wrong in ({"up_to": "lots"}, {"up_to": -1}, {"role": ""}, {"above": 60}):
        with pytest.raises(CourseError, match="row 1"):
            check_authority([{**LIMITS[0], **wrong}])


def test_change_impact_names_who_was_not_asked():
    found = change_impact([{"who": "Scanning", "gains": "nothing", "loses": "Paper", "asked": "no", "risk": "nothing",
                            "training": "nothing", "owner": "Priya"}])  # fmt: skip
    assert (found.lose, found.gain, found.complete, found.not_asked) == (1, 0, 0, ("Scanning",))

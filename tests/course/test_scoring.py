from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter

from qmslib.course.items import Item
from qmslib.course.scoring import count_words, longest_run, parse_number, round_points, score
from tests.course.examples import ITEMS, item

READ: TypeAdapter[Any] = TypeAdapter(Item)


def made(kind: str, **changes: Any) -> Any:
    return READ.validate_python(item(kind, **changes))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(list("abcpqrstxyz")),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.text(max_size=4) | st.sampled_from(["m1", "c1", "owner"]), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(kind=st.sampled_from([k for k in ITEMS if k != "form"]), value=ANYTHING)
def test_any_answer_at_all_gets_points_within_bounds(kind: str, value: Any) -> None:
    result = score(made(kind), value)
    assert result.max == made(kind).points
    if result.points is not None:
        assert 0 <= result.points <= result.max
        assert result.right == (result.points == result.max)
        assert result.answered or result.points == 0


@pytest.mark.parametrize("kind", [k for k in ITEMS if k != "account"])
@pytest.mark.parametrize("value", [None, "", [], {}, "   ", [{}], {"owner": " "}])
def test_no_answer_earns_nothing(kind: str, value: Any) -> None:
    result = score(made(kind), value)
    assert (result.points, result.answered, result.right) == (0, False, False)


def test_a_wrong_choice_hears_why_and_what_was_missed() -> None:
    result = score(made("choose_one"), "b")
    assert [(p.id, p.verdict, p.text) for p in result.parts] == [
        ("b", "wrong", "B is wrong because."),
        ("a", "missed", "A was right because."),
    ]


@given(chosen=st.sets(st.sampled_from("abcde")))
def test_net_correct_is_right_minus_wrong_over_all_right(chosen: set[str]) -> None:
    right, wrong = len(chosen & set("ace")), len(chosen - set("ace"))
    expected = max(0, Fraction(right - wrong, 3)) * 4
    assert score(made("choose_many"), sorted(chosen)).points == pytest.approx(float(expected), abs=5e-5)


def test_all_or_nothing_wants_exactly_the_right_ones() -> None:
    strict = made("choose_many", scoring="all_or_nothing")
    for size in range(6):
        for chosen in combinations("abcde", size):
            assert score(strict, list(chosen)).points == (4 if set(chosen) == set("ace") else 0)


@given(st.permutations(list("pqrst")))
def test_the_longest_run_is_the_longest_there_is(answer: list[str]) -> None:
    def in_order(steps: tuple[str, ...], order: str) -> bool:
        places = [order.index(step) for step in steps]
        return places == sorted(places)

    best = max(
        size
        for order in ("pqrst", "qprst")
        for size in range(1, 6)
        if any(in_order(steps, order) for steps in combinations(answer, size))
    )
    assert score(made("order"), answer).points == round_points(4 * (best - 1) / 4)


def test_each_right_order_earns_everything_and_a_reversal_nothing() -> None:
    assert score(made("order"), list("pqrst")).right
    assert score(made("order"), list("qprst")).right
    single = made("order", orders=[list("pqrst")])
    assert score(single, list("tsrqp")).points == 0
    assert score(made("order", scoring="all_or_nothing"), list("pqrts")).points == 0


@given(st.permutations(range(8)))
def test_a_run_is_a_part_of_the_answer_in_the_right_order(numbers: list[int]) -> None:
    answer, order = [str(n) for n in numbers], [str(n) for n in range(8)]
    run = longest_run(answer, order)
    assert run == sorted(run)
    assert [step for step in answer if step in run] == run


def test_pairs_earn_their_share_and_a_wrong_one_hears_both_sides() -> None:
    result = score(made("classify"), {"c1": "x", "c2": "y", "c3": "y"})
    assert result.points == 2
    assert [(p.id, p.verdict) for p in result.parts] == [
        ("c1", "right"), ("c2", "wrong"), ("c3", "right"), ("c4", "unanswered"),
    ]  # fmt: skip
    assert result.parts[1].text == "y covers this. c2 belongs there."
    assert score(made("match", scoring="all_or_nothing"), {"m1": "x", "m2": "y"}).points == 0


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.5", 12.5), (" 12.5 ", 12.5), ("1,234.5", 1234.5), ("£12", 12), ("12 %", 12), ("12.5 hours", 12.5),
        ("-3", -3), ("\u22123", -3), ("£1,234,567", 1234567), (".5", 0.5), ("5.", 5), (7, 7.0), ("1 234", 1234),
        ("12,5", None), ("1,23,4", None), ("twelve", None), ("", None), ("1e3", None), ("12 13x4", None),
        ("0x10", None), ("inf", None), ("nan", None), (True, None), (float("nan"), None), ("١٢", None), ("--3", None),
        ("12..5", None), ("9" * 101, None), (None, None), ([1], None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_office_workers_type_them(typed: Any, number: float | None) -> None:
    assert parse_number(typed) == number


def test_a_number_within_tolerance_is_right_and_a_known_slip_is_named() -> None:
    assert score(made("number"), "12.45").right
    assert score(made("number"), "12.55 hours").right
    assert not score(made("number"), "12.56").right
    assert score(made("number"), "10").parts[0].text == "You left out the second time."
    assert score(made("number"), "99").parts[0].text == "Not this number."


def test_binary_fractions_do_not_cost_a_point() -> None:
    assert score(made("number", key={"value": 0.3, "tolerance": 0}, mistakes=[]), 0.1 + 0.2).right


def test_an_account_gets_advice_and_no_points() -> None:
    result = score(made("account"), "We are quick.")
    assert result.points is None
    assert result.advice == ["3 words; at least 20 were asked for.", "No sign was found of: An own example"]
    assert score(made("account"), "In OUR   team " + "word " * 20).advice == []


@pytest.mark.parametrize(("text", "words"), [("", 0), ("Don't re-open it: 24 files.", 5), ("  –  ", 0), ("a_b", 2)])
def test_words_are_counted_as_a_reader_would(text: str, words: int) -> None:
    assert count_words(text) == words

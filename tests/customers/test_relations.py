import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.customers import classify_customer, customer_map, service_balance

NAMES = ["East", "West", "Records", "Payments", "ICT"]
LINK = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])


def rows(links):
    return [{"supplier": one, "customer": two, "kind": "function"} for one, two in links]


@settings(max_examples=50, deadline=None)
@given(st.lists(LINK, max_size=10), LINK)
def test_a_new_link_makes_no_other_link_one_way(links, new):
    before, after = set(customer_map(rows(links)).one_way), set(customer_map(rows([*links, new])).one_way)
    assert after - before <= {new}
    back = customer_map(rows([*links, new, new[::-1]]))
    assert new not in back.one_way


@settings(max_examples=30, deadline=None)
@given(st.lists(LINK, max_size=10), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(links, random):
    mixed = list(links)
    random.shuffle(mixed)
    one, two = customer_map(rows(links)), customer_map(rows(mixed))
    assert set(one.one_way) == set(two.one_way)
    order = ["party"]
    pd.testing.assert_frame_equal(
        one.parties.sort_values(order, ignore_index=True), two.parties.sort_values(order, ignore_index=True)
    )


def test_needs_and_gifts_are_compared():
    found = customer_map(
        [
            {"supplier": "Records", "customer": "East", "gives": "Files.", "needs": "file numbers"},
            {"supplier": "East ", "customer": "Records", "gives": "old boxes", "needs": "files"},
        ]
    )
    assert found.one_way == ()
    assert found.unmet.values.tolist() == [["Records", "East", "file numbers"]]
    assert found.unwanted.values.tolist() == [["East", "Records", "old boxes"]] or found.unwanted[
        "gives"
    ].tolist() == ["old boxes"]


def test_bad_rows_are_named():
    for row, match in (
        ({"supplier": "", "customer": "East"}, "row 1: the supplier is missing"),
        ({"supplier": "East", "customer": "east "}, "are the same"),
        ({"supplier": "A b", "customer": "East", "kind": "friend"}, "kind is not known"),
    ):
        with pytest.raises(CourseError, match=match):
            customer_map([row])
    with pytest.raises(CourseError, match="no column customer"):
        customer_map([{"supplier": "a"}])
    assert "no relationships" in customer_map([]).sentence


def test_the_map_draws_and_speaks():
    found = customer_map(rows([("East", "Records"), ("Records", "East"), ("ICT", "East")]))
    assert "ICT serves East" in found.alt
    assert "<svg" in found.svg()
    assert found.parties.set_index("party")["roles_switch"].to_dict() == {"East": True, "Records": True, "ICT": False}


def test_balance_and_kinds():
    links = rows([("East", "Records"), ("Records", "West")])
    found = service_balance(links, "records")
    assert found.rows[["partner", "side"]].values.tolist() == [["West", "gives only"], ["East", "receives only"]]
    with pytest.raises(CourseError, match="in no row"):
        service_balance(links, "ICT")
    assert classify_customer(ranks_differ=True, next_step=True, own_department=True) == "process"
    assert classify_customer(ranks_differ=True, next_step=False, own_department=False) == "rank"
    with pytest.raises(CourseError, match="no customer relationship"):
        classify_customer(ranks_differ=False, next_step=False, own_department=True)

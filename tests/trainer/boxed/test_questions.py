"""A large table goes into the box once, and each call has a copy of its own."""

import json

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from qmslib.trainer.boxed.questions import Received, Sent
from qmslib.trainer.boxed.warm_up import warm_shell, warm_values


def table():
    days = pd.to_datetime(["2026-01-05", None] * 100)
    return pd.DataFrame({"case": [f"C-{row}" for row in range(200)], "days": range(200), "closed": days})


def talk():
    sent, received = Sent(), Received()

    def call(*arguments, **named):
        text = json.dumps(sent.question("count", arguments, named))
        return len(text), *received.arguments(json.loads(text))

    return call


def test_the_same_table_is_sent_once_and_comes_as_a_new_copy():
    call = talk()
    first, (one,), _ = call(table())
    again, (two,), _ = call(table())
    assert again < 100 < first
    one["days"] = 0
    two.drop(columns="case")
    _, (three,), named = call(table(), log=table())
    pd.testing.assert_frame_equal(three, table())
    pd.testing.assert_frame_equal(named["log"], table())


@pytest.mark.parametrize(
    "change",
    [
        lambda log: log.assign(days=log["days"].where(log["days"] != 7, 8)),
        lambda log: log.astype({"days": "float64"}),
        lambda log: log.rename(columns={"days": "Days"}),
        lambda log: log.rename_axis(columns="names"),
        lambda log: log.rename_axis(index="row"),
        lambda log: log.set_axis([str(row) for row in log.index]),
        lambda log: log.iloc[::-1],
        lambda log: log.iloc[:-1],
        lambda log: log[["case", "closed", "days"]],
    ],
)
def test_a_table_that_differs_in_anything_is_sent_anew(change):
    call = talk()
    call(table())
    other = change(table())
    _, (found,), _ = call(other)
    pd.testing.assert_frame_equal(found, other, check_names=True)


def test_a_table_that_was_changed_after_the_call_is_sent_anew():
    call = talk()
    log = table()
    call(log)
    log.loc[3, "case"] = "C-other"
    _, (found,), _ = call(log)
    assert found.loc[3, "case"] == "C-other"


def test_cells_that_can_be_changed_are_sent_each_time():
    call = talk()
    log = table().assign(marks=[[row] for row in range(200)])
    _, (one,), _ = call(log)
    one["marks"].iloc[0].append("changed")
    _, (two,), _ = call(log)
    assert two["marks"].iloc[0] == [0]


def test_more_tables_than_are_remembered_still_arrive():
    call = talk()
    for _ in range(2):
        for number in range(12):
            _, (found,), _ = call(table().assign(days=number))
            assert set(found["days"]) == {number}


def test_the_word_for_again_is_a_text_like_any_other():
    _, given, named = talk()("again", 0, word="again")
    assert (given, named) == (["again", 0], {"word": "again"})


def test_warming_up_leaves_nothing_in_the_shell():
    shell = InteractiveShell()
    before, count = set(shell.user_ns), shell.execution_count
    shell.user_ns["math"] = "mine"
    warm_shell(shell)
    warm_values()
    assert set(shell.user_ns) == before | {"math"}
    assert shell.user_ns["math"] == "mine"
    assert shell.execution_count == count

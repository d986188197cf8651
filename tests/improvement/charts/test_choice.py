"""Which chart and which picture; and that every sentence the charts may need is there."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from qmslib import improvement
from qmslib._common.errors import CourseError
from qmslib.improvement import constants_table, run_chart, runs_test, which_chart, which_picture, xmr_chart

DATA = ("measurement", "share of cases", "events", "rare events")
QUESTIONS = ("change over time", "ranking", "share of a whole", "spread", "relation", "before and after")


@pytest.mark.parametrize(
    ("options", "chart"),
    [
        ({"data": "measurement"}, "xmr_chart"),
        ({"data": "measurement", "group": 5}, "xbar_r_chart"),
        ({"data": "measurement", "group": 20}, "xbar_s_chart"),
        ({"data": "measurement", "group": 5, "sizes_equal": False}, "xbar_s_chart"),
        ({"data": "measurement", "points": 9}, "run_chart"),
        ({"data": "share of cases"}, "np_chart"),
        ({"data": "share of cases", "sizes_equal": False}, "p_chart"),
        ({"data": "share of cases", "typical_size": 4000}, "laney_p_chart"),
        ({"data": "events"}, "c_chart"),
        ({"data": "events", "sizes_equal": False}, "u_chart"),
        ({"data": "events", "typical_size": 4000}, "laney_u_chart"),
        ({"data": "rare events"}, "t_chart"),
        ({"data": "rare events", "between": "cases", "points": 5}, "g_chart"),
    ],
)
def test_the_chart_for_the_data(options: dict[str, object], chart: str) -> None:
    found = which_chart(**options)  # type: ignore[arg-type]
    assert found.chart == chart
    assert chart in found.sentence
    assert found.why
    assert found.caution


def test_every_choice_is_a_function_of_the_topic() -> None:
    for data, group, equal, size in product(DATA, (1, 4, 30), (True, False), (None, 50, 5000)):
        found = which_chart(data, group=group, sizes_equal=equal, typical_size=size)
        for name in (found.chart, *found.instead):
            assert callable(getattr(improvement, name))
        assert found.chart not in found.instead


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_a_picture(question: str) -> None:
    found = which_picture(question)
    assert not found.misleading
    assert found.pictures[0] in found.sentence
    assert not which_picture(question, found.pictures[0], points=24, axis_from=0).misleading
    wrong = which_picture(
        question, "pie chart", parts=9, two_axes=True, depth=True, uneven_periods=True, counts_of_unequal_groups=True
    )
    assert len(wrong.findings) >= 5


def test_a_cut_bar_axis_is_a_fault() -> None:
    found = which_picture("ranking", "bar chart", axis_from=90)
    assert [one.level for one in found.findings] == ["bad"]
    with pytest.raises(CourseError, match="not known"):
        which_picture("why")


@given(values=st.lists(st.integers(-30, 30), min_size=4, max_size=70), calm=st.sampled_from([1, 4]))
@settings(max_examples=80, deadline=None)
@pytest.mark.parametrize("rules", ["western electric", "nelson", "making data count", ("shewhart", "anhoj")])
def test_every_signal_has_words(rules: str | tuple[str, ...], values: list[int], calm: int) -> None:
    baseline = [0, 1, -1, 2, 0, -2, 1, 0, -1, 1]
    chart = xmr_chart([*baseline, *[value / calm for value in values]], freeze=10, rules=rules)
    for signal in chart.signals:
        assert signal.words.endswith(".")
        assert "{" not in signal.words
        if signal.points:
            assert chart.points.loc[[point - 1 for point in signal.points], "signal"].all()
    flagged = {point for signal in chart.signals for point in signal.points}
    assert flagged == set((chart.points["signal"].to_numpy().nonzero()[0] + 1).tolist())


def test_alternation_hugging_and_avoiding_are_found() -> None:
    zigzag = [*[0, 3, -3, 2, -2, 1] * 2, *[2, -2] * 9]
    rules = {signal.rule.split(" in a row ")[-1][:8] for signal in xmr_chart(zigzag, rules="nelson").signals}
    assert "going up" in rules


def test_tables_and_tests_are_readable() -> None:
    assert len(constants_table()) == 24
    assert (np.diff(constants_table()["d2"]) > 0).all()
    assert runs_test([3, 3, 3]).n_useful == 0
    assert run_chart([3, 3, 3]).longest_run is None
    assert "missing" in runs_test([3, None, 4]).findings[0].text

from __future__ import annotations

from qmslib.improvement import p_chart, xmr_chart

STEADY = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6]


def test_a_title_does_not_call_a_process_steady_that_was_not() -> None:
    chart = xmr_chart([*STEADY, 30, *STEADY], rules="shewhart")
    assert chart.variation == "common cause"
    assert chart.title == "The measure: 1 signal of special causes, none at the latest point"
    assert "There was 1 signal earlier." in chart.sentence
    assert "While nothing changes" not in chart.sentence


def test_signals_of_an_earlier_phase_do_not_count_against_the_latest() -> None:
    chart = p_chart([5, 6, 5, 40, 6, 5, *STEADY], 100, phases=[7], rules="shewhart")
    assert chart.title == "The share: common cause variation"
    assert "While nothing changes" in chart.sentence

"""What the two chapters on surveys and comments say in words is what their data say in figures."""

from __future__ import annotations

import pytest

from qmslib import datasets, feedback

OCTOBER, MAY = "October 2026", "May 2026"
ON = "2026-06-30"


@pytest.fixture(scope="module")
def answers():
    survey = datasets.staff_survey()
    statements = list(datasets.staff_survey_statements())
    declared = {
        **dict.fromkeys(statements, feedback.Scale(1, 5)),
        "satisfaction": feedback.Scale(1, 5),
        "effort": feedback.Scale(1, 7),
        "recommend": feedback.Scale(0, 10),
    }
    clean = survey.astype(dict.fromkeys(declared, "object"))
    for cell in datasets.staff_survey_answers().itertuples():
        clean.loc[clean.index[cell.row - 1], cell.field] = None
    read = feedback.read_answers(clean, declared).values
    return feedback.reverse_items(read, ["q4", "q7"], among=statements).answers


@pytest.fixture(scope="module")
def october(answers):
    return answers[answers["wave"] == OCTOBER]


def test_one_slip_lifts_the_mean_by_more_than_half_a_point(october):
    survey = datasets.staff_survey()
    raw = survey.loc[survey["wave"] == OCTOBER, "satisfaction"]
    assert raw.mean() - october["satisfaction"].mean() > 0.5


def test_east_answers_most_and_south_least(october):
    counts = october["team"].value_counts().to_dict()
    groups = feedback.compare_response(datasets.staff_survey_invited(), counts).groups
    rates = groups.set_index("group")["rate"]
    assert rates.idxmax() == "East locality"
    assert rates.idxmin() == "South locality"


def test_the_small_team_and_the_one_that_protects_it(october):
    groups = feedback.scores_by(october, "satisfaction", "team").groups.set_index("group")
    assert set(groups.index[groups["state"] == "hidden"]) == {"Safeguarding", "Hospital discharge"}


def test_north_is_above_west_and_their_intervals_overlap(october):
    groups = feedback.scores_by(october, "satisfaction", "team").groups.set_index("group")
    north, west = groups.loc["North locality"], groups.loc["West locality"]
    assert north["value"] > west["value"]
    assert north["low"] < west["high"]


def test_reliability_and_responsiveness_lead_the_gaps_and_overlap(october):
    gaps = feedback.servqual(october).dimensions.set_index("dimension")
    ranked = gaps["gap"].sort_values()
    assert list(ranked.index[:2]) == ["reliability", "responsiveness"]
    assert gaps.loc["responsiveness", "low"] < gaps.loc["reliability", "gap"] < gaps.loc["responsiveness", "high"]
    assert (gaps.loc[["tangibles", "empathy"], "low"] > 0).all()


def test_satisfaction_rose_from_three_in_ten_to_two_in_three(answers, october):
    may = feedback.csat(answers.loc[answers["wave"] == MAY, "satisfaction"])
    now = feedback.csat(october["satisfaction"])
    assert may.value == pytest.approx(0.3, abs=0.03)
    assert now.value == pytest.approx(2 / 3, abs=0.03)
    assert may.high < now.low


def test_the_statements_hang_together(october):
    statements = list(datasets.staff_survey_statements())
    assert feedback.cronbach_alpha(october, statements).estimate.value > 0.7


def test_records_leads_the_book_and_hr_has_a_larger_share_of_the_box():
    register = datasets.suggestions()
    two = register[register["source"].isin(["comment book", "suggestion box"])]
    table = feedback.compare_sources(two, code="service").set_index("code")
    assert table["comment book"].idxmax() == "Records and Access"
    assert table.loc["HR advice", "suggestion box_share"] > table.loc["HR advice", "comment book_share"]


def test_four_in_ten_become_a_change_and_replies_are_the_commonest_fault():
    register = datasets.suggestions()
    done = feedback.conversion(register, ON).frame().set_index("share").loc["done of received", "value"]
    assert done == pytest.approx(0.4, abs=0.04)
    assert feedback.check_register(register, ON).faults["fault"].mode().tolist() == ["reply overdue"]


def test_the_answered_alone_look_faster_than_all():
    figures = feedback.loop_health(datasets.suggestions(), ON).frame().set_index("figure")["value"]
    assert figures["median days to reply, answered only"] < figures["median days to reply, waiting counted"]
    assert figures["repeats, of received"] > 0.7


def test_without_replies_the_loop_falls_silent():
    silent = feedback.simulate_loop(10, skip="respond").turns.iloc[-1]
    assert silent["heard"] < 10
    assert silent["problems"] > 2 * silent["whole_problems"]

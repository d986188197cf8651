from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.blame import blame
from qmslib._common.errors import CourseError
from qmslib.improvement import (
    check_fishbone,
    check_ideas,
    check_whys,
    impact_effort,
    judge_cause,
)
from qmslib.improvement.causes._words import found

GOOD = [
    {"cause": "Requests wait in the mailbox until Tuesday", "evidence": "Log: 31 of 40 late", "control": "yes"},
    {"cause": "On Mondays nobody is on the mailbox rota", "evidence": "Rota for March", "control": "yes"},
    {"cause": "The rota dates from the time of paper post", "evidence": "Rota of 2019", "control": "yes"},
]
PROBLEM = "One request in five is late"


def keys(report, level=None):
    return [(one.row, one.field) for one in report.findings if level is None or one.level == level]


def said(report):
    return " ".join(one.text for one in report.findings)


@pytest.mark.parametrize(
    "text",
    [
        "Tom forgot to send the file",
        "Human error",
        "The clerk did not check the date",
        "It is the supplier's fault",
        "Staff don't care",
        "Sales promised too much",
        "Tom Ellis did not read the mail",
        "She was not paying attention",
        "Carelessness in the post room",
        "They never reply",
    ],
)
def test_blame_is_seen(text):
    assert blame(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing reminds the team when a reply is due",
        "The scanner did not start",
        "Requests wait for the weekly print run",
        "Tom signs every letter himself",
        "The form does not ask for a date of birth",
        "Two people share one key",
    ],
)
def test_a_process_is_no_blame(text):
    assert not blame(text)


def test_names_can_be_given():
    assert not blame("Priya missed the date")
    assert blame("Priya missed the date", ["Priya Nair"])


def test_a_sound_chain():
    report = check_whys(GOOD, PROBLEM)
    assert report.sound
    assert report.depth == 3
    assert "ends where you can act" in report.sentence
    assert report.frame().shape[0] == 3


def test_each_fault_of_a_chain():
    report = check_whys(
        [
            {"cause": "The file left the archive after four o'clock", "evidence": "everyone knows"},
            {"cause": "One request in five is late", "evidence": "Log"},
            {"cause": "The courier had gone", "evidence": "Just after the new van came, files were late"},
            {"cause": "We need more staff", "evidence": "Rota"},
            {"cause": "Tom forgot the tray", "evidence": "Asked him"},
        ],
        PROBLEM,
    )
    assert (0, "evidence") in keys(report, "warn")
    assert (1, "cause") in keys(report, "bad")
    assert "tells when, not why" in said(report)
    assert "is a remedy" in said(report)
    assert "stops at a person" in said(report)
    assert not report.sound
    assert report.whys[4].hint


def test_repeats_leaps_and_missing_evidence():
    report = check_whys(
        ["Files wait in the tray", "Sunspots disturb radio", "Files wait in the tray"], "Files are late"
    )
    assert "same as row 1" in said(report)
    assert "Is a step missing" in said(report)
    assert sum(one.field == "evidence" for one in report.findings) == 3


def test_the_end_must_be_in_reach():
    leave = {"cause": "The rota needs the government's leave", "evidence": "Letter", "control": "no"}
    report = check_whys([*GOOD, leave], PROBLEM)
    assert "Nobody here can act" in said(report)
    outside = check_whys(
        [{"cause": "Budget cuts since 2019 froze the post", "evidence": "Minutes"}], "Posts are late"
    )
    assert "out of your hands" in said(outside)


def test_branches():
    report = check_whys(
        [{"cause": "Forms lack the date of birth"}, {"cause": "The form has no box", "under": 1},
         {"cause": "The box is overlooked", "under": 1}, {"cause": "Courier is late", "under": 0}],
        "Files come late",
    )  # fmt: skip
    assert [why.depth for why in report.whys] == [1, 2, 2, 1]
    assert len(report.roots) == 3
    assert "Row 1 has 2 causes" in said(report)
    assert (0, "under") in keys(check_whys([{"cause": "A b c", "under": 3}], "x y"), "bad")


def test_an_empty_chain_and_bad_shapes():
    assert check_whys([]).depth == 0
    assert not check_whys([], PROBLEM).sound
    with pytest.raises(CourseError):
        check_whys("because")
    with pytest.raises(CourseError, match="cause"):
        check_whys(pd.DataFrame({"why": ["x"]}))


def test_judging_a_cause():
    everything = dict.fromkeys(("first", "each_time", "not_without", "how", "nothing_else"), True)
    assert judge_cause(**everything).verdict == "cause"
    assert judge_cause(**{**everything, "nothing_else": None}).verdict == "likely"
    assert judge_cause(**{**everything, "first": False}).verdict == "not"
    assert judge_cause(first=True, each_time=False).verdict == "coincidence"
    assert judge_cause().verdict == "unknown"
    assert judge_cause().frame().shape == (5, 2)


def test_fishbone_checks_and_picture():
    fish = check_fishbone(
        "One file in five comes late",
        [
            {"bone": "Method", "cause": "Weekly print run", "evidence": "Rota", "votes": 5},
            {"bone": "method", "cause": "Printer is shared", "under": "weekly print run", "votes": 1},
            {"bone": "Tools", "cause": "Weekly print run"},
            {"bone": "Tools", "cause": "Lack of a scanner"},
            {"bone": "", "cause": "Tom forgot it", "votes": -1},
            {"bone": "Tools", "cause": ""},
        ],
        bones=["Surroundings"],
        whys={"Weekly print run": ["One printer for two floors"], "Weather": ["Rain"]},
    )
    assert fish.bones[:3] == ("Surroundings", "Method", "Tools")
    assert fish.count("Method") == 2
    assert fish.first.cause == "Weekly print run"
    assert fish.causes[1].under == 0
    for part in (
        "Surroundings",
        "remedy",
        "also stands",
        "neither a bone",
        "on which bone",
        "whole numbers",
        "person",
    ):
        assert part in said(fish)
    assert all(cause.cause in fish.alt for cause in fish.causes)
    assert fish.svg().count("<text") > 6
    assert fish.frame().whys.tolist()[0] == 1


def test_fishbone_without_anything():
    fish = check_fishbone("", [])
    assert keys(fish, "bad") == [(None, "problem")]
    assert fish.svg()
    with pytest.raises(CourseError, match="bone"):
        check_fishbone("x", pd.DataFrame({"cause": ["y"]}))


def test_ideas_count_and_merge():
    report = check_ideas(
        pd.DataFrame({"idea": ["Open the mailbox daily", "open the mailbox daily.", "Daily, open the mailbox", None,
                               "Reply by phone"], "decision": ["now", "maybe", None, None, "declined"]})
    )  # fmt: skip
    assert (report.n, report.distinct, report.more) == (4, 2, 18)
    assert report.merged().said.tolist() == [3, 1]
    assert (4, "reason") in keys(report, "warn")
    assert (1, "decision") in keys(report, "bad")
    assert check_ideas([f"idea number {place} about {place * 7}" for place in range(3)], 1, alike=1).distinct == 3
    with pytest.raises(CourseError):
        check_ideas("one idea")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet="abcdef ", min_size=1, max_size=12), max_size=12))
def test_ideas_never_count_more_groups_than_ideas(ideas):
    report = check_ideas(ideas)
    assert report.distinct <= report.n <= len(ideas)
    assert report.distinct + report.more >= 20
    if report.n:
        assert report.merged().said.sum() == report.n


def test_quadrants_ties_and_the_line():
    grid = impact_effort(
        [
            {"option": "A rota", "impact": 5, "effort": 1},
            {"option": "A label", "impact": 5, "effort": 1},
            {"option": "New system", "impact": 4, "effort": 5},
            {"option": "Tidy trays", "impact": 2, "effort": 1},
            {"option": "Courier", "impact": 1, "effort": 5},
            {"option": "On the line", "impact": 3, "effort": 3},
            {"option": "No figure", "impact": None, "effort": 3},
            {"option": "Off the scale", "impact": 9, "effort": 3},
        ]
    )
    assert [grid.count(name) for name in ("quick win", "big project", "fill-in", "drop")] == [3, 1, 1, 1]
    assert [placed.rank for placed in grid.options][:3] == [1, 1, 3]
    assert "shared" in grid.sentence
    assert keys(grid, "bad") == [(6, "impact"), (7, "impact")]
    assert "Courier (impact 1, effort 5)" in grid.alt
    assert "New system" in grid.svg()
    with pytest.raises(CourseError):
        impact_effort([], low=5, high=1)


def test_word_lists_find_whole_words_only():
    assert not found("solution", "The buyer lives here")
    assert found("solution", "Buy a scanner")


def test_signs_in_words_are_drawn_as_they_are():
    grid = impact_effort([{"option": "$5_{ and $6^", "impact": 1, "effort": 1}])
    assert "$5_{ and $6^" in grid.svg()
    fish = check_fishbone("<b> costs $x_$", [{"bone": "a_b$", "cause": "c^d $_$"}])
    assert "<b>" not in fish.svg()


def test_ideas_that_differ_in_a_number_are_two():
    assert check_ideas(["Reply within 2 working days", "Reply within 5 working days"]).distinct == 2

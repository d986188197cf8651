"""What the chapters on types of problem and on dealing with them say in words is what their data say in figures."""

from __future__ import annotations

import pandas as pd
import pytest

from qmslib.complaints import backlog, pareto, prioritise, repeats
from qmslib.course.bank import exercise, practice_files
from qmslib.course.items import Dialogue
from qmslib.course.lists import lists
from qmslib.course.paths import Course
from qmslib.course.talks import full_talk
from qmslib.datasets import complaints_log

COURSE = Course.find()


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return complaints_log()


def test_two_types_lead_and_almost_all_goes_by_the_service_fix(log: pd.DataFrame) -> None:
    counted = pareto(log, by="kind").frame().set_index("category")["n"]
    assert list(counted.index[:2]) == ["poor communication", "no target or timescale"]
    assert counted.iloc[1] > 1.5 * counted.iloc[2]
    assert counted["discrimination"] == 1
    assert (log["route"] == "service fix").mean() > 0.95


def test_closed_cases_without_an_answer(log: pd.DataFrame) -> None:
    said = log[log["state"] == "closed"]["satisfied"]
    assert 0.25 < said.isna().mean() < 0.30
    assert 0.40 < (said.dropna() == "no").mean() < 0.50


def test_open_cases_are_new_or_very_old_and_small_ones_lead(log: pd.DataFrame) -> None:
    first, *middle, last = backlog(log, "2026-06-30").frame()["n"]
    assert min(first, last) > 3 * max(middle)
    assert prioritise(log, "2026-06-30").frame().head(6)["impact"].max() < 5


def test_the_longest_chain_is_one_team_and_four_services(log: pd.DataFrame) -> None:
    found = repeats(log, days=90).frame().iloc[0]
    assert (found["kind"], found["team"]) == ("poor communication", "East locality")
    chain = log[(log["kind"] == found["kind"]) & (log["team"] == found["team"])]
    assert len(chain) == found["n"]
    assert chain["service"].nunique() == 4


def test_the_lists_stand_on_their_pages() -> None:
    for name, page, count in (
        ("work-problems", "complaints/5-1-types-and-routes", 12),
        ("personal-problems", "complaints/5-1-types-and-routes", 8),
        ("customer-problem", "complaints/5-2-customers-problem", 9),
        ("own-problem", "complaints/5-2-own-problems", 7),
    ):
        assert lists()[name].page == page
        assert len(lists()[name].items) == count


def test_each_talk_can_show_every_step() -> None:
    talks = [
        item
        for items in (
            practice_files(COURSE)["complaints/5-2-customers-problem"].items,
            exercise(COURSE, "complaints-5-2-dealing").items,
        )
        for item in items
        if isinstance(item, Dialogue)
    ]
    assert [len(talk.steps) for talk in talks] == [9, 6, 9]
    for talk in talks:
        assert 8 <= len(talk.nodes) <= 14
        assert full_talk([step.id for step in talk.steps], talk.start, talk.nodes) is not None

"""The data sets tell one story: what one says, the others know."""

from __future__ import annotations

from datetime import datetime, timedelta
from inspect import signature

import pandas as pd
import pytest

from qmslib import datasets
from qmslib._common.dates import bank_holidays, is_working_day
from qmslib.datasets.department import CUSTOMERS, HANDLERS, MANAGER, SERVICES, TEAMS

MAKERS = [
    datasets.request_rows, datasets.complaint_rows, datasets.survey_rows, datasets.audit_rows,
    datasets.suggestion_rows, datasets.before_after_rows, datasets.response_rows, datasets.relationship_rows,
    datasets.legal_rows,
]  # fmt: skip


@pytest.mark.parametrize("make", MAKERS)
def test_a_set_is_the_same_each_time_and_another_with_another_seed(make) -> None:  # type: ignore[no-untyped-def]
    assert make() == make()
    if "seed" in signature(make).parameters:
        assert make(seed=1) != make()


def test_rows_can_be_changed_without_changing_the_next_copy() -> None:
    datasets.complaint_rows()[0]["case"] = "spoilt"
    assert datasets.complaint_rows()[0]["case"] == "C-0001"


def test_the_complaints_log_keeps_its_own_rules() -> None:
    log = datasets.complaints_log()
    assert len(log) == 600
    assert log["case"].is_unique
    assert log["received"].is_monotonic_increasing
    assert not (log["acknowledged"] < log["received"]).any()
    assert not (log["closed"] < log["acknowledged"]).any()
    assert set(log["service"]) == set(SERVICES)
    assert set(log["team"]) == set(TEAMS)
    assert log["impact"].between(1, 5).all()
    assert (log["closed"].isna() == log["state"].isin(["received", "acknowledged", "investigating", "waiting"])).all()
    assert log.loc[log["state"] != "closed", "outcome"].isna().all()
    assert log.loc[log["state"] == "closed", "outcome"].notna().all()
    assert (log["closed"].dropna() <= datetime(2026, 6, 30, 17)).all()
    for column in ("received", "closed"):
        days = log[column].dropna().dt.date
        assert all(is_working_day(day, bank_holidays()) for day in days)
    for _, case in log.iterrows():
        assert case["customer"] in CUSTOMERS[case["team"]]
        assert case["handler"] in HANDLERS[case["service"]]


def test_the_log_holds_what_learners_are_to_find() -> None:
    log = datasets.complaints_log()
    late = log["closed"] > log["due"]
    winter = log["received"].between("2025-11-01", "2026-01-31") & (log["service"] == "Records and Access")
    rest = ~winter & (log["service"] == "Records and Access")
    assert late[winter].mean() > 1.5 * late[rest].mean()
    assert 10 < log["due"].isna().sum() < 40
    assert log["closed"].isna().sum() > 15
    assert set(log["route"]) == {"service fix", "grievance", "equality or safeguarding", "whistleblowing"}
    again = log.sort_values("received").groupby(["kind", "team", "service"])["received"].diff()
    assert (again <= timedelta(days=90)).sum() > 100


def test_the_errors_stand_where_the_answers_say_and_nowhere_else() -> None:
    clean = datasets.complaints_log(clean=True)
    dirty = datasets.complaints_log(clean=False)
    answers = datasets.complaints_log_answers()
    shown = clean.copy()
    for column in ("received", "acknowledged", "due", "closed"):
        shown[column] = shown[column].dt.strftime("%Y-%m-%d %H:%M")
    shown = shown.astype(object).where(shown.notna(), "")
    wrong = {
        (row + 1, column)
        for column in clean.columns
        for row in range(len(clean))
        if dirty[column][row] != shown[column][row]
    }
    assert wrong == set(zip(answers["row"], answers["field"], strict=True))
    assert len(answers) == 40
    for _, fault in answers.iterrows():
        assert dirty[fault["field"]][fault["row"] - 1] == fault["found"]
        if fault["right"] is not None and pd.notna(fault["right"]):
            assert shown[fault["field"]][fault["row"] - 1] == fault["right"]


def test_a_complaint_about_a_request_comes_after_that_request_was_late() -> None:
    requests = datasets.request_log().set_index("request")
    about = datasets.complaints_log().dropna(subset=["request"])
    assert len(about) > 15
    assert about["request"].is_unique
    for _, case in about.iterrows():
        request = requests.loc[case["request"]]
        assert case["received"] > request["needed_by"]
        assert pd.isna(request["closed"]) or request["closed"].normalize() > request["needed_by"]
        assert case["team"] == request["team"]
        assert case["request"] in case["description"]


def test_an_idea_that_came_out_of_a_complaint_names_one_that_was_upheld_before() -> None:
    cases = datasets.complaints_log().set_index("case")
    ideas = datasets.suggestions()
    from_cases = ideas.dropna(subset=["case"])
    assert len(from_cases) > 5
    for _, idea in from_cases.iterrows():
        case = cases.loc[idea["case"]]
        assert case["received"] < idea["received"]
        assert case["outcome"] == "upheld"
        assert (case["service"], case["team"]) == (idea["service"], idea["team"])
    assert (ideas["replied"].dropna() >= ideas["decided"][ideas["replied"].notna()]).all()
    declined = ideas[ideas["decision"] == "declined"]
    assert 0 < declined["reason"].isna().sum() < len(declined)


def test_the_audit_knows_what_the_request_log_knows() -> None:
    requests = datasets.request_log().set_index("request")
    scores = datasets.audit_scores()
    assert (scores["file"] == requests.loc[scores["request"], "file"].to_numpy()).all()
    first = scores[scores["criterion"] == "RA-1"]
    request = requests.loc[first["request"]]
    late = (request["closed"].dt.normalize() > request["needed_by"]).to_numpy()
    assert ((first["scorer_a"] == "not met").to_numpy() == late).mean() > 0.9
    apart = (scores["scorer_a"] != scores["scorer_b"]).groupby(scores["criterion"]).mean()
    assert apart.idxmax() == "RA-3"
    assert set(scores["criterion"]) == set(datasets.audit_criteria())


def test_the_weeks_before_the_change_are_those_of_the_request_log() -> None:
    weeks = datasets.before_after()
    requests = datasets.request_log()
    monday = requests["opened"].dt.normalize() - pd.to_timedelta(requests["opened"].dt.day_of_week, unit="D")
    for _, week in weeks[weeks["phase"] == "before"].iterrows():
        own = requests[monday == week["week"]]
        assert len(own) == week["requests"]
        assert (own["working_hours"].isna() | (own["working_hours"] > 16)).sum() == week["late"]
    assert (weeks["week"].diff().dropna() >= timedelta(days=7)).all()
    share = weeks.groupby("phase")[["late", "requests"]].sum()
    assert share.loc["after", "late"] / share.loc["after", "requests"] < 0.2
    assert share.loc["before", "late"] / share.loc["before", "requests"] > 0.3


def test_the_survey_asks_the_same_teams_and_no_more_answer_than_were_asked() -> None:
    survey = datasets.staff_survey()
    invited = datasets.staff_survey_invited()
    assert set(survey["team"]) == set(invited) == set(TEAMS)
    returned = survey.groupby(["wave", "team"]).size()
    assert all(returned[wave, team] <= invited[team] for wave, team in returned.index)
    faults = datasets.staff_survey_answers()
    for _, fault in faults.iterrows():
        assert survey[fault["field"]][fault["row"] - 1] == fault["found"]
        assert survey["respondent"][fault["row"] - 1] == fault["respondent"]
    sound = survey.drop(index=faults["row"] - 1)
    assert sound[[f"q{n}" for n in range(1, 9)]].stack().between(1, 5).all()
    assert sound["recommend"].between(0, 10).all()
    assert sound[["q1", "q4"]].dropna().astype(float).corr().loc["q1", "q4"] < -0.3


def test_the_list_of_relationships_names_people_and_services_that_exist() -> None:
    links = datasets.relationships()
    known = {*SERVICES, *TEAMS, MANAGER}
    known |= {name for people in (*CUSTOMERS.values(), *HANDLERS.values()) for name in people}
    assert set(links["supplier"]) | set(links["customer"]) <= known
    assert set(links["kind"]) == {"rank", "function", "process"}
    assert not links.duplicated(["supplier", "customer", "kind"]).any()


def test_the_faults_of_the_legal_register_stand_in_it() -> None:
    register = datasets.legal_register()
    for _, fault in datasets.legal_register_answers().iterrows():
        assert register["title"][fault["row"] - 1] == fault["title"]
        assert fault["field"] in register
    assert (register["checked_on"] <= "2026-11-21").all()


def test_the_items_at_fault_behave_as_the_answers_say() -> None:
    matrix = datasets.responses().drop(columns="learner")
    rest = {name: matrix[name].corr(matrix.drop(columns=name).sum(axis=1)) for name in matrix}
    assert rest["i07"] < 0
    assert matrix["i12"].mean() > 0.9
    assert abs(rest["i16"]) < 0.2
    sound = matrix.columns.difference(list(datasets.responses_answers()))
    assert min(rest[name] for name in sound) > 0.15
    assert matrix["i01"].mean() > 0.8 > 0.4 > matrix["i20"].mean()

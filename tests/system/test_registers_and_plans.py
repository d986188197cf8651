import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib.datasets import legal_register, legal_register_answers
from qmslib.system import (
    assemble_handbook,
    audit_rota,
    check_audit_plan,
    check_call_out,
    check_citation,
    check_contingency,
    check_criteria,
    check_documents,
    check_findings,
    check_form,
    check_job,
    check_legal_register,
    check_procedure,
    check_readiness,
    check_trend,
    document_levels,
    feedback_note,
    first_hour_card,
    form_fields,
    learning_gain,
    mmc_queue,
    monthly_bulletin,
    normalised_gain,
    observable,
    rate_yourself,
    readiness_form,
    review_minutes,
    review_pack,
    score_drill,
    training_needs,
)  # fmt: skip

NOW = "2026-06-01"


def test_nobody_audits_their_own_work():
    areas = {"Filing": ["Tom"], "Scanning": ["Priya"], "Payments": ["Wei", "Tom"]}
    rota = audit_rota(areas, ["Tom", "Priya", "Wei"], rounds=4)
    assert all(row.auditor not in areas[row.area] for row in rota.itertuples())
    assert rota["auditor"].value_counts().max() - rota["auditor"].value_counts().min() <= 4
    with pytest.raises(CourseError):
        audit_rota({"Filing": ["Tom"]}, ["tom"])
    plan = check_audit_plan(
        [{"area": "A1", "owner": "Tom and Priya", "auditor": "priya", "last": None, "months": 12}], NOW
    )
    assert (plan.not_independent, plan.overdue, plan.completion) == (("A1",), ("A1",), 0)


def test_a_cycle_ends_after_its_last_day():
    row = {"area": "A1", "owner": "Tom", "auditor": "Wei", "last": "2025-06-01", "months": 12}
    assert check_audit_plan([row], NOW).overdue == ()
    assert check_audit_plan([row], "2026-06-02").overdue == ("A1",)
    with pytest.raises(CourseError, match="row 1"):
        check_audit_plan([row], "2025-01-01")


def test_findings_wording_and_closing():
    good = {"requirement": "RA-2: index complete", "evidence": "3 of 20 files had no index", "gap": "Index missing",
            "grade": "minor", "action": "Checklist", "owner": "Tom", "due": "2026-05-01"}  # fmt: skip
    rows = [
        {**good, "closed": "2026-05-02", "effective": "yes"}, {**good, "closed": "2026-05-02"}, good,
        {**good, "gap": "Tom is careless as usual"},
        {**good, "closed": "2026-05-02", "effective": "no", "action": ""},
    ]  # fmt: skip
    found = check_findings(rows, NOW)
    assert (found.n, found.sound, found.open, found.overdue, found.closed, found.effective) == (5, 4, 2, 2, 3, 1)
    assert found.closed_early == (1, 4)
    assert "no findings yet" in check_findings(pd.DataFrame(columns=["requirement", "evidence", "gap"])).sentence


def test_check_trend_counts_by_month_in_any_order():
    rows = [
        {"planned": "2026-02-01", "done": "2026-02-03", "findings": 2},
        {"planned": "2026-01-05", "done": "", "findings": ""},
    ]
    found = check_trend(rows)
    assert found.months == ("Jan 2026", "Feb 2026")
    assert (found.completion, found.per_check) == (0.5, 2)
    assert found.frame()["completion"].tolist() == [0, 1]
    pd.testing.assert_frame_equal(found.frame(), check_trend(rows[::-1]).frame())
    assert found.svg().startswith("<svg")
    assert "Tom" not in feedback_note(found, "customers", actions=[{"action": "Label boxes", "owner": "Tom"}])
    with pytest.raises(CourseError):
        feedback_note(found, "everyone")


def test_a_plan_not_drilled_and_too_slow():
    plan = {"plan": "Fire", "trigger": "Alarm", "team": "Tom", "first_steps": "Leave", "tell": "All",
            "fallback": "Hall", "recovery": "Return", "rto_hours": 30,
            "longest_hours": 24, "drilled": "2025-05-31"}  # fmt: skip
    found = check_contingency([plan], NOW)
    assert (found.complete, found.not_drilled) == (1, ("Fire",))
    assert any("24" in one.text for one in found.findings)
    assert check_contingency([{**plan, "drilled": "2025-06-01"}], NOW).not_drilled == ()


def test_drill_edges_and_order():
    rows = [{"minute": 10, "inject": "b1", "expected": "call", "within": 5, "acted": 15, "right": "yes"},
            {"minute": 0, "inject": "a1", "expected": "note", "within": 5, "acted": None, "right": ""},
            {"minute": 20, "inject": "c1", "expected": "tell", "within": 5, "acted": 21, "right": "no"}]  # fmt: skip
    found = score_drill(rows)
    assert (found.full, found.right, found.on_time, found.score) == (1, 1, 2, pytest.approx(1 / 3))
    assert len(found.actions) == 2
    pd.testing.assert_frame_equal(found.frame(), score_drill(rows[::-1]).frame())
    assert score_drill(pd.DataFrame(columns=list(rows[0]))).score is None
    with pytest.raises(CourseError, match="row 1"):
        score_drill([{**rows[0], "acted": 9}])


def test_call_out_and_card():
    found = check_call_out([{"role": "Lead", "name": "Priya", "phone": "01632 960 001", "tried": "2025-01-01"},
                            {"role": "Lead", "name": "Tom", "phone": "ask Gareth"}], NOW)  # fmt: skip
    assert (found.reachable, found.n, found.no_deputy) == (1, 2, ())
    with pytest.raises(CourseError):
        first_hour_card([])


def test_documents():
    base = {"document": "P-1", "owner": "Tom", "approved_by": "Grace", "status": "current", "review": "2027-01-01"}
    rows = [{**base, "version": "1", "status": "superseded", "review": None}, {**base, "version": "2"}]
    assert check_documents(rows, NOW).findings == ()
    assert check_documents(rows, NOW, in_use=[("p-1", "1")]).still_used == ("P-1",)
    assert check_documents(rows[:1], NOW).findings[0].text == "P-1 has no current version."
    with pytest.raises(CourseError, match="row 2: the same version as row 1"):
        check_documents([rows[1]] * 2, NOW)
    levels = document_levels([{"document": "Complaint procedure", "level": "procedure", "key": "procedure"}])
    assert levels.right == 1
    assert check_procedure({"title": "Scan", "steps": "One\nTwo"}, kind="work instruction").steps == ("One", "Two")
    with pytest.raises(CourseError):
        check_procedure({"title": 3})


def test_handbook_takes_results_and_lowers_their_headings():
    procedure = check_procedure({"title": "Handling", "activities": ["Tom logs it within 1 hour"]})
    book = assemble_handbook({"Complaint handling": [procedure, mmc_queue(24, 30)]})
    assert "#### Handling" in book.markdown
    assert "The 1 server is busy" in book.markdown
    assert len(book.missing) == 3


def test_legal_register_finds_the_planted_faults():
    table, key = legal_register(), legal_register_answers()
    found = check_legal_register(table, "2026-11-21")
    rows = {finding.row + 1 for finding in found.findings if finding.row is not None}
    assert set(key["row"]) <= rows
    assert found.n == len(table)


def test_citations_follow_the_chain_and_never_vouch_for_old_checks():
    base = {"jurisdiction": "UK", "checked_on": "2026-05-01", "source": "web"}
    law = [{**base, "title": "A Act 1984", "status": "replaced", "replaced_by": "A Act 1998"},
           {**base, "title": "A Act 1998", "status": "repealed", "replaced_by": "A Act 2018"},
           {**base, "title": "A Act 2018", "status": "in force"},
           {**base, "title": "B Act", "status": "in force", "checked_on": "2020-01-01"}]  # fmt: skip
    assert check_citation("a act 1984", law, NOW).replaced_by == "A Act 2018"
    assert check_citation("A Act, 2018", law, NOW).verdict == "current"
    assert check_citation("B Act", law, NOW).verdict == "check again"
    assert check_citation("A Act", law, NOW).verdict == "not in the register"
    loop = [{**base, "title": "X1", "status": "replaced", "replaced_by": "Y1"},
            {**base, "title": "Y1", "status": "replaced", "replaced_by": "X1"}]  # fmt: skip
    assert check_citation("X1", loop, NOW).verdict == "not current"


def test_jobs_and_criteria():
    assert "disability" in check_job({"methods": "Smile"}).findings[-1].text
    assert observable("good communication skills") == observable("communication skills") or observable(
        "good communication"
    )
    found = check_criteria([{"criterion": "Strong values"}, {"criterion": "Native English speaker"},
                            {"criterion": "Young"},
                            {"criterion": "Reads a file index", "question": "Try this one"}])  # fmt: skip
    assert found.unsuitable == (0, 1, 2)
    assert found.usable == 1
    assert rate_yourself([{"competence": "Law", "asked": 3, "own": None}]).not_rated == ("Law",)


def test_training_expires_after_its_last_day():
    held = [{"person": "Tom", "course": "Fire", "taken": "2025-06-01", "months": 12},
            {"person": "Tom", "course": "Fire", "taken": "2023-01-01", "months": 12}]  # fmt: skip
    assert training_needs({"Tom": ["fire"]}, held, NOW).needs == {}
    assert training_needs({"Tom": ["fire"]}, held, NOW).expiring == (("Tom", "fire"),)
    assert training_needs({"Tom": ["fire"]}, held, "2026-06-02").expired == (("Tom", "fire"),)
    assert training_needs({}, [], NOW).coverage is None


def test_learning_gain_edges():
    one = learning_gain([{"person": "a1", "before": 10, "after": 20}])
    assert (one.n, one.difference.low) == (1, None)
    nobody = learning_gain([{"person": "a1", "before": 10, "after": ""}, {"person": "b1", "before": "", "after": ""}])
    assert (nobody.n, nobody.difference.value, nobody.only_before, nobody.neither) == (0, None, 1, 1)
    full = learning_gain([{"person": p, "before": 100, "after": 100} for p in ("a1", "b1")])
    assert full.gain is None
    assert full.svg().startswith("<svg")
    assert normalised_gain(100, 100) is None
    with pytest.raises(CourseError, match="row 1"):
        learning_gain([{"person": "a1", "before": 101, "after": 5}])


def test_review_and_bulletin():
    queue = mmc_queue(95, 100)
    pack = review_pack({"resources": [queue], "risks": "None is very high."})
    assert pack.attention == 1
    assert len(pack.missing) == 9
    minutes = review_minutes([{"decision": "Hire one", "owner": "Grace", "due": "2026-07-01"}], NOW,
                             as_of="2026-08-01", conclusion="Suitable, adequate and effective.")  # fmt: skip
    assert (minutes.complete, minutes.overdue) == (1, ("Hire one",))
    gain = learning_gain([{"person": "a1", "before": 1, "after": 2}])
    paper = monthly_bulletin("May <2026>", results=[queue, gain],
                     figures=[{"what": "<b>late*", "count": 10, "of": 40}, {"what": "few", "count": 1, "of": 40},
                              {"what": "none", "count": 0, "of": 0}])  # fmt: skip
    assert paper.hidden == ("few",)
    assert "<b>" not in paper.html
    assert "<b>" not in paper.markdown
    assert "1 of 40" not in paper.markdown + paper.html
    assert "10 of 40 (25 %)" in paper.html
    assert "none to count" in paper.markdown
    assert paper.html.count("<svg") == 1
    assert monthly_bulletin("May").figures == 0
    with pytest.raises(CourseError):
        monthly_bulletin(" ")


def test_readiness():
    form = readiness_form()
    empty = check_readiness(form)
    assert (empty.score, empty.not_rated) == (None, len(form))
    assert check_readiness(form.assign(rating=2, evidence="seen")).score == 1


@pytest.mark.parametrize("kind", ["agenda", "minutes", "communication", "monitoring", "task group", "planning"])
def test_an_empty_form_misses_all_that_is_needed(kind):
    fields = form_fields(kind)
    assert list(check_form(kind, {}).missing) == fields.key[fields.needed].tolist()
    assert check_form(kind, {}).markdown.count("still to be written") == fields.needed.sum()


def test_a_charter_of_a_task_group():
    charter = {
        "problem": "Files wait two days between teams",
        "aim": "From 31 to 10 late files a month",
        "members": ["Tom Ellis, Records", "Wei Zhang, East", "Amina Yusuf, Facilities"],
        "leader": "Tom Ellis, Records",
        "powers": "Change the rota and the trays",
        "hand_off": "Who hands over waits for the receipt",
        "start": "2026-06-08",
        "end": "2026-09-30",
        "sponsor": "Grace Okafor",
    }
    page = check_form("task group", charter)
    assert page.complete
    assert not page.findings
    assert "**Whom it reports to:** Grace Okafor" in page.markdown
    assert "comes before" in check_form("task group", {**charter, "end": "2026-01-01"}).findings[0].text


def test_forms_that_are_not_known_are_refused():
    with pytest.raises(CourseError, match="not known"):
        form_fields("memo")
    with pytest.raises(CourseError, match="must be a list"):
        training_needs({"Tom": "Fire safety"}, [], NOW)

"""Register, agreement, versions, needs, baselines, acceptance: from lists of rows and from data frames."""

from datetime import date

import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib.standards import (
    AGREEMENT_PARTS,
    check_acceptance,
    check_agreement,
    check_baselines,
    check_register,
    check_versions,
    confirm_needs,
)

TODAY = date(2026, 3, 16)
STANDARD = {
    "standard": "Files within 2 working days",
    "source": "Service agreement v1",
    "measure": "Share kept, from the log",
    "owner": "Priya Nair",
    "review": "2026-09-30",
}
AGREEMENT = {
    "provider": "Records and Access",
    "customer": "East locality team",
    "service": "Find, scan and send the case file",
    "quality": "Complete, in date order, readable",
    "quantity": "Up to 20 requests a week",
    "price": "No charge between teams",
    "timescale": "Standard: 2 working days. Urgent: 4 working hours",
    "measured": "Priya counts requests in the log each Monday",
    "missed": "Records tells the requester before the date passes",
    "contact": "records@example.org",
    "review": "2026-09-30",
    "agreed_by": "Priya Nair and Wei Zhang",
}


def kinds(report, level=None):
    return [(found.row, found.field) for found in report.findings if level in (None, found.level)]


def test_register():
    frame = pd.DataFrame(
        [STANDARD, {**STANDARD, "standard": "Waste locked", "review": "2026-03-01"}, {"owner": "Tom"}, {}]
    )
    report = check_register(frame, TODAY)
    assert report.complete == 2
    assert [row.state for row in report.rows] == ["ok", "overdue", "none"]
    assert report.rows[1].days == -15
    assert report.count(missing="source") == 1
    assert kinds(report, "bad") == [(2, "standard"), (2, "source"), (2, "measure"), (2, "review")]
    assert list(report.frame()["owner"]) == ["Priya Nair", "Priya Nair", "Tom"]
    assert report.sentence == "3 standards: 2 complete, 1 overdue for review."


def test_register_names_the_rows_it_cannot_read():
    with pytest.raises(CourseError, match="field review: row 2 does not hold a date"):
        check_register([STANDARD, {**STANDARD, "review": "soon"}], TODAY)
    with pytest.raises(CourseError, match="no column owner, review"):
        check_register(pd.DataFrame([{"standard": "x", "source": "", "measure": ""}]), TODAY)


def test_a_whole_agreement_has_no_fault():
    report = check_agreement(AGREEMENT, TODAY)
    assert report.complete == len(AGREEMENT_PARTS)
    assert report.findings == ()
    assert report.document.startswith("**Internal service agreement**")
    assert "30 September 2026" in report.document


@pytest.mark.parametrize("part", AGREEMENT_PARTS)
def test_each_part_of_an_agreement_is_missed(part):
    report = check_agreement({**AGREEMENT, part: "tbc"}, TODAY)
    assert report.missing == (part,)
    assert "still to be agreed" in check_agreement({**AGREEMENT, part: ""}, TODAY).document


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("quality", "good quality"), ("quantity", "as many as come"), ("timescale", "as soon as possible"),
        ("price", "to be discussed"), ("measured", "by us"), ("missed", "we say sorry"), ("service", "prompt help"),
    ],
)  # fmt: skip
def test_vague_parts_are_found(part, text):
    report = check_agreement({**AGREEMENT, part: text}, TODAY)
    assert report.vague == (part,)
    assert kinds(report) == [(None, part)]


def test_an_agreement_needs_two_sides():
    report = check_agreement({**AGREEMENT, "customer": "records and access", "agreed_by": "Priya"}, TODAY)
    assert kinds(report) == [(None, "customer"), (None, "agreed_by")]


def test_versions():
    first = {"version": "1.0", "standard": "5 days", "norm": "Council standard 3", "agreed_on": "2025-03-01",
             "agreed_by": "Grace", "review": "2025-09-01"}  # fmt: skip
    second = {
        **first,
        "version": "1.1",
        "agreed_on": "2025-09-10",
        "change": "The log showed it",
        "review": "2026-03-30",
    }
    report = check_versions(pd.DataFrame([first, second]), TODAY)
    assert (report.current, report.alarm, report.findings) == ("1.1", "soon", ())
    assert check_versions([first], TODAY).alarm == "overdue"
    swapped = check_versions([{**second, "norm": "x y"}, first], TODAY)
    assert (1, "agreed_on") in kinds(swapped, "bad")
    assert check_versions([], TODAY).alarm == "none"


def test_needs_go_in_order_of_weight_and_date_and_each_customer_gets_a_draft():
    rows = [
        {"customer": "West", "need": "Phone", "standard": "9 in 10 calls", "priority": "could"},
        {"customer": "East", "need": "Files", "standard": "whole", "priority": "must", "by": "2026-05-01"},
        {"customer": "east", "need": "Urgent", "standard": "", "priority": "must", "by": "2026-04-01"},
    ]
    report = confirm_needs(rows, TODAY, "Priya Nair")
    assert [need.need for need in report.needs] == ["Urgent", "Files", "Phone"]
    assert report.customers == ("West", "East")
    assert report.document.count("**Subject:**") == 2
    assert report.document.index("- Urgent") < report.document.index("- Files")
    assert kinds(report) == [(0, "by"), (2, "standard")]


def test_baselines():
    row = {"objective": "Faster", "measure": "Share in 2 days", "baseline": 71, "target": 90, "unit": "%",
           "better": "higher", "by": date(2026, 9, 30), "source": "Log"}  # fmt: skip
    report = check_baselines(pd.DataFrame([row, {**row, "better": "lower"}, {**row, "target": 101}]), TODAY)
    assert [objective.sound for objective in report.objectives] == [True, False, False]
    assert report.sound[0].change == 19
    with pytest.raises(CourseError, match="field baseline: row 1 does not hold a number"):
        check_baselines([{**row, "baseline": "low"}], TODAY)


def test_acceptance():
    row = {"output": "Scanned file", "accepted": "Every page, in date order", "checked": "Second person",
           "accepted_by": "Wei"}  # fmt: skip
    report = check_acceptance(pd.DataFrame([row, {**row, "accepted": "good quality"}, {**row, "checked": None}]))
    assert (report.n, report.good) == (3, 1)
    assert kinds(report) == [(1, "accepted"), (2, "checked")]

import pytest

from qmslib._common.errors import CourseError
from qmslib.customers import check_directory, interface_agreement, interface_gaps, sipoc


def test_sipoc_asks_again():
    found = sipoc({"process": "request", "output_standard": "soon"})
    assert [each.field for each in found.findings if each.level == "bad"] == [
        "suppliers", "inputs", "input_ok", "transformation", "outputs", "customers",
    ]  # fmt: skip
    with pytest.raises(CourseError, match="question is not known"):
        sipoc({"purpose": "x"})
    assert list(found.frame().columns) == ["suppliers", "inputs", "process", "outputs", "customers"]


def test_output_and_input_are_compared():
    found = interface_gaps(
        [
            {
                "supplier": "A",
                "customer": "B",
                "output_spec": "name; colour",
                "input_spec": "Name; date",
                "fallback": "ring",
            },
            {"supplier": "A", "customer": "C", "output_spec": "name", "input_spec": "name", "fallback": "ring"},
        ]
    )
    assert found.gaps[["gap", "what"]].values.tolist() == [["missing", "date"], ["extra", "colour"]]
    assert found.fits == 1
    assert interface_gaps([]).fits == 0


def test_agreement_is_written_when_complete():
    parts = {"output": "whole file", "needs_first": "number", "time": "noon", "fallback": "scan", "review": "June"}
    found = interface_agreement("Records", "East", **parts)
    assert found.ready
    assert "Records gives East: whole file." in found.text
    assert interface_agreement("Records", "East", **{**parts, "fallback": None}).text == ""


def test_directory_keeps_no_more_than_needed():
    rows = [
        {
            "customer": "East",
            "contact": "Wei",
            "purpose": "times",
            "keep_until": "2025-12-31",
            "last_contact": None,
            "home_address": "",
        },
        {
            "customer": "east",
            "contact": "",
            "purpose": "times",
            "keep_until": None,
            "last_contact": "2027-01-01",
            "home_address": "",
        },
    ]
    found = check_directory(rows, "2026-01-31")
    assert found.entries[["delete", "faults"]].values.tolist() == [[True, 1], [False, 4]]
    assert "home_address" in found.findings[0].text
    assert check_directory([], "2026-01-31").entries.empty

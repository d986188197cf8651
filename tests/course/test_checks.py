"""The checks give what the vectors say, and a blank form passes none of them."""

import json
from datetime import date
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.checks import CheckResult, run_checks
from qmslib.course.items import Check

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "checks.json").read_text(encoding="utf-8"))
ITEM = {
    "layout": "fields",
    "fields": [{"id": "owner"}],
    "checks": [
        {"id": "c", "rule": "filled", "field": "owner", "text": "Name an owner.", "passed": "It has an owner."}
    ],
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vector(vector):
    got = run_checks(vector["item"], vector["value"], vector["today"])
    assert [[result.id, result.passed, result.text, result.rows] for result in got] == vector["expect"]


def test_every_rule_of_the_format_is_in_the_vectors():
    rules = {check["rule"] for vector in VECTORS for check in vector["item"]["checks"]}
    assert rules == set(Check.ARGUMENTS)


def test_texts_and_dates():
    assert run_checks(ITEM, {"owner": "Priya"}, "2026-03-16") == [CheckResult("c", True, "It has an owner.", [])]
    assert run_checks(ITEM, {"owner": "tbc"}, date(2026, 3, 16)) == [CheckResult("c", False, "Name an owner.", [])]


def test_a_model_is_taken_as_well_as_a_mapping():
    class Model:
        def model_dump(self, mode):
            assert mode == "json"
            return ITEM

    assert run_checks(Model(), {"owner": "Priya"}, "2026-03-16")[0].passed


def test_wrong_rule_and_wrong_day_are_named():
    unknown = {**ITEM, "checks": [{"id": "c", "rule": "pretty", "field": "owner", "text": "x"}]}
    with pytest.raises(CourseError, match="no such rule"):
        run_checks(unknown, {"owner": "Priya"}, "2026-03-16")
    with pytest.raises(CourseError, match="today is not a date"):
        run_checks(ITEM, {"owner": "Priya"}, "Monday")

"""The planted errors of the complaints log are those that the toolbox finds."""

from __future__ import annotations

from qmslib import complaints, datasets

AS_OF = "2026-06-30 17:00"


def test_the_clean_log_has_no_fault() -> None:
    found = complaints.check_log(datasets.complaints_log(), as_of=AS_OF)
    assert found.frame().empty, str(found)


def test_each_planted_error_is_found_at_its_place_and_by_its_name() -> None:
    found = complaints.check_log(datasets.complaints_log(clean=False), as_of=AS_OF).frame()
    places = set(zip(found["row"], found["field"], found["fault"], strict=True))
    answers = datasets.complaints_log_answers()
    planted = set(zip(answers["row"], answers["field"], answers["fault"], strict=True))
    assert planted - places == set()
    # A wrong date makes others of its row look wrong, and a number stands twice in two rows; nothing else is blamed.
    rows = set(answers["row"])
    assert {row for row in found["row"] if row not in rows} <= {row - 1 for row in rows}

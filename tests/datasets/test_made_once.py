"""Each caller has a table of their own."""

import pytest

from qmslib import datasets

MADE = [
    "audit_scores", "before_after", "boston_lookalike", "complaints_log", "complaints_log_answers", "legal_register",
    "legal_register_answers", "relationships", "request_log", "responses", "staff_survey", "staff_survey_answers",
    "suggestions",
]  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_what_one_changes_the_next_does_not_get(name):
    load = getattr(datasets, name)
    table = load()
    column = table.columns[0]
    before = table.copy()
    table[column] = None
    table.iloc[0, 1] = None
    assert load().equals(before)


def test_another_seed_or_another_wish_gives_another_table():
    assert not datasets.complaints_log(seed=1).equals(datasets.complaints_log(seed=2))
    assert not datasets.complaints_log(clean=False).equals(datasets.complaints_log())

import pytest

from qmslib._common.errors import CourseError
from qmslib.feedback import (
    benchmark_table,
    check_cards,
    check_focus_group,
    check_interview_guide,
    choose_technique,
    finding_uses,
    scorecard,
    techniques,
)


def test_cards_name_what_is_missing_and_what_is_risky():
    card = {"name": "Sales", "formula": "sum of sales", "target": "more", "frequency": "monthly"}
    found = check_cards([card])
    texts = " ".join(each.text for each in found.findings)
    assert found.cards[["ready", "faults"]].values.tolist() == [[False, 5]]
    for words in ("numerator", "no number", "baseline", "internal service"):
        assert words in texts
    assert check_cards([]).cards.empty


def test_scorecard_weights_sum_and_nothing_hides():
    rows = [
        {"indicator": "a", "value": 200, "target": 100, "better": "higher", "weight": 1},
        {"indicator": "b", "value": 10, "target": 5, "better": "lower", "weight": 3},
    ]
    found = scorecard(rows)
    assert found.rows["weight"].sum() == pytest.approx(1)
    assert found.score == pytest.approx(25 + 37.5)
    assert scorecard([{**rows[0], "value": None}]).score is None
    assert scorecard([]).score is None
    assert scorecard([{**rows[1], "value": 0}]).score == 100
    with pytest.raises(CourseError, match="row 1: a target of 0"):
        scorecard([{**rows[0], "target": 0}])
    with pytest.raises(CourseError, match="below 0"):
        scorecard([{**rows[0], "weight": -1}])


def test_uses_and_benchmarks():
    found = finding_uses([{"finding": "slow", "use": None, "so_what": "ask"}])
    assert found.sentence == "0 of 1 finding is used."
    with pytest.raises(CourseError, match="not in the list"):
        finding_uses([{"finding": "slow", "use": "blame"}])
    table = benchmark_table({"who": ["a", "b", "c"], "value": [2, 2, None]}, own="a", better="lower")
    assert table["rank"].fillna(0).tolist() == [1, 1, 0]
    with pytest.raises(CourseError, match="once"):
        benchmark_table({"who": ["a"], "value": [1]}, own="z")


def test_techniques_are_chosen_with_reasons():
    assert len(techniques()) == 14
    found = choose_technique("trend", anonymous=True, minutes=1)
    assert found.ranked["against"].iloc[0] == "takes a person 10 minutes"
    assert choose_technique().best
    with pytest.raises(CourseError, match="wish is not known"):
        choose_technique("fun")


def test_plans_are_checked():
    found = check_focus_group(
        {"participants": ["a", "b"], "questions": "Is it good?; Why?", "leader": "A", "note_taker": "a"}
    )
    assert {each.field for each in found.findings if each.level == "bad"} == {"purpose", "consent", "when", "after"}
    assert sum(each.level == "warn" for each in found.findings) == 3
    guide = check_interview_guide(
        [{"question": "Do you like it?", "need": "", "requirement": "reply", "standard": "soon"}]
    )
    assert [(each.level, each.field) for each in guide.findings] == [
        ("bad", "need"), ("warn", "question"), ("warn", "standard"),
    ]  # fmt: skip
    assert not check_interview_guide([]).ready

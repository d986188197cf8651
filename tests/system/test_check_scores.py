import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.datasets import audit_scores
from qmslib.system import band, checklist_form, compare_scorers, grade_form, match_checks, score_checks

answers = st.lists(st.sampled_from(["met", "partly", "not met", "n/a", ""]), max_size=20)


def rows(given_answers):
    return [{"criterion": f"c{n:02}", "result": answer} for n, answer in enumerate(given_answers)]


@settings(max_examples=80, deadline=None)
@given(answers, st.randoms())
def test_na_never_changes_a_score_and_order_does_not_matter(given_answers, chance):
    if not given_answers:
        return
    here = score_checks(rows(given_answers))
    more = score_checks([*rows(given_answers), {"criterion": "extra", "result": "N/A"}])
    assert more.score == here.score
    assert more.not_applicable == here.not_applicable + 1
    mixed = rows(given_answers)
    chance.shuffle(mixed)
    other = score_checks(mixed)
    assert other.score == pytest.approx(here.score) if here.score is not None else other.score is None
    pd.testing.assert_frame_equal(other.frame(), here.frame())


def test_nothing_answered_is_missing_not_nought():
    for those in (["n/a", "n/a"], ["", None], []):
        found = score_checks(pd.DataFrame(rows(those), columns=["criterion", "result"]))
        assert (found.score, found.grade) == (None, None)
        assert "no score" in str(found)


def test_weights_critical_and_bands():
    table = rows(["met", "not met", "met"])
    assert score_checks(table, weights={"c01": 2}).score == 0.5
    assert score_checks(table, weights={"c01": 0}).score == 1
    found = score_checks(table, critical=["c01"], bands=[("green", 0.5), ("red", 0)])
    assert (found.grade, found.critical_failed) == ("red", 1)
    with pytest.raises(CourseError, match="does not have"):
        score_checks(table, weights={"c09": 2})
    with pytest.raises(CourseError, match="not declared"):
        score_checks(rows(["met", "Yes"]))
    with pytest.raises(CourseError, match="row 2: the same file and criterion as row 1"):
        score_checks([{"criterion": "a", "result": "met"}] * 2)
    assert band(0.7 + 0.2) == "good"
    with pytest.raises(CourseError):
        band(1, [("a", 0), ("a", 1)])


def test_both_scorers_of_the_data_set():
    scores = audit_scores()
    found = compare_scorers(scores)
    assert found.n + found.left_out == len(scores)
    assert found.agreed + len(found.disagreements) == found.n
    shuffled = compare_scorers(scores.sample(frac=1, random_state=3))
    assert shuffled.kappa.value == pytest.approx(found.kappa.value)
    pd.testing.assert_frame_equal(shuffled.disagreements, found.disagreements)
    with pytest.raises(CourseError):
        compare_scorers(scores.assign(scorer_b=None))
    alike = compare_scorers([{"file": "f", "criterion": "c", "scorer_a": "met", "scorer_b": "MET "}])
    assert (alike.agreed, alike.kappa.value) == (1, None)


def test_a_form_asks_one_question_a_standard():
    form = checklist_form(
        [
            {"id": "A", "standard": "Reply within 2 days", "measure": ""},
            {"id": "B", "standard": "Letters | clear", "measure": "Two readers agree what to do"},
        ]
    )
    assert form.questions == ("Reply within 2 days?", "Two readers agree what to do?")
    assert form.not_measurable == ()
    assert form.markdown.count("\n") == 3
    with pytest.raises(CourseError, match="row 2"):
        checklist_form([{"id": "A", "standard": "Reply in 2 days", "measure": ""}] * 2)


def test_grade_form_knows_what_a_small_sample_cannot_settle():
    form = grade_form(
        [
            {"measure": "satisfied", "count": 950, "of": 1000, "goal": 0.9},
            {"measure": "answered", "count": 8, "of": 10, "goal": 0.9},
            {"measure": "complaints", "count": 2, "of": 1000, "goal": 0.01, "better": "low"},
            {"measure": "none yet", "count": 0, "of": 0, "goal": 0.5},
        ]
    )
    assert list(form.grades.values()) == ["met", "open", "met", None]
    assert pd.isna(form.frame()["rate"].iloc[3])
    with pytest.raises(CourseError, match="row 1"):
        grade_form([{"measure": "x", "count": 3, "of": 2, "goal": 0.5}])


def test_each_standard_gets_a_check():
    found = match_checks(
        [{"standard": "a", "harm": "yes", "recorded": "yes", "check": "sample"}, {"standard": "b", "steps": "Yes"},
         {"standard": "c"}]
    )  # fmt: skip
    assert found.suggested == ("full check", "checklist", "sample")
    assert found.findings[0].level == "warn"
    with pytest.raises(CourseError, match="row 1"):
        match_checks([{"standard": "a", "harm": "maybe"}])

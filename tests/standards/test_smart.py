import pytest

from qmslib._common.errors import CourseError
from qmslib.standards import SMART_PARTS, check_smart

WHOLE = (
    "From 71% now, Records and Access will send 90% of standard file requests to social work teams "
    "within 2 working days by 30 September 2026, so that visits are not put off."
)


def met(text, **more):
    return {part.name for part in check_smart(text, **more).parts if part.met}


def test_a_whole_target():
    assert met(WHOLE) == set(SMART_PARTS)


def test_a_wish_has_nothing():
    assert met("We will send files promptly") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Send every file to East within 2 working days",
        "Answer all calls on the same working day",
        "Reply to managers in 4 hours",
        "Files go out in three weeks",
    ],
)
def test_a_time_limit_is_a_measure_and_no_date(text):
    report = check_smart(text)
    assert report["measurable"].met
    assert not report["time_bound"].met
    assert report.time_limit
    assert "time limit for each case" in report["time_bound"].text


@pytest.mark.parametrize(
    "ending",
    [
        "by 30 June 2026", "by 30th June", "by the end of March", "by June", "before 30/06/2026", "by 2026-06-30",
        "by Q3 2026", "by the end of the year", "by year end", "within six months", "from 1 April 2026",
        "over the next quarter", "and review it on 1 May 2026", "reviewed every quarter", "and check it every month",
    ],
)  # fmt: skip
def test_dates_periods_and_reviews_are_time_bound(ending):
    assert check_smart(f"Send 90% of files to East {ending}")["time_bound"].met


@pytest.mark.parametrize("text", ["Staff may send 3 letters", "Send 3 files by Friday", "Send the file in 2 hours"])
def test_these_are_no_dates(text):
    assert not check_smart(text)["time_bound"].met


@pytest.mark.parametrize(
    "text",
    ["Send the report by 30 June 2026", "Improve within six months", "Better than now, from 71%", "Reach level 3"],
)
def test_a_date_or_a_baseline_is_no_measure(text):
    assert not check_smart(text)["measurable"].met


def test_baseline_and_need_may_be_given_apart():
    text = "Records will send 90% of files by 1 July 2026"
    assert met(text) == {"specific", "measurable", "time_bound"}
    assert met(text, baseline="71% in March", need="East: visits are put off") == set(SMART_PARTS)
    assert "achievable" not in met(text, baseline="low")


def test_found_words_are_quoted_as_written():
    assert '"by 30 September 2026"' in check_smart(WHOLE)["time_bound"].text


def test_only_some_parts():
    report = check_smart(WHOLE, parts=["time_bound", "specific"])
    assert [part.name for part in report.parts] == ["specific", "time_bound"]
    with pytest.raises(CourseError, match="SMART has no part shiny"):
        check_smart(WHOLE, parts=["shiny"])


@pytest.mark.parametrize("bit", ["1,", "£1,", "from 1 ", "to the ", "review ", "by the end of ", "a-", "1 in "])
def test_a_very_long_text_is_read_in_time(bit):
    # Once a pattern took minutes on such a text: where it does again, this does not end in time.
    assert len(check_smart(bit * (20_000 // len(bit))).parts) == 5

"""The clock on many cases: the same as on one, the same as others reckon, and true to its rules on any dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import holidays
import numpy as np
import pandas as pd
import pytest
from businesstimedelta import HolidayRule, Rules, WorkDayRule
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.standards import Pause, WorkingClock

ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2025, 2028))
START = datetime(2026, 1, 1)
MOMENTS = st.integers(0, 360 * 1440).map(lambda minutes: START + timedelta(minutes=minutes))
SECONDS = st.integers(0, 360 * 86400).map(lambda seconds: START + timedelta(seconds=seconds))
LUNCH = {day: [("08:30", "12:15"), ("13:00", "17:30")] for day in range(5)} | {5: [("10:00", "14:00")]}
CLOCKS = [
    WorkingClock(),
    WorkingClock(holidays=ENGLAND),
    WorkingClock(holidays=ENGLAND, hours=LUNCH, special={"2026-12-24": [("09:00", "12:00")]}),
    WorkingClock(holidays=ENGLAND, day_zero=1, after_hours="as_received"),
    WorkingClock(holidays=ENGLAND, hours=LUNCH, due_at="same_time", after_hours="as_received"),
    WorkingClock(hours={day: [("00:00", "24:00")] for day in range(7)}),
]
IN_LONDON = [
    WorkingClock(zone="Europe/London", holidays=ENGLAND),
    WorkingClock(zone="Europe/London", hours={day: [("00:00", "24:00")] for day in range(7)}),
]
clocks = st.sampled_from(CLOCKS + IN_LONDON)
pauses = st.lists(st.tuples(MOMENTS, st.integers(0, 20 * 1440)), max_size=3).map(
    lambda found: [Pause(start, start + timedelta(minutes=length)) for start, length in found]
)
quick = settings(max_examples=60, deadline=None)


def as_table(all_pauses: list[list[Pause]]) -> pd.DataFrame:
    rows = [
        {"case": case, "start": pause.start, "end": pause.end} for case, own in enumerate(all_pauses) for pause in own
    ]
    return pd.DataFrame(rows, columns=["case", "start", "end"])


@quick
@given(clock=clocks, cases=st.lists(st.tuples(SECONDS, SECONDS, pauses), min_size=1, max_size=6), data=st.data())
def test_many_cases_are_reckoned_as_each_alone(clock: WorkingClock, cases: list[Any], data: st.DataObject) -> None:
    cases = [(min(one, other), max(one, other), own) for one, other, own in cases]
    received, closed = (pd.Series([case[part] for case in cases]) for part in (0, 1))
    table = as_table([case[2] for case in cases])
    promise: dict[str, Any] = data.draw(st.sampled_from([{"days": 0}, {"days": 5}, {"hours": 7.5}, {"hours": 0}]))
    together = clock.elapsed(received, closed, pauses=table)
    days = clock.elapsed(received, closed, pauses=table, unit="days")
    due = clock.due(received, pauses=table, **promise)
    for place, (one, other, own) in enumerate(cases):
        alone = clock.timing(one, closed=other, pauses=own, **promise)
        assert together[place] == pytest.approx(alone.elapsed_hours, abs=1e-9)
        assert days[place] == alone.elapsed_days
        assert due[place] == pd.Timestamp(alone.due)


@quick
@given(clock=clocks, one=SECONDS, other=SECONDS, third=SECONDS)
def test_working_time_adds_up(clock: WorkingClock, one: datetime, other: datetime, third: datetime) -> None:
    first, middle, last = sorted([one, other, third])
    whole = clock.elapsed(first, last)
    assert clock.elapsed(first, middle) + clock.elapsed(middle, last) == pytest.approx(whole, abs=1e-9)


@quick
@given(clock=clocks, received=MOMENTS, minutes=st.integers(1, 300 * 60), own=pauses)
def test_at_the_due_moment_just_the_promise_has_passed(
    clock: WorkingClock, received: datetime, minutes: int, own: list[Pause]
) -> None:
    due = clock.due(received, hours=minutes / 60, pauses=own)
    assert clock.elapsed(clock.start(received), due, pauses=own, unit="minutes") == pytest.approx(minutes)


@quick
@given(received=MOMENTS, days=st.integers(0, 30), extra=st.dates(date(2026, 1, 1), date(2027, 1, 31)), closed=MOMENTS)
def test_a_holiday_never_brings_a_due_date_forward_nor_lengthens_working_time(
    received: datetime, days: int, extra: date, closed: datetime
) -> None:
    without, with_one = WorkingClock(hours=LUNCH), WorkingClock(hours=LUNCH, holidays=[extra])
    assert with_one.due(received, days=days) >= without.due(received, days=days)
    assert with_one.due(received, hours=3 * days) >= without.due(received, hours=3 * days)
    end = max(received, closed)
    assert with_one.elapsed(received, end) <= without.elapsed(received, end)


@quick
@given(clock=clocks, received=MOMENTS, closed=MOMENTS, own=pauses, more=pauses, days=st.booleans())
def test_a_pause_never_makes_an_on_time_case_late(
    clock: WorkingClock, received: datetime, closed: datetime, own: list[Pause], more: list[Pause], days: bool
) -> None:
    promise: dict[str, Any] = {"days": 4} if days else {"hours": 20}
    end = max(received, closed)
    before = clock.timing(received, closed=end, pauses=own, **promise)
    after = clock.timing(received, closed=end, pauses=own + more, **promise)
    assert after.due >= before.due
    assert after.on_time or not before.on_time
    assert after.elapsed_hours is not None
    assert before.elapsed_hours is not None
    assert after.elapsed_hours <= before.elapsed_hours + 1e-9


@quick
@given(cases=st.lists(st.tuples(SECONDS, SECONDS), min_size=1, max_size=8), seed=st.integers(0, 9))
def test_the_order_of_rows_does_not_matter(cases: list[Any], seed: int) -> None:
    log = pd.DataFrame({
        "case": [f"C-{place}" for place in range(len(cases))],
        "received": [min(case) for case in cases],
        "closed": [max(case) for case in cases],
    })  # fmt: skip
    held = pd.DataFrame({"case": ["C-0"], "start": [min(cases[0])], "end": [max(cases[0])]})
    clock = CLOCKS[2]
    straight = clock.judge(log, days=3, pauses=held).frame().set_index("case")
    mixed = clock.judge(log.sample(frac=1, random_state=seed), days=3, pauses=held).frame().set_index("case")
    pd.testing.assert_frame_equal(straight, mixed.loc[straight.index])


@quick
@given(cases=st.lists(st.tuples(SECONDS, SECONDS), min_size=1, max_size=5), lunch=st.booleans())
def test_businesstimedelta_counts_the_same(cases: list[Any], lunch: bool) -> None:
    spans = [(time(8, 30), time(12, 15)), (time(13), time(17, 30))] if lunch else [(time(9), time(17))]
    theirs = Rules(
        [
            *(WorkDayRule(start_time=first, end_time=last, working_days=[0, 1, 2, 3, 4]) for first, last in spans),
            HolidayRule(ENGLAND),
        ]
    )
    ours = WorkingClock(hours=dict.fromkeys(range(5), spans), holidays=ENGLAND)
    for one, other in cases:
        first, last = min(one, other), max(one, other)
        found = theirs.difference(first, last)
        assert ours.elapsed(first, last, unit="seconds") == found.hours * 3600 + found.seconds


def test_the_clocks_change_under_a_service_that_never_closes() -> None:
    clock = IN_LONDON[1]
    assert clock.elapsed("2026-03-28 12:00", "2026-03-29 12:00") == 23
    assert clock.elapsed("2026-10-24 12:00", "2026-10-25 12:00") == 25
    aware = pd.Timestamp("2026-03-28 12:00", tz="Europe/London")
    assert clock.due(aware, hours=24) == pd.Timestamp("2026-03-29 13:00", tz="Europe/London")
    said = " ".join(clock.timing(datetime(2026, 3, 28, 12), hours=24).explanation)
    assert "The clocks went forward in between, so 1 hour fewer passed" in said
    # An hour that comes twice is the first of the two; one that never comes is when the clocks have gone on.
    assert clock.elapsed("2026-10-25 01:30", "2026-10-25 02:00") == 1.5
    assert clock.elapsed("2026-03-29 00:30", "2026-03-29 01:30") == 0.5


def test_moments_with_another_zone_are_put_into_the_office_s_own() -> None:
    clock = IN_LONDON[0]
    from_shanghai = pd.Series(pd.to_datetime(["2026-07-01 16:00", "2026-07-01 18:00"])).dt.tz_localize(
        "Asia/Shanghai"
    )
    closed = pd.Series(pd.to_datetime(["2026-07-01 11:00", "2026-07-01 12:00"])).dt.tz_localize("Europe/London")
    assert clock.elapsed(from_shanghai, closed).tolist() == [2.0, 1.0]
    assert str(clock.due(from_shanghai, hours=1).iloc[0]) == "2026-07-01 10:00:00+01:00"


def test_zones_are_not_mixed_and_not_guessed() -> None:
    aware = pd.Timestamp("2026-07-01 10:00", tz="Europe/London")
    with pytest.raises(CourseError, match="the clock has none"):
        WorkingClock().start(aware)
    with pytest.raises(CourseError, match="some have none: received has one"):
        IN_LONDON[0].elapsed(aware, datetime(2026, 7, 2))
    with pytest.raises(CourseError, match="row 2 has one"):
        IN_LONDON[0].start([datetime(2026, 7, 2), aware.to_pydatetime()])
    with pytest.raises(CourseError, match="time zone is not known"):
        WorkingClock(zone="Europe/Londn").start(datetime(2026, 7, 2))


def test_moments_may_each_bring_a_zone_of_their_own() -> None:
    clock = IN_LONDON[0]
    paris = pd.Timestamp("2026-07-01 12:00", tz="Europe/Paris")
    both = pd.Series([paris, pd.Timestamp("2026-07-01 12:00", tz="UTC"), None], dtype=object)
    assert clock.elapsed(both, "2026-07-01T14:00Z").dropna().tolist() == [4.0, 2.0]
    texts = ["2026-03-16T10:00+01:00", "2026-07-16T10:00+00:00", None]
    assert [str(moment) for moment in clock.start(texts)] == [
        "2026-03-16 09:00:00+00:00", "2026-07-16 11:00:00+01:00", "NaT",
    ]  # fmt: skip
    with pytest.raises(CourseError, match="row 2 has one"):
        clock.start(["2026-03-16T10:00", "2026-03-16T10:00Z"])
    with pytest.raises(CourseError, match="row 1: no date"):
        clock.start(["2026-13-16T10:00Z"])


def test_one_moment_stands_for_all_and_spans_are_given() -> None:
    received = pd.Series(["2026-03-16 10:00", "2026-03-17 10:00"])
    assert WorkingClock().elapsed(received, "2026-03-18 10:00").tolist() == [16.0, 8.0]
    spans = WorkingClock().elapsed(received, "2026-03-18 10:00", unit="timedelta")
    assert spans.tolist() == [pd.Timedelta(hours=16), pd.Timedelta(hours=8)]
    assert WorkingClock().elapsed("2026-03-16", None, unit="timedelta") is pd.NaT


def test_cases_that_cannot_be_right_are_flagged_if_asked() -> None:
    log = pd.DataFrame(
        {
            "case": ["C-1", "C-2", "C-3", "C-4"],
            "received": ["2026-03-16 10:00", None, "2026-03-16 10:00", "2026-05-01 10:00"],
            "closed": ["2026-03-16 11:00", "2026-03-16 10:00", "2026-03-13 10:00", None],
        }
    )
    report = WorkingClock().judge(log, days=1, as_of="2026-03-20 09:00", errors="flag")
    assert (report.on_time, report.late, report.open, report.faulty) == (1, 0, 0, 2)
    assert report.frame()["on_time"].isna().tolist() == [False, True, True]
    assert report.frame()["elapsed_hours"].isna().tolist() == [False, True, True]
    for said in ("row 2: the moment of receipt is missing", "row 3: it was closed before", "1 case received after"):
        assert said in str(report)
    with pytest.raises(CourseError, match="Choose raise or flag"):
        WorkingClock().judge(log, days=1, errors="ignore")


def test_a_log_is_judged_as_of_a_moment_without_what_came_later() -> None:
    log = pd.DataFrame(
        {
            "case": ["C-1", "C-2", "C-3", "C-4"],
            "received": ["2026-03-16 10:00", "2026-03-16 10:00", "2026-03-18 10:00", "2026-03-16 10:00"],
            "closed": ["2026-03-17 12:00", "2026-03-20 12:00", None, None],
        }
    )
    report = WorkingClock().judge(log, days=2, as_of="2026-03-19 12:00")
    assert report.frame()["on_time"].tolist() == [True, False, pd.NA, False]
    assert (report.on_time, report.late, report.open) == (1, 2, 1)
    assert report.frame()["late_hours"].tolist() == [0.0, 3.0, 0.0, 3.0]
    assert "1 case was closed only later" in str(report)
    later = WorkingClock().judge(log, days=2)
    assert later.frame()["on_time"].tolist() == [True, False, pd.NA, pd.NA]
    earlier = WorkingClock().judge(log, days=2, as_of="2026-03-17 12:00")
    assert earlier.frame()["case"].tolist() == ["C-1", "C-2", "C-4"]
    assert "1 case received after that moment is left out" in str(earlier)
    for wrong in ("rubbish", pd.NaT, 7):
        with pytest.raises(CourseError, match="as_of"):
            WorkingClock().judge(log, days=2, as_of=wrong)
    with pytest.raises(CourseError, match="no column promise"):
        WorkingClock().judge(log, days="promise")


def test_a_pause_without_an_end_leaves_the_due_moment_open_for_that_case_alone() -> None:
    log = pd.DataFrame({"case": ["C-1", "C-2"], "received": "2026-03-16 10:00", "closed": [None, "2026-03-16 11:00"]})
    held = pd.DataFrame({"case": ["C-1"], "start": ["2026-03-16 12:00"], "end": [None]})
    report = WorkingClock().judge(log, days=1, pauses=held, as_of="2026-06-01 09:00")
    assert report.frame()["due"].isna().tolist() == [True, False]
    assert report.frame()["elapsed_hours"].tolist() == [2.0, 1.0]
    assert "a pause without an end" in str(report)
    with pytest.raises(CourseError, match="never runs out"):
        WorkingClock().due(datetime(2026, 3, 16, 10), days=1, pauses=[Pause(datetime(2026, 3, 16, 12))])


def test_faults_are_named_by_row() -> None:
    clock = WorkingClock()
    early = pd.Series(["2026-03-16 10:00", "2026-03-16 10:00"])
    with pytest.raises(CourseError, match="row 2: it was closed before it was received"):
        clock.elapsed(early, pd.Series(["2026-03-16 11:00", "2026-03-16 09:00"]))
    with pytest.raises(CourseError, match="row 1: the moment of receipt is missing"):
        clock.judge(pd.DataFrame({"received": [None, "2026-03-16"], "closed": [None, None]}), days=1)
    with pytest.raises(CourseError, match="row 2: no date"):
        clock.start(["2026-03-16", "16/03/2026"])
    with pytest.raises(CourseError, match="belong to no case"):
        clock.due(early, days=1, pauses=pd.DataFrame({"case": [7], "start": ["2026-03-16"], "end": [None]}))
    with pytest.raises(CourseError, match="row 1: a pause ends before"):
        clock.due(early, days=1, pauses=pd.DataFrame({"case": [0], "start": ["2026-03-17"], "end": ["2026-03-16"]}))
    with pytest.raises(CourseError, match="row 2: no number of working days"):
        clock.due(early, days=[1, -1])
    with pytest.raises(CourseError, match="do not belong together"):
        clock.elapsed(early, pd.Series(["2026-03-17"]))
    with pytest.raises(CourseError, match="unit"):
        clock.elapsed(early, early, unit="fortnights")
    with pytest.raises(CourseError, match="two hundred years"):
        clock.elapsed("1700-01-01", "2026-01-01")


@pytest.mark.parametrize(
    ("settings_", "said"),
    [
        ({"hours": {0: [("09:00", "12:00"), ("11:00", "17:00")]}}, "overlap"),
        ({"hours": {7: [("09:00", "12:00")]}}, "weekday"),
        ({"hours": {0: [("22:00", "06:00")]}}, "midnight"),
        ({"hours": {}}, "no day of the week"),
        ({"hours": {0: ["09:00-17:00"]}}, "beginning and an end"),
        ({"opens": "nine"}, "no time of day"),
        ({"holidays": ["Christmas"]}, "entry 1 is no date"),
        ({"due_at": "noon"}, "due-at rule"),
    ],
)
def test_a_clock_that_cannot_be_is_refused(settings_: dict[str, Any], said: str) -> None:
    with pytest.raises(CourseError, match=said):
        WorkingClock(**settings_)


def test_missing_moments_stay_missing_and_an_empty_log_is_no_trouble() -> None:
    clock = WorkingClock()
    found = clock.elapsed(pd.Series(["2026-03-16 10:00", None]), pd.Series([None, "2026-03-16 11:00"]))
    assert found.isna().all()
    assert clock.due(pd.Series([None, "2026-03-16 10:00"]), days=1).isna().tolist() == [True, False]
    empty = pd.DataFrame({"received": pd.Series(dtype="datetime64[us]"), "closed": pd.Series(dtype="datetime64[us]")})
    assert len(clock.judge(empty, days=1).frame()) == 0
    assert len(clock.elapsed(empty["received"], empty["closed"])) == 0


def test_the_index_of_a_series_comes_back_and_nothing_given_is_changed() -> None:
    received = pd.Series(["2026-03-16 10:00", "2026-03-16 12:00"], index=["b", "a"])
    closed = pd.Series(["2026-03-16 12:00", "2026-03-16 16:00"], index=["b", "a"])
    kept = received.copy(), closed.copy()
    assert WorkingClock().elapsed(received, closed).to_dict() == {"b": 2.0, "a": 4.0}
    pd.testing.assert_series_equal(received, kept[0])
    pd.testing.assert_series_equal(closed, kept[1])


def test_a_promise_may_differ_by_case() -> None:
    log = pd.DataFrame({"received": "2026-03-16 10:00", "closed": "2026-03-18 10:00", "promise": [1, 2]})
    assert WorkingClock().judge(log, days="promise").frame()["on_time"].tolist() == [False, True]
    due = WorkingClock().due(log["received"], hours=np.array([1.0, 2.5]))
    assert [moment.strftime("%H:%M") for moment in due] == ["11:00", "12:30"]


def test_seconds_are_not_lost() -> None:
    assert WorkingClock().elapsed("2026-03-16 10:00:01", "2026-03-16 10:00:31", unit="seconds") == 30


def test_holidays_may_be_a_list_an_object_or_a_set() -> None:
    received = datetime(2026, 4, 2, 10)
    listed = WorkingClock(holidays=["2026-04-03", date(2026, 4, 6)])
    assert listed.due(received, days=1) == WorkingClock(holidays=ENGLAND).due(received, days=1)
    # The library knows every year, also those that it was not asked for.
    assert WorkingClock(holidays=holidays.country_holidays("GB", subdiv="ENG")).is_open(date(2031, 12, 25)) is False

"""What the chapters on the procedure, the file and the log say in words is what their data say in figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from qmslib.complaints import backlog, broken_standards, check_log, compliance, pareto
from qmslib.course.bank import exercise, practice_files
from qmslib.course.paths import Course
from qmslib.datasets import complaints_log
from qmslib.standards import Pause, Stage, WorkingClock, track_stages

COURSE = Course.find()
CLOCK = WorkingClock(holidays=["2026-08-31"])
CAME, ANSWERED = datetime(2026, 8, 13, 17, 40), datetime(2026, 9, 4, 11, 30)
WAIT = Pause(datetime(2026, 8, 19, 11), datetime(2026, 8, 21, 10))


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return complaints_log()


@pytest.fixture(scope="module")
def records(log: pd.DataFrame) -> pd.DataFrame:
    return log[log["service"] == "Records and Access"]


def table(chapter: str, name: str) -> pd.DataFrame:
    material = practice_files(COURSE)[chapter].materials[name]
    return pd.DataFrame(material.rows, columns=material.columns)


def practised(chapter: str, item: str) -> Any:
    return next(one for one in practice_files(COURSE)[chapter].items if one.id == item)


def test_the_dates_of_the_file() -> None:
    assert f"{CLOCK.due(CAME, days=2):%d %B}" == "18 August"
    assert f"{CLOCK.due(CAME, days=10):%d %B}" == "28 August"
    assert f"{CLOCK.due(CAME, days=10, pauses=[WAIT]):%d %B}" == "02 September"
    assert CLOCK.timing(CAME, days=10, closed=ANSWERED, pauses=[WAIT]).on_time is False
    report = track_stages(
        [{"case": "C-0642", "received": CAME, "answered": ANSWERED}],
        [Stage("answer", days=10, done="answered", extension=10)],
        CLOCK,
        pauses=[{"case": "C-0642", "start": WAIT.start, "end": WAIT.end}],
        extensions=[
            {"case": "C-0642", "stage": "answer", "by": 3, "reason": "second store", "decided": "2026-09-01 10:00"}
        ],
    ).frame()
    assert f"{report['due'][0]:%d %B}" == "07 September"
    assert report["state"][0] == "met"


def test_the_shares_of_the_ten_cases() -> None:
    chapter = "complaints/5-3-file-to-time"
    ten = table(chapter, "ten").rename(columns=str.lower)
    for name in ("received", "due", "closed"):
        ten[name] = pd.to_datetime(ten[name].replace("open", None), format="%d %B %Y")
    shares = compliance(ten, "2026-09-30").frame().set_index("measure")["percent"]
    for item, measure in (("cmp-53t-p10", "due"), ("cmp-53t-p11", "closed")):
        key = practised(chapter, item).key
        assert shares[measure] == pytest.approx(key.value, abs=key.tolerance)


def test_the_short_log_has_the_faults_of_its_key() -> None:
    chapter = "complaints/5-3-reading-a-log"
    short = table(chapter, "short").rename(columns=str.lower).rename(columns={"impact (1 to 5)": "impact"})
    for name in ("received", "closed"):
        dates = pd.to_datetime(short[name].replace("", None), format="%d %B %Y")
        short[name] = dates.dt.strftime("%Y-%m-%d")
    short["state"] = short["state"].replace("open", "investigating")
    found = check_log(short.drop(columns="line"), as_of="2026-10-30").frame()
    assert {f"l{row}" for row in found["row"]} == set(practised(chapter, "cmp-53l-p01").key)
    known = short.drop(index=1).assign(case=[f"U-{n}" for n in range(7)])
    assert backlog(known, "2026-10-12", due=None).n == practised(chapter, "cmp-53l-p11").key.value


def test_the_swapped_date_breaks_four_rules() -> None:
    found = check_log(complaints_log(clean=False), as_of="2026-06-30").frame()
    assert (found["case"] == "C-0015").sum() == 4


def test_facilities_has_no_vital_few_and_records_has(log: pd.DataFrame, records: pd.DataFrame) -> None:
    assert any("flat" in finding.text for finding in pareto(log[log["service"] == "Facilities"], "kind").findings)
    assert len(pareto(records, "kind").vital_few) <= 4


def test_broken_standards_are_as_the_words_say(records: pd.DataFrame) -> None:
    counts = broken_standards(records, known=["RA-1", "RA-2", "RA-3", "RA-4"]).set_index("standard")["n"]
    assert list(counts.index[:2]) == ["RA-1", "RA-3"]
    assert counts["RA-3"] / counts["RA-1"] > 0.9
    assert counts["no standard"] / len(records) > 0.3
    assert counts["RA-4"] == 0


def test_the_oldest_case_of_all_is_never_touched(log: pd.DataFrame) -> None:
    days = pd.to_datetime(["2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30"])
    oldest = [backlog(log, day).oldest_days for day in days]
    for older, younger, gap in zip(oldest[1:], oldest, days.diff()[1:].days, strict=False):
        assert abs((older or 0) - (younger or 0) - gap) <= 2


def test_each_variant_has_a_case_closed_on_its_due_day() -> None:
    loaded = exercise(COURSE, "complaints-5-3-procedure")
    assert loaded.variants is not None
    for name in loaded.variants.names:
        rows = loaded.variants.found.variants[name].materials["log"]["rows"]
        assert any(due == closed for _, _, due, closed in rows)
        assert len({row[0] for row in rows}) == 14

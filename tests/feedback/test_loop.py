import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.feedback import bulletin_lines, check_register, conversion, loop_health, simulate_loop, you_said

DAYS = pd.date_range("2026-01-01", "2026-03-31")
DAY = st.one_of(st.none(), st.sampled_from([str(day.date()) for day in DAYS]))


@st.composite
def item(draw):
    received = draw(st.integers(0, 60))
    decided = received + draw(st.integers(0, 20))
    yes = draw(st.sampled_from(["accepted", "declined", "pending"]))
    has = yes != "pending"
    when = [str((DAYS[0] + pd.Timedelta(days=at)).date()) for at in (received, decided, decided + 5, decided + 9)]
    return {
        "idea": None, "text": draw(st.sampled_from(["Label the boxes", "label the boxes.", "Open at eight"])),
        "received": when[0], "decision": yes, "decided": when[1] if has else None,
        "replied": when[2] if has and draw(st.booleans()) else None,
        "done": when[3] if yes == "accepted" and draw(st.booleans()) else None,
        "reason": "no room", "owner": "Tom", "due": when[3],
    }  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(item(), max_size=12), st.sampled_from(list(DAYS)))
def test_nothing_later_is_used(rows, day):
    def known(row):
        kept = {
            k: (None if k in ("decided", "replied", "done") and v and v > str(day.date()) else v)
            for k, v in row.items()
        }
        return kept if kept["decided"] else {**kept, "decision": "pending"}

    past = [known(row) for row in rows if row["received"] <= str(day.date())]
    for measure in (loop_health, conversion):
        now, then = measure(rows, day), measure(past, day)
        pd.testing.assert_frame_equal(now.frame(), then.frame())
    pd.testing.assert_frame_equal(loop_health(rows, day).frame(), loop_health(rows[::-1], day).frame())


def test_the_median_counts_those_who_wait():
    rows = [{"received": "2026-01-01", "replied": "2026-01-03"}] + [{"received": "2026-01-01"}] * 3
    found = loop_health(rows, "2026-01-31")
    assert (found.median_days, found.median_answered, found.waiting) == (None, 2, 3)
    assert "no median" in " ".join(each.text for each in found.findings)


def test_nothing_yet():
    found = loop_health([], "2026-01-31")
    assert found.replied.value is None
    assert found.median_days is None
    assert "not turned" in found.sentence
    assert conversion([], "2026-01-31").shares["accepted of decided"].value is None
    assert not you_said([]).ready
    assert len(bulletin_lines([], "2026-01-31")) == 3


def test_faults_of_a_register():
    rows = [
        {"idea": "a", "received": "2026-01-01", "decision": "accepted", "decided": "2026-01-02", "text": "x"},
        {
            "idea": "a",
            "received": "2026-01-05",
            "decision": "declined",
            "decided": "2026-01-04",
            "replied": "2026-01-05",
        },
        {"idea": "b", "received": "2026-02-10", "decision": None},
        {"idea": "c", "received": "2026-01-01", "decision": "declined", "reason": "It is your fault"},
        {"idea": "d", "received": "2026-05-01", "decision": "pending"},
    ]
    found = check_register(rows, "2026-02-11")
    assert found.later == 1
    assert found.faults.groupby("row")["fault"].apply(list).to_dict() == {
        1: ["number used twice", "accepted without an owner", "accepted without a date", "reply overdue"],
        2: ["number used twice", "declined without a reason", "date before receipt"],
        3: ["no decision"],
        4: ["decision without a date", "personal blame"],
    }
    with pytest.raises(CourseError, match="row 1: this decision is not known"):
        check_register([{"received": "2026-01-01", "decision": "maybe"}], "2026-02-01")
    with pytest.raises(CourseError, match="no date"):
        check_register(rows, "soon")
    with pytest.raises(CourseError, match="no column received"):
        check_register([{"a": 1}], "2026-01-01")


def test_every_item_is_answered_or_named():
    rows = [
        {
            "received": "2026-01-01",
            "text": "Label the boxes",
            "decision": "accepted",
            "done": "2026-01-20",
            "action": "labels are on",
        },
        {"received": "2026-01-01", "text": "Open at eight", "decision": "declined", "reason": "Mr Ellis will not"},
        {"received": "2026-01-01", "text": "A bigger store", "decision": "accepted"},
        {"received": "2026-01-01", "text": "Scan colour", "decision": "pending"},
    ]
    found = you_said(rows)
    assert found.replies["kind"].tolist() == ["did", "could not", "will do", "still deciding"]
    assert found.replies["ready"].tolist() == [True, False, False, False]
    assert found.text == "You said: Label the boxes. We did: labels are on."
    assert [each.row for each in found.findings] == [1, 2, 3]


def test_skipping_a_step_never_helps_and_is_the_same_each_time():
    whole = simulate_loop(6)
    for step in ("collect", "analyse", "respond", "implement", "evaluate", "learn", "repeat"):
        broken = simulate_loop(6, skip=step)
        assert broken.turns["problems"].iloc[-1] > whole.turns["problems"].iloc[-1]
        pd.testing.assert_frame_equal(broken.turns, simulate_loop(6, skip=[step]).turns)
        assert (broken.turns["problems"] >= 0).all()
    assert "<svg" in broken.svg()
    with pytest.raises(CourseError, match="not known"):
        simulate_loop(3, skip="plan")

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib.improvement import (
    LessonBank,
    check_assignments,
    check_board,
    check_form,
    check_milestones,
    check_plan,
    check_steps,
    form_fields,
    improvement_steps,
    move_item,
    plan_as_of,
    replan,
)
from qmslib.improvement.planning.board import MOVES, STATES

TODAY = date(2026, 3, 16)
TASK = {"task": "Agree the rota", "owner": "Priya Nair", "start": "2026-03-02", "due": "2026-03-06"}
ITEM = {"item": "Rota for Mondays", "source": "feedback", "state": "plan", "owner": "Tom Ellis", "due": "2026-04-10"}
LESSON = {
    "title": "Name a person for the Monday mailbox",
    "expected": "All requests opened by ten o'clock",
    "happened": "31 of 40 Monday requests waited a day",
    "why": "The rota left Mondays out",
    "keep": "Looking at the log together",
    "change": "The rota names one person for each day",
    "reuse": "Payments, HR advice",
    "owner": "Tom Ellis",
    "date": "2026-03-16",
    "tags": "rota, mailbox",
}


def said(report):
    return " ".join(one.text for one in report.findings)


@pytest.mark.parametrize(("name", "n"), [("cycle", 7), ("drill", 7), ("fishbone", 8)])
def test_steps_in_order(name, n):
    steps = improvement_steps(name)
    names = [step["step"] for step in steps.steps]
    assert len(names) == n
    assert check_steps(name, names).right
    assert set(steps.frame().phase) <= {"plan", "do", "check", "act"}
    back = check_steps(name, names[::-1])
    assert back.kept == 1
    assert not back.right


def test_steps_missing_unknown_and_twice():
    report = check_steps("cycle", ["identify", "define", "define", "celebrate", "check"])
    assert report.kept == 3
    for part in ("twice", "not one of these", "is missing"):
        assert part in said(report)
    with pytest.raises(CourseError, match="not known"):
        improvement_steps("other")


def test_milestones_planned_against_actual():
    rows = [
        {"milestone": "Cause agreed", "owner": "Tom", "planned": "2026-03-06", "actual": "2026-03-06"},
        {
            "milestone": "Rota drawn",
            "owner": "Tom",
            "planned": "2026-03-09",
            "actual": "2026-03-12",
            "reason": "Leave",
        },
        {"milestone": "Desk moved", "owner": "Amina", "planned": "2026-03-11"},
        {"milestone": "Trial ends", "owner": "Wei", "planned": "2026-03-27", "expected": "2026-04-01"},
        {"milestone": "Written down", "owner": "", "planned": "2026-03-30", "after": "Trial ends"},
        {"milestone": "Told", "owner": "Wei", "planned": None, "after": "Nothing"},
        {},
    ]
    report = check_milestones(rows, TODAY)
    assert [stone.state for stone in report.milestones] == ["met", "met late", "overdue", "at risk", "open", "none"]
    assert [stone.slip for stone in report.milestones] == [0, 3, 3, 3, 0, 0]
    assert report.slippage == 9
    for part in ("on which it depends", "is not a milestone", "one person", "planned date", "Write down why"):
        assert part in said(report)
    assert "expected late, on 1 April 2026" in report.alt
    assert report.svg()


def test_milestones_know_nothing_of_the_future():
    row = {"milestone": "Cause agreed", "owner": "Tom", "planned": "2026-03-06", "actual": "2026-03-10"}
    early, late = check_milestones([row], date(2026, 3, 9)), check_milestones([row], date(2026, 3, 10))
    assert (early.milestones[0].state, late.milestones[0].state) == ("overdue", "met late")
    assert early.milestones[0].actual is None


def test_a_plan_as_it_was_known():
    rows = [
        {**TASK, "done": "2026-03-10"},
        {**TASK, "task": "Tell the teams", "new_due": "2026-03-20", "reason": "Leave", "replanned_on": "2026-03-12"},
        {**TASK, "task": "Print it", "added": "2026-03-14"},
    ]
    then, now = plan_as_of(rows, date(2026, 3, 9)), plan_as_of(rows, TODAY)
    assert [action.state for action in then.actions] == ["late", "late"]
    assert [action.state for action in now.actions] == ["done", "replanned", "late"]
    assert "left out" in said(then)
    frame = pd.DataFrame(rows)
    assert plan_as_of(frame, date(2026, 3, 9)).sentence == then.sentence
    assert "replanned_on" in said(plan_as_of([{**TASK, "new_due": "2026-03-20"}], TODAY))


def test_replanning_keeps_every_date_and_the_first():
    frame = pd.DataFrame([TASK], index=[7])
    once = replan(frame, "agree the rota", "2026-03-13", reason="Wei on leave", on="2026-03-05")
    twice = replan(once, "Agree the rota", date(2026, 3, 20), reason="Printer broken", on=date(2026, 3, 12))
    assert twice.loc[0, "history"] == (
        "5 March 2026: 6 March 2026 → 13 March 2026, Wei on leave; "
        "12 March 2026: 13 March 2026 → 20 March 2026, Printer broken"
    )
    assert list(frame.columns) == list(TASK)
    assert check_plan(twice, TODAY).slippage == 10


@pytest.mark.parametrize(
    ("task", "new", "reason", "says"),
    [
        ("Other", "2026-03-20", "x y", "no such task"),
        ("Agree the rota", "2026-03-20", " ", "needs a reason"),
        ("Agree the rota", "2026-03-01", "Leave", "before the day"),
        ("Agree the rota", "2026-03-06", "Leave", "the old one"),
        ("Agree the rota", "soon", "Leave", "not a date"),
    ],
)
def test_replanning_is_refused(task, new, reason, says):
    with pytest.raises(CourseError, match=says):
        replan([TASK], task, new, reason=reason, on="2026-03-05")


def test_a_done_task_or_a_double_is_not_planned_anew():
    with pytest.raises(CourseError, match="done"):
        replan([{**TASK, "done": "2026-03-05"}], "Agree the rota", "2026-03-20", reason="Leave", on="2026-03-05")
    with pytest.raises(CourseError, match="several"):
        replan([TASK, TASK], "Agree the rota", "2026-03-20", reason="Leave", on="2026-03-05")


def test_owner_and_supervisor():
    rows = [{"task": f"Task {place}", "owner": "Tom Ellis", "supervisor": "Priya Nair"} for place in range(6)]
    rows += [
        {"task": "Last", "owner": "Tom and Wei", "supervisor": ""},
        {"task": "None", "owner": "", "supervisor": "Wei"},
    ]
    rows += [{"task": "Own", "owner": "Wei", "supervisor": "wei"}]
    report = check_assignments(rows)
    assert report.load["Tom Ellis"] == 6
    for part in ("6 open tasks", "More than one", "Nobody owns", "Nobody looks after", "supervises it"):
        assert part in said(report)


def test_the_board():
    rows = [
        ITEM,
        {**ITEM, "item": "Scanner", "source": "rumour", "state": "doing", "owner": ""},
        {**ITEM, "item": "Trays", "state": "check", "moved": "2026-01-05"},
        {**ITEM, "item": "Forms", "state": "act"},
        {**ITEM, "item": "Keys", "state": "do", "due": "2026-03-02", "moved": "2026-05-01"},
    ]
    report = check_board(rows, TODAY, most=0)
    for part in ("not a source", "not a column", "no measure", "no result", "was due on", "has not moved",
                 "still to come", "in hand at once", "Nothing came from"):  # fmt: skip
        assert part in said(report)
    assert report.by_source()["feedback"] == 4
    assert report.frame().state.tolist()[0] == "doing"


def test_moves_on_the_board():
    board = move_item([ITEM], "rota for mondays", "do", on="2026-03-16")
    board = move_item(board, "Rota for Mondays", "check", on="2026-04-10", measure="Late on Mondays")
    back = move_item(board, "Rota for Mondays", "plan", on="2026-05-01", reason="Nothing changed")
    assert back.loc[0, "history"].endswith("check → plan, Nothing changed")
    board = move_item(board, "Rota for Mondays", "act", on="2026-05-01", result="31 of 40 to 4 of 38")
    assert check_board(board, date(2026, 5, 2)).count("act") == 1
    assert ITEM["state"] == "plan"


@pytest.mark.parametrize(
    ("state", "to", "says"),
    [("plan", "check", "cannot move"), ("do", "check", "needs measure"), ("check", "act", "needs result"),
     ("check", "plan", "needs reason"), ("act", "do", "cannot move")],
)  # fmt: skip
def test_moves_that_are_refused(state, to, says):
    with pytest.raises(CourseError, match=says):
        move_item([{**ITEM, "state": state}], "Rota for Mondays", to, on="2026-03-16")


def test_every_column_of_the_board_has_a_way_on():
    assert {old for old, _ in MOVES} == set(STATES)
    with pytest.raises(CourseError, match="needs owner"):
        move_item([{**ITEM, "owner": "tbc"}], "Rota for Mondays", "do", on="2026-03-16")


@pytest.mark.parametrize("kind", ["circle", "lesson", "hold", "project", "conditions", "activity", "briefing"])
def test_an_empty_form_misses_all_that_is_needed(kind):
    fields = form_fields(kind)
    report = check_form(kind, {})
    assert list(report.missing) == fields.key[fields.needed].tolist()
    assert not report.complete
    assert set(report.frame().state) <= {"missing", "left out"}


def test_a_charter():
    charter = {
        "aim": "Fewer late files for the social work teams",
        "measure": "31 of 40 Monday requests late",
        "scope": "Rota and trays; money we ask for",
        "members": "Tom Ellis, Wei Zhang, Amina Yusuf",
        "leader": "Tom Ellis",
        "sponsor": "Priya Nair",
        "voluntary": "yes",
        "paid_time": "yes",
        "rhythm": "every two weeks",
        "first_meeting": "2026-04-01",
        "answer_within": "10 working days",
        "review": "2026-10-01",
    }
    assert check_form("circle", charter).complete
    assert not check_form("circle", charter).findings
    worse = {
        **charter,
        "members": "Tom Ellis; Tom Ellis; Wei Zhang",
        "leader": "Grace",
        "voluntary": "no",
        "rhythm": "every quarter",
        "recognition": "£50 for each idea",
        "review": "2026-03-01",
        "extra": 1,
    }
    report = check_form("circle", worse)
    for part in (
        "twice",
        "not among",
        "under orders",
        "once a month",
        "Money or prizes",
        "comes before",
        "not a part",
    ):
        assert part in said(report)
    assert check_form("circle", {**charter, "members": "Tom"}).missing == ("members",)


def test_a_form_sees_blame_and_vague_words():
    report = check_form("lesson", {**LESSON, "why": "Tom forgot to open it on Monday"})
    assert "puts it down to a person" in said(report)
    assert check_form("lesson", LESSON).complete
    assert "means something else" in said(check_form("briefing", {"change": "Reply promptly to all of the requests"}))
    with pytest.raises(CourseError, match="not known"):
        check_form("poem", {})
    with pytest.raises(CourseError, match="keys"):
        check_form("lesson", ["x"])


def test_lessons_are_found_again():
    staples = {"title": "Take staples out first", "tags": "scanner", "change": "Staples go before the scan"}
    bank = LessonBank([LESSON, {**LESSON, **staples}, {**LESSON, "why": ""}, {}])
    assert len(bank) == 3
    assert bank.search("staple").title.tolist() == ["Take staples out first"]
    assert len(bank.search("ROTAS", tag="Mailbox")) == 2
    assert bank.search("zebra").empty
    assert len(bank.search()) == 3
    assert "title of row 1" in said(bank)
    assert "3 lessons" in bank.sentence
    assert "Name a person" in str(bank)
    assert LessonBank([]).search("x").empty


def test_reports_print_and_draw():
    report = check_plan([{**TASK, "new_due": "2026-03-20", "reason": "<b>Leave</b>"}], TODAY)
    assert "Agree the rota" in str(report)
    assert "Gantt chart: Agree the rota from 2 March 2026 to 20 March 2026." in report.alt
    assert "<b>" not in report._repr_html_().replace("<b>Leave", "")
    assert report.title == "No task is late"
    assert check_plan([], TODAY).svg()

"""What the chapters on monitoring, audits and techniques say in words is what the course's data show."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from qmslib.course.lessons import read_lesson
from qmslib.course.paths import Course
from qmslib.datasets import audit_scores, complaints_log, request_log, suggestions
from qmslib.feedback import check_register, cohen_kappa, resolved_in
from qmslib.system import compare_scorers

PAGES = ("6-1-what-to-monitor", "6-1-audit-and-staff", "6-2-choosing-a-technique")


@cache
def cells(page: str) -> dict[str, Any]:
    """The names that the cells of a page leave behind, with the widgets left out."""
    names: dict[str, Any] = {}
    text = (Course.find().book / "feedback" / f"{page}.md").read_text(encoding="utf-8")
    for code in re.findall(r"(?ms)^```\{code-cell\} ipython3\n(.*?)^```", text):
        code = re.sub(r"(?m)^:tags:.*\n", "", code)
        if "practice(" in code:
            continue
        # The last line is what the page shows; here only the names count.
        tree = ast.parse(code)
        tree.body = tree.body[:-1] if isinstance(tree.body[-1], ast.Expr) else tree.body
        exec(compile(tree, page, "exec"), names)
    return names


def prose(page: str, title: str) -> str:
    text = read_lesson(Course.find(), f"feedback/{page}").section(title)
    assert text is not None
    return " ".join(text.split())


@pytest.mark.parametrize("page", PAGES)
def test_every_cell_runs_and_nothing_is_left_to_chance(page: str) -> None:
    assert cells(page)


def test_the_standard_and_the_need_give_two_pictures() -> None:
    names = cells("6-1-what-to-monitor")
    late_but_there = int((~names["on_time"] & names["for_visit"]).sum())
    in_time_but_late = int((names["on_time"] & ~names["for_visit"]).sum())
    assert late_but_there > in_time_but_late > 0
    assert "Some files came after the limit and were still there for the visit" in prose(
        "6-1-what-to-monitor", "An indicator card"
    )


def test_june_had_the_fewest_complaints_and_may_and_june_the_lowest_scores() -> None:
    names = cells("6-1-what-to-monitor")
    months = names["months"].to_dict()
    assert min(months, key=months.__getitem__) == "June"
    june = resolved_in(names["records"], "2026-06-01", "2026-06-30").resolved.value
    assert june is not None
    assert june > 0.5
    score = dict(zip(names["scores"]["month"], names["scores"]["score"], strict=True))
    spring = [score[month] for month in ("2026-01", "2026-02", "2026-03", "2026-04")]
    assert max(score["2026-05"], score["2026-06"]) < min(spring)
    jumps = [abs(b - a) for a, b in pairwise(score.values())]
    assert sum(jump >= 9.5 for jump in jumps) >= 2
    days = names["days"]
    assert ((days >= 1) & (days <= 2)).mean() > 0.6


def test_the_poster_shows_a_small_fall_as_a_large_one() -> None:
    names = cells("6-1-what-to-monitor")
    assert 0 < names["MARCH"] - names["MAY"] < 5
    assert names["MAY"] > 87
    assert names["MARCH"] < 91


def test_what_is_said_of_the_two_scorers() -> None:
    found = compare_scorers(audit_scores())
    assert 0.85 <= found.agreed / found.n <= 0.9
    assert found.frame().iloc[0]["criterion"] == "RA-3"
    text = prose("6-1-audit-and-staff", "Would another scorer say the same")
    assert "They agree in 82 of 100" in text
    # Each writes "met" nine times in ten, by luck alone: 81 and 1 of 100.
    table = [[81, 9], [9, 1]]
    assert cohen_kappa(table).value == pytest.approx(0)
    scores = cells("6-1-audit-and-staff")["table"].set_index("criterion")["score, %"]
    assert set(scores.nsmallest(2).index) == {"Complete: index and all parts", "Movement recorded the same day"}
    assert scores["Sent the secure way"] >= 98


def test_nearly_half_of_the_register_has_a_fault() -> None:
    register = suggestions()
    records = register[register["service"] == "Records and Access"]
    checked = check_register(records, "2026-06-30")
    kinds = checked.faults["fault"].value_counts()
    assert 0.4 <= checked.faults["row"].nunique() / len(records) < 0.5
    assert set(kinds.index[:2]) == {"declined without a reason", "reply overdue"}
    assert kinds.iloc[:2].sum() > kinds.iloc[2:].sum()


def test_the_phone_is_no_quicker_than_email() -> None:
    log = complaints_log()
    hours = (log["acknowledged"] - log["received"]).dt.total_seconds() / 3600
    middle = hours.groupby(log["channel"]).median()
    assert middle["in person"] < 8
    assert middle["phone"] >= middle["email"] - 1
    assert len(request_log()) == 389

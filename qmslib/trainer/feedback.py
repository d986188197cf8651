"""Feedback files: one page for each decided submission, and for each marked code exercise, for the learner."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.course.answers import AnswersFile, read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.drawn import drawn
from qmslib.course.feedback_file import write_feedback
from qmslib.course.handin import file_stem
from qmslib.course.items import Item
from qmslib.course.paths import Course
from qmslib.course.people import check_number
from qmslib.course.release import release_item
from qmslib.course.scoring import score
from qmslib.course.talks import walk
from qmslib.trainer.code_feedback import code_feedback
from qmslib.trainer.decisions import Decision, Judged, current, judged, read_decisions
from qmslib.trainer.marks import marks
from qmslib.trainer.pages import Page, write_pages
from qmslib.trainer.tables import safe_line
from qmslib.trainer.texts import say


def feedback(course: Course, only: str | None = None, problems: list[str] | None = None) -> list[Path]:
    """Write the feedback of every decided submission and of every marked code exercise; return the files.

    The gradebook holds the latest attempt, so earlier attempts' files are left as they are. Feedback that cannot be
    written, as for a folder name that is no learner number, is named in `problems` and stops no other.
    """
    return write_pages(_pages(course, only), problems) + code_feedback(course, only, problems)


def _pages(course: Course, only: str | None) -> Iterator[Page]:
    decisions, _ = read_decisions(course.decisions)
    latest = current(decisions)
    with marks(course) as book:
        names = book.names()
    for entry in judged(course):
        decision = latest.get((entry.learner, entry.exercise, entry.attempt))
        if decision is not None and only in (None, entry.learner):
            name = names.get(entry.learner, "")
            yield Page(partial(_page, course, entry, decision, name), partial(_said, entry.learner))


def _said(learner: str, problem: str) -> str:
    return f"No feedback for {safe_line(learner)[:60]}: {problem}."


def _page(course: Course, entry: Judged, decision: Decision, name: str) -> tuple[Path, bytes]:
    check_number(entry.learner)
    stem = file_stem(entry.learner, entry.exercise, entry.attempt)
    path = course.feedback / entry.learner / entry.exercise / f"{stem}.feedback.html"
    return path, write_feedback(feedback_data(course, entry, decision, name)).encode("utf-8")


def feedback_data(course: Course, entry: Judged, decision: Decision, name: str) -> dict[str, Any]:
    """What the learner is told. Nothing of a key is in it: they may try again."""
    exercise = load(course, entry.exercise)
    path = course.autograded / entry.learner / entry.exercise / f"{entry.exercise}.answers.json"
    try:
        answers = read_answers(path, entry.exercise)
    except CourseError:
        answers = AnswersFile(exercise=entry.exercise)
    known = True
    try:
        exercise = drawn(exercise, answers, entry.learner).exercise
    except CourseError:
        # It was marked when its variant was there; what follows from the variant cannot be said any more.
        known = False
    reasons = "\n".join(f"– {reason}" for reason in decision.why)
    following = say("next_met") if decision.status == "met" else say("next_not_yet", reasons=reasons)
    return {
        "format": 1,
        "exercise": entry.exercise,
        "title": exercise.title,
        "attempt": entry.attempt,
        "learner": {"name": name or entry.learner, "number": entry.learner},
        "status": decision.status,
        "criterion": exercise.criterion,
        "decided_by": decision.by,
        "decided_at": decision.at,
        "comment": "",
        "next": following,
        "items": [_item(item, entry, answers, known) for item in exercise.items],
    }


def _item(item: Item, entry: Judged, answers: AnswersFile, known: bool) -> dict[str, Any]:
    points = entry.points.get(item.id) or 0.0
    full = points >= item.points
    words = ("met", "partly", "not_yet") if item.kind == "account" else ("right", "partly", "not_yet")
    comment = entry.comments.get(item.id, "")
    if item.kind == "form" and not full and known:
        # A document's checks are in the released exercise, so naming those that fail gives nothing away.
        result = score(item, answers.value(item.id), answers.day(item.id))
        failing = [part.text for part in result.parts if part.verdict == "wrong"]
        comment = "\n\n".join([comment, *failing]).strip()
    if item.kind == "dialogue" and not full and known:
        comment = f"{comment}\n\n{_talk(item, answers.value(item.id))}".strip()
    return {
        "id": item.id,
        "title": item.title,
        "verdict": words[0] if full else words[1] if points > 0 else words[2],
        "points": points,
        "max": item.points,
        "comment": comment,
        "reread": "" if full else item.reread or "",
        "material": [table.shown(name) for name, table in item.tables] if known else [],
    }


def _talk(item: Item, value: Any) -> str:
    """What a learner said in a talk, in turn: their own words, and nothing of the sheet by which it was observed."""
    way = walk(release_item(item), value)
    words = [f"- {reply['text']}" for _, reply in way.turns] if way else []
    return "\n\n".join([say("said"), "\n".join(words)]) if words else ""

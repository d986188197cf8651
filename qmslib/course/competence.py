"""Competence: from points and judgements to *met* or *not yet met*, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qmslib.course.items import ExerciseFile

Status = Literal["met", "not_yet", "awaiting"]

#: Room for sums of points that were each rounded to four decimals.
_SLACK = 1e-3


@dataclass(frozen=True)
class Outcome:
    """Where a learner stands on an exercise's criterion.

    Attributes
    ----------
    status
        ``met``, ``not_yet``, or ``awaiting`` a person's judgement.
    reasons
        Why, in sentences for trainer and learner. They name titles of items, never keys.
    """

    status: Status
    reasons: list[str] = field(default_factory=list)


def judge(exercise: ExerciseFile, points: Mapping[str, float | None], declared: bool) -> Outcome:
    """Apply the exercise's rule for *met*.

    Parameters
    ----------
    exercise
        The exercise with its rule.
    points
        Points by item id. An item that is not there earned none. ``None`` stands for a written account that
        nobody has judged yet.
    declared
        Whether the declaration of own work is complete.

    Returns
    -------
    Outcome
        ``awaiting`` while an account has no judgement, whatever the other items say: a person sees all the work
        before it is decided. Otherwise ``met`` when every part of the rule holds, or ``not_yet``.
    """
    reasons = []
    waiting = [item.title for item in exercise.items if item.kind == "account" and points.get(item.id, 0) is None]
    for item in exercise.items:
        if item.id in exercise.met.required and (points.get(item.id) or 0) < item.points - _SLACK:
            reasons.append(f"“{item.title}” must be fully right.")
    others = [item for item in exercise.items if item.kind != "account" and item.id not in exercise.met.required]
    if others:
        earned = sum(points.get(item.id) or 0 for item in others)
        possible = sum(item.points for item in others)
        if earned < exercise.met.share * possible - _SLACK:
            reasons.append(
                f"{earned:g} of {possible:g} points for the other questions; {exercise.met.share:.0%} are needed."
            )
    for item in exercise.items:
        judged = points.get(item.id, 0)
        if item.kind == "account" and judged is not None and judged < item.points - _SLACK:
            level = "partly met" if judged > 0 else "not yet met"
            reasons.append(f"The written account “{item.title}” is {level}.")
    if not declared:
        reasons.append("The declaration of own work is not complete.")
    if waiting:
        return Outcome("awaiting", [f"“{title}” awaits the trainer's judgement." for title in waiting])
    return Outcome("not_yet", reasons) if reasons else Outcome("met", ["Every part of the rule is met."])

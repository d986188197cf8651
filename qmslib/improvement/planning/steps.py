"""The steps of an improvement, of the improvement drill and of a fishbone, and whether they stand in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.tables import to_frame
from qmslib._common.words import bare

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)


@dataclass(frozen=True)
class StepReport(Report):
    """Steps in order, or an order that was checked.

    Attributes
    ----------
    steps
        The steps in the right order: step, phase of plan–do–check–act, what it does.
    kept
        How many of the given steps stand in the right order among themselves: the longest such run.
    right
        Whether all steps are there and in order.

    Examples
    --------
    >>> from qmslib.improvement import improvement_steps
    >>> [step["phase"] for step in improvement_steps("cycle").steps][-2:]
    ['do', 'check']
    """

    sentence: str
    findings: tuple[Finding, ...]
    name: str
    steps: tuple[dict[str, str], ...]
    kept: int
    right: bool

    def frame(self) -> pd.DataFrame:
        """One row for each step: number, step, phase, what it does."""
        return to_frame([{"number": place, **step} for place, step in enumerate(self.steps, start=1)])


@cache
def _all() -> dict[str, list[dict[str, str]]]:
    steps: dict[str, list[dict[str, str]]] = json.loads(
        Path(__file__).with_name("steps.json").read_text(encoding="utf-8")
    )
    return steps


def _named(name: str) -> tuple[dict[str, str], ...]:
    if name not in _all():
        raise CourseError(texts.say("name"), field="name", found=name, do=f"Choose {', '.join(_all())}")
    return tuple(_all()[name])


def improvement_steps(name: str = "cycle") -> StepReport:
    """The steps of one way of working, in order.

    Parameters
    ----------
    name
        ``"cycle"``: continuous improvement in seven steps. ``"drill"``: improvement in practice, seven steps, with
        tracking and training. ``"fishbone"``: eight steps from a problem to twenty solutions.

    Returns
    -------
    StepReport
        Each step with its phase of plan–do–check–act.

    Examples
    --------
    >>> print(improvement_steps("cycle").sentence)
    The 7 steps: identify, define, analyse, explore, choose, implement, check.
    """
    steps = _named(name)
    sentence = texts.say("list", n=len(steps), steps=", ".join(step["step"] for step in steps))
    return StepReport(sentence, (), name, steps, len(steps), True)


def check_steps(name: str, order: Sequence[str]) -> StepReport:
    """Check whether steps stand in the right order.

    Parameters
    ----------
    name
        Which steps; see `improvement_steps`.
    order
        The names of the steps as somebody put them.

    Returns
    -------
    StepReport
        How many stand in order (the longest run that does), and which are missing or too early.

    Examples
    --------
    >>> report = check_steps("cycle", ["identify", "analyse", "define", "explore", "choose", "implement", "check"])
    >>> report.kept, report.findings[0].text
    (6, 'Row 2: “analyse” comes too early: first “define”.')
    """
    if isinstance(order, str):
        raise CourseError("an order is a list of steps", field="order", found=order)
    steps = _named(name)
    places = {bare(step["step"]): place for place, step in enumerate(steps)}
    findings: list[Finding] = []
    given: list[int] = []
    for row, step in enumerate(order):
        place: Any = places.get(bare(step))
        if place is None:
            findings.append(texts.finding("bad", "unknown", row, None, found=step))
        elif place in given:
            findings.append(texts.finding("bad", "twice", row, None, step=step))
        else:
            later = [places[bare(other)] for other in order[row + 1 :] if bare(other) in places]
            before = [other for other in later if other < place and other not in given]
            if before:
                first = steps[min(before)]["step"]
                findings.append(texts.finding("warn", "early", row, None, step=steps[place]["step"], before=first))
            given.append(place)
    for place, step_data in enumerate(steps):
        if place not in given:
            findings.append(
                texts.finding("bad", "missing", None, None, step=step_data["step"], does=step_data["does"])
            )
    kept = _longest(given)
    right = kept == len(steps) and not findings
    sentence = texts.say("right" if right else "wrong", n=len(steps), kept=kept)
    return StepReport(sentence, tuple(findings), name, steps, kept, right)


def _longest(places: list[int]) -> int:
    best: list[int] = []
    for end, place in enumerate(places):
        best.append(1 + max((best[at] for at in range(end) if places[at] < place), default=0))
    return max(best, default=0)

"""A flow of steps: is every step reached, does every path end, has each an owner and a time limit?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy

texts = module_texts(__file__)


@dataclass(frozen=True)
class FlowStep:
    """One step of a flow.

    Attributes
    ----------
    step
        Its name.
    to
        The steps that can follow.
    owner
        Who does it.
    within
        Its time limit, in words.
    end
        Whether the flow ends here.

    Examples
    --------
    >>> from qmslib.complaints import FlowStep
    >>> FlowStep("reply", to=("check back",), owner="case handler", within="10 working days").end
    False
    """

    step: str
    to: tuple[str, ...] = ()
    owner: str = ""
    within: str = ""
    end: bool = False


@dataclass(frozen=True, eq=False)
class FlowCheck(Report):
    """What is wrong with a flow.

    Attributes
    ----------
    sentence, findings
        The verdict and each fault.
    sound
        Whether every step is reached and every path can end.
    unreachable, dead_ends, no_way_out
        The steps that are never reached, that lead nowhere, and from which no path ends.
    table
        The table that ``frame()`` gives.

    Examples
    --------
    >>> from qmslib.complaints import FlowStep, check_flow
    >>> check_flow([FlowStep("receive", ("record",)), FlowStep("record")]).dead_ends
    ('record',)
    """

    sentence: str
    sound: bool
    unreachable: tuple[str, ...]
    dead_ends: tuple[str, ...]
    no_way_out: tuple[str, ...]
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each step: step, to, owner, within, end, reached, can_end."""
        return self.table.copy()


def reached_from(start: str, follows: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be reached from `start`, itself included."""
    seen: set[str] = set()
    left = [start]
    while left:
        one = left.pop()
        if one not in seen:
            seen.add(one)
            left += follows.get(one, ())
    return seen


def can_end(ends: Iterable[str], follows: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything from which one of the ends can be reached, the ends included."""
    back: dict[str, list[str]] = {}
    for one, others in follows.items():
        for other in others:
            back.setdefault(other, []).append(one)
    return set().union(*(reached_from(end, back) for end in ends))


def check_flow(
    steps: Sequence[FlowStep | Mapping[str, Any]],
    start: str | None = None,
    *,
    owners: bool = True,
    limits: bool = True,
) -> FlowCheck:
    """Check a flow of steps: every step reached, every path able to end, owners and time limits there.

    Parameters
    ----------
    steps
        Each a `FlowStep`, or a dict with ``step``, ``to``, ``owner``, ``within`` and ``end``, as read from YAML.
    start
        The first step; by default the first in the list.
    owners, limits
        Whether each step needs an owner, and each that is no end a time limit.

    Returns
    -------
    FlowCheck

    Raises
    ------
    CourseError
        When there are no steps, two have one name, or `start` is not among them.

    Notes
    -----
    A way back (ask again, reopen) is allowed as long as some path from it ends.

    Examples
    --------
    >>> from qmslib.complaints import check_flow
    >>> flow = [
    ...     {"step": "receive", "to": ["record"], "owner": "reception", "within": "same day"},
    ...     {"step": "record", "to": ["reply"], "owner": "handler", "within": "1 day"},
    ...     {"step": "reply", "to": ["record", "closed"], "owner": "handler", "within": "10 days"},
    ...     {"step": "closed", "end": True, "owner": "handler"},
    ... ]
    >>> check_flow(flow).sound
    True
    """
    listed = [step if isinstance(step, FlowStep) else _step(step) for step in steps]
    if not listed:
        raise CourseError(texts.say("empty"), field="steps")
    names = [step.step for step in listed]
    if not all(filled(name) for name in names):
        raise CourseError(texts.say("no_name"), field="steps")
    if len(set(names)) < len(names):
        raise CourseError(texts.say("twice"), field="steps", found=sorted({n for n in names if names.count(n) > 1}))
    first = names[0] if start is None else start
    if first not in names:
        raise CourseError(texts.say("start"), field="start", found=start)
    follows = {step.step: [to for to in step.to if to in names] for step in listed}
    reached = reached_from(first, follows)
    ending = can_end([step.step for step in listed if step.end], follows)
    faults: list[Finding] = []
    if not any(step.end for step in listed):
        faults.append(texts.finding("bad", "no_end"))
    dead = [step.step for step in listed if not step.to and not step.end]
    unreachable = [name for name in names if name not in reached]
    stuck = [name for name in names if name not in ending and name not in dead]
    faults += [texts.finding("bad", "unreachable", step=name, start=first) for name in unreachable]
    faults += [texts.finding("bad", "dead_end", step=name) for name in dead]
    faults += [texts.finding("bad", "no_way_out", step=name) for name in stuck]
    for step in listed:
        faults += [texts.finding("bad", "unknown", step=step.step, to=to) for to in step.to if to not in names]
        if step.end and step.to:
            faults.append(texts.finding("warn", "end_goes_on", step=step.step, to=", ".join(step.to)))
        if owners and not filled(step.owner):
            faults.append(texts.finding("warn", "no_owner", step=step.step))
        if limits and not step.end and not filled(step.within):
            faults.append(texts.finding("warn", "no_within", step=step.step))
    table = pd.DataFrame([vars(step) for step in listed])
    table["reached"], table["can_end"] = table["step"].isin(reached), table["step"].isin(ending)
    sound = not any(fault.level == "bad" for fault in faults)
    said = texts.say("faults" if faults else "sound", n=len(faults) or len(names), steps=len(names), start=first)
    return FlowCheck(said, sound, tuple(unreachable), tuple(dead), tuple(stuck), table, tuple(faults))


def _step(given: Mapping[str, Any]) -> FlowStep:
    to = given.get("to") or ()
    return FlowStep(
        tidy(given.get("step")),
        (to,) if isinstance(to, str) else tuple(to),
        tidy(given.get("owner")),
        tidy(given.get("within")),
        bool(given.get("end", False)),
    )

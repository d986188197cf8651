"""What if: how many people a flow of casework needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, positive, share

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class DeskStaffing(Report):
    """How many people a flow of casework needs.

    Attributes
    ----------
    hours_needed, hours_available
        Hours of work that arrive, and hours that the people have for it after leave, meetings and training.
    utilisation
        Hours needed / hours available; None with nobody there.
    people_needed
        The fewest people that keep the utilisation at or below the one aimed at.
    steady
        Whether the people can keep up.

    Examples
    --------
    >>> desk_staffing(arrivals=120, minutes_each=45, people=3).people_needed
    4
    """

    sentence: str
    findings: tuple[Finding, ...]
    hours_needed: float
    hours_available: float
    utilisation: float | None
    people_needed: int
    steady: bool
    rows: tuple[tuple[int, float, float], ...]

    def frame(self) -> Any:
        """One row for each number of people: their hours and how busy they would be."""
        return frame_of(
            {name: [row[at] for row in self.rows] for at, name in enumerate(("people", "hours", "utilisation"))}
        )


def desk_staffing(
    arrivals: float,
    minutes_each: float,
    people: float,
    *,
    hours: float = 37,
    shrinkage: float = 0.2,
    target: float = 0.85,
) -> DeskStaffing:
    """What if: arrivals times handling time, against the people there are.

    Parameters
    ----------
    arrivals
        Cases that arrive in the period, for example a week.
    minutes_each
        The mean time that a case takes somebody.
    people
        How many people, in full-time equivalents.
    hours
        Paid hours of one full-time person in the period.
    shrinkage
        The share of paid hours that goes to leave, sickness, meetings and training.
    target
        The highest utilisation to plan for. Above about 0.85 waits grow steeply.

    Returns
    -------
    DeskStaffing
        Utilisation, people needed, and the same for the numbers around it.

    Raises
    ------
    CourseError
        If a number is out of its range.

    Notes
    -----
    Utilisation = arrivals × minutes / 60 / (people × hours × (1 − shrinkage)).

    Examples
    --------
    >>> print(desk_staffing(arrivals=120, minutes_each=45, people=3).sentence)
    120 cases of 45 minutes are 90 hours of work; 3 people have 88.8 hours for it and cannot keep up. It takes 4.
    """
    flow, each = positive(arrivals, "arrivals", zero=True), positive(minutes_each, "minutes_each", zero=True)
    staff, paid = positive(people, "people", zero=True), positive(hours, "hours")
    shrunk, aim = share(shrinkage, "shrinkage"), share(target, "target")
    if shrunk == 1 or aim == 0:
        raise CourseError("nobody would have time for any case", field="shrinkage" if shrunk == 1 else "target")
    needed, one = flow * each / 60, paid * (1 - shrunk)
    have = staff * one
    busy = needed / have if have else None
    enough = math.ceil(needed / (one * aim) - 1e-9)
    steady = needed == 0 or (busy is not None and busy < 1)
    findings = []
    if not steady:
        findings.append(texts.finding("bad", "grows", hours=say_number(needed - have, 1)))
    elif busy is not None and busy > aim:
        findings.append(texts.finding("warn", "near", busy=say_number(busy * 100, 1)))
    key = "desk" if steady else "desk_not"
    sentence = texts.say(
        key, arrivals=say_number(flow, 1), minutes=say_number(each, 1), needed=say_number(needed, 1),
        people=say_number(staff, 2), have=say_number(have, 1), enough=enough,
        busy=say_number((busy or 0) * 100, 1),
    )  # fmt: skip
    around = range(max(1, min(enough, math.floor(staff)) - 1), max(enough, math.ceil(staff)) + 3)
    shown = list(around)[:40]
    rows = tuple((number, number * one, needed / (number * one)) for number in shown)
    return DeskStaffing(sentence, tuple(findings), needed, have, busy, enough, steady, rows)

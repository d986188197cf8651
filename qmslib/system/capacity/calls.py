"""What if: how many people it takes to answer calls in time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture
from qmslib.system._registers import frame_of, positive, share, whole
from qmslib.system.capacity.erlang import erlang_c

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_NEAR = 0.9


@dataclass(frozen=True, eq=False)
class CallStaffing(Picture):
    """How many people answer the calls in time.

    Attributes
    ----------
    load
        The work offered in erlangs: hours of calls in each hour.
    people
        How many must be answering: the fewest that meet the target, or the number that was given.
    rota
        How many to put on the rota, so that so many answer in spite of leave, breaks and training.
    service_level
        The share answered within the time set.
    p_wait, speed_of_answer
        The share that waits, and the mean wait of all calls in seconds; the wait is None when the queue only grows.
    occupancy
        The share of their time that people spend on calls.
    met
        Whether the target is met.

    Examples
    --------
    >>> call_staffing(100, 180, shrinkage=0.3).rota
    20
    """

    sentence: str
    findings: tuple[Finding, ...]
    load: float
    people: int
    rota: int
    service_level: float
    p_wait: float
    speed_of_answer: float | None
    occupancy: float
    met: bool
    target: float
    within: float
    rows: tuple[tuple[int, float, float, float | None, float], ...]

    def frame(self) -> Any:
        """One row for each number of people."""
        names = ("people", "service_level", "p_wait", "speed_of_answer", "occupancy")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        points = "; ".join(texts.say("point", n=row[0], level=say_number(row[1] * 100, 1)) for row in self.rows)
        return texts.say("alt", target=say_number(self.target * 100, 1), points=points)

    def draw(self, axes: Axes) -> None:
        """Service level by number of people, with the target as a dashed line."""
        axes.plot([row[0] for row in self.rows], [row[1] * 100 for row in self.rows], color=INK["line"], marker="o")
        axes.plot(
            self.people, self.service_level * 100, "D", color=INK["good" if self.met else "signal"], markersize=9
        )
        axes.axhline(self.target * 100, color=INK["target"], linestyle="--")
        axes.annotate(texts.say("target"), (self.rows[0][0], self.target * 100), va="bottom", color=INK["target"])
        axes.set_xticks([row[0] for row in self.rows])
        axes.set_xlabel(texts.say("x_people"))
        axes.set_ylabel(texts.say("y_level", within=say_number(self.within, 1)))


def _answering(load: float, people: int, seconds: float, within: float) -> tuple[float, float, float | None, float]:
    waits = erlang_c(load, people)
    occupancy = load / people
    if load >= people:
        return 0.0, 1.0, None, occupancy
    spare = people - load
    return 1 - waits * math.exp(-spare * within / seconds), waits, waits * seconds / spare, occupancy


def call_staffing(
    calls: float,
    handling_seconds: float,
    people: int | None = None,
    *,
    interval_minutes: float = 30,
    target: float = 0.8,
    within: float = 20,
    shrinkage: float = 0.0,
    highest_occupancy: float = 1.0,
) -> CallStaffing:
    """How many people are needed to answer calls in time (Erlang C).

    Parameters
    ----------
    calls
        Calls that arrive in the interval.
    handling_seconds
        The mean time for each, talking and finishing off.
    people
        How many answer; leave out to find the fewest that meet the target.
    interval_minutes
        The length of the interval.
    target, within
        The share to answer, within so many seconds: 80 % in 20 seconds by default.
    shrinkage
        The share of paid time that people cannot answer: leave, breaks, training. The rota is people / (1 −
        shrinkage), rounded up.
    highest_occupancy
        The largest share of time on calls to ask of people; below 1 it can raise the number.

    Returns
    -------
    CallStaffing
        People, rota, service level, waits and occupancy, with the numbers around it for comparison.

    Raises
    ------
    CourseError
        If a number is out of its range.

    Notes
    -----
    Load A = calls × handling / interval; service level = 1 − C(A, n) e^(−(n − A) t / handling); mean speed of answer
    = C(A, n) × handling / (n − A). Erlang (1917). Callers who give up are not modelled, so in busy times the true
    queue is shorter and the true service worse than it looks.

    Examples
    --------
    A hundred calls in half an hour, three minutes each:

    >>> staffing = call_staffing(100, 180)
    >>> staffing.people, round(staffing.service_level, 3), round(staffing.speed_of_answer, 1)
    (14, 0.888, 7.8)
    """
    calls, seconds = positive(calls, "calls", zero=True), positive(handling_seconds, "handling_seconds")
    interval, within = positive(interval_minutes, "interval_minutes"), positive(within, "within", zero=True)
    target, shrunk = share(target, "target"), share(shrinkage, "shrinkage")
    ceiling = share(highest_occupancy, "highest_occupancy")
    if shrunk == 1 or ceiling == 0 or target == 1:
        field = "shrinkage" if shrunk == 1 else "target" if target == 1 else "highest_occupancy"
        raise CourseError("nobody could keep to this", field=field, do="Choose a share short of it")
    load = calls * seconds / (interval * 60)
    least = max(1, math.floor(load) + 1)

    def enough(number: int) -> bool:
        level, _, _, occupancy = _answering(load, number, seconds, within)
        return level >= target - 1e-12 and occupancy <= ceiling

    if people is None:
        step, top = 1, least
        while not enough(top):
            top, step = top + step, step * 2
        low = least
        while low < top:
            middle = (low + top) // 2
            low, top = (low, middle) if enough(middle) else (middle + 1, top)
        people = low
    people = whole(people, "people", 1)
    level, waits, speed, occupancy = _answering(load, people, seconds, within)
    rota = math.ceil(people / (1 - shrunk) - 1e-9)
    met = enough(people)
    findings = []
    if load >= people:
        findings.append(texts.finding("bad", "no_steady", load=say_number(load, 2), n=people))
    elif occupancy > _NEAR:
        findings.append(texts.finding("warn", "near", busy=say_number(occupancy * 100, 1)))
    slots = {
        "n": people,
        "rota": rota,
        "level": say_number(level * 100, 1),
        "within": say_number(within, 1),
        "target": say_number(target * 100, 1),
        "load": say_number(load, 2),
    }
    sentence = texts.say("calls_met" if met else "calls_missed", **slots)
    if rota != people:
        sentence += " " + texts.say("rota", **slots)
    first = max(1, min(people, least) - 1, people - 6)
    numbers = range(first, people + 5)
    rows = tuple((number, *_answering(load, number, seconds, within)) for number in numbers)
    return CallStaffing(
        sentence, tuple(findings), load, people, rota, level, waits, speed, occupancy, met, target, within, rows
    )

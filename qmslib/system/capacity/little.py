"""Little's law: arrivals, time and number in a steady system."""

from __future__ import annotations

from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.system._registers import positive

texts = module_texts(__file__)


@dataclass(frozen=True)
class LittlesLaw(Report):
    """Arrivals, time and number in a system that neither fills nor empties.

    Attributes
    ----------
    arrival_rate
        Arrivals in a unit of time.
    time_in_system
        The mean time each stays, in the same unit.
    in_system
        The mean number that is there.
    sentence
        The three in words.

    Examples
    --------
    >>> littles_law(arrival_rate=6, time_in_system=12).in_system
    72.0
    """

    sentence: str
    arrival_rate: float
    time_in_system: float
    in_system: float

    def __str__(self) -> str:
        return self.sentence


def littles_law(
    *, arrival_rate: float | None = None, time_in_system: float | None = None, in_system: float | None = None
) -> LittlesLaw:
    """Little's law: the number in a system is the arrival rate times the time each stays. Give two, get the third.

    Parameters
    ----------
    arrival_rate
        Arrivals in a unit of time, for example cases in a working day.
    time_in_system
        The mean time each stays, in the same unit.
    in_system
        The mean number that is there, for example open cases.

    Returns
    -------
    LittlesLaw
        All three.

    Raises
    ------
    CourseError
        If not exactly two are given, one is negative, or the divisor is 0.

    Notes
    -----
    L = λ W, for any order of service, over a time in which the number at the start and at the end is about the same.
    Little (1961), "A proof for the queuing formula L = λW".

    Examples
    --------
    Ninety open requests and five new ones a day mean that each takes eighteen days:

    >>> littles_law(arrival_rate=5, in_system=90).time_in_system
    18.0
    """
    given = {"arrival_rate": arrival_rate, "time_in_system": time_in_system, "in_system": in_system}
    known = {name: positive(value, name, zero=True) for name, value in given.items() if value is not None}
    if len(known) != 2:
        raise CourseError("give exactly two of the three", found=sorted(known), do="Leave out the one you want")
    if "in_system" not in known:
        known["in_system"] = known["arrival_rate"] * known["time_in_system"]
    else:
        have, want = (
            ("arrival_rate", "time_in_system") if "arrival_rate" in known else ("time_in_system", "arrival_rate")
        )
        if known[have] == 0:
            raise CourseError("nothing can be divided by 0", field=have, found=0)
        known[want] = known["in_system"] / known[have]
    words = {name: say_number(value, 2) for name, value in known.items()}
    return LittlesLaw(texts.say("little", **words), **known)

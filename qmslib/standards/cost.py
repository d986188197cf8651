"""What it costs to do work a second or a third time."""

from __future__ import annotations

from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib._common.numbers import say_money, say_number
from qmslib._common.report import Report

_texts = module_texts(__file__)
PERIODS = {"a week": 52, "a month": 12, "a year": 1}


@dataclass(frozen=True)
class CostReport(Report):
    """A year's repeats: how many, how many staff hours, how much money.

    Examples
    --------
    >>> report = cost_of_rework(volume=100, second=10, minutes=30, hourly=20, third=2)
    >>> print(report)
    144 jobs a year are done again. They take 72 staff hours and cost £1,440.
    """

    repeats: float
    hours: float
    cost: float

    @property
    def sentence(self) -> str:  # type: ignore[override]
        """The finding in words."""
        return _texts.say(
            "sentence", n=say_number(self.repeats, 1), hours=say_number(self.hours, 1), cost=say_money(self.cost)
        )


def cost_of_rework(
    volume: float, second: float, minutes: float, hourly: float, third: float = 0, period: str = "a month"
) -> CostReport:
    """Cost of poor quality in a year, as the staff time of repeats.

    Parameters
    ----------
    volume
        Jobs in the period.
    second, third
        Percentage of *all* jobs that had to be done a second, and a third, time.
    minutes
        Staff minutes for one repeat.
    hourly
        What an hour of staff time costs, with on-costs.
    period
        ``"a week"`` (52 in a year), ``"a month"`` or ``"a year"``.

    Notes
    -----
    repeats = volume × (second + third) / 100: a job done three times was repeated twice, and is in both rates.

    Examples
    --------
    >>> cost_of_rework(volume=100, second=10, minutes=30, hourly=20, third=2).cost
    1440.0
    """
    if period not in PERIODS:
        raise CourseError("this period is not known", field="period", found=period, do=f"Choose {', '.join(PERIODS)}")
    for name, value in (("volume", volume), ("minutes", minutes), ("hourly", hourly)):
        if not value < float("inf"):
            raise CourseError("this is no number to reckon with", field=name, found=value)
        if value < 0:
            raise CourseError("this cannot be less than nothing", field=name, found=value)
    for name, value in (("second", second), ("third", third)):
        if not 0 <= value <= 100:
            raise CourseError("a percentage lies between 0 and 100", field=name, found=value)
    if third > second:
        raise CourseError(
            "more jobs are done a third time than a second time",
            field="third",
            found=third,
            do="Give both as a share of all jobs; those done a third time were also done a second time",
        )
    repeats = volume * PERIODS[period] * (second + third) / 100
    hours = repeats * minutes / 60
    return CostReport(repeats, hours, hours * hourly)

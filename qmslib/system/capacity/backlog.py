"""A backlog carried from day to day: what is there and what arrives, less what can be done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_numbers
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture
from qmslib.system._registers import frame_of, positive

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_NEAR = 0.9


@dataclass(frozen=True, eq=False)
class BacklogForecast(Picture):
    """A backlog carried from day to day.

    Attributes
    ----------
    backlog
        Open cases at the end of each day.
    done
        Cases done on each day.
    clear_on
        The first day (counted from 1) that ends with no backlog; None if there is none.
    waits
        For each day about how many days of work the backlog is at that day's capacity; None where there is none.

    Examples
    --------
    >>> backlog_forecast([12, 12, 4], 10).backlog
    (2.0, 4.0, 0.0)
    """

    sentence: str
    findings: tuple[Finding, ...]
    arrivals: tuple[float, ...]
    capacity: tuple[float, ...]
    done: tuple[float, ...]
    backlog: tuple[float, ...]
    waits: tuple[float | None, ...]
    clear_on: int | None

    def frame(self) -> Any:
        """One row for each day."""
        return frame_of(
            {
                "day": range(1, len(self.backlog) + 1), "arrivals": self.arrivals, "capacity": self.capacity,
                "done": self.done, "backlog": self.backlog, "days_of_work": self.waits,
            }
        )  # fmt: skip

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return texts.say(
            "alt_backlog", n=len(self.backlog), first=say_number(self.backlog[0], 1),
            top=say_number(max(self.backlog), 1),
            at=self.backlog.index(max(self.backlog)) + 1, last=say_number(self.backlog[-1], 1),
        )  # fmt: skip

    def draw(self, axes: Axes) -> None:
        """The backlog as bars, arrivals as a line."""
        days = range(1, len(self.backlog) + 1)
        axes.bar(days, self.backlog, color=INK["grid"], edgecolor=INK["soft"], label=texts.say("backlog"))
        axes.plot(days, self.arrivals, color=INK["line"], marker="o", label=texts.say("arrivals"))
        axes.plot(days, self.capacity, color=INK["target"], linestyle="--", label=texts.say("capacity"))
        axes.set_xlabel(texts.say("x_day"))
        axes.legend()


def backlog_forecast(
    arrivals: Sequence[float], capacity: float | Sequence[float], *, start: float = 0
) -> BacklogForecast:
    """Carry a backlog from day to day: what is there and what arrives, less what can be done.

    Parameters
    ----------
    arrivals
        Cases that arrive on each day.
    capacity
        Cases that can be done in a day: one number, or one for each day.
    start
        The backlog at the beginning.

    Returns
    -------
    BacklogForecast
        The backlog at the end of each day; it can draw itself.

    Raises
    ------
    CourseError
        If there is no day, a number is missing or negative, or the two are of different lengths.

    Notes
    -----
    backlog = max(0, backlog + arrivals − capacity). Nothing is left to chance here, so a real backlog is on average
    larger: spare capacity on a quiet day cannot be saved up.

    Examples
    --------
    >>> print(backlog_forecast([10] * 5, 14, start=18).sentence)
    The backlog starts at 18 and is cleared on day 5.
    """
    flow = [float(value) for value in as_numbers(arrivals, "arrivals")]
    single = isinstance(capacity, Real) and not isinstance(capacity, bool)
    can = [float(capacity)] * len(flow) if single else [float(v) for v in as_numbers(capacity, "capacity")]  # type: ignore[arg-type]
    left = positive(start, "start", zero=True)
    if not flow:
        raise CourseError("there is no day to work out", field="arrivals", do="Give the arrivals of at least one day")
    if len(flow) != len(can):
        raise CourseError(
            "arrivals and capacity are of different lengths", field="capacity", found=(len(flow), len(can))
        )
    for name, values in (("arrivals", flow), ("capacity", can)):
        for day, value in enumerate(values, start=1):
            if not (math.isfinite(value) and value >= 0):
                raise CourseError(f"day {day}: this must be a number of 0 or more", field=name, found=value)
    done, backlog = [], []
    for new, most in zip(flow, can, strict=True):
        worked = min(left + new, most)
        left = left + new - worked
        done.append(worked)
        backlog.append(left)
    clear = next((day for day, value in enumerate(backlog, start=1) if value <= 1e-9), None)
    waits = [value / most if most else None for value, most in zip(backlog, can, strict=True)]
    findings = []
    if sum(flow) >= sum(can) and sum(flow) > 0:
        findings.append(texts.finding("bad", "more_in", flow=say_number(sum(flow), 1), can=say_number(sum(can), 1)))
    elif sum(flow) > _NEAR * sum(can):
        findings.append(texts.finding("warn", "near", busy=say_number(100 * sum(flow) / sum(can), 1)))
    key = "cleared" if clear is not None else "open"
    sentence = texts.say(
        key, start=say_number(float(start), 1), day=clear, n=len(flow), last=say_number(backlog[-1], 1)
    )
    return BacklogForecast(
        sentence, tuple(findings), tuple(flow), tuple(can), tuple(done), tuple(backlog), tuple(waits), clear
    )

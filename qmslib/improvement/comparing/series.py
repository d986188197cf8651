"""What an interrupted time series found, its sentences and its picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.estimates import Estimate
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture
from qmslib.improvement.comparing._words import figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
LEAST = 8
_NOUGHT = 1e-9


@dataclass(frozen=True, eq=False)
class InterruptedSeries(Picture):
    """Level and trend before and after a change.

    Attributes
    ----------
    level_change
        How far the line jumps at the first point after the change (for rates a ratio).
    slope_before, slope_after, slope_change
        The trend for one step before and after, and its change (for rates ratios).
    counterfactual, fitted_end
        At the last point: what the earlier line would have given, and what the later line gives.
    effect
        The later line less the earlier one at the last point (for rates the ratio of the two).
    lag
        How many steps apart neighbours may depend on each other in the intervals; 0 for none.
    durbin_watson
        About 2 when neighbours are independent.
    n_before, n_after
        Points on each side.
    enough
        Whether there are at least eight points on each side.

    Examples
    --------
    >>> from qmslib.improvement import interrupted_series
    >>> late = [20, 22, 21, 23, 22, 24, 23, 25, 18, 17, 18, 16, 17, 15, 16, 14]
    >>> found = interrupted_series(late, change=8)
    >>> round(found.counterfactual.value, 1), round(found.effect.value, 1)
    (29.1, -14.4)
    """

    sentence: str
    findings: tuple[Finding, ...]
    level_change: Estimate
    slope_before: Estimate
    slope_after: Estimate
    slope_change: Estimate
    counterfactual: Estimate
    fitted_end: float
    effect: Estimate
    p_level: float
    p_slope: float
    p_effect: float
    lag: int
    durbin_watson: float
    n_before: int
    n_after: int
    method: str
    ratios: bool
    points: pd.DataFrame
    change_at: Any

    @property
    def enough(self) -> bool:
        """Whether there are at least eight points on each side."""
        return min(self.n_before, self.n_after) >= LEAST

    @property
    def title(self) -> str:
        """The effect at the end of the series."""
        value = self.effect.value or 0.0
        if self.ratios:
            value -= 1
        return (
            texts.say("title_same") if figure(value) == "0" else texts.say("title", gap=say_gap(value, self.ratios))
        )

    @property
    def alt(self) -> str:
        """Both lines and the expected one in numbers."""
        fitted = self.points["fitted"]
        ends = [fitted.iloc[place] for place in (0, self.n_before - 1, self.n_before, -1)]
        a, b, c, d = (say_number(float(end), 1) for end in ends)
        when, expected = say_when(self.change_at), say_number(self.counterfactual.value or 0.0, 1)
        return texts.say("alt", n=len(self.points), when=when, a=a, b=b, c=c, d=d, e=expected)

    def frame(self) -> pd.DataFrame:
        """One row for each point: time, value, phase, fitted, expected without the change."""
        return self.points.copy()

    def draw(self, axes: Axes) -> None:
        """Points, both fitted lines and the dashed line that would have come without the change."""
        from qmslib._common.plots import INK

        points, cut = self.points, self.n_before
        times = points["time"].to_numpy()
        axes.plot(times, points["value"], "o", color=INK["soft"], markersize=4, label=texts.say("axis_points"))
        for place, part in enumerate((slice(None, cut), slice(cut, None))):
            label = texts.say("axis_fitted") if place else None
            axes.plot(times[part], points["fitted"][part], color=INK["line"], linewidth=2, label=label)
        without = texts.say("axis_without")
        axes.plot(times[cut:], points["without_change"][cut:], "--", color=INK["target"], label=without)
        axes.axvline(times[cut], color=INK["soft"], linestyle=":")
        axes.annotate(texts.say("axis_change"), (times[cut], 1), xycoords=("data", "axes fraction"),
                      xytext=(4, -12), textcoords="offset points", color=INK["soft"])  # fmt: skip
        axes.legend()
        if isinstance(self.change_at, date):
            import matplotlib.dates

            mdates: Any = matplotlib.dates
            locator = mdates.AutoDateLocator()
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, offset_formats=["", *["%Y"] * 5]))


def say_when(label: Any) -> str:
    """A date, or a plain number, for reading."""
    if isinstance(label, date):
        return say_date(label)
    return texts.say("point", n=f"{float(label):g}")


def say_size(value: float, ratios: bool) -> str:
    """How large a difference is; a ratio in per cent."""
    return f"{say_number(abs(value) * 100, 1)} %" if ratios else figure(value)


def say_gap(value: float, ratios: bool) -> str:
    """A difference with its direction."""
    if math.isclose(value, 0, abs_tol=_NOUGHT):
        return texts.say("same")
    return texts.say("lower" if value < 0 else "higher", size=say_size(value, ratios))


def say_range(low: float, high: float, ratios: bool) -> str:
    """The interval of a difference in brackets."""
    if max(abs(low), abs(high)) < _NOUGHT:
        return ""
    if low < -_NOUGHT and high > _NOUGHT:
        return texts.say("range_cross", low=say_gap(low, ratios), high=say_gap(high, ratios))
    near, far = sorted((low, high), key=abs)
    return texts.say("range", low=say_size(near, ratios), high=say_gap(far, ratios))

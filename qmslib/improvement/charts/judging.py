"""Holding a gain: new points judged as they come, against lines that stay as they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Picture
from qmslib.improvement.charts.assemble import make
from qmslib.improvement.charts.build import Recipe
from qmslib.improvement.charts.chart import ControlChart
from qmslib.improvement.charts.inputs import groups_columns, read_columns
from qmslib.improvement.charts.signals import Signal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Judgement(Picture):
    """New points judged against the lines of a chart.

    Attributes
    ----------
    sentence, findings
        Whether there is an alarm, in words.
    alarm
        Whether the new points make a signal that is not an improvement.
    signals
        The signals in which a new point takes part.
    chart
        The chart with the new points, its lines as before.

    Examples
    --------
    >>> from qmslib.improvement import xmr_chart
    >>> held = xmr_chart([4, 5, 4, 6, 5, 4, 5, 6, 4, 5, 5, 4], better="lower")
    >>> print(held.judge([5, 4, 6]).sentence)
    No alarm: the 3 new points behave as before.
    """

    sentence: str
    findings: tuple[Finding, ...]
    alarm: bool
    signals: tuple[Signal, ...]
    chart: ControlChart
    _new: int = field(repr=False, default=0)

    @property
    def points(self) -> pd.DataFrame:
        """The new points with their lines and the rules they break."""
        return self.chart.points.tail(self._new)

    def frame(self) -> pd.DataFrame:
        """The same as `points`."""
        return self.points

    @property
    def title(self) -> str:
        """The sentence."""
        return self.sentence

    @property
    def alt(self) -> str:
        """What the chart with the new points shows."""
        return self.chart.alt

    def draw(self, axes: Axes) -> None:
        """Draw the chart with the new points."""
        self.chart.draw(axes)


def judge(chart: ControlChart, new: Any, sizes: Any, when: Any) -> Judgement:
    """The chart with new points after its own, and what they say."""
    recipe, series = chart._recipe, chart._series
    if isinstance(new, (int, float)) and not isinstance(new, bool):
        new = [new]
    gaps = recipe.options.missing == "gap"
    if chart.kind in ("mr", "r", "s"):
        raise CourseError("new points are judged on the main chart", do="Call judge on the chart of values")
    if chart.kind in ("xbar_r", "xbar_s"):
        columns = groups_columns(new, gaps=gaps, measure="range" if chart.kind == "xbar_r" else "sd")
    else:
        columns = read_columns(chart.kind, new, sizes, gaps=gaps)
    count = len(columns["value"])
    if not count:
        raise CourseError("there is nothing to judge yet", field="new", do="Give at least one new point")
    chart = make(_longer(recipe, chart, columns, when, count), chart._companion)
    first = len(series) + 1
    signals = tuple(signal for signal in chart.signals if signal.points and signal.points[-1] >= first)
    wanted = {"higher": ("above", "rising"), "lower": ("below", "falling")}.get(chart.better or "", ())
    bad = [signal for signal in signals if signal.side not in wanted]
    key = "alarm" if bad else "better" if signals else "quiet"
    said = texts.say(key, n=count, words=(bad or signals)[0].words if signals else "")
    return Judgement(said, chart.findings, bool(bad), signals, chart, count)


def _longer(recipe: Recipe, chart: ControlChart, columns: dict[str, Any], when: Any, count: int) -> Recipe:
    series = chart._series
    size = len(series)
    if (when is None) != (series.when is None):
        raise CourseError(
            "the new points need dates or labels, as the old ones have them"
            if when is None
            else "the old points have no dates or labels, so the new ones cannot have any",
            field="when",
        )
    labels: Any = None
    if series.when is not None:
        new = [when] if isinstance(when, str) or not hasattr(when, "__iter__") else list(when)
        if len(new) != count:
            raise CourseError("there is not one label for each new value", field="when", found=len(new))
        labels = [*list(series.when), *_like(new, series.axis)]
        if series.axis in ("date", "number") and count and min(labels[size:]) <= labels[size - 1]:
            raise CourseError(
                "a new point does not come after the old ones", field="when", found=series.label(size - 1),
                do="Make the whole chart anew with freeze=",
            )  # fmt: skip

    def name(place: int) -> Any:
        return place + 1 if labels is None else labels[place]

    starts = [name(int(place)) for place in (np.diff(series.phase).nonzero()[0] + 1)]
    last = (series.phase == series.phase[-1]).nonzero()[0]
    # What the lines rest on now: everything in the last phase, or the part that was frozen.
    end = int(last[-1])
    if recipe.options.freeze is not None:
        end = int(series.baseline.nonzero()[0][-1])
    freeze = name(end) if labels is not None else end - int(last[0]) + 1
    joined = {key: np.concatenate((series.columns[key], columns[key])) for key in series.columns}
    options = replace(
        recipe.options, data=None, when=labels, phases=starts or None, freeze=freeze,
        exclude=[*map(bool, series.excluded), *[False] * count],
    )  # fmt: skip
    return replace(recipe, columns=joined, options=options)


def _like(labels: list[Any], axis: str) -> list[Any]:
    """New labels in the form that the old ones have."""
    if axis != "date":
        return labels
    import pandas as pd

    from qmslib.improvement.charts.moments import as_dates

    dates = as_dates(pd.Series(labels))
    if dates is None:
        raise CourseError("no date", field="when", found=labels[0], do="Write dates as 2026-03-04")
    return list(dates)

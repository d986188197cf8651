"""The charts of variation that belong to a chart of values: moving ranges, ranges, standard deviations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qmslib.improvement.charts.assemble import make
from qmslib.improvement.charts.build import Recipe
from qmslib.improvement.charts.chart import ControlChart
from qmslib.improvement.charts.series import Series


def moving_ranges(series: Series) -> NDArray[np.float64]:
    """The step to each point from the one before it in its phase; excluded points are passed over."""
    values = series.columns["value"]
    steps = np.full(len(values), np.nan)
    for number in range(int(series.phase[-1]) + 1):
        inside = ((series.phase == number) & ~series.excluded).nonzero()[0]
        steps[inside[1:]] = np.abs(np.diff(values[inside]))
    return steps


def companion(recipe: Recipe, series: Series, kind: str) -> ControlChart:
    """The companion chart on the same points, phases and baseline, judged by its limits alone."""
    values = series.columns["value"]
    if kind == "mr":
        columns = {"value": moving_ranges(series), "source": values}
    else:
        columns = {**series.columns, "value": series.columns["range" if kind == "r" else "sd"]}
    options = replace(
        recipe.options, name="", target=None, better=None, rules="shewhart", shift=None, trend=None, data=None
    )
    beside = replace(series, columns=columns, gap=np.isnan(columns["value"]))
    return make(replace(recipe, kind=kind, columns=columns, options=options), series=beside)

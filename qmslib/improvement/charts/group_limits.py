"""Lines of charts of groups: averages, ranges, standard deviations."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qmslib.improvement.charts.constants import control_constants
from qmslib.improvement.charts.fit import Columns, Fit, Flags, Floats, Settings, drawn, known_values


def _grand_mean(columns: Columns, base: Flags) -> float:
    known_values(columns["value"], base)
    size = columns["size"][base]
    return float(np.nansum(columns["value"][base] * size) / size[~np.isnan(columns["value"][base])].sum())


def within_sigma(columns: Columns, base: Flags, settings: Settings, measure: str) -> float:
    """The standard deviation inside groups, from their ranges or standard deviations."""
    known = base & ~np.isnan(columns["value"])
    sizes = columns["size"][known].astype(int)
    if settings.estimator == "pooled":
        free = sizes - 1
        pooled = math.sqrt(float((free * columns["sd"][known] ** 2).sum()) / int(free.sum()))
        return pooled / _c4(int(free.sum()) + 1)
    if measure == "range":
        return float(np.mean(columns["range"][known] / _d2(sizes, settings)))
    return float(np.mean(columns["sd"][known] / _constant(sizes, "c4")))


def _c4(n: int) -> float:
    return math.sqrt(2 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))


def _constant(sizes: NDArray[Any], name: str) -> Floats:
    table = {n: getattr(control_constants(int(n)), name) for n in np.unique(sizes[~np.isnan(sizes)])}
    return np.array([table.get(n, np.nan) for n in sizes], dtype=float)


def _d2(sizes: NDArray[Any], settings: Settings) -> Floats:
    exact = _constant(sizes, "d2")
    return np.round(exact, 3) if settings.table else exact


def averages(measure: str) -> Callable[[Columns, Flags, Settings], Fit]:
    """The chart of averages, with limits from ranges or from standard deviations."""

    def fit(columns: Columns, base: Flags, settings: Settings) -> Fit:
        sigma = within_sigma(columns, base, settings, measure)
        return drawn(columns["value"], _grand_mean(columns, base), 3 * sigma / np.sqrt(columns["size"]), sigma=sigma)

    return fit


def ranges(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """The R chart that belongs to an average chart: lines at d2 and d2 plus or minus 3 d3 standard deviations."""
    sigma = within_sigma(columns, base, settings, "range")
    d2, d3 = _d2(columns["size"], settings), _constant(columns["size"], "d3")
    return drawn(columns["value"], sigma * d2, 3 * sigma * d3, sigma=sigma, low=0.0)


def deviations(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """The S chart that belongs to an average chart: lines at c4 and c4 plus or minus 3 sqrt(1 - c4²)."""
    sigma = within_sigma(columns, base, settings, "sd")
    c4 = _constant(columns["size"], "c4")
    return drawn(columns["value"], sigma * c4, 3 * sigma * np.sqrt(1 - c4 * c4), sigma=sigma, low=0.0)

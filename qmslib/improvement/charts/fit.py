"""The lines of one phase, and what they are worked out with."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib.improvement.charts.spread import Spread

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Columns = dict[str, Floats]


@dataclass(frozen=True, eq=False)
class Fit:
    """The lines of one phase, point by point, and where each point lies between them.

    `sigma` is the figure a reader is told; `zone` the distance from the middle in standard deviations of the plotted
    points, NaN where the limits have no width.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    zone: Floats
    sigma: float
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """How the limits are worked out, as the charts' own arguments say it."""

    spread: Spread = field(default_factory=Spread)
    centre: str = "mean"
    estimator: str = "mean"
    d2: float = 1.128
    power: float = 1 / 3.6
    table: bool = False


def drawn(
    values: Floats,
    centre: Floats | float,
    width: Floats | float,
    *,
    sigma: float,
    low: float = -math.inf,
    high: Floats | float = math.inf,
    middle: Floats | float | None = None,
    **facts: Any,
) -> Fit:
    """Lines `width` to each side of the middle, cut at `low` and `high`."""
    size = len(values)
    line = np.broadcast_to(np.asarray(centre, dtype=float), size)
    mid = line if middle is None else np.broadcast_to(np.asarray(middle, dtype=float), size)
    half = np.broadcast_to(np.asarray(width, dtype=float), size)
    noise = 1e-12 * np.maximum(np.abs(mid), np.abs(values))
    with np.errstate(divide="ignore", invalid="ignore"):
        zone = np.where(half > noise, 3 * (values - mid) / half, np.nan)
    lower, upper = np.maximum(mid - half, low), np.minimum(mid + half, high)
    cut = {
        "cut_low": int((mid - half < low).sum()),
        "cut_high": int((mid + half > high).sum()),
    }
    return Fit(line, lower, upper, zone, sigma, {**cut, **facts})


def known_values(values: Floats, base: Flags, name: str = "values") -> Floats:
    """The values that the lines rest on; an error when there is none."""
    known = values[base]
    known = known[~np.isnan(known)]
    if not len(known):
        raise CourseError(
            "a phase or baseline holds no point to work its lines out from",
            field=name,
            do="Exclude fewer points, or start the phase elsewhere",
        )
    return known

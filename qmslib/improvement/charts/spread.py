"""How much single values vary, from the steps between neighbours; and how much counts vary beyond chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError

if TYPE_CHECKING:
    from qmslib.improvement.charts.fit import Settings

#: Above this many mean moving ranges a moving range is screened out (Nelson, 1982).
SCREEN = 3.267
_EXACT_MEAN = 1.5 * math.sqrt(math.pi)  # 3 / d2 for groups of two
_EXACT_MEDIAN = 3 / 0.9538725524  # 3 / d4: the median of |x - y| for two standard normal values


@dataclass(frozen=True)
class Spread:
    """From moving ranges to limits: `factor` times their mean or median to each side."""

    factor: float = 2.66
    average: str = "mean"
    screened: bool = False
    range_factor: float = 3.267


@dataclass(frozen=True)
class Moving:
    """The average moving range, the distance of a limit, the limit of the ranges, and how many were screened out."""

    range: float
    width: float
    range_limit: float
    screened: int


def read_spread(factor: Any, moving_range: str, screened: bool) -> Spread:
    """The spread that the arguments of a chart describe."""
    if moving_range not in ("mean", "median"):
        raise CourseError(
            "the average moving range is a mean or a median", field="moving_range", found=moving_range,
            do='Give "mean" or "median"',
        )  # fmt: skip
    median = moving_range == "median"
    if factor is None:
        return Spread(3.145 if median else 2.66, moving_range, screened, 3.865 if median else 3.267)
    exact = _EXACT_MEDIAN if median else _EXACT_MEAN
    # The limit of the ranges is D4 times their mean: d2 + 3 d3 standard deviations, whatever the average.
    top = (2 / math.sqrt(math.pi) + 3 * math.sqrt(2 - 4 / math.pi)) / 3
    if factor == "exact":
        return Spread(exact, moving_range, screened, top * exact)
    if isinstance(factor, bool) or not isinstance(factor, (int, float)) or not 0 < factor < 100:
        raise CourseError(
            "this factor is not known", field="factor", found=factor,
            do='Give a number such as 2.66 or 3 / 1.128, or "exact"',
        )  # fmt: skip
    return Spread(float(factor), moving_range, screened, top * float(factor))


def moving_spread(values: NDArray[np.float64], spread: Spread) -> Moving:
    """The spread of neighbours; steps from or to a missing value do not count."""
    steps = np.abs(values[1:] - values[:-1])
    steps = steps[~np.isnan(steps)]
    if not len(steps):
        raise CourseError(
            "a phase or baseline needs two neighbouring points for its limits",
            field="values",
            do="Use a run chart until there are more points, or make the phase longer",
        )
    out = 0
    if spread.screened:
        kept = steps[steps < SCREEN * steps.mean()]
        if len(kept):
            out = len(steps) - len(kept)
            steps = kept
    average = float(np.median(steps) if spread.average == "median" else steps.mean())
    return Moving(average, spread.factor * average, spread.range_factor * average, out)


@dataclass(frozen=True)
class Dispersion:
    """Sigma z (1: the counts vary as chance has it), and how surprising their variation is."""

    sigma_z: float
    p: float | None


def dispersion(z: NDArray[np.float64], settings: Settings) -> Dispersion:
    """Sigma z of standardised points, and the chi-squared tail of their variation on the side where it lies."""
    steps = np.abs(z[1:] - z[:-1])
    steps = steps[~np.isnan(steps)]
    known = z[~np.isnan(z)]
    if not len(steps):
        return Dispersion(1.0, None)
    if settings.spread.screened:
        kept = steps[steps < SCREEN * steps.mean()]
        steps = kept if len(kept) else steps
    sigma_z = float(steps.mean()) / settings.d2
    if len(known) < 3:
        return Dispersion(sigma_z, None)
    from scipy.special import chdtr, chdtrc

    total, free = float((known**2).sum()), len(known) - 1
    return Dispersion(sigma_z, float(min(chdtrc(free, total), chdtr(free, total))))

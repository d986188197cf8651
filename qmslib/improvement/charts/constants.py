"""The constants behind control limits, worked out rather than copied from a table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError

_STEP = 0.02
_REACH = 9.0


@dataclass(frozen=True)
class ControlConstants:
    """The constants for groups of one size, under their usual names.

    Attributes
    ----------
    n
        How many measurements a group holds.
    d2, d3
        Mean and standard deviation of the range of `n` standard normal values.
    c4
        Mean of the standard deviation of `n` standard normal values.
    A2, A3
        Limits of an average chart: grand mean plus or minus A2 times the mean range, or A3 times the mean standard
        deviation.
    B3, B4
        Limits of an S chart, as multiples of the mean standard deviation.
    D3, D4
        Limits of an R chart, as multiples of the mean range.

    Examples
    --------
    >>> from qmslib.improvement import control_constants
    >>> five = control_constants(5)
    >>> round(five.d2, 3), round(five.A2, 3), round(five.D4, 3)
    (2.326, 0.577, 2.114)
    """

    n: int
    d2: float
    d3: float
    c4: float
    A2: float
    A3: float
    B3: float
    B4: float
    D3: float
    D4: float


@lru_cache(maxsize=512)
def control_constants(n: int) -> ControlConstants:
    """The control chart constants for groups of `n` measurements.

    Parameters
    ----------
    n
        The size of a group, 2 or more.

    Returns
    -------
    ControlConstants
        d2, d3, c4, A2, A3, B3, B4, D3 and D4.

    Raises
    ------
    CourseError
        If `n` is not a whole number from 2 to 1,000.

    Notes
    -----
    c4 has a closed form; d2 and d3 come from integrating the distribution of the range (Tippett, 1925). They agree
    with the printed tables (ASTM E2587; Montgomery, Introduction to Statistical Quality Control, Appendix VI) to
    every digit these print.

    Examples
    --------
    >>> from qmslib.improvement import control_constants
    >>> round(control_constants(2).D4, 3)
    3.267
    """
    if isinstance(n, bool) or int(n) != n or not 2 <= n <= 1000:
        raise CourseError("a group holds 2 to 1,000 measurements", field="n", found=n)
    n = int(n)
    d2, d3 = _range_constants(n)
    c4 = math.sqrt(2 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))
    spread = 3 * math.sqrt(max(0.0, 1 - c4 * c4)) / c4
    return ControlConstants(
        n=n,
        d2=d2,
        d3=d3,
        c4=c4,
        A2=3 / (d2 * math.sqrt(n)),
        A3=3 / (c4 * math.sqrt(n)),
        B3=max(0.0, 1 - spread),
        B4=1 + spread,
        D3=max(0.0, 1 - 3 * d3 / d2),
        D4=1 + 3 * d3 / d2,
    )


def constants_table(sizes: Iterable[int] = range(2, 26)) -> pd.DataFrame:
    """The table of control chart constants that textbooks print.

    Parameters
    ----------
    sizes
        The group sizes wanted; 2 to 25 without it.

    Returns
    -------
    pandas.DataFrame
        One row for each size, columns n, d2, d3, c4, A2, A3, B3, B4, D3 and D4, unrounded.

    Raises
    ------
    CourseError
        If a size is not a whole number from 2 to 1,000.

    Examples
    --------
    >>> from qmslib.improvement import constants_table
    >>> constants_table([4, 5]).round(3)[["n", "A2", "D4", "B4"]].to_dict("records")
    [{'n': 4, 'A2': 0.729, 'D4': 2.282, 'B4': 2.266}, {'n': 5, 'A2': 0.577, 'D4': 2.114, 'B4': 2.089}]
    """
    return pd.DataFrame([asdict(control_constants(n)) for n in sizes])


@lru_cache(maxsize=1)
def _normal() -> tuple[Any, Any]:
    grid = np.arange(-_REACH, 2 * _REACH + _STEP / 2, _STEP)
    density = np.exp(-grid * grid / 2) / math.sqrt(2 * math.pi)
    below = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in grid])
    return density, below


def _range_constants(n: int) -> tuple[float, float]:
    """Mean and standard deviation of the range: both from P(range <= w), on one grid for x and w."""
    if n == 2:
        return 2 / math.sqrt(math.pi), math.sqrt(2 - 4 / math.pi)
    density, below = _normal()
    points = round(2 * _REACH / _STEP) + 1
    start = np.arange(points)
    # P(range <= w) = n * integral of density(x) * (below(x + w) - below(x)) ** (n - 1)
    beyond = np.empty(points)
    for step in range(points):
        inside = (below[np.minimum(start + step, len(below) - 1)] - below[start]) ** (n - 1)
        beyond[step] = 1 - n * _STEP * float(density[start] @ inside)
    weights = np.full(points, 2.0)
    weights[1::2] = 4.0
    weights[[0, -1]] = 1.0
    weights *= _STEP / 3
    mean = float(weights @ beyond)
    square = float(weights @ (2 * _STEP * start * beyond))
    return mean, math.sqrt(square - mean * mean)

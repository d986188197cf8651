"""Figures from weighted answers, with intervals that own up to what the weights cost."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level, proportion
from qmslib._common.frames import as_numbers, rows_named


def _numbers(values: Any, name: str, missing: bool = False) -> NDArray[np.float64]:
    # A series is read column-wise; an array would be taken apart cell by cell.
    if isinstance(values, np.ndarray) and values.ndim == 1:
        values = pd.Series(values)
    return as_numbers(values, name, missing=missing)


def read_weights(weights: Any, rows: int | None = None) -> NDArray[np.float64]:
    """Weights as numbers from 0 up, at least one above 0; a CourseError names the rows that are none."""
    numbers = _numbers(weights, "weights")
    if not len(numbers):
        raise CourseError("there are no weights", field="weights")
    if rows is not None and len(numbers) != rows:
        raise CourseError("there must be one weight for each answer", field="weights", found=(len(numbers), rows))
    below = np.flatnonzero(numbers < 0)
    if len(below):
        raise CourseError(f"{rows_named(below)}: a weight below 0", field="weights", found=float(numbers[below[0]]))
    if not numbers.sum() > 0:
        raise CourseError("every weight is 0", field="weights")
    return numbers


def kish_n(weights: NDArray[np.float64]) -> float:
    """Kish's effective n of weights that were read already."""
    weights = weights / weights.max()  # so that huge weights do not overflow when squared
    return float(weights.sum() ** 2 / (weights @ weights))


def effective_n(weights: Any) -> float:
    """How many answers of equal weight would be as exact.

    Parameters
    ----------
    weights
        One weight an answer.

    Returns
    -------
    float
        (sum of w)² / sum of w²; the number of answers when all weigh the same.

    Raises
    ------
    CourseError
        If there are no weights, or one is below 0 or missing.

    Notes
    -----
    Kish (1965), "Survey Sampling", section 11.7.

    Examples
    --------
    >>> effective_n([1, 1, 1, 1]), round(effective_n([3, 1, 1, 1]), 2)
    (4.0, 3.0)
    """
    return kish_n(read_weights(weights))


def design_effect(weights: Any) -> float:
    """By how much unequal weights swell the variance of a figure.

    Parameters
    ----------
    weights
        One weight an answer.

    Returns
    -------
    float
        n × sum of w² / (sum of w)², which is 1 + the squared coefficient of variation of the weights.

    Raises
    ------
    CourseError
        If there are no weights, or one is below 0 or missing.

    Notes
    -----
    Kish (1965), "Survey Sampling", section 11.7. It holds for weights that have little to do with the answer.

    Examples
    --------
    >>> round(design_effect([3, 1, 1, 1]), 3)
    1.333
    """
    numbers = read_weights(weights)
    return len(numbers) / kish_n(numbers)


def _pair(answers: Any, weights: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values = _numbers(answers, "answers", missing=True)
    if not len(values):
        return values, values
    heavy = read_weights(weights, len(values))
    given = ~np.isnan(values) & (heavy > 0)
    return values[given], heavy[given]


def weighted_proportion(yes: Any, weights: Any, level: float = 0.95, method: str = "wilson") -> Estimate:
    """A weighted proportion, its interval made with the effective n.

    Parameters
    ----------
    yes
        For each person 1 or True if they have it, 0 or False if not; empty where they gave no answer.
    weights
        One weight a person.
    level, method
        The confidence level, and the kind of interval as in `proportion`.

    Returns
    -------
    Estimate
        The proportion as a fraction of 1; `n` is the effective n of those who answered. None when nobody did.

    Raises
    ------
    CourseError
        If an answer is neither 0 nor 1, or a weight is missing or below 0.

    Notes
    -----
    The interval of `proportion` with n replaced by Kish's effective n. R's `survey::svyciprop` linearises the
    variance instead and may differ in the third digit.

    Examples
    --------
    >>> found = weighted_proportion([1, 1, 0, 0], [1, 1, 1, 3])
    >>> round(found.value, 3), found.n
    (0.333, 3.0)
    """
    if str(getattr(yes, "dtype", "")) in ("bool", "boolean"):
        yes = np.asarray(yes, dtype=float)
    elif isinstance(yes, (list, tuple)):
        yes = [float(cell) if isinstance(cell, (bool, np.bool_)) else cell for cell in yes]
    values, heavy = _pair(yes, weights)
    if not np.isin(values, (0, 1)).all():
        raise CourseError(
            "an answer must be 0 or 1 here", field="yes", found=float(values[~np.isin(values, (0, 1))][0])
        )
    if not len(values):
        return proportion(0, 0, level, method)
    n = kish_n(heavy)
    share = float((values * heavy).sum() / heavy.sum())
    return proportion(min(share * n, n), n, level, method)


def weighted_mean(answers: Any, weights: Any, level: float = 0.95) -> Estimate:
    """A weighted mean, its t interval made with the effective n.

    Parameters
    ----------
    answers
        The answers as numbers; empty where there is none.
    weights
        One weight a person.
    level
        The confidence level.

    Returns
    -------
    Estimate
        The mean; `n` is the effective n of those who answered. No interval when that is not above 1.

    Raises
    ------
    CourseError
        If a cell holds no number, or a weight is missing or below 0.

    Notes
    -----
    The variance about the weighted mean, times m / (m − 1) and over m, with m Kish's effective n.

    Examples
    --------
    >>> weighted_mean([1, 5], [3, 1]).value
    2.0
    """
    check_level(level)
    values, heavy = _pair(answers, weights)
    if not len(values):
        return Estimate(None, None, None, 0, level, "t with effective n")
    heavy = heavy / heavy.max()
    mean, n = float((values * heavy).sum() / heavy.sum()), kish_n(heavy)
    if n <= 1 + 1e-9:
        return Estimate(mean, None, None, n, level, "t with effective n")
    from scipy.stats import t

    variance = float((heavy * (values - mean) ** 2).sum() / heavy.sum()) * n / (n - 1)
    half = float(t.ppf((1 + level) / 2, n - 1)) * math.sqrt(variance / n)
    return Estimate(mean, mean - half, mean + half, n, level, "t with effective n")

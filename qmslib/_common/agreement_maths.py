"""The arithmetic of agreement between coders: weights, counts, chance agreement and standard errors."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError

Floats = NDArray[np.float64]
WEIGHTS = ("identity", "linear", "quadratic", "ordinal")
METRICS = ("nominal", "ordinal", "interval", "ratio")


def places(categories: list[Any]) -> Floats:
    """Where each category stands: numbers at their value, words at their place in the list."""
    if all(isinstance(value, (int, float, np.number)) and not isinstance(value, bool) for value in categories):
        return np.asarray(categories, dtype=float)
    return np.arange(len(categories), dtype=float)


def weight_matrix(weights: Any, categories: list[Any]) -> Floats:
    """How far each pair of categories counts as agreement: 1 for the same, 0 for the furthest apart."""
    q = len(categories)
    if weights is None or (isinstance(weights, str) and weights == "identity"):
        return np.eye(q)
    if isinstance(weights, str):
        if weights not in WEIGHTS:
            raise CourseError(
                "these weights are not known",
                field="weights",
                found=weights,
                do=f"Choose None, {', '.join(WEIGHTS[1:])}, or give a square table of weights from 0 to 1",
            )
        at = places(categories)
        if q < 2:
            return np.eye(q)
        if weights == "ordinal":
            rank = np.abs(np.subtract.outer(np.arange(q), np.arange(q)))
            return np.asarray(1 - rank * (rank + 1) / (q * (q - 1)), dtype=float)
        apart = np.abs(np.subtract.outer(at, at)) / (at.max() - at.min())
        return np.asarray(1 - (apart if weights == "linear" else apart**2), dtype=float)
    table = np.asarray(weights, dtype=float)
    if table.shape != (q, q) or not np.isfinite(table).all() or table.min() < 0 or table.max() > 1:
        raise CourseError(
            f"the table of weights must be {q} by {q}, each from 0 to 1", field="weights", found=table.shape
        )
    if not (np.allclose(np.diag(table), 1) and np.allclose(table, table.T)):
        raise CourseError("the weights must be 1 for the same category, and the same both ways", field="weights")
    return table


def metric_weights(metric: str, categories: list[Any], totals: Floats) -> Floats:
    """Krippendorff's distance between categories, turned into weights of agreement."""
    q = len(categories)
    if metric == "nominal" or q < 2:
        return np.eye(q)
    if metric == "ordinal":
        # The distance of two ranks: the ratings between them, with half of those at either end.
        middle = np.cumsum(totals) - totals / 2
        apart = np.subtract.outer(middle, middle) ** 2
    else:
        at = places(categories)
        apart = np.subtract.outer(at, at) ** 2
        if metric == "ratio":
            both = np.add.outer(at, at) ** 2
            apart = np.divide(apart, both, out=np.zeros_like(apart), where=both > 0)
    return np.asarray(1 - apart / apart.max(), dtype=float)


def observed_by_item(counts: Floats, weights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """For each item the share of pairs of its ratings that agree, and which items have a pair at all."""
    ratings = counts.sum(axis=1)
    paired = ratings >= 2
    pairs = np.where(paired, ratings * (ratings - 1), 1.0)
    return (counts * (counts @ weights - 1)).sum(axis=1) / pairs, paired


def by_counts(counts: Floats, weights: Floats, chance: str) -> tuple[float, float, float | None, float | None]:
    """Observed and expected agreement, the coefficient and its standard error (Gwet, 2014, chapters 2 and 5).

    `chance` says what would be expected by chance: ``"fleiss"`` (two ratings drawn from the shares of all
    categories), ``"gwet"`` or ``"uniform"`` (every category as likely). The coefficient is None when chance
    agreement is complete, the standard error with fewer than two items.
    """
    n, q = counts.shape
    ratings = counts.sum(axis=1)
    each, paired = observed_by_item(counts, weights)
    observed = float(each[paired].mean())
    shares = counts / ratings[:, None]
    share = shares.mean(axis=0)
    if chance == "fleiss":
        by_share = (weights @ share + share @ weights) / 2
        expected = float(share @ weights @ share)
        expected_each = shares @ by_share
    else:
        scale = weights.sum() / (q * (q - 1)) if q > 1 else float("nan")
        if chance == "uniform":
            expected = float(weights.sum() / q**2)
            expected_each = np.full(n, expected)
        else:
            expected = float(scale * (share * (1 - share)).sum())
            expected_each = scale * (shares @ (1 - share))
    if not 1 - expected > 1e-12:
        return observed, expected, None, None
    value = (observed - expected) / (1 - expected)
    if n < 2:
        return observed, expected, value, None
    part = n / paired.sum() * np.where(paired, each - expected, 0) / (1 - expected)
    pull = part - 2 * (1 - value) * (expected_each - expected) / (1 - expected)
    return observed, expected, value, float(np.sqrt(((pull - value) ** 2).sum() / (n * (n - 1))))


def alpha_by_counts(counts: Floats, weights: Floats) -> tuple[float, float, float | None, float | None]:
    """Krippendorff's alpha from items with two ratings or more, with Gwet's standard error (2014, chapter 5)."""
    n = len(counts)
    ratings = counts.sum(axis=1)
    mean, total = ratings.mean(), ratings.sum()
    each = (counts * (counts @ weights - 1)).sum(axis=1) / (mean * (ratings - 1))
    plain = float(each.mean())
    observed = (1 - 1 / total) * plain + 1 / total
    share = counts.mean(axis=0) / mean
    expected = float(share @ weights @ share)
    if not 1 - expected > 1e-12:
        return observed, expected, None, None
    value = (observed - expected) / (1 - expected)
    if n < 2:
        return observed, expected, value, None
    before = (plain - expected) / (1 - expected)
    uneven = (ratings - mean) / mean
    part = (each - observed * uneven - expected) / (1 - expected)
    expected_each = counts @ ((weights @ share + share @ weights) / 2) / mean - expected * uneven
    pull = part - 2 * (1 - before) * (expected_each - expected) / (1 - expected)
    return float(observed), expected, float(value), float(np.sqrt(((pull - before) ** 2).sum() / (n * (n - 1))))


def fleiss_z(counts: Floats, value: float) -> float | None:
    """Fleiss' kappa over its standard error if the coders only guessed (Fleiss, Nee and Landis, 1979)."""
    ratings = counts.sum(axis=1)
    if len(set(ratings)) != 1:
        return None
    n, m = len(counts), float(ratings[0])
    share = counts.sum(axis=0) / (n * m)
    spread = share * (1 - share)
    inside = spread.sum() ** 2 - (spread * (1 - 2 * share)).sum()
    if inside <= 0 or m < 2:
        return None
    return float(value * spread.sum() / np.sqrt(2 / (n * m * (m - 1)) * inside))

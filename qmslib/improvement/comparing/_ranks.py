"""Rank statistics: the Hodges–Lehmann shift and its interval, for two groups or for pairs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from qmslib._common.estimates import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXACT = 50  # as in R: exact below this size, when no values are tied
_MATRIX = 1_000_000


def _pick(values: NDArray[np.float64], place: int) -> float:
    return float(np.partition(values, place - 1)[place - 1])


def _search(count: Callable[[float], int], low: float, high: float, place: int) -> float:
    """The smallest number with at least `place` of the averages or differences at or below it."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if count(middle) >= place:
            high = middle
        else:
            low = middle
    return high


def _quantile(ways: list[int], share: float) -> int:
    """The smallest place whose cumulated share of all ways reaches `share`."""
    total, sofar = sum(ways), 0
    for place, way in enumerate(ways):
        sofar += way
        if sofar >= share * total:
            return place
    return len(ways) - 1


def _ways_rank_sum(m: int, n: int) -> list[int]:
    """In how many ways each Mann–Whitney U arises (whole numbers, so nothing is lost)."""
    ways = [1] + [0] * (m * n)
    for step in range(1, m + 1):
        for place in range(m * n, n + step - 1, -1):
            ways[place] -= ways[place - n - step]
        for place in range(step, m * n + 1):
            ways[place] += ways[place - step]
    return ways


def _ways_signed_rank(n: int) -> list[int]:
    ways = [1]
    for rank in range(1, n + 1):
        longer = ways + [0] * rank
        for place, way in enumerate(ways):
            longer[place + rank] += way
        ways = longer
    return ways


def _places(total: int, exact: list[int] | None, spread: float, level: float) -> tuple[int, int]:
    """Which ordered differences (from 1) end the interval."""
    if exact is not None:
        first = max(1, _quantile(exact, (1 - level) / 2))
    else:
        from scipy import stats

        first = max(1, math.floor(total / 2 - stats.norm.ppf((1 + level) / 2) * spread + 0.5))
    first = min(first, (total + 1) // 2)
    return first, total - first + 1


def shift(before: NDArray[np.float64], after: NDArray[np.float64], level: float) -> Estimate:
    """The median of all differences after less before (Hodges and Lehmann, 1963), with its interval."""
    m, n = len(before), len(after)
    method = "hodges-lehmann"
    if not m or not n:
        return Estimate(None, None, None, m + n, level, method)
    pooled = np.concatenate([before, after])
    sizes = np.unique(pooled, return_counts=True)[1].astype(float)
    tied = bool((sizes > 1).any())
    exact = _ways_rank_sum(m, n) if not tied and max(m, n) < _EXACT else None
    size = m + n
    tie_part = (sizes**3 - sizes).sum() / (size * (size - 1)) if size > 1 else 0.0
    spread = math.sqrt(max(0.0, m * n / 12 * (size + 1 - tie_part)))
    total = m * n
    if total <= _MATRIX:
        all_of_them = np.subtract.outer(after, before).ravel()

        def at(place: int) -> float:
            return _pick(all_of_them, place)
    else:
        sorted_before, after = np.sort(before), np.sort(after)

        def count(limit: float) -> int:
            return int((m - np.searchsorted(sorted_before, after - limit, side="left")).sum())

        def at(place: int) -> float:
            return _search(count, float(after.min() - before.max()) - 1, float(after.max() - before.min()), place)

    first, last = _places(total, exact, spread, level)
    middle = (at((total + 1) // 2) + at(total // 2 + 1)) / 2
    if min(m, n) < 2 or (np.ptp(before) == 0 and np.ptp(after) == 0):
        return Estimate(middle, None, None, size, level, method)
    return Estimate(middle, at(first), at(last), size, level, method)


def paired_shift(changes: NDArray[np.float64], level: float) -> Estimate:
    """The median of the averages of all pairs of changes (the pseudomedian), with its interval."""
    method = "hodges-lehmann, paired"
    n = len(changes)
    if not n:
        return Estimate(None, None, None, 0, level, method)
    # Pairs that did not change stay in: left out, they would make the interval look surer than it is.
    sizes = np.unique(np.abs(changes), return_counts=True)[1].astype(float)
    exact = _ways_signed_rank(n) if not (sizes > 1).any() and changes.all() and n < _EXACT else None
    spread = math.sqrt(max(0.0, n * (n + 1) * (2 * n + 1) / 24 - (sizes**3 - sizes).sum() / 48))
    total = n * (n + 1) // 2
    if total <= _MATRIX:
        rows, columns = np.triu_indices(n)
        averages = (changes[rows] + changes[columns]) / 2

        def at(place: int) -> float:
            return _pick(averages, place)
    else:
        ordered = np.sort(changes)

        def count(limit: float) -> int:
            both = int(np.searchsorted(ordered, 2 * limit - ordered, side="right").sum())
            return (both + int((ordered <= limit).sum())) // 2

        def at(place: int) -> float:
            return _search(count, float(ordered[0]) - 1, float(ordered[-1]), place)

    first, last = _places(total, exact, spread, level)
    middle = (at((total + 1) // 2) + at(total // 2 + 1)) / 2
    if n < 2 or np.ptp(changes) == 0:
        return Estimate(middle, None, None, n, level, method)
    return Estimate(middle, at(first), at(last), n, level, method)


def rank_test(before: NDArray[np.float64], after: NDArray[np.float64]) -> float | None:
    """The Mann–Whitney p-value, two-sided: exact below 50 without ties, else with continuity correction."""
    from scipy import stats

    if not len(before) or not len(after):
        return None
    pooled = np.concatenate([before, after])
    if (pooled == pooled[0]).all():
        return 1.0
    tied = len(np.unique(pooled)) < len(pooled)
    way = "exact" if not tied and max(len(before), len(after)) < _EXACT else "asymptotic"
    return float(min(1.0, stats.mannwhitneyu(after, before, method=way).pvalue))


def signed_rank_test(changes: NDArray[np.float64]) -> float | None:
    """The Wilcoxon signed-rank p-value, two-sided, without the pairs that did not change."""
    from scipy import stats

    moved = changes[changes != 0]
    if not len(changes):
        return None
    if not len(moved):
        return 1.0
    tied = len(np.unique(np.abs(moved))) < len(moved)
    exact = not tied and len(moved) == len(changes) and len(moved) < _EXACT
    way = "exact" if exact else "approx"
    return float(min(1.0, stats.wilcoxon(moved, correction=not exact, method=way).pvalue))


def superiority(better: NDArray[np.float64], worse: NDArray[np.float64], level: float) -> Estimate:
    """The chance that one of the first group is above one of the second, ties counted half, with its interval."""
    m, n = len(better), len(worse)
    method = "brunner-munzel"
    if not m or not n:
        return Estimate(None, None, None, m + n, level, method, "%")
    from scipy import stats

    ranks = stats.rankdata(np.concatenate([better, worse]))
    chance = float((ranks[:m].sum() - m * (m + 1) / 2) / (m * n))
    none = Estimate(chance, None, None, m + n, level, method, "%")
    if min(m, n) < 2:
        return none
    inner = [ranks[:m] - stats.rankdata(better), ranks[m:] - stats.rankdata(worse)]
    spread = [float(np.var(part, ddof=1)) / size for part, size in zip(inner, (m, n), strict=True)]
    error = math.sqrt(spread[0] / n**2 + spread[1] / m**2)
    if error == 0:
        return none
    # Satterthwaite's degrees of freedom for the two sides (Brunner and Munzel, 2000).
    upper = (m * spread[0] * m + n * spread[1] * n) ** 2
    lower = (m * spread[0] * m) ** 2 / (m - 1) + (n * spread[1] * n) ** 2 / (n - 1)
    reach = float(stats.t.ppf((1 + level) / 2, upper / lower)) * error
    return Estimate(chance, max(0.0, chance - reach), min(1.0, chance + reach), m + n, level, method, "%")

"""The differences themselves: shares, means, rates; each with its interval and its test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qmslib._common.estimates import Estimate, difference, proportion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qmslib.improvement.comparing._groups import Group


@dataclass(frozen=True)
class Measured:
    """One way to say the difference: its name, figure and p-value."""

    name: str
    estimate: Estimate
    p: float | None = None


def shares(before: Group, after: Group, level: float) -> list[Measured]:
    """Difference, ratio and number needed for two independent shares."""
    from scipy import stats

    x0, n0, x1, n1 = before.count, before.size, after.count, after.size
    change = difference(x1, n1, x0, n0, level)
    p = None
    if n0 and n1:
        table = [[int(x1), int(n1 - x1)], [int(x0), int(n0 - x0)]]
        exact = n0 + n1 <= 100_000 or min(x0 + x1, n0 + n1 - x0 - x1) == 0
        p = float(stats.fisher_exact(table).pvalue if exact else stats.chi2_contingency(table).pvalue)
    return [
        Measured("change", change, p),
        Measured("ratio", _share_ratio(x0, n0, x1, n1, level)),
        Measured("number needed", needed(change)),
    ]


def _share_ratio(x0: float, n0: float, x1: float, n1: float, level: float) -> Estimate:
    from scipy import stats

    if not n0 or not n1 or not x0:
        return Estimate(None, None, None, n0 + n1, level, "katz log")
    ratio = (x1 / n1) / (x0 / n0)
    if not x1:
        return Estimate(0.0, None, None, n0 + n1, level, "katz log")
    reach = float(stats.norm.ppf((1 + level) / 2)) * math.sqrt(max(0.0, 1 / x1 - 1 / n1 + 1 / x0 - 1 / n0))
    if not reach:
        return Estimate(ratio, None, None, n0 + n1, level, "katz log")
    return Estimate(ratio, ratio * math.exp(-reach), ratio * math.exp(reach), n0 + n1, level, "katz log")


def needed(change: Estimate) -> Estimate:
    """How many cases for one case less or more; no interval where the change may be nought."""
    value, low, high = change.value, change.low, change.high
    if not value:
        return Estimate(None, None, None, change.n, change.level, "1 / change")
    if low is None or high is None or low <= 0 <= high:
        return Estimate(1 / abs(value), None, None, change.n, change.level, "1 / change")
    ends = sorted((1 / abs(low), 1 / abs(high)))
    return Estimate(1 / abs(value), ends[0], ends[1], change.n, change.level, "1 / change")


def paired_shares(before: NDArray[np.float64], after: NDArray[np.float64], level: float) -> list[Measured]:
    """The same cases twice: Newcombe's paired interval and McNemar's exact test."""
    from scipy import stats

    n = len(before)
    if not n:
        return [Measured("change", Estimate(None, None, None, 0, level, "newcombe, paired", "%"))]
    both, gone = float((before * after).sum()), float((before * (1 - after)).sum())
    come = float(((1 - before) * after).sum())
    neither = n - both - gone - come
    one, two = proportion(both + come, n, level), proportion(both + gone, n, level)
    sides = (both + come) * (gone + neither) * (both + gone) * (come + neither)
    cross = both * neither - come * gone
    if cross > 0:
        cross = max(0.0, cross - n / 2)
    phi = cross / math.sqrt(sides) if sides else 0.0
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    assert two.value is not None
    assert two.low is not None
    assert two.high is not None
    down, up = (one.value - one.low, two.high - two.value), (one.high - one.value, two.value - two.low)
    gap = one.value - two.value
    reach = [math.sqrt(max(0.0, a * a - 2 * phi * a * b + b * b)) for a, b in (down, up)]
    change = Estimate(gap, gap - reach[0], gap + reach[1], n, level, "newcombe, paired", "%")
    moved = int(gone + come)
    p = float(stats.binomtest(int(come), moved).pvalue) if moved else 1.0
    return [Measured("change", change, p), Measured("number needed", needed(change))]


def means(before: NDArray[np.float64], after: NDArray[np.float64], level: float, *, paired: bool) -> Measured:
    """The difference of the means: Welch for two groups, the paired t interval for pairs."""
    from scipy import stats

    method = "paired t" if paired else "welch t"
    m, n = len(before), len(after)
    size = m if paired else m + n
    if not m or not n:
        return Measured("mean change", Estimate(None, None, None, size, level, method))
    gap = float((after - before).mean()) if paired else float(after.mean() - before.mean())
    if min(m, n) < 2:
        return Measured("mean change", Estimate(gap, None, None, size, level, method))
    if paired:
        error, freedom = float(np.std(after - before, ddof=1)) / math.sqrt(n), float(n - 1)
    else:
        parts = float(np.var(before, ddof=1)) / m, float(np.var(after, ddof=1)) / n
        error = math.sqrt(sum(parts))
        freedom = sum(parts) ** 2 / (parts[0] ** 2 / (m - 1) + parts[1] ** 2 / (n - 1)) if error else 0.0
    scale = max(1.0, float(np.abs(before).max()), float(np.abs(after).max()))
    if error <= 1e-13 * scale:
        return Measured("mean change", Estimate(gap, None, None, size, level, method))
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * error
    p = float(2 * stats.t.sf(abs(gap) / error, freedom))
    return Measured("mean change", Estimate(gap, gap - reach, gap + reach, size, level, method), p)


def dispersion(groups: tuple[Group, Group]) -> tuple[float, float] | None:
    """How much more the counts vary than chance alone would make them, and the p-value of that."""
    from scipy import stats

    square, freedom = 0.0, 0
    for group in groups:
        if group.counts is None or group.sizes is None or len(group.counts) < 2 or not group.count:
            continue
        expected = group.sizes * (group.count / group.size)
        square += float(((group.counts - expected) ** 2 / expected).sum())
        freedom += len(group.counts) - 1
    return (square / freedom, float(stats.chi2.sf(square, freedom))) if freedom >= 4 else None


def rates(before: Group, after: Group, level: float, method: str) -> list[Measured]:
    """Difference and ratio of two rates."""
    from scipy import stats

    x0, t0, x1, t1 = before.count, before.size, after.count, after.size
    if not t0 or not t1:
        empty = Estimate(None, None, None, t0 + t1, level, method)
        return [Measured("change", empty), Measured("ratio", empty)]
    spread = dispersion((before, after)) if method == "quasi" else None
    factor = math.sqrt(max(1.0, spread[0])) if spread else 1.0
    ends = []
    for x, t in ((x1, t1), (x0, t0)):
        low = stats.chi2.ppf((1 - level) / 2, 2 * x) / 2 / t if x else 0.0
        ends.append((x / t, float(low), float(stats.chi2.ppf((1 + level) / 2, 2 * x + 2) / 2 / t)))
    (one, low1, high1), (two, low2, high2) = ends
    gap = one - two
    change = Estimate(
        gap,
        gap - factor * math.hypot(one - low1, high2 - two),
        gap + factor * math.hypot(high1 - one, two - low2),
        t0 + t1,
        level,
        "exact limits joined" + (" and widened" if factor > 1 else ""),
    )
    total = int(x0 + x1)
    p = float(stats.binomtest(int(x1), total, t1 / (t0 + t1)).pvalue) if total else 1.0
    ratio = _rate_ratio(x0, t0, x1, t1, level, method, factor)
    if method == "quasi" and ratio.value and ratio.high is not None:
        p = float(2 * stats.norm.sf(abs(math.log(ratio.value)) / (factor * math.sqrt(1 / x0 + 1 / x1))))
    return [Measured("change", change, p), Measured("ratio", ratio, p)]


def _rate_ratio(x0: float, t0: float, x1: float, t1: float, level: float, method: str, factor: float) -> Estimate:
    from scipy import stats

    n = t0 + t1
    if not x0:
        return Estimate(None, None, None, n, level, method)
    ratio = (x1 / t1) / (x0 / t0)
    if method == "quasi" and x1:
        reach = float(stats.norm.ppf((1 + level) / 2)) * factor * math.sqrt(1 / x0 + 1 / x1)
        return Estimate(ratio, ratio * math.exp(-reach), ratio * math.exp(reach), n, level, method)
    if method == "score" and x1:
        from statsmodels.stats.rates import confint_poisson_2indep

        low, high = confint_poisson_2indep(x1, t1, x0, t0, method="score", compare="ratio", alpha=1 - level)
        return Estimate(ratio, float(low), float(high), n, level, method)
    total = int(x0 + x1)
    ends = stats.binomtest(int(x1), total).proportion_ci(level, "exact")
    low, high = (float(share / (1 - share) * t0 / t1) if share < 1 else math.inf for share in (ends.low, ends.high))
    return Estimate(ratio, low, high if math.isfinite(high) else None, n, level, "exact")

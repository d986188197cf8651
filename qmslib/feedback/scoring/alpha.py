"""Cronbach's alpha: how well the items of a set hang together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import module_texts
from qmslib.feedback.scoring.reliability import TINY, Reliability, complete_answers, correlation_of, say_reliability

texts = module_texts(__file__)
#: Methods for the interval of alpha.
ALPHA_METHODS = ("feldt", "duhachek")


def _alpha(covariance: NDArray[np.float64]) -> float | None:
    k, total = len(covariance), covariance.sum()
    return None if k < 2 or total <= TINY else float(k / (k - 1) * (1 - np.trace(covariance) / total))


def _alpha_interval(
    alpha: float, covariance: NDArray[np.float64], n: int, level: float, method: str
) -> tuple[float | None, float | None]:
    k = len(covariance)
    if method == "feldt":
        from scipy.stats import f

        free = (n - 1, (n - 1) * (k - 1))
        low, high = (1 - (1 - alpha) * float(f.ppf(side, *free)) for side in ((1 + level) / 2, (1 - level) / 2))
        return low, min(1.0, high)
    from scipy.stats import norm

    total, trace, square = covariance.sum(), np.trace(covariance), covariance @ covariance
    spread = total * (np.trace(square) + trace**2) - 2 * trace * square.sum()
    error = math.sqrt(max(0.0, 2 * k**2 / ((k - 1) ** 2 * total**3) * spread / n))
    half = float(norm.ppf((1 + level) / 2)) * error
    return alpha - half, min(1.0, alpha + half)


def cronbach_alpha(
    table: Any,
    items: Sequence[str] | None = None,
    *,
    missing: str = "listwise",
    interval: str = "feldt",
    level: float = 0.95,
) -> Reliability:
    """Cronbach's alpha: how well the items of a set hang together.

    Parameters
    ----------
    table
        The answers as numbers, one column an item, reverse-worded items turned round already.
    items
        The columns to use; all without it.
    missing
        ``"listwise"`` (the default: only people who answered every item count, the others are counted and named) or
        ``"refuse"``. psych and SPSS: psych takes every pair it can, SPSS goes listwise.
    interval
        ``"feldt"`` (Feldt, Woodruff and Salih, 1987, exact for normal answers) or ``"duhachek"`` (Duhachek and
        Iacobucci, 2004). psych prints both.
    level
        The confidence level.

    Returns
    -------
    Reliability
        Raw and standardised alpha, the corrected item–rest correlations (psych's ``r.drop``) and alpha without each
        item (None when only one item would be left).

    Raises
    ------
    CourseError
        If there are fewer than two items, or fewer than two people answered all of them.

    Notes
    -----
    alpha = k / (k − 1) × (1 − sum of item variances / variance of the sum): Cronbach (1951), Psychometrika 16,
    297–334. Standardised: k r / (1 + (k − 1) r), with r the mean correlation.

    Examples
    --------
    >>> answers = {"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 4, 4, 3], "q3": [1, 3, 4, 5, 2]}
    >>> cronbach_alpha(answers).items["alpha_without"].round(3).tolist()
    [0.833, 0.947, 0.923]
    """
    check_level(level)
    if interval not in ALPHA_METHODS:
        raise CourseError(
            "this kind of interval is not known", field="interval", found=interval, do="Choose feldt or duhachek"
        )
    data = complete_answers(table, items, missing)
    covariance, n, k = data.covariance, len(data.values), len(data.names)
    alpha, correlation = _alpha(covariance), correlation_of(covariance)
    low, high = (None, None) if alpha is None else _alpha_interval(alpha, covariance, n, level, interval)
    mean_r = standardised = None
    if correlation is not None:
        mean_r = float((correlation.sum() - k) / (k * (k - 1)))
        standardised = _alpha(correlation)
    total, each = covariance.sum(), covariance.sum(axis=1)
    rows: list[dict[str, Any]] = []
    for place, name in enumerate(data.names):
        own = covariance[place, place]
        rest = total - 2 * each[place] + own
        usable = own > TINY and rest > TINY
        kept = np.delete(np.delete(covariance, place, 0), place, 1)
        rows.append(
            {
                "item": name,
                "mean": float(data.values[:, place].mean()),
                "sd": math.sqrt(own),
                "correlation_with_rest": float((each[place] - own) / math.sqrt(own * rest)) if usable else None,
                "alpha_without": _alpha(kept),
            }
        )
    table_out = pd.DataFrame(rows).astype({"correlation_with_rest": float, "alpha_without": float})
    findings = [*data.findings]
    for row in rows:
        turned = row["correlation_with_rest"]
        if turned is not None and turned < 0:
            findings.append(texts.finding("warn", "against", field=row["item"], item=row["item"], r=f"{turned:.2f}"))
        without = row["alpha_without"]
        if k > 2 and alpha is not None and without is not None and without > alpha + 0.02:
            findings.append(
                texts.finding("info", "better", field=row["item"], item=row["item"], alpha=f"{without:.2f}")
            )
    if alpha is not None and alpha < 0:
        findings.append(texts.finding("bad", "negative"))
    estimate = Estimate(alpha, low, high, n, level, interval)
    sentence = say_reliability("Cronbach's alpha", estimate, k)
    return Reliability(
        sentence, tuple(findings), "alpha", estimate, standardised, n, data.left_out, mean_r, table_out
    )

"""McDonald's omega: reliability from a model with one factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import module_texts
from qmslib.feedback.scoring.reliability import Reliability, complete_answers, correlation_of, say_reliability

texts = module_texts(__file__)
_LEAST = 0.005


def mcdonald_omega(
    table: Any, items: Sequence[str] | None = None, *, missing: str = "listwise", level: float = 0.95
) -> Reliability:
    """McDonald's omega total from a model with one factor.

    Parameters
    ----------
    table, items, missing
        As in `cronbach_alpha`; at least three items.
    level
        Kept for the report; omega carries no interval here.

    Returns
    -------
    Reliability
        `value` is omega of the sum of the raw answers, as R's MBESS `ci.reliability(type="omega")` gives it;
        `standardised` is omega from the correlations, as from psych's `fa(…, 1, fm="ml")` loadings.

    Raises
    ------
    CourseError
        If there are fewer than three items, or fewer than two people answered all of them.

    Notes
    -----
    omega = (sum of loadings)² / ((sum of loadings)² + sum of unique variances): McDonald (1999), "Test Theory". The
    factor is fitted by maximum likelihood (Jöreskog, 1967) with unique variances kept above 0.005, as R's `factanal`
    does. psych's `omega` fits several factors by default (three), so its omega total is larger; compare it with
    ``nfactors=1``.

    Examples
    --------
    >>> q = [1, 2, 4, 5, 3, 2, 4, 1]
    >>> answers = {"q1": q, "q2": [2, 2, 4, 4, 3, 1, 5, 2], "q3": [1, 3, 4, 5, 2, 2, 3, 1]}
    >>> round(mcdonald_omega(answers).value, 2)
    0.94
    """
    check_level(level)
    data = complete_answers(table, items, missing)
    n, k = len(data.values), len(data.names)
    if k < 3:
        raise CourseError("a model with one factor needs at least three items", field="items", found=data.names)
    covariance = data.covariance
    correlation = correlation_of(covariance)
    findings = [*data.findings]
    if correlation is None or n <= k:
        estimate = Estimate(None, None, None, n, level, "maximum likelihood, one factor")
        if n <= k:
            findings.append(texts.finding("bad", "too_few", n=n, k=k))
        empty = pd.DataFrame({"item": data.names, "loading": np.nan, "uniqueness": np.nan})
        return Reliability(
            say_reliability("McDonald's omega", estimate, k), tuple(findings), "omega total", estimate, None, n,
            data.left_out, None, empty,
        )  # fmt: skip
    loading, unique = _one_factor(correlation)
    if loading.sum() < 0:
        loading = -loading
    if (loading < 0).any():
        against = [name for name, value in zip(data.names, loading, strict=True) if value < 0]
        findings.append(texts.finding("warn", "loads_against", n=len(against), items=", ".join(against)))
    if (unique < _LEAST * 1.01).any():
        findings.append(texts.finding("warn", "heywood"))
    spread = np.sqrt(np.diag(covariance))
    raw = float((loading * spread).sum() ** 2 / ((loading * spread).sum() ** 2 + (unique * spread**2).sum()))
    standardised = float(loading.sum() ** 2 / (loading.sum() ** 2 + unique.sum()))
    estimate = Estimate(raw, None, None, n, level, "maximum likelihood, one factor")
    mean_r = float((correlation.sum() - k) / (k * (k - 1)))
    table_out = pd.DataFrame({"item": data.names, "loading": loading, "uniqueness": unique})
    return Reliability(
        say_reliability("McDonald's omega", estimate, k), tuple(findings), "omega total", estimate, standardised, n,
        data.left_out, mean_r, table_out,
    )  # fmt: skip


def _one_factor(correlation: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Loadings and unique variances of one factor, by maximum likelihood."""
    from scipy.linalg import eigh
    from scipy.optimize import minimize

    def parts(unique: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        root = np.sqrt(unique)
        values, vectors = eigh(correlation / np.outer(root, root))
        # For given unique variances the best loadings follow from the largest eigenvalue.
        return values, vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0)) * root

    def misfit(unique: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values, loading = parts(unique)
        rest = np.maximum(values[:-1], 1e-12)
        slope = (loading**2 + unique - np.diag(correlation)) / unique**2
        return float((rest - np.log(rest)).sum() - len(rest)), slope

    # A good beginning: what the other items leave unexplained.
    start = np.clip((1 - 0.5 / len(correlation)) / np.diag(np.linalg.pinv(correlation)), _LEAST, 1)
    found = minimize(
        misfit,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(_LEAST, 1.0)] * len(start),
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 2000},
    )
    return parts(found.x)[1], found.x

"""Do the items of a set measure one thing: the result, and the answers it is worked out from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_numbers, rows_named
from qmslib._common.report import Report

texts = module_texts(__file__)
_FEW = 30
#: Variances below this are rounding.
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Reliability(Report):
    """How reliable the sum (or mean) of a set of items is.

    Attributes
    ----------
    sentence, findings
        The coefficient in words, and cautions.
    coefficient
        Which one: ``alpha``, ``omega total`` or ``split-half``.
    estimate
        The coefficient with its interval, where there is one.
    standardised
        The same from correlations instead of covariances; None where an item has no spread.
    n, left_out
        How many people answered every item, and how many did not and are left out.
    average_correlation
        The mean correlation between two items.
    items
        One row an item; for alpha: item, mean, sd, correlation_with_rest, alpha_without; for omega: item, loading,
        uniqueness.

    Examples
    --------
    >>> from qmslib.feedback import cronbach_alpha
    >>> found = cronbach_alpha({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 4, 4, 3], "q3": [1, 3, 4, 5, 2]})
    >>> round(found.value, 2), found.n
    (0.94, 5)
    """

    sentence: str
    findings: tuple[Finding, ...]
    coefficient: str
    estimate: Estimate
    standardised: float | None
    n: int
    left_out: int
    average_correlation: float | None
    items: pd.DataFrame

    @property
    def value(self) -> float | None:
        """The coefficient; None when it cannot be worked out."""
        return self.estimate.value

    @property
    def low(self) -> float | None:
        """The lower end of the interval."""
        return self.estimate.low

    @property
    def high(self) -> float | None:
        """The upper end of the interval."""
        return self.estimate.high

    def frame(self) -> pd.DataFrame:
        """One row an item."""
        return self.items.copy()


@dataclass(frozen=True)
class Complete:
    """The answers of people who answered every item, and what was found on the way."""

    names: list[str]
    values: NDArray[np.float64]
    left_out: int
    findings: list[Finding]

    @property
    def covariance(self) -> NDArray[np.float64]:
        """The covariances of the items."""
        return np.atleast_2d(np.cov(self.values, rowvar=False))


def complete_answers(table: Any, items: Sequence[str] | None, missing: str) -> Complete:
    """Read the items, leave out people with a gap, and note what makes a reliability doubtful."""
    if isinstance(table, np.ndarray) and table.ndim == 2:
        table = pd.DataFrame(table, columns=[f"item {place + 1}" for place in range(table.shape[1])])
    frame = as_frame(table, list(items or ()))
    names = [str(name) for name in (items if items is not None else frame.columns)]
    frame.columns = [str(name) for name in frame.columns]
    if len(set(names)) != len(names):
        raise CourseError("an item is named twice", field="items", found=names)
    if len(names) < 2:
        raise CourseError("a set needs at least two items", field="items", found=names)
    if missing not in ("listwise", "refuse"):
        raise CourseError(
            "this way with missing answers is not known",
            field="missing",
            found=missing,
            do="Choose listwise or refuse",
        )
    values = np.column_stack([read_numbers(frame, name).to_numpy(dtype=float) for name in names])
    gaps = np.isnan(values).any(axis=1)
    if missing == "refuse" and gaps.any():
        raise CourseError(f"{rows_named(np.flatnonzero(gaps))}: an answer is missing", do="Give missing='listwise'")
    values = values[~gaps]
    if len(values) < 2:
        raise CourseError("fewer than two people answered every item", field="items", found=len(values))
    data = Complete(names, values, int(gaps.sum()), [])
    if data.left_out:
        data.findings.append(texts.finding("info", "left_out", n=data.left_out))
    if len(values) < _FEW:
        data.findings.append(texts.finding("warn", "few", n=len(values)))
    if len(names) < 3:
        data.findings.append(texts.finding("warn", "two_items"))
    flat = [name for name, spread in zip(names, values.max(axis=0) - values.min(axis=0), strict=True) if spread == 0]
    if flat:
        data.findings.append(texts.finding("warn", "flat", n=len(flat), items=", ".join(flat)))
    return data


def correlation_of(covariance: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The correlations; None when an item has no spread."""
    spread = np.sqrt(np.diag(covariance))
    return None if (spread <= TINY).any() else covariance / np.outer(spread, spread)


def say_reliability(name: str, estimate: Estimate, k: int) -> str:
    """The coefficient in words."""
    if estimate.value is None:
        return texts.say("none", name=name, n=int(estimate.n))
    band = "high" if estimate.value >= 0.9 else "good" if estimate.value >= 0.7 else "low"
    return texts.say(band, name=name, k=k, figure=estimate)

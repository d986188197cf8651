"""Split halves, and what a longer or shorter set would give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import module_texts
from qmslib.feedback.scoring.reliability import TINY, Reliability, complete_answers, say_reliability

texts = module_texts(__file__)


def spearman_brown(reliability: float, times: float) -> float:
    """The reliability of a set made longer or shorter by items of the same kind.

    Parameters
    ----------
    reliability
        The reliability now.
    times
        How many times as long: 2 for double, 0.5 for half.

    Returns
    -------
    float
        times × r / (1 + (times − 1) × r).

    Raises
    ------
    CourseError
        If the reliability is not between −1 and 1, or `times` not above 0.

    Notes
    -----
    Spearman (1910) and Brown (1910), British Journal of Psychology 3.

    Examples
    --------
    >>> round(spearman_brown(0.6, 2), 2)
    0.75
    """
    if isinstance(reliability, str) or not -1 < reliability <= 1:
        raise CourseError("a reliability lies between -1 and 1", field="reliability", found=reliability)
    if not (0 < times < math.inf) or 1 + (times - 1) * reliability <= 0:
        raise CourseError("no set has this length", field="times", found=times)
    return times * reliability / (1 + (times - 1) * reliability)


def split_half(
    table: Any,
    items: Sequence[str] | None = None,
    *,
    first: Sequence[str] | None = None,
    missing: str = "listwise",
    level: float = 0.95,
) -> Reliability:
    """Split-half reliability: one half of the items against the other, stepped up to full length.

    Parameters
    ----------
    table, items, missing
        As in `cronbach_alpha`.
    first
        The items of the first half; without it the odd ones (first, third, …) against the even ones.
    level
        Kept for the report; there is no interval here.

    Returns
    -------
    Reliability
        `value` is the correlation of the halves stepped up by Spearman and Brown; `standardised` is the other common
        form, of Flanagan and Rulon, 4 × covariance of the halves / variance of the sum, which does not ask for
        halves of the same spread. The result depends on the split.

    Raises
    ------
    CourseError
        If a half would be empty.

    Examples
    --------
    >>> answers = {"q1": [1, 2, 4, 5], "q2": [2, 2, 4, 4], "q3": [1, 3, 4, 5], "q4": [1, 2, 5, 4]}
    >>> round(split_half(answers).value, 3)
    0.951
    """
    check_level(level)
    data = complete_answers(table, items, missing)
    chosen = list(first) if first is not None else data.names[::2]
    if strange := [name for name in chosen if name not in data.names]:
        raise CourseError("this item is not in the set", field="first", found=strange)
    if not 0 < len(set(chosen)) < len(data.names):
        raise CourseError("both halves need an item", field="first", found=chosen)
    side = np.array([name in chosen for name in data.names])
    halves = np.column_stack([data.values[:, side].sum(axis=1), data.values[:, ~side].sum(axis=1)])
    covariance = np.cov(halves, rowvar=False)
    n, value, rulon = len(halves), None, None
    if covariance.sum() > TINY:
        rulon = float(4 * covariance[0, 1] / covariance.sum())
    if (np.diag(covariance) > TINY).all():
        r = float(covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1]))
        value = spearman_brown(min(1.0, r), 2) if r > -1 + TINY else None
    findings = [*data.findings]
    if side.sum() * 2 != len(side):
        findings.append(texts.finding("info", "uneven", first=int(side.sum()), second=int((~side).sum())))
    table_out = pd.DataFrame({"item": data.names, "half": np.where(side, "first", "second")})
    estimate = Estimate(value, None, None, n, level, "Spearman–Brown")
    return Reliability(
        say_reliability("Split-half reliability", estimate, len(data.names)), tuple(findings), "split-half", estimate,
        rulon, n, data.left_out, None, table_out,
    )  # fmt: skip

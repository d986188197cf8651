"""Satisfaction, effort, top boxes and means: scores of one question, each with its interval."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level, proportion
from qmslib.feedback.scoring.score import Score, check_method, given_answers, make_score


def mean_estimate(numbers: NDArray[np.float64], level: float, method: str = "t") -> Estimate:
    """The mean with its t interval; no interval for fewer than two answers."""
    check_level(level)
    n = len(numbers)
    if n == 0:
        return Estimate(None, None, None, 0, level, method)
    mean = float(numbers.mean())
    if n == 1:
        return Estimate(mean, None, None, 1, level, method)
    from scipy.stats import t

    half = float(t.ppf((1 + level) / 2, n - 1)) * float(numbers.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n, level, method)


def mean_score(answers: Any, *, scale: tuple[float, float] = (1, 5), level: float = 0.95) -> Score:
    """The mean answer with Student's t interval.

    Parameters
    ----------
    answers
        The answers as numbers; empty cells are counted and left out.
    scale
        The lowest and highest answer.
    level
        The confidence level.

    Returns
    -------
    Score
        `value` is None when nobody answered; no interval for a single answer.

    Raises
    ------
    CourseError
        If a cell holds no number or one outside the scale.

    Notes
    -----
    mean ± t(n − 1) × s / √n, with s the standard deviation over n − 1 (Student, 1908). The interval may pass the
    ends of the scale in small groups; it is not cut.

    Examples
    --------
    >>> score = mean_score([4, 5, 3, 4])
    >>> score.value, round(score.low, 3), round(score.high, 3)
    (4.0, 2.701, 5.299)
    """
    numbers, left_out = given_answers(answers, *scale, whole=False)
    return make_score(
        "mean", mean_estimate(numbers, level), left_out, {}, "mean", low=f"{scale[0]:g}", high=f"{scale[1]:g}"
    )


def _share(
    name: str, numbers: NDArray[np.float64], left_out: int, at_least: float, level: float, interval: str, key: str
) -> Score:
    count = int((numbers >= at_least).sum())
    estimate = proportion(count, len(numbers), level, interval)
    return make_score(
        name, estimate, left_out, {"in": count, "out": len(numbers) - count}, key, at_least=f"{at_least:g}"
    )


def top_box(
    answers: Any, k: int = 1, *, scale: tuple[float, float] = (1, 5), level: float = 0.95, interval: str = "wilson"
) -> Score:
    """The share of answers in the top k boxes of the scale.

    Parameters
    ----------
    answers
        The answers as whole numbers; empty cells are counted and left out.
    k
        How many of the highest answers count: 1 is top box, 2 is top two boxes.
    scale
        The lowest and highest answer.
    level, interval
        The confidence level, and the kind of interval as in `proportion`.

    Returns
    -------
    Score
        `value` is a fraction of 1, None when nobody answered.

    Raises
    ------
    CourseError
        If k does not fit the scale, or a cell holds no answer on it.

    Examples
    --------
    >>> print(top_box([5, 5, 4, 3, 2], 2).sentence)
    Top 2 boxes (4 and above): 60 % (95 % interval 23.1 % to 88.2 %, n = 5).
    """
    boxes = int(scale[1] - scale[0]) + 1
    if isinstance(k, bool) or k != int(k) or not 1 <= k < boxes:
        raise CourseError(
            f"k must be a whole number from 1 to {boxes - 1} on this scale", field="k", found=k, do="Give 1 or 2"
        )
    numbers, left_out = given_answers(answers, *scale)
    name = "top box" if k == 1 else f"top {k} boxes"
    return _share(name.capitalize(), numbers, left_out, scale[1] - k + 1, level, interval, "share")


def csat(
    answers: Any,
    *,
    scale: tuple[float, float] = (1, 5),
    satisfied: float | None = None,
    method: str = "share",
    level: float = 0.95,
    interval: str = "wilson",
) -> Score:
    """Customer satisfaction: the share of people who are satisfied, or the mean answer.

    Parameters
    ----------
    answers
        The answers as whole numbers, high meaning satisfied; empty cells are counted and left out.
    scale
        The lowest and highest answer.
    satisfied
        The lowest answer that counts as satisfied; by default the second highest, so 4 and 5 of 1 to 5.
    method
        ``"share"`` (the default: most programs and the customer-service press mean this) or ``"mean"`` (some firms
        report the average). Never compare one with the other.
    level, interval
        The confidence level, and for a share the kind of interval as in `proportion`.

    Returns
    -------
    Score
        `value` is a fraction of 1 for a share, a mark on the scale for a mean; None when nobody answered.

    Raises
    ------
    CourseError
        If a cell holds no answer on the scale, or `satisfied` or `method` makes no sense.

    Examples
    --------
    >>> print(csat([5, 4, 4, 3, 1, 5, 4, 2, None, 5]).sentence)
    Satisfied (4 and above): 66.7 % (95 % interval 35.4 % to 87.9 %, n = 9).
    """
    if method == "mean":
        numbers, left_out = given_answers(answers, *scale)
        estimate = mean_estimate(numbers, level)
        return make_score("CSAT mean", estimate, left_out, {}, "mean", low=f"{scale[0]:g}", high=f"{scale[1]:g}")
    check_method(method, ("share", "mean"))
    cut = scale[1] - 1 if satisfied is None else satisfied
    if not scale[0] < cut <= scale[1]:
        raise CourseError("this cut counts everybody or nobody as satisfied", field="satisfied", found=cut)
    numbers, left_out = given_answers(answers, *scale)
    return _share("Satisfied", numbers, left_out, cut, level, interval, "share")


def ces(
    answers: Any,
    *,
    scale: tuple[float, float] = (1, 7),
    easy: float | None = None,
    method: str = "mean",
    high_is_easy: bool = True,
    level: float = 0.95,
    interval: str = "wilson",
) -> Score:
    """Customer effort score: how easy people found it.

    Parameters
    ----------
    answers
        The answers as whole numbers; empty cells are counted and left out.
    scale
        The lowest and highest answer: 1 to 7 for "they made it easy for me" (Dixon, Toman and DeLisi, 2013, "The
        Effortless Experience"), 1 to 5 for the first form of 2010, which asks how much effort it took.
    easy
        For ``method="share"``, the answer from which on it was easy: by default 5 of 1 to 7, and the second best on
        other scales. It is read on the scale as given.
    method
        ``"mean"`` (the default) or ``"share"`` of people who found it easy.
    high_is_easy
        False when a high answer means much effort, as in the form of 2010.
    level, interval
        The confidence level, and for a share the kind of interval as in `proportion`.

    Returns
    -------
    Score
        A mean is a mark on the scale as it was asked, so with ``high_is_easy=False`` a low mean is good.

    Raises
    ------
    CourseError
        If a cell holds no answer on the scale, or an option makes no sense.

    Examples
    --------
    >>> ces([7, 6, 5, 2]).value
    5.0
    >>> ces([7, 6, 5, 2], method="share").value
    0.75
    """
    check_method(method, ("mean", "share"))
    numbers, left_out = given_answers(answers, *scale)
    if method == "mean":
        key = "ces" if high_is_easy else "ces_effort"
        estimate = mean_estimate(numbers, level)
        return make_score("CES mean", estimate, left_out, {}, key, low=f"{scale[0]:g}", high=f"{scale[1]:g}")
    low, high = scale
    if easy is None:
        step = 2 if (low, high) == (1, 7) else 1
        easy = high - step if high_is_easy else low + step
    if not low <= easy <= high:
        raise CourseError("this cut is not on the scale", field="easy", found=easy)
    if high_is_easy:
        return _share("Found it easy", numbers, left_out, easy, level, interval, "share")
    count = int((numbers <= easy).sum())
    estimate = proportion(count, len(numbers), level, interval)
    parts = {"in": count, "out": len(numbers) - count}
    return make_score("Found it easy", estimate, left_out, parts, "share_below", at_most=f"{easy:g}")

"""Measures of agreement for any number of coders that hold up with gaps and lopsided categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from qmslib._common.agreement_maths import METRICS, alpha_by_counts, metric_weights, observed_by_item
from qmslib._common.agreement_result import Agreement, make
from qmslib._common.agreement_steps import any_coders, by_chance, with_t
from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level, proportion


def gwet_ac1(
    ratings: Any = None,
    b: Any = None,
    *more: Any,
    counts: Any = None,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """Gwet's AC1: agreement beyond chance that stays steady when nearly all items are of one kind.

    Parameters
    ----------
    ratings, b, more
        A table with one row an item and one column a coder; or one list for each coder.
    counts
        Instead of ratings, how many coders chose each category: one row an item.
    categories
        All categories that could be chosen, used or not: their number is part of the formula.
    missing
        What a missing rating means, as in `cohen_kappa`. Left out means that the item keeps its other ratings.
    level
        The confidence level.

    Returns
    -------
    Agreement
        `value` is None when only one category is known.

    Raises
    ------
    CourseError
        If the ratings cannot be read.

    Notes
    -----
    Chance agreement is the sum of p(1 − p) over the categories, divided by their number less 1. Gwet (2008), British
    Journal of Mathematical and Statistical Psychology 61, pages 29 to 48; missing ratings and the standard error as
    in Gwet (2014), chapters 2 and 5, with t on n − 1 degrees of freedom, as irrCAC (R) does for ratings; its
    functions for a table of two coders divide by n where those for ratings divide by n − 1.

    Examples
    --------
    Two assessors agree on 85 of 100 files, most of them sound; Cohen's kappa would say 0.32:

    >>> from qmslib.feedback import gwet_ac1
    >>> a, b = ["met"] * 85 + ["not met"] * 15, ["met"] * 80 + ["not met"] * 5 + ["met"] * 10 + ["not met"] * 5
    >>> round(gwet_ac1(a, b).value, 2)
    0.81
    """
    given = any_coders(ratings, b, counts, more, categories, False, missing)
    return by_chance("Gwet's AC1", "gwet", given, None, level)


def gwet_ac2(
    ratings: Any = None,
    b: Any = None,
    *more: Any,
    weights: Any = "quadratic",
    counts: Any = None,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """Gwet's AC2: AC1 for categories with an order, where near misses count in part.

    Parameters
    ----------
    ratings, b, more, counts, missing, level
        As in `gwet_ac1`.
    weights
        ``"quadratic"`` (the default), ``"linear"``, ``"ordinal"`` or a square table of weights from 0 to 1.
    categories
        All categories from lowest to highest; needed for words.

    Returns
    -------
    Agreement
        With AC2 as `value`.

    Raises
    ------
    CourseError
        If the ratings cannot be read or words have no order.

    Notes
    -----
    AC1 with weighted agreement; chance agreement is multiplied by the sum of the weights. Gwet (2014), chapter 3.

    Examples
    --------
    >>> from qmslib.feedback import gwet_ac2
    >>> round(gwet_ac2([1, 2, 3, 5, 4], [1, 2, 4, 5, 4], categories=[1, 2, 3, 4, 5]).value, 3)
    0.953
    """
    given = any_coders(ratings, b, counts, more, categories, isinstance(weights, str), missing)
    return by_chance("Gwet's AC2", "gwet", given, weights, level)


def brennan_prediger(
    ratings: Any = None,
    b: Any = None,
    *more: Any,
    counts: Any = None,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """Brennan and Prediger's coefficient: agreement beyond picking every category as often; PABAK for two.

    Parameters
    ----------
    ratings, b, more, counts, categories, missing, level
        As in `gwet_ac1`.

    Returns
    -------
    Agreement
        With the coefficient as `value`.

    Raises
    ------
    CourseError
        If the ratings cannot be read.

    Notes
    -----
    Chance agreement is 1 / number of categories. Brennan and Prediger (1981), Educational and Psychological
    Measurement 41. With two coders and two categories it is PABAK, 2 · observed − 1 (Byrt, Bishop and Carlin, 1993).

    Examples
    --------
    >>> from qmslib.feedback import brennan_prediger
    >>> brennan_prediger(["yes", "yes", "no", "no"], ["yes", "yes", "no", "yes"]).value
    0.5
    """
    given = any_coders(ratings, b, counts, more, categories, False, missing)
    return by_chance("Brennan and Prediger's coefficient", "uniform", given, None, level)


def krippendorff_alpha(
    ratings: Any = None,
    b: Any = None,
    *more: Any,
    metric: str = "nominal",
    counts: Any = None,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """Krippendorff's alpha: agreement of any number of coders, any kind of scale, with gaps in the ratings.

    Parameters
    ----------
    ratings, b, more, counts, missing, level
        As in `gwet_ac1`.
    metric
        ``"nominal"``, ``"ordinal"``, ``"interval"`` or ``"ratio"``: how the distance of two ratings is measured.
    categories
        All categories from lowest to highest; needed for words that have an order.

    Returns
    -------
    Agreement
        `n` counts the items with two ratings or more; the others say nothing about agreement and are left out.

    Raises
    ------
    CourseError
        If the ratings cannot be read or the metric is not known.

    Notes
    -----
    alpha = 1 − observed disagreement / expected disagreement, from the table of coincidences. Krippendorff (2011),
    "Computing Krippendorff's Alpha-Reliability". The standard error is Gwet's (2014, chapter 5) with the distances
    taken as fixed; Krippendorff's own programs draw bootstrap samples instead, which can differ in small samples.

    Examples
    --------
    >>> from qmslib.feedback import krippendorff_alpha
    >>> round(krippendorff_alpha([1, 2, 3, 3, 2], [1, 2, 3, 4, 2], metric="interval").value, 3)
    0.889
    """
    if metric not in METRICS:
        raise CourseError("this metric is not known", field="metric", found=metric, do=f"Use {', '.join(METRICS)}")
    check_level(level)
    table, names, read, items = any_coders(ratings, b, counts, more, categories, metric != "nominal", missing)
    if metric in ("interval", "ratio") and any(isinstance(name, str) for name in names):
        raise CourseError("this metric needs ratings that are numbers", field="metric", found=metric)
    paired = table.sum(axis=1) >= 2
    items = [item for item, keep in zip(items, paired, strict=True) if keep]
    kept = table[paired]
    name = f"Krippendorff's alpha ({metric})"
    coders = int(table.sum(axis=1).max(initial=0)) if read is None else len(read.names)
    if not len(kept):
        return make(name, None, None, None, None, None, None, 0, coders, names, level, read=read)
    matrix = metric_weights(metric, names, kept.sum(axis=0))
    observed, expected, value, se = alpha_by_counts(kept, matrix)
    return with_t(name, value, se, observed, expected, kept, coders, names, level, None, read, items)


def percent_agreement(
    ratings: Any = None,
    b: Any = None,
    *more: Any,
    counts: Any = None,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """The share of pairs of ratings that are the same; says nothing of chance.

    Parameters
    ----------
    ratings, b, more, counts, categories, missing, level
        As in `gwet_ac1`.

    Returns
    -------
    Agreement
        `value` runs from 0 to 1; `expected` is None.

    Raises
    ------
    CourseError
        If the ratings cannot be read.

    Notes
    -----
    The mean over items of the agreeing pairs of ratings divided by all pairs. With two ratings an item it is a plain
    proportion, with Wilson's interval (1927); with more, the mean ± t · SE over items.

    Examples
    --------
    >>> from qmslib.feedback import percent_agreement
    >>> percent_agreement(["yes", "no", "no"], ["yes", "no", "yes"]).value  # doctest: +ELLIPSIS
    0.666...
    """
    check_level(level)
    table, names, read, items = any_coders(ratings, b, counts, more, categories, False, missing)
    each, paired = observed_by_item(table, np.eye(table.shape[1]))
    kept, shares = table[paired], each[paired]
    items = [item for item, keep in zip(items, paired, strict=True) if keep]
    coders = int(table.sum(axis=1).max(initial=0)) if read is None else len(read.names)
    name = "Percentage agreement"
    if not len(kept):
        return make(name, None, None, None, None, None, None, 0, coders, names, level, read=read)
    value = float(shares.mean())
    if (kept.sum(axis=1) == 2).all():
        found = proportion(round(float(shares.sum())), len(kept), level)
        return make(
            name, value, found.low, found.high, None, value, None, len(kept), coders, names, level,
            read=read, counts=kept, items=items,
        )  # fmt: skip
    se = float(shares.std(ddof=1) / math.sqrt(len(kept))) if len(kept) > 1 else None
    return with_t(name, value, se, value, None, kept, coders, names, level, None, read, items)

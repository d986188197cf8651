"""How far two or more people who sort the same things agree, beyond what chance would give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.agreement_maths import (
    METRICS,
    alpha_by_counts,
    by_counts,
    fleiss_z,
    metric_weights,
    observed_by_item,
    weight_matrix,
)
from qmslib._common.agreement_result import Agreement, make
from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level
from qmslib._common.ratings import Ratings, read_counts, read_ratings

__all__ = [
    "Agreement",
    "brennan_prediger",
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "percent_agreement",
    "rating_counts",
    "scott_pi",
]


def _square(table: Any) -> pd.DataFrame:
    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(np.asarray(table, dtype=object))
    counts, names, items = read_counts(frame)
    if counts.shape[0] != counts.shape[1]:
        raise CourseError(
            "a table of two coders must be square",
            found=counts.shape,
            do="Give one row and one column for each category, or the ratings of each coder: cohen_kappa(a, b)",
        )
    labels = names if isinstance(table, pd.DataFrame) else list(range(1, len(counts) + 1))
    if isinstance(table, pd.DataFrame) and list(map(str, items)) != list(map(str, names)):
        raise CourseError(
            "rows and columns of the table must hold the same categories in the same order",
            found=(items[:6], names[:6]),
        )
    return pd.DataFrame(counts, index=labels, columns=labels)


def _cross(read: Ratings) -> pd.DataFrame:
    both = (read.codes >= 0).all(axis=1)
    table = np.zeros((len(read.categories),) * 2)
    np.add.at(table, (read.codes[both, 0], read.codes[both, 1]), 1)
    return pd.DataFrame(table, index=read.categories, columns=read.categories)


def _two(
    a: Any, b: Any, categories: Sequence[Any] | None, ordered: bool, missing: str
) -> tuple[pd.DataFrame, Ratings | None]:
    if b is None:
        return _square(a), None
    read = read_ratings(a, b, categories=categories, ordered=ordered, missing=missing)
    return _cross(read), read


def cohen_kappa(
    a: Any,
    b: Any = None,
    weights: Any = None,
    *,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """Cohen's kappa: the agreement of two coders beyond chance, plain or weighted.

    Parameters
    ----------
    a, b
        The ratings of the two coders, item by item; or, with `b` left out, the square table of counts with the
        first coder's categories down and the second's across.
    weights
        None: any difference counts in full. ``"linear"``, ``"quadratic"`` or ``"ordinal"``: near misses count in
        part, for categories with an order. Or a square table of agreement weights from 0 to 1.
    categories
        All categories, from lowest to highest where they have an order. By default those found; numbers are sorted.
    missing
        ``"leave out"`` (pairs with a missing rating are counted and left out), ``"category"`` or ``"error"``.
    level
        The confidence level.

    Returns
    -------
    Agreement
        `value` is None, with the reason in `reason`, when both coders only ever used one category.

    Raises
    ------
    CourseError
        If the lists differ in length, a rating is not a declared category, or words need an order.

    Notes
    -----
    kappa = (observed − expected) / (1 − expected); expected is the sum over categories of the product of the two
    coders' shares. Cohen (1960), Educational and Psychological Measurement 20; weighted: Cohen (1968), Psychological
    Bulletin 70. The interval is kappa ± z · SE with the standard error of Fleiss, Cohen and Everitt (1969), as in
    statsmodels, psych (R) and vcd (R); SAS gives the same. Numbers stand at their value for the weights, words at
    their place in the list; scikit-learn and psych take the place for numbers too, which differs only on a scale
    with gaps. Kappa falls when nearly all items are of one kind, however well the coders agree (Feinstein and
    Cicchetti, 1990): a finding says when that may be so.

    Examples
    --------
    Two assessors sort comments; the table is the first of Feinstein and Cicchetti (1990):

    >>> from qmslib.feedback import cohen_kappa
    >>> round(cohen_kappa([[40, 9], [6, 45]]).value, 2)
    0.7
    >>> found = cohen_kappa(["speed", "tone", "speed", "tone"], ["speed", "tone", "tone", "tone"])
    >>> found.value, found.observed, found.n
    (0.5, 0.75, 4)
    """
    check_level(level)
    table, read = _two(a, b, categories, isinstance(weights, str) and weights != "identity", missing)
    matrix = weight_matrix(weights, list(table.index))
    name = "Cohen's kappa" if weights is None else "Cohen's weighted kappa"
    counts = table.to_numpy()
    n = int(counts.sum())
    value = low = high = se = z = None
    observed = expected = None
    if n:
        observed = float((counts * matrix).sum() / n)
        expected = float(counts.sum(axis=1) @ matrix @ counts.sum(axis=0) / n**2)
        if 1 - expected > 1e-12:
            value = (observed - expected) / (1 - expected)
            from scipy.stats import norm
            from statsmodels.stats.inter_rater import cohens_kappa

            if n > 1:
                # statsmodels wants weights of disagreement in its table of weights.
                with np.errstate(all="ignore"):
                    found = cohens_kappa(counts, weights=None if weights is None else 1 - matrix)
                se = float(found.std_kappa)
                se = se if math.isfinite(se) else None
                zero = float(found.std_kappa0)
                z = value / zero if math.isfinite(zero) and zero > 0 else None
            if se is not None:
                reach = float(norm.ppf(0.5 + level / 2)) * se
                low, high = max(-1.0, value - reach), min(1.0, value + reach)
    return make(
        name,
        value,
        low,
        high,
        se,
        observed,
        expected,
        n,
        2,
        table.index.tolist(),
        level,
        z=z,
        read=read,
        matrix=table,
    )


def _any(
    ratings: Any,
    b: Any,
    counts: Any,
    more: tuple[Any, ...],
    categories: Sequence[Any] | None,
    ordered: bool,
    missing: str,
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[Any], Ratings | None, list[Any]]:
    if counts is None:
        if ratings is None:
            raise CourseError("there are no ratings", do="Give the ratings of each coder, or counts=…")
        read = read_ratings(ratings, b, *more, categories=categories, ordered=ordered, missing=missing)
        return read.counts, read.categories, read, read.items
    if ratings is not None or b is not None:
        raise CourseError("give ratings or counts, not both", field="counts")
    table, names, items = read_counts(counts)
    if categories is not None:
        if len(categories) != table.shape[1]:
            raise CourseError("there must be one category for each column", field="categories", found=len(categories))
        names = list(categories)
    return table, names, None, items


def _chance(
    name: str,
    chance: str,
    given: tuple[np.ndarray[Any, np.dtype[np.float64]], list[Any], Ratings | None, list[Any]],
    weights: Any,
    level: float,
) -> Agreement:
    check_level(level)
    counts, categories, read, items = given
    used = counts.sum(axis=1) > 0
    counts, items = counts[used], [item for item, keep in zip(items, used, strict=True) if keep]
    paired = counts.sum(axis=1) >= 2
    coders = int(counts.sum(axis=1).max(initial=0)) if read is None else len(read.names)
    if not paired.any():
        return make(name, None, None, None, None, None, None, 0, coders, categories, level, read=read)
    matrix = weight_matrix(weights, categories)
    observed, expected, value, se = by_counts(counts, matrix, chance)
    z = fleiss_z(counts, value) if chance == "fleiss" and value is not None and weights is None else None
    return _with_t(name, value, se, observed, expected, counts, coders, categories, level, z, read, items)


def _with_t(
    name: str,
    value: float | None,
    se: float | None,
    observed: float,
    expected: float | None,
    counts: np.ndarray[Any, np.dtype[np.float64]],
    coders: int,
    categories: list[Any],
    level: float,
    z: float | None,
    read: Ratings | None,
    items: list[Any],
) -> Agreement:
    low = high = None
    if value is not None and se is not None:
        from scipy.stats import t

        reach = float(t.ppf(0.5 + level / 2, len(counts) - 1)) * se
        low, high = max(-1.0, value - reach), min(1.0, value + reach)
    paired = int((counts.sum(axis=1) >= 2).sum())
    uneven = len(set(counts.sum(axis=1))) > 1
    return make(
        name, value, low, high, se, observed, expected, paired, coders, categories, level,
        z=z, read=read, counts=counts, items=items, uneven=uneven,
    )  # fmt: skip


def fleiss_kappa(
    counts: Any = None,
    *,
    ratings: Any = None,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """Fleiss' kappa: the agreement of several coders beyond chance, who need not be the same for every item.

    Parameters
    ----------
    counts
        How many coders chose each category: one row an item, one column a category.
    ratings
        Instead of counts, the ratings themselves: one row an item, one column a coder.
    categories
        All categories. By default those found.
    missing
        What a missing rating means, as in `cohen_kappa`.
    level
        The confidence level.

    Returns
    -------
    Agreement
        `n` counts the items with two ratings or more.

    Raises
    ------
    CourseError
        If a cell holds no count.

    Notes
    -----
    Chance agreement is the sum of the squared shares of the categories over all ratings. Fleiss (1971),
    Psychological Bulletin 76, pages 378 to 382. Items with different numbers of ratings are taken as in Gwet (2014),
    *Handbook of Inter-Rater Reliability*, 4th edition, chapter 2: each item weighs the same. The interval is
    kappa ± t · SE, with Gwet's standard error for a sample of items (chapter 5). `z` is kappa over the standard error
    of Fleiss, Nee and Landis (1979), which holds if the coders only guessed; irr (R) prints it.

    Examples
    --------
    Three colleagues place four comments under "speed" or "tone":

    >>> from qmslib.feedback import fleiss_kappa
    >>> found = fleiss_kappa([[3, 0], [0, 3], [2, 1], [3, 0]])
    >>> round(found.value, 3), round(found.observed, 3)
    (0.625, 0.833)
    """
    given = _any(ratings, None, counts, (), categories, False, missing)
    return _chance("Fleiss' kappa", "fleiss", given, None, level)


def scott_pi(
    a: Any,
    b: Any = None,
    *,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
    level: float = 0.95,
) -> Agreement:
    """Scott's pi: the agreement of two coders, with chance taken from the shares of both together.

    Parameters
    ----------
    a, b
        The ratings of the two coders; or, with `b` left out, their square table of counts.
    categories, missing, level
        As in `cohen_kappa`.

    Returns
    -------
    Agreement
        With pi as `value`.

    Raises
    ------
    CourseError
        As in `cohen_kappa`.

    Notes
    -----
    Scott (1955), Public Opinion Quarterly 19. Fleiss' kappa for two coders is the same. Standard error: Gwet (2014).

    Examples
    --------
    >>> from qmslib.feedback import scott_pi
    >>> round(scott_pi([[40, 9], [6, 45]]).value, 4)
    0.6992
    """
    table, read = _two(a, b, categories, False, missing)
    cells = np.argwhere(table.to_numpy() > 0)
    times = table.to_numpy()[tuple(cells.T)].astype(int)
    pairs = np.repeat(cells, times, axis=0)
    counts = np.zeros((len(pairs), len(table)))
    for column in pairs.T:
        np.add.at(counts, (np.arange(len(pairs)), column), 1)
    given = (counts, table.index.tolist(), read, list(range(1, len(counts) + 1)))
    return _chance("Scott's pi", "fleiss", given, None, level)


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
    given = _any(ratings, b, counts, more, categories, False, missing)
    return _chance("Gwet's AC1", "gwet", given, None, level)


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
    given = _any(ratings, b, counts, more, categories, isinstance(weights, str), missing)
    return _chance("Gwet's AC2", "gwet", given, weights, level)


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
    given = _any(ratings, b, counts, more, categories, False, missing)
    return _chance("Brennan and Prediger's coefficient", "uniform", given, None, level)


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
    table, names, read, items = _any(ratings, b, counts, more, categories, metric != "nominal", missing)
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
    return _with_t(name, value, se, observed, expected, kept, coders, names, level, None, read, items)


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
    table, names, read, items = _any(ratings, b, counts, more, categories, False, missing)
    each, paired = observed_by_item(table, np.eye(table.shape[1]))
    kept, shares = table[paired], each[paired]
    items = [item for item, keep in zip(items, paired, strict=True) if keep]
    coders = int(table.sum(axis=1).max(initial=0)) if read is None else len(read.names)
    name = "Percentage agreement"
    if not len(kept):
        return make(name, None, None, None, None, None, None, 0, coders, names, level, read=read)
    value = float(shares.mean())
    if (kept.sum(axis=1) == 2).all():
        from qmslib._common.estimates import proportion

        found = proportion(round(float(shares.sum())), len(kept), level)
        return make(
            name, value, found.low, found.high, None, value, None, len(kept), coders, names, level,
            read=read, counts=kept, items=items,
        )  # fmt: skip
    se = float(shares.std(ddof=1) / math.sqrt(len(kept))) if len(kept) > 1 else None
    return _with_t(name, value, se, value, None, kept, coders, names, level, None, read, items)


def rating_counts(
    ratings: Any,
    b: Any = None,
    *more: Any,
    categories: Sequence[Any] | None = None,
    missing: str = "leave out",
) -> pd.DataFrame:
    """How many coders chose each category for each item: the table that `fleiss_kappa` takes.

    Parameters
    ----------
    ratings, b, more, categories, missing
        As in `gwet_ac1`.

    Returns
    -------
    pandas.DataFrame
        One row an item, one column a category.

    Raises
    ------
    CourseError
        If the ratings cannot be read.

    Examples
    --------
    >>> from qmslib.feedback import rating_counts
    >>> rating_counts(["speed", "tone"], ["speed", "speed"]).values.tolist()
    [[2, 0], [1, 1]]
    """
    read = read_ratings(ratings, b, *more, categories=categories, missing=missing)
    return pd.DataFrame(read.counts.astype(int), index=read.items, columns=read.categories)

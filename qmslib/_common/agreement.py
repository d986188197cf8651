"""How far two or more people who sort the same things agree, beyond what chance would give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.agreement_gwet import (
    brennan_prediger,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    percent_agreement,
)
from qmslib._common.agreement_maths import weight_matrix
from qmslib._common.agreement_result import Agreement, agreement_word, make
from qmslib._common.agreement_steps import any_coders, by_chance, two_coders
from qmslib._common.estimates import check_level
from qmslib._common.ratings import read_ratings

__all__ = [
    "Agreement",
    "agreement_word",
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
    table, read = two_coders(a, b, categories, isinstance(weights, str) and weights != "identity", missing)
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
    given = any_coders(ratings, None, counts, (), categories, False, missing)
    return by_chance("Fleiss' kappa", "fleiss", given, None, level)


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
    table, read = two_coders(a, b, categories, False, missing)
    cells = np.argwhere(table.to_numpy() > 0)
    times = table.to_numpy()[tuple(cells.T)].astype(int)
    pairs = np.repeat(cells, times, axis=0)
    counts = np.zeros((len(pairs), len(table)))
    for column in pairs.T:
        np.add.at(counts, (np.arange(len(pairs)), column), 1)
    given = (counts, table.index.tolist(), read, list(range(1, len(counts) + 1)))
    return by_chance("Scott's pi", "fleiss", given, None, level)


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

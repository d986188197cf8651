"""The steps that all measures of agreement share: reading, counting, the interval over items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.agreement_maths import by_counts, fleiss_z, weight_matrix
from qmslib._common.agreement_result import Agreement, make
from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level
from qmslib._common.ratings import Ratings, read_counts, read_ratings


def square(table: Any) -> pd.DataFrame:
    """A square table of counts, with its categories; a CourseError says what else it is."""
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


def cross(read: Ratings) -> pd.DataFrame:
    """The table of counts of two coders."""
    both = (read.codes >= 0).all(axis=1)
    table = np.zeros((len(read.categories),) * 2)
    np.add.at(table, (read.codes[both, 0], read.codes[both, 1]), 1)
    return pd.DataFrame(table, index=read.categories, columns=read.categories)


def two_coders(
    a: Any, b: Any, categories: Sequence[Any] | None, ordered: bool, missing: str
) -> tuple[pd.DataFrame, Ratings | None]:
    """The table of counts of two coders, from ratings or as given."""
    if b is None:
        return square(a), None
    read = read_ratings(a, b, categories=categories, ordered=ordered, missing=missing)
    return cross(read), read


def any_coders(
    ratings: Any,
    b: Any,
    counts: Any,
    more: tuple[Any, ...],
    categories: Sequence[Any] | None,
    ordered: bool,
    missing: str,
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[Any], Ratings | None, list[Any]]:
    """Counts by item, categories, ratings and items, from ratings or counts."""
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


def by_chance(
    name: str,
    chance: str,
    given: tuple[np.ndarray[Any, np.dtype[np.float64]], list[Any], Ratings | None, list[Any]],
    weights: Any,
    level: float,
) -> Agreement:
    """A coefficient from counts, with the named chance agreement."""
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
    return with_t(name, value, se, observed, expected, counts, coders, categories, level, z, read, items)


def with_t(
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
    """The result with the t interval over items."""
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

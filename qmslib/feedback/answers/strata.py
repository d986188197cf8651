"""Weights by which each group counts by its true size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.frames import as_frame
from qmslib.feedback.answers.weights import (
    Weights,
    base_weights,
    check_cells,
    group_places,
    known_shares,
    weights_report,
)


def post_stratify(
    table: Any, by: str | Sequence[str], population: Mapping[Any, float], *, base: Any = None
) -> Weights:
    """Weight answers so that each group counts by its true size.

    Parameters
    ----------
    table
        One row a person who answered. It is not changed.
    by
        The column of the group, or several columns whose groups are crossed.
    population
        The known size of each group, as head counts, percentages or shares; for several columns the keys are tuples.
    base
        Weights above 0 to begin with; equal ones without it.

    Returns
    -------
    Weights
        The weights with their groups, effective n and design effect.

    Raises
    ------
    CourseError
        If a known group has no answer, or a row has no group or an unknown one.

    Notes
    -----
    Each weight is the group's share of the population over its share of the answers (Holt and Smith, 1979, JRSS A
    142). R's `survey::postStratify` gives the same weights, scaled to make the population.

    Examples
    --------
    >>> post_stratify({"team": ["East", "East", "West"]}, "team", {"East": 50, "West": 50}).weights.tolist()
    [0.75, 0.75, 1.5]
    """
    names = [by] if isinstance(by, str) else list(by)
    frame = as_frame(table, names)
    if not len(frame):
        raise CourseError("nobody answered, so there is nothing to weight")
    joined = " × ".join(names)
    if len(names) == 1:
        column = frame[names[0]]
    else:
        keys: list[Any] = []
        for row in frame[names].itertuples(index=False, name=None):
            keys.append(None if any(pd.isna(part) for part in row) else tuple(row))
        column = pd.Series(keys, dtype=object)
    shares = known_shares(population, joined)
    grouped = pd.DataFrame({joined: column})
    places = group_places(grouped, joined, list(shares))
    check_cells(np.bincount(places, minlength=len(shares)), shares, joined)
    start = base_weights(base, len(frame))
    held = np.bincount(places, weights=start, minlength=len(shares)) / start.sum()
    wanted = np.array(list(shares.values()))
    factor = np.divide(wanted, held, out=np.zeros(len(shares)), where=held > 0)
    weights = start * factor[places]
    return weights_report(grouped, table, weights / weights.mean(), {joined: places}, {joined: shares}, True, 1, 0)

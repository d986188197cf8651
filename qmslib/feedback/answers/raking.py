"""Weights that meet several known distributions at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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


def rake(
    table: Any,
    margins: Mapping[str, Mapping[Any, float]],
    *,
    base: Any = None,
    trim: tuple[float, float] | None = None,
    tolerance: float = 1e-8,
    rounds: int = 1000,
) -> Weights:
    """Weight answers so that they match several known distributions at once.

    Parameters
    ----------
    table
        One row a person who answered. It is not changed.
    margins
        For each column its known groups, as head counts, percentages or shares:
        ``{"team": {"East": 34, "West": 28}, "grade": {"junior": 0.7, "senior": 0.3}}``.
    base
        Weights above 0 to begin with, for example from the sampling plan; equal ones without it.
    trim
        The least and greatest weight allowed, as multiples of the mean weight: ``(0.3, 3)``. The margins may then be
        missed, which the report says.
    tolerance
        How far a share may stay from its target.
    rounds
        When to give up.

    Returns
    -------
    Weights
        The weights with their margins, effective n and design effect.

    Raises
    ------
    CourseError
        If a known group has no answer, a row has no group or an unknown one, or the amounts make no sense.

    Notes
    -----
    Iterative proportional fitting: Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427–444. R's
    `survey::rake` and `anesrake` do the same; anesrake trims at 5 times the mean unless told otherwise.

    Examples
    --------
    >>> answers = {"team": ["East", "East", "West", "West"], "grade": ["a", "b", "a", "a"]}
    >>> made = rake(answers, {"team": {"East": 60, "West": 40}, "grade": {"a": 75, "b": 25}})
    >>> made.converged, made.weights.round(2).tolist()
    (True, [1.4, 1.0, 0.8, 0.8])
    """
    if not isinstance(margins, Mapping) or not margins:
        raise CourseError("no known distribution is given", field="margins", do="Name a column and its groups")
    frame = as_frame(table, list(margins))
    if not len(frame):
        raise CourseError("nobody answered, so there is nothing to weight")
    if trim is not None and not 0 <= trim[0] < 1 < trim[1]:
        raise CourseError("the limits must lie on either side of 1", field="trim", found=trim, do="Give (0.3, 3)")
    targets = {name: known_shares(target, name) for name, target in margins.items()}
    places = {name: group_places(frame, name, list(targets[name])) for name in targets}
    for name, shares in targets.items():
        check_cells(np.bincount(places[name], minlength=len(shares)), shares, name)
    start = base_weights(base, len(frame))

    # Rows alike in every column and in the weight they begin with get the same factor, so the fitting works on the
    # cells and not on the rows.
    rows_cell = pd.factorize(start)[0].astype(np.int64)
    for name, shares in targets.items():
        rows_cell = pd.factorize(rows_cell * len(shares) + places[name])[0].astype(np.int64)
    first = np.flatnonzero(~pd.Series(rows_cell).duplicated().to_numpy())
    mass = np.bincount(rows_cell, weights=start)
    heads = np.bincount(rows_cell).astype(float)
    cells = {name: places[name][first] for name in targets}
    wanted = {name: np.array(list(shares.values())) for name, shares in targets.items()}
    factor, done, gap = np.ones(len(first)), 0, np.inf
    while done < rounds:
        done += 1
        for name, share in wanted.items():
            sums = np.bincount(cells[name], weights=mass * factor, minlength=len(share))
            ratio = np.divide(share * sums.sum(), sums, out=np.ones(len(share)), where=sums > 0)
            factor = factor * ratio[cells[name]]
        if trim is not None:
            factor = _clip(mass * factor / heads, heads, trim) * heads / mass
        last, gap = gap, _gap(mass * factor, cells, wanted)
        if gap <= tolerance or (trim is not None and abs(last - gap) < 1e-13):
            break
    weights = (start * factor[rows_cell]) / (start * factor[rows_cell]).mean()
    trimmed = 0
    if trim is not None:
        trimmed = int(((weights <= trim[0] + 1e-9) | (weights >= trim[1] - 1e-9)).sum())
    return weights_report(frame, table, weights, places, targets, gap <= tolerance, done, trimmed)


def _gap(
    mass: NDArray[np.float64], cells: Mapping[str, NDArray[np.int64]], wanted: Mapping[str, NDArray[np.float64]]
) -> float:
    total = mass.sum()
    return max(
        float(np.abs(np.bincount(cells[name], weights=mass, minlength=len(share)) / total - share).max())
        for name, share in wanted.items()
    )


def _clip(
    weights: NDArray[np.float64], heads: NDArray[np.float64], limits: tuple[float, float]
) -> NDArray[np.float64]:
    """Weights held within the limits, with mean 1 over people: what is cut off goes to those between the limits."""
    total = heads.sum()
    weights = np.clip(weights * total / (weights * heads).sum(), *limits)
    for _ in range(100):
        short = total - (weights * heads).sum()
        room = (weights < limits[1]) if short > 0 else (weights > limits[0])
        if abs(short) <= 1e-12 * total or not room.any():
            break
        free = (weights * heads)[room].sum()
        weights = np.where(room, np.clip(weights * (free + short) / free, *limits), weights)
    return weights

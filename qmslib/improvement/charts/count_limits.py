"""Lines of charts of counts: shares of cases and events, with Laney's sigma z."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from qmslib.improvement.charts.fit import Columns, Fit, Flags, Floats, Settings, drawn, known_values
from qmslib.improvement.charts.spread import dispersion


def _rate(columns: Columns, base: Flags) -> float:
    known_values(columns["value"], base)
    known = base & ~np.isnan(columns["value"])
    return float(columns["count"][known].sum() / columns["size"][known].sum())


def share(scaled: bool, prime: bool) -> Callable[[Columns, Flags, Settings], Fit]:
    """p, np and p′ charts: the standard deviation of a binomial share, stretched by sigma z for p′."""

    def fit(columns: Columns, base: Flags, settings: Settings) -> Fit:
        size = columns["size"]
        rate = _rate(columns, base)
        error = np.sqrt(rate * (1 - rate) / size)
        return _attribute(columns, base, settings, rate, error, scaled, prime, top=1.0)

    return fit


def events(scaled: bool, prime: bool) -> Callable[[Columns, Flags, Settings], Fit]:
    """c, u and u′ charts: the standard deviation of a Poisson count, stretched by sigma z for u′."""

    def fit(columns: Columns, base: Flags, settings: Settings) -> Fit:
        rate = _rate(columns, base)
        error = np.sqrt(rate / columns["size"])
        return _attribute(columns, base, settings, rate, error, scaled, prime, top=math.inf)

    return fit


def _attribute(
    columns: Columns,
    base: Flags,
    settings: Settings,
    rate: float,
    error: Floats,
    scaled: bool,
    prime: bool,
    *,
    top: float,
) -> Fit:
    size = columns["size"]
    share = columns["count"] / size
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(error > 0, (share - rate) / error, np.nan)
    found = dispersion(z[base], settings)
    stretch = found.sigma_z if prime else 1.0
    times = size if scaled else 1.0
    expected = rate * size[base & ~np.isnan(share)]
    least = float(min(expected.min(), ((1 - rate) * size[base & ~np.isnan(share)]).min() if top == 1.0 else math.inf))
    width = 3 * stretch * error * times
    last = width[~np.isnan(width)]
    return drawn(
        columns["value"],
        rate * times,
        width,
        sigma=float(last[-1]) / 3 if len(last) else math.nan,
        low=0.0,
        high=top * times,
        rate=rate,
        sigma_z=found.sigma_z,
        dispersion_p=found.p,
        least_expected=least,
    )

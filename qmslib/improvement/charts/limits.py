"""Centre line and limits of one phase, for each kind of chart."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib.improvement.charts.constants import control_constants
from qmslib.improvement.charts.spread import Spread, dispersion, moving_spread

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Columns = dict[str, Floats]


@dataclass(frozen=True, eq=False)
class Fit:
    """The lines of one phase, point by point, and where each point lies between them.

    `sigma` is the figure a reader is told; `zone` the distance from the middle in standard deviations of the plotted
    points, NaN where the limits have no width.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    zone: Floats
    sigma: float
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """How the limits are worked out, as the charts' own arguments say it."""

    spread: Spread = field(default_factory=Spread)
    centre: str = "mean"
    estimator: str = "mean"
    d2: float = 1.128
    power: float = 1 / 3.6
    table: bool = False


def _fit(
    values: Floats,
    centre: Floats | float,
    width: Floats | float,
    *,
    sigma: float,
    low: float = -math.inf,
    high: Floats | float = math.inf,
    middle: Floats | float | None = None,
    **facts: Any,
) -> Fit:
    """Lines `width` to each side of the middle, cut at `low` and `high`."""
    size = len(values)
    line = np.broadcast_to(np.asarray(centre, dtype=float), size)
    mid = line if middle is None else np.broadcast_to(np.asarray(middle, dtype=float), size)
    half = np.broadcast_to(np.asarray(width, dtype=float), size)
    noise = 1e-12 * np.maximum(np.abs(mid), np.abs(values))
    with np.errstate(divide="ignore", invalid="ignore"):
        zone = np.where(half > noise, 3 * (values - mid) / half, np.nan)
    lower, upper = np.maximum(mid - half, low), np.minimum(mid + half, high)
    cut = {
        "cut_low": int((mid - half < low).sum()),
        "cut_high": int((mid + half > high).sum()),
    }
    return Fit(line, lower, upper, zone, sigma, {**cut, **facts})


def _known(values: Floats, base: Flags, name: str = "values") -> Floats:
    known = values[base]
    known = known[~np.isnan(known)]
    if not len(known):
        raise CourseError(
            "a phase or baseline holds no point to work its lines out from",
            field=name,
            do="Exclude fewer points, or start the phase elsewhere",
        )
    return known


def run(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """The median, without limits."""
    values = columns["value"]
    known = _known(values, base)
    line = float(np.median(known) if settings.centre == "median" else known.mean())
    none = np.full(len(values), np.nan)
    return Fit(np.full(len(values), line), none, none, none, math.nan)


def xmr(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """Single values with limits from moving ranges."""
    values = columns["value"]
    known = _known(values, base)
    line = float(np.median(known) if settings.centre == "median" else known.mean())
    size = moving_spread(values[base], settings.spread)
    return _fit(
        values, line, size.width, sigma=size.width / 3, moving_range=size.range, ranges_screened=size.screened
    )


def moving_range(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """Moving ranges; a phase before its second point has none."""
    values = columns["value"]
    size = moving_spread(columns["source"][base], settings.spread)
    top = size.range_limit
    line = size.range
    fit = _fit(values, line, top - line, sigma=size.width / 3, low=0.0)
    return fit


def _grand_mean(columns: Columns, base: Flags) -> float:
    _known(columns["value"], base)
    size = columns["size"][base]
    return float(np.nansum(columns["value"][base] * size) / size[~np.isnan(columns["value"][base])].sum())


def within_sigma(columns: Columns, base: Flags, settings: Settings, measure: str) -> float:
    """The standard deviation inside groups, from their ranges or standard deviations."""
    known = base & ~np.isnan(columns["value"])
    sizes = columns["size"][known].astype(int)
    if settings.estimator == "pooled":
        free = sizes - 1
        pooled = math.sqrt(float((free * columns["sd"][known] ** 2).sum()) / int(free.sum()))
        return pooled / _c4(int(free.sum()) + 1)
    if measure == "range":
        return float(np.mean(columns["range"][known] / _d2(sizes, settings)))
    return float(np.mean(columns["sd"][known] / _constant(sizes, "c4")))


def _c4(n: int) -> float:
    return math.sqrt(2 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))


def _constant(sizes: NDArray[Any], name: str) -> Floats:
    table = {n: getattr(control_constants(int(n)), name) for n in np.unique(sizes[~np.isnan(sizes)])}
    return np.array([table.get(n, np.nan) for n in sizes], dtype=float)


def _d2(sizes: NDArray[Any], settings: Settings) -> Floats:
    exact = _constant(sizes, "d2")
    return np.round(exact, 3) if settings.table else exact


def _averages(measure: str) -> Callable[[Columns, Flags, Settings], Fit]:
    def fit(columns: Columns, base: Flags, settings: Settings) -> Fit:
        sigma = within_sigma(columns, base, settings, measure)
        return _fit(columns["value"], _grand_mean(columns, base), 3 * sigma / np.sqrt(columns["size"]), sigma=sigma)

    return fit


def ranges(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """The R chart that belongs to an average chart: lines at d2 and d2 plus or minus 3 d3 standard deviations."""
    sigma = within_sigma(columns, base, settings, "range")
    d2, d3 = _d2(columns["size"], settings), _constant(columns["size"], "d3")
    return _fit(columns["value"], sigma * d2, 3 * sigma * d3, sigma=sigma, low=0.0)


def deviations(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """The S chart that belongs to an average chart: lines at c4 and c4 plus or minus 3 sqrt(1 - c4²)."""
    sigma = within_sigma(columns, base, settings, "sd")
    c4 = _constant(columns["size"], "c4")
    return _fit(columns["value"], sigma * c4, 3 * sigma * np.sqrt(1 - c4 * c4), sigma=sigma, low=0.0)


def _rate(columns: Columns, base: Flags) -> float:
    _known(columns["value"], base)
    known = base & ~np.isnan(columns["value"])
    return float(columns["count"][known].sum() / columns["size"][known].sum())


def _share(scaled: bool, prime: bool) -> Callable[[Columns, Flags, Settings], Fit]:
    """p, np and p′ charts: the standard deviation of a binomial share, stretched by sigma z for p′."""

    def fit(columns: Columns, base: Flags, settings: Settings) -> Fit:
        size = columns["size"]
        rate = _rate(columns, base)
        error = np.sqrt(rate * (1 - rate) / size)
        return _attribute(columns, base, settings, rate, error, scaled, prime, top=1.0)

    return fit


def _events(scaled: bool, prime: bool) -> Callable[[Columns, Flags, Settings], Fit]:
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
    return _fit(
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


def times(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """Times between events: the limits of an XmR chart of x ** power, carried back."""
    values = columns["value"]
    power = settings.power
    bent = values**power
    inner = xmr({"value": bent}, base, settings)
    lower = np.maximum(inner.lower, 0.0) ** (1 / power)
    return Fit(
        inner.centre ** (1 / power),
        lower,
        inner.upper ** (1 / power),
        inner.zone,
        inner.sigma,
        {
            "cut_low": int((inner.lower < 0).sum()),
            "cut_high": 0,
            "bent_centre": float(inner.centre[0]),
            "bent_lower": float(inner.lower[0]),
            "bent_upper": float(inner.upper[0]),
        },
    )


def counts_between(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """Cases between events: the standard deviation of a geometric distribution about the mean."""
    values = columns["value"]
    known = _known(values, base)
    mean = float(known.mean())
    line = float(np.median(known)) if settings.centre == "median" else mean
    sigma = math.sqrt(mean * (mean + 1))
    return _fit(values, line, 3 * sigma, sigma=sigma, low=0.0, middle=mean, mean=mean)


#: How the lines of each kind of chart are worked out.
FITS: dict[str, Callable[[Columns, Flags, Settings], Fit]] = {
    "run": run,
    "xmr": xmr,
    "mr": moving_range,
    "xbar_r": _averages("range"),
    "xbar_s": _averages("sd"),
    "r": ranges,
    "s": deviations,
    "p": _share(scaled=False, prime=False),
    "np": _share(scaled=True, prime=False),
    "laney_p": _share(scaled=False, prime=True),
    "c": _events(scaled=True, prime=False),
    "u": _events(scaled=False, prime=False),
    "laney_u": _events(scaled=False, prime=True),
    "t": times,
    "g": counts_between,
}

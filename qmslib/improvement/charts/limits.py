"""Lines of charts of single values and of rare events; and which kind of chart has which lines."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from qmslib.improvement.charts import count_limits, group_limits
from qmslib.improvement.charts.fit import Columns, Fit, Flags, Settings, drawn, known_values
from qmslib.improvement.charts.spread import moving_spread


def run(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """The median, without limits."""
    values = columns["value"]
    known = known_values(values, base)
    line = float(np.median(known) if settings.centre == "median" else known.mean())
    none = np.full(len(values), np.nan)
    return Fit(np.full(len(values), line), none, none, none, math.nan)


def xmr(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """Single values with limits from moving ranges."""
    values = columns["value"]
    known = known_values(values, base)
    line = float(np.median(known) if settings.centre == "median" else known.mean())
    size = moving_spread(values[base], settings.spread)
    return drawn(
        values, line, size.width, sigma=size.width / 3, moving_range=size.range, ranges_screened=size.screened
    )


def moving_range(columns: Columns, base: Flags, settings: Settings) -> Fit:
    """Moving ranges; a phase before its second point has none."""
    values = columns["value"]
    size = moving_spread(columns["source"][base], settings.spread)
    top = size.range_limit
    line = size.range
    fit = drawn(values, line, top - line, sigma=size.width / 3, low=0.0)
    return fit


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
    known = known_values(values, base)
    mean = float(known.mean())
    line = float(np.median(known)) if settings.centre == "median" else mean
    sigma = math.sqrt(mean * (mean + 1))
    return drawn(values, line, 3 * sigma, sigma=sigma, low=0.0, middle=mean, mean=mean)


#: How the lines of each kind of chart are worked out.
FITS: dict[str, Callable[[Columns, Flags, Settings], Fit]] = {
    "run": run,
    "xmr": xmr,
    "mr": moving_range,
    "xbar_r": group_limits.averages("range"),
    "xbar_s": group_limits.averages("sd"),
    "r": group_limits.ranges,
    "s": group_limits.deviations,
    "p": count_limits.share(scaled=False, prime=False),
    "np": count_limits.share(scaled=True, prime=False),
    "laney_p": count_limits.share(scaled=False, prime=True),
    "c": count_limits.events(scaled=True, prime=False),
    "u": count_limits.events(scaled=False, prime=False),
    "laney_u": count_limits.events(scaled=False, prime=True),
    "t": times,
    "g": counts_between,
}

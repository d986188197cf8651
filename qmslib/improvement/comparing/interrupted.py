"""Interrupted time series: level and trend before and after a change, and what would have come without it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level
from qmslib._common.findings import Finding
from qmslib._common.frames import as_numbers
from qmslib._common.numbers import say_number
from qmslib.improvement.comparing._segments import design, fit
from qmslib.improvement.comparing._times import as_times
from qmslib.improvement.comparing._words import figure
from qmslib.improvement.comparing.series import (
    LEAST,
    InterruptedSeries,
    say_gap,
    say_range,
    say_size,
    say_when,
    texts,
)

_FEWEST = 3


def interrupted_series(
    values: Any,
    change: Any,
    time: Any = None,
    *,
    exposure: Any = None,
    season: int | None = None,
    slope: bool = True,
    method: str = "newey-west",
    lag: int | None = None,
    level: float = 0.95,
) -> InterruptedSeries:
    """Fit a line before a change and one after it, and compare the end with where the first line was heading.

    Parameters
    ----------
    values
        One figure for each week or month; with `exposure` the counts.
    change
        The first moment after the change: a date or number of `time`; without `time` the number of points before it.
    time
        When each figure was taken. The order of rows then does not matter; two figures at one time are refused.
    exposure
        For counts: out of how many, or over how many people. Then a log rate is fitted and effects are ratios.
    season
        How many steps make a year, such as 12 for months: adds two pairs of sine and cosine waves.
    slope
        Whether the trend may change as well as the level.
    method
        For plain figures: ``"newey-west"`` (the default), ``"ols"`` (neighbours independent) or
        ``"prais-winsten"`` (each figure depends on the one before). For counts quasi-Poisson errors are used.
    lag
        For Newey–West; by default the whole part of 4 (n / 100)^(2/9).
    level
        The confidence level.

    Returns
    -------
    InterruptedSeries
        Level and slope change, the value expected without the change, and the effect at the end, with intervals.

    Raises
    ------
    CourseError
        When fewer than three points stand on a side, times repeat, or a figure is missing.

    Notes
    -----
    Segmented regression (Wagner and others, 2002, Journal of Clinical Pharmacy and Therapeutics 27, 299–309):
    y = b0 + b1 time + b2 after + b3 (time since the change) after; the jump b2 is taken at the first point after the
    change. Errors: Newey and West (1987) with Bartlett weights and the small-sample factor n / (n − k), as Stata's
    ``newey``; Prais–Winsten by statsmodels' GLSAR; intervals by Student's t. Counts: quasi-Poisson with log exposure
    as offset, Pearson dispersion and normal intervals, as in Bernal, Cummins and Gasparrini (2017), International
    Journal of Epidemiology 46, 348–355. Fewer than eight points on a side give a warning.

    Examples
    --------
    >>> late = [20, 22, 21, 23, 22, 24, 23, 25, 18, 17, 18, 16, 17, 15, 16, 14]
    >>> print(interrupted_series(late, change=8).sentence)
    At the end, on point 16, the figure is 14.7; without the change 29.1 would have been expected: 14.4 lower (between 12.8 and 16 lower).
    """  # noqa: E501
    check_level(level)
    if method not in ("newey-west", "ols", "prais-winsten"):
        raise CourseError("this method is not known", field="method", found=method,
                          do="Choose newey-west, ols or prais-winsten")  # fmt: skip
    y = as_numbers(values, "values")
    n = len(y)
    labels: Any = list(range(1, n + 1)) if time is None else list(time)
    x = np.arange(1, n + 1, dtype=float) if time is None else as_times(time, "time")
    weights = None if exposure is None else as_numbers(exposure, "exposure")
    _check(y, x, weights)
    cut = float(_place(change, n)) if time is None else float(as_times([change], "change")[0])
    order = np.argsort(x)
    x, y, labels = x[order], y[order], [labels[place] for place in order]
    weights = None if weights is None else weights[order]
    n_before = int((x < cut).sum())
    if min(n_before, n - n_before) < _FEWEST:
        raise CourseError(
            "a line needs at least three points on each side of the change",
            field="change",
            found=(n_before, n - n_before),
            do=f"Collect more; from {LEAST} on a side the result can be trusted",
        )
    gaps = np.diff(x)
    step = float(np.median(gaps))
    steps = (x - x[0]) / step
    even = bool(np.abs(gaps / step - 1).max() < 0.2)  # months of 28 to 31 days count as even
    if even:
        steps = np.round(steps) if time is None else np.arange(n, dtype=float)
    matrix = design(steps, n_before, season, slope=slope)
    found = fit(y, matrix, weights, method, lag)
    report = _report(found, matrix, steps, n_before, level, slope)
    findings = _findings(report, found, season, n_before, even)
    fitted, without = found.line(matrix.full), found.line(matrix.without)
    scale = np.ones(n) if weights is None else weights
    points = pd.DataFrame(
        {
            "time": _moments(labels),
            "value": y,
            "phase": ["before"] * n_before + ["after"] * (n - n_before),
            "fitted": fitted * scale,
            "without_change": without * scale,
        }
    )
    points.loc[points.index < n_before, "without_change"] = np.nan
    at = points["time"].iloc[n_before]
    now, expected = float(points["fitted"].iloc[-1]), float(points["without_change"].iloc[-1])
    counter = found.estimate(matrix.without[-1], level, float(scale[-1]))
    value, low, high = (
        None if end is None else end - 1 if found.ratios else end
        for end in (report["effect"].value, report["effect"].low, report["effect"].high)
    )
    assert value is not None
    assert low is not None
    assert high is not None
    sentence = texts.say(
        "sentence",
        when=say_when(points["time"].iloc[-1]),
        now=say_number(now, 1),
        without=say_number(expected, 1),
        gap=say_gap(value, found.ratios),
        range=say_range(low, high, found.ratios),
    )
    return InterruptedSeries(
        sentence, tuple(findings), **report, counterfactual=counter, fitted_end=now, lag=found.lag,
        durbin_watson=found.durbin_watson, n_before=n_before, n_after=n - n_before, method=found.method,
        ratios=found.ratios, points=points, change_at=at,
    )  # fmt: skip


def _check(y: Any, x: Any, weights: Any) -> None:
    if len(x) != len(y):
        raise CourseError("there must be one time for each figure", field="time", found=(len(x), len(y)))
    if len(np.unique(x)) < len(x):
        values, counts = np.unique(x, return_counts=True)
        rows = [int(place) + 1 for place in np.flatnonzero(x == values[counts > 1][0])]
        raise CourseError("two figures stand at one time", field="time", found=f"rows {rows}", do="Join them first")
    if weights is not None:
        if len(weights) != len(y):
            raise CourseError("there must be one exposure for each count", field="exposure",
                              found=(len(weights), len(y)))  # fmt: skip
        if (weights <= 0).any() or (y < 0).any():
            raise CourseError("counts must not be negative and exposures must be above nought", field="exposure")


def _place(change: Any, n: int) -> int:
    if isinstance(change, bool) or not isinstance(change, (int, np.integer)) or not 0 < change < n:
        raise CourseError("change must say how many points come before it", field="change", found=change,
                          do="Give a whole number, or give time and a date")  # fmt: skip
    return int(change) + 1


def _moments(labels: list[Any]) -> Any:
    """Dates for the axis of the picture; plain numbers stay as they are."""
    column = pd.Series(labels)
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.dt.start_time
    if isinstance(labels[0], (date, np.datetime64, str)):
        moments = pd.to_datetime(column)
        return moments.dt.tz_localize(None) if moments.dt.tz is not None else moments
    return column


def _report(found: Any, matrix: Any, steps: Any, n_before: int, level: float, slope: bool) -> dict[str, Any]:
    width = matrix.full.shape[1]

    def unit(*places: int) -> Any:
        row = np.zeros(width)
        row[list(places)] = 1.0
        return row

    none = np.zeros(width)
    parts = {
        "level_change": unit(2),
        "slope_before": unit(1),
        "slope_after": unit(1, 3) if slope else unit(1),
        "slope_change": unit(3) if slope else none,
        "effect": matrix.full[-1] - matrix.without[-1],
    }
    report: dict[str, Any] = {name: found.contrast(row, level) for name, row in parts.items()}
    report["p_level"], report["p_effect"] = found.p(parts["level_change"]), found.p(parts["effect"])
    report["p_slope"] = found.p(parts["slope_change"]) if slope else 1.0
    return report


def _findings(report: dict[str, Any], found: Any, season: int | None, n_before: int, even: bool) -> list[Finding]:
    n, findings, null = found.n, [], 1.0 if found.ratios else 0.0
    if min(n_before, n - n_before) < LEAST:
        findings.append(texts.finding("warn", "few", before=n_before, after=n - n_before, least=LEAST))
    effect = report["effect"]
    if effect.low <= null <= effect.high:
        findings.append(texts.finding("warn", "unsure"))
    jump = report["level_change"]
    size = jump.value - null
    moved = "stayed" if figure(size * (100 if found.ratios else 1)) == "0" else "rose" if size > 0 else "fell"
    ends = say_range(jump.low - null, jump.high - null, found.ratios)
    findings.append(
        texts.finding("info", "level", moved=texts.say(moved, size=say_size(size, found.ratios)), range=ends)
    )
    if not found.ratios and report["p_slope"] < 1:
        trend = [report[name].value for name in ("slope_change", "slope_before", "slope_after")]
        change, before, after = (say_number(value, 2) for value in trend)
        ends = f" ({say_number(report['slope_change'].low)} to {say_number(report['slope_change'].high)})"
        findings.append(texts.finding("info", "slope", change=change, before=before, after=after, range=ends))
    if not 1.2 <= found.durbin_watson <= 2.8:
        key = "autocorrelation" if found.durbin_watson < 2 else "alternating"
        findings.append(texts.finding("info", key, dw=say_number(found.durbin_watson)))
        if not found.lag and not found.ratios:
            findings.append(texts.finding("warn", "no_lag"))
    if season is None:
        findings.append(texts.finding("info", "season"))
    elif n_before < 2 * season:
        findings.append(texts.finding("warn", "season_short"))
    if not even:
        findings.append(texts.finding("info", "uneven"))
    return [*findings, texts.finding("info", "cautions")]

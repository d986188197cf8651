"""The tables of a chart: its points and its phases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from qmslib.improvement.charts.chart import ControlChart


def points_table(chart: ControlChart) -> pd.DataFrame:
    """One row for each point, in order of time."""
    series, lines = chart._series, chart._lines
    size = len(series)
    broken: list[list[str]] = [[] for _ in range(size)]
    for signal in chart.signals:
        for number in signal.points:
            if signal.rule not in broken[number - 1]:
                broken[number - 1].append(signal.rule)
    table: dict[str, Any] = {
        "point": np.arange(1, size + 1),
        "when": np.arange(1, size + 1) if series.when is None else series.when,
        "value": series.columns["value"],
    }
    for name in ("count", "size"):
        if name in series.columns:
            table[name] = series.columns[name]
    table |= {
        "centre": lines.centre,
        "lower": lines.lower,
        "upper": lines.upper,
        "phase": series.phase + 1,
        "baseline": series.baseline & ~series.gap,
        "excluded": series.excluded,
        "signal": np.array([bool(rules) for rules in broken]),
        "rules": ["; ".join(rules) for rules in broken],
    }
    return pd.DataFrame(table)


def limits_table(chart: ControlChart) -> pd.DataFrame:
    """One row for each phase: the lines are those at its last point."""
    series, lines = chart._series, chart._lines
    rows: list[dict[str, Any]] = []
    for number, fit in enumerate(lines.fits):
        inside = (series.phase == number).nonzero()[0]
        known = inside[~np.isnan(series.columns["value"][inside])]
        last = known[-1] if len(known) else inside[-1]
        base = series.baseline[inside] & ~series.gap[inside]
        rows.append(
            {
                "phase": number + 1,
                "start": inside[0] + 1 if series.when is None else series.when[inside[0]],
                "end": inside[-1] + 1 if series.when is None else series.when[inside[-1]],
                "points": len(inside),
                "baseline_points": int(base.sum()),
                "centre": lines.centre[last],
                "lower": lines.lower[last],
                "upper": lines.upper[last],
                "sigma": fit.sigma,
                "limits_vary": bool(
                    np.ptp(lines.upper[known]) > 1e-12 * abs(float(lines.upper[last])) if len(known) else False
                ),
            }
        )
    return pd.DataFrame(rows)

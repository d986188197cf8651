"""Putting a chart together: its lines, what the rules find, its verdicts and its words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from qmslib._common.errors import CourseError
from qmslib.improvement.charts import words
from qmslib.improvement.charts.build import Recipe, arranged, fitted, judged, rule_sets
from qmslib.improvement.charts.chart import ControlChart
from qmslib.improvement.charts.series import Series
from qmslib.improvement.charts.signals import Signal


def make(recipe: Recipe, companion: str | None = None, series: Series | None = None) -> ControlChart:
    """The chart that a recipe describes; `companion` is the kind of chart that goes with it."""
    series = arranged(recipe) if series is None else series
    sets = rule_sets(recipe)
    if not (~series.gap & ~series.excluded).any():
        raise CourseError("every point is missing or excluded", do="Give at least one point to judge")
    lines = fitted(recipe, series)
    found = judged(recipe, series, lines, sets)
    options = recipe.options
    if recipe.kind in words.SHARES and options.target is not None and not 0 <= options.target <= 1:
        raise CourseError(
            "a share lies between 0 and 1", field="target", found=options.target, do="Give 0.9 for 90 %"
        )
    verdict, held = words.variation(found, series, options.better)
    signals = tuple(words.signal_of(one, series) for one in found)
    said = {id(one): signal for one, signal in zip(found, signals, strict=True)}
    recent = sum(signal.phase == int(series.phase[-1]) + 1 for signal in signals)
    held_signals: Sequence[Signal] = [said[id(one)] for one in held]
    lower, upper = _last(lines.lower), _last(lines.upper)
    assured = words.assurance(
        options.target, options.better, math.nan if lower is None else lower, math.nan if upper is None else upper
    )
    return ControlChart(
        sentence=words.sentence(recipe, lines, verdict, held_signals, assured, len(signals), recent),
        findings=words.findings(recipe, series, lines),
        kind=recipe.kind,
        name=options.name or words.texts.say(f"name_{recipe.kind}"),
        target=options.target,
        better=options.better,
        rules=tuple(sets),
        centre=float(_last(lines.centre) or 0.0),
        lower=lower,
        upper=upper,
        sigma=None if recipe.kind == "run" else lines.fits[-1].sigma,
        signals=signals,
        variation=verdict,
        assurance=assured,
        sigma_z=lines.fits[-1].facts.get("sigma_z"),
        _recipe=recipe,
        _series=series,
        _lines=lines,
        _companion=companion,
    )


def _last(line: Any) -> float | None:
    """The last figure of a line that is known: at a gap the limits of a share are not."""
    known = line[~np.isnan(line)]
    return float(known[-1]) if len(known) else None

"""From columns and options to a finished chart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib.improvement.charts.fit import Columns, Fit, Settings
from qmslib.improvement.charts.limits import FITS
from qmslib.improvement.charts.moments import read_when
from qmslib.improvement.charts.options import Options
from qmslib.improvement.charts.rules import Rule, Stretch, chosen, flags_whole
from qmslib.improvement.charts.series import Series, column, frozen, phase_numbers, places, same_length
from qmslib.improvement.charts.signals import Found, gather


@dataclass(frozen=True, eq=False)
class Recipe:
    """All that a chart is made from, so that it can be made again with more points."""

    kind: str
    columns: Columns
    options: Options
    settings: Settings
    default_rules: str | tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of all phases put together, point by point."""

    centre: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    zone: NDArray[np.float64]
    fits: tuple[Fit, ...]


def arranged(recipe: Recipe) -> Series:
    """The columns in order of time with phases, baseline and exclusions."""
    options = recipe.options
    same_length(list(recipe.columns.items()))
    size = len(recipe.columns["value"])
    if not size:
        raise CourseError("there is nothing to chart yet", do="Give at least one point")
    when, axis, order = read_when(
        column(options.when, "when", options.data) if options.when is not None else None, size
    )
    if when is not None:
        when = when[order]
    ruler = when if when is not None else np.empty(size)
    exclude = options.exclude
    if options.data is not None and isinstance(exclude, str) and exclude in options.data.columns:
        exclude = list(options.data[exclude].astype(bool))
    excluded = places(exclude, when, axis, "exclude", order)
    phase = phase_numbers(options.phases, when, axis, size)
    baseline = frozen(options.freeze, ruler if axis != "none" else None, axis, phase == phase[-1]) & ~excluded
    columns = {name: values[order] for name, values in recipe.columns.items()}
    return Series(columns, order, when, axis, phase, baseline, excluded, np.isnan(columns["value"]))


def fitted(recipe: Recipe, series: Series) -> Lines:
    """The lines of every phase."""
    fits = []
    for number in range(int(series.phase[-1]) + 1):
        inside = series.phase == number
        part = {name: values[inside] for name, values in series.columns.items()}
        fits.append(FITS[recipe.kind](part, series.baseline[inside], recipe.settings))

    def joined(name: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(fit, name) for fit in fits])

    return Lines(joined("centre"), joined("lower"), joined("upper"), joined("zone"), tuple(fits))


def rule_sets(recipe: Recipe) -> dict[str, tuple[Rule, ...]]:
    """The chosen sets of rules; a set that needs limits is refused for a chart without any."""
    options = recipe.options
    sets = chosen(options.rules if options.rules is not None else recipe.default_rules, options.shift, options.trend)
    if recipe.kind == "run":
        for name, rules in sets.items():
            if any(rule.needs_limits for rule in rules):
                raise CourseError(
                    "these rules need limits, which a run chart does not have",
                    field="rules",
                    found=name,
                    do='Use "anhoj", or an XmR chart',
                )
    return sets


def judged(recipe: Recipe, series: Series, lines: Lines, sets: dict[str, tuple[Rule, ...]]) -> list[Found]:
    """What every rule of every chosen set finds, phase by phase."""
    options = recipe.options
    found: list[Found] = []
    for number in range(len(lines.fits)):
        inside = ((series.phase == number) & ~series.excluded).nonzero()[0]
        if not len(inside):
            continue
        values = series.columns["value"][inside]
        for name, rules in sets.items():
            part = Stretch(
                values,
                lines.centre[inside],
                lines.lower[inside],
                lines.upper[inside],
                np.where(np.isnan(values), np.nan, lines.zone[inside]),
                options.strict,
                options.on_centre or "break",
            )
            whole = flags_whole(name, options.flag)
            for rule in rules:
                hit = rule.find(part, rule, whole)
                if hit.whole or hit.flags.any():
                    found.extend(gather(name, rule, number, inside, hit, whole))
    return found

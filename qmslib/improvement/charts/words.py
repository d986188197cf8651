"""A chart in words: its signals, its verdicts, its sentence and what else to look at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.numbers import say_number
from qmslib.improvement.charts.build import Lines, Recipe
from qmslib.improvement.charts.fit import Fit
from qmslib.improvement.charts.series import Series
from qmslib.improvement.charts.signals import Found, Signal

texts = module_texts(__file__)
SHARES = ("p", "laney_p")
COUNTS = ("p", "np", "c", "u", "laney_p", "laney_u")


def figure(kind: str, value: float | None) -> str:
    """A value for reading: shares as percentages, others with as many places as they need."""
    if value is None or math.isnan(value):
        return "–"
    if kind in SHARES:
        return f"{say_number(value * 100, 1)} %"
    size = abs(value)
    if size >= 1e12 or 0 < size < 1e-4:
        return f"{value:.3g}"
    places = 2 if size >= 1 or size == 0 else min(6, 2 - math.floor(math.log10(size)))
    return say_number(value, 1 if size >= 100 else places)


def signal_of(found: Found, series: Series) -> Signal:
    """A pattern with its words."""
    rule = found.rule
    labels = tuple(series.label(int(place)) for place in found.places)
    numbers = tuple(int(place) + 1 for place in found.places)
    way = {1: "up", -1: "down", 0: ""}[found.side]
    side = {"up": "above", "down": "below", "": ""}[way]
    if rule.key == "trend":
        side = {"up": "rising", "down": "falling", "": ""}[way]
    key = f"{rule.key}_{way}" if way else rule.key
    first = (series.label(found.first) if found.count else labels[0]) if labels else ""
    said = texts.say(
        f"{key}_words", n=len(numbers), first=first, last=labels[-1] if labels else "",
        points=join_words(list(labels)), run=rule.run, of=rule.of, count=found.count,
    )  # fmt: skip
    name = texts.say(f"{rule.key}_rule", run=rule.run, of=rule.of)
    return Signal(name, found.set, numbers, labels, side, found.phase + 1, said[:1].upper() + said[1:])


def variation(found: Sequence[Found], series: Series, better: str | None) -> tuple[str, list[Found]]:
    """The verdict on the latest judged point, and the patterns it rests on."""
    judged = (~series.excluded & ~series.gap).nonzero()[0]
    if not len(judged):
        return "common cause", []
    latest, last_phase = int(judged[-1]), int(series.phase[-1])
    # The Anhøj rules test a phase as a whole, so they hold for its latest point wherever the run lies.
    held = [one for one in found if latest in one.places or (one.set == "anhoj" and one.phase == last_phase)]
    if not held:
        return "common cause", []
    held.sort(key=lambda one: latest not in one.places)
    ways = {one.side for one in held if one.side and latest in one.places}
    good = {"higher": 1, "lower": -1}.get(better or "")
    if good is None or not ways:
        return "special cause neither", held
    # Where one rule says better and another worse, the NHS England workbook shows the improvement.
    return ("special cause improving" if good in ways else "special cause concerning"), held


def assurance(target: float | None, better: str | None, lower: float, upper: float) -> str | None:
    """What the limits say about the target: pass, fail, hit or miss; None without a target, a direction or limits."""
    if target is None or better is None or math.isnan(lower) or math.isnan(upper):
        return None
    if target > upper:
        return "fail" if better == "higher" else "pass"
    if target < lower:
        return "pass" if better == "higher" else "fail"
    return "hit or miss"


def sentence(
    recipe: Recipe, lines: Lines, verdict: str, held: Sequence[Signal], assured: str | None, total: int, recent: int
) -> str:
    """The chart's finding."""
    kind, options = recipe.kind, recipe.options
    name = options.name or texts.say(f"name_{kind}")
    said = [texts.say(verdict.replace(" ", "_"), name=name[:1].upper() + name[1:], why=held[0].words if held else "")]
    if total and not held:
        said.append(texts.say("earlier", n=total))
    elif total > len(held):
        said.append(texts.say("others", n=total - len(held)))
    centre = figure(kind, float(lines.centre[-1]))
    if kind == "run":
        said.append(texts.say("median", centre=centre))
    elif lines.upper[-1] > lines.lower[-1]:
        said.append(
            # Limits that points have broken in this phase foretell nothing.
            texts.say("expected" if held or recent else "expect", lower=figure(kind, float(lines.lower[-1])),
                      upper=figure(kind, float(lines.upper[-1])), centre=centre)
        )  # fmt: skip
    if assured:
        said.append(texts.say(f"assurance_{assured.replace(' ', '_')}", target=figure(kind, options.target)))
    return " ".join(said)


def findings(recipe: Recipe, series: Series, lines: Lines) -> tuple[Finding, ...]:
    """What a careful reader of this chart should know."""
    kind = recipe.kind
    out: list[Finding] = []
    if kind in ("mr", "r", "s"):
        return ()  # what is to be said of the points, the chart beside it says
    for number, fit in enumerate(lines.fits):
        inside = series.phase == number
        base = int((series.baseline & inside & ~series.gap).sum())
        tag = texts.say("phase", number=number + 1) if len(lines.fits) > 1 else ""
        need = 10 if kind == "run" else 20
        if base < need:
            out.append(texts.finding("warn", "few_run" if kind == "run" else "few", n=base, phase=tag))
        values = series.columns["value"][inside & ~series.excluded & ~series.gap]
        if len(values) and np.ptp(values) <= 1e-10 * max(1.0, float(np.abs(values).max())):
            out.append(texts.finding("info", "flat", phase=tag))
        elif kind != "run" and np.isnan(fit.zone[~np.isnan(values_of(series, inside))]).all():
            out.append(texts.finding("warn", "no_width", phase=tag))
        _counts(kind, fit, tag, out)
        if kind in ("xmr", "run", "xbar_r", "xbar_s"):
            _neighbours(series, inside, fit, tag, out)
    if count := int(series.excluded.sum()):
        out.append(texts.finding("info", "excluded", n=count, points=_named(series, series.excluded)))
    if count := int((series.gap & ~series.excluded).sum()):
        out.append(texts.finding("info", "gaps", n=count, points=_named(series, series.gap)))
    if recipe.options.freeze is not None:
        last = series.phase == series.phase[-1]
        carried = int((last & ~series.baseline & ~series.excluded).sum())
        if carried:
            out.append(
                texts.finding("info", "frozen", n=int((last & series.baseline & ~series.gap).sum()), later=carried)
            )
    if series.axis == "label":
        out.append(texts.finding("info", "labels"))
    if recipe.options.target is not None and recipe.options.better is None:
        out.append(texts.finding("info", "no_direction"))
    return tuple(out)


def values_of(series: Series, inside: Any) -> Any:
    """The values of some points."""
    return series.columns["value"][inside]


def _named(series: Series, flags: Any) -> str:
    labels = [series.label(int(place)) for place in flags.nonzero()[0]]
    return join_words(labels) if len(labels) <= 6 else ", ".join(labels[:6]) + ", …"


def _counts(kind: str, fit: Fit, tag: str, out: list[Finding]) -> None:
    facts = fit.facts
    if facts.get("cut_low"):
        out.append(texts.finding("info", "cut_low", n=facts["cut_low"], phase=tag))
    if facts.get("cut_high"):
        out.append(texts.finding("info", "cut_high", n=facts["cut_high"], phase=tag))
    if kind not in COUNTS:
        return
    if facts["least_expected"] < 5:
        out.append(texts.finding("warn", "small", least=say_number(facts["least_expected"], 1), phase=tag))
    sigma_z, p = facts["sigma_z"], facts["dispersion_p"]
    told = say_number(sigma_z, 2)
    if kind.startswith("laney"):
        out.append(texts.finding("info", "stretched", sigma_z=told, phase=tag))
    elif p is not None and p < 0.05 and sigma_z > 1.2:
        better = "laney_p_chart" if kind in ("p", "np") else "laney_u_chart"
        out.append(texts.finding("warn", "over", sigma_z=told, chart=better, phase=tag))
    elif p is not None and p < 0.05 and sigma_z < 0.8:
        out.append(texts.finding("warn", "under", sigma_z=told, phase=tag))


def _neighbours(series: Series, inside: Any, fit: Fit, tag: str, out: list[Finding]) -> None:
    """Warn where neighbours are alike: limits from moving ranges are then too narrow."""
    keep = inside & series.baseline & ~series.gap
    values = series.columns["value"][keep]
    if len(values) < 20:
        return
    middle = values - values.mean()
    total = float((middle * middle).sum())
    if total <= 0:
        return
    alike = float((middle[1:] * middle[:-1]).sum()) / total
    if alike > 2 / math.sqrt(len(values)) and alike > 0.5:
        out.append(texts.finding("warn", "alike", r=say_number(alike, 2), phase=tag))

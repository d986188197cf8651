"""How a chart draws and describes itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from qmslib._common.findings import module_texts
from qmslib._common.plots import INK
from qmslib._common.words import short
from qmslib.improvement.charts.words import SHARES, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qmslib.improvement.charts.chart import ControlChart

texts = module_texts(__file__)


def _name(chart: ControlChart) -> str:
    return chart.name[:1].upper() + chart.name[1:]


def title(chart: ControlChart) -> str:
    """The name and the verdict."""
    if chart.variation == "common cause":
        recent = sum(signal.phase == int(chart._series.phase[-1]) + 1 for signal in chart.signals)
        return texts.say("title_earlier" if recent else "title_common_cause", name=_name(chart), n=recent)
    return texts.say(f"title_{chart.variation.replace(' ', '_')}", name=_name(chart))


def describe(chart: ControlChart) -> str:
    """What is seen, with its numbers."""
    series, kind = chart._series, chart.kind
    values = series.columns["value"]
    known = (~np.isnan(values)).nonzero()[0]
    low, high = known[values[known].argmin()], known[values[known].argmax()]
    said = [
        texts.say(
            "alt", chart=texts.say(f"kind_{kind}"), name=chart.name, n=len(values), first=series.label(0),
            last=series.label(len(values) - 1), low=figure(kind, values[low]), low_at=series.label(int(low)),
            high=figure(kind, values[high]), high_at=series.label(int(high)), centre=figure(kind, chart.centre),
        )
    ]  # fmt: skip
    if chart.lower is not None:
        said.append(texts.say("alt_limits", lower=figure(kind, chart.lower), upper=figure(kind, chart.upper)))
    if len(chart._lines.fits) > 1:
        said.append(texts.say("alt_phases", n=len(chart._lines.fits)))
    if chart.target is not None:
        said.append(texts.say("alt_target", target=figure(kind, chart.target)))
    words = [signal.words for signal in chart.signals]
    said.append(" ".join(words[:5]) if words else texts.say("alt_none"))
    if len(words) > 5:
        said.append(texts.say("alt_more", n=len(words) - 5))
    return " ".join(said)


def _places(chart: ControlChart) -> Any:
    series = chart._series
    if series.axis == "date":
        return series.when.tz_localize(None).to_numpy() if series.when.tz is not None else series.when.to_numpy()
    if series.axis == "number":
        return np.asarray(series.when, dtype=float)
    return np.arange(1, len(series) + 1)


def _kinds_of_points(chart: ControlChart) -> dict[str, Any]:
    """Which points to draw as what: an improvement wins where a point is both."""
    size = len(chart._series)
    marks = {name: np.zeros(size, dtype=bool) for name in ("signal", "good")}
    wanted = {"higher": ("above", "rising"), "lower": ("below", "falling")}.get(chart.better or "", ())
    for signal in chart.signals:
        where = np.array(signal.points, dtype=int) - 1
        marks["good" if signal.side in wanted else "signal"][where] = True
    marks["signal"] &= ~marks["good"]
    return marks


def draw(chart: ControlChart, axes: Axes) -> None:
    """Points, lines, target, phases; every meaning has a shape or a line style besides its colour."""
    series, lines = chart._series, chart._lines
    x, values = _places(chart), series.columns["value"]
    for number in range(len(lines.fits)):
        inside = series.phase == number
        axes.plot(x[inside], lines.centre[inside], color=INK["soft"], lw=1.2, label="_centre")
        for line in (lines.lower, lines.upper):
            level = line[inside]
            flat = np.nanmax(level) - np.nanmin(level) < 1e-12 if not np.isnan(level).all() else True
            axes.plot(
                x[inside],
                level,
                color=INK["soft"],
                lw=1,
                ls=(0, (5, 3)),
                drawstyle="default" if flat else "steps-mid",
            )
        if number:
            axes.axvline(x[inside][0], color=INK["grid"], lw=1, ls=":")
    if chart.target is not None:
        axes.plot(x[[0, -1]], [chart.target] * 2, color=INK["target"], lw=1.2, ls="-.")
    shown = np.where(series.excluded, np.nan, values)
    axes.plot(x, shown, color=INK["line"], lw=1)
    marks = _kinds_of_points(chart)
    plain = ~series.excluded & ~marks["signal"] & ~marks["good"]
    for flags, shape, colour, label in (
        (plain, "o", "line", None),
        (marks["signal"], "D", "signal", texts.say("mark_concern" if chart.better else "mark_signal")),
        (marks["good"], "^", "good", texts.say("mark_good")),
        (series.excluded, "x", "soft", texts.say("mark_excluded")),
    ):
        if flags.any():
            axes.plot(
                x[flags], values[flags], ls="none", marker=shape, ms=7 if label else 4, color=INK[colour],
                label=label or "_points",
            )  # fmt: skip
    _label_lines(chart, axes, x)
    _label_axes(chart, axes, x)
    if any(flags.any() for flags in (marks["signal"], marks["good"], series.excluded)):
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), ncols=3, borderaxespad=0)


def _label_lines(chart: ControlChart, axes: Axes, x: Any) -> None:
    levels: list[tuple[str, float | None, str]] = [
        ("upper", chart.upper, "soft"), ("centre", chart.centre, "soft"), ("lower", chart.lower, "soft"),
        ("target", chart.target, "target"),
    ]  # fmt: skip
    for name, level, colour in levels:
        if level is not None and not math.isnan(level):
            axes.annotate(
                texts.say(f"line_{name}", value=figure(chart.kind, level)), (x[-1], level), xytext=(8, 0),
                textcoords="offset points", va="center", color=INK[colour], fontsize=8.5, annotation_clip=False,
            )  # fmt: skip


def _label_axes(chart: ControlChart, axes: Axes, x: Any) -> None:
    from matplotlib import dates
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    series = chart._series
    axes.set_ylabel(_name(chart), parse_math=False)
    if chart.kind in SHARES:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:g} %"))
    if series.axis == "date":
        ruler: Any = dates
        locator = ruler.AutoDateLocator(maxticks=10)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ruler.ConciseDateFormatter(locator, offset_formats=["", *["%Y"] * 5]))
    elif series.axis == "label":
        step = max(1, math.ceil(len(x) / 12))
        axes.set_xticks(x[::step], [short(str(label), 18) for label in series.when[::step]], rotation=30, ha="right")
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def both(chart: ControlChart) -> Figure:
    """The chart and its companion on one figure."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from qmslib._common import plots

    with rc_context(plots._STYLE):
        beside = chart.companion
        figure = Figure(figsize=(8.0, 4.2 if beside is None else 7.0), layout="constrained")
        shown = [one for one in (chart, beside) if one is not None]
        for number, one in enumerate(shown, start=1):
            plots.plotted(one, figure.add_subplot(len(shown), 1, number))
    return figure

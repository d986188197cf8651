"""Importance and performance side by side: where to put the next hour of effort."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_numbers, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
CROSSHAIRS = ("mean", "median", "midpoint")
#: Quadrants of Martilla and James, by high importance and high performance.
QUADRANTS = {
    (True, False): "concentrate here",
    (True, True): "keep up the good work",
    (False, False): "low priority",
    (False, True): "possible overkill",
}


@dataclass(frozen=True, eq=False)
class ImportancePerformance(Picture):
    """Each attribute in one of four quadrants.

    Attributes
    ----------
    sentence, findings
        Where to concentrate, in words; borderline attributes.
    attributes
        One row an attribute: `importance`, `performance`, `gap` (performance − importance), `quadrant`, `action` in
        words, `borderline`, `n` rows it was averaged from.
    crosshair
        Where the lines stand: importance, performance.
    rule
        How they were placed.

    Examples
    --------
    >>> from qmslib.feedback import importance_performance
    >>> rows = [{"attribute": "speed", "importance": 5, "performance": 2}]
    >>> importance_performance(rows, crosshair="midpoint").attributes["quadrant"].tolist()
    ['concentrate here']
    """

    sentence: str
    findings: tuple[Finding, ...]
    attributes: pd.DataFrame
    crosshair: tuple[float, float] | None
    rule: str
    low: float
    high: float

    def frame(self) -> pd.DataFrame:
        """The attributes, one row each."""
        return self.attributes.copy()

    @property
    def alt(self) -> str:
        """Each attribute with its figures and quadrant."""
        parts = [
            f"{row['attribute']}: importance {say_number(row['importance'])}, performance "
            f"{say_number(row['performance'])}, {row['quadrant']}"
            for row in self.attributes.to_dict("records")
        ]
        return texts.say("alt", parts="; ".join(parts) or "no attributes")

    def draw(self, axes: Axes) -> None:
        """Importance against performance with the crosshair; quadrants and points bear their names."""
        shapes = dict(zip(QUADRANTS.values(), ("s", "o", "v", "^"), strict=True))
        for row in self.attributes.to_dict("records"):
            at = (row["performance"], row["importance"])
            colour = INK["signal"] if row["quadrant"] == "concentrate here" else INK["line"]
            fill = "none" if row["borderline"] else "full"
            axes.plot(*at, shapes[row["quadrant"]], color=colour, fillstyle=fill, markersize=8)
            axes.annotate(row["attribute"], at, xytext=(7, 4), textcoords="offset points", fontsize=9)
        room = 0.03 * (self.high - self.low)
        axes.set(xlim=(self.low - room, self.high + room), ylim=(self.low - room, self.high + room))
        if self.crosshair is not None:
            axes.axhline(self.crosshair[0], color=INK["soft"], linestyle="--", linewidth=1)
            axes.axvline(self.crosshair[1], color=INK["soft"], linestyle="--", linewidth=1)
        for (important, good), name in QUADRANTS.items():
            axes.text(
                0.99 if good else 0.01, 0.99 if important else 0.01, name,
                transform=axes.transAxes, color=INK["soft"],
                ha="right" if good else "left", va="top" if important else "bottom",
            )  # fmt: skip
        axes.set(xlabel=texts.say("axis_performance"), ylabel=texts.say("axis_importance"))


def importance_performance(
    scores: Any,
    *,
    attribute: str = "attribute",
    importance: str = "importance",
    performance: str = "performance",
    crosshair: str | tuple[float, float] = "mean",
    low: float = 1,
    high: float = 5,
    margin: float | None = None,
) -> ImportancePerformance:
    """Importance–performance analysis: sort attributes into four quadrants that each say what to do.

    Parameters
    ----------
    scores
        One row an attribute; or one row for each answer, which are then averaged by attribute.
    attribute, importance, performance
        The columns.
    crosshair
        ``"mean"`` or ``"median"`` of the attributes' values, ``"midpoint"`` of the scale, or your own (importance,
        performance). A value on the line counts as high.
    low, high
        The ends of the scale.
    margin
        How near to a line counts as borderline. By default 5 % of the length of the scale.

    Returns
    -------
    ImportancePerformance
        With the table `attributes`.

    Raises
    ------
    CourseError
        With column and rows, if a score is missing or off the scale.

    Notes
    -----
    Martilla and James (1977), Journal of Marketing 41, pages 77 to 79: A concentrate here, B keep up the good work,
    C low priority, D possible overkill. With means as crosshair some attribute nearly always falls short, however
    good the service; with the midpoint all may crowd into one corner. Say which one you used.

    Examples
    --------
    >>> from qmslib.feedback import importance_performance
    >>> found = importance_performance(
    ...     {"attribute": ["speed", "tone", "forms"], "importance": [4.8, 4.0, 2.0], "performance": [2.5, 4.5, 2.1]}
    ... )
    >>> found.attributes["quadrant"].tolist()
    ['concentrate here', 'keep up the good work', 'low priority']
    """
    if not high > low:
        raise CourseError("the scale ends before it begins", found=(low, high))
    frame = as_frame(scores, [attribute, importance, performance] if len(scores) else [])
    heads = ["attribute", "importance", "performance", "gap", "quadrant", "action", "borderline", "n"]
    rule = crosshair if isinstance(crosshair, str) else "given"
    if isinstance(crosshair, str) and crosshair not in CROSSHAIRS:
        raise CourseError(
            "this crosshair is not known",
            field="crosshair",
            found=crosshair,
            do=f"Use {', '.join(CROSSHAIRS)} or numbers",
        )
    if not len(frame):
        return ImportancePerformance(texts.say("nothing"), (), pd.DataFrame(columns=heads), None, rule, low, high)
    nameless = frame[attribute].isna().to_numpy()
    if nameless.any():
        raise CourseError(f"{rows_named(nameless.nonzero()[0])}: the attribute has no name", field=attribute)
    table = pd.DataFrame(
        {
            "attribute": frame[attribute].astype(str),
            "importance": read_numbers(frame, importance, missing=False, low=low, high=high),
            "performance": read_numbers(frame, performance, missing=False, low=low, high=high),
        }
    )
    grouped = table.groupby("attribute", sort=False)
    means = grouped[["importance", "performance"]].mean()
    means["n"] = grouped.size()
    if isinstance(crosshair, str):
        if crosshair == "midpoint":
            lines = ((low + high) / 2,) * 2
        else:
            found = means[["importance", "performance"]].agg(crosshair)
            lines = (float(found.iloc[0]), float(found.iloc[1]))
    else:
        lines = (float(crosshair[0]), float(crosshair[1]))
        if not all(math.isfinite(line) for line in lines):
            raise CourseError("the crosshair needs two numbers", field="crosshair", found=crosshair)
    near = 0.05 * (high - low) if margin is None else margin
    if near < 0:
        raise CourseError("the margin is a number from 0 up", field="margin", found=margin)
    rows = []
    for name, row in means.iterrows():
        value, level = float(row["importance"]), float(row["performance"])
        # The nudge keeps a mean that equals its own line on the line.
        quadrant = QUADRANTS[(value >= lines[0] - 1e-9, level >= lines[1] - 1e-9)]
        close = min(abs(value - lines[0]), abs(level - lines[1])) <= near + 1e-9
        action = texts.say(quadrant.replace(" ", "_"))
        rows.append([name, value, level, level - value, quadrant, action, close, int(row["n"])])
    attributes = pd.DataFrame(rows, columns=heads)
    first = attributes[attributes["quadrant"] == "concentrate here"].sort_values("gap", kind="stable")
    findings = [
        texts.finding("info", "borderline", attribute=name)
        for name in attributes.loc[attributes["borderline"], "attribute"]
    ]
    if len(attributes) == 1 and rule in ("mean", "median"):
        findings.append(texts.finding("warn", "alone", rule=rule))
    elif attributes["quadrant"].nunique() == 1:
        findings.append(texts.finding("info", "one_corner", quadrant=attributes["quadrant"].iloc[0]))
    if len(first):
        sentence = texts.say("concentrate", names=", ".join(first["attribute"]), n=len(first), all=len(attributes))
    else:
        sentence = texts.say("none", all=len(attributes))
    return ImportancePerformance(sentence, tuple(findings), attributes, lines, rule, low, high)

"""Impact and effort: which ideas to start with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture
from qmslib._common.tables import number_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

texts = module_texts(__file__)
QUADRANTS = ("quick win", "big project", "fill-in", "drop")


@dataclass(frozen=True)
class _Placed:
    rank: int
    row: int
    option: str
    impact: float
    effort: float
    quadrant: str


@dataclass(frozen=True, eq=False)
class ImpactEffort(Picture):
    """Options placed on a grid of impact and effort.

    Attributes
    ----------
    options
        The options in order: quick wins, big projects, fill-ins, those to drop; within each the most impact for the
        least effort first. Equal ones share a rank.
    low, high, middle
        The scale and the line between low and high.

    Examples
    --------
    >>> from qmslib.improvement import impact_effort
    >>> grid = impact_effort([{"option": "Rota for Mondays", "impact": 4, "effort": 1},
    ...                       {"option": "New records system", "impact": 5, "effort": 5}])
    >>> [(placed.option, placed.quadrant) for placed in grid.options]
    [('Rota for Mondays', 'quick win'), ('New records system', 'big project')]
    """

    sentence: str
    findings: tuple[Finding, ...]
    options: tuple[_Placed, ...]
    low: float
    high: float
    middle: float

    def count(self, quadrant: str) -> int:
        """How many options lie in a quadrant."""
        return sum(option.quadrant == quadrant for option in self.options)

    def frame(self) -> pd.DataFrame:
        """One row for each option, best first."""
        return to_frame([asdict(option) for option in self.options])

    @property
    def alt(self) -> str:
        """Each quadrant with its options."""
        parts = []
        for name in QUADRANTS:
            said = [
                texts.say("alt_option", option=option.option, impact=say_number(option.impact),
                          effort=say_number(option.effort))
                for option in self.options if option.quadrant == name
            ]  # fmt: skip
            parts.append(texts.say("alt_part", name=texts.say(name), options="; ".join(said) or "–"))
        return texts.say("alt", parts=" ".join(parts))

    @property
    def size(self) -> tuple[float, float]:
        """Inches the picture needs."""
        return 8.0, 6.0

    def draw(self, axes: Axes) -> None:
        """Points with their names, and the names of the four quadrants."""
        from qmslib._common.plots import INK

        margin = (self.high - self.low) * 0.12
        low, high = self.low - margin, self.high + margin
        axes.set_xlim(low, high + margin)
        axes.set_ylim(low, high)
        axes.axvline(self.middle, color=INK["soft"], linestyle="--")
        axes.axhline(self.middle, color=INK["soft"], linestyle="--")
        for name, x, y, ha, va in zip(
            QUADRANTS, (0.01, 0.99, 0.01, 0.99), (0.99, 0.99, 0.01, 0.01), ("left", "right") * 2,
            ("top", "top", "bottom", "bottom"), strict=True,
        ):  # fmt: skip
            axes.text(
                x, y, texts.say(name), transform=axes.transAxes, ha=ha, va=va, color=INK["soft"], style="italic"
            )
        shared: dict[tuple[float, float], list[str]] = {}
        for option in self.options:
            shared.setdefault((option.effort, option.impact), []).append(option.option)
        for (effort, impact), names in shared.items():
            axes.plot([effort], [impact], "o", color=INK["line"], markersize=8)
            label = "\n".join(line for name in names for line in wrap(short(name, 60), 24))
            axes.annotate(label, (effort, impact), xytext=(7, 5), textcoords="offset points", fontsize=9)
        axes.set_xlabel(texts.say("x"))
        axes.set_ylabel(texts.say("y"))


def impact_effort(
    options: Sequence[Mapping[str, Any]] | pd.DataFrame,
    *,
    low: float = 1,
    high: float = 5,
    middle: float | None = None,
) -> ImpactEffort:
    """Place options by impact and effort and say where to start.

    Parameters
    ----------
    options
        Rows with ``option``, ``impact`` and ``effort``. Rows that lack a figure are named and left out.
    low, high
        The ends of both scales.
    middle
        The line between low and high; by default half-way. An option on the line counts as high impact and as low
        effort, and is named.

    Returns
    -------
    ImpactEffort
        The options in order, with ties.

    Raises
    ------
    CourseError
        When the scale is not one, or a figure is no number.

    Examples
    --------
    >>> print(impact_effort([{"option": "Rota for Mondays", "impact": 4, "effort": 1},
    ...                      {"option": "New records system", "impact": 5, "effort": 5}]).sentence)
    1 quick win, 1 big project, 0 fill-ins, 0 to drop. Start with “Rota for Mondays”.
    """
    if not low < high:
        raise CourseError("the scale ends before it begins", found=[low, high])
    line = (low + high) / 2 if middle is None else middle
    cells = table_rows(options, ("option", "impact", "effort"))
    names = text_column(cells, "option")
    figures = {name: number_column(cells, name) for name in ("impact", "effort")}
    findings: list[Finding] = []
    found: list[tuple[int, str, float, float]] = []
    for row, name in enumerate(names):
        impact, effort = figures["impact"][row], figures["effort"][row]
        if not name and impact is None and effort is None:
            continue
        bad = [] if filled(name) else [texts.finding("bad", "no_option", row, "option")]
        for field, value in (("impact", impact), ("effort", effort)):
            ends = {"low": say_number(low), "high": say_number(high)}
            if value is None:
                bad.append(texts.finding("bad", f"no_{field}", row, field, **ends))
            elif not low <= value <= high:
                bad.append(texts.finding("bad", "range", row, field, found=say_number(value), **ends))
        findings += bad
        if bad or impact is None or effort is None:
            continue
        same = next((other for other, text, _, _ in found if bare(text) == bare(name)), None)
        if same is not None:
            findings.append(texts.finding("warn", "duplicate", row, "option", other=same + 1))
        if line in (impact, effort):
            side = "both" if impact == effort == line else "high impact" if impact == line else "low effort"
            findings.append(texts.finding("info", "on_line", row, None, side=texts.say(side)))
        found.append((row, name, impact, effort))
    placed = _placed(found, line)
    return ImpactEffort(_sentence(placed), tuple(findings), tuple(placed), low, high, line)


def _placed(found: list[tuple[int, str, float, float]], line: float) -> list[_Placed]:
    def key(entry: tuple[int, str, float, float]) -> tuple[int, float, float]:
        _, _, impact, effort = entry
        quadrant = (0 if effort <= line else 1) if impact >= line else (2 if effort <= line else 3)
        return quadrant, effort - impact, -impact

    placed: list[_Placed] = []
    for place, entry in enumerate(sorted(found, key=lambda entry: (*key(entry), entry[0]))):
        row, name, impact, effort = entry
        before = placed[-1] if placed else None
        equal = before is not None and (before.impact, before.effort) == (impact, effort)
        rank = before.rank if equal and before else place + 1
        placed.append(_Placed(rank, row, name, impact, effort, QUADRANTS[key(entry)[0]]))
    return placed


def _sentence(placed: list[_Placed]) -> str:
    if not placed:
        return texts.say("sentence_empty")
    counts = [sum(option.quadrant == name for option in placed) for name in QUADRANTS]
    slots: dict[str, object] = dict(zip(("quick", "big", "fill", "drop"), counts, strict=True))
    best = [option.option for option in placed if option.rank == 1]
    if placed[0].quadrant == "drop":
        return texts.say("sentence_none", **slots)
    if len(best) > 1:
        return texts.say("sentence_tie", ties=join_words([f"“{name}”" for name in best]), **slots)
    return texts.say("sentence", first=best[0], **slots)

"""How items worked in a cohort: facility, discrimination, and which options were chosen by whom.

Statistics of a few learners say little; they ask a trainer to read the item again, and decide nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)

#: The share of learners at each end whose answers are compared (Kelley, 1939).
TAIL = 0.27
#: Below this many learners every figure here is a hint at best.
FEW = 30
_HARD, _EASY, _FLAT, _IDLE = 0.2, 0.95, 0.2, 0.05


@dataclass(frozen=True)
class OptionUse:
    """How often one option was chosen, and by whom.

    Attributes
    ----------
    option
        Its id; for pairs ``stem: option``.
    right
        Whether it is right.
    share
        The share of all learners who chose it, from 0 to 1.
    upper, lower
        The share among the best and among the weakest 27% by the rest of the exercise; None when nobody differs.
    """

    option: str
    right: bool
    share: float
    upper: float | None
    lower: float | None


@dataclass(frozen=True)
class ItemFigures:
    """The figures of one item.

    Attributes
    ----------
    item
        Its id.
    n, unanswered
        Learners, and those of them who left it out.
    facility
        The mean share of its points, from 0 (nobody earned any) to 1; what was left out earned none.
    discrimination
        Correlation of the item's points with the points of all other items; None where either is the same for all.
    upper_lower
        Facility among the best 27% less facility among the weakest 27%, by the points of all other items.
    options
        How its options were used, where it has options.

    Examples
    --------
    >>> ItemFigures("q1", 10, 1, 0.6, 0.45, 0.5, ()).facility
    0.6
    """

    item: str
    n: int
    unanswered: int
    facility: float
    discrimination: float | None
    upper_lower: float | None
    options: tuple[OptionUse, ...]


@dataclass(frozen=True, eq=False)
class ItemAnalysis(Report):
    """How the items of an exercise worked.

    Attributes
    ----------
    sentence, findings
        What to look at first.
    items
        Figures by item, in the order given.
    n
        How many learners.
    alpha
        Cronbach's alpha of the items' points; None with fewer than two items or when nobody differs.
    """

    sentence: str
    findings: tuple[Finding, ...]
    items: tuple[ItemFigures, ...]
    n: int
    alpha: float | None

    def frame(self) -> pd.DataFrame:
        """One row for each item: item, n, unanswered, facility, discrimination, upper_lower."""
        import pandas as pd

        columns = ("item", "n", "unanswered", "facility", "discrimination", "upper_lower")
        return pd.DataFrame([{name: getattr(one, name) for name in columns} for one in self.items], columns=columns)

    def options(self) -> pd.DataFrame:
        """One row for each option of each item: item, option, right, share, upper, lower."""
        import pandas as pd

        columns = ("item", "option", "right", "share", "upper", "lower")
        rows = [
            {"item": one.item, **{name: getattr(use, name) for name in columns[1:]}}
            for one in self.items
            for use in one.options
        ]
        return pd.DataFrame(rows, columns=columns)


def analyse_items(
    points: Sequence[Mapping[str, float | None]],
    *,
    most: Mapping[str, float] | None = None,
    chosen: Sequence[Mapping[str, Sequence[str]]] | None = None,
    options: Mapping[str, Mapping[str, bool]] | None = None,
) -> ItemAnalysis:
    """Work out facility, discrimination and the use of options.

    Parameters
    ----------
    points
        For each learner the points by item; None, or no entry, where the item was left out.
    most
        The points that each item can earn; 1 for each by default.
    chosen
        For each learner, in the same order, the ids of the options chosen, by item.
    options
        For each item with options: its option ids, and whether each is right.

    Returns
    -------
    ItemAnalysis

    Raises
    ------
    CourseError
        If there are no learners, points lie outside 0 to the most, or `chosen` is not as long as `points`.

    Notes
    -----
    Facility is the classical difficulty index (mean points over the most). Discrimination is the corrected item–total
    correlation (Henrysson, 1963): the item itself is left out of the total. The comparison of the best and the
    weakest 27% is Kelley's (1939); learners who tie at the border count in part, so that their order does not matter.

    Examples
    --------
    >>> answers = [{"q1": 1, "q2": 1}, {"q1": 1, "q2": 0}, {"q1": 0, "q2": 0}, {"q1": 1, "q2": 1}]
    >>> found = analyse_items(answers)
    >>> [item.facility for item in found.items], round(found.items[0].discrimination, 2)
    ([0.75, 0.5], 0.58)
    """
    names = list(most) if most is not None else list(dict.fromkeys(name for row in points for name in row))
    if not points or not names:
        raise CourseError("there are no answers to analyse", do="Mark some submissions first")
    if chosen is not None and len(chosen) != len(points):
        raise CourseError("choices and points are not of the same learners", found=(len(chosen), len(points)))
    shares = [[_share(row.get(name), (most or {}).get(name, 1.0), name, at) for name in names]
              for at, row in enumerate(points, start=1)]  # fmt: skip
    totals = [math.fsum(row) for row in shares]
    figures = []
    for column, name in enumerate(names):
        own = [row[column] for row in shares]
        # Rounded, so that learners with the same points tie whatever the order of adding.
        rest = [round(total - mine, 9) for total, mine in zip(totals, own, strict=True)]
        upper, lower = _tails(rest)
        use = _use(name, (options or {}).get(name, {}), chosen, upper, lower) if chosen is not None else ()
        figures.append(
            ItemFigures(
                name,
                len(points),
                sum(row.get(name) is None for row in points),
                math.fsum(own) / len(own),
                _correlation(own, rest),
                _weighted(own, upper) - _weighted(own, lower) if len(set(rest)) > 1 else None,
                use,
            )
        )
    findings = tuple(_findings(figures, len(points)))
    odd = len({found.field for found in findings if found.level == "warn"})
    sentence = texts.say("sentence" if odd else "sentence_none", n=len(points), items=len(names), odd=odd)
    return ItemAnalysis(sentence, findings, tuple(figures), len(points), _alpha(shares))


def _share(value: float | None, most: float, name: str, row: int) -> float:
    if value is None:
        return 0.0
    if not math.isfinite(value) or not 0 <= value <= most or most <= 0:
        raise CourseError(
            f"learner {row} has points that the item cannot earn", item=name, found=value, do=f"Give 0 to {most:g}"
        )
    return value / most


def _tails(rest: Sequence[float]) -> tuple[list[float], list[float]]:
    """How much each learner counts among the best and among the weakest; those who tie at the border share."""
    size = TAIL * len(rest)

    def weights(values: Sequence[float]) -> list[float]:
        left, found = size, [0.0] * len(values)
        for value in sorted(set(values), reverse=True):
            same = [at for at, one in enumerate(values) if one == value]
            part = min(1.0, left / len(same))
            for at in same:
                found[at] = part
            left -= part * len(same)
            if left <= 1e-12:
                break
        return found

    return weights(rest), weights([-value for value in rest])


def _weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(value * weight for value, weight in zip(values, weights, strict=True)) / math.fsum(weights)


def _correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    from statistics import StatisticsError, correlation

    if len(first) < 2 or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    try:
        return correlation(first, second)
    except StatisticsError:
        return None


def _alpha(shares: Sequence[Sequence[float]]) -> float | None:
    from statistics import variance

    if len(shares) < 2 or len(shares[0]) < 2:
        return None
    whole = variance([math.fsum(row) for row in shares])
    if whole == 0:
        return None
    count = len(shares[0])
    parts = math.fsum(variance(column) for column in zip(*shares, strict=True))
    return count / (count - 1) * (1 - parts / whole)


def _use(
    name: str,
    options: Mapping[str, bool],
    chosen: Sequence[Mapping[str, Sequence[str]]],
    upper: Sequence[float],
    lower: Sequence[float],
) -> tuple[OptionUse, ...]:
    found = []
    differ = upper != lower
    for option, right in options.items():
        took = [1.0 if option in row.get(name, ()) else 0.0 for row in chosen]
        found.append(
            OptionUse(
                option,
                right,
                math.fsum(took) / len(took),
                _weighted(took, upper) if differ else None,
                _weighted(took, lower) if differ else None,
            )
        )
    return tuple(found)


def _findings(figures: Sequence[ItemFigures], n: int) -> list[Finding]:
    found = []
    if n < FEW:
        found.append(texts.finding("info", "few", n=n))
    for one in figures:
        percent = round(100 * one.facility)
        if one.facility < _HARD:
            found.append(texts.finding("warn", "hard", field=one.item, item=one.item, percent=percent))
        elif one.facility > _EASY:
            found.append(texts.finding("info", "easy", field=one.item, item=one.item, percent=percent))
        if one.discrimination is not None and one.discrimination < 0:
            found.append(texts.finding("warn", "reversed", field=one.item, item=one.item))
        elif one.discrimination is not None and one.discrimination < _FLAT and _HARD <= one.facility <= _EASY:
            found.append(texts.finding("warn", "flat", field=one.item, item=one.item))
        for use in one.options:
            if not use.right and use.share < _IDLE:
                part = round(100 * use.share)
                found.append(
                    texts.finding("info", "idle", field=one.item, item=one.item, option=use.option, percent=part)
                )
            if not use.right and use.upper is not None and use.lower is not None and use.upper > use.lower + 0.1:
                found.append(texts.finding("warn", "lures", field=one.item, item=one.item, option=use.option))
    return found

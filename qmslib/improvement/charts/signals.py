"""What the rules found, point by point and pattern by pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qmslib.improvement.charts.rules import Hit, Rule


@dataclass(frozen=True)
class Signal:
    """One pattern that common cause variation hardly ever makes.

    Attributes
    ----------
    rule
        The rule in words, for example ``7 or more points in a row on one side of the centre line``.
    rules
        The named set that the rule belongs to.
    points
        The points it flags, counted from 1 in the order of time; none when the rule is about a whole phase.
    when
        Their dates or labels as texts.
    side
        ``above``, ``below``, ``rising``, ``falling`` or empty.
    phase
        The phase it lies in, counted from 1.
    words
        The signal in a sentence.

    Examples
    --------
    >>> from qmslib.improvement import xmr_chart
    >>> chart = xmr_chart([5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 15])
    >>> print(chart.signals[0].words)
    Point 12 lies above the upper limit.
    """

    rule: str
    rules: str
    points: tuple[int, ...]
    when: tuple[str, ...]
    side: str
    phase: int
    words: str


@dataclass(frozen=True, eq=False)
class Found:
    """A pattern before it is put into words: places count from 0, `first` is where it begins, `count` its points."""

    set: str
    rule: Rule
    phase: int
    places: NDArray[np.int64]
    side: int
    first: int = 0
    count: int = 0


def gather(name: str, rule: Rule, phase: int, inside: NDArray[np.int64], hit: Hit, whole: bool) -> list[Found]:
    """The patterns of one rule: neighbours on one side are one pattern; a point outside the limits stands alone."""
    if hit.whole:
        return [Found(name, rule, phase, inside[:0], 0)]
    flagged = hit.flags.nonzero()[0]
    side = hit.side[flagged]
    if rule.key == "outside":
        return [Found(name, rule, phase, inside[place : place + 1], int(hit.side[place])) for place in flagged]
    apart = 3 if rule.of else 1  # two of three may leave one point out
    breaks = (np.diff(flagged) > apart) | (np.diff(side) != 0)
    if rule.key == "long_run":
        breaks = np.diff(side) != 0
    groups = np.split(np.arange(len(flagged)), breaks.nonzero()[0] + 1)
    made = []
    for group in groups:
        # Where only the end of a row is flagged, the row began before it.
        back = rule.run - 1 if rule.run and not rule.of and not whole else 0
        start, end = max(int(flagged[group[0]]) - back, 0), int(flagged[group[-1]])
        made.append(
            Found(name, rule, phase, inside[flagged[group]], int(side[group[0]]), int(inside[start]), end - start + 1)
        )
    return made

"""The named sets of rules for signals, each evaluated on whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib.improvement.charts.runs import count_runs, crossings_limit, longest_run_limit, sides

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Stretch:
    """Judged points of one phase in order of time; NaN is a gap.

    `zone` is each point's distance from the middle in standard deviations, NaN where the limits have no width.
    """

    values: NDArray[np.float64]
    centre: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    zone: NDArray[np.float64]
    strict: bool
    on_centre: str


@dataclass(frozen=True)
class Hit:
    """Where one rule signals: the points to flag, on which side each (0: no side), and the points of the pattern."""

    flags: Flags
    side: NDArray[np.int8]
    whole: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule: its key in the texts, whether it needs limits, the points it takes, and how it is found."""

    key: str
    needs_limits: bool
    find: Callable[[Stretch, Rule, bool], Hit]
    run: int = 0
    of: int = 0
    beyond: float = 0.0


def _lengths(flags: Flags) -> NDArray[np.int64]:
    """For each point, how many points in a row up to it are flagged."""
    places = np.arange(len(flags))
    return places - np.maximum.accumulate(np.where(flags, -1, places))


def _back(ends: Flags, size: int) -> Flags:
    """Each flag carried back over the `size` points that end there."""
    if not ends.any():
        return ends
    change = np.zeros(len(ends) + 1, dtype=np.int64)
    stops = ends.nonzero()[0]
    np.add.at(change, np.maximum(stops - size + 1, 0), 1)
    np.add.at(change, stops + 1, -1)
    result: Flags = np.cumsum(change[:-1]) > 0
    return result


def _outside(part: Stretch, rule: Rule, whole: bool) -> Hit:
    noise = 1e-10 * np.maximum(np.abs(part.values), np.maximum(np.abs(part.lower), np.abs(part.upper)))
    wide = ~np.isnan(part.zone)
    if part.strict:
        above, below = part.values > part.upper + noise, part.values < part.lower - noise
    else:
        above, below = part.values >= part.upper - noise, part.values <= part.lower + noise
    above, below = above & wide, below & wide
    return Hit(above | below, above.astype(np.int8) - below.astype(np.int8))


def _one_side(part: Stretch, rule: Rule, whole: bool) -> Hit:
    side = sides(part.values, part.centre)
    # Points on the line are taken out when they are to be skipped, so that a run goes on across them.
    keep = (side != 0) | np.isnan(part.values) | (part.on_centre != "skip")
    kept = side[keep]
    flags = np.zeros(len(side), dtype=bool)
    for way in (1, -1):
        ends = _lengths(kept == way) >= rule.run
        flags[keep.nonzero()[0][_back(ends, rule.run) if whole else ends]] = True
    return Hit(flags, np.where(flags, side, 0).astype(np.int8))


def _trend(part: Stretch, rule: Rule, whole: bool) -> Hit:
    step = np.zeros(len(part.values))
    step[1:] = sides(part.values[1:], part.values[:-1])
    flags, side = np.zeros(len(step), dtype=bool), np.zeros(len(step), dtype=np.int8)
    for way in (1, -1):
        ends = _lengths(step == way) >= rule.run - 1
        hit = _back(ends, rule.run) if whole else ends
        flags |= hit
        side[hit] = way
    return Hit(flags, side)


def _window(part: Stretch, rule: Rule, whole: bool) -> Hit:
    """`run` of `of` points in a row beyond so many standard deviations, on one side."""
    flags, side = np.zeros(len(part.zone), dtype=bool), np.zeros(len(part.zone), dtype=np.int8)
    edge = 1e-9
    for way in (1, -1):
        out = way * part.zone > rule.beyond + edge if part.strict else way * part.zone >= rule.beyond - edge
        if out.sum() < rule.run:
            continue
        total = np.concatenate(([0], np.cumsum(out)))
        first = np.maximum(np.arange(len(out)) + 1 - rule.of, 0)
        # A gap in the window means that the points are not in a row.
        gaps = np.concatenate(([0], np.cumsum(np.isnan(part.zone))))
        full = np.arange(len(out)) >= rule.of - 1
        ends = (total[1:] - total[first] >= rule.run) & (gaps[1:] == gaps[first]) & full
        hit = (_back(ends, rule.of) if whole else ends) & out
        flags |= hit
        side[hit] = way
    return Hit(flags, side)


def _near_limit(part: Stretch, rule: Rule, whole: bool) -> Hit:
    """Two of three beyond two thirds of the way to a limit, not outside it, all three on one side of the line."""
    outside = _outside(part, rule, whole).flags
    line = sides(part.values, part.centre)
    flags = np.zeros(len(outside), dtype=bool)
    edge = 1e-9
    for way in (1, -1):
        far = way * part.zone > rule.beyond + edge if part.strict else way * part.zone >= rule.beyond - edge
        near = far & ~outside
        if near.sum() < rule.run:
            continue
        total = np.concatenate(([0], np.cumsum(near)))
        first = np.maximum(np.arange(len(near)) + 1 - rule.of, 0)
        ends = (total[1:] - total[first] >= rule.run) & (_lengths(line == way) >= rule.of)
        flags |= (_back(ends, rule.of) if whole else ends) & near
    return Hit(flags, np.where(flags, line, 0).astype(np.int8))


def _alternating(part: Stretch, rule: Rule, whole: bool) -> Hit:
    step = np.zeros(len(part.values))
    step[1:] = sides(part.values[1:], part.values[:-1])
    turns = np.zeros(len(step), dtype=bool)
    turns[1:] = step[1:] * step[:-1] < 0
    ends = _lengths(turns) >= rule.run - 2
    return Hit(_back(ends, rule.run) if whole else ends, np.zeros(len(step), dtype=np.int8))


def _hugging(part: Stretch, rule: Rule, whole: bool) -> Hit:
    ends = _lengths(np.abs(part.zone) < rule.beyond - 1e-9) >= rule.run
    return Hit(_back(ends, rule.run) if whole else ends, np.zeros(len(ends), dtype=np.int8))


def _avoiding(part: Stretch, rule: Rule, whole: bool) -> Hit:
    ends = _lengths(np.abs(part.zone) > rule.beyond + 1e-9) >= rule.run
    above = np.concatenate(([0], np.cumsum(part.zone > 0)))
    first = np.maximum(np.arange(len(ends)) + 1 - rule.run, 0)
    highs = above[1:] - above[first]
    ends &= (highs > 0) & (highs < rule.run)
    return Hit(_back(ends, rule.run) if whole else ends, np.zeros(len(ends), dtype=np.int8))


def _long_run(part: Stretch, rule: Rule, whole: bool) -> Hit:
    side = sides(part.values, part.centre)
    useful, longest, _, places, lengths = count_runs(side)
    flags = np.zeros(len(side), dtype=bool)
    limit = longest_run_limit(useful)
    if limit is not None and longest > limit:
        long = lengths > limit
        if whole:
            flags[places[long]] = True
        else:
            # Where in its run each point stands, so that only the points past the limit are flagged.
            same = side[places]
            new = np.concatenate(([True], same[1:] != same[:-1]))
            within = np.arange(len(same)) - np.maximum.accumulate(np.where(new, np.arange(len(same)), 0)) + 1
            flags[places[long & (within > limit)]] = True
    return Hit(flags, np.where(flags, side, 0).astype(np.int8))


def _few_crossings(part: Stretch, rule: Rule, whole: bool) -> Hit:
    side = sides(part.values, part.centre)
    useful, _, crossings, _, _ = count_runs(side)
    fewest = crossings_limit(useful)
    none = np.zeros(len(side), dtype=bool)
    return Hit(none, none.astype(np.int8), whole=fewest is not None and crossings < fewest)


OUTSIDE = Rule("outside", True, _outside)
SETS: dict[str, tuple[Rule, ...]] = {
    "shewhart": (OUTSIDE,),
    "western electric": (
        OUTSIDE,
        Rule("two_of_three", True, _window, 2, 3, 2.0),
        Rule("four_of_five", True, _window, 4, 5, 1.0),
        Rule("one_side", False, _one_side, 8),
    ),
    "nelson": (
        OUTSIDE,
        Rule("one_side", False, _one_side, 9),
        Rule("trend", False, _trend, 6),
        Rule("alternating", False, _alternating, 14),
        Rule("two_of_three", True, _window, 2, 3, 2.0),
        Rule("four_of_five", True, _window, 4, 5, 1.0),
        Rule("hugging", True, _hugging, 15, beyond=1.0),
        Rule("avoiding", True, _avoiding, 8, beyond=1.0),
    ),
    "anhoj": (Rule("long_run", False, _long_run), Rule("few_crossings", False, _few_crossings)),
    "making data count": (
        OUTSIDE,
        Rule("one_side", False, _one_side, 7),
        Rule("trend", False, _trend, 6),
        Rule("near_limit", True, _near_limit, 2, 3, 2.0),
    ),
}
#: Sets that flag every point of a pattern unless told otherwise; the others flag the point that completes it.
_WHOLE = ("anhoj", "making data count")


def _name(name: object) -> str:
    return str(name).strip().lower().replace("ø", "o").replace("_", " ").replace("-", " ")


def chosen(rules: str | tuple[str, ...], shift: int | None, trend: int | None) -> dict[str, tuple[Rule, ...]]:
    """The named sets, with other lengths for a shift and a trend where these were asked for."""
    names = tuple(_name(name) for name in ((rules,) if isinstance(rules, str) else rules))
    if not names:
        raise CourseError("no set of rules is chosen", field="rules", do=f"Choose one of: {', '.join(SETS)}")
    for name in names:
        if name not in SETS:
            raise CourseError(
                "this set of rules is not known", field="rules", found=name, do=f"Choose one of: {', '.join(SETS)}"
            )
    for what, length in (("shift", shift), ("trend", trend)):
        if length is not None and (isinstance(length, bool) or int(length) != length or length < 3):
            raise CourseError("a pattern takes 3 points or more", field=what, found=length)
    lengths = {"one_side": shift, "trend": trend}
    made = {
        name: tuple(replace(rule, run=int(lengths.get(rule.key) or rule.run)) for rule in SETS[name])
        for name in dict.fromkeys(names)
    }
    for what, key in (("shift", "one_side"), ("trend", "trend")):
        if (shift if what == "shift" else trend) is not None and not any(
            rule.key == key for group in made.values() for rule in group
        ):
            raise CourseError(f"none of the chosen rules looks for a {what}", field=what, found=names)
    return made


def flags_whole(name: str, flag: str | None) -> bool:
    """Whether every point of a pattern is flagged, rather than the one that completes it."""
    return flag == "run" if flag is not None else name in _WHOLE

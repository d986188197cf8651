"""The measures of compliance: what is counted as on time, out of what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.estimates import Estimate, proportion
from qmslib._common.findings import module_texts
from qmslib._common.numbers import say_number
from qmslib._common.small_groups import groups_to_hide

texts = module_texts(__file__)
MEASURES = (
    "closed", "due", "decided", "with a target", "received", "flagged", "closed and flagged", "target and flagged",
)  # fmt: skip


def estimate_of(count: float, n: float, level: float) -> Estimate:
    """A proportion with its Wilson interval."""
    return proportion(int(count), int(n), level)


def _counts(
    verdict: NDArray[Any], passed: NDArray[np.bool_], flags: NDArray[np.float64] | None
) -> list[tuple[str, int, int]]:
    """For each measure its name, how many were on time, out of how many; see `VERDICTS` for the numbers."""
    good, aimed = verdict == 0, (verdict >= 0) & (verdict <= 3)
    outs = [aimed & (verdict <= 1), aimed & passed, aimed & (verdict <= 2), aimed, verdict >= 0]
    rows = [(name, int((good & out).sum()), int(out.sum())) for name, out in zip(MEASURES[:5], outs, strict=True)]
    if flags is not None:
        held = (verdict >= 0) & ~np.isnan(flags)
        outs = [held, held & (verdict <= 1), held & aimed]
        rows += [
            (name, int((out & (flags == 1)).sum()), int(out.sum()))
            for name, out in zip(MEASURES[5:], outs, strict=True)
        ]
    return rows


def measured(
    verdict: NDArray[Any], passed: NDArray[np.bool_], flags: NDArray[np.float64] | None, level: float
) -> pd.DataFrame:
    """One row for each measure."""
    rows = []
    for name, count, n in _counts(verdict, passed, flags):
        found = estimate_of(count, n, level)
        out_of = texts.say(f"out of {name}")
        percents = [math.nan if part is None else part * 100 for part in (found.value, found.low, found.high)]
        slots = {"n": say_number(n), "on_time": say_number(count), "out_of": out_of}
        if found.value is None:
            said = texts.say("empty", **slots)
        else:
            low, high = (say_number(part, 1) for part in percents[1:])
            key = "sentence" if name in MEASURES[:5] else "flag"
            shares = {"percent": say_number(percents[0], 1), "level": say_number(level * 100, 1)}
            said = texts.say(key, **slots, **shares, low=low, high=high)
        counts = texts.say("by_date" if name in MEASURES[:5] else "by_flag")
        rows.append((name, count, n, *percents, counts, out_of, said))
    names = ["measure", "on_time", "n", "percent", "low", "high", "counts_as_on_time", "out_of", "sentence"]
    return pd.DataFrame(rows, columns=names)


def by_group(
    table: pd.DataFrame,
    names: Sequence[str],
    verdict: NDArray[Any],
    passed: NDArray[np.bool_],
    flags: NDArray[np.float64] | None,
    level: float,
    min_n: int,
) -> pd.DataFrame:
    """The measures of each group; a blank cell is a group of its own, shown as missing."""
    known = verdict >= 0
    keys = table.loc[known, list(names)].astype(object)
    keys = keys.where(keys.notna(), None)
    places: dict[tuple[Any, ...], list[int]] = {}
    for place, key in zip(known.nonzero()[0], keys.itertuples(index=False, name=None), strict=True):
        places.setdefault(key, []).append(int(place))
    order = sorted(places, key=lambda key: [(part is None, str(part)) for part in key])
    hidden = groups_to_hide({key: len(rows) for key, rows in places.items()}, min_n)
    parts = []
    for key in order:
        rows = np.array(places[key])
        part = measured(verdict[rows], passed[rows], None if flags is None else flags[rows], level)
        part = part[["measure", "on_time", "n", "percent", "low", "high"]].astype({"on_time": "Int64", "n": "Int64"})
        part["hidden"] = key in hidden
        if key in hidden:
            part[["on_time", "n"]] = pd.NA
            part[["percent", "low", "high"]] = math.nan
        for at, (name, value) in enumerate(zip(names, key, strict=True)):
            part.insert(at, name, pd.Series([value] * len(part), dtype=object))
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=[*names, "measure", "on_time", "n", "percent", "low", "high", "hidden"])
    return pd.concat(parts, ignore_index=True)

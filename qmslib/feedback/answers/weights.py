"""Weights that make the answers stand for the whole staff: the result, and the checks that both ways share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import read_numbers, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.feedback.answers.weighted import kish_n, read_weights

texts = module_texts(__file__)
_FAR = 5.0


@dataclass(frozen=True, eq=False)
class Weights(Report):
    """Weights, one for each person who answered.

    Attributes
    ----------
    sentence, findings
        How the weighting went.
    weights
        The weights, in the order and with the index of the table; their mean is 1.
    margins
        One row a group: variable, group, answers, share (before), target, weighted (share after).
    converged
        Whether every group comes to its target.
    rounds
        How many rounds of raking it took; 1 for post-stratification.
    largest_gap
        The largest distance between a weighted share and its target.
    trimmed
        How many weights were held at a limit.
    effective_n
        As many answers of equal weight would be as exact (Kish, 1965).
    design_effect
        By how much the weights swell the variance.

    Examples
    --------
    >>> from qmslib.feedback import rake
    >>> made = rake({"team": ["East", "East", "East", "West"]}, {"team": {"East": 0.5, "West": 0.5}})
    >>> made.weights.round(3).tolist(), round(made.effective_n, 2)
    ([0.667, 0.667, 0.667, 2.0], 3.0)
    """

    sentence: str
    findings: tuple[Finding, ...]
    weights: pd.Series[Any]
    margins: pd.DataFrame
    converged: bool
    rounds: int
    largest_gap: float
    trimmed: int
    effective_n: float
    design_effect: float

    def frame(self) -> pd.DataFrame:
        """The margins before and after: one row a group."""
        return self.margins.copy()


def known_shares(target: Mapping[Any, float], name: str) -> dict[Any, float]:
    """Known shares, percentages or head counts as shares."""
    if isinstance(target, pd.Series):
        target = target.to_dict()
    if not isinstance(target, Mapping):
        raise CourseError("give the known amount of each group", field=name, do="Write {group: amount}")
    read = read_numbers(pd.DataFrame({name: list(target.values())}, dtype=object), name, missing=False)
    amounts = dict(zip(target, read.tolist(), strict=True))
    for group, amount in amounts.items():
        if not np.isfinite(amount) or amount < 0:
            raise CourseError("a known amount is a number from 0 up", field=name, found={group: amount})
    total = sum(amounts.values())
    if total <= 0:
        raise CourseError("the known amounts make nothing", field=name, found=dict(target))
    fractions = any(0 < amount < 1 for amount in amounts.values())
    # Head counts are whole and percentages make 100, so fractions that do not make 1 are a slip.
    if fractions and abs(total - 1) > 0.005 and abs(total - 100) > 0.5:
        raise CourseError("the known shares do not make 1", field=name, found=round(total, 4), do="Check them")
    return {group: amount / total for group, amount in amounts.items()}


def group_places(frame: pd.DataFrame, name: str, groups: Sequence[Any]) -> NDArray[np.int64]:
    """The place of each row's group among the known groups; refuses what does not fit."""
    column = frame[name].astype(object)
    empty = np.flatnonzero(column.isna().to_numpy())
    if len(empty):
        raise CourseError(
            f"{rows_named(empty)}: the group is missing", field=name, do="Fill it in, or leave the rows out knowingly"
        )
    found, distinct = pd.factorize(column)
    known = {group: place for place, group in enumerate(groups)}
    strange = [place for place, group in enumerate(distinct) if group not in known]
    if strange:
        rows = np.flatnonzero(np.isin(found, strange))
        raise CourseError(
            f"{rows_named(rows)}: a group without a known amount",
            field=name,
            found=distinct[strange[0]],
            do="Add it to the known amounts",
        )
    return np.array([known[group] for group in distinct], dtype=np.int64)[found]


def check_cells(counts: NDArray[Any], shares: Mapping[Any, float], name: str) -> None:
    """Refuse a known group in which nobody answered, and one that cannot be."""
    for (group, share), count in zip(shares.items(), counts, strict=True):
        if share > 0 and count == 0:
            raise CourseError(
                f"nobody of {group!r} answered, so no weight can make up for them",
                field=name,
                found={group: share},
                do="Join the group with one like it, in the answers and in the known amounts",
            )
        if share == 0 and count > 0:
            raise CourseError(
                f"{group!r} has a known amount of 0, yet {count} of them answered", field=name, do="Correct either"
            )


def base_weights(base: Any, rows: int) -> NDArray[np.float64]:
    """The weights to begin with: equal ones when none are given."""
    if base is None:
        return np.ones(rows)
    weights = read_weights(base, rows)
    if (weights == 0).any():
        nought = np.flatnonzero(weights == 0)
        raise CourseError(f"{rows_named(nought)}: a weight of 0", field="base", do="Leave these rows out")
    return weights


def weights_report(
    frame: pd.DataFrame,
    table: Any,
    weights: NDArray[np.float64],
    places: Mapping[str, NDArray[np.int64]],
    targets: Mapping[str, Mapping[Any, float]],
    converged: bool,
    rounds: int,
    trimmed: int,
) -> Weights:
    """The weights with all that is to be said about them."""
    rows = []
    for name, shares in targets.items():
        counts = np.bincount(places[name], minlength=len(shares))
        after = np.bincount(places[name], weights=weights, minlength=len(shares)) / weights.sum()
        for place, (group, share) in enumerate(shares.items()):
            rows.append(
                {
                    "variable": name,
                    "group": group,
                    "answers": int(counts[place]),
                    "share": counts[place] / len(frame),
                    "target": share,
                    "weighted": float(after[place]),
                }
            )
    margins = pd.DataFrame(rows)
    gap = float((margins["weighted"] - margins["target"]).abs().max())
    real_n = kish_n(weights)
    deff = len(weights) / real_n
    findings = []
    if not converged:
        gaps = (margins["weighted"] - margins["target"]).abs()
        worst = margins.iloc[int(gaps.to_numpy().argmax())]
        level = "warn" if trimmed else "bad"
        findings.append(
            texts.finding(level, "missed", group=worst["group"], gap=say_number(gap * 100, 2), rounds=rounds)
        )
    if trimmed:
        findings.append(texts.finding("info", "trimmed", n=trimmed))
    if weights.max() > _FAR:
        findings.append(texts.finding("warn", "heavy", weight=say_number(float(weights.max()), 1)))
    sentence = texts.say(
        "sentence",
        n=say_number(len(weights)),
        effective=say_number(real_n, 1),
        deff=say_number(deff, 2),
        low=say_number(float(weights.min()), 2),
        high=say_number(float(weights.max()), 2),
    )
    index = table.index if isinstance(table, pd.DataFrame) else frame.index
    series = pd.Series(weights, index=index, name="weight")
    return Weights(sentence, tuple(findings), series, margins, converged, rounds, gap, trimmed, real_n, deff)

"""Indicators against their targets, and beside those of others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_choices, read_numbers, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import filled, fold

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Scorecard(Report):
    """Indicators against their targets, and one weighted score.

    Attributes
    ----------
    sentence, findings
        The score and what falls short.
    rows
        One row an indicator: `value`, `target`, `better`, `met`, `reached` (share of the target, at most 1), `weight`
        (scaled to sum to 1), `points`.
    score
        Sum of weight · reached · 100; None when an indicator with weight has no value.

    Examples
    --------
    >>> from qmslib.feedback import scorecard
    >>> scorecard([{"indicator": "on time, %", "value": 90, "target": 95}]).rows["met"].tolist()
    [False]
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: pd.DataFrame
    score: float | None

    def frame(self) -> pd.DataFrame:
        """The indicators, one row each."""
        return self.rows.copy()


def scorecard(
    indicators: Any,
    *,
    indicator: str = "indicator",
    value: str = "value",
    target: str = "target",
    better: str = "better",
    weight: str = "weight",
) -> Scorecard:
    """Performance against target for each indicator, and a weighted score out of 100.

    Parameters
    ----------
    indicators
        One row an indicator. `better` says ``"higher"`` (the default) or ``"lower"``; `weight` any points, equal by
        default.
    indicator, value, target, better, weight
        The columns. An empty value is "no figure yet", never 0.

    Returns
    -------
    Scorecard
        Meeting the target exactly counts as met.

    Raises
    ------
    CourseError
        If a target is missing or not above 0, a weight is negative, or the weights sum to nothing.

    Notes
    -----
    reached = value / target where higher is better, target / value where lower is better, never more than 1, so doing
    far better on one cannot hide another. A single score hides what it is made of: show the rows beside it.

    Examples
    --------
    >>> from qmslib.feedback import scorecard
    >>> rows = [
    ...     {"indicator": "on time, %", "value": 76, "target": 95, "better": "higher", "weight": 60},
    ...     {"indicator": "median days", "value": 4, "target": 5, "better": "lower", "weight": 40},
    ... ]
    >>> scorecard(rows).score
    88.0
    """
    frame = as_frame(indicators, [indicator, value, target] if len(indicators) else [])
    if not len(frame):
        heads = ["indicator", "value", "target", "better", "met", "reached", "weight", "points"]
        return Scorecard(texts.say("no_indicators"), (), pd.DataFrame(columns=heads), None)
    values = read_numbers(frame, value, low=0)
    targets = read_numbers(frame, target, missing=False, low=0)
    sides = (
        read_choices(frame, better, ("higher", "lower"))
        if better in frame.columns
        else pd.Series([None] * len(frame))
    )
    weights = (
        read_numbers(frame, weight, missing=False, low=0) if weight in frame.columns else pd.Series(1.0, frame.index)
    )
    if (targets == 0).any():
        at = (targets == 0).to_numpy().nonzero()[0]
        raise CourseError(
            f"{rows_named(at)}: a target of 0 cannot be reached by a share", field=target, do="Use a rate"
        )
    if weights.sum() <= 0:
        raise CourseError("the weights sum to nothing", field=weight)
    findings: list[Finding] = []
    rows = []
    for row, name in enumerate(frame[indicator]):
        got, want = float(values.iloc[row]), float(targets.iloc[row])
        side = sides.iloc[row] if filled(sides.iloc[row]) else "higher"
        share = float(weights.iloc[row] / weights.sum())
        if math.isnan(got):
            findings.append(texts.finding("warn", "no_value", row, value, name=name))
            rows.append([name, None, want, side, None, None, share, None])
            continue
        met = got >= want if side == "higher" else got <= want
        reached = 1.0 if met else got / want if side == "higher" else want / got
        if not met:
            findings.append(
                texts.finding("info", "short", row, value, name=name, got=say_number(got), want=say_number(want))
            )
        rows.append([name, got, want, side, met, reached, share, share * reached * 100])
    table = pd.DataFrame(
        rows, columns=["indicator", "value", "target", "better", "met", "reached", "weight", "points"]
    )
    table = table.astype({"value": float, "reached": float, "points": float})
    known = table["points"].notna() | (table["weight"] == 0)
    score = round(float(table["points"].sum()), 10) if known.all() else None
    met_n, of = int((table["met"] == True).sum()), int(table["value"].notna().sum())  # noqa: E712
    if score is None:
        sentence = texts.say("no_score", met=met_n, of=of)
    else:
        sentence = texts.say("score", score=say_number(score, 1), met=met_n, of=of)
    return Scorecard(sentence, tuple(findings), table, score)


def benchmark_table(
    rows: Any, *, who: str = "who", value: str = "value", own: str, better: str = "higher"
) -> pd.DataFrame:
    """Compare your figure with that of others, ranked, with the difference.

    Parameters
    ----------
    rows
        One row an organisation or team.
    who, value
        The columns.
    own
        Which of them you are.
    better
        ``"higher"`` or ``"lower"``.

    Returns
    -------
    pandas.DataFrame
        `rank` (equal figures share the better rank), `who`, `value`, `difference` (theirs less yours), `own`. Those
        without a figure come last, without a rank.

    Raises
    ------
    CourseError
        If you are not in the table, or stand in it twice.

    Notes
    -----
    A rank is not a verdict: check that all count the same way, and that the differences are more than chance.

    Examples
    --------
    >>> from qmslib.feedback import benchmark_table
    >>> rows = {"who": ["Brookmere", "Northam", "Eastby"], "value": [81, 93, 78]}
    >>> benchmark_table(rows, own="Brookmere")[["rank", "who", "difference"]].values.tolist()
    [[1.0, 'Northam', 12.0], [2.0, 'Brookmere', 0.0], [3.0, 'Eastby', -3.0]]
    """
    frame = as_frame(rows, [who, value])
    if better not in ("higher", "lower"):
        raise CourseError("say higher or lower", field="better", found=better)
    values = read_numbers(frame, value)
    mine = [fold(str(name)) == fold(own) for name in frame[who]]
    if sum(mine) != 1:
        raise CourseError("you must stand in the table once", field=who, found=own)
    base = float(values[mine].iloc[0])
    table = pd.DataFrame({"who": frame[who], "value": values, "difference": values - base, "own": mine})
    table.insert(0, "rank", values.rank(ascending=better == "lower", method="min"))
    return table.sort_values(["rank", "who"], kind="stable", ignore_index=True)

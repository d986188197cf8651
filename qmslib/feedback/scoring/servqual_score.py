"""Expectation and perception, answered in pairs by each respondent: the SERVQUAL score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_numbers
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Servqual(Picture):
    """The SERVQUAL score of a survey.

    Attributes
    ----------
    sentence, findings
        The widest gap in words; unpaired answers and cautions.
    dimensions
        One row a dimension: mean expectation, mean perception, gap with interval, weight (shares that sum to 1),
        weighted gap, respondents, unpaired answers.
    items
        The same for each pair of questions.
    unweighted, weighted
        The mean gap over dimensions, plain and by weight; None without answers. A minus means that the service falls
        short.
    unpaired
        Answers that lack the other half of their pair and so do not count.
    worst
        The dimension with the largest weighted shortfall; None if none falls short.

    Examples
    --------
    >>> from qmslib.feedback import servqual
    >>> servqual({"expected_speed": [6, 7, 5], "received_speed": [4, 4, 5]}).worst
    'speed'
    """

    sentence: str
    findings: tuple[Finding, ...]
    dimensions: pd.DataFrame
    items: pd.DataFrame
    unweighted: float | None
    weighted: float | None
    unpaired: int
    worst: str | None
    low: float
    high: float
    size = (10.0, 4.4)

    def frame(self) -> pd.DataFrame:
        """The dimensions, one row each."""
        return self.dimensions.copy()

    @property
    def alt(self) -> str:
        """The means of every dimension in words."""
        rows = self.dimensions.dropna(subset=["gap"])
        parts = [
            f"{row['dimension']}: expected {say_number(row['expected'])}, received {say_number(row['received'])}"
            for row in rows.to_dict("records")
        ]
        return texts.say("alt", parts="; ".join(parts) or "no answers")

    def draw(self, axes: Axes) -> None:
        """A line for each dimension from what is received (square) to what is expected (ring)."""
        rows = self.dimensions.dropna(subset=["gap"]).iloc[::-1].reset_index(drop=True)
        at = np.arange(len(rows))
        axes.hlines(at, rows["received"], rows["expected"], color=INK["soft"], linewidth=2)
        axes.plot(rows["expected"], at, "o", color=INK["line"], fillstyle="none", markersize=9, label="expected")
        axes.plot(rows["received"], at, "s", color=INK["signal"], markersize=7, label="received")
        axes.set_yticks(at, list(rows["dimension"]))
        axes.set_xlim(self.low - 0.2, self.high + 0.2)
        axes.set_ylim(-0.6, max(len(rows), 1) - 0.4)
        axes.set_xlabel(texts.say("axis"))
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _pairs(frame: pd.DataFrame, dimensions: Any) -> dict[str, Pairs]:
    if dimensions is None:
        heads = [str(name) for name in frame.columns]
        found = [name.removeprefix("expected_") for name in heads if name.startswith("expected_")]
        dimensions = {name: (f"expected_{name}", f"received_{name}") for name in found if f"received_{name}" in heads}
    if not isinstance(dimensions, Mapping):
        dimensions = {str(name): (f"expected_{name}", f"received_{name}") for name in dimensions}
    if not dimensions:
        raise CourseError(
            "no pair of columns was found",
            do='Name them: dimensions={"speed": [("expected_speed", "received_speed")]}',
        )
    pairs: dict[str, Pairs] = {}
    for name, columns in dimensions.items():
        one = len(columns) == 2 and all(isinstance(column, str) for column in columns)
        listed = [tuple(columns)] if one else [tuple(pair) for pair in columns]
        if not listed or any(len(pair) != 2 for pair in listed):
            raise CourseError(
                "each item needs two columns", field=str(name), found=columns, do="Give (expected, received)"
            )
        pairs[str(name)] = listed
    as_frame(frame, [column for listed in pairs.values() for pair in listed for column in pair])
    return pairs


def _mean(values: Any, level: float) -> Estimate:
    given = values[~np.isnan(values)]
    n = len(given)
    if not n:
        return Estimate(None, None, None, 0, level, "paired t")
    mean = float(given.mean())
    if n < 2:
        return Estimate(mean, None, None, n, level, "paired t")
    from scipy.stats import t

    reach = float(t.ppf(0.5 + level / 2, n - 1)) * float(given.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - reach, mean + reach, n, level, "paired t")


def _average(values: Any) -> float:
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else float("nan")


def _weights(frame: pd.DataFrame, names: list[str], weights: Mapping[str, Any] | None) -> dict[str, float]:
    if weights is None:
        return {name: 1 / len(names) for name in names}
    if missing := [name for name in names if name not in weights]:
        raise CourseError(
            f"no weight is given for {', '.join(missing)}", field="weights", do="Give every dimension one"
        )
    if extra := [str(name) for name in weights if name not in names]:
        raise CourseError(
            f"a weight is given for {', '.join(extra)}, which is no dimension", field="weights", found=names
        )
    values = {}
    for name in names:
        value = weights[name]
        if isinstance(value, str):
            value = _average(read_numbers(as_frame(frame, [value]), value, low=0).to_numpy(dtype=float))
        if isinstance(value, bool) or not math.isfinite(value) or value < 0:
            raise CourseError("a weight is a number from 0 up", field=f"weights {name}", found=value)
        values[name] = float(value)
    total = sum(values.values())
    if total <= 0:
        raise CourseError("the weights sum to nothing", field="weights", found=values)
    return {name: value / total for name, value in values.items()}


def servqual(
    frame: Any,
    dimensions: Any = None,
    *,
    weights: Mapping[str, Any] | None = None,
    low: float = 1,
    high: float = 7,
    missing: Sequence[float] = (),
    level: float = 0.95,
) -> Servqual:
    """Gaps between what respondents expect and what they get, by item and dimension, with intervals.

    Parameters
    ----------
    frame
        One row a respondent.
    dimensions
        For each dimension its pairs of columns: ``{"speed": [("e1", "p1"), ("e2", "p2")]}``; one pair may stand
        without the list. By default every ``expected_<name>`` that has a ``received_<name>``.
    weights
        How much each dimension matters: points that sum to 100 or to anything, or the name of a column in which each
        respondent shared out points (its mean counts). By default all weigh the same.
    low, high
        The ends of the scale. Answers beyond it are refused.
    missing
        Codes that mean "no answer", such as 9 or 99; they are counted as missing.
    level
        The confidence level.

    Returns
    -------
    Servqual
        With the tables `dimensions` and `items`, and the scores `unweighted` and `weighted`.

    Raises
    ------
    CourseError
        With column and rows, if an answer is off the scale; if a weight is missing.

    Notes
    -----
    gap = perception − expectation, for each respondent and item. A respondent's gap on a dimension is the mean of
    the items they answered in both halves; the dimension's gap is the mean over respondents, with the paired t
    interval. Weighted score = sum of weight · gap over dimensions, weights scaled to sum to 1. Parasuraman, Zeithaml
    and Berry (1988), Journal of Retailing 64, pages 12 to 40; weights: Zeithaml, Parasuraman and Berry (1990).

    Examples
    --------
    >>> from qmslib.feedback import servqual
    >>> survey = {
    ...     "expected_speed": [7, 6, 7, 6], "received_speed": [4, 5, 3, 4],
    ...     "expected_tone": [6, 6, 5, 6], "received_tone": [6, 5, 6, None],
    ... }
    >>> found = servqual(survey, weights={"speed": 70, "tone": 30})
    >>> round(found.weighted, 2), found.unpaired
    (-1.75, 1)
    """
    check_level(level)
    if not high > low:
        raise CourseError("the scale ends before it begins", found=(low, high))
    table = as_frame(frame)
    pairs = _pairs(table, dimensions)
    shares = _weights(table, list(pairs), weights)
    findings: list[Finding] = []
    read: dict[str, Any] = {}
    for column in dict.fromkeys(column for listed in pairs.values() for pair in listed for column in pair):
        values = read_numbers(table, column)
        coded = values.isin(list(missing))
        if coded.any():
            findings.append(texts.finding("info", "coded", field=column, column=column, n=int(coded.sum())))
            values = values.mask(coded)
        read[column] = read_numbers(values.to_frame(column), column, low=low, high=high).to_numpy(dtype=float)
    items, rows, unpaired = [], [], 0
    for name, listed in pairs.items():
        gaps, lone_here = [], 0
        both_expected, both_received = [], []
        for expected, received in listed:
            before, after = read[expected], read[received]
            gap = after - before
            lone = int((np.isnan(before) ^ np.isnan(after)).sum())
            lone_here += lone
            kept_before, kept_after = np.where(np.isnan(gap), np.nan, before), np.where(np.isnan(gap), np.nan, after)
            both_expected.append(kept_before)
            both_received.append(kept_after)
            gaps.append(gap)
            figure = _mean(gap, level)
            items.append(
                {
                    "dimension": name, "item": received, "expected": _average(kept_before),
                    "received": _average(kept_after), "gap": figure.value, "low": figure.low, "high": figure.high,
                    "n": int(figure.n), "unpaired": lone,
                }
            )  # fmt: skip
        each = np.array(gaps).reshape(len(listed), -1)
        seen = (~np.isnan(each)).sum(axis=0)
        own = np.divide(np.nansum(each, axis=0), seen, out=np.full(each.shape[1], np.nan), where=seen > 0)
        partly = int(((seen > 0) & (seen < len(listed))).sum())
        if partly:
            findings.append(texts.finding("info", "partly", field=name, dimension=name, n=partly))
        figure = _mean(own, level)
        unpaired += lone_here
        rows.append(
            {
                "dimension": name, "expected": _average(np.array(both_expected)),
                "received": _average(np.array(both_received)), "gap": figure.value, "low": figure.low,
                "high": figure.high, "weight": shares[name],
                "weighted_gap": None if figure.value is None else shares[name] * figure.value,
                "n": int(figure.n), "unpaired": lone_here,
            }
        )  # fmt: skip
    numbers = ["gap", "low", "high"]
    by_item = pd.DataFrame(items).astype(dict.fromkeys(numbers, float))
    by_dimension = pd.DataFrame(rows).astype(dict.fromkeys([*numbers, "weighted_gap"], float))
    by_dimension = by_dimension.sort_values("weighted_gap", kind="stable", ignore_index=True)
    if unpaired:
        findings.append(texts.finding("warn", "unpaired", n=unpaired))
    whole = not by_dimension["gap"].isna().any()
    unweighted = float(by_dimension["gap"].mean()) if whole else None
    weighted = float(by_dimension["weighted_gap"].sum()) if whole else None
    if not whole:
        empty = ", ".join(by_dimension.loc[by_dimension["gap"].isna(), "dimension"])
        findings.append(texts.finding("warn", "empty", dimensions=empty))
    first = by_dimension.iloc[0]
    short = bool(first["gap"] < 0)
    worst = str(first["dimension"]) if short else None
    if by_dimension["gap"].isna().all():
        sentence = texts.say("nothing")
    elif worst is None:
        sentence = texts.say("none_short")
    else:
        slots = {"worst": worst, "expected": say_number(first["expected"]), "received": say_number(first["received"])}
        sentence = texts.say("worst", gap=say_number(first["gap"]), n=int(first["n"]), **slots)
        if not math.isnan(first["high"]) and first["high"] >= 0:
            findings.append(texts.finding("info", "unsure", worst=worst))
    return Servqual(
        sentence, tuple(findings), by_dimension, by_item, unweighted, weighted, unpaired, worst, low, high
    )

"""Simulated lead times of a process whose steps vary."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.customers.process import read_steps

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class LeadTimes(Report):
    """Simulated lead times.

    Attributes
    ----------
    sentence, findings
        The usual lead time in words.
    minutes
        The lead time of each run.
    median, percentile_90, mean
        Of the runs.
    within
        The share of runs within the target; None without a target.

    Examples
    --------
    >>> from qmslib.customers import simulate_lead_time
    >>> simulate_lead_time([{"step": "fetch", "kind": "work", "minutes": 30}], runs=10).median
    30.0
    """

    sentence: str
    findings: tuple[Finding, ...]
    minutes: np.ndarray[Any, np.dtype[np.float64]]
    median: float
    percentile_90: float
    mean: float
    within: float | None

    def frame(self) -> pd.DataFrame:
        """One row: runs, mean, median, 90th percentile, share within the target."""
        row = {
            "runs": len(self.minutes),
            "mean": self.mean,
            "median": self.median,
            "percentile_90": self.percentile_90,
        }
        return pd.DataFrame([{**row, "within": self.within}]).astype({"within": float})


def simulate_lead_time(steps: Any, *, runs: int = 2000, seed: int = 1, target: float | None = None) -> LeadTimes:
    """Simulate how long cases take when steps vary and some happen only now and then.

    Parameters
    ----------
    steps
        As for `process_map`, with `low` and `high` beside `minutes` (the usual) where a step varies.
    runs
        How many cases to simulate.
    seed
        The start of the random numbers: the same seed gives the same result.
    target
        Minutes within which a case should be done.

    Returns
    -------
    LeadTimes
        With `median` and `percentile_90`.

    Raises
    ------
    CourseError
        If there are no steps, or runs or target make no sense.

    Notes
    -----
    Each step is drawn from a triangular distribution (low, minutes, high) and happens with its chance; steps do not
    influence one another and nobody queues, so real lead times vary more.

    Examples
    --------
    >>> from qmslib.customers import simulate_lead_time
    >>> steps = [{"step": "wait", "kind": "wait", "minutes": 60, "low": 0, "high": 240}]
    >>> found = simulate_lead_time(steps, target=240)
    >>> found.within, found.median < found.percentile_90
    (1.0, True)
    """
    frame = read_steps(steps)
    if not len(frame):
        raise CourseError("there are no steps to simulate", do="Give at least one step")
    if isinstance(runs, bool) or runs != int(runs) or not 1 <= runs <= 1_000_000:
        raise CourseError("runs must be a whole number from 1 to 1,000,000", field="runs", found=runs)
    if target is not None and not (math.isfinite(target) and target >= 0):
        raise CourseError("the target is a number of minutes", field="target", found=target)
    source = np.random.default_rng(seed)
    total = np.zeros(int(runs))
    for step in frame.to_dict("records"):
        low, usual, high = (float(step[name]) for name in ("low", "minutes", "high"))
        drawn = source.triangular(low, usual, high, len(total)) if high > low else np.full(len(total), usual)
        total += drawn * (source.random(len(total)) < float(step["chance"]))
    median, ninety = (float(value) for value in np.percentile(total, [50, 90]))
    within = float((total <= target).mean()) if target is not None else None
    sentence = texts.say("simulated", runs=f"{runs:,}", median=say_number(median, 0), ninety=say_number(ninety, 0))
    if within is not None and target is not None:
        sentence += " " + texts.say("within", percent=say_number(100 * within, 1), target=say_number(target))
    return LeadTimes(sentence, (texts.finding("info", "model"),), total, median, ninety, float(total.mean()), within)

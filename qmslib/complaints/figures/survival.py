"""The Kaplan–Meier curve of one group, and the log-rank test between groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.estimates import Estimate
from qmslib._common.findings import module_texts
from qmslib._common.numbers import say_number

texts = module_texts(__file__)
CURVE_INTERVALS = ("log-log", "log", "plain")
# Products of fractions miss a round share by a hair.
_HAIR = 1e-9


@dataclass(frozen=True, eq=False)
class Curve:
    """The share of one group that is still open over time."""

    name: str
    n: int
    closed: int
    longest: float
    censored: NDArray[np.float64]
    table: pd.DataFrame
    level: float

    def after(self, days: float) -> float | None:
        """The share still open after so many days; None beyond the longest time while some are open."""
        if not self.n or (days > self.longest and self._last() > 0):
            return None
        place = int(np.searchsorted(self.table["days"], days, side="right"))
        return 1.0 if place == 0 else float(self.table["still_open"].iloc[place - 1])

    def _last(self) -> float:
        return float(self.table["still_open"].iloc[-1]) if len(self.table) else 1.0

    def percentile(self, percent: float) -> Estimate:
        """The first time by which so many per cent were closed."""
        rest = 1 - percent / 100
        value, low, high = (self._first(name, rest) for name in ("still_open", "low", "high"))
        return Estimate(value, low, high, self.n, self.level, "Kaplan-Meier", "days")

    def _first(self, name: str, rest: float) -> float | None:
        inside = self.table[name].to_numpy(dtype=float) <= rest + _HAIR
        return float(self.table["days"].iloc[int(inside.argmax())]) if inside.any() else None

    def points(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The corners of the step line."""
        y = np.r_[1.0, self.table["still_open"]]
        return np.r_[0.0, self.table["days"], self.longest], np.r_[y, y[-1]]

    def said(self) -> str:
        """The curve in words."""
        middle = self.percentile(50).value
        key = "no_median" if middle is None else "median"
        return texts.say(key, name=self.name, n=self.n, days="" if middle is None else say_number(middle, 1))

    def row(self, percentiles: NDArray[np.float64], after: NDArray[np.float64]) -> dict[str, Any]:
        """The curve as one row of a table."""
        out: dict[str, Any] = {"group": self.name, "n": self.n, "closed": self.closed}
        for percent in percentiles:
            found, label = self.percentile(percent), "median" if percent == 50 else f"p{percent:g}"
            for end, value in (("", found.value), ("_low", found.low), ("_high", found.high)):
                out[f"{label}_days{end}"] = math.nan if value is None else value
        for days in after:
            share = self.after(days)
            out[f"open_after_{days:g}_percent"] = math.nan if share is None else share * 100
        return out


def curve(name: str, days: NDArray[Any], closed: NDArray[Any], interval: str, level: float) -> Curve:
    """The Kaplan–Meier curve with intervals from Greenwood's variance."""
    empty = pd.DataFrame({part: np.empty(0) for part in ("days", "at_risk", "closed", "still_open", "low", "high")})
    if not closed.any():
        longest = float(days.max()) if len(days) else 0.0
        return Curve(name, len(days), 0, longest, days.astype(float), empty, level)
    from scipy.stats import norm
    from statsmodels.duration.survfunc import SurvfuncRight

    found = SurvfuncRight(days, closed.astype(int))
    share = np.asarray(found.surv_prob, dtype=float)
    risk, shut = np.asarray(found.n_risk, dtype=float), np.asarray(found.n_events, dtype=float)
    # When the last case is closed nothing is left, and the variance has no meaning.
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = norm.ppf((1 + level) / 2) * np.sqrt(np.cumsum(shut / (risk * (risk - shut))))
        if interval == "plain":
            low, high = share - spread * share, share + spread * share
        elif interval == "log":
            low, high = share * np.exp(-spread), share * np.exp(spread)
        else:
            step = spread / np.abs(np.log(share))
            low, high = share ** np.exp(step), share ** np.exp(-step)
    gone = share <= _HAIR
    low, high = (np.where(gone, np.nan, np.clip(end, 0, 1)) for end in (low, high))
    table = pd.DataFrame(
        {
            "days": np.asarray(found.surv_times, dtype=float),
            "at_risk": risk.astype(int),
            "closed": shut.astype(int),
            "still_open": np.where(gone, 0.0, share),
            "low": low,
            "high": high,
        }
    )
    table = table[table["closed"] > 0].reset_index(drop=True)
    return Curve(
        name, len(days), int(closed.sum()), float(days.max()), days[~closed.astype(bool)].astype(float), table, level
    )


def log_rank(groups: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> tuple[float | None, float | None]:
    """Chi-squared and p of the log-rank test; None when there are not two groups or nothing was closed."""
    if len(groups) < 2 or not any(closed.any() for _, closed in groups):
        return None, None
    from statsmodels.duration.survfunc import survdiff

    days = np.concatenate([one for one, _ in groups])
    closed = np.concatenate([one for _, one in groups]).astype(int)
    names = np.repeat(np.arange(len(groups)), [len(one) for one, _ in groups])
    try:
        chi2, p = survdiff(days, closed, names)
    except (np.linalg.LinAlgError, ValueError):
        # All cases of one group left before any was closed in the others: nothing to compare.
        return None, None
    return (float(chi2), float(p)) if math.isfinite(chi2) else (None, None)

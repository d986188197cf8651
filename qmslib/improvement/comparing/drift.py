"""Was a figure already moving? A trend test and a runs analysis for one period."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.improvement.comparing._times import as_times

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

texts = module_texts(__file__)
_LEAST = 5  # with four values even a perfect climb is no rarer than 1 in 12
_RUNS = 10
_MOST_SLOPE = 1000


@dataclass(frozen=True, eq=False)
class DriftReport(Report):
    """Whether a period was steady.

    Attributes
    ----------
    state
        ``steady``, ``moving``, or ``too few`` when there are fewer than five values.
    n
        How many values.
    s, z, p
        Mann–Kendall: later values that are higher less those that are lower, its standard score and p-value.
    slope
        Sen's slope: the median change for one step of time, with its interval.
    longest_run, run_limit
        The longest run on one side of the median, and the longest to be expected; None where runs were not counted.
    crossings, crossings_least
        How often the line crosses its median, and the fewest to be expected; None where runs were not counted.

    Examples
    --------
    >>> from qmslib.improvement import check_drift
    >>> drift = check_drift([31, 30, 28, 27, 27, 24, 22, 21])
    >>> drift.state, drift.direction
    ('moving', 'down')
    """

    sentence: str
    findings: tuple[Finding, ...]
    state: str
    n: int
    s: int
    z: float | None
    p: float | None
    slope: Estimate
    longest_run: int | None
    run_limit: int | None
    crossings: int | None
    crossings_least: int | None
    trend: bool

    @property
    def moving(self) -> bool:
        """Whether the period was moving or unsteady."""
        return self.state == "moving"

    @property
    def direction(self) -> str | None:
        """``up`` or ``down`` when there is a trend, else None."""
        return None if not self.trend else "up" if self.s > 0 else "down"

    def frame(self) -> pd.DataFrame:
        """The tests as a table: test, figure, limit, sign of drift."""
        import pandas as pd

        rows: list[dict[str, Any]] = [
            {"test": "Mann–Kendall S", "figure": self.s, "limit": None, "signal": self.trend},
            {"test": "longest run", "figure": self.longest_run, "limit": self.run_limit, "signal": self._long},
            {
                "test": "median crossings",
                "figure": self.crossings,
                "limit": self.crossings_least,
                "signal": self._few,
            },
        ]
        return pd.DataFrame([row for row in rows if row["figure"] is not None])

    @property
    def _long(self) -> bool:
        return self.longest_run is not None and self.run_limit is not None and self.longest_run > self.run_limit

    @property
    def _few(self) -> bool:
        return (
            self.crossings is not None and self.crossings_least is not None and self.crossings < self.crossings_least
        )


def mann_kendall(values: NDArray[np.float64], times: NDArray[np.float64]) -> tuple[int, float, float]:
    """S, Z and the two-sided p-value; ties in values and in times are allowed for."""
    from scipy import stats

    n = len(values)
    ties, same = (np.unique(column, return_counts=True)[1].astype(float) for column in (values, times))
    total = n * (n - 1) / 2
    tied, together = (ties * (ties - 1)).sum() / 2, (same * (same - 1)).sum() / 2
    if tied == total or together == total:
        return 0, 0.0, 1.0
    # Kendall's tau-b is S over the root of the pairs that are not tied: this way round it costs n log n.
    s = round(float(stats.kendalltau(times, values).statistic) * math.sqrt((total - tied) * (total - together)))
    if n <= 10 and not tied and not together:
        p = float(stats.kendalltau(times, values, method="exact").pvalue)
        variance = n * (n - 1) * (2 * n + 5) / 18
    else:
        spread = [(size * (size - 1) * (2 * size + 5)).sum() for size in (ties, same)]
        variance = (n * (n - 1) * (2 * n + 5) - spread[0] - spread[1]) / 18
        variance += 2 * tied * together / (n * (n - 1))
        triple = [(size * (size - 1) * (size - 2)).sum() for size in (ties, same)]
        variance += triple[0] * triple[1] / (9 * n * (n - 1) * (n - 2))
        p = -1.0
    z = (s - np.sign(s)) / math.sqrt(variance) if variance > 0 else 0.0
    return s, float(z), p if p >= 0 else float(min(1.0, 2 * stats.norm.sf(abs(z))))


def _slope(values: NDArray[np.float64], times: NDArray[np.float64], level: float) -> Estimate:
    from scipy import stats

    n = len(values)
    if len(np.unique(times)) < 2:
        return Estimate(None, None, None, n, level, "sen")
    if n > _MOST_SLOPE:
        parts = [part for part in np.array_split(np.arange(n), _MOST_SLOPE) if len(part)]
        values = np.array([np.mean(values[part]) for part in parts])
        times = np.array([np.mean(times[part]) for part in parts])
    if (values == values[0]).all():
        return Estimate(0.0, 0.0, 0.0, n, level, "sen")
    found = stats.theilslopes(values, times, alpha=level)
    return Estimate(float(found[0]), float(found[2]), float(found[3]), n, level, "sen")


def _runs(values: NDArray[np.float64], times: NDArray[np.float64]) -> tuple[int, int, int, int] | None:
    """Longest run, its limit, crossings, their limit (Anhøj); None where the values cannot be told by a median."""
    from scipy import stats

    moments, places = np.unique(times, return_inverse=True)
    line = np.bincount(places, values) / np.bincount(places) if len(moments) < len(values) else values
    sides = np.sign(line - np.median(line))
    useful = sides[sides != 0]
    if len(useful) < _RUNS or len(np.unique(line)) < 3:
        return None
    starts = np.flatnonzero(np.diff(useful)) + 1
    longest = int(np.diff(np.concatenate(([0], starts, [len(useful)]))).max())
    return (
        longest,
        round(math.log2(len(useful)) + 3),
        len(starts),
        int(stats.binom.ppf(0.05, len(useful) - 1, 0.5)),
    )


def check_drift(values: Any, time: Any = None, level: float = 0.95) -> DriftReport:
    """See whether the values of one period were already moving, before anything is compared.

    Parameters
    ----------
    values
        The figures of one period, one for each case, week or month.
    time
        When each was taken: dates or numbers; the order of rows then does not matter. Without it the values are
        taken to stand in the order of time.
    level
        One less the share of steady periods that the trend test may call moving.

    Returns
    -------
    DriftReport
        ``moving`` when the trend test or the runs analysis gives a signal.

    Raises
    ------
    CourseError
        When a value is missing or no number, or the times do not fit the values.

    Notes
    -----
    Trend: Mann (1945) and Kendall (1975), with the correction for ties; Z = (S − 1) / sqrt(Var S) for S above 0, as
    in Gilbert (1987), which most programs follow; exact p-value up to ten values without ties. Slope: Sen (1968).
    Runs: Anhøj and Olesen (2014), "Run charts revisited": a run longer than log2(n) + 3, or fewer crossings than the
    5 % point of the binomial distribution (n − 1, 0.5), where n leaves out values on the median; needs ten of them.
    A steady period gives a false alarm in about one case of ten. Values that depend on their neighbours (weekly
    seasons, a backlog that carries over) give more: see why before you call it a trend.

    Examples
    --------
    >>> print(check_drift([22, 25, 21, 24, 23, 26, 22, 24]).sentence)
    8 values: no sign that they were moving by themselves.
    """
    check_level(level)
    numbers = as_numbers(values, "values")
    n = len(numbers)
    times = np.arange(n, dtype=float) if time is None else as_times(time, "time")
    if len(times) != n:
        raise CourseError("there must be one time for each value", field="time", found=(len(times), n))
    order = np.lexsort((numbers, times))
    numbers, times = numbers[order], times[order]
    if n < _LEAST:
        sentence = texts.say("few", n=n, least=_LEAST) if n else texts.say("none")
        empty = Estimate(None, None, None, n, level, "sen")
        return DriftReport(sentence, (), "too few", n, 0, None, None, empty, None, None, None, None, False)
    s, z, p = mann_kendall(numbers, times)
    counted = _runs(numbers, times)
    runs: tuple[int | None, int | None, int | None, int | None] = counted or (None, None, None, None)
    trend = p < 1 - level
    report = DriftReport(
        "", (), "", n, s, z, p, _slope(numbers, times, level), runs[0], runs[1], runs[2], runs[3], trend
    )
    reasons = []
    if report._long:
        reasons.append(texts.say("run", longest=runs[0], limit=runs[1]))
    if report._few:
        reasons.append(texts.say("crossings", crossings=runs[2], least=runs[3]))
    if trend:
        pairs = round(50 + 50 * abs(s) / (n * (n - 1) / 2))
        sentence = texts.say(f"trend_{report.direction}", pairs=pairs, p=say_p(p))
    elif reasons:
        sentence = texts.say("runs", reasons=" and ".join(reasons))
    else:
        sentence = texts.say("steady", n=n)
    findings = []
    if trend and reasons:
        findings.append(texts.finding("warn", "runs", reasons=" and ".join(reasons)))
    if n < 12:
        findings.append(texts.finding("info", "weak"))
    if n > _MOST_SLOPE:
        findings.append(texts.finding("info", "thinned", n=say_number(n)))
    state = "moving" if trend or reasons else "steady"
    return replace(report, sentence=sentence, findings=tuple(findings), state=state)


def say_p(p: float) -> str:
    """What follows the p of a p-value: never a bare nought."""
    return "below 0.001" if p < 0.001 else f"= {say_number(p, 3 if p < 0.1 else 2)}"

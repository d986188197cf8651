"""Runs analysis: how long is the longest run beside the centre line, and how often is the line crossed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Report

texts = module_texts(__file__)


@lru_cache(maxsize=4096)
def longest_run_limit(n: int) -> int | None:
    """The longest run that chance explains among `n` useful points: round(log2 n) + 3; None without points."""
    return round(math.log2(n)) + 3 if n > 0 else None


@lru_cache(maxsize=4096)
def crossings_limit(n: int) -> int | None:
    """The fewest crossings that chance explains among `n` useful points: the 5 % quantile of Binomial(n - 1, 1/2)."""
    if n <= 0:
        return None
    trials = n - 1
    if trials > 1000:
        from scipy.special import bdtr

        k = max(0, int(trials / 2 - 1.645 * math.sqrt(trials) / 2) - 3)
        while bdtr(k, trials, 0.5) < 0.05:
            k += 1
        return k
    # Whole numbers, so that no rounding can move a limit by one.
    reached, needed = 0, 2**trials
    for k in range(trials + 1):
        reached += math.comb(trials, k)
        if 20 * reached >= needed:
            return k
    return trials


@dataclass(frozen=True)
class RunsTest(Report):
    """The runs analysis of a series.

    Attributes
    ----------
    sentence, findings
        The result in words.
    centre
        The line the runs were counted beside.
    n_useful
        How many points do not lie on the line; only they count.
    longest_run, longest_run_limit
        Points in the longest run on one side, and the most that chance explains.
    crossings, crossings_limit
        How often the line is crossed, and the fewest that chance explains.
    signal
        Whether the longest run is above its limit or the crossings are below theirs.

    Examples
    --------
    >>> from qmslib.improvement import runs_test
    >>> found = runs_test([12, 11, 13, 12, 14, 13, 12, 14, 19, 21, 18, 20, 22, 19, 21, 20])
    >>> found.longest_run, found.longest_run_limit, found.crossings, found.signal
    (8, 7, 1, True)
    """

    sentence: str
    findings: tuple[Finding, ...]
    centre: float
    n_useful: int
    longest_run: int | None
    longest_run_limit: int | None
    crossings: int | None
    crossings_limit: int | None
    signal: bool


def sides(values: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.int8]:
    """1 above the line, -1 below it, 0 on it or where a value is missing; rounding noise counts as on the line."""
    with np.errstate(invalid="ignore"):
        gap = values - centre
        noise = 1e-10 * np.maximum(np.abs(values), np.abs(centre))
        return np.where(np.isnan(gap) | (np.abs(gap) <= noise), 0, np.sign(gap)).astype(np.int8)


def count_runs(side: NDArray[np.int8]) -> tuple[int, int, int, NDArray[np.int64], NDArray[np.int64]]:
    """Useful points, longest run, crossings, and for each useful point its place and the length of its run."""
    places = side.nonzero()[0]
    useful = side[places]
    if not len(useful):
        return 0, 0, 0, places, places
    starts = np.concatenate(([0], (useful[1:] != useful[:-1]).nonzero()[0] + 1))
    lengths = np.diff(np.concatenate((starts, [len(useful)])))
    return len(useful), int(lengths.max()), len(lengths) - 1, places, np.repeat(lengths, lengths)


def runs_test(values: Any, *, centre: float | None = None) -> RunsTest:
    """Test a series for shifts without any limits: unusually long runs, unusually few crossings (Anhøj).

    Parameters
    ----------
    values
        The series, in the order of time; missing values are left out and counted in a finding.
    centre
        The line to count beside; without it the median of the series.

    Returns
    -------
    RunsTest
        The longest run and the crossings with their limits, and whether they signal.

    Raises
    ------
    CourseError
        If there is no value, or one that is no number.

    Notes
    -----
    A run is a row of points on one side of the line. Points on the line do not count: they neither break a run nor
    lengthen it. It signals when the longest run is above round(log2(n)) + 3, or the crossings are below the 5 %
    quantile of a binomial distribution with n - 1 trials and probability 1/2, with n the useful points.
    Sources: Anhøj and Olesen (2014), PLoS ONE 9(11) e113825; Anhøj (2015), PLoS ONE 10(3) e0121349. qicharts2 does the
    same. Older rules call a run of 6, 7 or 8 a shift however long the series is: see `rules` of the charts.

    Examples
    --------
    >>> from qmslib.improvement import runs_test
    >>> print(runs_test([4, 6, 5, 7, 4, 6, 5, 7, 6, 4]).sentence)
    No sign of a change: the longest run of 2 is within the limit of 6, and the line is crossed 8 times, at least 2 being expected.
    """  # noqa: E501
    numbers = as_numbers(values, "values", missing=True)
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        raise CourseError("there is nothing to test yet", field="values", do="Give at least one number")
    line = float(np.median(known)) if centre is None else float(centre)
    useful, longest, crossings, _, _ = count_runs(sides(numbers, np.full(len(numbers), line)))
    found = []
    if gaps := len(numbers) - len(known):
        found.append(texts.finding("info", "missing", n=gaps))
    if len(known) < 10:
        found.append(texts.finding("warn", "few", n=len(known)))
    if not useful:
        return RunsTest(texts.say("flat"), tuple(found), line, 0, None, None, None, None, False)
    most, fewest = longest_run_limit(useful), crossings_limit(useful)
    assert most is not None
    assert fewest is not None
    signal = longest > most or crossings < fewest
    sentence = texts.say(
        "signal" if signal else "none",
        run=longest, most=most, crossings=crossings, fewest=fewest, line=say_number(line),
    )  # fmt: skip
    return RunsTest(sentence, tuple(found), line, useful, longest, most, crossings, fewest, signal)

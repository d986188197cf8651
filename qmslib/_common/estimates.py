"""A figure with its interval, and what it was worked out from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from statistics import NormalDist

from qmslib._common.errors import CourseError
from qmslib._common.numbers import say_number

#: Methods for the interval of a proportion.
PROPORTION_METHODS = ("wilson", "exact", "agresti-coull", "jeffreys", "normal")
_STATSMODELS = {
    "exact": "beta",
    "agresti-coull": "agresti_coull",
    "jeffreys": "jeffreys",
    "normal": "normal",
}


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    Attributes
    ----------
    value
        The figure; None where it cannot be worked out, for example the percentage of an empty group.
    low, high
        The ends of the interval; None without one.
    n
        How many cases, answers or ratings it rests on.
    level
        The confidence level, 0.95 by default.
    method
        How the interval was made.
    unit
        What follows the number when it is read out, for example ``%``.

    Examples
    --------
    >>> from qmslib.feedback import proportion
    >>> print(proportion(81, 263))
    30.8 % (95 % interval 25.5 % to 36.6 %, n = 263)
    """

    value: float | None
    low: float | None
    high: float | None
    n: float
    level: float = 0.95
    method: str = ""
    unit: str = ""

    def __str__(self) -> str:
        if self.value is None:
            return f"no figure (n = {say_number(self.n, 1)})"
        unit = f" {self.unit}" if self.unit else ""
        # A percentage is a fraction times 100 when read out.
        scale, places = (100, 1) if self.unit == "%" else (1, 2)

        def show(number: float) -> str:
            return f"{say_number(number * scale, places)}{unit}"

        text = show(self.value)
        if self.low is not None and self.high is not None:
            level = say_number(self.level * 100, 1)
            return f"{text} ({level} % interval {show(self.low)} to {show(self.high)}, n = {say_number(self.n, 1)})"
        return f"{text} (n = {say_number(self.n, 1)})"


def proportion(count: float, n: float, level: float = 0.95, method: str = "wilson") -> Estimate:
    """A proportion with its interval.

    Parameters
    ----------
    count, n
        How many have it, and how many there are.
    level
        The confidence level.
    method
        ``"wilson"`` (the default: Wilson, 1927, sound for small groups and near 0 or 100 %), ``"exact"`` (Clopper
        and Pearson, 1934), ``"agresti-coull"`` (1998), ``"jeffreys"`` or ``"normal"`` (Wald: too narrow for small
        groups, kept because many programs report it).

    Returns
    -------
    Estimate
        The proportion as a fraction of 1; `value` is None for an empty group, never 0.

    Raises
    ------
    CourseError
        If the count is below 0 or above `n`, or the level or method is not known.

    Examples
    --------
    The example of Newcombe (1998), "Two-sided confidence intervals for the single proportion":

    >>> found = proportion(81, 263)
    >>> round(found.low, 4), round(found.high, 4)
    (0.2553, 0.3662)
    """
    check_level(level)
    if method not in PROPORTION_METHODS:
        raise CourseError(
            "this kind of interval is not known",
            field="method",
            found=method,
            do=f"Choose {', '.join(PROPORTION_METHODS)}",
        )
    for name, number in (("count", count), ("n", n)):
        if isinstance(number, bool) or not isinstance(number, Real):
            raise CourseError("this is no number", field=name, found=number, do="Give a count of people or cases")
    if not (math.isfinite(count) and math.isfinite(n)) or n < 0 or not 0 <= count <= n:
        raise CourseError("the count must lie between 0 and n", field="count", found=(count, n))
    if n == 0:
        return Estimate(None, None, None, 0, level, method, "%")
    if method == "wilson":
        low, high = wilson(count, n, level)
        return Estimate(count / n, low, high, n, level, method, "%")
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(count, n, alpha=1 - level, method=_STATSMODELS[method])
    return Estimate(count / n, max(0.0, float(low)), min(1.0, float(high)), n, level, method, "%")


def wilson(count: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """The score interval for a proportion (Wilson, 1927), without continuity correction.

    Our own, because the tools of the page work it out too and must not wait for statsmodels.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if n <= 0 or not 0 <= count <= n:
        raise CourseError("the count must lie between 0 and n", field="count", found=[count, n])
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = count / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = (centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)
    # At the ends the formula gives exactly 0 or 1, but floats do not.
    return (0.0 if count == 0 else max(0.0, low), 1.0 if count == n else min(1.0, high))


def check_level(level: float) -> None:
    """Refuse a confidence level that is not between 0 and 1."""
    if not 0 < level < 1:
        raise CourseError(
            "a confidence level lies between 0 and 1", field="level", found=level, do="Give 0.95 for 95 %"
        )


def difference(count1: float, n1: float, count2: float, n2: float, level: float = 0.95) -> Estimate:
    """The difference of two proportions, first less second, with Newcombe's interval.

    Parameters
    ----------
    count1, n1
        How many have it in the first group, and how many there are.
    count2, n2
        The same for the second group.
    level
        The confidence level.

    Returns
    -------
    Estimate
        The difference as a fraction of 1; `value` is None when a group is empty. `n` counts both groups.

    Raises
    ------
    CourseError
        If a count is below 0 or above its `n`.

    Notes
    -----
    Method 10 of Newcombe (1998), "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17, 873–890: the Wilson intervals (l1, u1) and (l2, u2) of the two proportions are joined
    to d − sqrt((p1 − l1)² + (u2 − p2)²) and d + sqrt((u1 − p1)² + (p2 − l2)²), without continuity correction.

    Examples
    --------
    Newcombe's first example, 56 of 70 against 48 of 80:

    >>> found = difference(56, 70, 48, 80)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    one, two = proportion(count1, n1, level), proportion(count2, n2, level)
    if one.value is None or one.low is None or one.high is None:
        return Estimate(None, None, None, n1 + n2, level, "newcombe", "%")
    if two.value is None or two.low is None or two.high is None:
        return Estimate(None, None, None, n1 + n2, level, "newcombe", "%")
    gap = one.value - two.value
    low = gap - math.hypot(one.value - one.low, two.high - two.value)
    high = gap + math.hypot(one.high - one.value, two.value - two.low)
    return Estimate(gap, max(-1.0, low), min(1.0, high), n1 + n2, level, "newcombe", "%")

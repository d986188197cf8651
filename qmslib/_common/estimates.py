"""A figure with its interval, and what it was worked out from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.numbers import say_number

#: Methods for the interval of a proportion.
PROPORTION_METHODS = ("wilson", "exact", "agresti-coull", "jeffreys", "normal")
_STATSMODELS = {
    "wilson": "wilson",
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
    if method not in _STATSMODELS:
        raise CourseError(
            "this kind of interval is not known",
            field="method",
            found=method,
            do=f"Choose {', '.join(PROPORTION_METHODS)}",
        )
    if not (math.isfinite(count) and math.isfinite(n)) or n < 0 or not 0 <= count <= n:
        raise CourseError("the count must lie between 0 and n", field="count", found=(count, n))
    if n == 0:
        return Estimate(None, None, None, 0, level, method, "%")
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(count, n, alpha=1 - level, method=_STATSMODELS[method])
    return Estimate(count / n, max(0.0, float(low)), min(1.0, float(high)), n, level, method, "%")


def check_level(level: float) -> None:
    """Refuse a confidence level that is not between 0 and 1."""
    if not 0 < level < 1:
        raise CourseError(
            "a confidence level lies between 0 and 1", field="level", found=level, do="Give 0.95 for 95 %"
        )

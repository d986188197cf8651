"""How many files to check to be sure of seeing a fault if there are any."""

from __future__ import annotations

import math

from qmslib._common.errors import CourseError
from qmslib.system._registers import share, whole


def discovery_sample(faulty: float, *, level: float = 0.95, population: int | None = None) -> int:
    """How many files to check to be so sure of seeing at least one faulty one.

    Parameters
    ----------
    faulty
        The share faulty that must not go unseen.
    level
        How sure to be: the confidence level.
    population
        How many files there are. Given, the faulty ones are the whole number at or above the share, and the answer
        is never more than all of them.

    Returns
    -------
    int
        The number of files. If none of them is faulty, a share as high as this is unlikely; it is not ruled out.

    Raises
    ------
    CourseError
        If a share does not lie between 0 and 1.

    Notes
    -----
    Without a population: the smallest n with 1 − (1 − p)^n >= level, so about 3 / p at 95 % (the rule of three,
    Hanley and Lippman-Hand, 1983). With one: the smallest n with 1 − C(N − K, n) / C(N, n) >= level.

    Examples
    --------
    >>> discovery_sample(0.05), discovery_sample(0.01)
    (59, 299)
    >>> discovery_sample(0.05, population=100)
    45
    """
    part, level = share(faulty, "faulty"), share(level, "level", ends=False)
    if part == 0:
        raise CourseError("no sample can show a fault that nobody has", field="faulty", found=faulty)
    if population is None:
        if part == 1:
            return 1
        n = max(1, math.ceil(math.log1p(-level) / math.log1p(-part) - 1e-9))
        return n
    files = whole(population, "population", 1)
    bad = max(1, math.ceil(part * files - 1e-9))
    low, high = 1, files - bad + 1
    while low < high:
        middle = (low + high) // 2
        # The probability that none of the bad ones is drawn, by logarithms so that large counts are safe.
        log = sum(
            sign * math.lgamma(value + 1)
            for sign, value in ((1, files - bad), (1, files - middle), (-1, files), (-1, files - bad - middle))
        )
        if log <= math.log1p(-level) + 1e-9:
            high = middle
        else:
            low = middle + 1
    return low

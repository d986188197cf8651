"""The probability that a sample passes."""

from __future__ import annotations

import math

from qmslib._common.errors import CourseError
from qmslib.system._registers import share, whole

_MODELS = ("binomial", "poisson", "hypergeometric")


def faulty_files(part: float, population: int) -> int:
    """The whole number of faulty files that comes nearest to a share of the population."""
    return math.floor(part * population + 0.5)


def acceptance_probability(
    n: int, most: int, faulty: float, *, population: int | None = None, model: str | None = None
) -> float:
    """The probability that a sample passes: that it holds no more faulty files than allowed.

    Parameters
    ----------
    n
        How many files are checked.
    most
        The most faulty ones with which the sample still passes (the acceptance number, c).
    faulty
        The true share of faulty files.
    population
        How many files there are. Given, the hypergeometric model is used, with the whole number of faulty files
        that comes nearest to the share.
    model
        ``"binomial"``, ``"poisson"`` or ``"hypergeometric"``; by default hypergeometric with a `population` and
        binomial without, as R's AcceptanceSampling and Minitab do for a large lot.

    Returns
    -------
    float
        A probability.

    Raises
    ------
    CourseError
        If the share does not lie between 0 and 1, or more files are checked than there are.

    Notes
    -----
    The sum of the probabilities of 0, 1, … c faulty files in n. Montgomery, Introduction to Statistical Quality
    Control, ch. 15 (section 15.2).

    Examples
    --------
    89 files checked, 2 faults allowed, when 1 in 100 is faulty:

    >>> round(acceptance_probability(89, 2, 0.01), 4)
    0.9397
    """
    from scipy import stats

    n, most, part = whole(n, "n", 1), whole(most, "most"), share(faulty, "faulty")
    chosen = model or ("binomial" if population is None else "hypergeometric")
    if chosen not in _MODELS:
        raise CourseError(
            "this model is not known", field="model", found=model, do=f"Choose one of {', '.join(_MODELS)}"
        )
    if population is not None:
        population = whole(population, "population", 1)
        if n > population:
            raise CourseError("more files would be checked than there are", field="n", found=(n, population))
    if chosen == "poisson":
        return float(stats.poisson.cdf(most, n * part))
    if chosen == "binomial":
        return float(stats.binom.cdf(most, n, part))
    if population is None:
        raise CourseError("the hypergeometric model needs the number of files", field="population")
    return float(min(1.0, stats.hypergeom.cdf(most, population, faulty_files(part, population), n)))

"""How many answers are needed, and how exact those you have are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report

texts = module_texts(__file__)


@dataclass(frozen=True)
class SampleSize(Report):
    """How many people to ask.

    Attributes
    ----------
    sentence, findings
        The number in words, and cautions.
    answers
        How many answers are needed.
    invite
        How many people to ask, given the response that you expect; None when none was given.
    exact
        The number of answers before rounding.
    without_population
        The number of answers, before rounding, for an endless population.

    Examples
    --------
    >>> from qmslib.feedback import sample_size
    >>> sample_size(0.05).answers
    385
    """

    sentence: str
    findings: tuple[Finding, ...]
    answers: int
    invite: int | None
    exact: float
    without_population: float


def _z(level: float) -> float:
    check_level(level)
    from scipy.stats import norm

    return float(norm.ppf((1 + level) / 2))


def _check_population(population: float | None, n: float = 1) -> None:
    if population is not None and (not math.isfinite(population) or population < 1 or population != int(population)):
        raise CourseError("a population is a whole number of people from 1 up", field="population", found=population)
    if population is not None and n > population:
        raise CourseError("more answers than people", field="n", found=(n, population), do="Check both numbers")


def _positive(value: float, name: str, below: float = math.inf) -> None:
    if isinstance(value, str) or not (0 < value < below):
        top = "" if below == math.inf else f" and below {below:g}"
        raise CourseError(f"this must be a number above 0{top}", field=name, found=value)


def _result(
    endless: float, exact: float, rounding: str, response: float | None, population: int | None, design_effect: float
) -> SampleSize:
    if rounding not in ("up", "nearest"):
        raise CourseError("this rounding is not known", field="rounding", found=rounding, do="Choose up or nearest")
    # A hair of float error must not ask for one person more.
    answers = math.ceil(exact - 1e-9) if rounding == "up" else math.floor(exact + 0.5)
    answers = max(1, answers) if population is None else min(max(1, answers), population)
    findings = []
    invite = None
    if response is not None:
        if not 0 < response <= 1:
            raise CourseError("a response rate lies above 0 and at most at 1", field="response", found=response)
        invite = math.ceil(answers / response - 1e-9)
        if population is not None and invite > population:
            findings.append(texts.finding("warn", "not_enough", invite=say_number(invite), population=population))
            invite = population
    if population is not None and answers == population:
        findings.append(texts.finding("info", "everybody"))
    if design_effect != 1:
        findings.append(texts.finding("info", "design", design_effect=say_number(design_effect)))
    sentence = texts.say("answers", n=say_number(answers))
    if invite is not None and response is not None:
        sentence += " " + texts.say("invite", n=say_number(invite), response=say_number(response * 100, 1))
    return SampleSize(sentence, tuple(findings), answers, invite, exact, endless)


def sample_size(
    margin: float,
    *,
    p: float = 0.5,
    population: int | None = None,
    response: float | None = None,
    design_effect: float = 1.0,
    rounding: str = "up",
    level: float = 0.95,
) -> SampleSize:
    """How many answers a percentage needs for a margin of error.

    Parameters
    ----------
    margin
        Half the width of the interval, as a fraction: 0.05 for plus or minus 5 percentage points.
    p
        The share that you expect; 0.5 is the most cautious.
    population
        How many people there are, for the finite population correction; None for very many.
    response
        The response rate that you expect, to work out how many to invite.
    design_effect
        By how much weights or clusters swell the variance (Kish, 1965); 1 for a simple random sample.
    rounding
        ``"up"`` (the default: the margin is kept) or ``"nearest"``, by which the table of Krejcie and Morgan (1970)
        is printed, so that 217.5 of 500 is 217 there and 218 here.
    level
        The confidence level.

    Returns
    -------
    SampleSize
        The number of answers, and of invitations.

    Raises
    ------
    CourseError
        If the margin or share does not lie between 0 and 1, or the population is no whole number.

    Notes
    -----
    n0 = z² p (1 − p) / margin², then n = n0 / (1 + (n0 − 1) / N): Cochran (1977), "Sampling Techniques", section
    4.4. Krejcie and Morgan's formula is the same with z² written as chi-squared.

    Examples
    --------
    >>> sample_size(0.05, population=1000).answers
    278
    >>> print(sample_size(0.05, population=400, response=0.6).sentence)
    197 answers are needed. Invite 329 people if 60 % answer.
    """
    _positive(margin, "margin", 1)
    _positive(p, "p", 1)
    _positive(design_effect, "design_effect")
    _check_population(population)
    endless = _z(level) ** 2 * p * (1 - p) / margin**2 * design_effect
    exact = endless if population is None else endless / (1 + (endless - 1) / population)
    return _result(endless, exact, rounding, response, population, design_effect)


def sample_size_mean(
    margin: float,
    sd: float,
    *,
    population: int | None = None,
    response: float | None = None,
    design_effect: float = 1.0,
    rounding: str = "up",
    level: float = 0.95,
) -> SampleSize:
    """How many answers a mean needs for a margin of error.

    Parameters
    ----------
    margin
        Half the width of the interval, in marks of the scale.
    sd
        The standard deviation that you expect: how far answers lie from the mean, from a pilot or last year.
    population, response, design_effect, rounding, level
        As in `sample_size`.

    Returns
    -------
    SampleSize
        The number of answers, and of invitations.

    Raises
    ------
    CourseError
        If margin or sd is not above 0, or the population is no whole number.

    Notes
    -----
    n0 = (z × sd / margin)², then n = n0 / (1 + n0 / N): Cochran (1977), section 4.6.

    Examples
    --------
    >>> sample_size_mean(0.2, 1.1).answers
    117
    """
    _positive(margin, "margin")
    _positive(sd, "sd")
    _positive(design_effect, "design_effect")
    _check_population(population)
    endless = (_z(level) * sd / margin) ** 2 * design_effect
    exact = endless if population is None else endless / (1 + endless / population)
    return _result(endless, exact, rounding, response, population, design_effect)


def sample_size_nps(
    margin: float,
    *,
    promoters: float | None = None,
    detractors: float | None = None,
    population: int | None = None,
    response: float | None = None,
    rounding: str = "up",
    level: float = 0.95,
) -> SampleSize:
    """How many answers a net promoter score needs for a margin of error.

    Parameters
    ----------
    margin
        Half the width of the interval in NPS points: 10 for plus or minus 10.
    promoters, detractors
        The shares that you expect, as fractions. Without them the most cautious case counts: half and half.
    population, response, rounding, level
        As in `sample_size`.

    Returns
    -------
    SampleSize
        The number of answers, and of invitations.

    Raises
    ------
    CourseError
        If only one share is given, they are no fractions that fit together, or the margin is not between 0 and 100.

    Notes
    -----
    n0 = (100 z / margin)² × (p + d − (p − d)²), then n = n0 / (1 + n0 / N).

    Examples
    --------
    >>> sample_size_nps(10).answers, sample_size_nps(10, promoters=0.4, detractors=0.2).answers
    (385, 216)
    """
    _positive(margin, "margin", 100)
    _check_population(population)
    if (promoters is None) != (detractors is None):
        raise CourseError("give both shares or neither", field="promoters and detractors")
    up, down = (0.5, 0.5) if promoters is None or detractors is None else (promoters, detractors)
    if not (up >= 0 and down >= 0 and up + down <= 1 + 1e-12):
        raise CourseError("the shares must be fractions that make at most 1", field="promoters", found=(up, down))
    variance = up + down - (up - down) ** 2
    if variance <= 0:
        raise CourseError("if all people say the same, no number is needed", field="promoters", found=(up, down))
    endless = (100 * _z(level) / margin) ** 2 * variance
    exact = endless if population is None else endless / (1 + endless / population)
    return _result(endless, exact, rounding, response, population, 1.0)


def margin_of_error(
    n: float, *, p: float = 0.5, population: int | None = None, design_effect: float = 1.0, level: float = 0.95
) -> float:
    """The margin of error of a percentage: half the width of its interval, as a fraction.

    Parameters
    ----------
    n
        How many answers there are.
    p
        The share found, or 0.5 for the widest margin.
    population
        How many people there are, for the finite population correction; None for very many.
    design_effect
        By how much weights or clusters swell the variance.
    level
        The confidence level.

    Returns
    -------
    float
        0.05 for plus or minus 5 percentage points; 0 when everybody answered.

    Raises
    ------
    CourseError
        If there are no answers, or more than people.

    Notes
    -----
    z × √(p (1 − p) / n) × √((N − n) / (N − 1)): Cochran (1977), section 3.2. It covers the luck of the draw only, not
    people who did not answer. For small groups read the Wilson interval of `proportion`.

    Examples
    --------
    >>> round(margin_of_error(1000), 3), round(margin_of_error(150, population=300), 3)
    (0.031, 0.057)
    """
    _positive(n, "n")
    _positive(design_effect, "design_effect")
    if not 0 <= p <= 1:
        raise CourseError("a share lies between 0 and 1", field="p", found=p)
    _check_population(population, n)
    correction = 1.0
    if population is not None:
        correction = 0.0 if population == 1 else (population - n) / (population - 1)
    return _z(level) * math.sqrt(p * (1 - p) * design_effect / n * correction)

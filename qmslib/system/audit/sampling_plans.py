"""How many files to check, and how many faults to allow: acceptance plans with their risks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture
from qmslib.system._registers import frame_of, share, whole
from qmslib.system.audit.acceptance import acceptance_probability, faulty_files

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)


def _say(value: float) -> str:
    return say_number(value * 100, 2)


@dataclass(frozen=True, eq=False)
class AcceptancePlan(Picture):
    """An acceptance plan and its operating characteristic (OC) curve.

    Attributes
    ----------
    n, most
        How many to check, and the most faulty ones with which the sample passes.
    population
        How many files there are, or None when that is not limited.
    shares, accept
        The true shares of faulty files, and how likely the plan is to pass each.
    outgoing
        The average outgoing quality: the share faulty afterwards, when a sample that fails means checking every
        file and correcting it. With a population it allows for the files checked: p × Pa × (N − n) / N.
    inspected
        The mean number of files checked under that rule; None without a population.
    outgoing_limit
        The worst average outgoing quality on the curve (AOQL).

    Examples
    --------
    >>> plan = oc_curve(89, 2, shares=[0, 0.01, 0.05])
    >>> [round(value, 3) for value in plan.accept]
    [1.0, 0.94, 0.172]
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    most: int
    population: int | None
    shares: tuple[float, ...]
    accept: tuple[float, ...]
    outgoing: tuple[float, ...]
    inspected: tuple[float, ...] | None
    outgoing_limit: float
    marks: tuple[tuple[str, float, float], ...] = ()

    def frame(self) -> Any:
        """One row for each share of faulty files."""
        table = {"faulty": self.shares, "accept": self.accept, "outgoing": self.outgoing}
        return frame_of(table if self.inspected is None else {**table, "inspected": self.inspected})

    @property
    def alt(self) -> str:
        """What the curve shows, in words."""
        steps = sorted({round(index * (len(self.shares) - 1) / 5) for index in range(6)})
        points = "; ".join(
            texts.say("point", faulty=_say(self.shares[at]), accept=_say(self.accept[at])) for at in steps
        )
        return texts.say("alt", n=self.n, most=self.most, points=points)

    def draw(self, axes: Axes) -> None:
        """The curve, with the points that the plan was made for."""
        axes.plot(
            [100 * part for part in self.shares],
            [100 * part for part in self.accept],
            color=INK["line"],
            marker="o" if len(self.shares) < 15 else "",
        )
        for (name, part, accept), marker in zip(self.marks, "s^", strict=False):
            axes.plot(100 * part, 100 * accept, marker, color=INK["target"], markersize=9)
            axes.annotate(name, (100 * part, 100 * accept), xytext=(8, 4), textcoords="offset points")
        axes.set_xlabel(texts.say("x"))
        axes.set_ylabel(texts.say("y"))
        axes.set_ylim(-2, 104)


def oc_curve(
    n: int,
    most: int,
    *,
    population: int | None = None,
    shares: Sequence[float] | None = None,
    model: str | None = None,
) -> AcceptancePlan:
    """The operating characteristic curve of an acceptance plan: how likely it is to pass, by the true share faulty.

    Parameters
    ----------
    n, most
        How many are checked, and the most faulty ones with which the sample passes.
    population
        How many files there are, if that is to be allowed for.
    shares
        The true shares at which to work it out. By default 0 to where the plan passes 1 in 1,000, in 100 steps; with
        a population, at whole numbers of faulty files.
    model
        As in :func:`acceptance_probability`.

    Returns
    -------
    AcceptancePlan
        The curve, with average outgoing quality; it can draw itself.

    Raises
    ------
    CourseError
        As :func:`acceptance_probability`.

    Examples
    --------
    >>> print(oc_curve(50, 1).sentence.split(": ")[1])
    passes 95 times in 100 or more up to 0.72 % faulty, 10 times or fewer from 7.56 %.
    """
    return _plan(n, most, population, shares, model, (), ())


def _level(
    n: int, most: int, population: int | None, model: str | None, wanted: float, *, above: bool = False
) -> float:
    """The share of faulty files from which a sample passes as seldom as wanted; with `above`, the last before it."""
    if population is not None and model in (None, "hypergeometric"):
        # Files come whole, so the curve is a row of points.
        few, many = 0, population
        while few < many:
            middle = (few + many) // 2
            passed = acceptance_probability(n, most, middle / population, population=population)
            few, many = (middle + 1, many) if passed > wanted else (few, middle)
        return max(0, few - 1 if above else few) / population
    low, high = 0.0, 1.0
    for _ in range(50):
        middle_share = (low + high) / 2
        if acceptance_probability(n, most, middle_share, population=population, model=model) > wanted:
            low = middle_share
        else:
            high = middle_share
    return high


def _plan(
    n: int,
    most: int,
    population: int | None,
    shares: Sequence[float] | None,
    model: str | None,
    marks: Sequence[tuple[str, float]],
    findings: Sequence[Finding],
) -> AcceptancePlan:
    n, most = whole(n, "n", 1), whole(most, "most")

    def accepts(part: float) -> float:
        return acceptance_probability(n, most, part, population=population, model=model)

    accepts(0)  # the checks of the arguments
    if shares is None:
        end = 1.0 if most >= n else _level(n, most, population, model, 0.001)
        points = [end * step / 100 for step in range(101)]
        if population is not None and model in (None, "hypergeometric"):
            points = sorted({min(1.0, faulty_files(part, population) / population) for part in points})
    else:
        points = sorted(share(part, "shares") for part in shares)
        if not points:
            raise CourseError("there is no share to work it out at", field="shares", do="Give at least one")
    accept = [accepts(part) for part in points]
    left = 1.0 if population is None else (population - n) / population
    outgoing = [part * passed * left for part, passed in zip(points, accept, strict=True)]
    inspected = None
    if population is not None:
        inspected = tuple(n + (1 - passed) * (population - n) for passed in accept)
    notes = list(findings)
    if most >= n:
        notes.append(texts.finding("bad", "always"))
        sentence = texts.say("always_sentence", n=n, most=most)
    else:
        sentence = texts.say(
            "curve",
            n=n,
            most=most,
            producer=_say(_level(n, most, population, model, 0.95, above=True)),
            consumer=_say(_level(n, most, population, model, 0.10)),
        )
    if most == 0:
        notes.append(texts.finding("info", "none_allowed"))
    return AcceptancePlan(
        sentence, tuple(notes), n, most, population, tuple(points), tuple(accept), tuple(outgoing), inspected,
        max(outgoing), tuple((name, part, accepts(part)) for name, part in marks),
    )  # fmt: skip


def acceptance_plan(
    good: float,
    poor: float,
    *,
    producer_risk: float = 0.05,
    consumer_risk: float = 0.10,
    population: int | None = None,
    longest: int = 5000,
) -> AcceptancePlan:
    """The smallest sample that mostly passes good work and mostly stops poor work.

    Parameters
    ----------
    good
        The share faulty that should pass (the acceptable quality level, AQL).
    poor
        The share faulty that should be stopped (the limiting quality, LTPD).
    producer_risk
        How often good work may fail all the same.
    consumer_risk
        How often poor work may pass all the same.
    population
        How many files there are, if that is to be allowed for.
    longest
        The largest sample to look at.

    Returns
    -------
    AcceptancePlan
        Its `n` and `most`, and its curve with both points.

    Raises
    ------
    CourseError
        If `poor` is not above `good`, or no plan up to `longest` keeps both risks.

    Notes
    -----
    For c = 0, 1, 2 … the smallest n with Pa(poor) <= consumer_risk is tried; the first c with Pa(good) >=
    1 − producer_risk is the plan. R's AcceptanceSampling (find.plan) uses the same two conditions. This is not the
    table of ISO 2859-1, which also depends on inspection levels and switching rules.

    Examples
    --------
    Teams with 1 % of files faulty should pass, with 8 % not; there are 100 files:

    >>> plan = acceptance_plan(0.01, 0.08, consumer_risk=0.05, population=100)
    >>> plan.n, plan.most
    (46, 1)
    """
    good, poor = share(good, "good"), share(poor, "poor", ends=False)
    producer = share(producer_risk, "producer_risk", ends=False)
    consumer = share(consumer_risk, "consumer_risk", ends=False)
    if poor <= good:
        raise CourseError("poor work must have more faults than good work", field="poor", found=(good, poor))
    longest = whole(longest, "longest", 1)
    if population is not None:
        longest = min(longest, whole(population, "population", 1))
    n, most = 1, 0
    while n <= longest:
        # More files make passing harder, so the search for n can go on from where it stood.
        low, high = n, longest
        if acceptance_probability(high, most, poor, population=population) > consumer:
            break
        while low < high:
            middle = (low + high) // 2
            if acceptance_probability(middle, most, poor, population=population) <= consumer:
                high = middle
            else:
                low = middle + 1
        n = low
        if acceptance_probability(n, most, good, population=population) >= 1 - producer - 1e-12:
            marks = ((texts.say("good"), good), (texts.say("poor"), poor))
            return _plan(n, most, population, None, None, marks, ())
        most += 1
    raise CourseError(
        f"no sample of up to {longest} keeps both risks",
        found=(good, poor),
        do="Set the two levels further apart, accept more risk, or check every file",
    )

"""Rates per 100 or 1,000 with their intervals, and who stays and who leaves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, as_numbers, read_times, rows_named
from qmslib._common.moments import read_day
from qmslib._common.numbers import say_number
from qmslib._common.report import Report

texts = module_texts(__file__)
METHODS = ("exact", "byar", "normal")


def rate(count: float, exposure: float, per: float = 1000, *, level: float = 0.95, method: str = "exact") -> Estimate:
    """Events per 100, per 1,000 or per any other number, with a Poisson interval.

    Parameters
    ----------
    count
        How many events: complaints, errors, incidents. The same case may have several.
    exposure
        What they are counted against: requests handled, staff-months, people served.
    per
        The rate is per this many: 100, 1,000 …
    level
        The confidence level.
    method
        ``"exact"`` (Garwood, 1936, by the chi-squared distribution; R's poisson.test gives the same), ``"byar"``
        (Breslow and Day, 1987; used in English public health statistics for ten events or more) or ``"normal"``
        (too narrow when events are few).

    Returns
    -------
    Estimate
        `value` is None when there is no exposure.

    Raises
    ------
    CourseError
        If the count is not a whole number from 0, the exposure is negative, or the method is not known.

    Notes
    -----
    rate = count / exposure · per; the ends of the interval are those of the count, divided in the same way. Where
    each thing counts at most once (late or not late), use a proportion instead. Garwood (1936), Biometrika 28;
    Ulm (1990), American Journal of Epidemiology 131.

    Examples
    --------
    12 complaints on 4,800 requests:

    >>> from qmslib.feedback import rate
    >>> print(rate(12, 4800))
    2.5 per 1,000 (95 % interval 1.29 per 1,000 to 4.37 per 1,000, n = 4,800)
    """
    check_level(level)
    if method not in METHODS:
        raise CourseError("this interval is not known", field="method", found=method, do=f"Use {', '.join(METHODS)}")
    for name, value in (("count", count), ("exposure", exposure), ("per", per)):
        if isinstance(value, bool) or (not isinstance(value, (int, float)) and not hasattr(value, "item")):
            raise CourseError("this is not a number", field=name, found=value)
        if not math.isfinite(value) or value < 0:
            raise CourseError("this must be a number from 0 up", field=name, found=value)
    if count != int(count):
        raise CourseError("events are counted in whole numbers", field="count", found=count)
    if per == 0:
        raise CourseError("a rate is per 1 or more", field="per", found=per)
    unit = f"per {say_number(per)}"
    if exposure == 0:
        if count:
            raise CourseError(
                "there are events but nothing they are counted against", field="exposure", found=exposure
            )
        return Estimate(None, None, None, 0, level, method, unit)
    from scipy.stats import chi2, norm

    tail = (1 - level) / 2
    z = float(norm.ppf(1 - tail))
    if method == "exact":
        low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
        high = float(chi2.ppf(1 - tail, 2 * count + 2)) / 2
    elif method == "byar":
        more = count + 1
        low = max(0.0, count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3) if count else 0.0
        high = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
    else:
        low, high = max(0.0, count - z * math.sqrt(count)), count + z * math.sqrt(count)
    scale = per / exposure
    return Estimate(count * scale, low * scale, high * scale, exposure, level, method, unit)


@dataclass(frozen=True, eq=False)
class Turnover(Report):
    """Who stayed and who left.

    Attributes
    ----------
    sentence, findings
        The figures in words, and cautions.
    rate
        Leavers as a fraction of the average headcount; None when nobody was there.
    leavers, average
        How many left, and the average headcount they are counted against.
    stability
        Of those there at the start, the share still there at the end, as an `Estimate`; None when it is not known.

    Examples
    --------
    >>> from qmslib.feedback import turnover
    >>> round(turnover(6, [40, 44]).rate, 3)
    0.143
    """

    sentence: str
    findings: tuple[Finding, ...]
    rate: float | None
    leavers: int
    average: float
    stability: Estimate | None

    def frame(self) -> pd.DataFrame:
        """One row: leavers, average headcount, turnover and stability."""
        stay = self.stability.value if self.stability is not None else None
        row = {"leavers": self.leavers, "average_headcount": self.average, "turnover": self.rate, "stability": stay}
        return pd.DataFrame([row]).astype({"turnover": float, "stability": float})


def turnover(
    leavers: int, headcounts: Sequence[float], *, stayed: int | None = None, level: float = 0.95
) -> Turnover:
    """Staff turnover: leavers as a share of the average headcount.

    Parameters
    ----------
    leavers
        How many left in the period.
    headcounts
        The headcount at the start and at the end; or at the end of each month.
    stayed
        How many of those there at the start are still there, for the stability index.
    level
        The confidence level for stability.

    Returns
    -------
    Turnover
        `rate` may pass 1 where posts are filled and left several times.

    Raises
    ------
    CourseError
        If a number is negative or more stayed than were there.

    Notes
    -----
    turnover = leavers / average headcount; stability = stayed / headcount at the start (Bowey, 1974). Turnover says
    nothing of why people left: an exit question does.

    Examples
    --------
    >>> from qmslib.feedback import turnover
    >>> print(turnover(6, [40, 44], stayed=35).sentence)
    6 people left an average of 42: turnover is 14.3 %. Of 40 there at the start, 35 stayed (87.5 %).
    """
    check_level(level)
    counts = as_numbers(headcounts, "headcounts")
    if not len(counts):
        raise CourseError(
            "there is no headcount", field="headcounts", do="Give the headcount at the start and the end"
        )
    if (counts < 0).any():
        raise CourseError("a headcount cannot be negative", field="headcounts", found=float(counts.min()))
    number = None if isinstance(leavers, (bool, str)) else leavers
    if number is None or not math.isfinite(number) or number != int(number) or number < 0:
        raise CourseError("leavers are counted in whole numbers from 0", field="leavers", found=leavers)
    average = float(counts.mean())
    value = leavers / average if average else None
    stay = None
    findings = []
    if value is None:
        sentence = texts.say("nobody")
    else:
        sentence = texts.say(
            "turnover", n=leavers, average=say_number(average, 1), percent=say_number(value * 100, 1)
        )
    if stayed is not None:
        start = float(counts[0])
        if not 0 <= stayed <= start:
            raise CourseError("more stayed than were there at the start", field="stayed", found=(stayed, start))
        stay = proportion(stayed, start, level)
        if stay.value is not None:
            sentence += " " + texts.say(
                "stayed", start=say_number(start), stayed=say_number(stayed), percent=say_number(stay.value * 100, 1)
            )
    if average < 20:
        findings.append(texts.finding("info", "small", average=say_number(average, 1)))
    if len(counts) == 1:
        findings.append(texts.finding("info", "one_count"))
    return Turnover(sentence, tuple(findings), value, int(leavers), average, stay)


def _days(frame: pd.DataFrame, name: str, *, missing: bool = True) -> Any:
    times = read_times(frame, name, missing=missing)
    plain = times.dt.tz_localize(None) if getattr(times.dt, "tz", None) is not None else times
    return plain.astype("datetime64[us]").dt.normalize()


def staff_turnover(
    staff: Any, start: Any, end: Any, *, joined: str = "joined", left: str = "left", level: float = 0.95
) -> Turnover:
    """Turnover and stability from a list of staff with the dates on which they joined and left.

    Parameters
    ----------
    staff
        One row a person.
    start, end
        First and last day of the period.
    joined, left
        The columns with the dates; `left` is empty for those still there.
    level
        The confidence level for stability.

    Returns
    -------
    Turnover
        The average headcount is taken over the days of the period. Who left after `end` counts as still there.

    Raises
    ------
    CourseError
        If a date cannot be read, somebody left before joining, or the period ends before it begins.

    Examples
    --------
    >>> from qmslib.feedback import staff_turnover
    >>> staff = {"joined": ["2020-01-06", "2021-05-03", "2025-07-01"], "left": [None, "2025-06-30", None]}
    >>> found = staff_turnover(staff, "2025-01-01", "2025-12-31")
    >>> found.leavers, round(found.average, 2), found.stability.value
    (1, 2.0, 0.5)
    """
    frame = as_frame(staff, [joined, left])
    first, last = pd.Timestamp(read_day(start, "start")), pd.Timestamp(read_day(end, "end"))
    if last < first:
        raise CourseError("the period ends before it begins", found=(say_date(first.date()), say_date(last.date())))
    came: Any = _days(frame, joined, missing=False)
    went = _days(frame, left)
    wrong = (went < came).to_numpy()
    if wrong.any():
        raise CourseError(f"{rows_named(wrong.nonzero()[0])}: left before joining", field=left)
    gone: Any = went.fillna(pd.Timestamp(date(2200, 1, 1)))
    # Somebody who leaves on a day is still there on that day.
    held = (gone.clip(upper=last) - came.clip(lower=first)).dt.days + 1
    average = float(held.clip(lower=0).sum()) / ((last - first).days + 1)
    at_start = (came <= first) & (gone >= first)
    leavers = int(((gone >= first) & (gone <= last)).sum())
    stayed = int((at_start & (gone > last)).sum())
    found = turnover(leavers, [average], level=level)
    stay = proportion(stayed, int(at_start.sum()), level)
    sentence = found.sentence
    if stay.value is not None:
        sentence += " " + texts.say(
            "stayed", start=int(at_start.sum()), stayed=stayed, percent=say_number(stay.value * 100, 1)
        )
    findings = tuple(item for item in found.findings if item.text != texts.say("one_count"))
    return Turnover(sentence, findings, found.rate, leavers, average, stay)

"""How many people know the policy, and how sure that is from the few who were asked."""

from __future__ import annotations

from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.estimates import wilson
from qmslib._common.findings import Finding
from qmslib._common.numbers import rounded, say_number
from qmslib._common.report import Report
from qmslib.system._texts import finding, say


@dataclass(frozen=True)
class AwarenessReport(Report):
    """The share that knew it, and its 95% interval, all in per cent; no interval when everyone was asked.

    Attributes
    ----------
    sentence, findings
        The finding in words, and what else to look at.
    n
        How many were asked.
    share, low, high
        The share and the ends of its interval, in per cent; both ends are the share when everyone was asked.

    Examples
    --------
    >>> report = measure_awareness(asked=40, aware=30)
    >>> report.share, round(report.low, 1), round(report.high, 1)
    (75.0, 59.8, 85.8)
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    share: float
    low: float
    high: float


def measure_awareness(
    asked: int, aware: int, staff: int | None = None, goal: float | None = None, small: int = 30
) -> AwarenessReport:
    """Share of people who know something, with how sure that is.

    Parameters
    ----------
    asked, aware
        How many were asked, and how many of them knew it.
    staff
        How many there are in all. When all were asked nothing is left to chance, so there is no interval.
    goal
        The share wanted, in per cent.
    small
        Below so many people asked, the report warns.

    Returns
    -------
    AwarenessReport
        The share with its 95% Wilson interval.

    Raises
    ------
    CourseError
        If more people knew it than were asked, or more were asked than there are.

    Examples
    --------
    >>> print(measure_awareness(asked=12, aware=9, staff=12).sentence)
    All 12 people were asked and 9 knew it: 75%.
    """
    if staff is not None and asked > staff:
        raise CourseError("more people were asked than there are", field="asked", found=asked)
    if asked <= 0 or not 0 <= aware <= asked:
        raise CourseError("the number that knew it lies between 0 and the number asked", found=[aware, asked])
    low, high = (100 * end for end in wilson(aware, asked))
    share = 100 * aware / asked
    everyone = staff is not None and asked == staff
    if everyone:
        low = high = share
    findings: list[Finding] = []
    if asked < small and not everyone:
        findings.append(finding("warn", "awareness", "few", None, "asked", n=asked))
    if goal is not None:
        key = "goal_met" if low >= goal - 1e-9 else "goal_missed" if high < goal - 1e-9 else "goal_open"
        level = {"goal_met": "good", "goal_open": "info", "goal_missed": "warn"}[key]
        end = "_all" if everyone else ""
        findings.append(finding(level, "awareness", key + end, None, "goal", goal=say_number(goal, 1)))
    if not everyone:
        findings.append(finding("info", "awareness", "method"))
    sentence = say(
        "awareness",
        "sentence_all" if everyone else "sentence",
        aware=aware,
        n=asked,
        share=say_number(rounded(share, 1), 1),
        low=say_number(rounded(low, 1), 1),
        high=say_number(rounded(high, 1), 1),
    )
    return AwarenessReport(sentence, tuple(findings), asked, share, low, high)

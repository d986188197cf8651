"""Gaps between what customers expect and what they get, weighted by what matters to them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.tables import Table, number_column, table_rows, text_column, to_frame
from qmslib._common.words import filled
from qmslib.feedback._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("dimension", "expected", "received", "importance")


@dataclass(frozen=True)
class Gap:
    """One dimension of the ranking.

    Attributes
    ----------
    row, dimension, expected, received, importance
        What the row said; `row` is counted from 0.
    gap
        Received less expected.
    weighted
        The shortfall times importance.

    Examples
    --------
    >>> from qmslib.feedback import rank_gaps
    >>> rank_gaps([{"dimension": "Speed", "expected": 6, "received": 4, "importance": 5}]).worst.weighted
    10.0
    """

    row: int
    dimension: str
    expected: float
    received: float
    importance: float
    gap: float
    weighted: float


@dataclass(frozen=True)
class GapReport(Report):
    """The gaps, largest weighted shortfall first.

    Attributes
    ----------
    sentence, findings
        The gap to close first, in words; rows left out and why.
    gaps
        A `Gap` for each dimension.

    Examples
    --------
    >>> from qmslib.feedback import rank_gaps
    >>> rank_gaps([{"dimension": "Tone", "expected": 5, "received": 6, "importance": 1}]).worst is None
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]

    @property
    def worst(self) -> Gap | None:
        """The gap to close first; None when nothing falls short."""
        return self.gaps[0] if self.gaps and self.gaps[0].weighted > 0 else None

    def frame(self) -> pd.DataFrame:
        """The gaps as a data frame."""
        return to_frame([asdict(gap) for gap in self.gaps])


def rank_gaps(table: Table, low: float = 1, high: float = 7, most: float = 5) -> GapReport:
    """Rank the gaps between expectation and perception.

    Parameters
    ----------
    table
        Columns ``dimension``, ``expected``, ``received`` and ``importance`` (empty counts as 1). Rows that miss a
        score, or have one off the scale, are named and left out. Empty rows are skipped.
    low, high
        The ends of the scale.
    most
        The highest importance.

    Returns
    -------
    GapReport
        The gaps in order; rows with faults are findings.

    Raises
    ------
    CourseError
        If a column is missing, a cell holds no number, or the scale ends before it begins.

    Notes
    -----
    weighted gap = (expected − received) · importance. For the answers of single respondents use `servqual`.

    Examples
    --------
    >>> from qmslib.feedback import rank_gaps
    >>> found = rank_gaps([{"dimension": "Speed", "expected": 6, "received": 3.5, "importance": 5}])
    >>> print(found.sentence)
    The gap to close first: Speed. Customers expect 6 and get 3.5; they give it importance 5.
    """
    if high <= low:
        raise CourseError("the scale ends before it begins", found=[low, high])
    cells = table_rows(table, COLUMNS)
    names = text_column(cells, "dimension")
    columns = {name: number_column(cells, name) for name in COLUMNS[1:]}
    findings: list[Finding] = []
    gaps = []
    for row, name in enumerate(names):
        expected, received, importance = (columns[column][row] for column in COLUMNS[1:])
        if not name and expected is None and received is None and importance is None:
            continue
        bad: list[Finding] = []
        if not filled(name):
            bad.append(finding("bad", "gaps", "no_dimension", row, "dimension"))
        for column, value in (("expected", expected), ("received", received)):
            if value is None:
                bad.append(finding("bad", "gaps", f"no_{column}", row, column))
            elif not low <= value <= high:
                slots = {"low": say_number(low), "high": say_number(high), "found": say_number(value)}
                bad.append(finding("bad", "gaps", "range", row, column, **slots))
        if importance is None:
            findings.append(finding("info", "gaps", "no_importance", row, "importance"))
        elif not 0 <= importance <= most:
            slots = {"high": say_number(most), "found": say_number(importance)}
            bad.append(finding("bad", "gaps", "range_importance", row, "importance", **slots))
        findings.extend(bad)
        if bad or expected is None or received is None:
            continue
        weight = 1.0 if importance is None else importance
        gap = received - expected
        if gap > 0:
            findings.append(finding("info", "gaps", "over", row, "received"))
        gaps.append(Gap(row, name, expected, received, weight, gap, -gap * weight if gap else 0.0))
    ordered = tuple(sorted(gaps, key=lambda gap: -gap.weighted))
    if len(ordered) > 1 and ordered[0].weighted > 0 and abs(ordered[0].weighted - ordered[1].weighted) < 1e-9:
        first, second = ordered[0].dimension, ordered[1].dimension
        findings.append(finding("info", "gaps", "tie", None, None, first=first, second=second))
    report = GapReport("", tuple(findings), ordered)
    if worst := report.worst:
        sentence = say(
            "gaps",
            "sentence",
            worst=worst.dimension,
            expected=say_number(worst.expected),
            received=say_number(worst.received),
            importance=say_number(worst.importance),
        )
    else:
        sentence = say("gaps", "sentence_none" if ordered else "sentence_wait")
    return GapReport(sentence, report.findings, ordered)

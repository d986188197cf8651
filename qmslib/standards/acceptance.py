"""Acceptance criteria: what comes out of a post, and what result is acceptable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qmslib._common.findings import Finding
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.tables import Table, table_rows, text_column, to_frame
from qmslib._common.words import filled
from qmslib.standards._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("output", "accepted", "checked", "accepted_by")


@dataclass(frozen=True)
class AcceptanceReport(Report):
    """How many outputs can be checked by somebody else, of how many.

    Examples
    --------
    >>> report = check_acceptance([{"output": "Case file", "accepted": "complete, with its index",
    ...                             "checked": "the team leader counts the parts", "accepted_by": "East locality"}])
    >>> report.good, report.n
    (1, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    good: int

    def frame(self) -> pd.DataFrame:
        """One row a fault: its row (from 1), the column and what is wrong."""
        return to_frame(
            [
                {"row": None if found.row is None else found.row + 1, "column": found.field, "fault": found.text}
                for found in self.findings
            ]
        )


def check_acceptance(table: Table) -> AcceptanceReport:
    """Check that each output of a post has a result that somebody else could check.

    Parameters
    ----------
    table
        Columns ``output``, ``accepted`` (what result is acceptable), ``checked`` (how it is checked) and
        ``accepted_by``.

    Examples
    --------
    >>> report = check_acceptance([{"output": "Case file", "accepted": "complete, with its index",
    ...                             "checked": "the team leader counts the parts", "accepted_by": "East locality"}])
    >>> report.good, report.n
    (1, 1)
    """
    rows = table_rows(table, COLUMNS)
    columns = {name: text_column(rows, name) for name in COLUMNS}
    findings: list[Finding] = []
    n = 0
    faulty = set()
    for row in range(len(rows)):
        if not any(columns[name][row] for name in COLUMNS):
            continue
        n += 1
        for name in COLUMNS:
            if not filled(columns[name][row]):
                findings.append(finding("bad", "acceptance", f"no_{name}", row, name))
        text = columns["accepted"][row]
        if (found := fuzzy_word(text)) and not has_number(text):
            findings.append(finding("bad", "acceptance", "fuzzy", row, "accepted", found=found))
    faulty = {item.row for item in findings}
    good = n - len(faulty)
    return AcceptanceReport(say("acceptance", "sentence", good=good, n=n), tuple(findings), n, good)

"""The history of one standard: which wording holds, since when, and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qmslib._common.dates import say_date
from qmslib._common.findings import Finding
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.tables import Table, date_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled
from qmslib.standards._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("version", "standard", "norm", "agreed_on", "agreed_by", "change", "review")


@dataclass(frozen=True)
class VersionReport(Report):
    """The current version (the last row), its review date, and the alarm: ok, soon, overdue or none.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_versions(
    ...     [{"version": "1", "standard": "Files within 2 working days", "norm": "Directorate standard 6",
    ...       "agreed_on": "2026-01-12", "agreed_by": "Grace Okafor", "change": "", "review": "2027-01-12"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.current, report.alarm
    ('1', 'ok')
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    current: str
    review: date | None
    alarm: str

    def frame(self) -> pd.DataFrame:
        """One row a fault: its row (from 1), the column and what is wrong."""
        return to_frame(
            [
                {"row": None if found.row is None else found.row + 1, "column": found.field, "fault": found.text}
                for found in self.findings
            ]
        )


def check_versions(table: Table, as_of: date | str, soon: int = 30) -> VersionReport:
    """Check the version history of a local standard, oldest version first.

    Parameters
    ----------
    table
        Columns ``version``, ``standard`` (the local wording), ``norm`` (what it comes from; wanted in the first
        row), ``agreed_on``, ``agreed_by``, ``change`` (what changed and why; wanted from the second row on) and
        ``review``. Empty rows are skipped.
    as_of, soon
        The day, and from how many days before its date a review counts as close.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_versions(
    ...     [{"version": "1", "standard": "Files within 2 working days", "norm": "Directorate standard 6",
    ...       "agreed_on": "2026-01-12", "agreed_by": "Grace Okafor", "change": "", "review": "2027-01-12"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.current, report.alarm
    ('1', 'ok')
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    texts = {name: text_column(cells, name) for name in COLUMNS if name not in ("agreed_on", "review")}
    agreed, reviews = date_column(cells, "agreed_on"), date_column(cells, "review")
    used = [
        row for row in range(len(cells)) if agreed[row] or reviews[row] or any(texts[name][row] for name in texts)
    ]
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    latest: date | None = None
    for row in used:
        first, last = row == used[0], row == used[-1]
        wanted = ["version", "standard", *(["norm"] if first else ["change"]), "agreed_by"]
        findings.extend(
            finding("bad", "version", f"no_{name}", row, name) for name in wanted if not filled(texts[name][row])
        )
        when, review = agreed[row], reviews[row]
        if when is None:
            findings.append(finding("bad", "version", "no_agreed_on", row, "agreed_on"))
        elif latest and when < latest:
            findings.append(finding("bad", "version", "order", row, "agreed_on"))
        if review is None and last:
            findings.append(finding("bad", "version", "no_review", row, "review"))
        if review and when and review < when:
            findings.append(finding("bad", "version", "review_first", row, "review"))
        latest = when or latest
        number = texts["version"][row].lower()
        if number and number in seen:
            findings.append(
                finding(
                    "bad", "version", "twice", row, "version", version=texts["version"][row], other=seen[number] + 1
                )
            )
        elif number:
            seen[number] = row
        norm = bare(texts["norm"][row])
        if norm and norm == bare(texts["standard"][row]):
            findings.append(finding("warn", "version", "copied", row, "standard"))
    current = texts["version"][used[-1]] if used else ""
    review = reviews[used[-1]] if used else None
    days = None if review is None else (review - as_of).days
    alarm = "none" if days is None else "overdue" if days < 0 else "soon" if days <= soon else "ok"
    sentence = say(
        "version",
        "sentence" if current else "sentence_none",
        version=current,
        alarm=say("version", f"alarm_{alarm}", date=say_date(review) if review else ""),
    )
    return VersionReport(sentence, tuple(findings), len(used), current, review, alarm)

"""A register of quality standards: what is promised, where it is written, who looks after it, until when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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

COLUMNS = ("standard", "source", "measure", "owner", "review")


@dataclass(frozen=True)
class RegisterRow:
    """One standard as it stands on the day: `state` is overdue, soon, ok or none; `days` is until the review.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_register(
    ...     [{"standard": "Files within 2 working days", "source": "Service agreement 2026", "measure": "request log",
    ...       "owner": "Priya Nair", "review": "2026-10-01"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.rows[0].days
    -51
    """

    row: int
    standard: str
    owner: str
    review: date | None
    state: str
    days: int | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class RegisterReport(Report):
    """The register as it stands on the day.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_register(
    ...     [{"standard": "Files within 2 working days", "source": "Service agreement 2026", "measure": "request log",
    ...       "owner": "Priya Nair", "review": "2026-10-01"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.count(state="overdue")
    1
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: tuple[RegisterRow, ...]

    def count(self, *, state: str | None = None, missing: str | None = None) -> int:
        """How many rows are in a state, or miss a part."""
        return sum(
            (state is None or row.state == state) and (missing is None or missing in row.missing) for row in self.rows
        )

    @property
    def complete(self) -> int:
        """How many rows miss nothing."""
        return sum(not row.missing for row in self.rows)

    def frame(self) -> pd.DataFrame:
        """The rows as a data frame."""
        return to_frame([asdict(row) for row in self.rows])


def check_register(table: Table, as_of: date | str, soon: int = 30) -> RegisterReport:
    """Check a register for gaps, repeats and reviews that are due.

    Parameters
    ----------
    table
        Columns ``standard``, ``source`` (the document), ``measure``, ``owner`` and ``review`` (a date). Empty rows
        are skipped.
    as_of
        The day to compare review dates with.
    soon
        From how many days before its date a review counts as due soon.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_register(
    ...     [{"standard": "Files within 2 working days", "source": "Service agreement 2026", "measure": "request log",
    ...       "owner": "Priya Nair", "review": "2026-10-01"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.count(state="overdue")
    1
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    texts = {name: text_column(cells, name) for name in COLUMNS[:4]}
    reviews = date_column(cells, "review")
    findings: list[Finding] = []
    rows: list[RegisterRow] = []
    seen: dict[str, int] = {}
    for row in range(len(cells)):
        review = reviews[row]
        if review is None and not any(texts[name][row] for name in texts):
            continue
        missing = tuple(name for name in texts if not filled(texts[name][row])) + (() if review else ("review",))
        findings.extend(finding("bad", "register", f"no_{name}", row, name) for name in missing)
        key = bare(texts["standard"][row])
        if key and key in seen:
            findings.append(finding("warn", "register", "twice", row, "standard", other=seen[key] + 1))
        elif key:
            seen[key] = row
        days = None if review is None else (review - as_of).days
        state = "none" if days is None else "overdue" if days < 0 else "soon" if days <= soon else "ok"
        if review is not None and days is not None and state in ("overdue", "soon"):
            findings.append(
                finding(
                    "warn" if state == "overdue" else "info",
                    "register",
                    state if days else "today",
                    row,
                    "review",
                    date=say_date(review),
                    days=abs(days),
                )
            )
        rows.append(RegisterRow(row, texts["standard"][row], texts["owner"][row], review, state, days, missing))
    report = RegisterReport("", tuple(findings), tuple(rows))
    sentence = say(
        "register", "sentence", n=len(rows), complete=report.complete, overdue=report.count(state="overdue")
    )
    return RegisterReport(sentence, report.findings, report.rows)

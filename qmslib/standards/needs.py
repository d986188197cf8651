"""Confirm what customers need: put it in order, ask for what is missing, draft the message."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from qmslib._common.dates import say_date
from qmslib._common.findings import Finding
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.tables import Table, date_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, fold, tidy
from qmslib.standards._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("customer", "need", "standard", "priority", "by")
PRIORITIES = ("must", "should", "could")


@dataclass(frozen=True)
class Need:
    """One need; `priority` is must, should, could or empty.

    Examples
    --------
    >>> from datetime import date
    >>> report = confirm_needs(
    ...     [{"customer": "East locality", "need": "the closed file", "standard": "complete", "priority": "must",
    ...       "by": "2026-12-04"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.needs[0].priority
    'must'
    """

    row: int
    customer: str
    need: str
    standard: str
    priority: str
    by: date | None


@dataclass(frozen=True)
class NeedsReport(Report):
    """The needs, most important and earliest first, and one draft for each customer.

    Examples
    --------
    >>> from datetime import date
    >>> report = confirm_needs(
    ...     [{"customer": "East locality", "need": "the closed file", "standard": "complete", "priority": "must",
    ...       "by": "2026-12-04"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.customers
    ('East locality',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    needs: tuple[Need, ...]
    document: str

    def frame(self) -> pd.DataFrame:
        """One row a need."""
        return to_frame([asdict(need) for need in self.needs])

    @property
    def customers(self) -> tuple[str, ...]:
        """The customers, in the order they were written down."""
        first = {bare(need.customer): need for need in sorted(self.needs, key=lambda n: n.row, reverse=True)}
        ordered = sorted(first.values(), key=lambda need: need.row)
        return tuple(need.customer for need in ordered if filled(need.customer))


def confirm_needs(table: Table, as_of: date | str, sender: str = "", team: str = "") -> NeedsReport:
    """Put needs in order and draft the message that confirms them.

    Parameters
    ----------
    table
        Columns ``customer``, ``need``, ``standard`` (how well, how many), ``priority`` (must, should, could) and
        ``by`` (a date). Empty rows are skipped.
    as_of
        The day to compare dates with.
    sender, team
        Who signs the draft.

    Examples
    --------
    >>> from datetime import date
    >>> report = confirm_needs(
    ...     [{"customer": "East locality", "need": "the closed file", "standard": "complete", "priority": "must",
    ...       "by": "2026-12-04"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.customers
    ('East locality',)
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    texts = {name: text_column(cells, name) for name in COLUMNS[:4]}
    dates = date_column(cells, "by")
    findings: list[Finding] = []
    needs = []
    for row in range(len(cells)):
        if dates[row] is None and not any(texts[name][row] for name in texts):
            continue
        priority = fold(texts["priority"][row])
        priority = priority if priority in PRIORITIES else ""
        for name in ("customer", "need", "standard"):
            if not filled(texts[name][row]):
                level = "warn" if name == "standard" else "bad"
                findings.append(finding(level, "needs", f"no_{name}", row, name))
        if not priority:
            findings.append(finding("warn", "needs", "no_priority", row, "priority"))
        by = dates[row]
        if by is None:
            findings.append(finding("warn", "needs", "no_by", row, "by"))
        elif by < as_of:
            findings.append(finding("warn", "needs", "past", row, "by", date=say_date(by)))
        needs.append(Need(row, texts["customer"][row], texts["need"][row], texts["standard"][row], priority, by))
    if len(needs) > 2 and all(need.priority == "must" for need in needs):
        findings.append(finding("warn", "needs", "all_must", None, "priority"))

    def weight(need: Need) -> tuple[int, date]:
        return (PRIORITIES.index(need.priority) if need.priority else 3, need.by or date.max)

    ordered = tuple(sorted(needs, key=weight))
    report = NeedsReport("", tuple(findings), ordered, "")
    sentence = say(
        "needs",
        "sentence",
        n=len(needs),
        customers=len(report.customers),
        must=sum(need.priority == "must" for need in needs),
    )
    drafts = [_draft(customer, ordered, sender, team) for customer in report.customers]
    return NeedsReport(sentence, report.findings, ordered, "\n\n".join(drafts))


def _draft(customer: str, needs: tuple[Need, ...], sender: str, team: str) -> str:
    lines = []
    for need in needs:
        if bare(need.customer) == bare(customer) and filled(need.need):
            by = say("needs", "line_by", date=say_date(need.by)) if need.by else say("needs", "line_no_by")
            how = need.standard if filled(need.standard) else say("needs", "line_no_standard")
            priority = say("needs", f"line_{need.priority or 'unsure'}")
            lines.append(say("needs", "line", need=need.need, how=how, by=by, priority=priority))
    signature = [text for text in (tidy(sender), tidy(team)) if text]
    parts = [
        say("needs", "subject", customer=customer),
        say("needs", "greeting", customer=customer),
        say("needs", "opening"),
        "\n".join(lines),
        say("needs", "closing"),
        say("needs", "regards"),
        *signature,
    ]
    return "\n\n".join(part for part in parts if part)

"""A calendar of feedback, review and audit: what is due again, and when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from qmslib._common.dates import add_months, say_date
from qmslib._common.findings import Finding
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.tables import Table, date_column, number_column, table_rows, text_column, to_frame
from qmslib._common.words import filled
from qmslib.improvement._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("activity", "owner", "months", "last")


@dataclass(frozen=True)
class Review:
    """One activity of a calendar.

    Attributes
    ----------
    row, activity, owner, last
        Its row, counted from 0, and what was written there.
    due
        When it is next due.
    state
        ``overdue``, ``soon``, ``ok`` or ``none``.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import check_calendar
    >>> rows = [{"activity": "Ask the East team", "owner": "Tom Ellis", "months": 3, "last": "2025-12-01"}]
    >>> check_calendar(rows, date(2026, 3, 16)).reviews[0].state
    'overdue'
    """

    row: int
    activity: str
    owner: str
    last: date | None
    due: date | None
    state: str


@dataclass(frozen=True)
class ReviewReport(Report):
    """The calendar on the day, in the order it was written.

    Attributes
    ----------
    reviews
        Each activity with its next date and state.
    next
        The activity that is due first, of those not overdue.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import check_calendar
    >>> rows = [{"activity": "Ask the East team", "owner": "Tom Ellis", "months": 3, "last": "2026-02-01"}]
    >>> check_calendar(rows, date(2026, 3, 16)).next.due
    datetime.date(2026, 5, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    reviews: tuple[Review, ...]

    def count(self, state: str) -> int:
        """How many activities are in a state."""
        return sum(review.state == state for review in self.reviews)

    @property
    def next(self) -> Review | None:
        """The activity that is due first, of those not overdue."""
        ahead = [review for review in self.reviews if review.due and review.state in ("soon", "ok")]
        return min(ahead, key=lambda review: review.due or date.max) if ahead else None

    def frame(self) -> pd.DataFrame:
        """The activities as a data frame."""
        return to_frame([asdict(review) for review in self.reviews])


def check_calendar(table: Table, as_of: date | str, soon: int = 30) -> ReviewReport:
    """Find what is overdue in a calendar of recurring activities.

    Parameters
    ----------
    table
        Columns ``activity``, ``owner``, ``months`` (how many between two times) and ``last`` (a date; empty means
        never, so it is due today). Empty rows are skipped.
    as_of
        The day of the check.
    soon
        From how many days before its date an activity counts as due soon.

    Examples
    --------
    >>> rows = [{"activity": "Ask the East team", "owner": "Tom Ellis", "months": 3, "last": "2026-02-01"}]
    >>> print(check_calendar(rows, date(2026, 3, 16)).sentence)
    1 activity: 0 overdue, 0 due soon. Next: Ask the East team on 1 May 2026.
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    activities, owners = text_column(cells, "activity"), text_column(cells, "owner")
    months, lasts = number_column(cells, "months"), date_column(cells, "last")
    findings: list[Finding] = []
    reviews = []
    for row in range(len(cells)):
        activity, owner, every, last = activities[row], owners[row], months[row], lasts[row]
        if not activity and not owner and every is None and last is None:
            continue
        if not filled(activity):
            findings.append(finding("bad", "calendar", "no_activity", row, "activity"))
        if not filled(owner):
            findings.append(finding("bad", "calendar", "no_owner", row, "owner"))
        if every is None:
            findings.append(finding("bad", "calendar", "no_months", row, "months"))
        elif every != int(every) or not 1 <= every <= 60:
            findings.append(finding("bad", "calendar", "months", row, "months"))
            every = None
        due: date | None = None
        if last and last > as_of:
            findings.append(finding("bad", "calendar", "last_future", row, "last"))
        elif last is None:
            due = as_of
            findings.append(finding("warn", "calendar", "never", row, "last"))
        elif every:
            due = add_months(last, int(every))
        days = None if due is None else (due - as_of).days
        state = "none" if days is None else "overdue" if days < 0 else "soon" if days <= soon else "ok"
        if due and days is not None and state == "overdue":
            findings.append(finding("warn", "calendar", state, row, "last", date=say_date(due), days=-days))
        elif due and state == "soon" and last:
            findings.append(finding("info", "calendar", state, row, "last", date=say_date(due)))
        reviews.append(Review(row, activity, owner, last, due, state))
    report = ReviewReport("", tuple(findings), tuple(reviews))
    following = report.next
    sentence = say(
        "calendar",
        "sentence_next" if following and following.due and following.activity else "sentence",
        n=len(reviews),
        overdue=report.count("overdue"),
        soon=report.count("soon"),
        activity=following.activity if following else "",
        date=say_date(following.due) if following and following.due else "",
    )
    return ReviewReport(sentence, report.findings, report.reviews)

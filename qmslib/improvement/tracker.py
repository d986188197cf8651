"""A tracker of promises: red, amber, green, and whom to tell before the date passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from qmslib._common.dates import say_date, working_days_between
from qmslib._common.findings import Finding
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.tables import Table, date_column, table_rows, text_column, to_frame
from qmslib._common.words import filled, fold
from qmslib.improvement._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("request", "customer", "due")


@dataclass(frozen=True)
class Delivery:
    """One promise.

    Attributes
    ----------
    row, request, customer, due
        Its row, counted from 0, and what was promised to whom by when.
    colour, state
        ``green``, ``amber`` or ``red``, and why.
    tell
        Whether the customer is still to be told.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import track
    >>> report = track([{"request": "File", "customer": "Wei Zhang", "due": "2026-03-13"}], date(2026, 3, 16))
    >>> report.deliveries[0].tell
    True
    """

    row: int
    request: str
    customer: str
    due: date | None
    colour: str
    state: str
    tell: bool


@dataclass(frozen=True)
class TrackerReport(Report):
    """The promises on the day.

    Attributes
    ----------
    deliveries
        Each promise with its colour.
    tell
        How many customers are to be told today.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import track
    >>> report = track([{"request": "File", "customer": "Wei Zhang", "due": "2026-03-13"}], date(2026, 3, 16))
    >>> report.count("red"), report.tell
    (1, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    deliveries: tuple[Delivery, ...]

    def count(self, colour: str) -> int:
        """How many promises have a colour."""
        return sum(delivery.colour == colour for delivery in self.deliveries)

    @property
    def tell(self) -> int:
        """How many customers are to be told today."""
        return sum(delivery.tell for delivery in self.deliveries)

    def frame(self) -> pd.DataFrame:
        """The promises as a data frame."""
        return to_frame([asdict(delivery) for delivery in self.deliveries])


def _state(due: date, expected: date | None, done: date | None, as_of: date, near: bool) -> tuple[str, str]:
    if done:
        return ("green", "done") if done <= due else ("red", "late_done")
    if due < as_of:
        return "red", "overdue"
    if expected and expected > due:
        return "red", "expected_late"
    return ("amber", "soon") if near else ("green", "open")


def track(table: Table, as_of: date | str, soon: int = 2, holidays: Collection[date] = ()) -> TrackerReport:
    """Colour promises and say which customers to tell.

    Parameters
    ----------
    table
        Columns ``request``, ``customer`` and ``due``; ``expected`` (when it is now expected), ``done`` (dates) and
        ``told`` (yes or no) may be there too. Empty rows are skipped.
    as_of
        The day of the check.
    soon
        Amber starts so many working days before the due date.
    holidays
        Days that are no working days; weekends never are.

    Notes
    -----
    Green: done on time, or on course. Amber: due soon. Red: overdue, done late, or expected after the due date. A
    customer is to be told, unless told already, when an open promise is red, or amber without an expected date.

    Examples
    --------
    >>> print(track([{"request": "File", "customer": "Wei Zhang", "due": "2026-03-13"}], date(2026, 3, 16)).sentence)
    1 promise: 0 green, 0 amber, 1 red. 1 customer to tell today.
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    texts = {name: text_column(cells, name) for name in ("request", "customer", "told")}
    dates = {name: date_column(cells, name) for name in ("due", "expected", "done")}
    findings: list[Finding] = []
    deliveries = []
    for row in range(len(cells)):
        request, customer, told = (texts[name][row] for name in texts)
        due, expected, done = (dates[name][row] for name in dates)
        if not (request or customer or told or due or expected or done):
            continue
        for name, there in (("request", filled(request)), ("customer", filled(customer)), ("due", due)):
            if not there:
                findings.append(finding("bad", "tracker", f"no_{name}", row, name))
        if done and done > as_of:
            findings.append(finding("bad", "tracker", "done_future", row, "done"))
        if due is None:
            deliveries.append(Delivery(row, request, customer, None, "", "none", False))
            continue
        near = working_days_between(as_of, due, holidays) <= soon
        colour, state = _state(due, expected, done, as_of, near)
        at_risk = state in ("overdue", "expected_late") or (state == "soon" and expected is None)
        who = customer if filled(customer) else say("tracker", "someone")
        tell = at_risk and fold(told) != "yes"
        if tell:
            key = {"overdue": "tell_overdue", "expected_late": "tell_late", "soon": "tell_soon"}[state]
            findings.append(
                finding(
                    "warn",
                    "tracker",
                    key,
                    row,
                    "told",
                    date=say_date(due),
                    expected=say_date(expected) if expected else "",
                    customer=who,
                )
            )
        elif at_risk:
            findings.append(finding("info", "tracker", "told", row, "told", customer=who))
        if done and state == "late_done":
            days = working_days_between(due, done, holidays)
            findings.append(finding("info", "tracker", "late_done", row, "done", days=days))
        deliveries.append(Delivery(row, request, customer, due, colour, state, tell))
    report = TrackerReport("", tuple(findings), tuple(deliveries))
    sentence = say(
        "tracker",
        "sentence_tell" if report.tell else "sentence",
        n=len(deliveries),
        green=report.count("green"),
        amber=report.count("amber"),
        red=report.count("red"),
        tell=report.tell,
    )
    return TrackerReport(sentence, report.findings, report.deliveries)

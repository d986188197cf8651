"""What a case log should look like: its columns, the codes they may hold, and the rules a manager adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib.complaints.log.kinds import problem_types

#: Kinds of column.
KINDS = ("id", "code", "date", "number", "person", "text")
SERVICES = ("Records and Access", "Facilities", "ICT service desk", "HR advice", "Payments")
TEAMS = (
    "East locality", "West locality", "North locality", "South locality", "Hospital discharge", "Safeguarding",
)  # fmt: skip
ROUTES = ("service fix", "grievance", "equality or safeguarding", "whistleblowing")
OPEN_STATES = ("received", "acknowledged", "investigating", "waiting", "responded", "reopened")
STATES = (*OPEN_STATES, "closed", "referred", "withdrawn")


@dataclass(frozen=True)
class Column:
    """One declared column of a log.

    Attributes
    ----------
    name
        The heading.
    kind
        ``id``, ``code``, ``date``, ``number``, ``person`` or ``text``.
    needed
        Whether every row must hold a value.
    codes
        For a code: the values allowed. Empty means that any value is.
    low, high
        For a number: the smallest and the largest allowed.
    unique
        Whether no value may stand twice.

    Examples
    --------
    >>> from qmslib.complaints import Column
    >>> Column("floor", "number", low=0, high=7).high
    7
    """

    name: str
    kind: str = "text"
    needed: bool = False
    codes: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    unique: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise CourseError(
                "this kind of column is not known",
                field=self.name,
                found=self.kind,
                do=f"Use one of: {', '.join(KINDS)}",
            )


@dataclass(frozen=True)
class Rule:
    """A rule of your own for a log.

    Attributes
    ----------
    name
        What to call a breach of it, for example ``waiting without a reason``.
    field
        The column it is about.
    check
        A function that gets the log as a data frame and gives True for each row that is right. A row for which it
        gives False or nothing is a breach.
    message
        What to do about a breach.

    Examples
    --------
    >>> import pandas as pd
    >>> from qmslib.complaints import Rule, check_log, complaints_schema
    >>> by_phone = Rule(
    ...     "grievance by phone", "channel",
    ...     lambda log: (log["route"] != "grievance") | (log["channel"] != "phone"),
    ...     "Ask for the grievance in writing and note who took the call",
    ... )
    >>> log = pd.DataFrame({"case": ["C-0001"], "received": ["2025-03-04"], "state": ["received"],
    ...     "handler": ["Tom Ellis"], "route": ["grievance"], "channel": ["phone"]})
    >>> check_log(log, schema=complaints_schema().with_rules(by_phone)).counts
    {'grievance by phone': 1}
    """

    name: str
    field: str
    check: Callable[[pd.DataFrame], Any]
    message: str


@dataclass(frozen=True)
class LogSchema:
    """What a log should look like.

    Attributes
    ----------
    columns
        Each declared `Column`.
    order
        Pairs of date columns: the first must not come after the second.
    id, received, due, closing, state, customer, description
        Which column plays this part; the checks that need a part are left out when the log lacks the column.
    open_states, closed_states
        States that must have no closing date, and states that must have one. Other states may have one or none.
    acknowledged
        The column of the acknowledgement.
    only_closed
        Columns that stay empty until a case is closed.
    rules
        Your own rules.

    Examples
    --------
    >>> from qmslib.complaints import complaints_schema
    >>> schema = complaints_schema().with_codes(channel=["email", "phone", "chat"])
    >>> schema.column("channel").codes
    ('email', 'phone', 'chat')
    """

    columns: tuple[Column, ...]
    order: tuple[tuple[str, str], ...] = ()
    id: str = "case"
    received: str = "received"
    acknowledged: str = "acknowledged"
    due: str = "due"
    closing: str = "closed"
    state: str = "state"
    customer: str = "customer"
    description: str = "description"
    open_states: tuple[str, ...] = OPEN_STATES
    closed_states: tuple[str, ...] = ("closed",)
    only_closed: tuple[str, ...] = ("outcome",)
    rules: tuple[Rule, ...] = ()

    def column(self, name: str) -> Column:
        """The declared column of that name."""
        for each in self.columns:
            if each.name == name:
                return each
        raise CourseError(
            "the schema has no such column", field=name, do=f"Use one of: {', '.join(c.name for c in self.columns)}"
        )

    def with_codes(self, **codes: Sequence[str]) -> LogSchema:
        """The same schema with other codes allowed: ``schema.with_codes(channel=["email", "chat"])``."""
        for name in codes:
            self.column(name)
        return replace(
            self,
            columns=tuple(
                replace(each, kind="code", codes=tuple(codes[each.name])) if each.name in codes else each
                for each in self.columns
            ),
        )

    def with_columns(self, *columns: Column) -> LogSchema:
        """The same schema with these columns added, or put in place of those with the same name."""
        new = {each.name: each for each in columns}
        kept = tuple(new.pop(each.name, each) for each in self.columns)
        return replace(self, columns=(*kept, *new.values()))

    def with_rules(self, *rules: Rule) -> LogSchema:
        """The same schema with these rules added."""
        return replace(self, rules=(*self.rules, *rules))


def complaints_schema() -> LogSchema:
    """The schema of the course's complaints log.

    Returns
    -------
    LogSchema
        Change it with ``with_codes``, ``with_columns`` and ``with_rules``; each gives a new schema.

    Examples
    --------
    >>> from qmslib.complaints import complaints_schema
    >>> schema = complaints_schema()
    >>> schema.column("impact").low, schema.column("impact").high
    (1, 5)
    >>> [column.name for column in schema.columns if column.needed]
    ['case', 'received', 'state', 'handler']
    """
    return LogSchema(
        columns=(
            Column("case", "id", needed=True, unique=True),
            Column("received", "date", needed=True),
            Column("acknowledged", "date"),
            Column("due", "date"),
            Column("closed", "date"),
            Column("state", "code", needed=True, codes=STATES),
            Column("service", "code", codes=SERVICES),
            Column("customer", "person"),
            Column("team", "code", codes=TEAMS),
            Column("kind", "code", codes=problem_types().codes()),
            Column("route", "code", codes=ROUTES),
            Column("channel", "code", codes=("email", "phone", "form", "in person", "meeting")),
            Column("impact", "number", low=1, high=5),
            Column("standard", "text"),
            Column("outcome", "code", codes=("upheld", "partly upheld", "not upheld")),
            Column("satisfied", "code", codes=("yes", "no")),
            Column("description", "text"),
            Column("handler", "person", needed=True),
            Column("request", "text"),
        ),
        order=(("received", "acknowledged"), ("received", "closed"), ("received", "due"), ("acknowledged", "closed")),
    )

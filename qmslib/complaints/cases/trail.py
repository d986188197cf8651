"""A case and its trail, which is only ever added to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy
from qmslib.complaints.cases.states import FIRST, allowed_moves, state_rules

texts = module_texts(__file__)


@dataclass(frozen=True)
class TrailEntry:
    """One entry on the trail of a case.

    Attributes
    ----------
    at, by
        When it happened and who did it.
    what
        ``move``, ``attempt`` (to reach the customer), ``answer`` (of the customer) or ``extension``.
    before, state
        The state before and after; before is empty at the receipt.
    why
        The reason, or what was said.
    value
        The customer's answer (yes or no), how they were tried, or the new target.

    Examples
    --------
    >>> from qmslib.complaints import open_case
    >>> open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30").trail[0].state
    'received'
    """

    at: datetime
    by: str
    what: str
    before: str
    state: str
    why: str = ""
    value: str = ""


@dataclass(frozen=True)
class Case(Report):
    """A case with its trail. It never changes: every move gives a new one, and the old one stays as it was.

    Attributes
    ----------
    case
        Its number.
    trail
        Each `TrailEntry`, the oldest first.
    due
        The target, with extensions; None without one.

    Examples
    --------
    >>> from qmslib.complaints import move, open_case
    >>> case = open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30")
    >>> case = move(case, "acknowledged", by="Tom Ellis", at="2026-03-02 11:00")
    >>> case.state, len(case.trail)
    ('acknowledged', 2)
    """

    case: str
    trail: tuple[TrailEntry, ...]
    due: datetime | None = None
    sentence: str = ""
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        last = self.trail[-1]
        said = texts.say(
            "case",
            case=self.case,
            state=last.state,
            at=say_moment(next(each.at for each in reversed(self.trail) if each.what == "move")),
            meaning=state_rules()[last.state]["text"].lower(),
            entries=len(self.trail),
        )
        moved = sum(each.what == "extension" for each in self.trail)
        object.__setattr__(self, "sentence", said)
        due = say_moment(self.due) if self.due else ""
        object.__setattr__(self, "findings", (texts.finding("info", "extended", n=moved, due=due),) if moved else ())

    @property
    def state(self) -> str:
        """The state it is in."""
        return self.trail[-1].state

    @property
    def allowed(self) -> tuple[str, ...]:
        """The states it can go to next."""
        return allowed_moves(self.state)

    @property
    def answer(self) -> str | None:
        """The customer's answer to the last reply, yes or no; None without one."""
        return next((each.value for each in reversed(self._since_reply()) if each.what == "answer"), None)

    @property
    def attempts(self) -> int:
        """On how many different days since the last reply the customer was tried without success."""
        return len({each.at.date() for each in self._since_reply() if each.what == "attempt"})

    def _since_reply(self) -> tuple[TrailEntry, ...]:
        places = [n for n, each in enumerate(self.trail) if each.what == "move" and each.state == "responded"]
        return self.trail[places[-1] :] if places else ()

    def frame(self) -> pd.DataFrame:
        """The trail: one row for each entry, with case, at, by, what, before, state, why and value."""
        return pd.DataFrame([{"case": self.case, **vars(each)} for each in self.trail])


def say_moment(moment: datetime) -> str:
    """The moment for reading."""
    return f"{moment:%Y-%m-%d %H:%M}"


def read_moment(value: datetime | date | str, field: str) -> datetime:
    """The moment that was meant; text in another form is refused."""
    made: Any = value
    if isinstance(value, str):
        try:
            made = datetime.fromisoformat(tidy(value))
        except ValueError:
            made = None
    if isinstance(made, pd.Timestamp):
        made = None if pd.isna(made) else made.to_pydatetime(warn=False)
    if isinstance(made, date) and not isinstance(made, datetime):
        made = datetime.combine(made, time())
    if not isinstance(made, datetime) or pd.isna(made):
        raise CourseError(texts.say("no_time"), field=field, found=value, do=texts.say("no_time_do"))
    return made


def is_earlier(one: datetime, two: datetime, field: str) -> bool:
    """Whether one moment is before the other; moments with and without a zone are not compared."""
    if (one.tzinfo is None) != (two.tzinfo is None):
        raise CourseError(texts.say("zones"), field=field, found=str(one), do=texts.say("zones_do"))
    return one < two


def _named(by: str) -> str:
    if not filled(by):
        raise CourseError(texts.say("no_by"), field="by", found=by, do=texts.say("no_by_do"))
    return tidy(by)


def with_entry(case: Case, what: str, by: str, at: Any, state: str, why: str, value: str = "") -> Case:
    """The case with one more entry; nothing may be entered before what stands there already."""
    moment, last = read_moment(at, "at"), case.trail[-1].at
    if is_earlier(moment, last, "at"):
        said = texts.say("earlier", at=say_moment(moment), last=say_moment(last))
        raise CourseError(said, item=case.case, field="at", do=texts.say("earlier_do"))
    entry = TrailEntry(moment, _named(by), what, case.state, state, tidy(why), value)
    return replace(case, trail=(*case.trail, entry))


def open_case(
    case: str, *, by: str, at: datetime | str, why: str = "", due: datetime | date | str | None = None
) -> Case:
    """Begin the trail of a case: it was received.

    Parameters
    ----------
    case
        Its number.
    by
        Who entered it.
    at
        When it was received: a datetime or text such as ``2026-03-02 09:30``.
    why
        A note.
    due
        The target, if one is set. A date without a time counts to the end of that day.

    Returns
    -------
    Case

    Raises
    ------
    CourseError
        When number, name or time is missing, or the target lies before the receipt.

    Examples
    --------
    >>> from qmslib.complaints import open_case
    >>> open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30").allowed
    ('acknowledged', 'referred', 'withdrawn')
    """
    if not filled(case):
        raise CourseError(texts.say("no_case"), field="case", found=case)
    moment = read_moment(at, "at")
    target = None if due is None else read_target(due, moment)
    if target is not None and is_earlier(target, moment, "due"):
        raise CourseError(texts.say("due_early"), item=case, field="due", found=str(target))
    return Case(tidy(case), (TrailEntry(moment, _named(by), "move", "", FIRST, tidy(why)),), target)


def read_target(due: datetime | date | str, like: datetime) -> datetime:
    """The target as a moment: a date without a time lasts to the end of that day."""
    whole = (isinstance(due, date) and not isinstance(due, datetime)) or (isinstance(due, str) and ":" not in due)
    moment = read_moment(due, "due")
    return moment.replace(hour=23, minute=59, tzinfo=like.tzinfo) if whole else moment

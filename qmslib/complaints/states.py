"""The states of a case: which moves are allowed, what each needs, and a trail that is only ever added to."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.words import filled, fold, tidy

texts = module_texts(__file__)

#: On how many different days the customer must have been tried before a case may be closed without an answer.
ATTEMPTS = 2
_FIRST = "received"


@cache
def state_rules() -> dict[str, dict[str, Any]]:
    """The rules as data: for each state whether it is open, where it leads, whether it needs a reason."""
    file = Path(__file__).with_name("rules") / "states.json"
    rules: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return rules


def case_states() -> pd.DataFrame:
    """The states that a case can be in, and where each can go.

    Returns
    -------
    pandas.DataFrame
        ``state``, ``open`` (whether the case is still worked on), ``to`` (the states it can go to next),
        ``needs_reason``, ``meaning``.

    Examples
    --------
    >>> from qmslib.complaints import case_states
    >>> states = case_states().set_index("state")
    >>> states.loc["closed", "to"]
    ('reopened',)
    """
    return pd.DataFrame(
        [
            {
                "state": name,
                "open": rule["open"],
                "to": tuple(rule["to"]),
                "needs_reason": rule["why"],
                "meaning": rule["text"],
            }
            for name, rule in state_rules().items()
        ]
    )


def allowed_moves(state: str) -> tuple[str, ...]:
    """The states to which a case in `state` can go.

    Parameters
    ----------
    state
        A state, as `case_states` lists them.

    Returns
    -------
    tuple of str

    Raises
    ------
    CourseError
        When there is no such state.

    Examples
    --------
    >>> from qmslib.complaints import allowed_moves
    >>> allowed_moves("responded")
    ('closed', 'investigating', 'referred', 'withdrawn')
    """
    if state not in state_rules():
        known = ", ".join(state_rules())
        raise CourseError(texts.say("unknown_state"), found=state, do=texts.say("unknown_state_do", known=known))
    return tuple(state_rules()[state]["to"])


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
            at=_shown(next(each.at for each in reversed(self.trail) if each.what == "move")),
            meaning=state_rules()[last.state]["text"].lower(),
            entries=len(self.trail),
        )
        moved = sum(each.what == "extension" for each in self.trail)
        object.__setattr__(self, "sentence", said)
        due = _shown(self.due) if self.due else ""
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


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _moment(value: datetime | date | str, field: str) -> datetime:
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


def _earlier(one: datetime, two: datetime, field: str) -> bool:
    if (one.tzinfo is None) != (two.tzinfo is None):
        raise CourseError(texts.say("zones"), field=field, found=str(one), do=texts.say("zones_do"))
    return one < two


def _named(by: str) -> str:
    if not filled(by):
        raise CourseError(texts.say("no_by"), field="by", found=by, do=texts.say("no_by_do"))
    return tidy(by)


def _added(case: Case, what: str, by: str, at: Any, state: str, why: str, value: str = "") -> Case:
    """The case with one more entry; nothing may be entered before what stands there already."""
    moment, last = _moment(at, "at"), case.trail[-1].at
    if _earlier(moment, last, "at"):
        said = texts.say("earlier", at=_shown(moment), last=_shown(last))
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
    moment = _moment(at, "at")
    target = None if due is None else _target(due, moment)
    if target is not None and _earlier(target, moment, "due"):
        raise CourseError(texts.say("due_early"), item=case, field="due", found=str(target))
    return Case(tidy(case), (TrailEntry(moment, _named(by), "move", "", _FIRST, tidy(why)),), target)


def _target(due: datetime | date | str, like: datetime) -> datetime:
    whole = (isinstance(due, date) and not isinstance(due, datetime)) or (isinstance(due, str) and ":" not in due)
    moment = _moment(due, "due")
    return moment.replace(hour=23, minute=59, tzinfo=like.tzinfo) if whole else moment


def move(case: Case, to: str, *, by: str, at: datetime | str, why: str = "") -> Case:
    """Move a case to another state.

    Parameters
    ----------
    case
        The case as it is.
    to
        The new state; `allowed_moves` lists those that are allowed.
    by, at
        Who moves it and when.
    why
        The reason. Needed for waiting, referred, withdrawn and reopened, and to close a case whose customer is not
        satisfied.

    Returns
    -------
    Case
        A new case with one more entry on its trail.

    Raises
    ------
    CourseError
        When the move is not allowed (the allowed ones are named), the reason is missing, `at` is earlier than the
        last entry, or a case is to be closed without the customer's answer and without attempts to get it on two
        different days since the reply.

    Examples
    --------
    >>> from qmslib.complaints import move, open_case
    >>> case = open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30")
    >>> move(case, "closed", by="Tom Ellis", at="2026-03-02 10:00")
    Traceback (most recent call last):
    qmslib._common.errors.CourseError: item C-0001, field to: C-0001 is received and cannot go to closed. From \
received it can go to: acknowledged, referred, withdrawn.
    """
    if to not in state_rules():
        known = ", ".join(state_rules())
        raise CourseError(
            texts.say("unknown_state"),
            item=case.case,
            field="to",
            found=to,
            do=texts.say("unknown_state_do", known=known),
        )
    if to not in case.allowed:
        key = "same" if to == case.state else "forbidden"
        said = texts.say(key, case=case.case, state=case.state, to=to)
        do = texts.say("forbidden_do", state=case.state, allowed=", ".join(case.allowed))
        raise CourseError(said, item=case.case, field="to", do=do)
    if state_rules()[to]["why"] and not filled(why):
        raise CourseError(texts.say("no_why", to=to), item=case.case, field="why", do=texts.say("no_why_do"))
    if to == "closed":
        _may_close(case, why)
    return _added(case, "move", by, at, to, why)


def _may_close(case: Case, why: str) -> None:
    if case.answer is None and case.attempts < ATTEMPTS:
        do = texts.say("no_answer_do", n=ATTEMPTS, had=case.attempts)
        raise CourseError(texts.say("no_answer", case=case.case), item=case.case, do=do)
    if case.answer == "no" and not filled(why):
        said = texts.say("unhappy", case=case.case)
        raise CourseError(said, item=case.case, field="why", do=texts.say("unhappy_do"))


def _after_reply(case: Case) -> None:
    if case.state != "responded":
        said = texts.say("not_responded", case=case.case, state=case.state)
        raise CourseError(said, item=case.case, do=texts.say("not_responded_do"))


def record_answer(case: Case, answer: str, *, by: str, at: datetime | str, why: str = "") -> Case:
    """Record what the customer says to the reply.

    Parameters
    ----------
    case
        A case in the state ``responded``.
    answer
        ``yes`` (satisfied) or ``no``.
    by, at
        Who asked and when.
    why
        The customer's words.

    Returns
    -------
    Case

    Raises
    ------
    CourseError
        When no reply was given yet or the answer is neither yes nor no.

    Examples
    --------
    >>> from qmslib.complaints import move, open_case, record_answer
    >>> case = open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30")
    >>> for state, at in (("acknowledged", "2026-03-02 11:00"), ("responded", "2026-03-04 15:00")):
    ...     case = move(case, state, by="Tom Ellis", at=at)
    >>> case = record_answer(case, "yes", by="Tom Ellis", at="2026-03-05 10:00", why="The file came, thank you")
    >>> move(case, "closed", by="Priya Nair", at="2026-03-05 10:05").state
    'closed'
    """
    _after_reply(case)
    plain = fold(answer)
    if plain not in ("yes", "no"):
        raise CourseError(
            texts.say("answer"), item=case.case, field="answer", found=answer, do=texts.say("answer_do")
        )
    return _added(case, "answer", by, at, case.state, why, plain)


def record_attempt(case: Case, how: str, *, by: str, at: datetime | str, why: str = "") -> Case:
    """Record an attempt to get the customer's answer that did not reach them.

    Parameters
    ----------
    case
        A case in the state ``responded``.
    how
        How it was tried: phone, email, in person.
    by, at
        Who tried and when. Attempts count once a day.
    why
        What happened.

    Returns
    -------
    Case

    Raises
    ------
    CourseError
        When no reply was given yet or it is not said how it was tried.

    Examples
    --------
    >>> from qmslib.complaints import move, open_case, record_attempt
    >>> case = open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30")
    >>> for state, at in (("acknowledged", "2026-03-02 11:00"), ("responded", "2026-03-04 15:00")):
    ...     case = move(case, state, by="Tom Ellis", at=at)
    >>> case = record_attempt(case, "phone", by="Tom Ellis", at="2026-03-05 10:00")
    >>> case = record_attempt(case, "email", by="Tom Ellis", at="2026-03-09 09:00")
    >>> move(case, "closed", by="Tom Ellis", at="2026-03-13 09:00").state
    'closed'
    """
    _after_reply(case)
    if not filled(how):
        raise CourseError(texts.say("no_how"), item=case.case, field="how", found=how)
    return _added(case, "attempt", by, at, case.state, why, tidy(how))


def extend(case: Case, due: datetime | date | str, *, by: str, at: datetime | str, why: str) -> Case:
    """Move the target of an open case to a later day, with the reason.

    Parameters
    ----------
    case
        An open case.
    due
        The new target.
    by, at
        Who decides and when.
    why
        The reason, as the customer is told it.

    Returns
    -------
    Case
        The old target stays on the trail.

    Raises
    ------
    CourseError
        When the case has ended, the reason is missing, or the new target is not after the old one.

    Examples
    --------
    >>> from qmslib.complaints import extend, open_case
    >>> case = open_case("C-0001", by="Tom Ellis", at="2026-03-02 09:30", due="2026-03-16")
    >>> case = extend(case, "2026-03-23", by="Priya Nair", at="2026-03-12 10:00", why="The file is at the hospital")
    >>> case.due.date().isoformat()
    '2026-03-23'
    """
    if not state_rules()[case.state]["open"]:
        raise CourseError(texts.say("ended", case=case.case, state=case.state), item=case.case)
    if not filled(why):
        raise CourseError(texts.say("extend_why"), item=case.case, field="why", do=texts.say("no_why_do"))
    moment = _moment(at, "at")
    target = _target(due, moment)
    for floor, key in ((case.due, "extend_back"), (moment, "extend_past")):
        if floor is not None and not _earlier(floor, target, "due"):
            said = texts.say(key, due=_shown(floor))
            raise CourseError(said, item=case.case, field="due", found=str(target), do=texts.say("extend_do"))
    done = _added(case, "extension", by, moment, case.state, why, _shown(target))
    return replace(done, due=target)

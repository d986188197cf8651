"""Move a case on: the moves, the customer's answer, attempts to get it, extensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib._common.words import filled, fold, tidy
from qmslib.complaints.cases.states import ATTEMPTS, state_rules
from qmslib.complaints.cases.trail import Case, is_earlier, read_moment, read_target, say_moment, with_entry

texts = module_texts(__file__)


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
    return with_entry(case, "move", by, at, to, why)


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
    return with_entry(case, "answer", by, at, case.state, why, plain)


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
    return with_entry(case, "attempt", by, at, case.state, why, tidy(how))


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
    moment = read_moment(at, "at")
    target = read_target(due, moment)
    for floor, key in ((case.due, "extend_back"), (moment, "extend_past")):
        if floor is not None and not is_earlier(floor, target, "due"):
            said = texts.say(key, due=say_moment(floor))
            raise CourseError(said, item=case.case, field="due", found=str(target), do=texts.say("extend_do"))
    done = with_entry(case, "extension", by, moment, case.state, why, say_moment(target))
    return replace(done, due=target)

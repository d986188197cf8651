"""The call-out list and the card for the first hour of an emergency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from qmslib._common.dates import add_months
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_day
from qmslib._common.numbers import say_number
from qmslib._common.patterns import fuzzy_word
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.system._registers import frame_of, positive, read_register

texts = module_texts(__file__)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()-]{5,}")


@dataclass(frozen=True, eq=False)
class CallOutReport(Report):
    """A call-out list, checked.

    Attributes
    ----------
    reachable
        How many people can be reached by phone.
    no_deputy
        Roles with one person only.

    Examples
    --------
    >>> check_call_out([{"role": "Lead", "name": "Priya Nair", "phone": "01632 960 001"}]).no_deputy
    ('Lead',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    reachable: int
    n: int
    no_deputy: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]

    def frame(self) -> Any:
        """The list as read."""
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(("role", "name", "phone"))})


def check_call_out(people: Any, as_of: object = None, *, months: int = 6) -> CallOutReport:
    """Check a call-out list: each role with a deputy, each person with a number that was tried not long ago.

    Parameters
    ----------
    people
        A table with ``role``, ``name``, ``phone`` and, if kept, ``tried`` (the day the number was last tried).
    as_of
        The day to look at it; given, numbers not tried for `months` are flagged.
    months
        How long a number counts as tried.

    Returns
    -------
    CallOutReport
        Who cannot be reached, and which role has no deputy.

    Raises
    ------
    CourseError
        If a column is missing or a role is empty.

    Examples
    --------
    >>> print(check_call_out([{"role": "Lead", "name": "Priya Nair", "phone": "01632 960 001"},
    ...                       {"role": "Lead", "name": "Tom Ellis", "phone": ""}]).findings[0].text)
    Row 2: Tom Ellis has no phone number that can be dialled.
    """
    day = read_day(as_of) if as_of is not None else None
    register = read_register(people, ["role", "name", "phone"])
    roles, names, phones = register.texts("role"), register.texts("name"), register.words("phone")
    tried = register.days("tried")
    findings: list[Finding] = []
    held: dict[str, set[str]] = {}
    reachable = 0
    for row, (role, name, phone) in enumerate(zip(roles, names, phones, strict=True)):
        if not role:
            raise CourseError(f"row {row + 1}: the role is empty", field="role")
        held.setdefault(role, set())
        if not name:
            findings.append(texts.finding("bad", "no_person", row, "name", role=role))
            continue
        held[role].add(bare(name))
        if _PHONE.fullmatch(phone):
            reachable += 1
        else:
            findings.append(texts.finding("bad", "no_phone", row, "phone", name=name))
        last = tried[row]
        if day and (last is None or add_months(last, months) < day):
            findings.append(texts.finding("warn", "not_tried", row, "tried", months=months))
    alone = tuple(role for role, those in held.items() if len(those) < 2)
    findings += [texts.finding("warn", "no_deputy", role=role) for role in alone]
    n = sum(bool(name) for name in names)
    sentence = texts.say("call_out" if n else "call_out_none", n=n, good=reachable, alone=len(alone))
    rows = tuple(zip(roles, names, phones, strict=True))
    return CallOutReport(sentence, tuple(findings), reachable, n, alone, rows)


@dataclass(frozen=True, eq=False)
class FirstHourCard(Report):
    """The card for the first hour.

    Attributes
    ----------
    minutes
        When the last step is done, in minutes from the trigger.
    card
        The card as text, one step a line in order of time.

    Examples
    --------
    >>> steps = [{"minute": 5, "who": "Duty officer", "does": "Calls the lead"},
    ...          {"minute": 0, "who": "Anyone", "does": "Notes the time"}]
    >>> print(first_hour_card(steps).card)
    0 min: Anyone. Notes the time
    5 min: Duty officer. Calls the lead
    """

    sentence: str
    findings: tuple[Finding, ...]
    minutes: float
    card: str
    rows: tuple[tuple[float, str, str], ...]

    def frame(self) -> Any:
        """One row for each step, in order of time."""
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(("minute", "who", "does"))})


def first_hour_card(steps: Any, *, most: int = 10, hour: float = 60) -> FirstHourCard:
    """Make and check the card for the first hour: few steps, each with a minute and somebody who does it.

    Parameters
    ----------
    steps
        A table with ``minute`` (from the trigger), ``who`` and ``does``. Rows may stand in any order.
    most
        More steps than this do not fit a card that is read in a hurry.
    hour
        How many minutes the card covers.

    Returns
    -------
    FirstHourCard
        The card, in order of time.

    Raises
    ------
    CourseError
        If there is no step, or one has no words or no minute.

    Examples
    --------
    >>> card = first_hour_card([{"minute": 90, "who": "", "does": "Tell the teams"}])
    >>> [found.text for found in card.findings]
    ['Row 1: Nobody is named to do this.', 'Row 1: This comes after the first 60 minutes.']
    """
    register = read_register(steps, ["minute", "who", "does"])
    minutes, who, does = register.numbers("minute", 0), register.texts("who"), register.texts("does")
    hour = positive(hour, "hour")
    if not len(register):
        raise CourseError("the card has no step", do="Write the first thing to do")
    findings: list[Finding] = []
    rows: list[tuple[float, str, str]] = []
    for row, minute in enumerate(minutes):
        if minute is None or not does[row]:
            raise CourseError(f"row {row + 1}: the minute or the step is missing", field="does")
        if not who[row]:
            findings.append(texts.finding("bad", "nobody", row, "who"))
        if minute > hour:
            findings.append(texts.finding("warn", "after", row, "minute", hour=say_number(hour)))
        if vague := fuzzy_word(does[row]):
            findings.append(texts.finding("warn", "vague", row, "does", found=vague))
        rows.append((minute, who[row], does[row]))
    rows.sort()
    if len(rows) > most:
        findings.append(texts.finding("warn", "many", n=len(rows), most=most))
    lines = [f"{say_number(minute)} min: {name + '. ' if name else ''}{step}" for minute, name, step in rows]
    sentence = texts.say("card", n=len(rows), last=say_number(rows[-1][0]))
    return FirstHourCard(sentence, tuple(findings), rows[-1][0], "\n".join(lines), tuple(rows))

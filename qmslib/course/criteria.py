"""The unit, its outcomes and its assessment criteria."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from qmslib.course.records import DATA, Record, read_data, read_records

STATUSES = ("finished", "planned")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class Unit:
    """The qualification unit that the course follows.

    Attributes
    ----------
    number, title, level, credits
        As registered.
    note
        What a learner must know about its standing: it leads to no award.
    source, checked_on
        Where its wording was checked, and when (ISO date).
    """

    number: str
    title: str
    level: int
    credits: int
    note: str
    source: str
    checked_on: str


@dataclass(frozen=True)
class LearningOutcome:
    """One outcome of the unit.

    Attributes
    ----------
    id, title
        For example ``LO4``, and its title in the course's words.
    practical
        Whether it is shown by doing the work, not by explaining it.
    status
        ``finished`` when the course teaches and assesses it, otherwise ``planned``.
    criteria
        Ids of its criteria, in order.
    """

    id: str
    title: str
    practical: bool
    status: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """One assessment criterion.

    Attributes
    ----------
    id, outcome
        For example ``4.2`` and ``LO4``.
    verb
        What the learner does: describe, explain, identify and so on.
    text
        The criterion in the course's own words.
    verified
        Whether the registered wording was checked.
    source, checked_on
        Where and when it was checked; ``None`` when it was not.
    status
        Its outcome's: ``finished`` or ``planned``.
    """

    id: str
    outcome: str
    verb: str
    text: str
    verified: bool
    source: str | None
    checked_on: str | None
    status: str


@dataclass(frozen=True)
class Specification:
    """The unit with its outcomes and criteria, by id and in order."""

    unit: Unit
    outcomes: Mapping[str, LearningOutcome]
    criteria: Mapping[str, Criterion]


def _number(record: Record, field: str) -> int:
    value = record.value(field)
    if isinstance(value, bool) or not isinstance(value, int):
        raise record.error("a whole number is needed here", field)
    return value


def load_specification(path: Path) -> Specification:
    """Read a unit's file.

    Parameters
    ----------
    path
        A file like ``qmslib/course/data/criteria.yaml``.

    Raises
    ------
    CourseError
        Naming file, record and field, when something is missing, unknown, doubled or of the wrong kind.
    """
    data = read_data(path, ("unit", "outcomes", "criteria"))
    raw = Record(data["unit"], path, "unit", "number")
    unit = Unit(
        number=raw.id,
        title=raw.text("title"),
        level=_number(raw, "level"),
        credits=_number(raw, "credits"),
        note=raw.text("note"),
        source=raw.text("source"),
        checked_on=raw.text("checked_on"),
    )
    if not _DAY.match(unit.checked_on):
        raise raw.error("a date is needed here", "checked_on", "Write it as year-month-day, such as 2026-11-21")
    raw.done()

    basics: dict[str, tuple[str, bool, str]] = {}
    for record in read_records(path, data, "outcomes"):
        basics[record.id] = (record.text("title"), record.flag("practical"), record.one_of("status", STATUSES))
        record.done()

    criteria: dict[str, Criterion] = {}
    for record in read_records(path, data, "criteria"):
        outcome = record.one_of("outcome", basics)
        if not re.match(rf"^{re.escape(outcome.removeprefix('LO'))}\.\d+$", record.id):
            raise record.error("a criterion's number begins with its outcome's", "id", f"Check it against {outcome}")
        verb = record.text("verb")
        text = record.text("text")
        if text.split()[0].casefold() != verb.casefold():
            raise record.error("the text must begin with the criterion's verb", "text", f"Begin with {verb!r}")
        verified = record.flag("verified")
        criteria[record.id] = Criterion(
            id=record.id,
            outcome=outcome,
            verb=verb,
            text=text,
            verified=verified,
            source=unit.source if verified else None,
            checked_on=unit.checked_on if verified else None,
            status=basics[outcome][2],
        )
        record.done()

    outcomes = {
        key: LearningOutcome(
            key, title, practical, status, tuple(c.id for c in criteria.values() if c.outcome == key)
        )
        for key, (title, practical, status) in basics.items()
    }
    return Specification(unit, MappingProxyType(outcomes), MappingProxyType(criteria))


@cache
def specification() -> Specification:
    """The course's unit, read once."""
    return load_specification(DATA / "criteria.yaml")


def unit() -> Unit:
    """The qualification unit that the course follows."""
    return specification().unit


def outcomes() -> Mapping[str, LearningOutcome]:
    """All outcomes by id, in order."""
    return specification().outcomes


def criteria() -> Mapping[str, Criterion]:
    """All assessment criteria by id, in order."""
    return specification().criteria

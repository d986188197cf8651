"""The requirement rows: what a learner must be able to do, which criterion it serves, and which page owns it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from qmslib.course.criteria import criteria
from qmslib.course.records import DATA, Record, read_data, read_records

#: The forms that a row may take on a page, with what each letter code means.
FORMS: Mapping[str, str] = MappingProxyType(
    {
        "P": "page",
        "MC": "multiple choice",
        "ORD": "putting in order",
        "MAT": "matching",
        "CLS": "classifying cases",
        "FRM": "a form that yields a document",
        "CALC": "calculator",
        "DAT": "data task on a log",
        "DLG": "branching role-play",
        "WRI": "written account with a rubric",
    }
)

_ID = re.compile(r"^R\d{3}$")
_PAGE = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$")
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_ORIGIN = re.compile(r"^S[0-4] \S")


@dataclass(frozen=True)
class Row:
    """One requirement.

    Attributes
    ----------
    id
        ``R001`` and so on.
    text
        What a learner can do, in one sentence.
    source
        Where the need was described: a document's short name and its section.
    criteria
        Ids of the criteria it serves; none for a constraint.
    forms
        Forms it takes on a page (see `FORMS`).
    page
        The page that owns it, such as ``standards/4-2-value``; ``None`` while it is planned.
    anchor
        The heading's slug on that page.
    constraint
        Whether it is a rule for authors and not a task for learners.
    """

    id: str
    text: str
    source: str
    criteria: tuple[str, ...]
    forms: tuple[str, ...]
    page: str | None
    anchor: str | None
    constraint: bool

    @property
    def address(self) -> str | None:
        """Page and heading in one, such as ``standards/4-2-value#ten-values-of-agreeing``."""
        if self.page is None:
            return None
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


def _row(record: Record, known: Mapping[str, object]) -> Row:
    if not _ID.match(record.id):
        raise record.error("a row's id is the letter R and three digits", "id")
    constraint = record.flag("constraint", default=False)
    serves = record.texts("criteria", empty=constraint)
    strange = [criterion for criterion in serves if criterion not in known]
    if strange:
        raise record.error(f"{strange[0]!r} is not a criterion of the unit", "criteria")
    if constraint and serves:
        raise record.error("a constraint serves no criterion", "criteria", "Leave the list empty")
    forms = record.texts("forms")
    odd = [form for form in forms if form not in FORMS]
    if odd:
        raise record.error(f"{odd[0]!r} is not a form", "forms", f"Use {', '.join(FORMS)}")
    page, anchor = record.optional_text("page"), record.optional_text("anchor")
    if page is not None and not _PAGE.match(page):
        raise record.error("a page is named by its path in the book, without .md", "page")
    if anchor is not None and (page is None or not _SLUG.match(anchor)):
        raise record.error("an anchor is a heading's slug on the owning page", "anchor")
    text = record.text("text")
    if not text.endswith("."):
        raise record.error("the text must be a whole sentence", "text", "End it with a full stop")
    source = record.text("source")
    if not _ORIGIN.match(source):
        raise record.error("the source begins with S0 to S4 and names a section", "source")
    record.done()
    return Row(record.id, text, source, serves, forms, page, anchor, constraint)


def load_requirements(path: Path, known: Mapping[str, object]) -> Mapping[str, Row]:
    """Read requirement rows.

    Parameters
    ----------
    path
        A file like ``qmslib/course/data/requirements.yaml``.
    known
        The criteria that a row may serve, by id.

    Raises
    ------
    CourseError
        Naming file, row and field, when something is missing, unknown, doubled or of the wrong kind.
    """
    data = read_data(path, ("sources", "rows"))
    rows = [_row(record, known) for record in read_records(path, data, "rows")]
    return MappingProxyType({row.id: row for row in rows})


@cache
def requirements() -> Mapping[str, Row]:
    """All requirement rows by id, in order, read once."""
    return load_requirements(DATA / "requirements.yaml", criteria())

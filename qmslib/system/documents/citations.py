"""Is a citation still current, as far as the legal register knows?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qmslib._common.dates import add_months, say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.words import bare, tidy
from qmslib.system._registers import read_register, whole
from qmslib.system.documents.legal_register import NEEDS, STATES

texts = module_texts(__file__)


@dataclass(frozen=True)
class Citation(Report):
    """Whether a citation is current, as far as the register knows.

    Attributes
    ----------
    verdict
        ``current``, ``current, check the version``, ``not current``, ``check again`` or ``not in the register``.
    entry
        The title found, or None.
    replaced_by
        What took its place, at the end of the chain, or None.
    checked_on
        When somebody last looked, or None.
    sentence
        The same in words.

    Examples
    --------
    >>> check_citation("Data Protection Act 1998", [{"title": "Data Protection Act 1998", "jurisdiction": "UK",
    ...     "status": "repealed", "replaced_by": "Data Protection Act 2018", "checked_on": "2026-05-01"}],
    ...     "2026-06-01").verdict
    'not current'
    """

    verdict: str
    entry: str | None
    replaced_by: str | None
    checked_on: date | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def check_citation(
    citation: str, register: Any, as_of: object, *, months: int = 12, jurisdiction: str = ""
) -> Citation:
    """Is this citation current? As the register stood when it was last checked.

    Parameters
    ----------
    citation
        The title as it is cited. It must be the title of an entry, apart from capitals, spaces and punctuation; part
        of a title does not count, since a year decides which law it is.
    register, as_of, months
        As in :func:`check_legal_register`.
    jurisdiction
        Only look at entries of this jurisdiction.

    Returns
    -------
    Citation
        A verdict with the day on which it was checked. Out of date checks give ``check again``, never ``current``.

    Raises
    ------
    CourseError
        If nothing is cited, several entries fit, or the register cannot be read.

    Examples
    --------
    >>> register = [{"title": "Equality Act 2010", "jurisdiction": "UK", "status": "amended",
    ...              "checked_on": "2026-05-01"}]
    >>> print(check_citation("equality act 2010", register, "2026-06-01"))
    Equality Act 2010 was in force on 1 May 2026, with amendments: cite the version with its date.
    """
    day, months = read_day(as_of), whole(months, "months", 1)
    if not bare(citation):
        raise CourseError("nothing is cited", field="citation")
    table = read_register(register, NEEDS)
    titles, places, states = table.texts("title"), table.texts("jurisdiction"), table.choices("status", STATES)
    checked, by = table.days("checked_on"), table.texts("replaced_by")
    rows = [
        row
        for row, title in enumerate(titles)
        if bare(title) == bare(citation) and (not jurisdiction or bare(places[row]) == bare(jurisdiction))
    ]
    if not rows:
        return Citation("not in the register", None, None, None, texts.say("unknown", title=tidy(citation)))
    live = [row for row in rows if states[row] in ("in force", "amended")] or rows
    if len({(states[row], bare(places[row])) for row in live}) > 1:
        raise CourseError(
            "several entries have this title", field="citation", found=citation, do="Say which jurisdiction"
        )
    row = max(live, key=lambda at: checked[at] or date.min)
    last, title = checked[row], titles[row]
    heir, passed = by[row] or None, {bare(title)}
    while heir and bare(heir) not in passed:
        passed.add(bare(heir))
        onward = next((by[at] for at in range(len(titles)) if bare(titles[at]) == bare(heir) and by[at]), "")
        heir = onward or heir
    on = say_date(last) if last else ""
    if states[row] in ("repealed", "replaced", "not yet in force"):
        key = "heir" if heir else "dead"
        status = texts.say("as_" + states[row])
        return Citation(
            "not current", title, heir, last, texts.say(key, title=title, status=status, by=heir, date=on)
        )
    if last is None or last > day or add_months(last, months) < day or not states[row] or heir:
        key = "again" if last else "again_never"
        return Citation("check again", title, heir, last, texts.say(key, title=title, date=on))
    key = "current" if states[row] == "in force" else "amended"
    verdict = "current" if key == "current" else "current, check the version"
    return Citation(verdict, title, None, last, texts.say(key, title=title, date=on))

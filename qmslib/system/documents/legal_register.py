"""A legal register: what was in force when somebody last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qmslib._common.dates import add_months, say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.system._registers import frame_of, read_register, whole

texts = module_texts(__file__)
STATES = ("in force", "amended", "repealed", "replaced", "not yet in force")
NEEDS = ("title", "jurisdiction", "status", "checked_on")


@dataclass(frozen=True, eq=False)
class LegalReport(Report):
    """A legal register, checked.

    Attributes
    ----------
    n
        How many entries there are.
    current
        Entries in force or amended whose check is not too old.
    stale
        Titles not checked for too long.
    not_in_force
        Titles that are repealed, replaced or not yet in force.
    broken
        Titles that were replaced by something that is not in the register, or is itself gone.
    by_status
        How many entries there are of each status.

    Examples
    --------
    >>> from qmslib.datasets import legal_register
    >>> report = check_legal_register(legal_register(), "2026-11-21")
    >>> report.n == len(legal_register())
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    current: int
    stale: tuple[str, ...]
    not_in_force: tuple[str, ...]
    broken: tuple[str, ...]
    by_status: dict[str, int]
    rows: tuple[tuple[str, str, str, date | None, str], ...]

    def frame(self) -> Any:
        """One row for each entry, with whether it may be cited as it stands."""
        names = ("title", "jurisdiction", "status", "checked_on", "may_cite")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def check_legal_register(
    register: Any, as_of: object, *, months: int = 12, jurisdictions: tuple[str, ...] = ()
) -> LegalReport:
    """Check a legal register: statuses, replacements and how long ago each entry was checked.

    Parameters
    ----------
    register
        A table with ``title``, ``jurisdiction``, ``status`` (in force, amended, repealed, replaced, not yet in force)
        and ``checked_on``; and, as far as kept, ``version``, ``replaced_by``, ``source`` and ``affects`` (what of our
        work it touches).
    as_of
        The day to look at it.
    months
        An entry not checked for longer than this is stale.
    jurisdictions
        The jurisdictions that may stand there; by default any.

    Returns
    -------
    LegalReport
        What must be looked up again. The register holds what somebody saw on a day; it is no legal advice.

    Raises
    ------
    CourseError
        If a column is missing, an entry has no title or stands there twice, or a date or status cannot be read.

    Examples
    --------
    >>> report = check_legal_register([
    ...     {"title": "Contract Law (1999)", "jurisdiction": "China", "status": "repealed",
    ...      "checked_on": "2026-03-02", "replaced_by": "Civil Code (2020)", "source": "national database",
    ...      "affects": "contracts"},
    ...     {"title": "Civil Code (2020)", "jurisdiction": "China", "status": "in force", "checked_on": "2024-03-02",
    ...      "source": "national database", "affects": "contracts"}], "2026-06-01")
    >>> print(report.sentence)
    2 entries: 0 may be cited as they stand, 1 is not in force, 1 was not checked in the last 12 months.
    """
    day, months = read_day(as_of), whole(months, "months", 1)
    table = read_register(register, NEEDS)
    titles, places, states = table.texts("title"), table.texts("jurisdiction"), table.choices("status", STATES)
    checked, by = table.days("checked_on"), table.texts("replaced_by")
    sources, affects, versions = table.texts("source"), table.texts("affects"), table.words("version")
    index: dict[tuple[str, str, str], int] = {}
    for row, title in enumerate(titles):
        key = (bare(title), bare(places[row]), bare(versions[row]))
        if not title:
            raise CourseError(f"row {row + 1}: the entry has no title", field="title")
        if key in index:
            raise CourseError(f"row {row + 1}: the same entry as row {index[key] + 1}", field="title", found=title)
        index[key] = row
    findings: list[Finding] = []
    stale, gone, broken, cite = [], [], [], []
    for row, title in enumerate(titles):
        if not places[row]:
            findings.append(texts.finding("bad", "no_place", row, "jurisdiction"))
        elif jurisdictions and bare(places[row]) not in {bare(place) for place in jurisdictions}:
            findings.append(texts.finding("warn", "other_place", row, "jurisdiction", place=places[row]))
        if not states[row]:
            findings.append(texts.finding("bad", "no_status", row, "status"))
        last = checked[row]
        old = last is None or add_months(last, months) < day
        if last and last > day:
            findings.append(texts.finding("bad", "future", row, "checked_on", date=say_date(last)))
        elif old:
            stale.append(title)
            key_ = "stale" if last else "never"
            findings.append(
                texts.finding("warn", key_, row, "checked_on", date=say_date(last) if last else "", months=months)
            )
        dead = states[row] in ("repealed", "replaced", "not yet in force")
        if dead:
            gone.append(title)
        if by[row] and states[row] in ("in force", "amended"):
            findings.append(texts.finding("bad", "replaced_in_force", row, "status", by=by[row], status=states[row]))
        if states[row] == "replaced" and not by[row]:
            findings.append(texts.finding("bad", "by_what", row, "replaced_by"))
        if by[row]:
            heirs = [at for at in range(len(titles)) if bare(titles[at]) == bare(by[row])]
            if not heirs:
                broken.append(title)
                findings.append(texts.finding("warn", "heir_missing", row, "replaced_by", by=by[row]))
            elif all(states[at] in ("repealed", "replaced") for at in heirs):
                broken.append(title)
                findings.append(texts.finding("warn", "heir_gone", row, "replaced_by", by=by[row]))
        if not sources[row]:
            findings.append(texts.finding("warn", "no_source", row, "source"))
        if table.has("affects") and not affects[row]:
            findings.append(texts.finding("info", "no_use", row, "affects"))
        future = last is not None and last > day
        good = states[row] in ("in force", "amended") and not old and not future and not by[row]
        cite.append("yes" if good else "no: look it up" if not dead else "no: " + states[row])
    n = len(titles)
    sentence = texts.say(
        "sentence" if n else "none", n=n, good=cite.count("yes"), gone=len(gone), stale=len(stale), months=months
    )
    return LegalReport(
        sentence, tuple(findings), n, cite.count("yes"), tuple(stale), tuple(gone), tuple(broken),
        {state: states.count(state) for state in STATES},
        tuple(zip(titles, places, states, checked, cite, strict=True)),
    )  # fmt: skip

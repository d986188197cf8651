"""Document control: which version is in force, who owns and approved it, when it is reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.words import bare, fold
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
STATES = ("draft", "current", "superseded", "withdrawn")


@dataclass(frozen=True, eq=False)
class DocumentControl(Report):
    """A document control table, checked.

    Attributes
    ----------
    n, current
        How many versions are listed, and how many are current.
    two_current, still_used, not_approved, overdue
        Documents with two current versions, superseded ones still in use, current ones nobody approved, and current
        ones whose review is overdue.

    Examples
    --------
    >>> rows = [{"document": "P-1", "version": v, "owner": "Tom", "approved_by": "Grace", "status": "current",
    ...          "review": "2027-01-01"} for v in ("1", "2")]
    >>> check_documents(rows, "2026-06-01").two_current
    ('P-1',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    current: int
    two_current: tuple[str, ...]
    still_used: tuple[str, ...]
    not_approved: tuple[str, ...]
    overdue: tuple[str, ...]
    rows: tuple[tuple[str, str, str, str, date | None], ...]

    def frame(self) -> Any:
        """One row for each version, as read."""
        names = ("document", "version", "status", "owner", "review")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def check_documents(table: Any, as_of: object, *, in_use: Sequence[tuple[str, str]] = ()) -> DocumentControl:
    """Check a document control table.

    Parameters
    ----------
    table
        A table with ``document``, ``version``, ``owner``, ``approved_by``, ``status`` (draft, current, superseded,
        withdrawn) and ``review`` (a date); and, if kept, ``in_use`` (yes or no: is it still found at desks).
    as_of
        The day to look at it.
    in_use
        Documents and versions seen in use, for example on a walk round: pairs of document and version.

    Returns
    -------
    DocumentControl
        What breaks control.

    Raises
    ------
    CourseError
        If a document or version is empty, stands there twice, or a status is not known.

    Notes
    -----
    The checks follow ISO 9001:2015, 7.5.2 and 7.5.3: identification, approval, the right version where it is needed,
    no use of obsolete ones by mistake.

    Examples
    --------
    >>> report = check_documents([
    ...     {"document": "P-1", "version": "1", "owner": "Tom", "approved_by": "Grace", "status": "superseded",
    ...      "review": "2025-01-01", "in_use": "yes"},
    ...     {"document": "P-1", "version": "2", "owner": "Tom", "approved_by": "", "status": "current",
    ...      "review": "2026-01-01"}], "2026-06-01")
    >>> print(report.sentence)
    2 versions of 1 document, 1 current. 3 faults.
    """
    day = read_day(as_of)
    register = read_register(table, ["document", "version", "owner", "approved_by", "status", "review"])
    names, versions = register.texts("document"), register.words("version")
    owners, approved = register.texts("owner"), register.texts("approved_by")
    states, reviews = register.choices("status", STATES), register.days("review")
    used = register.choices("in_use", ("yes", "no"))
    seen_used = {(bare(name), fold(version)) for name, version in in_use}
    known: dict[tuple[str, str], int] = {}
    current: dict[str, list[int]] = {}
    findings: list[Finding] = []
    still, unapproved, overdue = [], [], []
    for row, name in enumerate(names):
        key = (bare(name), fold(versions[row]))
        if not name or not versions[row]:
            raise CourseError(f"row {row + 1}: the document or its version is empty", field="version")
        if key in known:
            raise CourseError(f"row {row + 1}: the same version as row {known[key] + 1}", field="version", found=name)
        known[key] = row
        if not states[row]:
            findings.append(texts.finding("bad", "no_status", row, "status"))
        if not owners[row]:
            findings.append(texts.finding("bad", "no_owner", row, "owner", name=name))
        if states[row] == "current":
            current.setdefault(bare(name), []).append(row)
            if not approved[row]:
                unapproved.append(name)
                findings.append(texts.finding("bad", "not_approved", row, "approved_by", name=name))
            review = reviews[row]
            if review is None:
                findings.append(texts.finding("warn", "no_review", row, "review", name=name))
            elif review < day:
                overdue.append(name)
                findings.append(texts.finding("bad", "overdue", row, "review", name=name, date=say_date(review)))
        elif (used[row] == "yes" or key in seen_used) and states[row]:
            still.append(name)
            findings.append(
                texts.finding("bad", "still_used", row, "in_use", name=name, version=versions[row], state=states[row])
            )
    for name, version in sorted(seen_used - set(known)):
        findings.append(texts.finding("bad", "unknown", name=name, version=version))
    two = tuple(names[rows[0]] for rows in current.values() if len(rows) > 1)
    for rows in current.values():
        if len(rows) > 1:
            listed = join_words([versions[row] for row in rows])
            findings.append(texts.finding("bad", "two_current", name=names[rows[0]], versions=listed))
    groups = {bare(name) for name in names}
    for group in sorted(groups - set(current)):
        mine = [row for row in range(len(names)) if bare(names[row]) == group]
        if all(states[row] in ("superseded", "draft") for row in mine):
            findings.append(texts.finding("warn", "none_current", name=names[mine[0]]))
    n_current = sum(map(len, current.values()))
    faults = sum(found.level == "bad" for found in findings)
    slots = {"n": len(names), "documents": len(groups), "current": n_current, "faults": faults}
    sentence = texts.say("control" if names else "none", **slots)
    return DocumentControl(
        sentence, tuple(findings), len(names), n_current, two, tuple(still), tuple(unapproved), tuple(overdue),
        tuple(zip(names, versions, states, owners, reviews, strict=True)),
    )  # fmt: skip

"""Rate yourself against what the job asks, and plan what to learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register, whole

texts = module_texts(__file__)
GROUPS = ("knowledge", "skill", "behaviour")


@dataclass(frozen=True, eq=False)
class SelfRating(Report):
    """A self-rating against what the job asks.

    Attributes
    ----------
    met
        How many competences are at or above the level asked.
    gaps
        Competences below it, the widest gap first.
    not_rated
        Competences without a rating; they are neither met nor a gap.
    plan
        A row for each gap: what to learn, from which level to which, with method, by whom and by when to fill in.

    Examples
    --------
    >>> rate_yourself([{"competence": "Negotiation", "group": "skill", "asked": 3, "own": 1}]).gaps
    ('Negotiation',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    met: int
    gaps: tuple[str, ...]
    not_rated: tuple[str, ...]
    plan: tuple[dict[str, Any], ...]
    rows: tuple[tuple[str, str, int, int | None, int | None], ...]

    def frame(self) -> Any:
        """One row for each competence."""
        names = ("competence", "group", "asked", "own", "gap")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def rate_yourself(table: Any, *, steps: int = 4) -> SelfRating:
    """Compare what the job asks with what you can do, and begin a development plan.

    Parameters
    ----------
    table
        A table with ``competence``, ``group`` (knowledge, skill, behaviour), ``asked`` and ``own`` (levels from 1 to
        `steps`; an empty ``own`` is not rated) and, if there is any, ``evidence`` (what shows it).
    steps
        How many levels there are.

    Returns
    -------
    SelfRating
        Gaps and a plan. Self-ratings tend to be kind at low skill, so ratings without evidence are pointed out.

    Raises
    ------
    CourseError
        If a competence has no name or no level asked.

    Examples
    --------
    >>> rating = rate_yourself([
    ...     {"competence": "Data protection", "group": "knowledge", "asked": 3, "own": 3, "evidence": "Course 2026"},
    ...     {"competence": "Negotiation", "group": "skill", "asked": 3, "own": 1}])
    >>> print(rating.sentence)
    1 of 2 competences is at the level asked. The widest gap: Negotiation (1 of 3).
    """
    steps = whole(steps, "steps", 2)
    register = read_register(table, ["competence", "asked", "own"])
    names, groups = register.texts("competence"), register.choices("group", GROUPS)
    asked = register.numbers("asked", 1, steps, whole=True)
    own, evidence = register.numbers("own", 1, steps, whole=True), register.texts("evidence")
    findings: list[Finding] = []
    rows: list[tuple[str, str, int, int | None, int | None]] = []
    for row, name in enumerate(names):
        wanted, have = asked[row], own[row]
        if not name or wanted is None:
            raise CourseError(f"row {row + 1}: the competence or its level is missing", field="asked", found=name)
        gap = None if have is None else max(0, int(wanted - have))
        rows.append((name, groups[row], int(wanted), None if have is None else int(have), gap))
        if have is not None and have >= wanted and not evidence[row]:
            findings.append(texts.finding("info", "no_evidence", row, "evidence", name=name))
    blank = tuple(row[0] for row in rows if row[3] is None)
    if blank:
        findings.append(texts.finding("warn", "not_rated", names=join_words(list(blank)), n=len(blank)))
    short = sorted((row for row in rows if row[4]), key=lambda row: (-(row[4] or 0), row[0]))
    plan = tuple(
        {"learn": row[0], "from": row[3], "to": row[2], "method": "", "with": "", "by": None} for row in short
    )
    met = sum(row[4] == 0 for row in rows)
    sentence = texts.say("sentence" if rows else "none", n=len(rows), met=met)
    if short:
        sentence += " " + texts.say("widest", name=short[0][0], own=say_number(short[0][3] or 0), asked=short[0][2])
    return SelfRating(
        sentence, tuple(findings), len(rows), met, tuple(row[0] for row in short), blank, plan, tuple(rows)
    )

"""Criteria for choosing people: fair, seen in behaviour, tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register
from qmslib.system.people.job_words import observable, unsuitable_words

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class CriteriaReport(Report):
    """Selection criteria, checked.

    Attributes
    ----------
    usable
        How many can be used as they stand.
    unsuitable, vague, no_question
        Rows (from 0) that must go, that cannot be seen, and that no question or task tests.

    Examples
    --------
    >>> check_criteria([{"criterion": "Same faith as the team"}]).unsuitable
    (0,)
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    usable: int
    unsuitable: tuple[int, ...]
    vague: tuple[int, ...]
    no_question: tuple[int, ...]
    rows: tuple[tuple[str, str], ...]

    def frame(self) -> Any:
        """One row for each criterion, with a verdict."""
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(("criterion", "verdict"))})


def check_criteria(criteria: Any) -> CriteriaReport:
    """Check the criteria for choosing somebody: fair, seen in behaviour, tested by a question or a task.

    Parameters
    ----------
    criteria
        A table with ``criterion`` and, where there is one, ``question``: the situation asked about or the task set.

    Returns
    -------
    CriteriaReport
        A verdict on each. A word list is no lawyer: ask your human resources adviser about what it finds.

    Raises
    ------
    CourseError
        If a criterion is empty.

    Notes
    -----
    In Great Britain the Equality Act 2010 names nine protected characteristics (section 4), among them age,
    disability, race, religion or belief, and sex.

    Examples
    --------
    >>> report = check_criteria([
    ...     {"criterion": "Confirms each request in writing", "question": "A colleague asks by phone. What now?"},
    ...     {"criterion": "Young and flexible"}])
    >>> print(report.sentence)
    1 of 2 criteria can be used as it stands; 1 must go.
    """
    register = read_register(criteria, ["criterion"])
    names, questions = register.texts("criterion"), register.texts("question")
    findings: list[Finding] = []
    bad, vague_rows, untested, rows = [], [], [], []
    for row, name in enumerate(names):
        if not name:
            raise CourseError(f"row {row + 1}: the criterion is empty", field="criterion")
        wrong, vague = unsuitable_words(name), observable(name)
        for kind, phrase in wrong:
            findings.append(texts.finding("bad", f"un_{kind}", row, "criterion", found=phrase))
        for word, hint in vague.items():
            findings.append(texts.finding("warn", "vague", row, "criterion", found=word, hint=hint))
        if not questions[row] and not wrong:
            untested.append(row)
            findings.append(texts.finding("warn", "no_question", row, "question"))
        if wrong:
            bad.append(row)
        elif vague:
            vague_rows.append(row)
        key = "must_go" if wrong else "reword" if vague else "test" if not questions[row] else "use"
        rows.append((name, texts.say(key)))
    usable = sum(row[1] == texts.say("use") for row in rows)
    sentence = texts.say("criteria" if rows else "no_criteria", n=len(rows), good=usable, bad=len(bad))
    return CriteriaReport(
        sentence, tuple(findings), len(rows), usable, tuple(bad), tuple(vague_rows), tuple(untested), tuple(rows)
    )

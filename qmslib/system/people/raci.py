"""A RACI grid: who does a task, who answers for it, who is asked, who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words
from qmslib._common.report import Report
from qmslib._common.words import bare, filled, tidy
from qmslib.system._texts import finding, say

LETTERS = "RACI"


@dataclass(frozen=True)
class RaciReport(Report):
    """The grid as read and what is wrong with it; `overloaded` names people with too much.

    Attributes
    ----------
    sentence, findings
        The finding in words, and what to put right.
    people
        Everybody named, in order.
    grid
        For each task its name and the letters of each person.
    n, good
        How many tasks there are, and how many have one A and at least one R.
    no_a, many_a, no_r
        Tasks nobody answers for, several answer for, and nobody does.
    overloaded
        People who do or answer for more than the number allowed.

    Examples
    --------
    >>> report = check_raci([("Scan files", {"Tom": "R", "Priya": "A"}), ("Report", {"Tom": "R"})])
    >>> report.good, report.no_a
    (1, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    people: tuple[str, ...]
    grid: tuple[tuple[str, ...], ...]
    n: int
    good: int
    no_a: int
    many_a: int
    no_r: int
    overloaded: tuple[str, ...]


def check_raci(tasks: Sequence[tuple[str, Mapping[str, str]]], many: int = 4) -> RaciReport:
    """Check a RACI grid: exactly one A and at least one R for each task, and nobody overloaded.

    Parameters
    ----------
    tasks
        For each task its name and, for each person, their letters: ``("Scan files", {"Tom": "R", "Priya": "A"})``;
        one person may have several letters, ``"RA"``. A task without name and letters is skipped.
    many
        Doing or answering for more tasks than this counts as overload.

    Returns
    -------
    RaciReport
        Gaps, overlaps and overload.

    Raises
    ------
    CourseError
        If a letter is not R, A, C or I.

    Examples
    --------
    >>> print(check_raci([("Scan files", {"Tom": "R", "Priya": "A"}), ("Report", {"Tom": "R"})]).findings[0].text)
    Row 2: Nobody answers for it. Name exactly one accountable person.
    """
    names: dict[str, str] = {}
    for row, (_, letters) in enumerate(tasks, start=1):
        for name, given in letters.items():
            names.setdefault(bare(name), tidy(name))
            wrong = [letter for letter in given.upper() if letter not in LETTERS + "/, "]
            if wrong:
                raise CourseError(f"row {row} has a letter that is not R, A, C or I", field=name, found=given)
    findings: list[Finding] = []
    grid: list[tuple[str, ...]] = []
    load = dict.fromkeys(names, 0)
    seen: dict[str, int] = {}
    counts = {"n": 0, "good": 0, "no_a": 0, "many_a": 0, "no_r": 0}
    for row, (task, letters) in enumerate(tasks):
        held: dict[str, str] = {}
        for name, given in letters.items():
            key = bare(name)
            held[key] = "".join(x for x in LETTERS if x in given.upper() or x in held.get(key, ""))
        if not tidy(task) and not any(held.values()):
            continue
        counts["n"] += 1
        if not filled(task):
            findings.append(finding("bad", "raci", "no_task", row, "task"))
        key = bare(task)
        if key and key in seen:
            findings.append(finding("warn", "raci", "twice", row, "task", other=seen[key] + 1))
        elif key:
            seen[key] = row
        accountable = [names[key] for key, given in held.items() if "A" in given]
        responsible = [names[key] for key, given in held.items() if "R" in given]
        if not accountable:
            counts["no_a"] += 1
            findings.append(finding("bad", "raci", "no_a", row, "accountable"))
        elif len(accountable) > 1:
            counts["many_a"] += 1
            findings.append(finding("bad", "raci", "many_a", row, "accountable", names=join_words(accountable)))
        if not responsible:
            counts["no_r"] += 1
            findings.append(finding("bad", "raci", "no_r", row, "responsible"))
        counts["good"] += len(accountable) == 1 and bool(responsible) and filled(task)
        for key, given in held.items():
            load[key] += "R" in given or "A" in given
        grid.append((tidy(task), *("/".join(held.get(key, "")) for key in names)))
    overloaded = tuple(names[key] for key, count in load.items() if count > many)
    for key, count in load.items():
        if count > many:
            findings.append(
                finding("warn", "raci", "overload", None, None, name=names[key], count=count, n=counts["n"])
            )
    sentence = say("raci", "sentence", good=counts["good"], n=counts["n"])
    return RaciReport(sentence, tuple(findings), tuple(names.values()), tuple(grid), overloaded=overloaded, **counts)

"""Before a change: who gains, who loses, what may go wrong, who must learn what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class ChangeImpact(Report):
    """What a change means for each group.

    Attributes
    ----------
    gain, lose
        How many groups gain, and how many lose something.
    complete
        How many groups have every part filled in that they need.
    not_asked
        Groups that lose something and were not asked.

    Examples
    --------
    >>> change_impact([{"who": "Scanning team", "loses": "Paper copies", "asked": "no"}]).not_asked
    ('Scanning team',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    gain: int
    lose: int
    complete: int
    not_asked: tuple[str, ...]
    rows: tuple[tuple[str, str, str, str, str], ...]

    def frame(self) -> Any:
        """One row for each group."""
        names = ("who", "gains", "loses", "risk", "training")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def change_impact(table: Any) -> ChangeImpact:
    """Check a change-impact form.

    Parameters
    ----------
    table
        A table with ``who`` (a group) and, as far as they apply, ``gains``, ``loses``, ``risk``, ``response`` (to the
        risk), ``training``, ``owner`` and ``asked`` (yes or no). Write "nothing" where there is nothing.

    Returns
    -------
    ChangeImpact
        Counts, and what is missing for each group.

    Raises
    ------
    CourseError
        If a group has no name.

    Examples
    --------
    >>> print(change_impact([{"who": "East locality", "gains": "Files on screen", "loses": "nothing",
    ...     "asked": "yes", "risk": "Slow network", "response": "Test first",
    ...     "training": "One hour", "owner": "Priya Nair"}]).sentence)
    1 group is affected: 1 gains and 0 lose something. For 1 everything is said.
    """
    register = read_register(table, ["who"])
    names = ("who", "gains", "loses", "risk", "response", "training", "owner")
    columns = {name: register.texts(name) for name in names}
    asked = register.choices("asked", ("yes", "no"))
    nothing = {"nothing", "none", "no", "nil"}
    findings: list[Finding] = []
    gain = lose = complete = 0
    silent = []
    for row in range(len(register)):
        said = {name: column[row] for name, column in columns.items()}
        if not said["who"]:
            raise CourseError(f"row {row + 1}: the group has no name", field="who")
        found = []
        if not said["gains"] and not said["loses"]:
            found.append(texts.finding("bad", "no_effect", row, "gains"))
        gain += bool(said["gains"]) and said["gains"].lower() not in nothing
        loses = bool(said["loses"]) and said["loses"].lower() not in nothing
        lose += loses
        if not said["risk"]:
            found.append(texts.finding("warn", "no_risk", row, "risk"))
        elif said["risk"].lower() not in nothing and not said["response"]:
            found.append(texts.finding("warn", "no_response", row, "response"))
        if not said["training"]:
            found.append(texts.finding("warn", "no_training", row, "training"))
        if not said["owner"]:
            found.append(texts.finding("warn", "no_owner", row, "owner"))
        if asked[row] != "yes":
            found.append(
                texts.finding("bad" if loses else "warn", "lose_not_asked" if loses else "not_asked", row, "asked")
            )
            if loses:
                silent.append(said["who"])
        complete += not found
        findings += found
    if lose == 0 and len(register) > 1:
        findings.append(texts.finding("info", "nobody_loses"))
    if silent:
        findings.append(texts.finding("warn", "ask_first", names=join_words(silent)))
    n = len(register)
    sentence = texts.say("sentence" if n else "none", n=n, gain=gain, lose=lose, complete=complete)
    rows = tuple(zip(*(columns[name] for name in ("who", "gains", "loses", "risk", "training")), strict=True))
    return ChangeImpact(sentence, tuple(findings), gain, lose, complete, tuple(silent), rows)

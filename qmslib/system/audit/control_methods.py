"""Which way of checking suits a standard: everything, a sample, a colleague's look, a checklist, a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
METHODS = ("full check", "automatic figure", "peer check", "checklist", "sample")
_YES_NO = ("yes", "no")


@dataclass(frozen=True, eq=False)
class ControlMethods(Report):
    """A way of checking for each standard.

    Attributes
    ----------
    suggested
        The way suggested for each, in order.
    agree
        How many of the ways chosen are the suggested one; None when nothing was chosen.

    Examples
    --------
    >>> match_checks([{"standard": "Right file, right person", "harm": "yes"}]).suggested
    ('full check',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    standards: tuple[str, ...]
    suggested: tuple[str, ...]
    reasons: tuple[str, ...]
    chosen: tuple[str, ...]
    agree: int | None

    def frame(self) -> Any:
        """One row for each standard: what is suggested, why, and what was chosen."""
        table = {"standard": self.standards, "suggested": self.suggested, "reason": self.reasons}
        return frame_of(table if self.agree is None else {**table, "chosen": self.chosen})


def match_checks(standards: Any) -> ControlMethods:
    """Suggest a way of checking for each standard, and compare it with the one chosen.

    Parameters
    ----------
    standards
        A table with ``standard`` and, as ``yes`` or ``no``: ``harm`` (one failure does serious harm), ``recorded``
        (a system holds the dates or figures), ``judgement`` (it takes a person to judge), ``steps`` (it is a set of
        steps). A blank is no. Column ``check`` may hold the way that was chosen.

    Returns
    -------
    ControlMethods
        In this order: serious harm: check every one; figures in a system: count them all; judgement: a colleague
        looks; steps: a checklist; otherwise a sample.

    Raises
    ------
    CourseError
        If a standard is empty or a cell holds another word.

    Examples
    --------
    >>> found = match_checks([
    ...     {"standard": "Sent within 2 days", "recorded": "yes", "check": "sample"},
    ...     {"standard": "Letters are clear", "judgement": "yes", "check": "peer check"}])
    >>> print(found.sentence)
    1 of 2 standards is checked in the way suggested here.
    """
    register = read_register(standards, ["standard"])
    names, chosen = register.texts("standard"), register.choices("check", METHODS)
    marks = {name: register.choices(name, _YES_NO) for name in ("harm", "recorded", "judgement", "steps")}
    suggested, findings = [], []
    for row, name in enumerate(names):
        if not name:
            raise CourseError(f"row {row + 1}: the standard is empty", field="standard")
        hit = next((at for at, column in enumerate(marks.values()) if column[row] == "yes"), 4)
        suggested.append(METHODS[hit])
        if chosen[row] and chosen[row] != METHODS[hit]:
            level = "warn" if hit == 0 else "info"
            reason = texts.say(METHODS[hit])
            findings.append(
                texts.finding(level, "other", row, "check", chosen=chosen[row], way=METHODS[hit], reason=reason)
            )
    some = any(chosen)
    agree = sum(one == two for one, two in zip(chosen, suggested, strict=True)) if some else None
    sentence = texts.say("compared" if some else "suggested", n=len(names), agree=agree)
    return ControlMethods(
        sentence, tuple(findings), tuple(names), tuple(suggested), tuple(texts.say(way) for way in suggested),
        tuple(chosen), agree,
    )  # fmt: skip

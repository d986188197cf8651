"""Is a procedure whole, and is a work instruction exact?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy, words
from qmslib.system._registers import frame_of

texts = module_texts(__file__)
PROCEDURE_PARTS = ("title", "purpose", "inputs", "outputs", "activities", "owners", "records")
INSTRUCTION_PARTS = ("title", "task", "equipment", "steps", "result")
_OPEN = re.compile(r"\b(?:properly|correctly|as needed|if necessary|appropriate(?:ly)?|suitabl[ey]|etc)\b", re.I)
_SOMEBODY = re.compile(r"\b(?:somebody|someone|the team|staff|we|one should|it is|should be|must be|will be)\b", re.I)


@dataclass(frozen=True, eq=False)
class ProcedureReport(Report):
    """A procedure or work instruction, checked.

    Attributes
    ----------
    missing
        Parts that are empty.
    steps
        The activities or steps, in order.
    inexact
        Steps (from 0) that leave open who, how much or when.
    document
        The text as Markdown; gaps are marked.

    Examples
    --------
    >>> report = check_procedure({"title": "Lending a file", "activities": ["Tom logs the request within 1 hour"]})
    >>> report.missing
    ('purpose', 'inputs', 'outputs', 'owners', 'records')
    """

    sentence: str
    findings: tuple[Finding, ...]
    kind: str
    missing: tuple[str, ...]
    steps: tuple[str, ...]
    inexact: tuple[int, ...]
    document: str

    def frame(self) -> Any:
        """One row for each step, with whether it is exact."""
        exact = ["no" if at in self.inexact else "yes" for at in range(len(self.steps))]
        return frame_of({"step": range(1, len(self.steps) + 1), "text": self.steps, "exact": exact})


def _lines(value: object) -> list[str]:
    if isinstance(value, str):
        parts: Sequence[object] = re.split(r"[\r\n]+", value)
    elif isinstance(value, Sequence):
        parts = value
    elif value is None:
        parts = []
    else:
        raise CourseError("this must be text or a list of texts", found=value)
    return [tidy(part) for part in parts if filled(part)]


def check_procedure(document: Mapping[str, object], *, kind: str = "procedure") -> ProcedureReport:
    """Check that a procedure says what goes in and out, who does what; or that a work instruction is exact.

    Parameters
    ----------
    document
        For a procedure: ``title``, ``purpose``, ``inputs``, ``outputs``, ``activities`` (a list, in order),
        ``owners`` and ``records``. For a work instruction: ``title``, ``task``, ``equipment``, ``steps`` (a list)
        and ``result`` (how to see that it is right).
    kind
        ``"procedure"`` or ``"work instruction"``.

    Returns
    -------
    ProcedureReport
        Missing parts, and steps that are not exact. The steps of a work instruction must each be a single action.

    Raises
    ------
    CourseError
        If the kind is not known, or a part is no text.

    Examples
    --------
    >>> report = check_procedure({"title": "Scan a file", "task": "Scan paper", "equipment": "Scanner 2",
    ...     "steps": ["Remove staples", "Scan it properly"], "result": "All pages can be read"},
    ...     kind="work instruction")
    >>> print(report.findings[0].text)
    Row 2: "properly" leaves the detail open. Say how much, how long or what to look for.
    """
    if kind not in ("procedure", "work instruction"):
        raise CourseError("this kind of document is not known", field="kind", found=kind)
    parts = PROCEDURE_PARTS if kind == "procedure" else INSTRUCTION_PARTS
    said = {part: _lines(document.get(part)) for part in parts}
    missing = [part for part, lines in said.items() if not lines]
    findings = [texts.finding("bad", "missing", None, part, part=texts.say(part)) for part in missing]
    steps = said["activities" if kind == "procedure" else "steps"]
    inexact = []
    for at, step in enumerate(steps):
        open_word = _OPEN.search(step)
        vague = fuzzy_word(step) or (open_word[0] if open_word else "")
        found = None
        if vague:
            found = texts.finding("warn", "vague", at, "steps", found=vague)
        elif kind == "procedure" and _SOMEBODY.search(step):
            found = texts.finding("warn", "who", at, "activities")
        elif kind == "work instruction" and len(words(step)) > 25:
            found = texts.finding("warn", "long", at, "steps", n=len(words(step)))
        elif kind == "work instruction" and re.search(r"\b(?:and then|then|afterwards)\b", step, re.I):
            found = texts.finding("warn", "two", at, "steps")
        if found:
            inexact.append(at)
            findings.append(found)
    if kind == "procedure" and steps and not any(has_number(step) for step in steps):
        findings.append(texts.finding("info", "no_time", None, "activities"))
    key = "whole" if not missing else "part"
    sentence = texts.say(
        key, kind=texts.say(kind), n=len(parts), good=len(parts) - len(missing),
        missing=join_words([texts.say(part) for part in missing]), steps=len(steps), exact=len(steps) - len(inexact),
    )  # fmt: skip
    body = [f"## {said['title'][0] if said['title'] else texts.say('gap')}"]
    for part in parts[1:]:
        body.append(f"### {texts.say(part).capitalize()}")
        ordered = part in ("activities", "steps") or len(said[part]) > 1
        mark = [f"{number}. {line}" for number, line in enumerate(said[part], start=1)] if ordered else said[part]
        body.append("\n".join(mark) or texts.say("gap"))
    return ProcedureReport(
        sentence, tuple(findings), kind, tuple(missing), tuple(steps), tuple(inexact), "\n\n".join(body)
    )

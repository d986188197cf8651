"""One-page forms with set parts: agenda, charter, communication, monitoring, planning; checked and written up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy
from qmslib.system._registers import frame_of

texts = module_texts(__file__)
#: The forms, each with its parts; a part in the second list must hold a number or a date.
FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "meeting agenda": (("purpose", "date", "people", "items", "papers", "decisions wanted"), ("date",)),
    "communication plan": (("message", "audience", "channel", "date", "owner", "check"), ("date",)),
    "monitoring plan": (("what", "who samples", "how many", "how often", "channel", "who is told"), ("how many",)),
    "task-group charter": (
        ("problem", "aim", "members", "lead", "powers", "hand-off rule", "end date", "report to"),
        ("aim", "end date"),
    ),
    "planning canvas": (
        ("strategy", "needs", "response time", "complaint limit", "flow", "duties and authority", "resources"),
        ("response time", "complaint limit"),
    ),
    "lesson": (("what happened", "why", "what changes", "from when", "who to ask"), ("from when",)),
}


@dataclass(frozen=True, eq=False)
class Canvas(Report):
    """A one-page form, checked.

    Attributes
    ----------
    missing
        Parts that are empty.
    not_measurable
        Parts that should hold a number or a date and do not.
    markdown
        The page, with its gaps marked.

    Examples
    --------
    >>> check_canvas("lesson", {"what happened": "Two files were swapped"}).missing
    ('why', 'what changes', 'from when', 'who to ask')
    """

    sentence: str
    findings: tuple[Finding, ...]
    kind: str
    missing: tuple[str, ...]
    not_measurable: tuple[str, ...]
    markdown: str
    rows: tuple[tuple[str, str], ...]

    def frame(self) -> Any:
        """One row for each part."""
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(("part", "text"))})


def canvas_parts(kind: str) -> tuple[str, ...]:
    """The parts of a one-page form, in order.

    Parameters
    ----------
    kind
        ``meeting agenda``, ``communication plan``, ``monitoring plan``, ``task-group charter``, ``planning canvas``
        or ``lesson``.

    Returns
    -------
    tuple of str
        The parts.

    Raises
    ------
    CourseError
        If the form is not known.

    Examples
    --------
    >>> canvas_parts("monitoring plan")
    ('what', 'who samples', 'how many', 'how often', 'channel', 'who is told')
    """
    if kind not in FORMS:
        raise CourseError(
            "this form is not known", field="kind", found=kind, do=f"Use {join_words(list(FORMS), 'or')}"
        )
    return FORMS[kind][0]


def check_canvas(kind: str, values: Mapping[str, object]) -> Canvas:
    """Check a one-page form: every part there, with numbers and dates where they belong.

    Parameters
    ----------
    kind
        Which form, as in :func:`canvas_parts`.
    values
        A text, or a list of texts, for each part.

    Returns
    -------
    Canvas
        What is missing, and the page as Markdown.

    Raises
    ------
    CourseError
        If the form is not known, or has no such part.

    Examples
    --------
    >>> page = check_canvas("monitoring plan", {"what": "Loans", "who samples": "Tom Ellis", "how many": "some",
    ...     "how often": "weekly", "channel": "team meeting", "who is told": "Priya Nair"})
    >>> print(page.findings[0].text)
    how many: give a number or a date.
    """
    parts, counted = canvas_parts(kind), FORMS[kind][1]
    unknown = [str(name) for name in values if name not in parts]
    if unknown:
        raise CourseError("this form has no such part", field=unknown[0], do=f"Its parts: {', '.join(parts)}")
    said = {part: _lines(values.get(part)) for part in parts}
    missing = tuple(part for part, lines in said.items() if not lines)
    findings = [texts.finding("bad", "missing", None, part, part=part) for part in missing]
    loose = tuple(
        part
        for part in counted
        if said[part] and not any(has_number(line) or any(mark.isdigit() for mark in line) for line in said[part])
    )
    findings += [texts.finding("warn", "number", None, part, part=part) for part in loose]
    for part, lines in said.items():
        word = next((found for line in lines if (found := fuzzy_word(line))), "")
        if word and part not in loose:
            findings.append(texts.finding("info", "vague", None, part, part=part, found=word))
    body = [f"## {kind.capitalize()}"]
    for part, lines in said.items():
        text = lines[0] if len(lines) == 1 else "\n" + "\n".join(f"- {line}" for line in lines)
        body.append(f"**{part.capitalize()}:** {text if lines else texts.say('gap')}")
    slots = {"kind": kind, "n": len(parts), "good": len(parts) - len(missing), "missing": join_words(list(missing))}
    sentence = texts.say("part" if missing else "whole", **slots)
    rows = tuple((part, "; ".join(lines)) for part, lines in said.items())
    return Canvas(sentence, tuple(findings), kind, missing, loose, "\n\n".join(body) + "\n", rows)


def _lines(value: object) -> list[str]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = [tidy(part) if isinstance(part, str) else str(part) for part in value]
    else:
        parts = [] if value is None else [tidy(value) if isinstance(value, str) else str(value)]
    return [part for part in parts if filled(part)]

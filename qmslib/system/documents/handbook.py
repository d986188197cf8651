"""A handbook put together from what was written earlier: the four internal rules, each with its parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy
from qmslib.system._registers import frame_of

texts = module_texts(__file__)
RULES = ("service management", "complaint handling", "service quality assessment", "staff training")


@dataclass(frozen=True, eq=False)
class Handbook(Report):
    """A handbook.

    Attributes
    ----------
    missing
        Rules with nothing in them yet.
    markdown
        The handbook as Markdown: contents, then one chapter a rule.
    words
        How many words each rule has.

    Examples
    --------
    >>> assemble_handbook({"complaint handling": "Acknowledge within 2 days."}).missing
    ('service management', 'service quality assessment', 'staff training')
    """

    sentence: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    markdown: str
    words: dict[str, int]

    def frame(self) -> Any:
        """One row for each rule."""
        return frame_of({"rule": list(self.words), "words": list(self.words.values())})


def _text(part: object) -> str:
    """A part as text: a document, what a result says, or the text itself."""
    for name in ("document", "markdown", "sentence"):
        value = getattr(part, name, None)
        if isinstance(value, str):
            return value.strip()
    return part.strip() if isinstance(part, str) else "" if part is None else tidy(str(part))


def assemble_handbook(
    rules: Mapping[str, object | Sequence[object]], *, title: str = "", expected: Sequence[str] = RULES
) -> Handbook:
    """Put a handbook together from earlier outputs.

    Parameters
    ----------
    rules
        For each rule its parts: texts, or results of this package (a procedure, a policy, any report), of which the
        document, or else the sentence, is taken.
    title
        The title.
    expected
        The rules a handbook should have, in order: by default service management, complaint handling, service quality
        assessment and staff training. Others follow after them.

    Returns
    -------
    Handbook
        The Markdown, and which rules are still empty. Headings inside a part are set lower, so that they stay inside.

    Examples
    --------
    >>> book = assemble_handbook({"staff training": ["Each new colleague shadows for 2 days."]}, title="Our handbook")
    >>> print(book.sentence.split(". ")[0])
    The handbook has 1 of 4 rules
    """
    given: dict[str, list[str]] = {}
    for name, parts in rules.items():
        listed = parts if isinstance(parts, (list, tuple)) else [parts]
        given[tidy(name).lower()] = [text for text in map(_text, listed) if filled(text)]
    order = list(dict.fromkeys([*(name.lower() for name in expected), *given]))
    missing = tuple(name for name in order if not given.get(name))
    lines = [f"# {tidy(title) or texts.say('title')}"]
    lines.append("\n".join(f"{number}. {name.capitalize()}" for number, name in enumerate(order, start=1)))
    for number, name in enumerate(order, start=1):
        lines.append(f"## {number} {name.capitalize()}")
        # A part's own headings go below the chapter's.
        lines += [re.sub(r"^(#{1,4}) ", r"##\1 ", text, flags=re.MULTILINE) for text in given.get(name, [])] or [
            f"*{texts.say('gap')}*"
        ]
    findings = [texts.finding("bad", "missing", None, name, name=name) for name in missing]
    count = {name: sum(len(text.split()) for text in given.get(name, [])) for name in order}
    key = "whole" if not missing else "part"
    sentence = texts.say(key, n=len(order), good=len(order) - len(missing), missing=join_words(list(missing)))
    return Handbook(sentence, tuple(findings), missing, "\n\n".join(lines) + "\n", count)

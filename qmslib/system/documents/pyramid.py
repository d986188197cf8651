"""The four levels of documents: manual, procedure, work instruction, record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib._common.words import fold
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
LEVELS = ("manual", "procedure", "work instruction", "record")
# Words that give a level away, the surest level first.
_SIGNS = {
    "record": (
        "record", "log", "completed", "minutes of", "signed", "certificate", "report of", "register of",
        "receipt", "results", "attendance", "entry",
    ),
    "work instruction": ("instruction", "step by step", "script", "how to", "guide", "checklist", "template"),
    "manual": ("manual", "policy", "scope", "structure", "handbook", "objectives", "overview"),
    "procedure": ("procedure", "process", "flow", "handling", "control of", "who does what"),
}  # fmt: skip


def suggest_level(title: str) -> str | None:
    """The level that the words of a document's title point to.

    Parameters
    ----------
    title
        The title, or a short description.

    Returns
    -------
    str or None
        ``manual``, ``procedure``, ``work instruction`` or ``record``; None if nothing points to one. A hint only:
        what a document is for decides, not what it is called.

    Examples
    --------
    >>> suggest_level("Complaint handling procedure"), suggest_level("Signed attendance list")
    ('procedure', 'record')
    """
    text = fold(title)
    for level in LEVELS:
        if level in text:
            return level
    return next((level for level, signs in _SIGNS.items() if any(sign in text for sign in signs)), None)


@dataclass(frozen=True, eq=False)
class LevelReport(Report):
    """Documents sorted into four levels.

    Attributes
    ----------
    pyramid
        How many documents there are on each level.
    right
        How many stand on the level of the key; None without a key.
    empty_levels
        Levels with no document.

    Examples
    --------
    >>> report = document_levels([{"document": "Quality manual", "level": "manual"}])
    >>> report.pyramid["manual"], report.empty_levels
    (1, ('procedure', 'work instruction', 'record'))
    """

    sentence: str
    findings: tuple[Finding, ...]
    pyramid: dict[str, int]
    right: int | None
    empty_levels: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]

    def frame(self) -> Any:
        """One row for each document."""
        return frame_of(
            {name: [row[at] for row in self.rows] for at, name in enumerate(("document", "level", "key"))}
        )


def document_levels(documents: Any) -> LevelReport:
    """Sort documents into manual, procedure, work instruction and record, and see which level is empty.

    Parameters
    ----------
    documents
        A table with ``document`` (its title) and ``level``; with ``key``, the level it should have, it is marked.

    Returns
    -------
    LevelReport
        The pyramid, and where a document may stand on the wrong level.

    Raises
    ------
    CourseError
        If a document has no title or a level is not one of the four.

    Examples
    --------
    >>> report = document_levels([{"document": "Complaint log 2025", "level": "procedure", "key": "record"}])
    >>> print(report.findings[0].text)
    Row 1: "Complaint log 2025" is a record: it shows what was done.
    """
    register = read_register(documents, ["document", "level"])
    names, levels = register.texts("document"), register.choices("level", LEVELS)
    keys = register.choices("key", LEVELS)
    findings: list[Finding] = []
    for row, name in enumerate(names):
        if not name:
            raise CourseError(f"row {row + 1}: the document has no title", field="document")
        if keys[row] and levels[row] and keys[row] != levels[row]:
            what = texts.say(f"is_{keys[row]}")
            findings.append(texts.finding("bad", "wrong", row, "level", name=name, kind=keys[row], what=what))
        elif not levels[row]:
            findings.append(texts.finding("warn", "no_level", row, "level", name=name))
        elif not keys[row] and (hint := suggest_level(name)) and hint != levels[row]:
            findings.append(texts.finding("info", "hint", row, "level", name=name, kind=hint))
    pyramid = {level: levels.count(level) for level in LEVELS}
    empty = tuple(level for level, count in pyramid.items() if not count)
    if names and empty:
        findings.append(texts.finding("warn", "empty", levels=join_words(list(empty))))
    right = sum(bool(k) and k == v for k, v in zip(keys, levels, strict=True)) if any(keys) else None
    split = join_words(
        [f"{count} {texts.say(level if count != 1 else level + '_1')}" for level, count in pyramid.items()]
    )
    sentence = texts.say("none") if not names else texts.say("levels", split=split)
    if right is not None:
        sentence += " " + texts.say("right", right=right, n=sum(map(bool, keys)))
    return LevelReport(sentence, tuple(findings), pyramid, right, empty, tuple(zip(names, levels, keys, strict=True)))

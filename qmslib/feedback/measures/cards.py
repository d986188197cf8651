"""Indicator cards: what is measured, how, for whom, and when the figure misleads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib._common.words import filled, fold

texts = module_texts(__file__)
FIELDS = ("name", "purpose", "formula", "source", "frequency", "target", "owner", "limits", "who_sees")
_OUTSIDE = re.compile(r"\b(sales|turnover of goods|market share|profit|revenue|footfall)\b", re.IGNORECASE)
_PERVERSE = (
    (
        "fewer_complaints",
        re.compile(r"(number of|fewer|count of|reduce) complaints|complaints received", re.IGNORECASE),
    ),
    ("speed_alone", re.compile(r"\b(speed|time|minutes|days|fast|quick)\b", re.IGNORECASE)),
    (
        "volume",
        re.compile(r"\b(number of|volume|handled|closed|processed) .*(cases|calls|requests|files)", re.IGNORECASE),
    ),
    ("pay", re.compile(r"\b(pay|bonus|appraisal|award|ranking)\b", re.IGNORECASE)),
)
_NUMBER = re.compile(r"\d")
_FRACTION = re.compile(
    r"/|÷|\bdivided by\b|\bper\b|\bout of\b|\bof all\b|\bas a (?:share|percentage) of\b", re.IGNORECASE
)
_NO_FRACTION = re.compile(r"\b(median|mean|average|percentile|count)\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class CardCheck(Report):
    """What is missing or risky in indicator cards.

    Attributes
    ----------
    sentence, findings
        How many cards are ready; each fault with its card.
    cards
        One row a card: `name`, `ready`, `faults`, `cautions`.

    Examples
    --------
    >>> from qmslib.feedback import check_cards
    >>> check_cards([{"name": "On time"}]).cards["ready"].tolist()
    [False]
    """

    sentence: str
    findings: tuple[Finding, ...]
    cards: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The cards, one row each."""
        return self.cards.copy()


def check_cards(cards: Any) -> CardCheck:
    """Check that indicator cards are complete, can be worked out and fit an internal service.

    Parameters
    ----------
    cards
        One card as a dict, or a table of them, with `name`, `purpose`, `formula`, `source`, `frequency`, `target`,
        `baseline`, `owner`, `limits` (when it misleads), `who_sees`.

    Returns
    -------
    CardCheck
        Missing fields are faults. Cautions: no numerator and denominator in the formula, a target without a number
        or without a baseline, a measure of sales, a measure that could reward the wrong thing.

    Raises
    ------
    CourseError
        If it is no card.

    Examples
    --------
    >>> from qmslib.feedback import check_cards
    >>> card = {"name": "On time", "purpose": "Do teams get files when promised?", "source": "request log",
    ...         "formula": "files delivered by the due time / all files due in the month", "frequency": "monthly",
    ...         "target": "95 %", "baseline": "81 % in 2025", "owner": "Priya Nair", "who_sees": "all teams",
    ...         "limits": "Says nothing of requests without a due time."}
    >>> print(check_cards(card).sentence)
    1 of 1 card is ready to use.
    """
    rows = (
        [dict(cards)]
        if isinstance(cards, Mapping) and not _column_like(cards)
        else as_frame(cards).to_dict("records")
    )
    findings: list[Finding] = []
    result = []
    seen: set[str] = set()
    for row, card in enumerate(rows):
        text = {str(key): str(value) if filled(str(value)) and value == value else "" for key, value in card.items()}
        start = len(findings)
        for name in FIELDS:
            if not text.get(name):
                findings.append(texts.finding("bad", f"no_{name}", row, name))
        name = fold(text.get("name", ""))
        if name and name in seen:
            findings.append(texts.finding("bad", "twice", row, "name"))
        seen.add(name)
        formula = text.get("formula", "")
        if formula and not _FRACTION.search(formula) and not _NO_FRACTION.search(formula):
            findings.append(texts.finding("warn", "no_fraction", row, "formula"))
        target = text.get("target", "")
        if target and not _NUMBER.search(target):
            findings.append(texts.finding("warn", "no_number", row, "target"))
        if target and not text.get("baseline"):
            findings.append(texts.finding("warn", "no_baseline", row, "baseline"))
        about = " ".join(text.get(field, "") for field in ("name", "purpose", "formula"))
        if _OUTSIDE.search(about):
            findings.append(texts.finding("warn", "outside", row, "name"))
        every = f"{about} {text.get('who_sees', '')}"
        for key, pattern in _PERVERSE:
            if pattern.search(every):
                findings.append(texts.finding("info", key, row, "limits"))
        own = findings[start:]
        faults = sum(found.level == "bad" for found in own)
        result.append(
            {"name": text.get("name", ""), "ready": not faults, "faults": faults, "cautions": len(own) - faults}
        )
    table = pd.DataFrame(result, columns=["name", "ready", "faults", "cautions"])
    n = int(table["ready"].sum())
    key = "cards" if result else "no_cards"
    return CardCheck(texts.say(key, n=n, cards=len(result)), tuple(findings), table)


def _column_like(cards: Mapping[Any, Any]) -> bool:
    return bool(cards) and all(isinstance(value, (list, tuple, pd.Series)) for value in cards.values())

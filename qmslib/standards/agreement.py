"""Find what is missing, or too vague to keep, in an agreement between two teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qmslib._common.dates import parse_date, say_date
from qmslib._common.findings import Finding, join_words
from qmslib._common.moments import read_day
from qmslib._common.patterns import find, fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.tables import to_frame
from qmslib._common.words import bare, filled, fold, tidy, words
from qmslib.standards._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

AGREEMENT_PARTS = (
    "provider", "customer", "service", "quality", "quantity", "price",
    "timescale", "measured", "missed", "contact", "review", "agreed_by",
)  # fmt: skip
_EXACT = ("service", "quality", "quantity", "timescale")
_SHOWN = AGREEMENT_PARTS[2:11]


@dataclass(frozen=True)
class AgreementReport(Report):
    """What was found; `missing` and `vague` name parts, `document` is the agreement to print.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_agreement({"service": "Files for reviews"}, date(2026, 11, 21))
    >>> "review" in report.missing
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    vague: tuple[str, ...]
    document: str

    def frame(self) -> pd.DataFrame:
        """One row a part: complete, missing or vague."""
        state = dict.fromkeys(self.missing, "missing") | dict.fromkeys(self.vague, "vague")
        return to_frame([{"part": part, "state": state.get(part, "complete")} for part in AGREEMENT_PARTS])

    @property
    def complete(self) -> int:
        """How many parts are there and exact."""
        return len(AGREEMENT_PARTS) - len(self.missing) - len(self.vague)


def _vague(part: str, text: str) -> tuple[str, str]:
    """Why a part is too vague: the key of the text, and the word found."""
    fuzzy = fuzzy_word(text) if part in _EXACT and not has_number(text) else ""
    if fuzzy:
        return "fuzzy", fuzzy
    if part == "quantity" and not has_number(text):
        return "no_number_quantity", ""
    if part == "timescale" and not has_number(text) and not find("limit", text):
        return "no_number_timescale", ""
    if part == "price" and not has_number(text) and not find("free", text):
        return "no_number_price", ""
    if part in ("measured", "missed") and len(words(text)) < 4:
        return f"thin_{part}", ""
    return "", ""


def _one_name(text: str) -> bool:
    return not any(mark in f" {fold(text)} " for mark in (",", ";", "&", " and ", "/", " with "))


def check_agreement(
    agreement: Mapping[str, object], as_of: date | str, kind: str = "OLA", title: str = ""
) -> AgreementReport:
    """Check an internal agreement for missing and vague parts.

    Parameters
    ----------
    agreement
        The twelve `AGREEMENT_PARTS`, each a text; ``review`` is a date. ``agreed_on`` (a date) may be there too.
    as_of
        The day to compare the review date with.
    kind
        ``"OLA"`` (between two internal teams) or ``"SLA"``; only the printed title differs.

    Examples
    --------
    >>> from datetime import date
    >>> agreed = {"service": "Files for reviews", "timescale": "as soon as possible"}
    >>> report = check_agreement(agreed, date(2026, 11, 21))
    >>> report.vague
    ('timescale',)
    """
    as_of = read_day(as_of)
    texts = {part: tidy(agreement.get(part)) for part in AGREEMENT_PARTS}
    review = parse_date(agreement.get("review"))
    agreed_on = parse_date(agreement.get("agreed_on"))
    texts["review"] = say_date(review) if review else ""
    findings: list[Finding] = []
    missing, vague = [], []
    for part in AGREEMENT_PARTS:
        if not filled(texts[part]):
            missing.append(part)
            findings.append(finding("bad", "agreement", f"missing_{part}", None, part))
            continue
        key, found = _vague(part, texts[part])
        if key:
            vague.append(part)
            findings.append(finding("bad", "agreement", key, None, part, part=say("agreement", part), found=found))
    if filled(texts["provider"]) and bare(texts["provider"]) == bare(texts["customer"]):
        findings.append(finding("bad", "agreement", "same_party", None, "customer"))
    if filled(texts["agreed_by"]) and _one_name(texts["agreed_by"]):
        findings.append(finding("warn", "agreement", "one_signature", None, "agreed_by"))
    if review and review < as_of:
        findings.append(finding("warn", "agreement", "review_past", None, "review", date=say_date(review)))

    def named(parts: list[str]) -> str:
        return join_words([say("agreement", part) for part in parts])

    if missing or vague:
        sentence = say(
            "agreement",
            "sentence_part",
            complete=len(AGREEMENT_PARTS) - len(missing) - len(vague),
            n=len(AGREEMENT_PARTS),
            missing=say("agreement", "sentence_missing", parts=named(missing)) if missing else "",
            vague=say("agreement", "sentence_vague", parts=named(vague)) if vague else "",
        )
    else:
        sentence = say("agreement", "sentence_whole", n=len(AGREEMENT_PARTS))
    document = _document(texts, agreed_on, "SLA" if kind == "SLA" else "OLA", title)
    return AgreementReport(sentence, tuple(findings), tuple(missing), tuple(vague), document)


def _document(texts: Mapping[str, str], agreed_on: date | None, kind: str, title: str) -> str:
    gap = say("agreement", "gap")
    shown = {part: texts[part] or gap for part in AGREEMENT_PARTS}
    lines = [f"**{tidy(title) or say('agreement', 'title_' + kind)}**"]
    lines.append(say("agreement", "between", provider=shown["provider"], customer=shown["customer"]))
    lines.extend(f"**{say('agreement', 'label_' + part)}:** {shown[part]}" for part in _SHOWN)
    if agreed_on:
        lines.append(say("agreement", "agreed_on", date=say_date(agreed_on), names=shown["agreed_by"]))
    else:
        lines.append(say("agreement", "agreed", names=shown["agreed_by"]))
    return "\n\n".join(lines)

"""Short forms that carry an improvement: charter, review, project card, briefing; checked, never filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qmslib._common.blame import blame, hint
from qmslib._common.dates import parse_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.tables import to_frame
from qmslib._common.words import bare, filled, fold, tidy, words

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
_OFTEN = re.compile(
    r"\b(?:daily|weekly|fortnightly|monthly|(?:every|each) (?:day|week|fortnight|month|morning|[a-z]+day)"
    r"|every (?:two|three|four|2|3|4) weeks|(?:once|twice|\d+ times) a (?:day|week|fortnight|month))\b"
)
_SELDOM = re.compile(
    r"\b(?:quarterly|yearly|annually|every (?:quarter|year|(?:two|three|four|six|\d+) months)"
    r"|(?:once|twice) a (?:quarter|year))\b"
)


@dataclass(frozen=True)
class FormReport(Report):
    """A form, checked.

    Attributes
    ----------
    kind
        Which form.
    complete
        Whether every part that is needed is there and in the shape asked for.
    missing
        The keys of the parts that are not.

    Examples
    --------
    >>> from qmslib.improvement import check_form
    >>> check_form("hold", {"measure": "Late requests a week", "level": "4 or fewer"}).missing[:2]
    ('chart', 'rhythm')
    """

    sentence: str
    findings: tuple[Finding, ...]
    kind: str
    answers: dict[str, Any]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing that is needed is missing."""
        return not self.missing

    def frame(self) -> pd.DataFrame:
        """One row for each part: part, answer, state (ok, look, missing, left out)."""
        rows = []
        seen = {found.field for found in self.findings}
        for field in _forms()[self.kind]["fields"]:
            key = field["key"]
            given = filled(_said(self.answers.get(key)))
            state = "missing" if key in self.missing else "look" if key in seen else "ok" if given else "left out"
            rows.append({"part": field["label"], "answer": _said(self.answers.get(key)), "state": state})
        return to_frame(rows)


@cache
def _forms() -> dict[str, Any]:
    forms: dict[str, Any] = json.loads(Path(__file__).with_name("forms.json").read_text(encoding="utf-8"))
    return forms


def _form(kind: str) -> dict[str, Any]:
    if kind not in _forms():
        raise CourseError("this form is not known", field="kind", found=kind, do=f"Choose {', '.join(_forms())}")
    form: dict[str, Any] = _forms()[kind]
    return form


def _said(value: Any) -> str:
    return "; ".join(str(part) for part in value) if isinstance(value, (list, tuple)) else tidy(str(value or ""))


def form_fields(kind: str) -> pd.DataFrame:
    """The parts of a form: key, label, and whether it is needed.

    Parameters
    ----------
    kind
        ``"circle"`` (charter of a quality circle), ``"lesson"`` (after-action review), ``"hold"`` (holding the gain),
        ``"project"`` (card of a small project), ``"conditions"`` (what blocks good work), ``"activity"`` (a team
        activity with a service aim), ``"briefing"`` (a new way of working) or ``"minutes"`` (of a quality meeting).

    Returns
    -------
    pandas.DataFrame
        One row for each part.

    Examples
    --------
    >>> form_fields("lesson").key.tolist()[:4]
    ['title', 'expected', 'happened', 'why']
    """
    return to_frame(
        [{"key": field["key"], "label": field["label"], "needed": field["need"]} for field in _form(kind)["fields"]]
    )


def check_form(kind: str, answers: Mapping[str, Any], *, people: Collection[str] = ()) -> FormReport:
    """Check a filled-in form for what is missing, vague or blames a person.

    Parameters
    ----------
    kind
        Which form; see `form_fields`.
    answers
        The answers by the keys of the form. Lists may be given as lists or as text with commas or line ends.
    people
        Names of colleagues, so that blame is seen.

    Returns
    -------
    FormReport
        What is missing and what to look at.

    Raises
    ------
    CourseError
        When the form is not known or the answers have no keys.

    Examples
    --------
    >>> report = check_form("lesson", {"title": "Name a person for Mondays", "why": "Tom forgot to open the mailbox"})
    >>> [found.text for found in report.findings if found.field == "why"][0][:45]
    '“forgot” puts it down to a person. What in th'
    """
    form = _form(kind)
    if not isinstance(answers, Mapping):
        raise CourseError("answers must have the keys of the form", field="answers", found=type(answers).__name__)
    keys = [field["key"] for field in form["fields"]]
    findings: list[Finding] = []
    for name in answers:
        if name not in keys:
            findings.append(texts.finding("warn", "unknown", None, str(name), found=str(name)))
    missing = []
    for field in form["fields"]:
        value = answers.get(field["key"])
        text = value.isoformat() if isinstance(value, date) else _said(value)
        found = _check_field(field, value, text, people)
        findings += found
        if any(one.level == "bad" for one in found):
            missing.append(field["key"])
    findings += _across(kind, answers)
    needed = sum(bool(field["need"]) for field in form["fields"])
    faults = len({found.field for found in findings if found.level == "warn"})
    key = "missing" if missing else "look" if faults else "complete"
    names = "; ".join(field["label"] for field in form["fields"] if field["key"] in missing)
    sentence = texts.say(key, title=form["title"], n=needed, given=needed - len(missing), names=names, faults=faults)
    return FormReport(sentence, tuple(findings), kind, dict(answers), tuple(missing))


def _check_field(field: dict[str, Any], value: Any, text: str, people: Collection[str]) -> list[Finding]:
    key, label, findings = field["key"], field["label"], []

    def add(level: str, said: str, **slots: object) -> None:
        findings.append(texts.finding(level, said, None, key, label=label, **slots))

    if not filled(text):
        if field["need"]:
            add("bad", "empty")
        return findings
    if field.get("date") and parse_date(value) is None:
        add("bad", "date")
    if "list" in field:
        least, most = field["list"]
        entries = _entries(value)
        if len(entries) < least:
            add("bad", "few", n=len(entries), least=least)
        elif len(entries) > most:
            add("warn", "many", n=len(entries), most=most)
        folded = [bare(entry) for entry in entries]
        for place, entry in enumerate(entries):
            if folded[place] in folded[:place]:
                add("warn", "twice", name=entry)
    if field.get("number") and not (has_number(text) or any(sign.isdigit() for sign in text)):
        add("bad", "number")
    if len(words(text)) < field.get("words", 0):
        add("warn", "words")
    if field.get("often"):
        plain = fold(text)
        if _SELDOM.search(plain):
            add("warn", "often")
        elif not _OFTEN.search(plain):
            add("warn", "often_unknown")
    if "yes" in field and fold(text) not in ("yes", "y", "true"):
        findings.append(Finding("warn", field["yes"], None, key))
    if field.get("blame") and (phrase := blame(text, people)):
        add("warn", "blame", words=phrase, hint=hint(text))
    if field.get("fuzzy") and (phrase := fuzzy_word(text)):
        add("warn", "fuzzy", words=phrase)
    if field.get("incentive") and re.search(r"£|\b(?:money|bonus|prize|cash|vouchers?|pay)\b", fold(text)):
        add("warn", "incentive")
    return findings


def _entries(value: Any) -> list[str]:
    parts = value if isinstance(value, (list, tuple, set)) else re.split(r"[,;\n]", str(value))
    return [tidy(str(part)) for part in parts if filled(str(part))]


def _across(kind: str, answers: Mapping[str, Any]) -> list[Finding]:
    findings = []
    if kind == "circle" and filled(_said(answers.get("leader"))) and answers.get("members"):
        names = [bare(name) for name in _entries(answers["members"])]
        if bare(_said(answers["leader"])) not in names:
            findings.append(texts.finding("warn", "leader", None, "leader"))
    for earlier, later in (("first_meeting", "review"), ("start", "check"), ("date", "review"), ("date", "next")):
        first, second = parse_date(answers.get(earlier)), parse_date(answers.get(later))
        if first and second and second < first:
            labels = {field["key"]: field["label"] for field in _form(kind)["fields"]}
            if earlier in labels and later in labels:
                findings.append(
                    texts.finding("warn", "order", None, later, later=labels[later], earlier=labels[earlier])
                )
    return findings

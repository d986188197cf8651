"""One-page forms: read from a file beside the topic, checked and written up, never filled in."""

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


@dataclass(frozen=True, eq=False)
class FormReport(Report):
    """A form, checked.

    Attributes
    ----------
    kind
        Which form.
    answers
        The answers as given.
    complete
        Whether every part that is needed is there and in the shape asked for.
    missing
        The keys of the parts that are not.
    markdown
        The page to paste, with its gaps marked.

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
    _form: dict[str, Any]

    @property
    def complete(self) -> bool:
        """Whether nothing that is needed is missing."""
        return not self.missing

    @property
    def markdown(self) -> str:
        """The page to paste, with its gaps marked."""
        parts = [f"## {self._form['title']}"]
        for field in self._form["fields"]:
            text = _said(self.answers.get(field["key"]))
            if filled(text) or field["need"]:
                parts.append(f"**{field['label']}:** {text if filled(text) else texts.say('gap')}")
        return "\n\n".join(parts) + "\n"

    def frame(self) -> pd.DataFrame:
        """One row for each part: part, answer, state (ok, look, missing, left out)."""
        rows = []
        seen = {found.field for found in self.findings}
        for field in self._form["fields"]:
            key = field["key"]
            given = filled(_said(self.answers.get(key)))
            state = "missing" if key in self.missing else "look" if key in seen else "ok" if given else "left out"
            rows.append({"part": field["label"], "answer": _said(self.answers.get(key)), "state": state})
        return to_frame(rows)


@cache
def _read(file: Path) -> dict[str, Any]:
    forms: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return forms


@dataclass(frozen=True)
class Forms:
    """The forms of a topic, from its ``forms.json``: title and fields of each."""

    file: Path

    def form(self, kind: str) -> dict[str, Any]:
        """One form; a CourseError names the known ones."""
        forms = _read(self.file)
        if kind not in forms:
            raise CourseError("this form is not known", field="kind", found=kind, do=f"Choose {', '.join(forms)}")
        form: dict[str, Any] = forms[kind]
        return form

    def fields(self, kind: str) -> pd.DataFrame:
        """The parts of a form: key, label, and whether it is needed."""
        fields = self.form(kind)["fields"]
        return to_frame([{"key": one["key"], "label": one["label"], "needed": one["need"]} for one in fields])

    def check(self, kind: str, answers: Mapping[str, Any], people: Collection[str] = ()) -> FormReport:
        """What is missing, vague or blames a person."""
        form = self.form(kind)
        if not isinstance(answers, Mapping):
            raise CourseError("answers must have the keys of the form", field="answers", found=type(answers).__name__)
        fields = form["fields"]
        keys = [field["key"] for field in fields]
        findings = [
            texts.finding("warn", "unknown", None, str(name), found=str(name)) for name in answers if name not in keys
        ]
        missing = []
        for field in fields:
            value = answers.get(field["key"])
            found = _check_field(field, value, _said(value), people)
            findings += found
            if any(one.level == "bad" for one in found):
                missing.append(field["key"])
        findings += _across(fields, answers)
        needed = sum(bool(field["need"]) for field in fields)
        faults = len({found.field for found in findings if found.level == "warn"})
        key = "missing" if missing else "look" if faults else "complete"
        names = "; ".join(field["label"] for field in fields if field["key"] in missing)
        given = needed - len(missing)
        sentence = texts.say(key, title=form["title"], n=needed, given=given, names=names, faults=faults)
        return FormReport(sentence, tuple(findings), kind, dict(answers), tuple(missing), form)


def _said(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "; ".join(str(part) for part in value) if isinstance(value, (list, tuple)) else tidy(str(value or ""))


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


def _across(fields: list[dict[str, Any]], answers: Mapping[str, Any]) -> list[Finding]:
    findings = []
    labels = {field["key"]: field["label"] for field in fields}
    if {"leader", "members"} <= set(labels) and filled(_said(answers.get("leader"))) and answers.get("members"):
        names = [bare(name) for name in _entries(answers["members"])]
        if bare(_said(answers["leader"])) not in names:
            findings.append(texts.finding("warn", "leader", None, "leader"))
    for earlier, later in (
        ("first_meeting", "review"),
        ("start", "check"),
        ("date", "review"),
        ("date", "next"),
        ("start", "end"),
    ):
        first, second = parse_date(answers.get(earlier)), parse_date(answers.get(later))
        if first and second and second < first and earlier in labels and later in labels:
            slots = {"later": labels[later], "earlier": labels[earlier]}
            findings.append(texts.finding("warn", "order", None, later, **slots))
    return findings

"""Which procedure a problem belongs to, by what was declared about it and never by guessing from its words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib.complaints.log.kinds import problem_type

texts = module_texts(__file__)

_FLAGS = ("danger", "at_risk", "harassment", "retaliation", "public_interest")


@cache
def _rules() -> dict[str, Any]:
    file = Path(__file__).with_name("rules") / "routes.json"
    rules: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return rules


@dataclass(frozen=True)
class Routing(Report):
    """The route of a case and why.

    Attributes
    ----------
    sentence
        The route and its first reason.
    route
        ``service fix``, ``grievance``, ``equality or safeguarding``, ``whistleblowing`` or ``suggestion``; None while
        too little is declared.
    routes
        Every route that applies, the most urgent first.
    reasons
        Why, one sentence for each rule that applied.
    first
        What has to be done before anything else; empty when nothing is urgent.
    next_steps, never
        What to do, and what never to do.
    law
        Where the law says so.
    questions
        What has not been declared and could change the route.

    Examples
    --------
    >>> from qmslib.complaints import route_case
    >>> route_case(kind="discrimination").never[0]
    'Never just log it: whoever hears of it must act.'
    """

    sentence: str
    route: str | None
    routes: tuple[str, ...]
    reasons: tuple[str, ...]
    first: tuple[str, ...]
    next_steps: tuple[str, ...]
    never: tuple[str, ...]
    law: tuple[str, ...]
    questions: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each thing to know: part (first, reason, next, never, law, question) and text."""
        parts = {
            "first": self.first,
            "reason": self.reasons,
            "next": self.next_steps,
            "never": self.never,
            "law": self.law,
            "question": self.questions,
        }
        rows = [{"part": part, "text": text} for part, lines in parts.items() for text in lines]
        return pd.DataFrame(rows, columns=["part", "text"])


def route_case(
    *,
    kind: str | None = None,
    about: str | None = None,
    danger: bool | None = None,
    at_risk: bool | None = None,
    protected: str | None = None,
    harassment: bool | None = None,
    retaliation: bool | None = None,
    wrongdoing: str | None = None,
    public_interest: bool | None = None,
    text: str = "",
) -> Routing:
    """Choose the procedure for a problem from what was declared about it.

    Parameters
    ----------
    kind
        The problem type, one of `problem_types`.
    about
        ``service``, ``own employment``, ``another person``, ``wrongdoing`` or ``suggestion``.
    danger
        Whether anybody is in danger now.
    at_risk
        Whether an adult with care needs or a child could be harmed or neglected.
    protected
        The protected characteristic that it has to do with: age, disability, gender reassignment, marriage and civil
        partnership, pregnancy and maternity, race, religion or belief, sex, sexual orientation.
    harassment
        Whether it is about bullying, harassment or unwanted remarks.
    retaliation
        Whether somebody is treated worse because they complained, spoke up or helped another to.
    wrongdoing
        What kind of wrongdoing is reported: criminal offence, breach of a legal duty, miscarriage of justice, danger
        to health or safety, damage to the environment, cover-up of any of these.
    public_interest
        Whether it matters to people beyond the one who tells it.
    text
        What was written. It never decides; words in it only lead to questions among the findings.

    Returns
    -------
    Routing

    Raises
    ------
    CourseError
        When an answer is not one of those declared.

    Notes
    -----
    None means "not known", which is not "no": it is asked among ``questions``. The most urgent route comes first:
    equality or safeguarding, then whistleblowing, grievance, service fix, suggestion. Sources: Equality Act 2010;
    Employment Rights Act 1996, section 43B, as put in by the Public Interest Disclosure Act 1998; Acas Code of
    Practice on disciplinary and grievance procedures; checked on 21 November 2026. It guides; it is no legal advice.

    Examples
    --------
    >>> from qmslib.complaints import route_case
    >>> route_case(kind="poor communication", about="service").route
    'service fix'
    >>> route_case(kind="unequal opportunity", about="own employment", protected="race").routes
    ('equality or safeguarding', 'grievance')
    >>> route_case(text="my manager backdated the form").route is None
    True
    """
    rules = _rules()
    answers: dict[str, Any] = {
        "kind": kind,
        "about": about,
        "danger": danger,
        "at_risk": at_risk,
        "protected": protected,
        "harassment": harassment,
        "retaliation": retaliation,
        "wrongdoing": wrongdoing,
        "public_interest": public_interest,
        "kind_usual": None if kind is None else problem_type(kind).usual,
    }
    for name, allowed in rules["answers"].items():
        if answers[name] is not None and answers[name] not in allowed:
            do = texts.say("not_allowed_do", known=", ".join(allowed))
            raise CourseError(texts.say("not_allowed"), field=name, found=answers[name], do=do)
    for name in _FLAGS:
        if answers[name] is not None and not isinstance(answers[name], bool):
            raise CourseError(texts.say("flag"), field=name, found=answers[name])
    found = [rule for rule in rules["rules"] if _applies(rule, answers)]
    # The usual route of the kind counts only where nothing else was said about the case.
    stronger = [rule for rule in found if "kind_usual" not in rule["when"]]
    if any(rule["route"] == "service fix" for rule in stronger) and kind is not None:
        found = [rule for rule in found if rule["route"] != "service fix" or "about" in rule["when"]]
    found.sort(key=lambda rule: rules["routes"][rule["route"]]["rank"])
    routes = list(dict.fromkeys(rule["route"] for rule in found))
    if len(routes) > 1:  # a service fix beside a weightier route is no route of its own
        routes = [route for route in routes if route not in ("service fix", "suggestion")] or routes[:1]
        found = [rule for rule in found if rule["route"] in routes]
    questions = _questions(answers)
    reasons = tuple(_SLOT.sub(lambda match: str(answers[match[1]]), rule["reason"]) for rule in found)
    guides = [rules["routes"][route] for route in routes]
    law = tuple(line for guide in guides for line in guide["law"])
    findings = [texts.finding("warn", "never", never=line) for guide in guides[:1] for line in guide["never"][:1]]
    if len(routes) > 1:
        findings.append(texts.finding("warn", "also", routes=join_words(routes[1:]), first=routes[0]))
    findings += [texts.finding("info", "question", question=question) for question in questions]
    findings += _signals(text, routes)
    if law:
        day = say_date(date.fromisoformat(rules["checked_on"]))
        findings.append(texts.finding("info", "law", day=day))
    said = texts.say("routed", route=routes[0], reason=reasons[0]) if routes else texts.say("unknown")
    return Routing(
        said,
        routes[0] if routes else None,
        tuple(routes),
        reasons,
        tuple(rule["first"] for rule in found if "first" in rule),
        tuple(line for guide in guides for line in guide["next"]),
        tuple(dict.fromkeys(line for guide in guides for line in guide["never"])),
        law,
        questions,
        tuple(findings),
    )


_SLOT = re.compile(r"\{(\w+)\}")


def _applies(rule: dict[str, Any], answers: dict[str, Any]) -> bool:
    for name, wanted in rule["when"].items():
        if answers[name] is None or (wanted != "*" and answers[name] != wanted):
            return False
    return all(answers[name] != value for name, value in rule.get("unless", {}).items())


def _questions(answers: dict[str, Any]) -> tuple[str, ...]:
    """What is not known and could lead to a weightier route."""
    asked = _rules()["questions"]
    open_now = [name for name in asked if answers[name] is None]
    if answers["wrongdoing"] is None and answers["about"] != "wrongdoing":
        open_now = [name for name in open_now if name != "public_interest"]
    if answers["kind"] is not None or answers["about"] is not None:
        open_now = [name for name in open_now if name not in ("kind", "about")]
    return tuple(asked[name] for name in open_now)


def _signals(text: str, routes: list[str]) -> list[Finding]:
    findings = []
    for route, words in _rules()["signals"].items():
        match = re.search(rf"\b(?:{'|'.join(words)})\w*", text if isinstance(text, str) else "", re.IGNORECASE)
        if match and route not in routes:
            findings.append(texts.finding("warn", "signal", word=match[0].lower(), route=route))
    return findings

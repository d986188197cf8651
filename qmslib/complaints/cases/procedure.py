"""A complaints procedure: is it complete, and are the steps of a handling in a right order?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy

texts = module_texts(__file__)

#: Parts that promise a time.
_TIMED = ("acknowledge", "respond")


@cache
def procedure_rules() -> dict[str, Any]:
    """Parts, purposes and steps as data."""
    file = Path(__file__).with_name("rules") / "procedure.json"
    rules: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return rules


def procedure_purposes() -> pd.DataFrame:
    """The eleven things that a complaints procedure is good for, each with a case to match it to.

    Returns
    -------
    pandas.DataFrame
        ``purpose``, ``text``, ``case``.

    Examples
    --------
    >>> from qmslib.complaints import procedure_purposes
    >>> len(procedure_purposes())
    11
    """
    return pd.DataFrame(procedure_rules()["purposes"])


def customer_steps() -> pd.DataFrame:
    """The nine steps of dealing with a customer's problem, in order.

    Returns
    -------
    pandas.DataFrame
        ``step`` and ``text``.

    Examples
    --------
    >>> from qmslib.complaints import customer_steps
    >>> customer_steps()["step"].iloc[-1]
    'check back'
    """
    return pd.DataFrame(procedure_rules()["customer_steps"])


@dataclass(frozen=True, eq=False)
class ComplaintsProcedureCheck(Report):
    """Whether a complaints procedure is complete.

    Attributes
    ----------
    sentence, findings
        What is missing, and what is too vague.
    missing
        The keys of the missing parts.
    complete
        Whether none is.
    table
        The table that ``frame()`` gives.

    Examples
    --------
    >>> from qmslib.complaints import check_complaints_procedure
    >>> check_complaints_procedure({"purpose": "To put things right and learn"}).missing[:2]
    ('scope', 'owner')
    """

    sentence: str
    missing: tuple[str, ...]
    complete: bool
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each part: stage, part, what it has to say, whether it is there."""
        return self.table.copy()


def check_complaints_procedure(parts: Mapping[str, str | None]) -> ComplaintsProcedureCheck:
    """Check that a complaints procedure says all it has to say.

    Parameters
    ----------
    parts
        For each part its text: ``purpose``, ``scope``, ``owner``, ``receive``, ``record``, ``acknowledge``,
        ``respond``, ``escalate``, ``monitor``, ``learn``, ``confidentiality``, ``protection``. A part left out, or
        filled with a place-holder such as "tbc", is missing.

    Returns
    -------
    ComplaintsProcedureCheck
        It also points out times that are missing or vague ("promptly").

    Raises
    ------
    CourseError
        When the parts are not given as name and text.

    Examples
    --------
    >>> from qmslib.complaints import check_complaints_procedure
    >>> found = check_complaints_procedure({"acknowledge": "We acknowledge promptly"})
    >>> [each.text for each in found.findings if "promptly" in each.text]
    ['acknowledge says "promptly", which each reader understands differently; give a number of days.']
    """
    if not isinstance(parts, Mapping):
        raise CourseError(texts.say("not_table"), found=type(parts).__name__)
    listed = procedure_rules()["parts"]
    rows, findings, missing = [], [], []
    for part in listed:
        key = part["key"]
        text = parts.get(key)
        if text is not None and not isinstance(text, str):
            raise CourseError(texts.say("not_text"), field=key, found=text)
        there = filled(text)
        rows.append({"stage": part["stage"], "part": key, "says": part["text"], "there": there, "text": tidy(text)})
        if not there:
            missing.append(key)
            findings.append(texts.finding("bad", "part", field=key, part=key, text=part["text"]))
        elif key in _TIMED:
            word = fuzzy_word(str(text))
            if word:
                findings.append(texts.finding("warn", "fuzzy", field=key, part=key, word=word))
            elif not has_number(str(text)) and "one" not in tidy(text).lower().split() and "day" not in str(text):
                findings.append(texts.finding("warn", "no_time", field=key, part=key))
    known = {part["key"] for part in listed}
    findings += [texts.finding("info", "unknown", field=str(key), part=key) for key in parts if key not in known]
    key = "missing" if missing else "complete"
    said = texts.say(key, n=len(listed), missing=len(missing), names=", ".join(missing))
    return ComplaintsProcedureCheck(said, tuple(missing), not missing, pd.DataFrame(rows), tuple(findings))


@dataclass(frozen=True, eq=False)
class OrderCheck(Report):
    """Whether steps are in a right order.

    Attributes
    ----------
    sentence, findings
        How many rules of order are broken, and which.
    right
        Whether all steps are there, once each, and no rule is broken.
    broken
        The broken rules as (first, second).
    missing, extra
        Steps that are not there, and things that are no step.
    longest_run
        The most steps that can stay where they are, the others being moved.

    Examples
    --------
    >>> from qmslib.complaints import check_order
    >>> check_order(["fix", "listen"], before=[("listen", "fix")]).broken
    (('listen', 'fix'),)
    """

    sentence: str
    right: bool
    broken: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    longest_run: int
    findings: tuple[Finding, ...] = ()


def check_order(steps: Sequence[str], before: Iterable[tuple[str, str]] | Sequence[str] | None = None) -> OrderCheck:
    """Check that steps are in an order that the rules allow; there may be several right orders.

    Parameters
    ----------
    steps
        The steps in the order given.
    before
        What must come before what, as pairs, or one right order as a list of steps. Without it the nine steps of
        `customer_steps` in their order.

    Returns
    -------
    OrderCheck

    Raises
    ------
    CourseError
        When there are no rules or they run in a circle.

    Examples
    --------
    >>> from qmslib.complaints import check_order
    >>> rules = [("acknowledge", "reply"), ("find out", "reply"), ("reply", "check back")]
    >>> check_order(["find out", "acknowledge", "reply", "check back"], rules).right
    True
    >>> check_order(["reply", "acknowledge", "find out", "check back"], rules).longest_run
    3
    """
    given = [tidy(step) for step in steps]
    listed: list[Any] = (
        list(before) if before is not None else [one["step"] for one in procedure_rules()["customer_steps"]]
    )
    if not listed:
        raise CourseError(texts.say("no_rules"), field="before")
    rules = (
        list(pairwise(tidy(step) for step in listed))
        if isinstance(listed[0], str)
        else [(tidy(a), tidy(b)) for a, b in listed]
    )
    known = dict.fromkeys([step for rule in rules for step in rule] + [tidy(s) for s in listed if isinstance(s, str)])
    after = _all_after(rules)
    place = {step: number for number, step in reversed(list(enumerate(given)))}
    broken = [(a, b) for a, b in rules if a in place and b in place and place[a] > place[b]]
    missing = [step for step in known if step not in place]
    extra = [step for step in place if step not in known]
    twice = [step for step in place if given.count(step) > 1]
    run = _longest([step for number, step in enumerate(given) if step in known and place[step] == number], after)
    findings = [texts.finding("bad", "before", first=a, second=b) for a, b in broken]
    findings += [texts.finding("bad", "absent", step=step) for step in missing]
    findings += [texts.finding("warn", "extra", step=step) for step in extra]
    findings += [texts.finding("warn", "twice", step=step) for step in twice]
    key = "order_wrong" if broken else "order_incomplete" if missing else "order_right"
    said = texts.say(key, n=len(known), wrong=len(broken), rules=len(rules), missing=len(missing))
    right = not (broken or missing or extra or twice)
    return OrderCheck(said, right, tuple(broken), tuple(missing), tuple(extra), run, tuple(findings))


def _all_after(rules: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """For each step everything that must come later; a circle is an error."""
    follows: dict[str, set[str]] = {}
    for a, b in rules:
        follows.setdefault(a, set()).add(b)
    after: dict[str, set[str]] = {}
    for start in follows:
        seen: set[str] = set()
        left = list(follows[start])
        while left:
            step = left.pop()
            if step not in seen:
                seen.add(step)
                left += follows.get(step, ())
        if start in seen:
            names = ", ".join(sorted(step for step in seen if start in follows.get(step, ()) or step == start))
            raise CourseError(texts.say("circle"), field="before", do=texts.say("circle_do", names=names))
        after[start] = seen
    return after


def _longest(given: Sequence[str], after: Mapping[str, set[str]]) -> int:
    """The largest set of steps of which no two are the wrong way round.

    "Stands before, but must come after" is a strict order, so by Dilworth's theorem the largest set without such a
    pair is the number of steps less a largest matching of the pairs.
    """
    wrong = {
        one: [two for two in range(one + 1, len(given)) if given[one] in after.get(given[two], ())]
        for one in range(len(given))
    }
    matched: dict[int, int] = {}

    def match(one: int, tried: set[int]) -> bool:
        for two in wrong[one]:
            if two not in tried:
                tried.add(two)
                if two not in matched or match(matched[two], tried):
                    matched[two] = one
                    return True
        return False

    return len(given) - sum(match(one, set()) for one in wrong)

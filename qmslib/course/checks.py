"""The closed list of checks on a form: each says, in plain words, whether one thing about the document holds.

Checks work on the plain JSON of an item (fields, table, checks, tool), so that the pages run the same list in
JavaScript (``qmslib/frontend/checks.js``); both are held to ``tests/vectors/checks.json``.

In a table a check must hold in every row that has any content. ``min_rows`` counts the rows; where an item has none,
every check also wants ``table.min`` rows. ``tool_ok`` looks at the table as a whole. A blank form fails every
check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qmslib._common.dates import parse_date
from qmslib._common.errors import CourseError
from qmslib._common.numbers import parse_number
from qmslib._common.patterns import has_number
from qmslib._common.words import bare, filled, fold, tidy, words
from qmslib.course.tool_io import form_fields, form_rows, is_blank

_CLOSE = 0.8  # a text with four words in five from another one counts as copied …
_LONG = 0.5  # … if it is at least half as long: a short own sentence may use the same words
_SHORT = 3  # with fewer words than this, only the same words in the same order are a copy


@dataclass(frozen=True)
class CheckResult:
    """One check: whether it holds, what to say, and in which rows (counted from 0) it fails."""

    id: str
    passed: bool
    text: str
    rows: list[int] = field(default_factory=list)


def _copied(text: str, model: str) -> bool:
    mine, theirs = bare(text).split(" "), bare(model).split(" ")
    if mine == theirs:
        return True
    if len(mine) < _SHORT or len(theirs) < _SHORT:
        return False
    shared = (Counter(mine) & Counter(theirs)).total()
    return shared >= _CLOSE * len(mine) and len(mine) >= _LONG * len(theirs)


def _mentions(text: str, phrase: str) -> bool:
    wanted = fold(phrase)
    padded = fold(text)
    at = padded.find(wanted)
    while wanted and at >= 0:
        if at == 0 or bare(padded[at - 1]) == "":
            return True
        at = padded.find(wanted, at + 1)
    return False


def _holds(check: Mapping[str, Any], row: Mapping[str, str], today: date) -> bool:
    rule = check["rule"]
    text = row.get(check.get("field", ""), "")
    if rule == "date_order":
        first, second = parse_date(row.get(check["first"])), parse_date(row.get(check["second"]))
        return first is not None and second is not None and first <= second
    if rule == "is_date":
        return parse_date(text) is not None
    if rule == "future_date":
        day = parse_date(text)
        return day is not None and day > today
    if rule == "number_between":
        number = parse_number(tidy(text))
        return number is not None and bool(check["min"] <= number <= check["max"])
    if not filled(text):
        return False
    if rule in ("filled", "distinct"):
        return True
    if rule == "min_words":
        return len(words(text)) >= int(check["n"])
    if rule == "not_copied":
        return not any(_copied(text, model) for model in check["texts"])
    if rule == "has_number":
        return has_number(text)
    if rule == "mentions":
        return any(_mentions(text, phrase) for phrase in check["any"])
    if rule == "smart":
        from qmslib.standards.smart import check_smart

        parts = check.get("parts") or ["specific", "measurable", "time_bound"]
        return all(part.met for part in check_smart(text, parts=parts).parts)
    raise CourseError("there is no such rule", field="rule", found=rule)


def _tool_ok(item: Mapping[str, Any], value: object, today: date) -> tuple[bool, list[int]]:
    from qmslib.course.tools import run

    inputs = {"values": value, "settings": item.get("settings") or {}, "today": today.isoformat()}
    answer = run(item["tool"], inputs)
    bad = [note for note in answer["notes"] if note["level"] == "bad"]
    rows = sorted({note["row"] for note in bad if note["row"] is not None})
    # A tool that still waits for something has no values: nothing has been shown to be right.
    return not bad and bool(answer["values"]), rows


def _complete_rows(item: Mapping[str, Any], used: list[dict[str, str]]) -> int:
    wanted = [check["field"] for check in item["checks"] if check["rule"] == "filled"]
    wanted = wanted or [column["id"] for column in item["fields"]]
    return sum(all(filled(row.get(name)) for name in wanted) for row in used)


def _least_rows(item: Mapping[str, Any]) -> int:
    # With a check of its own for the count, the others judge what is there: three good rows are not called wrong.
    counted = any(check["rule"] == "min_rows" for check in item["checks"])
    return 1 if counted else int((item.get("table") or {}).get("min", 1))


def _check(item: Mapping[str, Any], check: Mapping[str, Any], value: object, today: date) -> tuple[bool, list[int]]:
    if item.get("layout") != "table":
        fields = form_fields(value)
        if is_blank(fields):
            return False, []
        if check["rule"] == "tool_ok":
            return _tool_ok(item, value, today)[0], []
        return _holds(check, fields, today), []
    rows = form_rows(value)
    used = {index: row for index, row in enumerate(rows) if not is_blank(row)}
    if not used:
        return False, []
    if check["rule"] == "tool_ok":
        return _tool_ok(item, value, today)
    if check["rule"] == "min_rows":
        return _complete_rows(item, list(used.values())) >= check["n"], []
    failing = [index for index, row in used.items() if not _holds(check, row, today)]
    if check["rule"] == "distinct":
        seen: set[str] = set()
        for index, row in used.items():
            key = bare(row.get(check["field"]))
            if key in seen and index not in failing:
                failing.append(index)
            seen.add(key)
        failing.sort()
    return not failing and len(used) >= _least_rows(item), failing


def run_checks(item: Any, value: object, today: str | date) -> list[CheckResult]:
    """Run the checks of a form item on an answer.

    Parameters
    ----------
    item
        The item, as a mapping or as a model that can be dumped to one: ``layout``, ``table``, ``fields``,
        ``checks``, and ``tool`` with ``settings`` if it has one.
    value
        What the form holds: a mapping of fields, or a list of such rows.
    today
        The day on which dates are judged, as a date or in ISO form.

    Returns
    -------
    list of CheckResult
        One for each check, in order, with its ``text`` when it fails and its ``passed`` text when it holds.
    """
    plain: Mapping[str, Any] = item if isinstance(item, Mapping) else item.model_dump(mode="json")
    day = parse_date(today)
    if day is None:
        raise CourseError("today is not a date", field="today", found=today)
    results = []
    for check in plain["checks"]:
        passed, rows = _check(plain, check, value, day)
        text = check.get("passed", "") if passed else check["text"]
        results.append(CheckResult(check["id"], passed, text, rows))
    return results

"""The feedback file: one HTML page that a learner can read anywhere, and that the start page can take in.

The page shows its data and also carries it, as JSON in a script element that no browser runs. `write_feedback`
and `read_feedback` are a pair: what one writes, the other reads back equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from pydantic import ValidationError

from qmslib._common.errors import CourseError
from qmslib.course.feedback_page import ELEMENT, MARKED, STATUS_WORDS, VERDICT_WORDS, page_html
from qmslib.course.handin import ATTEMPT_LIMIT, EXERCISE
from qmslib.course.materials import Material
from qmslib.course.people import check_name, check_number

FORMAT = 1
SIZE_LIMIT = 2_000_000
_TEXT_LIMIT = 20_000
_ITEM_LIMIT = 200
_TABLE_LIMIT = 12
_REREAD = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*(#[a-z0-9-]+)?")
_ASK = "Ask your trainer for the feedback file again, and add it exactly as it came"


def write_feedback(data: Mapping[str, Any], notebook: str = "") -> str:
    """Make the page of one decision, or of one marked code exercise.

    Parameters
    ----------
    data
        ``format`` 1, ``exercise``, optional ``title``, ``attempt``, ``learner`` (``name``, ``number``), ``status``
        (``met`` or ``not_yet``), ``criterion``, ``decided_by``, ``decided_at``, ``comment``, ``next`` and ``items``:
        each ``id``, ``title``, ``verdict``, ``points``, ``max``, ``comment`` and ``reread``, and ``material`` where
        the item showed tables. Nothing else: a key has no place in it. A code exercise has ``code`` true, the status
        ``marked``, and neither criterion nor who decided; ``penalty`` where being late cost it points.
    notebook
        HTML to show below, sanitised by whoever made it. It is no part of the data that is read back.

    Raises
    ------
    CourseError
        When `data` is not of this form.
    """
    return page_html(check_feedback(data), notebook)


class _Finder(HTMLParser):
    """Collects the text of every script element that bears our id."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._inside = tag == "script" and values.get("id") == ELEMENT and values.get("type") == "application/json"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def read_feedback(content: bytes, *, file: str | None = None) -> dict[str, Any]:
    """Read the data of a feedback file that someone sent, trusting nothing in it.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for the error message.

    Raises
    ------
    CourseError
        When it is not a feedback file of the course, or is damaged.
    """
    if len(content) > SIZE_LIMIT:
        raise CourseError(
            f"the file is too large for a feedback file: {len(content):,} bytes, at most {SIZE_LIMIT:,} are allowed",
            file=file,
        )
    try:
        page = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError("this is not a feedback file of the course", file=file, do=_ASK) from error
    finder = _Finder()
    finder.feed(page)
    finder.close()
    if not finder.found:
        raise CourseError(
            "this is not a feedback file of the course",
            file=file,
            do="Choose the file your trainer sent; its name ends in .feedback.html",
        )
    if len(finder.found) > 1:
        raise CourseError("the file holds more than one feedback", file=file, do=_ASK)
    try:
        data = json.loads(finder.found[0])
    except (ValueError, RecursionError) as error:
        raise CourseError("the feedback file is damaged", file=file, do=_ASK) from error
    return check_feedback(data, file=file)


def check_feedback(data: Any, *, file: str | None = None) -> dict[str, Any]:
    """Return feedback with exactly its known fields, each of the right kind; anything else is a `CourseError`."""

    def wrong(field: str, problem: str, found: object, item: str | None = None) -> CourseError:
        return CourseError(
            problem, file=file or "feedback", item=item, field=field, found=found, do=_ASK if file else None
        )

    def known(value: Any, fields: set[str], where: str, item: str | None = None) -> None:
        if not isinstance(value, Mapping):
            raise wrong(where, "this should be an object", type(value).__name__, item)
        extra = sorted(str(key) for key in value if key not in fields)
        if extra:
            raise wrong(extra[0], "this field has no place in feedback", None, item)

    def words(value: Mapping[str, Any], field: str, *, empty: bool = True, item: str | None = None) -> str:
        found = value.get(field, "" if empty else None)
        if not isinstance(found, str) or len(found) > _TEXT_LIMIT or (not empty and not found.strip()):
            raise wrong(field, "this should be text" + ("" if empty else ", and not empty"), found, item)
        return found

    def number(value: Any, field: str, item: str | None = None) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10_000:
            raise wrong(field, "this should be a number of points", value, item)
        return value

    def tables(value: Any, item: str) -> dict[str, Any]:
        if not value:
            return {}
        if not isinstance(value, list) or len(value) > _TABLE_LIMIT:
            raise wrong("material", "this should be a list of tables", type(value).__name__, item)
        found = []
        for one in value:
            name = one.get("name") if isinstance(one, Mapping) else None
            if not isinstance(name, str) or len(name) > _TABLE_LIMIT * 10:
                raise wrong("material", "a table has no name", name, item)
            try:
                found.append(Material.model_validate({k: v for k, v in one.items() if k != "name"}).shown(name))
            except ValidationError as error:
                said = error.errors(include_url=False)[0]["msg"]
                raise wrong("material", f"this is no table: {said[:1].lower()}{said[1:]}", name, item) from error
        return {"material": found}

    known(data, {"format", "exercise", "code", "title", "attempt", "learner", "status", "criterion", "decided_by",
                 "decided_at", "comment", "items", "next", "penalty"}, "format")  # fmt: skip
    if type(data.get("format")) is not int or data["format"] != FORMAT:
        raise wrong("format", f"this feedback has another format than {FORMAT}", data.get("format"))
    exercise = data.get("exercise")
    if not isinstance(exercise, str) or not EXERCISE.fullmatch(exercise):
        raise wrong("exercise", "this is not the name of an exercise", exercise)
    attempt = data.get("attempt")
    if type(attempt) is not int or not 1 <= attempt <= ATTEMPT_LIMIT:
        raise wrong("attempt", "the attempt is not a whole number from 1", attempt)
    learner = data.get("learner")
    known(learner, {"name", "number"}, "learner")
    code = data.get("code", False)
    if not isinstance(code, bool):
        raise wrong("code", "this should be true or false", code)
    penalty = number(data.get("penalty", 0), "penalty")
    if penalty and not code:
        raise wrong("penalty", "only a code exercise can lose points for being late", penalty)
    status = data.get("status")
    if not isinstance(status, str) or status not in ({MARKED} if code else STATUS_WORDS):
        raise wrong("status", "this should be marked" if code else "this should be met or not_yet", status)
    decided_at = words(data, "decided_at", empty=False)
    try:
        datetime.fromisoformat(decided_at)
    except ValueError as error:
        raise wrong("decided_at", "this is not a date or time", decided_at) from error
    listed = data.get("items", [])
    if not isinstance(listed, list) or len(listed) > _ITEM_LIMIT:
        raise wrong("items", f"this should be a list of at most {_ITEM_LIMIT} items", type(listed).__name__)
    items = []
    for entry in listed:
        known(entry, {"id", "title", "verdict", "points", "max", "comment", "reread", "material"}, "items")
        name = words(entry, "id", empty=False)
        verdict = entry.get("verdict")
        if not isinstance(verdict, str) or verdict not in VERDICT_WORDS:
            raise wrong("verdict", f"this should be one of {', '.join(VERDICT_WORDS)}", verdict, name)
        reread = entry.get("reread") or ""
        if not isinstance(reread, str) or (reread and not _REREAD.fullmatch(reread)):
            raise wrong("reread", "this is not a page of the course", reread, name)
        items.append(
            {
                "id": name,
                "title": words(entry, "title", empty=False, item=name),
                "verdict": verdict,
                "points": number(entry.get("points"), "points", name),
                "max": number(entry.get("max"), "max", name),
                "comment": words(entry, "comment", item=name),
                "reread": reread,
                **tables(entry.get("material"), name),
            }
        )
    return {
        "format": FORMAT,
        "exercise": exercise,
        "title": words(data, "title"),
        "attempt": attempt,
        "learner": {"name": check_name(learner.get("name")), "number": check_number(learner.get("number"))},
        "status": status,
        "criterion": words(data, "criterion", empty=code),
        "decided_by": words(data, "decided_by", empty=code),
        "decided_at": decided_at,
        "comment": words(data, "comment"),
        "items": items,
        "next": words(data, "next"),
        **({"code": True} if code else {}),
        **({"penalty": penalty} if penalty else {}),
    }

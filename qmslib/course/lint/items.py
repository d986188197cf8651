"""Rules on items: ids, keys that can be worked out, places to reread, giveaways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.course.bank import exercise, practice_files
from qmslib.course.items import ChooseMany, ChooseOne, Dialogue, Form, Item, Number
from qmslib.course.lessons import lessons
from qmslib.course.lint.findings import Finding
from qmslib.course.paths import Course
from qmslib.course.tools import TOOLS, run

#: Of the choose-one items of a file, at most this share may have their longest option as the right one.
LONGEST_IS_RIGHT = 0.5
#: Ids are released with the question: none may say whether it is right.
_TELLING = re.compile(r"(^|[-_])(right|wrong|correct|incorrect|good|bad|key|distractor)([-_]|$)")


def _all(course: Course) -> Iterator[tuple[str, Item]]:
    for chapter, loaded in practice_files(course).items():
        for item in loaded.items:
            yield f"book/{chapter}.items.yaml", item
    for name in course.exercise_names():
        if course.key_file(name).is_file():
            for item in exercise(course, name).items:
                yield f"solutions/{name}/{name}.key.yaml", item


def worked_problem(item: Number) -> str | None:
    """What is wrong with a key that a tool should arrive at."""
    assert item.worked is not None
    if item.worked.tool not in TOOLS:
        return f"'worked' names the tool {item.worked.tool!r}, which does not exist"
    inputs: dict[str, Any] = {"today": "2026-01-01", "settings": {}, **item.worked.inputs}
    try:
        values = run(item.worked.tool, inputs)["values"]
    except (CourseError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        return f"'worked': the tool {item.worked.tool} cannot work with these inputs ({str(error).rstrip('.')})"
    found = values.get(item.worked.value)
    if not isinstance(found, int | float) or isinstance(found, bool):
        return f"the tool {item.worked.tool} gives no number called {item.worked.value!r}"
    if abs(found - item.key.value) > item.key.tolerance + 1e-9:
        return f"the key says {item.key.value:g}, the tool {item.worked.tool} arrives at {found:g}"
    return None


def _tool(item: Form) -> str | None:
    """Why the form's tool cannot work with the form's settings, shown by the examples that stand in its fields."""
    if item.tool not in TOOLS:
        return f"there is no tool {item.tool!r}"
    row = {field.id: field.example or "" for field in item.fields}
    values: object = [row] if item.layout == "table" else row
    try:
        run(item.tool, {"values": values, "settings": item.settings, "today": "2026-01-01"})
    except CourseError as error:
        return str(CourseError(f"settings: {error.problem}", field=error.field, found=error.found, do=error.do))
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        return f"settings: the tool {item.tool} cannot work with these ({error})"
    return None


def _long_replies(item: Dialogue) -> str | None:
    """What is wrong when a talk can be led by always giving the longest reply."""
    flags = []
    for node in item.nodes:
        good = [len(reply.text) for reply in node.choices if reply.shows and not reply.misses]
        others = [len(reply.text) for reply in node.choices if not reply.shows or reply.misses]
        if good and others:
            flags.append(max(good) > max(others))
    if len(flags) >= 4 and sum(flags) / len(flags) > LONGEST_IS_RIGHT:
        return f"at {sum(flags)} of {len(flags)} places the longest reply is the good one; at most half may be"
    return None


def telling_ids(item: Item) -> list[str]:
    """Ids of an item's parts that say which answer is right, in the order of the file."""
    data = item.model_dump(mode="json", include={"options", "stems", "steps", "nodes"})
    parts = [part for name in ("options", "stems", "steps", "nodes") for part in data.get(name) or []]
    parts += [reply for part in parts for reply in part.get("choices") or []]
    return [part["id"] for part in parts if _TELLING.search(part["id"])]


def items(course: Course) -> Iterator[Finding]:
    """Ids are unique in the whole course, places to reread exist, keys can be worked out, nothing gives itself up."""
    home: dict[str, str] = {}
    pages = {lesson.page: lesson.anchors for lesson in lessons(course)}
    longest: dict[str, list[bool]] = {}
    prompts: dict[str, str] = {}
    for file, item in _all(course):
        if item.id in home and home[item.id] != file:
            yield Finding("items", f"the id is already used in {home[item.id]}", file, item.id)
        home.setdefault(item.id, file)
        folded = " ".join(item.prompt.casefold().split())
        if not isinstance(item, Form) and folded in prompts:
            yield Finding("items", f"asks word for word what {prompts[folded]} asks", file, item.id)
        prompts.setdefault(folded, item.id)
        if item.reread:
            page, _, anchor = item.reread.partition("#")
            if page not in pages:
                yield Finding("items", f"'reread' names {page}, which is no chapter", file, item.id)
            elif anchor and anchor not in pages[page]:
                yield Finding("items", f"'reread' names #{anchor}, which is no heading of {page}", file, item.id)
        telling = telling_ids(item) if file.startswith("solutions/") else []
        if telling:
            yield Finding("items", f"the id {telling[0]!r} tells which answer is right", file, item.id)
        if isinstance(item, Number) and item.worked:
            wrong = worked_problem(item)
            if wrong:
                yield Finding("items", wrong, file, item.id)
        if isinstance(item, Form) and item.tool:
            wrong = _tool(item)
            if wrong:
                yield Finding("items", wrong, file, item.id)
        if isinstance(item, Dialogue):
            wrong = _long_replies(item)
            if wrong:
                yield Finding("items", wrong, file, item.id)
        if isinstance(item, ChooseOne):
            right = next(option for option in item.options if option.id == item.key)
            others = max(len(option.text) for option in item.options if option is not right)
            longest.setdefault(file, []).append(len(right.text) > others)
        if isinstance(item, ChooseMany) and len(item.key) == len(item.options):
            yield Finding("items", "every option is right, so nothing is asked", file, item.id)
    for file, flags in longest.items():
        if len(flags) >= 4 and sum(flags) / len(flags) > LONGEST_IS_RIGHT:
            yield Finding(
                "items",
                f"in {sum(flags)} of {len(flags)} choose-one items the longest option is the right one; "
                f"at most {LONGEST_IS_RIGHT:.0%} may be",
                file,
            )

"""Practice in a chapter: items of every kind, live in the notebook and alive on the static page."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json, write_json
from qmslib.course.bank import practice_bank
from qmslib.course.material_html import material_html
from qmslib.course.paths import Course
from qmslib.course.release import practice_item
from qmslib.course.talks import quoted
from qmslib.course.text import inline_html, to_html
from qmslib.frontend.bundle import css, esm
from qmslib.learner.keep import keep_aside
from qmslib.learner.locked import locked
from qmslib.learner.mounted import Mounted
from qmslib.learner.replies import Message, reply_to

#: Bytes of all kept practice of one learner.
LIMIT = 4_000_000


def payload(ids: tuple[str, ...], course: Course) -> dict[str, Any]:
    """The data of one block: each item with its key, shuffled, and with the hash of its content."""
    if not ids:
        raise CourseError("practice() needs at least one id", do='Write, for example, practice("std-41-p01")')
    bank = practice_bank(course)
    unknown = [item for item in ids if item not in bank]
    if unknown:
        raise CourseError(
            "there is no such practice item",
            item=unknown[0],
            do="Give the id of an item in one of the book's .items.yaml files",
        )
    return {"format": 1, "items": [practice_item(bank[item]) for item in ids]}


def without_script(data: Mapping[str, Any]) -> str:
    """The items as plain HTML, for a browser that runs no scripts."""
    parts = [
        "<p><em>These questions need a browser that may run scripts. Here they are for reading:</em></p>",
    ]
    for item in data["items"]:
        parts.append(f"<p><strong>{escape(item['title'])}</strong></p>{to_html(item['prompt'])}")
        parts.append(material_html(item.get("material") or []))
        if item["kind"] == "dialogue":
            parts.append(_talk(item))
            continue
        choices = item.get("options") or item.get("steps") or []
        if choices:
            parts.append("<ul>" + "".join(f"<li>{escape(entry['text'])}</li>" for entry in choices) + "</ul>")
    return "".join(parts)


def _talk(item: Mapping[str, Any]) -> str:
    """A talk as a numbered list: what is said at each place, and which place each reply leads to."""
    place = {node["id"]: number for number, node in enumerate(item["nodes"], 1)}
    made = []
    for node in item["nodes"]:
        speaker = f"<strong>{escape(node['speaker'])}:</strong> " if node["speaker"] else ""
        replies = "".join(
            f"<li>{inline_html(quoted(reply['text']))} (leads to {place[reply['to']]})</li>"
            for reply in node["choices"]
        )
        made.append(f"<li>{speaker}{inline_html(node['text'])}{f'<ul>{replies}</ul>' if replies else ''}</li>")
    return f"<p>The talk begins at {place[item['start']]}.</p><ol>{''.join(made)}</ol>"


def read_kept(path: Path) -> dict[str, Any]:
    """What was kept of practice, by item id; a damaged file is put aside and the keeping starts anew."""
    if not path.exists():
        return {}
    try:
        data = read_json(path, limit=LIMIT)
        if not isinstance(data, dict) or data.get("format") != 1 or not isinstance(data.get("items"), dict):
            raise CourseError("this is not a file of kept practice", file=path)
    except CourseError:
        if os.access(path, os.R_OK):
            keep_aside(path, "damaged")
            return {}
        raise
    return dict(data["items"])


def keep(path: Path, changes: Mapping[str, Any]) -> str:
    """Change some kept items (``None`` removes one) and return the moment.

    Raises
    ------
    CourseError
        When the file cannot be written.
    """
    with locked(path):
        items = read_kept(path)
        for item, entry in changes.items():
            if entry is None:
                items.pop(item, None)
            elif isinstance(entry, dict):
                items[item] = entry
        if len(json.dumps(items)) > LIMIT:
            raise CourseError("too much is kept already", file=path.name, do="Remove some practice answers first")
        write_json(path, {"format": 1, "items": items})
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@cache
def live_class(shown: str, tools: frozenset[str] | None = None) -> type[Any]:
    """The widget of a live notebook that shows practice, or another page of what is kept of it.

    It carries these tools, or all: each block brings its script along, so that a block without tools stays small.
    """
    # Made only where a notebook is live: building the site should not load the widget libraries.
    import anywidget
    import traitlets

    class Practice(anywidget.AnyWidget):
        """One block of practice in a live notebook."""

        _esm = esm(tools=tools)
        _css = css()
        page = traitlets.Unicode(shown).tag(sync=True)
        payload = traitlets.Dict().tag(sync=True)
        today = traitlets.Unicode().tag(sync=True)

        def __init__(self, data: dict[str, Any], course: Course) -> None:
            self._path = course.work / "practice.json"
            super().__init__(payload=data, today=date.today().isoformat())
            self.on_msg(self._hear)

        def _hear(self, _widget: object, message: object, _buffers: object) -> None:
            reply = reply_to(message, self._reply)
            if reply is not None:
                self.send(reply)

        def _reply(self, message: Message) -> Message:
            kind = message.get("kind")
            if kind == "all":
                return {"kind": "all", "items": read_kept(self._path)}
            if kind == "keep":
                return {"kind": "kept", "at": keep(self._path, message.get("changes") or {})}
            return {"kind": "pong"}

    return Practice


class Block(Mounted):
    """A block of practice as a cell's result."""

    kind = "practice"

    def __init__(self, data: dict[str, Any], course: Course) -> None:
        super().__init__(data)
        self._course = course

    def __repr__(self) -> str:
        return f"Practice: {', '.join(item['title'] for item in self._data['items'])}"

    def _plain(self) -> str:
        return without_script(self._data)

    def _widget(self) -> Any:
        tools = frozenset(item["tool"] for item in self._data["items"] if item.get("tool"))
        return live_class("practice", tools)(self._data, self._course)


def practice(*ids: str) -> Block:
    """Show practice items, by their ids, in the order given.

    Raises
    ------
    CourseError
        When an id is not in the book's item bank, or there is no course here.
    """
    course = Course.find()
    return Block(payload(ids, course), course)

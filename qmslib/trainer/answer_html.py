"""A learner's answer as plain, escaped HTML, for the person who judges it.

Nothing of the key is shown: the same output stands in the feedback that stock nbgrader makes for learners.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from qmslib.course.talks import walk

_NONE = "<p><em>No answer.</em></p>"


def plain(value: Any) -> str:
    """Any value as text that can be written as UTF-8."""
    text = "" if value is None else str(value)
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def escaped(value: Any) -> str:
    """Escaped text; its line breaks stay."""
    return html.escape(plain(value), quote=True).replace("\n", "<br>")


def _texts(item: Mapping[str, Any], what: str) -> dict[str, str]:
    return {str(entry["id"]): str(entry["text"]) for entry in item.get(what) or []}


def _named(texts: Mapping[str, str], value: Any) -> str:
    if isinstance(value, str) and value in texts:
        return html.escape(texts[value])
    return f"<em>not an option:</em> {escaped(value)}"


def _list(entries: list[str], tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{entry}</li>' for entry in entries)}</{tag}>"


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col" style="text-align:left">{cell}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _form(item: Mapping[str, Any], value: Any) -> str:
    labels = {str(field["id"]): str(field["label"]) for field in item.get("fields") or []}
    if isinstance(value, list):
        rows = [
            [escaped(row.get(name)) if isinstance(row, Mapping) else escaped(row) for name in labels]
            for row in value[:200]
        ]
        return _table([html.escape(label) for label in labels.values()], rows)
    if isinstance(value, Mapping):
        return _table(
            ["Field", "Answer"],
            [[html.escape(label), escaped(value.get(name))] for name, label in labels.items()],
        )
    return f"<p>{escaped(value)}</p>"


def _talk(item: Mapping[str, Any], value: Any) -> str:
    """The words of a talk, in turn."""
    way = walk(item, value)
    if way is None:
        return f"<p><em>not a way through this talk:</em> {escaped(value)}</p>"
    turns = []
    for place, reply in way.turns:
        turns += [_words(place), f"<strong>The learner:</strong> {escaped(reply['text'])}"]
    end = "" if way.ended else "<p><em>The talk was not brought to its end.</em></p>"
    return _list([*turns, _words(way.here)], "ol") + end


def _words(place: Mapping[str, Any]) -> str:
    speaker = f"<strong>{escaped(place['speaker'])}:</strong> " if place.get("speaker") else ""
    return f"{speaker}{escaped(place['text'])}"


def answer_html(item: Mapping[str, Any], value: Any) -> str:
    """The answer to a released item in words, escaped.

    Parameters
    ----------
    item
        The released item: it has no key.
    value
        The answer; anything at all may be given.
    """
    if value is None or value == "" or value == [] or value == {}:
        return _NONE
    kind = item.get("kind")
    if kind == "choose_one":
        return f"<p>{_named(_texts(item, 'options'), value)}</p>"
    if kind == "choose_many" and isinstance(value, list):
        return _list([_named(_texts(item, "options"), entry) for entry in value[:100]])
    if kind == "order" and isinstance(value, list):
        return _list([_named(_texts(item, "steps"), entry) for entry in value[:100]], "ol")
    if kind in ("match", "classify") and isinstance(value, Mapping):
        stems, options = _texts(item, "stems"), _texts(item, "options")
        rows = [
            [html.escape(text), _named(options, value[name]) if value.get(name) else "<em>no answer</em>"]
            for name, text in stems.items()
        ]
        return _table(["Case", "Answer"], rows)
    if kind == "dialogue":
        return _talk(item, value)
    if kind == "number":
        return f"<p>{escaped(value)} <small>({html.escape(str(item.get('unit', '')))})</small></p>"
    if kind == "form":
        return _form(item, value)
    return f"<p>{escaped(value)}</p>"

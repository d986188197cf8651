"""Answers as plain HTML: for marking, feedback and print. Whatever a learner typed is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from qmslib.course.material_html import material_html
from qmslib.course.scoring import is_blank
from qmslib.course.talks import walk
from qmslib.course.text import inline_html

_NONE = "<p><em>No answer</em></p>"


def _texts(entries: Any) -> dict[str, str]:
    return {entry["id"]: entry["text"] for entry in entries or []}


def _said(texts: Mapping[str, str], chosen: Any) -> str:
    """A choice in the exercise's words; an id that it does not know is shown as it came."""
    return inline_html(texts[chosen]) if isinstance(chosen, str) and chosen in texts else escape(str(chosen))


def _typed(value: Any) -> str:
    return f'<p style="white-space:pre-wrap">{escape(str(value))}</p>'


def _listed(tag: str, texts: Mapping[str, str], chosen: list[Any]) -> str:
    said = "".join(f"<li>{_said(texts, entry)}</li>" for entry in chosen)
    return f"<{tag}>{said}</{tag}>"


def _pairs(item: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    texts = _texts(item.get("options"))
    rows = []
    for stem in item.get("stems") or []:
        chosen = value.get(stem["id"])
        said = "<em>No answer</em>" if chosen in (None, "") else _said(texts, chosen)
        rows.append(f'<tr><th scope="row">{inline_html(stem["text"])}</th><td>{said}</td></tr>')
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _talk(item: Mapping[str, Any], value: Any) -> str:
    """The words of a talk, in turn."""
    way = walk(item, value)
    if way is None:
        return _typed(value)
    said = "".join(
        f"<li>{_words(place)}</li><li><strong>Answer:</strong> {inline_html(reply['text'])}</li>"
        for place, reply in way.turns
    )
    end = "" if way.ended else "<p><em>The talk was not brought to its end.</em></p>"
    return f"<ol>{said}<li>{_words(way.here)}</li></ol>{end}"


def _words(place: Mapping[str, Any]) -> str:
    speaker = f"<strong>{escape(place['speaker'])}:</strong> " if place.get("speaker") else ""
    return f"{speaker}{inline_html(place['text'])}"


def _cell(value: Any) -> str:
    return escape("" if value is None else str(value)).replace("\n", "<br>")


def _fields(item: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    rows = [
        f'<tr><th scope="row">{escape(entry["label"])}</th><td>{_cell(value.get(entry["id"]))}</td></tr>'
        for entry in item.get("fields") or []
    ]
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _table(item: Mapping[str, Any], value: list[Any]) -> str:
    fields = item.get("fields") or []
    head = "".join(f'<th scope="col">{escape(entry["label"])}</th>' for entry in fields)
    names = [entry["id"] for entry in fields]
    body = ""
    for row in value:
        if isinstance(row, Mapping):
            cells = "".join(f"<td>{_cell(row.get(name))}</td>" for name in names)
            body += f"<tr>{cells}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def answer_html(item: Mapping[str, Any], value: Any) -> str:
    """One answer as escaped HTML.

    Parameters
    ----------
    item
        The released item.
    value
        The answer; anything at all may stand there, and what does not fit the item's kind is shown as text.
    """
    if is_blank(value):
        return _NONE
    kind = item["kind"]
    if kind == "choose_one":
        return f"<p>{_said(_texts(item.get('options')), value)}</p>"
    if kind == "choose_many" and isinstance(value, list):
        return _listed("ul", _texts(item.get("options")), value)
    if kind == "order" and isinstance(value, list):
        return _listed("ol", _texts(item.get("steps")), value)
    if kind in ("match", "classify") and isinstance(value, Mapping):
        return _pairs(item, value)
    if kind == "dialogue":
        return _talk(item, value)
    if kind == "form" and isinstance(value, Mapping):
        return _fields(item, value)
    if kind == "form" and isinstance(value, list):
        return _table(item, value)
    if kind == "number":
        return _typed(f"{value} {item.get('unit') or ''}".strip())
    return _typed(value)


def declaration_html(declaration: Mapping[str, Any] | None) -> str:
    """The learner's declaration as escaped HTML."""
    if not declaration:
        return "<p><em>No declaration was made.</em></p>"
    rows = [
        ("This is my own work", "Yes" if declaration.get("own_work") is True else "No"),
        ("Help from other people", declaration.get("help") or "not said"),
        ("Help from AI tools", declaration.get("ai") or "not said"),
    ]
    body = "".join(f'<tr><th scope="row">{name}</th><td>{_cell(text)}</td></tr>' for name, text in rows)
    return f"<table><tbody>{body}</tbody></table>"


class AnswerSheet:
    """A released exercise, ready to show the answers of many; what is the same for all is made once.

    Parameters
    ----------
    form
        The released exercise, in one variant.
    """

    def __init__(self, form: Mapping[str, Any]) -> None:
        self._head = f"<section><h2>Answers: {escape(str(form['title']))}</h2>"
        self._items = [
            (
                item,
                f"<h3>{number}. {escape(item['title'])}</h3>{material_html(item.get('material') or [], folded=True)}",
            )
            for number, item in enumerate(form["items"], 1)
        ]

    def html(self, answers: Mapping[str, Any]) -> str:
        """All answers as escaped HTML; `answers` is the answers file, as a dictionary."""
        given = answers.get("answers") or {}
        saved = answers.get("saved_at")
        parts = [
            self._head,
            f"<p>Attempt {escape(str(answers.get('attempt', 1)))}, "
            + (f"last saved {escape(str(saved))}" if saved else "nothing saved")
            + "</p>",
        ]
        for item, head in self._items:
            entry = given.get(item["id"])
            value = entry.get("value") if isinstance(entry, Mapping) else None
            parts += [head, answer_html(item, value)]
        parts.append(f"<h3>Declaration</h3>{declaration_html(answers.get('declaration'))}</section>")
        return "".join(parts)


def sheet_html(form: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """All answers to an exercise as escaped HTML.

    Parameters
    ----------
    form
        The released exercise.
    answers
        The answers file, as a dictionary.
    """
    return AnswerSheet(form).html(answers)

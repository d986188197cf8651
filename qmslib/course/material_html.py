"""Materials as plain escaped HTML: for readers without scripts, for sheets, feedback and the trainer's view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from qmslib.course.materials import cell_text

#: A longer table is folded away until it is asked for.
FOLD = 12


def table_html(columns: Iterable[Any], rows: Iterable[Iterable[Any]], caption: str) -> str:
    """One table with its caption; the first cell of each row names the row."""
    head = "".join(f'<th scope="col" style="text-align:left">{escape(cell_text(name))}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(_cell(index, value) for index, value in enumerate(row))}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(index: int, value: Any) -> str:
    text = escape(cell_text(value))
    if index == 0:
        return f'<th scope="row" style="text-align:left;vertical-align:top">{text}</th>'
    side = "right" if isinstance(value, int | float) else "left"
    return f'<td style="text-align:{side};vertical-align:top">{text}</td>'


def _chart(chart: Mapping[str, Any]) -> str:
    """A chart in words, with its numbers: drawings need a script."""
    rows = [*zip(chart["x"], chart["y"], strict=False), *((mark["label"], mark["at"]) for mark in chart["marks"])]
    numbers = table_html(["What", chart.get("unit") or "Value"], rows, chart["title"])
    return f"<p>{escape(chart['alt'])}</p>{numbers}"


def material_html(materials: Iterable[Mapping[str, Any]], *, folded: bool = False) -> str:
    """Tables of an item, one below the other.

    Parameters
    ----------
    materials
        As `release_item` and `practice_item` carry them.
    folded
        Whether every table is folded away, under its caption; otherwise only those that are long.
    """
    parts = []
    for one in materials:
        inside = table_html(one["columns"], one["rows"], one["caption"])
        if one.get("chart"):
            inside += _chart(one["chart"])
        if folded or len(one["rows"]) > FOLD:
            count = f"{len(one['rows'])} row{'' if len(one['rows']) == 1 else 's'}"
            inside = f"<details><summary>{escape(one['caption'])} ({count})</summary>{inside}</details>"
        parts.append(f'<div style="overflow-x:auto">{inside}</div>')
    return "".join(parts)

"""Materials as plain escaped HTML: for readers without scripts, for sheets, feedback and the trainer's view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from qmslib.course.materials import cell_text

#: A longer table is folded away until it is asked for.
FOLD = 12


def table_html(columns: Iterable[Any], rows: Iterable[Iterable[Any]], caption: str, *, styled: bool = True) -> str:
    """One table with its caption; the first cell of each row names the row.

    A page whose policy allows no styles in its elements has its own for the classes: then `styled` is false.
    """
    left = ' style="text-align:left;vertical-align:top"' if styled else ""
    right = ' style="text-align:right;vertical-align:top"' if styled else ' class="figures"'

    def cell(index: int, value: Any) -> str:
        text = escape(cell_text(value))
        if index == 0:
            return f'<th scope="row"{left}>{text}</th>'
        return f"<td{right if isinstance(value, int | float) else left}>{text}</td>"

    head = "".join(f'<th scope="col"{left}>{escape(cell_text(name))}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(cell(index, value) for index, value in enumerate(row))}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _chart(chart: Mapping[str, Any], styled: bool) -> str:
    """A chart in words, with its numbers: drawings need a script."""
    marks = chart.get("marks") or []
    rows = [*zip(chart["x"], chart["y"], strict=False), *((mark["label"], mark["at"]) for mark in marks)]
    numbers = table_html(["What", chart.get("unit") or "Value"], rows, chart["title"], styled=styled)
    return f"<p>{escape(chart['alt'])}</p>{numbers}"


def material_html(materials: Iterable[Mapping[str, Any]], *, folded: bool = False, styled: bool = True) -> str:
    """Tables of an item, one below the other.

    Parameters
    ----------
    materials
        As `release_item` and `practice_item` carry them.
    folded
        Whether every table is folded away, under its caption; otherwise only those that are long.
    styled
        See `table_html`.
    """
    parts = []
    for one in materials:
        inside = table_html(one["columns"], one["rows"], one["caption"], styled=styled)
        if one.get("chart"):
            inside += _chart(one["chart"], styled)
        if folded or len(one["rows"]) > FOLD:
            count = f"{len(one['rows'])} row{'' if len(one['rows']) == 1 else 's'}"
            inside = f"<details><summary>{escape(one['caption'])} ({count})</summary>{inside}</details>"
        place = ' style="overflow-x:auto"' if styled else ' class="material"'
        parts.append(f"<div{place}>{inside}</div>")
    return "".join(parts)

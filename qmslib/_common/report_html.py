"""How a result shows on a page: its picture, its sentence, what to look at, and its table within reach.

The same HTML stands in a notebook and on the site. Everything that came from data is escaped; a picture is our own.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from html import escape
from math import isfinite, isnan
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import parse_date

if TYPE_CHECKING:
    import pandas as pd

    from qmslib._common.report import Report

#: Rows of a table that stand on a page.
SHOWN = 20
MARKS = {"good": "OK", "info": "Note", "warn": "Look", "bad": "Fault"}
#: The line under which a table stands when a picture shows the same.
BEHIND = "The numbers behind the picture"
_NONE = "–"
#: Cells with more characters than this would make a narrow column very tall.
_LONG = 18
#: Single words up to this length, such as the number of a case, stay on one line.
_WORD = 14
#: Columns that hold parts of 1, and are read as percentages.
_SHARES = frozenset({"share", "turnover", "stability"})
_FIGURE = re.compile(r"[−-]?£?[0-9][0-9,]*(?:\.[0-9]+)?\s?%?")
_ISO_DATE = re.compile(r"\b[12][0-9]{3}-[01][0-9]-[0-3][0-9]\b(?!T?[0-9:])")


def report_html(report: Report, *, picture: bool = True) -> str:
    """A result as HTML.

    Parameters
    ----------
    report
        The result.
    picture
        Whether its picture is shown, where it has one.
    """
    from qmslib._common.plots import svg
    from qmslib._common.report import Picture

    parts = [f"<p>{escape(spelt_dates(report.sentence))}</p>"]
    drawn = isinstance(report, Picture) and picture
    if isinstance(report, Picture) and picture:
        # The sentence stands above: it is not drawn once more. Too wide for a small screen, the picture scrolls by
        # itself; the keyboard must be able to reach it.
        shown = svg(report, titled=report.title != report.sentence)
        parts.append(f'<figure tabindex="0" aria-label="Picture">{shown}</figure>')
    if found := report.findings_to_say():
        items = "".join(
            f'<li class="qms-says-{one.level}"><strong>{MARKS[one.level]}:</strong> '
            f"{escape(spelt_dates(one.text))}</li>"
            for one in found
        )
        parts.append(f"<ul>{items}</ul>")
    table = report.table_to_show()
    if table is not None and len(table):
        # What holds no value anywhere, such as the limits of a run chart, has nothing to show.
        table = table.loc[:, [not all(map(_missing, table.iloc[:, place])) for place in range(table.shape[1])]]
        rows = table_html(table, report.sentence)
        parts.append(f"<details><summary>{BEHIND}</summary>{rows}</details>" if drawn else rows)
    return f'<div class="qms-report">{"".join(parts)}</div>'


def table_html(table: pd.DataFrame, about: str) -> str:
    """The first rows of a table, in a place that scrolls by itself and that the keyboard reaches.

    Parameters
    ----------
    table
        The table; its index is not shown.
    about
        What it tells, for its name.
    """
    columns = [_column(str(table.columns[place]), table.iloc[:SHOWN, place]) for place in range(table.shape[1])]
    head = "".join(
        f'<th scope="col"{look}>{escape(_heading(name))}</th>'
        for name, (_, look) in zip(table.columns, columns, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td{look}>{escape(cells[row])}</td>" for cells, look in columns) + "</tr>"
        for row in range(min(len(table), SHOWN))
    )
    label = escape(f"Table: {_short(about)}", quote=True)
    rest = f"<p>The first {SHOWN} of {len(table)} rows.</p>" if len(table) > SHOWN else ""
    return (
        f'<div class="table-scroll" role="group" aria-label="{label}" tabindex="0" style="overflow-x:auto">'
        f'<table class="dataframe"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{rest}'
    )


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def spelt_dates(text: str) -> str:
    """The same text with dates such as 2026-06-30 as people write them: 30 June 2026."""

    def spelt(found: re.Match[str]) -> str:
        day = parse_date(found[0])
        return _cell(day, 0) if day else found[0]

    return _ISO_DATE.sub(spelt, text)


def _heading(name: object) -> str:
    """The name of a column in words."""
    return re.sub(r"\bn\b", "number", str(name).replace("_", " "))


def _column(name: str, column: pd.Series) -> tuple[list[str], str]:
    """The cells of a column in words, and its class: figures, words that need room, what stays on a line, or none."""
    values = column.tolist()
    there = [value for value in values if not _missing(value)]
    numbers = bool(there) and all(isinstance(value, Real) and not isinstance(value, bool) for value in there)
    places = _places([float(value) for value in there if isfinite(value)]) if numbers else 0
    if name in _SHARES and places and all(0 <= value <= 1 for value in there):
        return [_NONE if _missing(value) else f"{100 * value:.1f}\u00a0%" for value in values], ' class="qms-figures"'
    if "percent" in name or "%" in name:
        places = min(places, 1)
    cells = [_cell(value, places) for value in values]
    written = [cell for cell in cells if cell not in ("", _NONE)]
    if numbers or (written and all(map(_FIGURE.fullmatch, written))):
        return cells, ' class="qms-figures"'
    if there and all(
        isinstance(value, date) or (isinstance(value, str) and len(value) <= _WORD and " " not in value)
        for value in there
    ):
        return cells, ' class="qms-short"'
    return cells, ' class="qms-words"' if max(map(len, cells), default=0) > _LONG else ""


def _missing(value: Any) -> bool:
    return (
        value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and isnan(value))
    )


def _places(values: list[float]) -> int:
    """Decimals that a column of numbers needs: none for whole numbers, more the smaller they are, three at most."""
    for places in range(3):
        if all(abs(value - round(value, places)) < 1e-9 for value in values):
            return places
    largest = max(map(abs, values), default=0)
    return 1 if largest >= 100 else 2 if largest >= 1 else 3


def _cell(value: Any, places: int) -> str:
    if _missing(value):
        return _NONE
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return str(value).replace("-", "−")
    if isinstance(value, Real):
        return f"{float(value):.{places}f}".replace("-", "−") if abs(float(value)) < 1e15 else str(value)
    if isinstance(value, datetime):
        day = f"{value.day} {value:%B %Y}"
        return day if (value.hour, value.minute, value.second) == (0, 0, 0) else f"{day}, {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one, 3) for one in value) or _NONE
    return str(value)


def with_own_ids(markup: str, key: str) -> str:
    """The same markup with every id, and every reference to one, begun by `key`: for pictures that stand twice."""
    markup = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', markup)
    markup = re.sub(r'((?:href="|url\()#)', rf"\1{key}-", markup)
    return re.sub(
        r'aria-labelledby="([^"]+)"',
        lambda found: f'aria-labelledby="{" ".join(f"{key}-{name}" for name in found[1].split())}"',
        markup,
    )

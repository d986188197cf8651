"""What every tool needs: read a form's value without ever failing, and hand back the one kind of result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from qmslib._common.dates import parse_date, parse_moment
from qmslib._common.findings import Finding, Texts
from qmslib._common.numbers import parse_number, say_number
from qmslib._common.words import short, tidy

Result = dict[str, Any]
Settings = Mapping[str, Any]


@cache
def tool_texts() -> Texts:
    """The sentences that belong to the tools themselves."""
    return Texts(Path(__file__).parent / "data" / "tool_texts.json")


def say(key: str, **slots: object) -> str:
    """One of the tools' sentences."""
    return tool_texts().say("tools", key, **slots)


def cell(value: object) -> str:
    """A form value as text with its line breaks: numbers are written out, anything odd is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    number = parse_number(value)
    return "" if number is None else say_number(number, 6).replace(",", "")


def form_fields(value: object) -> dict[str, str]:
    """The value of a form with named fields."""
    if not isinstance(value, Mapping):
        return {}
    return {str(name): cell(content) for name, content in value.items()}


def form_rows(value: object) -> list[dict[str, str]]:
    """The value of a form with a table; a row that is no row counts as an empty one."""
    return [form_fields(row) for row in value] if isinstance(value, list) else []


def is_blank(fields: Mapping[str, str]) -> bool:
    """Whether nothing has been typed."""
    return not any(tidy(text) for text in fields.values())


class Reader:
    """Reads dates and numbers out of a form, and keeps a note of each that cannot be read."""

    def __init__(self) -> None:
        self.notes: list[Finding] = []

    def note(self, level: str, key: str, row: int | None, field: str | None, **slots: object) -> None:
        """Add one of the tools' own notes."""
        self.notes.append(tool_texts().finding(level, "tools", key, row, field, **slots))

    def date(self, fields: Mapping[str, str], name: str, row: int | None = None) -> date | None:
        """A date, or None."""
        value: date | None = self._read(parse_date, "not_date", fields, name, row)
        return value

    def moment(self, fields: Mapping[str, str], name: str) -> datetime | None:
        """A date with a time, or None."""
        value: datetime | None = self._read(parse_moment, "not_moment", fields, name, None)
        return value

    def number(
        self, fields: Mapping[str, str], name: str, row: int | None = None, *, percent: bool = False
    ) -> float | None:
        """A number of nothing or more, or None."""
        value: float | None = self._read(parse_number, "not_number", fields, name, row)
        if value is not None and value < 0:
            self.note("bad", "below", row, name, found=say_number(value))
            return None
        if value is not None and percent and value > 100:
            self.note("bad", "not_percent", row, name, found=say_number(value))
            return None
        return value

    def whole(self, fields: Mapping[str, str], name: str, row: int | None = None) -> int | None:
        """A whole number of nothing or more, or None."""
        value = self.number(fields, name, row)
        if value is not None and value != int(value):
            self.note("bad", "not_whole", row, name, found=say_number(value))
            return None
        return None if value is None else int(value)

    def between(self, fields: Mapping[str, str], name: str, low: float, high: float, row: int) -> float | None:
        """A number on a scale, both ends included, or None."""
        value: float | None = self._read(parse_number, "not_number", fields, name, row)
        if value is not None and not low <= value <= high:
            slots = {"found": say_number(value), "low": say_number(low), "high": say_number(high)}
            self.note("bad", "not_between", row, name, **slots)
            return None
        return value

    def signed(self, fields: Mapping[str, str], name: str, row: int) -> float | None:
        """Any number, or None."""
        value: float | None = self._read(parse_number, "not_number", fields, name, row)
        return value

    def _read(self, read: Any, key: str, fields: Mapping[str, str], name: str, row: int | None) -> Any:
        text = tidy(fields.get(name))
        value = read(text)
        if text and value is None:
            self.note("bad", key, row, name, found=short(text))
        return value

    def rows(
        self, rows: list[dict[str, str]], dates: Iterable[str] = (), numbers: Iterable[str] = ()
    ) -> list[dict[str, Any]]:
        """The rows with dates and numbers read; what cannot be read becomes empty, with a note."""
        cleaned: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            clean: dict[str, Any] = dict(row)
            for name in dates:
                clean[name] = self.date(row, name, index)
            for name in numbers:
                clean[name] = self.signed(row, name, index)
            cleaned.append(clean)
        return cleaned


def result(
    sentence: str,
    notes: Iterable[Finding] = (),
    *,
    values: Mapping[str, object] | None = None,
    table: tuple[str, list[str], list[list[object]]] | None = None,
    chart: Mapping[str, object] | None = None,
    document: str | None = None,
) -> Result:
    """The one shape that every tool gives back."""
    return {
        "sentence": sentence,
        "notes": [{"level": note.level, "row": note.row, "field": note.field, "text": note.text} for note in notes],
        "table": None if table is None else {"caption": table[0], "columns": table[1], "rows": table[2]},
        "chart": chart,
        "document": document,
        "values": dict(values or {}),
    }


def setting_number(settings: Mapping[str, Any], name: str, default: float) -> float:
    """A number among the settings."""
    value = parse_number(settings.get(name))
    return default if value is None else value


def holidays(settings: Settings) -> frozenset[date]:
    """The closed days among the settings."""
    return frozenset(day for text in settings.get("holidays", ()) if (day := parse_date(text)))


def at_rows(findings: Iterable[Finding], rows: Sequence[int], **fields: str) -> list[Finding]:
    """A domain's findings about the rows it was given, said of the rows of the form.

    Parameters
    ----------
    rows
        For each row that the domain was given, its place in the form.
    fields
        For a field of the domain, the field of the form where it goes by another name.
    """
    moved = []
    for found in findings:
        text, row = found.text, found.row
        if row is not None:
            row = rows[row]
            text = f"Row {row + 1}: " + text.split(": ", 1)[1]
        moved.append(Finding(found.level, text, row, fields.get(found.field or "", found.field)))
    return moved


def labels(texts: Callable[..., str], topic: str, names: str) -> list[str]:
    """Column headings: the texts ``column_…`` of a topic, for names with spaces between."""
    return [texts(topic, f"column_{name}") for name in names.split()]

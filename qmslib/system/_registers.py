"""Registers as people keep them: rows read without guessing, days, names, whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.tables import date_column, number_column, table_rows, text_column
from qmslib._common.words import filled


@dataclass(frozen=True)
class Register:
    """The rows of a register, its columns read on demand."""

    rows: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, name: str) -> bool:
        """Whether any row holds something in the column."""
        return any(row.get(name) is not None for row in self.rows)

    def texts(self, name: str) -> list[str]:
        """A column as tidy texts; a missing cell, or a place-holder such as "tbc", is empty."""
        return [text if filled(text) else "" for text in text_column(self.rows, name)]

    def words(self, name: str) -> list[str]:
        """A column as tidy texts, place-holders and all."""
        return text_column(self.rows, name)

    def days(self, name: str) -> list[date | None]:
        """A column as dates."""
        return date_column(self.rows, name)

    def numbers(
        self, name: str, low: float = -math.inf, high: float = math.inf, *, whole: bool = False
    ) -> list[float | None]:
        """A column as numbers; a CourseError names the rows out of range."""
        values = number_column(self.rows, name)
        bad = [
            number
            for number, value in enumerate(values)
            if value is not None and not (low <= value <= high and (not whole or value == int(value)))
        ]
        if bad:
            kind = "a whole number" if whole else "a number"
            edges = f" from {low:g} to {high:g}" if math.isfinite(high) else f" of {low:g} or more"
            raise CourseError(
                f"row {', '.join(str(number + 1) for number in bad)} does not hold {kind}{edges}",
                field=name,
                found=self.rows[bad[0]][name],
                do="Correct the number, or leave the cell empty",
            )
        return values

    def choices(self, name: str, allowed: Sequence[str]) -> list[str]:
        """A column of declared words, compared without regard to capitals; empty where the cell is."""
        known = {word.lower(): word for word in allowed}
        given = [text.lower() for text in text_column(self.rows, name)]
        bad = [number for number, text in enumerate(given) if text and text not in known]
        if bad:
            raise CourseError(
                f"row {', '.join(str(number + 1) for number in bad)} holds a word that is not in the list",
                field=name,
                found=self.rows[bad[0]][name],
                do=f"Use one of: {', '.join(allowed)}",
            )
        return [known.get(text, "") for text in given]


def read_register(table: Any, needs: Sequence[str], renames: Mapping[str, str] | None = None) -> Register:
    """A table as a register; a CourseError names the columns of `needs` that it lacks.

    Parameters
    ----------
    table
        A data frame, a dict of columns or a list of rows as dicts.
    needs
        Columns that must be there.
    renames
        Names used here, each with the name that the table has for it.
    """
    if isinstance(table, Mapping):
        lengths = {len(column) for column in table.values()}
        if len(lengths) > 1:
            raise CourseError("the columns are of different lengths", found=sorted(lengths))
        table = [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]
    names = renames or {}
    columns = getattr(table, "columns", None)
    if columns is not None:
        twice = sorted({str(name) for name in columns if list(columns).count(name) > 1})
        if twice:
            raise CourseError(f"the table has column {', '.join(twice)} twice", do="Rename one of them")
    if not hasattr(table, "columns") and isinstance(table, (list, tuple)) and table:
        known = {name for row in table if isinstance(row, Mapping) for name in row}
        missing = [names.get(name, name) for name in needs if names.get(name, name) not in known]
        if known and missing:
            raise CourseError(
                f"the table has no column {', '.join(missing)}",
                found=sorted(str(name) for name in known),
                do="Add the column, or say which column holds this",
            )
    rows = table_rows(table, [names.get(name, name) for name in needs])
    if names:
        rows = [{**row, **{ours: row.get(theirs) for ours, theirs in names.items()}} for row in rows]
    return Register(rows)


def whole(value: object, field: str, low: int = 0) -> int:
    """A whole number of at least `low`; a CourseError when it is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, (bool, str)) or not math.isfinite(number) or number != int(number) or number < low:
        raise CourseError(f"this must be a whole number of {low} or more", field=field, found=value)
    return int(number)


def positive(value: object, field: str, *, zero: bool = False) -> float:
    """A finite number above nought, or from nought if `zero`; a CourseError when it is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, (bool, str)) or not math.isfinite(number) or number < 0 or (number == 0 and not zero):
        raise CourseError(f"this must be a number {'of 0 or more' if zero else 'above 0'}", field=field, found=value)
    return number


def share(value: object, field: str, *, ends: bool = True) -> float:
    """A share of 1, with or without its ends 0 and 1; a CourseError when it is none."""
    number = positive(value, field, zero=True)
    if number > 1 or (not ends and number in (0, 1)):
        raise CourseError("a share lies between 0 and 1", field=field, found=value, do="Give 0.8 for 80 %")
    return number


def frame_of(columns: Mapping[str, Sequence[Any]]) -> Any:
    """The columns as a data frame."""
    import pandas as pd

    return pd.DataFrame({name: list(cells) for name, cells in columns.items()})

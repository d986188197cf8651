"""Tables as people bring them: a pandas data frame, or a list of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from qmslib._common.dates import parse_date
from qmslib._common.errors import CourseError
from qmslib._common.numbers import parse_number
from qmslib._common.words import tidy

if TYPE_CHECKING:
    import pandas as pd

Table: TypeAlias = "pd.DataFrame | Sequence[Mapping[str, Any]]"
T = TypeVar("T")


def _empty(value: object) -> bool:
    # NaN and NaT differ from themselves; pandas' NA cannot even be asked.
    if value is None or type(value).__name__ == "NAType":
        return True
    return bool(value != value) or (isinstance(value, str) and tidy(value) == "")


def table_rows(table: Table, needs: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a table as dicts, empty cells as None; a CourseError names each missing column.

    A list of rows may leave columns out row by row; a data frame must have every column in `needs`.
    """
    if hasattr(table, "to_dict") and hasattr(table, "columns"):
        missing = [name for name in needs if name not in table.columns]
        if missing:
            raise CourseError(
                f"the table has no column {', '.join(missing)}",
                found=[str(name) for name in table.columns],
                do="Add the column, or rename the one that holds this",
            )
        rows: Any = table.to_dict("records")
    elif isinstance(table, Sequence) and not isinstance(table, str):
        rows = table
    else:
        raise CourseError("this is not a table", found=type(table).__name__, do="Give a data frame or a list of rows")
    wrong = [str(number) for number, row in enumerate(rows, start=1) if not isinstance(row, Mapping)]
    if wrong:
        raise CourseError(f"row {', '.join(wrong)} is not a set of named cells")
    return [{name: None if _empty(value) else value for name, value in row.items()} for row in rows]


def _column(rows: list[dict[str, Any]], name: str, read: Callable[[object], T | None], what: str) -> list[T | None]:
    values = [None if row.get(name) is None else read(row[name]) for row in rows]
    bad = [number for number, row in enumerate(rows) if row.get(name) is not None and values[number] is None]
    if bad:
        raise CourseError(
            f"row {', '.join(str(number + 1) for number in bad)} does not hold {what}",
            field=name,
            found=rows[bad[0]][name],
        )
    return values


def text_column(rows: list[dict[str, Any]], name: str) -> list[str]:
    """A column as tidy texts, empty where the cell is."""
    return [tidy(str(row[name])) if row.get(name) is not None else "" for row in rows]


def date_column(rows: list[dict[str, Any]], name: str) -> list[date | None]:
    """A column as dates; a CourseError names the rows that hold something else."""
    return _column(rows, name, parse_date, "a date such as 2026-03-04")


def number_column(rows: list[dict[str, Any]], name: str) -> list[float | None]:
    """A column as numbers; a CourseError names the rows that hold something else."""
    return _column(rows, name, parse_number, "a number")


def to_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows as a data frame."""
    import pandas as pd

    return pd.DataFrame(list(rows))

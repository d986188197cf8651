"""Columns of large tables, read without guessing: what cannot be read is named by column and row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_NAMED = 10


def rows_named(numbers: Iterable[int]) -> str:
    """``row 3``, ``rows 3, 7 and 9``, ``rows 3, 4, … (120 rows)``: rows are counted from 1, below the heading."""
    rows = [int(number) + 1 for number in numbers]
    if len(rows) == 1:
        return f"row {rows[0]}"
    if len(rows) > _NAMED:
        return f"rows {', '.join(map(str, rows[:_NAMED]))}, … ({len(rows):,} rows)"
    return f"rows {', '.join(map(str, rows[:-1]))} and {rows[-1]}"


def as_frame(table: Any, needs: Sequence[str] = ()) -> pd.DataFrame:
    """The table as a data frame with a fresh index; a CourseError names each column of `needs` that it lacks.

    Parameters
    ----------
    table
        A data frame, a dict of columns or a list of rows as dicts.
    needs
        The columns that must be there.
    """
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        frame = table.reset_index(drop=True)
    elif isinstance(table, (dict, list, tuple)):
        frame = pd.DataFrame(table)
    else:
        raise CourseError("this is not a table", found=type(table).__name__, do="Give a data frame or a list of rows")
    missing = [name for name in needs if name not in frame.columns]
    if missing:
        raise CourseError(
            f"the table has no column {', '.join(missing)}",
            found=[str(name) for name in frame.columns],
            do="Add the column, or say which column holds this",
        )
    return frame


def _refuse(bad: NDArray[np.bool_], name: str, what: str, values: Any, do: str | None) -> None:
    if bad.any():
        rows = bad.nonzero()[0]
        raise CourseError(f"{rows_named(rows)}: {what}", field=name, found=values.iloc[int(rows[0])], do=do)


def _blank(column: pd.Series[Any]) -> pd.Series[Any]:
    """The column with empty texts as missing values."""
    if column.dtype == object or str(column.dtype) in ("str", "string"):
        return column.where(column.map(lambda value: not (isinstance(value, str) and not value.strip())), None)
    return column


def read_times(table: pd.DataFrame, name: str, *, missing: bool = True) -> pd.Series[Any]:
    """A column of moments as ``datetime64``.

    Parameters
    ----------
    table, name
        The table and its column: datetimes, dates, or text such as ``2026-03-04`` or ``2026-03-04 14:30``.
    missing
        Whether cells may be empty.

    Raises
    ------
    CourseError
        With the rows that hold no moment. Text in another form is refused rather than guessed at.
    """
    import pandas as pd

    column = _blank(table[name])
    if pd.api.types.is_datetime64_any_dtype(column):
        moments = column
    else:
        if pd.api.types.is_numeric_dtype(column) and not column.isna().all():
            raise CourseError("this column holds numbers, not dates", field=name, found=column.dropna().iloc[0])
        moments = pd.to_datetime(column, format="ISO8601", errors="coerce")
        _refuse(
            (moments.isna() & column.notna()).to_numpy(),
            name,
            "no date",
            table[name],
            "Write dates as 2026-03-04 or 2026-03-04 14:30",
        )
    if not missing:
        _refuse(
            moments.isna().to_numpy(), name, "the date is missing", table[name], "Fill it in, or leave the row out"
        )
    return moments


def read_numbers(
    table: pd.DataFrame, name: str, *, missing: bool = True, low: float | None = None, high: float | None = None
) -> pd.Series[Any]:
    """A column of numbers as floats; a CourseError names the rows that hold none, or one out of range."""
    import pandas as pd

    from qmslib._common.numbers import parse_number

    column = _blank(table[name])
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        raise CourseError(
            "this column does not hold numbers", field=name, found=column.iloc[0] if len(column) else None
        )
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.astype(float)
    else:
        numbers = column.map(lambda value: None if pd.isna(value) else parse_number(value)).astype(float)
        _refuse((numbers.isna() & column.notna()).to_numpy(), name, "no number", table[name], "Write a number")
    _refuse(
        numbers.abs().eq(float("inf")).to_numpy(), name, "a number without end", table[name], "Correct the number"
    )
    if not missing:
        _refuse(numbers.isna().to_numpy(), name, "the number is missing", table[name], "Fill it in")
    if low is not None:
        _refuse((numbers < low).to_numpy(), name, f"a number below {low:g}", table[name], "Correct the number")
    if high is not None:
        _refuse((numbers > high).to_numpy(), name, f"a number above {high:g}", table[name], "Correct the number")
    return numbers


def read_choices(table: pd.DataFrame, name: str, allowed: Collection[Any], *, missing: bool = True) -> pd.Series[Any]:
    """A column whose cells are from a declared list; a CourseError names the rows that hold another value."""
    column = _blank(table[name])
    known = ", ".join(str(value) for value in allowed)
    _refuse(
        (column.notna() & ~column.isin(list(allowed))).to_numpy(),
        name,
        "a value that is not in the list",
        table[name],
        f"Use one of: {known}",
    )
    if not missing:
        _refuse(column.isna().to_numpy(), name, "the value is missing", table[name], f"Use one of: {known}")
    return column


def as_numbers(values: Any, name: str, *, missing: bool = False) -> NDArray[np.float64]:
    """A list, array or series of numbers as a float array; a CourseError names the places that hold none.

    Parameters
    ----------
    values, name
        The numbers, and what to call them in an error.
    missing
        Whether None and NaN may stand among them; they come back as NaN.
    """
    import numpy as np
    import pandas as pd

    if getattr(values, "ndim", 1) != 1:
        raise CourseError("one list of numbers is needed, not a table", field=name, found=type(values).__name__)
    column = pd.Series(list(values) if not isinstance(values, pd.Series) else values.to_numpy())
    if not len(column):
        return np.empty(0)
    return np.asarray(read_numbers(column.to_frame(name), name, missing=missing), dtype=float)

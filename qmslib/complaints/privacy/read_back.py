"""Read back a log that was exported."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib.complaints.privacy.cells import as_it_was

texts = module_texts(__file__)


def read_export(path: str | Path) -> pd.DataFrame:
    """Read a log that `export_log` wrote, with its texts as they were.

    Parameters
    ----------
    path
        The ``.csv`` or ``.xlsx`` file. Of a workbook the first sheet is read.

    Returns
    -------
    pandas.DataFrame
        From a CSV file every cell comes as text; from a workbook dates and numbers come as such. An empty cell is
        None.

    Raises
    ------
    CourseError
        When there is no such file, it is not UTF-8, or a row is longer than the heading.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from qmslib.complaints import export_log, read_export
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = export_log([{"case": "C-0001", "impact": 3}], Path(folder) / "log.csv").path
    ...     print(read_export(path))
         case impact
    0  C-0001      3
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise CourseError(texts.say("suffix"), file=file)
    if not file.is_file():
        raise CourseError(texts.say("no_file"), file=file)
    rows = _csv_rows(file) if suffix == ".csv" else _workbook_rows(file)
    heads = [_cell(head) for head in rows[0]] if rows else []
    for number, row in enumerate(rows[1:], start=1):
        if len(row) > len(heads):
            said = texts.say("ragged", row=number, n=len(row), columns=len(heads))
            raise CourseError(said, file=file)
    columns = [str(head) for head in heads]
    if len(set(columns)) < len(columns):
        raise CourseError(texts.say("twice"), file=file, found=columns)
    body = [[_cell(value) for value in row] + [None] * (len(heads) - len(row)) for row in rows[1:]]
    return pd.DataFrame(body, columns=columns, dtype=object)


def _cell(value: Any) -> Any:
    return as_it_was(value) or None if isinstance(value, str) else value


def _csv_rows(file: Path) -> list[list[Any]]:
    csv.field_size_limit(2**31 - 1)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return [row for row in csv.reader(lines) if row]
    except UnicodeDecodeError as error:
        raise CourseError(texts.say("not_utf8"), file=file, do=texts.say("not_utf8_do")) from error


def _workbook_rows(file: Path) -> list[list[Any]]:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True)
    try:
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()

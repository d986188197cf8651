"""Write a log as CSV or workbook that opens without harm in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.report import Report
from qmslib.complaints.log.faults import is_blank
from qmslib.complaints.privacy.cells import harmless, is_harmful
from qmslib.complaints.privacy.groups import small_groups

texts = module_texts(__file__)

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST, _MOST_ROWS = 32_767, 1_048_575


@dataclass(frozen=True, eq=False)
class ExportReport(Report):
    """What was written.

    Attributes
    ----------
    sentence
        How much was written where.
    path
        The file.
    rows, columns
        How many were written.
    made_harmless
        How many cells and headings got an apostrophe in front.
    small
        How many small groups there are in `groups`; None when they were not looked for.
    findings
        What was written otherwise than it stood, and what to look at before the file is sent.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from qmslib.complaints import export_log
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = export_log([{"case": "C-0001", "description": "=1+1"}], Path(folder) / "log.csv")
    >>> done.rows, done.made_harmless
    (1, 1)
    """

    sentence: str
    path: Path
    rows: int
    columns: int
    made_harmless: int
    small: int | None = None
    findings: tuple[Finding, ...] = ()


def export_log(
    log: Any,
    path: str | Path,
    *,
    groups: Sequence[str] = (),
    k: int = 5,
    person: str | None = None,
    sheet: str = "Log",
) -> ExportReport:
    """Write a log as ``.csv`` or ``.xlsx`` so that nothing in it is run as a formula.

    Parameters
    ----------
    log
        A data frame, a dict of columns or a list of rows. It is not changed; the index is not written.
    path
        The file; its ending says the form. A file that is there is replaced.
    groups, k, person
        Columns in which small groups are looked for, as in `small_groups`.
    sheet
        The name of the sheet in a workbook.

    Returns
    -------
    ExportReport

    Raises
    ------
    CourseError
        When the ending is another, the folder is missing, or a workbook could not hold a text or the rows. Nothing
        is written then.

    Notes
    -----
    CSV: UTF-8 with a byte-order mark, so that Excel shows every letter; commas; quotes where needed; times as
    ``2026-03-04 14:30:00`` with their offset, if they have a zone. Workbook: real dates and numbers; a time with a
    zone is written as on its own clock and a finding names the zone; texts are always texts. In both an apostrophe
    is put in front of texts that a spreadsheet would take for a formula (see `harmless`); numbers are left alone.
    A blank text and a missing value are both written as an empty cell. `read_export` reads either back.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from qmslib.complaints import export_log, read_export
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = export_log([{"case": "C-0001", "description": "@SUM(A1)"}], Path(folder) / "log.xlsx")
    ...     back = read_export(done.path)
    >>> back["description"][0]
    '@SUM(A1)'
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise CourseError(texts.say("suffix"), file=file)
    if not file.parent.is_dir():
        raise CourseError(texts.say("folder"), file=file.parent, do=texts.say("folder_do"))
    table = as_frame(log)
    findings: list[Finding] = []
    small = None
    if groups:
        checked = small_groups(table, groups, k, person=person)
        small = checked.small
        findings.append(Finding("warn" if small else "good", checked.sentence, field=", ".join(groups)))
        findings += checked.findings
    else:
        findings.append(texts.finding("info", "no_groups"))
    heads = [harmless(str(name)) for name in table.columns]
    cells = [list(table.iloc[:, place]) for place in range(table.shape[1])]
    changed = sum(head != str(name) for head, name in zip(heads, table.columns, strict=True))
    changed += sum(isinstance(value, str) and is_harmful(value) for column in cells for value in column)
    _whole_characters(cells, table, file)
    if suffix == ".csv":
        _write_csv(file, heads, cells)
    else:
        findings += _write_workbook(file, heads, cells, [str(name) for name in table.columns], sheet)
    if changed:
        findings.insert(0, texts.finding("info", "harmless", n=changed))
    said = texts.say("summary", rows=len(table), columns=len(heads), file=file.name)
    return ExportReport(said, file, len(table), len(heads), changed, small, tuple(findings))


def _whole_characters(cells: list[list[Any]], table: pd.DataFrame, file: Path) -> None:
    for name, column in zip(table.columns, cells, strict=True):
        rows = [row for row, value in enumerate(column) if isinstance(value, str) and not _can_write(value)]
        if rows:
            raise CourseError(f"{rows_named(rows)}: {texts.say('half')}", file=file, field=str(name))


def _can_write(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _csv_text(value: Any) -> str:
    if is_blank(value):
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, (datetime, pd.Timestamp)):
        return value.isoformat(sep=" ")
    if isinstance(value, (bool, int, float, np.number, np.bool_, date, time)):
        return str(value)
    return harmless(str(value))


def _write_csv(file: Path, heads: list[str], cells: list[list[Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(heads)
        if len(heads) == 1:  # an empty cell alone must not become an empty line
            writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerows(zip(*([_csv_text(value) for value in column] for column in cells), strict=True))


def _write_workbook(
    file: Path, heads: list[str], cells: list[list[Any]], names: list[str], sheet: str
) -> list[Finding]:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    if cells and len(cells[0]) > _MOST_ROWS:
        raise CourseError(texts.say("too_many"), file=file, found=len(cells[0]), do=texts.say("too_many_do"))
    findings: list[Finding] = []
    control = early = 0
    for place, (name, column) in enumerate(zip(names, cells, strict=True)):
        zones: set[str] = set()
        out: list[Any] = []
        for row, value in enumerate(column):
            if isinstance(value, (datetime, pd.Timestamp)) and not is_blank(value) and value.tzinfo is not None:
                zones.add(str(value.tzinfo))
            plain = _workbook_value(value)
            if isinstance(plain, str):
                early += isinstance(value, (date, datetime))
                clean = _CONTROL.sub("\ufffd", plain)
                control += clean != plain
                plain = clean
                if len(plain) > _LONGEST:
                    said = f"{rows_named([row])}: {texts.say('too_long')}"
                    raise CourseError(said, file=file, field=name, do=texts.say("too_long_do"))
            out.append(plain)
        cells[place] = out
        findings += [texts.finding("info", "zones", field=name, column=name, zone=zone) for zone in sorted(zones)]
    book = Workbook(write_only=True)
    page = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet)[:31] or "Log")
    page.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(page, value=value)
        made.data_type = "s"  # never a formula or an error value
        return made

    page.append([cell(_CONTROL.sub("\ufffd", head)) for head in heads])
    for row_cells in zip(*cells, strict=True):
        page.append([cell(value) for value in row_cells])
    book.save(file)
    if control:
        findings.append(texts.finding("warn", "control", n=control, mark="\ufffd"))
    if early:
        findings.append(texts.finding("info", "early", n=early))
    return findings


def _workbook_value(value: Any) -> Any:
    """The value as a workbook holds it; text where it cannot."""
    if is_blank(value):
        return None
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    if isinstance(value, (date, datetime)):
        return value if value.year >= 1900 else value.isoformat()
    if isinstance(value, pd.Timedelta):
        return value.to_pytimedelta()
    if isinstance(value, (np.number, np.bool_)):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    if isinstance(value, (bool, int, float, time, timedelta)):
        return value
    return harmless(str(value))

"""A document that a learner built, as a file for Word (DOCX) or Excel (XLSX). The page sends all its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.complaints.privacy.cells import harmless

#: Characters of everything that one file may hold.
LIMIT = 2_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,9})?")
_WIDE = 5


@dataclass(frozen=True)
class Table:
    """A table: its caption, the names of its columns, its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]


@dataclass(frozen=True)
class Document:
    """What goes into a file.

    Attributes
    ----------
    title, made
        Its title, and the line that says when it was made.
    heads, fields
        For a document without a table: what to call label and answer, and labels with what was written.
    table
        The rows, for a document with one.
    text
        Paragraphs that a tool wrote, such as a draft.
    shows, sentence, result
        The heading of a tool's result, its sentence, its table.
    """

    title: str
    made: str
    heads: tuple[str, str]
    fields: tuple[tuple[str, str], ...]
    table: Table | None
    text: str
    shows: str
    sentence: str
    result: Table | None


def read_document(content: object) -> Document:
    """The document that a page sent.

    Raises
    ------
    CourseError
        When it is no document or too long.
    """
    if not isinstance(content, Mapping):
        raise CourseError("this is no document", field="content", found=type(content).__name__)
    fields = tuple((_text(pair[0]), _text(pair[1])) for pair in _lists(content.get("fields")) if len(pair) == 2)
    given = content.get("heads")
    heads = [_text(name) for name in given] if isinstance(given, list) and len(given) == 2 else ["", ""]
    made = Document(
        _text(content.get("title")) or "Document",
        _text(content.get("made")),
        (heads[0], heads[1]),
        fields,
        _table(content.get("table")),
        _text(content.get("text")),
        _text(content.get("shows")),
        _text(content.get("sentence")),
        _table(content.get("result")),
    )
    if len(repr(made)) > LIMIT:
        raise CourseError(
            "this document is too long for a file", field="content", do="Print it, or take the CSV file"
        )
    return made


def _text(value: object) -> str:
    """Text that any file can hold: no control characters, no half letters."""
    plain = value if isinstance(value, str) else "" if value is None or isinstance(value, bool) else str(value)
    return _CONTROL.sub("", plain).encode("utf-8", "replace").decode("utf-8")


def _cell(value: object) -> str | int | float:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else _text(value)


def _lists(value: object) -> Iterable[list[Any]]:
    return [row for row in value if isinstance(row, list)] if isinstance(value, list) else []


def _table(value: object) -> Table | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("columns"), list) or not value["columns"]:
        return None
    columns = tuple(_text(name) for name in value["columns"])
    rows = tuple(
        tuple(_cell(cell) for cell in [*row, *[""] * len(columns)][: len(columns)])
        for row in _lists(value.get("rows"))
    )
    return Table(_text(value.get("caption")), columns, rows)


def docx(document: Document) -> bytes:
    """The document for Word."""
    from docx import Document as new
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    page = new()
    page.core_properties.title, page.core_properties.author = document.title[:255], ""
    page.core_properties.comments = ""
    for language in page.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    tables = [table for table in (document.table, document.result) if table]
    if any(len(table.columns) > _WIDE for table in tables):
        section = page.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    page.add_heading(document.title, 1)
    if document.made:
        page.add_paragraph(document.made)

    def add(table: Table) -> None:
        grid = page.add_table(rows=1, cols=len(table.columns))
        grid.style = "Table Grid"
        # The head comes again on each page, and is read out as one.
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        grid.rows[0]._tr.get_or_add_trPr().append(mark)
        for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
            cell.paragraphs[0].add_run(name).bold = True
        for row in table.rows:
            for cell, value in zip(grid.add_row().cells, row, strict=True):
                cell.text = _said(value)
        page.add_paragraph()

    for label, written in document.fields:
        page.add_paragraph().add_run(label).bold = True
        page.add_paragraph(written)
    if document.table:
        add(document.table)
    if document.text:
        for part in re.split(r"\n\s*\n", document.text):
            page.add_paragraph(part)
    if document.sentence or document.result:
        page.add_heading(document.shows, 2)
    if document.sentence:
        page.add_paragraph(document.sentence)
    if document.result:
        if document.result.caption:
            page.add_paragraph().add_run(document.result.caption).italic = True
        add(document.result)
    file = BytesIO()
    page.save(file)
    return file.getvalue()


def _said(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def xlsx(document: Document) -> bytes:
    """The document for Excel: a sheet with what was written, and one with what it shows. No cell is a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    book.properties.title, book.properties.creator = document.title[:255], ""

    def head(rows: list[str]) -> None:
        for text in filter(None, rows):
            sheet.append([_safe(text)])
        sheet["A1"].font = Font(bold=True, size=14)
        sheet.append([])

    def add(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        sheet.append([_safe(name) for name in columns])
        top = sheet.max_row
        for cell in sheet[top]:
            cell.font = Font(bold=True)
        for row in rows:
            sheet.append([_safe(value) for value in row])
        for column in sheet.iter_cols(min_row=top):
            longest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(60, max(10, longest + 2))
            for cell in column:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = sheet.cell(row=top + 1, column=1)

    sheet.title = _sheet_name(document.title)
    head([document.title, document.made, document.sentence])
    if document.table:
        add(document.table.columns, document.table.rows)
    else:
        add(document.heads, document.fields)
    for part in re.split(r"\n\s*\n", document.text) if document.text else ():
        sheet.append([_safe(part)])
    if document.result:
        shown = document.result
        sheet = book.create_sheet(_sheet_name(document.shows))
        head([document.shows, shown.caption])
        add(shown.columns, shown.rows)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _safe(value: object) -> str | int | float:
    if isinstance(value, (int, float)):
        return value
    text = str(value)
    if _NUMBER.fullmatch(text):
        # Only a text that reads the same as a number: 007 and +44 stay what they are.
        number = float(text) if "." in text else int(text)
        if str(number) == text:
            return number
    return harmless(text)[:32_000]


def _sheet_name(text: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", text).strip()[:31] or "Sheet"


WRITERS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
}


def document_file(form: object, content: object) -> tuple[str, bytes]:
    """The file's type for a browser, and its bytes.

    Parameters
    ----------
    form
        ``docx`` or ``xlsx``.
    content
        As the page sends it: see `read_document`.

    Raises
    ------
    CourseError
        When there is no such form, or the content is no document.
    """
    if form not in WRITERS:
        raise CourseError(
            "there is no such kind of file", field="form", found=form, do=f"Choose {', '.join(WRITERS)}"
        )
    kind, write = WRITERS[str(form)]
    return kind, write(read_document(content))

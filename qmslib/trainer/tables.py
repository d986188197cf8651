"""Tables for a terminal, and cells that are safe in a spreadsheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

#: Characters of a column but the last; a hand-in file's name has at most 90.
COLUMN_LIMIT = 90


def safe_cell(value: object) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula."""
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text


def safe_line(value: object) -> str:
    """Text for a terminal: one line, without control signs that could move the cursor or change colours."""
    return "".join(
        " " if sign in "\n\r\t" else "\ufffd" if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} else sign
        for sign in str(value)
    )


def _cut(text: str) -> str:
    """The text, or as much of it as a column holds: one endless name must not push all other columns off the page."""
    return text if len(text) <= COLUMN_LIMIT else f"{text[: COLUMN_LIMIT - 1]}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A plain table; the last column may be as long as it likes."""
    texts = [[safe_line(cell) for cell in row] for row in (head, *rows)]
    lines = [[*map(_cut, line[:-1]), line[-1]] for line in texts]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, ["-" * min(width, 60) for width in widths])
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) if column < len(head) - 1 else cell
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )

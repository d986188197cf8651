"""Tables that were written by hand and lie beside the code as CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("data")


def kept_rows(name: str) -> list[dict[str, Any]]:
    """The rows of a table; an empty cell is None."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]

"""The one error that the course raises for a person to read."""

from __future__ import annotations

from typing import Any


class CourseError(Exception):
    """Something a person can put right, said in their terms.

    Parameters
    ----------
    problem
        What is wrong, as one plain sentence without its full stop.
    file, item, field
        Where it is: the file's name or path, the item's id, the field's name.
    found
        What was found there; shown shortened and quoted.
    do
        What to do about it, as one plain sentence without its full stop.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: object = None,
        item: str | None = None,
        field: str | None = None,
        found: object = None,
        do: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = None if file is None else str(file)
        self.item = item
        self.field = field
        self.found = found
        self.do = do
        super().__init__(str(self))

    def __str__(self) -> str:
        where = [
            part
            for part in (
                self.file,
                f"item {self.item}" if self.item else None,
                f"field {self.field}" if self.field else None,
            )
            if part
        ]
        text = f"{', '.join(where)}: {self.problem}" if where else self.problem
        if self.found is not None:
            shown = repr(self.found)
            text += f" (found {shown if len(shown) <= 80 else shown[:77] + '…'})"
        text += "."
        if self.do:
            text += f" {self.do}."
        return text

    def as_dict(self) -> dict[str, Any]:
        """The same, for machines: keys ``problem``, ``file``, ``item``, ``field``, ``found``, ``do``."""
        return {
            "problem": self.problem,
            "file": self.file,
            "item": self.item,
            "field": self.field,
            "found": None if self.found is None else repr(self.found),
            "do": self.do,
        }

"""What each code of a question means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.numbers import parse_number
from qmslib._common.words import tidy


@dataclass(frozen=True)
class Scale:
    """The codes that a question may hold.

    Attributes
    ----------
    low, high
        The lowest and highest answer.
    labels
        What the answers are called, for example ``{1: "very poor", 5: "very good"}``; a cell may hold the label in
        place of the number.
    not_applicable
        Codes or words for "this does not concern me".
    missing
        Codes or words for "no answer". An empty cell always counts as missing.
    whole
        Whether answers must be whole numbers.

    Raises
    ------
    CourseError
        If low is not below high, or a code for missing or not applicable lies on the scale itself.

    Examples
    --------
    >>> from qmslib.feedback import Scale
    >>> Scale(1, 5, not_applicable=("n/a",), missing=(9,)).meaning(9)
    'missing'
    """

    low: float
    high: float
    labels: Mapping[float, str] = field(default_factory=dict)
    not_applicable: tuple[Any, ...] = ()
    missing: tuple[Any, ...] = ()
    whole: bool = True

    def __post_init__(self) -> None:
        if not (np.isfinite(self.low) and np.isfinite(self.high)) or not self.low < self.high:
            raise CourseError("a scale needs a low end below its high end", found=(self.low, self.high))
        words = [_key(code) for code in (*self.not_applicable, *self.missing)]
        if len(set(words)) != len(words):
            raise CourseError("a code is declared twice", field="not_applicable and missing", found=words)
        for code in (*self.not_applicable, *self.missing):
            number = _number(code)
            if number is not None and self.low <= number <= self.high:
                raise CourseError(
                    "a code for missing or not applicable is also an answer on the scale",
                    found=code,
                    do="Choose a code outside the scale, for example 9 or n/a",
                )
        for value in self.labels:
            if not self.low <= value <= self.high:
                raise CourseError("a label is given to a number outside the scale", field="labels", found=value)

    def meaning(self, cell: Any) -> float | str | None:
        """What one cell means: the answer as a number, ``"missing"``, ``"not applicable"``, or None if undeclared."""
        if cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell)):
            return "missing"
        key = _key(cell)
        if key in {_key(code) for code in self.missing}:
            return "missing"
        if key in {_key(code) for code in self.not_applicable}:
            return "not applicable"
        if key == "":
            return "missing"
        for value, label in self.labels.items():
            if key == _key(label):
                return float(value)
        number = _number(cell)
        if number is None or not self.low <= number <= self.high or (self.whole and number != int(number)):
            return None
        return number


def _key(code: Any) -> str:
    """One form for codes that people hold to be the same: 9, 9.0 and "9"; "N/A" and "n/a"."""
    number = _number(code)
    return f"{number:g}" if number is not None else tidy(str(code)).casefold()


def _number(code: Any) -> float | None:
    if isinstance(code, (bool, np.bool_)):
        return None
    if isinstance(code, (int, float, np.integer, np.floating)):
        return float(code) if np.isfinite(code) else None
    # "5 %" or "£5" is no answer on a scale, so only a bare number is read from text.
    text = str(code).strip()
    return parse_number(text) if text[-1:].isdigit() and text[:1] in "+-.0123456789" else None

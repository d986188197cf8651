"""A survey file read by the declared codes and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.feedback.answers.scale import Scale

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class UndeclaredCodes(Report):
    """The cells that hold what no one declared.

    Attributes
    ----------
    sentence, findings
        How many there are, and where.
    cells
        One row a cell: column, row (from 1), found.

    Examples
    --------
    >>> from qmslib.feedback import Scale, undeclared_codes
    >>> print(undeclared_codes({"q1": [4, 9, 5]}, Scale(1, 5)).sentence)
    1 cell holds a code that is not declared.
    """

    sentence: str
    findings: tuple[Finding, ...]
    cells: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """One row a cell."""
        return self.cells.copy()


@dataclass(frozen=True, eq=False)
class Answers(Report):
    """Answers read by declaration.

    Attributes
    ----------
    sentence, findings
        What was read and what was set apart.
    values
        The answers as numbers, one column a question; empty where there is no answer or it does not apply. Columns
        that were not declared stand there unchanged.
    counts
        One row a question: question, rows, answered, missing, not_applicable.

    Examples
    --------
    >>> from qmslib.feedback import Scale, read_answers
    >>> read = read_answers({"q1": [4, 9, "n/a", 5]}, Scale(1, 5, not_applicable=("n/a",), missing=(9,)))
    >>> read.values["q1"].mean()
    np.float64(4.5)
    """

    sentence: str
    findings: tuple[Finding, ...]
    values: pd.DataFrame
    counts: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The counts: one row a question."""
        return self.counts.copy()


def _declared(
    table: Any, codes: Scale | Mapping[str, Scale], questions: Sequence[str] | None
) -> tuple[pd.DataFrame, dict[str, Scale]]:
    if isinstance(codes, Scale):
        frame = as_frame(table, questions or ())
        scales = {str(name): codes for name in (questions if questions is not None else frame.columns)}
    else:
        frame = as_frame(table, list(codes))
        scales = dict(codes)
    for name, scale in scales.items():
        if not isinstance(scale, Scale):
            raise CourseError(
                "the codes of a column must be a Scale", field=name, found=scale, do="Write Scale(1, 5)"
            )
    doubled = frame.columns[frame.columns.duplicated()]
    if len(doubled):
        raise CourseError("two columns have the same name", found=str(doubled[0]), do="Rename one of them")
    return frame, scales


def _split(column: pd.Series[Any], scale: Scale) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Values, and a mark for each cell: 0 answer, 1 missing, 2 not applicable, 3 undeclared."""
    # Each distinct cell is read once; in a mixed column 1 and "1" stay apart until the scale has spoken.
    places, distinct = pd.factorize(column, use_na_sentinel=True)
    values = np.full(len(distinct) + 1, np.nan)
    marks = np.ones(len(distinct) + 1, dtype=np.int8)
    for place, cell in enumerate(distinct):
        meaning = scale.meaning(cell)
        if isinstance(meaning, str):
            marks[place] = 1 if meaning == "missing" else 2
        elif meaning is None:
            marks[place] = 3
        else:
            values[place], marks[place] = meaning, 0
    if column.dtype == object:
        # True equals 1 for Python, yet it is no answer on a scale.
        truths = np.fromiter((isinstance(cell, (bool, np.bool_)) for cell in column), bool, len(column))
        if truths.any():
            found = marks[places]
            found[truths] = 3
            return values[places], found
    # The last place stands for empty cells, which factorize marks with -1.
    return values[places], marks[places]


def _plain(cell: Any) -> Any:
    """A number as people write it, without its numpy wrapping."""
    return cell.item() if isinstance(cell, np.generic) else cell


def undeclared_codes(
    table: Any, codes: Scale | Mapping[str, Scale], questions: Sequence[str] | None = None
) -> UndeclaredCodes:
    """List every cell that holds a code nobody declared.

    Parameters
    ----------
    table
        The survey file: a data frame or a list of rows.
    codes
        A `Scale` for each question by column name, or one scale for all of `questions`.
    questions
        The columns to check when one scale serves for all; without it every column.

    Returns
    -------
    UndeclaredCodes
        The cells by column and row.

    Raises
    ------
    CourseError
        If a declared column is not in the table.

    Examples
    --------
    >>> undeclared_codes({"q1": [4, 9, 5], "q2": [1, "n/a", 3]}, Scale(1, 5)).cells["row"].tolist()
    [2, 2]
    """
    frame, scales = _declared(table, codes, questions)
    found: list[dict[str, Any]] = []
    findings = []
    for name, scale in scales.items():
        bad = np.flatnonzero(_split(frame[name], scale)[1] == 3)
        found += [{"column": name, "row": int(row) + 1, "found": frame[name].iloc[int(row)]} for row in bad]
        if len(bad):
            kinds = sorted({str(frame[name].iloc[int(row)]) for row in bad})
            findings.append(
                texts.finding(
                    "bad", "undeclared", field=name, column=name, found=", ".join(kinds[:5]), rows=rows_named(bad)
                )
            )
    sentence = texts.say("some" if found else "none", n=len(found))
    return UndeclaredCodes(sentence, tuple(findings), pd.DataFrame(found, columns=["column", "row", "found"]))


def read_answers(table: Any, codes: Scale | Mapping[str, Scale], questions: Sequence[str] | None = None) -> Answers:
    """Read answers by the declared codes; refuse the file when a cell holds anything else.

    Parameters
    ----------
    table
        The survey file: a data frame or a list of rows. It is not changed.
    codes
        A `Scale` for each question by column name, or one scale for all of `questions`.
    questions
        The columns to read when one scale serves for all; without it every column.

    Returns
    -------
    Answers
        Numbers, with missing and not applicable counted apart and never averaged in.

    Raises
    ------
    CourseError
        With every column and row that holds an undeclared code, for example a 9 or 99 on a scale of 1 to 5.

    Examples
    --------
    >>> read = read_answers({"q1": [4, "", 5], "q2": ["n/a", 2, 3]}, Scale(1, 5, not_applicable=("n/a",)))
    >>> print(read.sentence)
    3 rows and 2 questions: 4 answers, 1 missing, 1 not applicable.
    """
    frame, scales = _declared(table, codes, questions)
    wrong = undeclared_codes(frame, scales)
    if len(wrong.cells):
        raise CourseError(
            "codes that are not declared: " + " ".join(found.text for found in wrong.findings).rstrip("."),
            field=", ".join(dict.fromkeys(wrong.cells["column"])),
            found=_plain(wrong.cells["found"].iloc[0]),
            do="Correct the cells, or declare the code as missing or not applicable",
        )
    values = frame.copy()
    rows: list[dict[str, Any]] = []
    for name, scale in scales.items():
        numbers, marks = _split(frame[name], scale)
        values[name] = numbers
        tally = np.bincount(marks, minlength=3)
        rows.append(
            {
                "question": name,
                "rows": len(frame),
                "answered": int(tally[0]),
                "missing": int(tally[1]),
                "not_applicable": int(tally[2]),
            }
        )
    counts = pd.DataFrame(rows, columns=["question", "rows", "answered", "missing", "not_applicable"])
    findings = [
        texts.finding("warn", "half_missing", field=row["question"], question=row["question"], n=row["missing"])
        for row in rows
        if len(frame) and row["missing"] * 2 > len(frame)
    ]
    sentence = texts.say(
        "read",
        rows=say_number(len(frame)),
        questions=len(scales),
        answered=say_number(int(counts["answered"].sum())),
        missing=say_number(int(counts["missing"].sum())),
        not_applicable=say_number(int(counts["not_applicable"].sum())),
    )
    return Answers(sentence, tuple(findings), values, counts)

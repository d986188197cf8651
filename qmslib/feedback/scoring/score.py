"""One score of one question, and the answers it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_numbers, rows_named
from qmslib._common.report import Report

texts = module_texts(__file__)
_FEW = 30


@dataclass(frozen=True)
class Score(Report):
    """One score of one question.

    Attributes
    ----------
    sentence, findings
        The score in words, and what to be careful about.
    name
        Which score it is, with the rule it was made by.
    estimate
        The figure with its interval; `value`, `low`, `high` and `n` give its parts.
    left_out
        How many people gave no answer that counts (empty, or not applicable). They are in no average.
    parts
        How many answers went where, for example promoters, passives and detractors.

    Examples
    --------
    >>> from qmslib.feedback import csat
    >>> score = csat([5, 4, 3, None])
    >>> round(score.value, 3), score.n, score.left_out
    (0.667, 3, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    name: str
    estimate: Estimate
    left_out: int
    parts: Mapping[str, int]

    @property
    def value(self) -> float | None:
        """The figure: a fraction of 1 for a share, −100 to 100 for a net promoter score; None without answers."""
        return self.estimate.value

    @property
    def low(self) -> float | None:
        """The lower end of the interval."""
        return self.estimate.low

    @property
    def high(self) -> float | None:
        """The upper end of the interval."""
        return self.estimate.high

    @property
    def n(self) -> int:
        """How many answers the figure rests on."""
        return int(self.estimate.n)

    def frame(self) -> pd.DataFrame:
        """One row: name, value, low, high, n, left_out and the parts."""
        return pd.DataFrame(
            [
                {
                    "score": self.name,
                    "value": self.value,
                    "low": self.low,
                    "high": self.high,
                    "n": self.n,
                    "left_out": self.left_out,
                    **self.parts,
                }
            ]
        )


def given_answers(answers: Any, low: float, high: float, whole: bool = True) -> tuple[NDArray[np.float64], int]:
    """The answers given, and how many cells hold none."""
    if not low < high:
        raise CourseError("a scale needs a low end below its high end", field="scale", found=(low, high))
    if isinstance(answers, (str, bytes, Mapping)) or not isinstance(answers, Iterable):
        raise CourseError(
            "the answers are no list of numbers",
            field="answers",
            found=answers,
            do="Give a list or a table's column",
        )
    numbers = as_numbers(answers, "answers", missing=True)
    given = ~np.isnan(numbers)
    with np.errstate(invalid="ignore"):
        wrong = given & ((numbers < low) | (numbers > high) | (whole & (numbers != np.floor(numbers))))
    if wrong.any():
        rows = np.flatnonzero(wrong)
        raise CourseError(
            f"{rows_named(rows)}: this is no answer on the scale of {low:g} to {high:g}",
            field="answers",
            found=float(numbers[rows[0]]),
            do="Read the file with read_answers and declare the codes for missing and not applicable",
        )
    return numbers[given], int((~given).sum())


def make_score(
    name: str, estimate: Estimate, left_out: int, parts: Mapping[str, int], key: str, **slots: object
) -> Score:
    """A score with its sentence and what to be careful about."""
    findings = []
    if left_out:
        findings.append(texts.finding("info", "left_out", n=left_out))
    if estimate.value is None:
        sentence = texts.say("nothing", name=name)
    else:
        if estimate.n < _FEW:
            findings.append(texts.finding("warn", "few", n=int(estimate.n)))
        if estimate.low is None:
            findings.append(texts.finding("info", "no_interval"))
        sentence = texts.say(key, name=name, figure=estimate, **slots)
    return Score(sentence, tuple(findings), name, estimate, left_out, dict(parts))


def check_method(method: str, methods: tuple[str, ...]) -> None:
    """Refuse a method that is not known."""
    if method not in methods:
        raise CourseError(
            "this method is not known", field="method", found=method, do=f"Choose {' or '.join(methods)}"
        )

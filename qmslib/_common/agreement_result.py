"""What a measure of agreement says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.ratings import Ratings
from qmslib._common.report import Report

texts = module_texts(__file__)

#: Lower ends of the bands and the words of three published scales.
SCALES: dict[str, tuple[tuple[float, str], ...]] = {
    "landis-koch": (
        (0.81, "almost perfect"), (0.61, "substantial"), (0.41, "moderate"), (0.21, "fair"), (0.0, "slight"),
        (-1.0, "poor"),
    ),
    "altman": ((0.81, "very good"), (0.61, "good"), (0.41, "moderate"), (0.21, "fair"), (-1.0, "poor")),
    "fleiss": ((0.75, "excellent"), (0.40, "fair to good"), (-1.0, "poor")),
}  # fmt: skip


def agreement_word(value: float | None, scale: str = "landis-koch") -> str | None:
    """The word for a coefficient of agreement on a published scale.

    Parameters
    ----------
    value
        The coefficient; None and NaN give None.
    scale
        ``"landis-koch"`` (1977: poor, slight, fair, moderate, substantial, almost perfect), ``"altman"`` (1991) or
        ``"fleiss"`` (1981: poor below 0.40, excellent from 0.75).

    Returns
    -------
    str or None
        The word.

    Raises
    ------
    CourseError
        If the value lies outside −1 to 1 or the scale is not known.

    Notes
    -----
    The bands are habits, not laws: their authors call them arbitrary. Values are rounded to two places before they
    are placed, since the bands are printed so (0.61 to 0.80). Landis and Koch (1977), Biometrics 33.

    Examples
    --------
    >>> from qmslib.feedback import agreement_word
    >>> agreement_word(0.7), agreement_word(0.7, "fleiss"), agreement_word(None)
    ('substantial', 'fair to good', None)
    """
    if scale not in SCALES:
        raise CourseError(
            "this scale is not known", field="scale", found=scale, do=f"Use one of: {', '.join(SCALES)}"
        )
    if value is None or value != value:
        return None
    if not -1 - 1e-9 <= value <= 1 + 1e-9:
        raise CourseError("agreement lies between -1 and 1", field="value", found=value)
    if value < 0 and scale == "landis-koch":
        return "poor"
    return next(word for edge, word in SCALES[scale] if round(value, 2) >= edge or edge == -1)


@dataclass(frozen=True, eq=False)
class Agreement(Report):
    """How far coders agree.

    Attributes
    ----------
    sentence, findings
        The figure in words, and what to look at.
    measure
        The name of the coefficient.
    value
        The coefficient: 1 is full agreement, 0 what chance would give. None when it is undefined; `reason` says why.
    low, high, se
        The interval and the standard error; None without one.
    observed, expected
        The agreement seen and the agreement expected by chance (weighted where weights were given).
    n
        Items that count: those with a pair of ratings.
    coders, categories, level
        How many coders (the most for one item), all categories, the confidence level.
    z
        The coefficient over its standard error if the coders only guessed, where a formula for it exists.
    disagreements
        A table of the items on which coders differ: what each chose, to talk over.
    matrix
        For two coders, the table of counts: first coder down, second across; otherwise None.
    reason
        Why there is no value, else None.

    Examples
    --------
    >>> from qmslib.feedback import cohen_kappa
    >>> found = cohen_kappa(["met", "met", "not met"], ["met", "not met", "not met"])
    >>> found.disagreements.values.tolist()
    [[2, 2, 'met', 'not met']]
    """

    sentence: str
    findings: tuple[Finding, ...]
    measure: str
    value: float | None
    low: float | None
    high: float | None
    se: float | None
    observed: float | None
    expected: float | None
    n: int
    coders: int
    categories: tuple[Any, ...]
    level: float
    z: float | None = None
    disagreements: pd.DataFrame = field(default_factory=pd.DataFrame)
    matrix: pd.DataFrame | None = None
    reason: str | None = None

    def frame(self) -> pd.DataFrame:
        """One row: the measure, its value and interval, and what it was worked out from."""
        names = ("measure", "value", "low", "high", "se", "observed", "expected", "n", "coders")
        row = pd.DataFrame([{name: getattr(self, name) for name in names}])
        return row.astype(dict.fromkeys(names[1:7], float))


def _paradox(value: float, observed: float, shares: NDArray[np.float64]) -> bool:
    # High raw agreement and a low coefficient, with most ratings in one category.
    return observed >= 0.75 and value < 0.61 and bool(shares.max(initial=0) >= 2 / 3)


def make(
    measure: str,
    value: float | None,
    low: float | None,
    high: float | None,
    se: float | None,
    observed: float | None,
    expected: float | None,
    n: int,
    coders: int,
    categories: list[Any],
    level: float,
    *,
    z: float | None = None,
    read: Ratings | None = None,
    matrix: pd.DataFrame | None = None,
    counts: NDArray[np.float64] | None = None,
    items: list[Any] | None = None,
    uneven: bool = False,
) -> Agreement:
    """The result with its sentence, its cautions and the list of disagreements."""
    findings = list(read.findings) if read is not None else []
    reason = None
    if n == 0:
        reason = texts.say("none")
    elif value is None:
        reason = texts.say("one_category")
    if counts is None and matrix is not None:
        table = matrix.to_numpy()
        counts = np.atleast_2d(table.sum(axis=0) + table.sum(axis=1))
        differ = int(table.sum() - np.trace(table))
    else:
        differ = 0 if counts is None else int(((counts > 0).sum(axis=1) > 1).sum())
    if read is not None:
        apart = read.differing()
    elif counts is not None and items is not None:
        rows = np.flatnonzero((counts > 0).sum(axis=1) > 1)
        apart = pd.DataFrame(counts[rows].astype(int), columns=[str(name) for name in categories])
        apart.insert(0, "item", [items[row] for row in rows])
    else:
        apart = pd.DataFrame()
    if value is None:
        sentence = texts.say("undefined", measure=measure, reason=reason)
    else:
        slots = {"measure": measure, "value": say_number(value), "n": n, "coders": coders, "differ": differ}
        if low is not None and high is not None:
            slots |= {"level": say_number(level * 100, 1), "low": say_number(low), "high": say_number(high)}
        key = "percent" if expected is None else "sentence"
        if key == "percent":
            slots["value"] = say_number(value * 100, 1)
            slots |= {
                name: say_number(end * 100, 1) for name, end in (("low", low), ("high", high)) if end is not None
            }
        else:
            slots["word"] = agreement_word(value)
        sentence = texts.say(key if low is not None else f"{key}_only", **slots)
        if expected is not None and observed is not None:
            shares = counts.sum(axis=0) / counts.sum() if counts is not None else np.zeros(1)
            if "Gwet" not in measure and "Brennan" not in measure and _paradox(value, observed, shares):
                findings.append(texts.finding("warn", "paradox", observed=say_number(observed * 100, 1)))
            if low is not None and high is not None and high - low < 1e-9:
                findings.append(texts.finding("warn", "no_width"))
        if n < 30:
            findings.append(texts.finding("info", "few", n=n))
    if uneven:
        findings.append(texts.finding("info", "uneven"))
    return Agreement(
        sentence, tuple(findings), measure, value, low, high, se, observed, expected, n, coders, tuple(categories),
        level, z, apart, matrix.astype(int) if matrix is not None else None, reason,
    )  # fmt: skip

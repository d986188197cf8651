"""Answers to reverse-worded questions turned round, and a watch for those turned twice or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, as_numbers, read_numbers, rows_named
from qmslib._common.report import Report

texts = module_texts(__file__)
_MARK = "reversed_items"


def reverse(answers: Any, low: float = 1, high: float = 5) -> Any:
    """Turn answers round: the lowest becomes the highest.

    Parameters
    ----------
    answers
        A list, array or series of numbers; empty cells stay empty.
    low, high
        The ends of the scale.

    Returns
    -------
    numpy.ndarray or pandas.Series
        low + high − answer; a series for a series, with its index.

    Raises
    ------
    CourseError
        If an answer lies outside the scale, with its row.

    Notes
    -----
    psych's `reverse.code` does the same when given the ends of the scale. Left to itself it takes the ends from the
    data, which goes wrong when nobody chose an end.

    Examples
    --------
    >>> reverse([1, 2, 5]).tolist()
    [5.0, 4.0, 1.0]
    """
    if not low < high:
        raise CourseError("a scale needs a low end below its high end", found=(low, high))
    numbers = as_numbers(answers, "answers", missing=True)
    outside = np.flatnonzero((numbers < low) | (numbers > high))
    if len(outside):
        raise CourseError(
            f"{rows_named(outside)}: an answer outside the scale of {low:g} to {high:g}",
            found=float(numbers[outside[0]]),
            do="Declare codes such as 9 as missing and read the file with read_answers",
        )
    turned = low + high - numbers
    return pd.Series(turned, index=answers.index, name=answers.name) if isinstance(answers, pd.Series) else turned


@dataclass(frozen=True, eq=False)
class Reversed(Report):
    """Answers with the reverse-worded items turned round.

    Attributes
    ----------
    sentence, findings
        What was turned, and which items look wrong.
    answers
        The table with those items turned round.
    items
        The items that were turned.
    correlations
        One row an item: item, reversed, correlation with the sum of the rest (missing if it cannot be worked out).

    Examples
    --------
    >>> from qmslib.feedback import reverse_items
    >>> answers = {"q1": [1, 2, 4, 5], "q2": [2, 1, 5, 4], "q3": [5, 4, 2, 1]}
    >>> reverse_items(answers, ["q3"]).items
    ('q3',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    answers: pd.DataFrame
    items: tuple[str, ...]
    correlations: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The item–rest correlations."""
        return self.correlations.copy()


def _rest_correlations(values: np.ndarray[Any, Any]) -> list[float | None]:
    """Each item with the sum of the others, the others turned the way that most of the set goes."""
    complete = values[~np.isnan(values).any(axis=1)]
    covariance = np.atleast_2d(np.cov(complete, rowvar=False)) if len(complete) > 2 else np.zeros((0, 0))
    varies = np.diag(covariance) > 1e-12
    if varies.sum() < 2:
        return [None] * values.shape[1]
    spread = np.where(varies, np.sqrt(np.diag(covariance)), 1.0)
    # The sign on the first principal component says which way an item goes; psych's check.keys does the same.
    first = np.linalg.eigh(covariance / np.outer(spread, spread))[1][:, -1]
    signs = np.where(first < -1e-9, -1.0, 1.0)
    if (signs < 0).sum() * 2 > len(signs) or ((signs < 0).sum() * 2 == len(signs) and first.sum() < -1e-9):
        signs = -signs
    turned = covariance * np.outer(signs, signs)
    result: list[float | None] = []
    for place in range(len(signs)):
        own, together = turned[place, place], turned[place].sum() - turned[place, place]
        rest = turned.sum() - 2 * together - own
        usable = own > 1e-12 and rest > 1e-12
        result.append(float(signs[place] * together / np.sqrt(own * rest)) if usable else None)
    return result


def _numeric(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def reverse_items(
    table: Any,
    items: Sequence[str],
    *,
    among: Sequence[str] | None = None,
    low: float = 1,
    high: float = 5,
    again: bool = False,
) -> Reversed:
    """Turn round the reverse-worded items of a set and look at how each item goes with the rest.

    Parameters
    ----------
    table
        The answers as numbers, one column an item. It is not changed.
    items
        The reverse-worded items.
    among
        All items that measure the same thing, `items` included; without it every column that holds numbers.
    low, high
        The ends of the scale.
    again
        Whether items that this function already turned may be turned back.

    Returns
    -------
    Reversed
        With a warning for each item that goes against the rest: an item of `items` may have been reversed before,
        another one may be reverse-worded and not in the list.

    Raises
    ------
    CourseError
        If an item is unknown, lies outside the scale, or was turned by this function before.

    Notes
    -----
    The correlation is that of the item with the sum of the others (corrected item–total), on the rows with every item
    answered; others that go against the set are turned round for it, so that one wrong item does not accuse the rest.

    Examples
    --------
    >>> answers = {"q1": [1, 2, 4, 5], "q2": [2, 1, 5, 4], "q3": [5, 4, 2, 1]}
    >>> for found in reverse_items(answers, []).findings:
    ...     print(found.text)
    q3 goes against the other items (correlation -0.95). Is it worded the other way round and missing from your list?
    """
    items = [items] if isinstance(items, str) else list(items)
    frame = as_frame(table, [*items, *(among or ())])
    before = set(getattr(table, "attrs", {}).get(_MARK, ()))
    twice = [name for name in items if name in before]
    if twice and not again:
        raise CourseError(
            "these items were reversed already",
            field=", ".join(twice),
            do="Leave them out, or give again=True to turn them back",
        )
    if len(set(items)) != len(items):
        raise CourseError("an item is named twice", field="items", found=items)
    numeric = [name for name in frame.columns if name in items or _numeric(frame[name])]
    names = list(among) if among is not None else numeric
    lost = [name for name in items if name not in names]
    if lost:
        raise CourseError("an item to reverse is not among the items", field="among", found=lost)
    answers = frame.copy()
    for name in names:
        column = read_numbers(frame, name, low=low if name in items else None, high=high if name in items else None)
        answers[name] = reverse(column, low, high) if name in items else column
    answers.attrs[_MARK] = sorted(before ^ set(items))
    if isinstance(table, pd.DataFrame):
        answers.index = table.index
    correlations = _rest_correlations(answers[names].to_numpy(dtype=float)) if names else []
    findings = [
        texts.finding(
            "warn", "twice" if name in items else "unreversed", field=name, item=name, correlation=f"{value:.2f}"
        )
        for name, value in zip(names, correlations, strict=True)
        if value is not None and value < 0
    ]
    table_out = pd.DataFrame(
        {"item": names, "reversed": [name in items for name in names], "correlation_with_rest": correlations}
    )
    sentence = texts.say("sentence" if items else "sentence_none", n=len(items), items=", ".join(items))
    return Reversed(sentence, tuple(findings), answers, tuple(items), table_out)

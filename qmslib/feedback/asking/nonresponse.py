"""Are those who answered like those who were asked, group by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import proportion
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame, read_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Report

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class NonResponse(Report):
    """Who answered and who did not, group by group.

    Attributes
    ----------
    sentence, findings
        Whether some groups answered less than others.
    groups
        One row a group: group, invited, answered, rate, low, high, share_of_invited, share_of_answers,
        points (the share of answers less the share of invited, in percentage points).
    p_value
        The chance of differences as large as these if all groups were alike; None when it cannot be worked out.

    Examples
    --------
    >>> from qmslib.feedback import compare_response
    >>> found = compare_response({"East": 40, "West": 60}, {"East": 32, "West": 24})
    >>> found.groups["rate"].tolist()
    [0.8, 0.4]
    """

    sentence: str
    findings: tuple[Finding, ...]
    groups: pd.DataFrame
    p_value: float | None

    def frame(self) -> pd.DataFrame:
        """One row a group."""
        return self.groups.copy()


def _counted(people: Any, by: str | None, answered: str) -> tuple[dict[Any, int], dict[Any, int]]:
    if by is None:
        raise CourseError("say which column holds the group", field="by")
    frame = as_frame(people, [by, answered])
    marks = frame[answered]
    if not (pd.api.types.is_bool_dtype(marks) or marks.dropna().isin([0, 1]).all()) or marks.isna().any():
        raise CourseError("this column must say True or False (or 1 or 0) for each person", field=answered)
    if frame[by].isna().any():
        raise CourseError("a person has no group", field=by, do="Fill it in")
    grouped = marks.astype(int).groupby(frame[by].astype(object), sort=True)
    return grouped.size().to_dict(), grouped.sum().to_dict()


def compare_response(
    invited: Any,
    answers: Mapping[Any, int] | None = None,
    *,
    by: str | None = None,
    answered: str = "answered",
    level: float = 0.95,
) -> NonResponse:
    """Compare those who answered with all who were asked, group by group.

    Parameters
    ----------
    invited
        How many were asked in each group, as ``{group: count}``; or a table with one row a person asked, with the
        columns `by` and `answered`.
    answers
        How many answered in each group; not needed with a table.
    by, answered
        For a table: the column of the group, and the column that says True or False.
    level
        The confidence level of each group's interval.

    Returns
    -------
    NonResponse
        With a warning for each group whose rate is surely below or above the whole (its Wilson interval leaves the
        overall rate out).

    Raises
    ------
    CourseError
        If a group answered that was not asked, or more answered than were asked.

    Notes
    -----
    The p-value is that of Pearson's chi-squared test without continuity correction; it is left out when an expected
    count is below 5, as it cannot be trusted then. A like response in each group does not show that those who
    answered think like those who did not.

    Examples
    --------
    >>> compare_response({"East": 40, "West": 60}, {"East": 32, "West": 24}).groups["points"].round(1).tolist()
    [17.1, -17.1]
    """
    if answers is None:
        asked, returned = _counted(invited, by, answered)
    else:
        asked, returned = _whole(invited, "invited"), _whole(answers, "answers")
    strange = [group for group in returned if group not in asked]
    if strange:
        raise CourseError("a group answered that was not asked", field="answers", found=strange)
    over = [group for group in asked if returned.get(group, 0) > asked[group]]
    if over:
        raise CourseError("more answered than were asked", field="answers", found=over)
    total, back = sum(asked.values()), sum(returned.values())
    rows, findings = [], []
    for group, count in asked.items():
        got = returned.get(group, 0)
        rate = proportion(got, count, level)
        shares = (count / total if total else None, got / back if back else None)
        rows.append(
            {
                "group": group,
                "invited": count,
                "answered": got,
                "rate": rate.value,
                "low": rate.low,
                "high": rate.high,
                "share_of_invited": shares[0],
                "share_of_answers": shares[1],
                "points": None if shares[0] is None or shares[1] is None else 100 * (shares[1] - shares[0]),
            }
        )
        if rate.value is None:
            findings.append(texts.finding("info", "none_asked", group=group))
        elif total and rate.low is not None and rate.high is not None and not rate.low <= back / total <= rate.high:
            key = "under" if rate.value < back / total else "over"
            findings.append(
                texts.finding(
                    "warn",
                    key,
                    group=group,
                    rate=say_number(rate.value * 100, 1),
                    all=say_number(back / total * 100, 1),
                )
            )
    off = [str(row["group"]) for row in rows if any(found.text.startswith(f"{row['group']}:") for found in findings)]
    figures = ["rate", "low", "high", "share_of_invited", "share_of_answers", "points"]
    groups = pd.DataFrame(rows, columns=["group", "invited", "answered", *figures]).astype(
        dict.fromkeys(figures, float)
    )
    p_value = _p_value(groups)
    if not total:
        sentence = texts.say("nobody")
    elif off:
        sentence = texts.say("differ", groups=join_words(off))
    else:
        sentence = texts.say("alike", rate=say_number(back / total * 100, 1))
    return NonResponse(sentence, tuple(findings), groups, p_value)


def _whole(counts: Any, name: str) -> dict[Any, int]:
    if isinstance(counts, pd.Series):
        counts = counts.to_dict()
    if not isinstance(counts, Mapping):
        raise CourseError("give the count of each group", field=name, do="Write {group: count}")
    frame = pd.DataFrame({name: list(counts.values())}, dtype=object)
    numbers = list(read_numbers(frame, name, missing=False, low=0)) if len(frame) else list[float]()
    if any(number != int(number) for number in numbers):
        raise CourseError("a count is a whole number", field=name, found=dict(counts))
    return {group: int(number) for group, number in zip(counts, numbers, strict=True)}


def _p_value(groups: pd.DataFrame) -> float | None:
    asked = groups[groups["invited"] > 0]
    table = np.column_stack([asked["answered"], asked["invited"] - asked["answered"]]).astype(float)
    if len(table) < 2 or (table.sum(axis=0) == 0).any():
        return None
    from scipy.stats import chi2_contingency

    result = chi2_contingency(table, correction=False)
    return None if (result.expected_freq < 5).any() else float(result.pvalue)

"""Scores group by group, with groups so small that a person could be recognised kept back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.small_groups import groups_to_hide as groups_to_hide
from qmslib.feedback.scoring.recommend import nps
from qmslib.feedback.scoring.score import Score
from qmslib.feedback.scoring.scores import ces, csat, mean_score, top_box

texts = module_texts(__file__)
SCORES: Mapping[str, Callable[..., Score]] = {
    "csat": csat,
    "ces": ces,
    "nps": nps,
    "top_box": top_box,
    "mean": mean_score,
}


@dataclass(frozen=True, eq=False)
class GroupScores(Report):
    """A score for each group that is large enough to show.

    Attributes
    ----------
    sentence, findings
        What is shown and what is kept back, and why.
    groups
        One row a group and one for all: group, state (shown, hidden, no answers), n, value, low, high. The
        figures of a hidden group are missing, its n too.
    hidden
        The groups kept back: too small, or needed so that a small one cannot be worked out by subtraction.
    total
        The score of all; None when it must be hidden too.

    Examples
    --------
    >>> from qmslib.feedback import scores_by
    >>> answers = {"team": ["East"] * 6 + ["West"] * 7 + ["North"] * 2, "satisfaction": [5] * 10 + [2] * 5}
    >>> scores_by(answers, "satisfaction", "team").hidden
    ('East', 'North')
    """

    sentence: str
    findings: tuple[Finding, ...]
    groups: pd.DataFrame
    hidden: tuple[Any, ...]
    total: Score | None

    def frame(self) -> pd.DataFrame:
        """One row a group, and one for all."""
        return self.groups.copy()


def scores_by(
    table: Any,
    answer: str,
    by: str | Sequence[str],
    *,
    score: str | Callable[..., Score] = "csat",
    min_n: int = 5,
    groups: Sequence[Any] | None = None,
    **options: Any,
) -> GroupScores:
    """One score for each group, small groups kept back.

    Parameters
    ----------
    table
        One row a person who answered. It is not changed.
    answer
        The column with the answers.
    by
        The column of the group, or several columns whose groups are crossed.
    score
        ``"csat"``, ``"ces"``, ``"nps"``, ``"top_box"``, ``"mean"`` or a function that gives a `Score`.
    min_n
        The smallest number of answers that may be shown; 5 by custom. 1 shows everything.
    groups
        All groups there should be, so that one in which nobody answered stands there without a figure. Unused
        categories of a categorical column are kept without it.
    options
        Passed on to the score, for example ``scale=(1, 7)``.

    Returns
    -------
    GroupScores
        The scores by group, with the total.

    Raises
    ------
    CourseError
        If a column is missing, a row has no group, or an answer is not on the scale.

    Notes
    -----
    A second table of the same answers by another grouping can give away what this one hides. Publish one of them.

    Examples
    --------
    >>> answers = {"team": ["East"] * 6 + ["West"] * 7, "satisfaction": [5, 4, 4, 2, 5, 3] + [2, 3, 4, 2, 1, 5, 4]}
    >>> scores_by(answers, "satisfaction", "team").groups["value"].round(2).tolist()
    [0.67, 0.43, 0.54]
    """
    names = [by] if isinstance(by, str) else list(by)
    frame = as_frame(table, [answer, *names])
    function = SCORES.get(score) if isinstance(score, str) else score
    if function is None:
        raise CourseError("this score is not known", field="score", found=score, do=f"Choose {', '.join(SCORES)}")
    lost = frame[names].isna().any(axis=1).to_numpy().nonzero()[0]
    if len(lost):
        raise CourseError(
            f"{rows_named(lost)}: the group is missing",
            field=", ".join(names),
            do="Fill it in, or name it 'not said'",
        )
    everybody = function(frame[answer], **options)
    label = frame[names[0]] if len(names) == 1 else frame[names].astype(str).agg(" × ".join, axis=1)
    found = dict(iter(frame[answer].groupby(label.astype(object), sort=False)))
    order = list(groups) if groups is not None else _order(label, found)
    if strange := [group for group in found if group not in order]:
        raise CourseError("a group is not in your list", field="groups", found=strange)
    scores = {group: function(found.get(group, frame[answer].iloc[:0]), **options) for group in order}
    hidden = groups_to_hide({group: one.n for group, one in scores.items()}, min_n)
    answered = [group for group in order if scores[group].n]
    all_hidden = bool(hidden) and len(hidden) == len(answered) and everybody.n < min_n
    rows = [_row(group, scores[group], group in hidden) for group in order]
    rows.append(_row(texts.say("all"), everybody, all_hidden))
    table_out = pd.DataFrame(rows).astype({"n": "Int64", "value": float, "low": float, "high": float})
    findings = []
    small = [group for group in hidden if scores[group].n < min_n]
    if small:
        findings.append(texts.finding("info", "small", n=len(small), min_n=min_n))
    if len(hidden) > len(small):
        findings.append(texts.finding("info", "beside", n=len(hidden) - len(small)))
    if hidden:
        findings.append(texts.finding("warn", "other_tables"))
    if empty := [str(group) for group in order if not scores[group].n]:
        findings.append(texts.finding("info", "empty", n=len(empty), groups=", ".join(empty)))
    if everybody.left_out:
        findings.append(texts.finding("info", "left_out", n=everybody.left_out))
    sentence = texts.say(
        "sentence", name=everybody.name, shown=len(answered) - len(hidden), hidden=say_number(len(hidden))
    )
    return GroupScores(sentence, tuple(findings), table_out, hidden, None if all_hidden else everybody)


def _order(label: pd.Series[Any], found: Mapping[Any, Any]) -> list[Any]:
    if isinstance(label.dtype, pd.CategoricalDtype):
        return list(label.dtype.categories)
    try:
        return sorted(found)
    except TypeError:
        return sorted(found, key=str)


def _row(group: Any, score: Score, hide: bool) -> dict[str, Any]:
    state = "hidden" if hide else "shown" if score.n else "no answers"
    figures = (None, None, None, None) if hide else (score.n, score.value, score.low, score.high)
    return {"group": group, "state": state, **dict(zip(("n", "value", "low", "high"), figures, strict=True))}

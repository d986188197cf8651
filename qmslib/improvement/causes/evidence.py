"""Cause or coincidence: what the evidence would have to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.tables import to_frame

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)


@dataclass(frozen=True)
class CauseVerdict(Report):
    """Whether the evidence shows a cause.

    Attributes
    ----------
    verdict
        ``cause``, ``likely``, ``coincidence``, ``not`` or ``unknown``.
    answers
        Each question and its answer; None where it is not known.

    Examples
    --------
    >>> from qmslib.improvement import judge_cause
    >>> judge_cause(first=True).verdict
    'coincidence'
    """

    sentence: str
    findings: tuple[Finding, ...]
    verdict: str
    answers: dict[str, bool | None]

    def frame(self) -> pd.DataFrame:
        """One row for each question."""
        return to_frame([{"question": texts.say(name), "answer": yes} for name, yes in self.answers.items()])


def judge_cause(
    *,
    first: bool | None = None,
    each_time: bool | None = None,
    not_without: bool | None = None,
    how: bool | None = None,
    nothing_else: bool | None = None,
) -> CauseVerdict:
    """Judge whether two things that happened together are cause and effect.

    Parameters
    ----------
    first
        Whether the supposed cause came before the effect.
    each_time
        Whether the effect comes each time, or nearly, when the cause is there.
    not_without
        Whether the effect stays away when the cause is away.
    how
        Whether somebody can say how the one brings about the other.
    nothing_else
        Whether nothing else changed at the same time.

    Returns
    -------
    CauseVerdict
        ``not`` when it came after the effect; ``cause`` when all five hold; ``likely`` when four hold, `how` and one
        of `each_time` and `not_without` among them; else ``coincidence``, or ``unknown`` when nothing is known.

    Notes
    -----
    The questions follow Hill (1965), "The environment and disease: association or causation?", in office terms.

    Examples
    --------
    >>> print(judge_cause(first=True, each_time=False).sentence)
    So far this is a coincidence, like the son who shut the door when the picture fell.
    """
    answers = {
        "first": first,
        "each_time": each_time,
        "not_without": not_without,
        "how": how,
        "nothing_else": nothing_else,
    }
    yes = sum(answer is True for answer in answers.values())
    if first is False:
        verdict = "not"
    elif all(answer is None for answer in answers.values()):
        verdict = "unknown"
    elif yes == len(answers):
        verdict = "cause"
    else:
        verdict = "likely" if yes == 4 and how and (each_time or not_without) else "coincidence"
    findings = [
        texts.finding("warn", f"fails_{name}", None, name) if answer is False
        else texts.finding("info", name, None, name)
        for name, answer in answers.items()
        if answer is not True
    ]  # fmt: skip
    return CauseVerdict(texts.say(verdict), tuple(findings), verdict, answers)

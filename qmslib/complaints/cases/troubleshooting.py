"""When the system itself has trouble: symptom, possible causes, how to look, what helps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report

texts = module_texts(__file__)


@cache
def _table() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((Path(__file__).with_name("rules") / "troubleshooting.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, eq=False)
class Troubleshooting(Report):
    """Possible causes of a symptom, with what to look at and what helps.

    Attributes
    ----------
    sentence, findings
        How many causes there are to look at.
    table
        The table that ``frame()`` gives.
    symptoms
        The symptoms it speaks of.

    Examples
    --------
    >>> from qmslib.complaints import troubleshoot
    >>> troubleshoot().symptoms
    ('staff do not follow', 'standard unworkable', 'complaints slow', 'data inaccurate')
    """

    sentence: str
    table: pd.DataFrame
    symptoms: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each possible cause: symptom, cause, check (how to tell), remedy."""
        return self.table.copy()


def troubleshoot(symptom: str | None = None) -> Troubleshooting:
    """List the possible causes of a symptom, how to tell, and what helps.

    Parameters
    ----------
    symptom
        ``staff do not follow``, ``standard unworkable``, ``complaints slow`` or ``data inaccurate``; all without it.

    Returns
    -------
    Troubleshooting

    Raises
    ------
    CourseError
        When the symptom is not in the table.

    Examples
    --------
    >>> from qmslib.complaints import troubleshoot
    >>> len(troubleshoot("data inaccurate").frame())
    4
    """
    known = tuple(each["symptom"] for each in _table())
    if symptom is not None and symptom not in known:
        do = texts.say("unknown_do", known=", ".join(known))
        raise CourseError(texts.say("unknown"), field="symptom", found=symptom, do=do)
    chosen = [each for each in _table() if symptom in (None, each["symptom"])]
    table = pd.DataFrame([{"symptom": each["symptom"], **cause} for each in chosen for cause in each["causes"]])
    key = "all" if symptom is None else "one"
    said = texts.say(key, n=len(chosen), text=chosen[0]["text"], causes=len(table))
    return Troubleshooting(said, table, tuple(each["symptom"] for each in chosen))

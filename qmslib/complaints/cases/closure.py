"""The checklist before a case is closed."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
def _points() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((Path(__file__).with_name("rules") / "closure.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, eq=False)
class ClosureCheck(Report):
    """Whether a case can be closed.

    Attributes
    ----------
    sentence, findings
        The verdict, and what to do about each open point.
    ready
        Whether nothing is open.
    open
        The keys of the open points.
    table
        The table that ``frame()`` gives.

    Examples
    --------
    >>> from qmslib.complaints import check_closure
    >>> check_closure({"fixed": True, "told": True, "answer": False}).ready
    False
    """

    sentence: str
    ready: bool
    open: tuple[str, ...]
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each point: key, question, state (done, open, n/a), what to do."""
        return self.table.copy()


def check_closure(answers: Mapping[str, bool | str | None]) -> ClosureCheck:
    """Go through the checklist that comes before a case is closed.

    Parameters
    ----------
    answers
        For each point True (done), False, None (not known) or ``"n/a"`` where it does not apply. The points:
        ``fixed``, ``told``, ``apology``, ``answer`` (the customer's), ``next_stage``, ``cause``, ``learning``,
        ``private``, ``promises``. A point left out is open.

    Returns
    -------
    ClosureCheck

    Raises
    ------
    CourseError
        When a key or an answer is not known, or a point that always applies is marked n/a.

    Examples
    --------
    >>> from qmslib.complaints import check_closure
    >>> done = dict.fromkeys(["fixed", "told", "answer", "cause", "private", "promises"], True)
    >>> check_closure({**done, "apology": "n/a", "next_stage": "n/a", "learning": True}).ready
    True
    >>> check_closure({**done, "answer": None, "apology": "n/a", "next_stage": "n/a", "learning": True}).open
    ('answer',)
    """
    known = [point["key"] for point in _points()]
    for key, answer in answers.items():
        if key not in known:
            do = texts.say("unknown_do", known=", ".join(known))
            raise CourseError(texts.say("unknown"), field=str(key), do=do)
        if not (answer is None or isinstance(answer, bool) or answer == "n/a"):
            raise CourseError(texts.say("answer"), field=key, found=answer)
    rows, findings = [], []
    for point in _points():
        answer = answers.get(point["key"])
        if answer == "n/a" and not point.get("may_not_apply"):
            raise CourseError(texts.say("must"), field=point["key"], found=answer)
        state = "n/a" if answer == "n/a" else "done" if answer is True else "open"
        do = point["do"] if state == "open" else ""
        rows.append({"key": point["key"], "question": point["text"], "state": state, "do": do})
        if state == "open":
            findings.append(texts.finding("bad", "open", field=point["key"], text=point["text"], do=point["do"]))
    still = tuple(row["key"] for row in rows if row["state"] == "open")
    n = len(still) if still else sum(row["state"] == "done" for row in rows)
    said = texts.say("not_ready" if still else "ready", n=n)
    return ClosureCheck(said, not still, still, pd.DataFrame(rows), tuple(findings))

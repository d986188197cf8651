"""Check a table of moves: is what happened to each case allowed, in order and explained?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib._common.words import filled
from qmslib.complaints.cases.states import ATTEMPTS, state_rules
from qmslib.complaints.log.faults import blanks, loose_moments, shown

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class HistoryCheck(Report):
    """What a table of moves breaks.

    Attributes
    ----------
    sentence
        How many entries break a rule.
    faults
        The table that ``frame()`` gives.
    cases, bad_cases
        How many cases there are, and how many of them have a fault.
    legal
        Whether nothing was found.

    Examples
    --------
    >>> from qmslib.complaints import check_history
    >>> check_history([{"case": "C-1", "at": "2026-03-02 09:00", "by": "Tom Ellis", "state": "received"}]).legal
    True
    """

    sentence: str
    faults: pd.DataFrame
    cases: int
    bad_cases: int
    legal: bool
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each fault: row (from 1, below the heading), case, at, state, fault."""
        return self.faults.copy()


def check_history(
    events: Any,
    *,
    case: str = "case",
    at: str = "at",
    state: str = "state",
    by: str = "by",
    why: str = "why",
    what: str = "what",
    value: str = "value",
    number: str | None = None,
) -> HistoryCheck:
    """Check that a table of moves is a history that the rules allow.

    Parameters
    ----------
    events
        A row for each entry, such as the frames of several `Case` put under each other.
    case, at, state, by
        The columns with the case number, the moment, the state that was reached, and who did it.
    why, what, value
        The columns with the reason, the kind of entry (``move``, ``answer``, ``attempt``, ``extension``) and the
        value. A table without `what` holds moves only; then the customer's answer cannot be checked.
    number
        A column that counts the entries as they were written. With it, entries are taken in that order and one that
        is dated before the one in front of it is a fault. Without it they are taken in order of time, and the order
        of the rows does not matter.

    Returns
    -------
    HistoryCheck

    Raises
    ------
    CourseError
        When a column is missing.

    Notes
    -----
    Entries of one case at the same moment are taken in the order that breaks no rule, where there is one.

    Examples
    --------
    >>> from qmslib.complaints import check_history
    >>> events = [
    ...     {"case": "C-1", "at": "2026-03-02 09:00", "by": "Tom Ellis", "state": "received"},
    ...     {"case": "C-1", "at": "2026-03-04 09:00", "by": "Tom Ellis", "state": "closed"},
    ... ]
    >>> check_history(events).frame()["fault"][0]
    'From received a case cannot go to closed. Allowed: acknowledged, referred, withdrawn'
    """
    table = as_frame(events)
    if table.empty:
        none = pd.DataFrame(columns=["row", "case", "at", "state", "fault"])
        return HistoryCheck(texts.say("empty"), none, 0, 0, True)
    table = as_frame(table, [case, at, state, by, *([number] if number else [])])
    moments, bad = loose_moments(table[at])
    states = [shown(value) for value in table[state]]
    kinds = [shown(value) or "move" for value in table[what]] if what in table else ["move"] * len(table)
    reasons = [shown(value) for value in table[why]] if why in table else [None] * len(table)
    ids = [shown(value) for value in table[case]]
    faults: list[dict[str, Any]] = []

    def add(row: int, key: str, **slots: object) -> None:
        line = {"row": row + 1, "case": ids[row], "at": shown(table[at].iloc[row]), "state": states[row]}
        faults.append({**line, "fault": texts.say(key, **slots)})

    for row in blanks(table[case]).nonzero()[0]:
        add(int(row), "no_case")
    for row in (bad | blanks(table[at])).nonzero()[0]:
        add(int(row), "no_at")
    for place, name in enumerate(table[by]):
        if not filled(shown(name)):
            add(place, "no_by")
    usable = ~np.isnat(moments) & ~blanks(table[case])
    groups: dict[str, list[int]] = {}
    for row in usable.nonzero()[0]:
        groups.setdefault(ids[row], []).append(int(row))
    for rows in groups.values():
        if number:
            rows.sort(key=lambda row: (table[number].iloc[row], row))
            for one, two in pairwise(rows):
                if moments[two] < moments[one]:
                    add(two, "earlier", last=shown(pd.Timestamp(moments[one])))
        else:
            rows = _in_order(rows, moments, states, kinds)
        _walk(rows, moments, states, kinds, reasons, what in table, add)
    lines = pd.DataFrame(faults, columns=["row", "case", "at", "state", "fault"])
    lines = lines.sort_values(["row", "fault"], ignore_index=True)
    wrong = lines["case"].nunique()
    cases = len(set(ids))
    key = "faults" if len(lines) else "legal"
    said = texts.say(key, n=len(table), cases=cases, faults=lines["row"].nunique(), bad=wrong)
    return HistoryCheck(said, lines, cases, int(wrong), not len(lines))


def _in_order(rows: list[int], moments: Any, states: list[str], kinds: list[str]) -> list[int]:
    """The rows by time; at one moment, each time the first that is allowed after what stands before it."""
    left = sorted(rows, key=lambda row: (moments[row], states[row], kinds[row], row))
    out: list[int] = []
    before = ""
    while left:
        tied = [row for row in left if moments[row] == moments[left[0]]]

        def fits(row: int, before: str = before) -> bool:
            if kinds[row] != "move":
                return states[row] == before
            return (
                states[row] == "received"
                if not before
                else states[row] in state_rules().get(before, {}).get("to", ())
            )

        # What leads on to the others goes first: of two that fit, the one from which more of the rest can follow.
        able = [row for row in tied if fits(row)]
        able.sort(key=lambda row: (kinds[row] == "move", -_follow(row, tied, states)))
        row = able[0] if able else tied[0]
        out.append(row)
        left.remove(row)
        before = states[row]
    return out


def _follow(row: int, tied: list[int], states: list[str]) -> int:
    return sum(states[other] in state_rules().get(states[row], {}).get("to", ()) for other in tied if other != row)


def _walk(
    rows: list[int], moments: Any, states: list[str], kinds: list[str], reasons: list[Any], told: bool, add: Any
) -> None:
    before = ""
    answered = False
    days: set[Any] = set()
    for row in rows:
        to = states[row]
        if kinds[row] != "move":
            answered = answered or kinds[row] == "answer"
            if kinds[row] == "attempt":
                days.add(moments[row].astype("datetime64[D]"))
            continue
        if to not in state_rules():
            add(row, "unknown", known=", ".join(state_rules()))
            continue
        if not before:
            if to != "received":
                add(row, "first", to=to)
        elif to not in state_rules()[before]["to"]:
            add(row, "forbidden", state=before, to=to, allowed=", ".join(state_rules()[before]["to"]))
        if reasons[row] is not None and state_rules()[to]["why"] and not filled(reasons[row]):
            add(row, "no_why", to=to)
        if to == "responded":
            answered, days = False, set()
        if to == "closed" and told and not answered and len(days) < ATTEMPTS:
            add(row, "no_answer", n=ATTEMPTS)
        before = to

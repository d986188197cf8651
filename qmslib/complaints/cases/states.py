"""The states of a case: where each leads, and what it needs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts

texts = module_texts(__file__)

#: On how many different days the customer must have been tried before a case may be closed without an answer.
ATTEMPTS = 2
#: The state in which every case begins.
FIRST = "received"


@cache
def state_rules() -> dict[str, dict[str, Any]]:
    """The rules as data: for each state whether it is open, where it leads, whether it needs a reason."""
    file = Path(__file__).with_name("rules") / "states.json"
    rules: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return rules


def case_states() -> pd.DataFrame:
    """The states that a case can be in, and where each can go.

    Returns
    -------
    pandas.DataFrame
        ``state``, ``open`` (whether the case is still worked on), ``to`` (the states it can go to next),
        ``needs_reason``, ``meaning``.

    Examples
    --------
    >>> from qmslib.complaints import case_states
    >>> states = case_states().set_index("state")
    >>> states.loc["closed", "to"]
    ('reopened',)
    """
    return pd.DataFrame(
        [
            {
                "state": name,
                "open": rule["open"],
                "to": tuple(rule["to"]),
                "needs_reason": rule["why"],
                "meaning": rule["text"],
            }
            for name, rule in state_rules().items()
        ]
    )


def allowed_moves(state: str) -> tuple[str, ...]:
    """The states to which a case in `state` can go.

    Parameters
    ----------
    state
        A state, as `case_states` lists them.

    Returns
    -------
    tuple of str

    Raises
    ------
    CourseError
        When there is no such state.

    Examples
    --------
    >>> from qmslib.complaints import allowed_moves
    >>> allowed_moves("responded")
    ('closed', 'investigating', 'referred', 'withdrawn')
    """
    if state not in state_rules():
        known = ", ".join(state_rules())
        raise CourseError(texts.say("unknown_state"), found=state, do=texts.say("unknown_state_do", known=known))
    return tuple(state_rules()[state]["to"])

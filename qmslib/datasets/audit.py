"""Forty files audited by two scorers against six criteria, with the disagreements that two honest people have."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from qmslib.datasets.department import weighted
from qmslib.datasets.made_once import made_once
from qmslib.datasets.requests import request_rows

if TYPE_CHECKING:
    import pandas as pd

#: What is looked at, and the standard it comes from.
CRITERIA = {
    "RA-1": "Sent by the date agreed",
    "RA-2": "Complete: index and all parts",
    "RA-3": "The team was told of any delay",
    "RA-4": "Right person, right file",
    "RA-5": "Movement recorded the same day",
    "RA-6": "Sent the secure way",
}
FILES = 40
SCORERS = ("Tom Ellis", "Sunita Rao")
# How often a file truly meets it, and how often a scorer sees it otherwise. RA-3 is worded so that two people read
# it differently: the planted fault.
_MET = {"RA-1": 0.72, "RA-2": 0.8, "RA-3": 0.5, "RA-4": 0.95, "RA-5": 0.7, "RA-6": 0.97}
_SLIPS = {"RA-1": 0.03, "RA-2": 0.07, "RA-3": 0.34, "RA-4": 0.02, "RA-5": 0.06, "RA-6": 0.02}


def audit_rows(seed: int = 2026) -> list[dict[str, Any]]:
    """The scores as a list of rows, the same for the same seed; columns as in `audit_scores`.

    Examples
    --------
    >>> audit_rows()[0]["criterion"]
    'RA-1'
    """
    random = Random(f"audit {seed}")
    requests = [row for row in request_rows() if row["closed"] is not None]
    chosen = sorted(requests, key=lambda row: random.random())[:FILES]
    rows = []
    for request in sorted(chosen, key=lambda row: str(row["request"])):
        late = request["closed"].date() > request["needed_by"]
        for criterion in CRITERIA:
            truth = _truth(random, criterion, late)
            scores = [_seen(random, criterion, truth) for _ in SCORERS]
            rows.append(
                {
                    "request": request["request"], "file": request["file"], "criterion": criterion,
                    "scorer_a": scores[0], "scorer_b": scores[1],
                }
            )  # fmt: skip
    return rows


def _truth(random: Random, criterion: str, late: bool) -> str:
    if criterion == "RA-1":
        # What the log knows, the audit finds.
        return "not met" if late else "met"
    if criterion == "RA-3" and not late:
        return "n/a"
    if random.random() < _MET[criterion]:
        return "met"
    return weighted(random, {"partly": 0.6, "not met": 0.4})


def _seen(random: Random, criterion: str, truth: str) -> str:
    if random.random() >= _SLIPS[criterion]:
        return truth
    others = {"met": "partly", "partly": "met", "not met": "partly", "n/a": "met"}
    return others[truth]


@made_once
def audit_scores(seed: int = 2026) -> pd.DataFrame:
    """An audit of forty file requests by two scorers who worked apart.

    Parameters
    ----------
    seed
        Another seed draws other files.

    Returns
    -------
    pandas.DataFrame
        ``request`` and ``file`` (as in `request_log`), ``criterion`` (RA-1 to RA-6), ``scorer_a`` and ``scorer_b``:
        met, partly, not met or n/a. One criterion is worded so that the two read it differently.

    Examples
    --------
    >>> scores = audit_scores()
    >>> len(scores), sorted(scores["scorer_a"].unique())
    (240, ['met', 'n/a', 'not met', 'partly'])
    """
    import pandas as pd

    return pd.DataFrame(audit_rows(seed))


def audit_criteria() -> dict[str, str]:
    """The criteria of `audit_scores`, in words.

    Examples
    --------
    >>> audit_criteria()["RA-6"]
    'Sent the secure way'
    """
    return dict(CRITERIA)

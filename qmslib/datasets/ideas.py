"""A year of suggestions, with what became of each; a few were never answered."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from qmslib.datasets.complaints import complaint_rows
from qmslib.datasets.department import HANDLERS, TEAMS, some, weighted, working_days, working_days_on
from qmslib.datasets.made_once import made_once

if TYPE_CHECKING:
    import pandas as pd

FIRST, LAST, READ_ON = date(2025, 7, 1), date(2026, 6, 26), date(2026, 6, 30)
SIZE = 96
_SOURCES = {"suggestion box": 30, "comment book": 18, "team meeting": 16, "intranet form": 20, "survey": 6}
_IDEAS: tuple[tuple[str, str], ...] = (
    ("Put a board on the intranet that shows where each request stands", "Records and Access"),
    ("Agree what urgent means and print it on the form", "Records and Access"),
    ("Tell us on the day when a file cannot be found", "Records and Access"),
    ("Keep the files of open cases on one shelf", "Records and Access"),
    ("Scan both sides as the usual setting", "Records and Access"),
    ("Let the ward see the scan on its own screen", "ICT service desk"),
    ("Do updates after six in the evening", "ICT service desk"),
    ("Give one number for faults in interview rooms", "ICT service desk"),
    ("Show new starters the case system in their first week", "ICT service desk"),
    ("Post the room temperatures, so that people can plan", "Facilities"),
    ("Repair the door of the file store", "Facilities"),
    ("Buy a step for the top shelf", "Facilities"),
    ("Mark the bicycle stands", "Facilities"),
    ("Pay carers on a fixed day and say which", "Payments"),
    ("Send one list of unpaid invoices each Friday", "Payments"),
    ("Use the short claim form for all small sums", "Payments"),
    ("Hold a drop-in hour for managers", "HR advice"),
    ("Answer grievance questions within five days", "HR advice"),
    ("Share who is on leave with the teams they serve", "HR advice"),
)
_REASONS = {
    "declined": (
        "The supplier does not offer it before 2028.",
        "It would show personal data to people who may not see it.",
        "It costs more than the time it saves: see the note of the meeting.",
        "",
    ),
    "accepted": (
        "Agreed in the service meeting.",
        "Costs nothing; tried for a month.",
        "Saves a step for every request.",
    ),
}  # fmt: skip


def suggestion_rows(seed: int = 2026) -> list[dict[str, Any]]:
    """The register as a list of rows, the same for the same seed; columns as in `suggestions`.

    Examples
    --------
    >>> suggestion_rows()[0]["idea"]
    'I-001'
    """
    random = Random(f"ideas {seed}")
    days = working_days(FIRST, LAST)
    received = sorted(days[int(random.random() * len(days))] for _ in range(SIZE))
    complaints = [row for row in complaint_rows() if row["outcome"] == "upheld"]
    rows = []
    for number, day in enumerate(received, start=1):
        text, service = _IDEAS[int(random.random() * len(_IDEAS))]
        row: dict[str, Any] = {
            "idea": f"I-{number:03d}", "received": day, "source": weighted(random, _SOURCES),
            "team": some(random, TEAMS), "service": service, "text": text, "decision": "pending", "decided": None,
            "reason": None, "replied": None, "owner": None, "due": None, "done": None, "case": None,
        }  # fmt: skip
        earlier = [one for one in complaints if one["service"] == service and one["received"].date() < day]
        if earlier and random.random() < 0.15:
            # Some ideas come out of a complaint, and say of which.
            row["source"], row["case"], row["team"] = "complaint", earlier[-1]["case"], earlier[-1]["team"]
        _decide(random, row)
        rows.append(row)
    return rows


def _decide(random: Random, row: dict[str, Any]) -> None:
    decided = working_days_on(row["received"], 3 + int(random.random() * 25))
    if decided > READ_ON or random.random() < 0.08:
        return
    row["decision"] = weighted(random, {"accepted": 0.5, "declined": 0.36, "already done": 0.14})
    row["decided"] = decided
    row["reason"] = some(random, _REASONS[row["decision"]]) or None if row["decision"] in _REASONS else None
    replied = working_days_on(decided, int(random.random() * 12))
    # The reply is what people forget, and most of all where nobody signed.
    chance = 0.5 if row["source"] == "suggestion box" else 0.9
    if random.random() < chance and replied <= READ_ON:
        row["replied"] = replied
    if row["decision"] != "accepted":
        return
    row["owner"] = some(random, HANDLERS[row["service"]]) if random.random() > 0.06 else None
    row["due"] = decided + timedelta(days=30 + 30 * int(random.random() * 3))
    done = row["due"] + timedelta(days=int(random.gauss(2, 14)))
    if done <= READ_ON and random.random() < 0.8:
        row["done"] = max(done, decided)


@made_once
def suggestions(seed: int = 2026) -> pd.DataFrame:
    """The register of suggestions of July 2025 to June 2026, as it stood on 30 June 2026.

    Parameters
    ----------
    seed
        Another seed makes another year.

    Returns
    -------
    pandas.DataFrame
        ``idea``, ``received``, ``source``, ``team`` (who had it), ``service`` (whom it concerns), ``text``,
        ``decision`` (accepted, declined, already done, pending), ``decided``, ``reason``, ``replied``, ``owner``,
        ``due``, ``done`` and ``case`` (of `complaints_log`, where the idea came out of a complaint). Some were
        declined without a reason, some never answered.

    Examples
    --------
    >>> register = suggestions()
    >>> len(register), register["replied"].notna().sum() < register["decided"].notna().sum()
    (96, np.True_)
    """
    import pandas as pd

    frame = pd.DataFrame(suggestion_rows(seed))
    for column in ("received", "decided", "replied", "due", "done"):
        frame[column] = pd.to_datetime(frame[column])
    return frame

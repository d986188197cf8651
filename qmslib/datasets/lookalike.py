"""Made-up service requests with the same traps as the real ones of Boston."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from qmslib.datasets.made_once import made_once

if TYPE_CHECKING:
    import pandas as pd

_START = datetime(2011, 7, 1)
_KINDS = (
    ("Public Works Department", "Sanitation", "Schedule a Bulk Item Pickup", "PWDx", 5),
    ("Public Works Department", "Street Lights", "Street Light Outages", "PWDx", 14),
    ("Parks & Recreation Department", "Trees", "Tree Maintenance Requests", "PARK", 30),
    ("Transportation - Traffic Division", "Signs & Signals", "Sign Repair", "BTDT", 7),
)


@made_once
def boston_lookalike(rows: int = 600, *, seed: int = 2011) -> pd.DataFrame:
    """Make service requests that never happened, with the columns, types and traps of `boston_requests`.

    Parameters
    ----------
    rows
        How many, at least 100.
    seed
        Another number gives other requests.

    Returns
    -------
    pandas.DataFrame
        About one in five has no target and is flagged ONTIME all the same. Eight have a target and no flag: seven of
        them were closed, all late, one never. One target lies in 2059. Some were never closed, some closed years
        later; one was closed exactly at its target, one a second after it.

    Raises
    ------
    CourseError
        When fewer than 100 rows are asked for.

    Examples
    --------
    >>> from qmslib.datasets import boston_lookalike
    >>> table = boston_lookalike()
    >>> int(table["target_dt"].isna().sum()), int((table["target_dt"].notna() & table["ontime"].isna()).sum())
    (120, 8)
    """
    import pandas as pd

    from qmslib._common.errors import CourseError
    from qmslib.datasets.public import typed_boston

    if rows < 100:
        raise CourseError("too few rows for all the traps", field="rows", found=rows, do="Ask for 100 or more")
    random = Random(seed)
    made = [_row(number, random) for number in range(rows)]
    _traps(made)
    for row in made:
        row["case_status"] = "Closed" if row["closed_dt"] else "Open"
        row["queue"] = f"{row['department']}_{row['type']}"
    table = pd.DataFrame(made)
    times = ["open_dt", "target_dt", "closed_dt"]
    table[times] = table[times].map(lambda value: "" if pd.isna(value) else f"{value:%Y-%m-%d %H:%M:%S}")
    names = [
        "case_enquiry_id", *times, "ontime", "case_status", "subject", "reason", "type", "queue", "department",
        "neighborhood", "ward", "source",
    ]  # fmt: skip
    table = typed_boston(table[names])
    table.attrs.update(title="Service requests that never happened, after those of Boston in 2011", licence="MIT")
    return table


def _row(number: int, random: Random) -> dict[str, Any]:
    subject, reason, kind, department, days = random.choice(_KINDS)
    opened = _START + timedelta(seconds=random.randrange(184 * 86_400))
    target = None if number % 5 == 0 else opened + timedelta(days=days)
    took = random.expovariate(1 / (days * 0.6))
    closed = None if number % 16 == 3 else opened + timedelta(seconds=60 + round(took * 86_400))
    good = target is None or (closed is not None and closed <= target)
    return {
        "case_enquiry_id": str(101_000_000_000 + number),
        "open_dt": opened,
        "target_dt": target,
        "closed_dt": closed,
        "ontime": "ONTIME" if good else "OVERDUE",
        "subject": subject,
        "reason": reason,
        "type": kind,
        "department": department,
        "neighborhood": random.choice(("Dorchester", "Roxbury", "Hyde Park", "")),
        "ward": f"Ward {random.randrange(1, 23)}",
        "source": random.choice(("Constituent Call", "Self Service", "Employee Generated")),
    }


def _traps(made: list[dict[str, Any]]) -> None:
    """Plant in fixed rows what chance may not bring."""
    second = timedelta(seconds=1)
    for number in range(1, 36, 5):
        row = made[number]
        row.update(closed_dt=row["target_dt"] + timedelta(days=3), ontime="")
    made[36].update(closed_dt=None, ontime="")
    made[41].update(target_dt=datetime(2059, 12, 31, 19), closed_dt=made[41]["open_dt"] + timedelta(days=9))
    made[41]["ontime"] = "ONTIME"
    made[46].update(closed_dt=made[46]["target_dt"], ontime="ONTIME")
    made[56].update(closed_dt=made[56]["target_dt"] + second, ontime="OVERDUE")
    made[61].update(closed_dt=datetime(2019, 3, 5, 15, 25), ontime="OVERDUE")

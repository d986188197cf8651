"""A year of complaints inside a made-up department, clean or with planted errors, and the answers to those."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import MONTHS
from qmslib.datasets.department import (
    CUSTOMERS,
    HANDLERS,
    SERVICES,
    TEAMS,
    in_hours,
    some,
    weighted,
    working_days,
    working_days_on,
)
from qmslib.datasets.made_once import made_once
from qmslib.datasets.requests import request_rows

if TYPE_CHECKING:
    import pandas as pd

FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
READ_AT = datetime(2026, 6, 30, 17)
SIZE = 600
COLUMNS = (
    "case", "received", "acknowledged", "due", "closed", "state", "service", "customer", "team", "kind", "route",
    "channel", "impact", "standard", "outcome", "satisfied", "description", "handler", "request",
)  # fmt: skip
_SERVICE_WEIGHTS = dict(zip(SERVICES, (0.34, 0.24, 0.18, 0.14, 0.10), strict=True))
_TEAM_WEIGHTS = dict(zip(TEAMS, (0.26, 0.19, 0.16, 0.15, 0.14, 0.10), strict=True))
_CHANNELS = {"email": 0.46, "phone": 0.22, "form": 0.19, "in person": 0.08, "meeting": 0.05}
# What goes wrong where. The words are those of the problem types of criterion 5.1.
_KINDS: dict[str, dict[str, float]] = {
    "Records and Access": {
        "no target or timescale": 30, "poor communication": 22, "no service standard": 18,
        "weak process knowledge": 12, "outdated technology": 8, "unclear role": 6, "work against agreed aims": 4,
    },
    "ICT service desk": {
        "outdated technology": 38, "poor communication": 18, "no target or timescale": 16, "missing training": 14,
        "weak process knowledge": 8, "unclear role": 6,
    },
    "Facilities": {
        "maintenance problem": 46, "health and safety": 20, "poor communication": 16, "no target or timescale": 10,
        "no service standard": 8,
    },
    "Payments": {
        "weak process knowledge": 26, "poor communication": 24, "no target or timescale": 22, "unclear role": 16,
        "work against agreed aims": 12,
    },
    "HR advice": {
        "too little support": 20, "unclear role": 14, "no help from senior managers": 12, "missing training": 12,
        "no recognition": 8, "unfair treatment": 9, "unequal opportunity": 7, "work without consent": 6,
        "left out of the process": 4, "feeling ignored": 4, "discrimination": 3, "racist or personal remarks": 1,
    },
}  # fmt: skip
_ROUTES = {
    "work without consent": "grievance", "unfair treatment": "grievance", "unequal opportunity": "grievance",
    "left out of the process": "grievance", "discrimination": "equality or safeguarding",
    "racist or personal remarks": "equality or safeguarding",
}  # fmt: skip
_PREFIX = {
    "Records and Access": "RA", "ICT service desk": "IT", "Facilities": "FA", "Payments": "PA", "HR advice": "HR",
}  # fmt: skip
_STANDARDS = {
    "no target or timescale": 1,
    "no service standard": 2,
    "poor communication": 3,
    "maintenance problem": 1,
}
_WORDS: dict[str, tuple[str, ...]] = {
    "no target or timescale": (
        "Asked on {day} and was told it would take as long as it takes.",
        "Nobody could say by when it would be done.",
        "Chased {n} times; no date was given.",
    ),
    "poor communication": (
        "The change was made without telling the team.",
        "Left {n} messages and heard nothing back.",
        "The answer went to somebody else in the team.",
    ),
    "no service standard": (
        "Got three different answers about what to send.",
        "The file came without its index, as it did last time.",
        "One person accepts the short form, another sends it back.",
    ),
    "weak process knowledge": (
        "The request went to the wrong team and stood still for {n} days.",
        "Was asked for a form that was withdrawn last year.",
        "Had to explain the process to the person on the phone.",
    ),
    "outdated technology": (
        "The system was down for {n} hours in the middle of reviews.",
        "Scans cannot be opened on the ward.",
        "Had to type the same details in twice.",
    ),
    "unclear role": (
        "Two people each thought the other would do it.",
        "Was passed on {n} times before somebody took it.",
        "Nobody knows who signs this off.",
    ),
    "work against agreed aims": (
        "It was closed as done although nothing had been sent.",
        "Agreed five days in the meeting, then worked in order of arrival.",
    ),
    "missing training": (
        "The system changed and nobody was shown how to search it.",
        "New staff were sent out without the induction.",
    ),
    "maintenance problem": (
        "The heating in the interview room has failed again.",
        "The door to the file store does not close.",
        "The lift has been out for {n} days.",
    ),
    "health and safety": (
        "The step for the top shelf is missing.",
        "The fire exit was blocked by boxes.",
        "The light on the back stairs is out.",
    ),
    "too little support": ("No supervision meeting for {n} months.", "Asked for help with the caseload; none came."),
    "no help from senior managers": ("A question about sharing a record waited {n} weeks for an answer.",),
    "no recognition": ("The team cleared the backlog and nobody said so.",),
    "unfair treatment": ("Says that the late shift always falls to the same person.",),
    "unequal opportunity": ("Says that the course was offered to some of the team only.",),
    "work without consent": ("Was given a second caseload without being asked.",),
    "left out of the process": ("Was not asked to the weekly planning meeting.",),
    "feeling ignored": ("Raised it {n} times and feels ignored.",),
    "discrimination": ("Says she was passed over because she is pregnant.",),
    "racist or personal remarks": ("A caller made remarks about a colleague's accent.",),
}
# The longer things take, the less happy people are: each service has its own pace, in working days.
_PACE = {
    "Records and Access": 6.4, "ICT service desk": 4.6, "Facilities": 7.2, "Payments": 5.4, "HR advice": 9.5,
}  # fmt: skip
_DAYS = {"service fix": 10, "grievance": 20, "equality or safeguarding": 20, "whistleblowing": 20}


def complaint_rows(seed: int = 2026) -> list[dict[str, Any]]:
    """The clean log as a list of rows, the same for the same seed.

    Returns
    -------
    list of dict
        One dict for each case, in order of `received`; the columns are those of `complaints_log`.

    Examples
    --------
    >>> rows = complaint_rows()
    >>> len(rows), rows[0]["case"]
    (600, 'C-0001')
    """
    return [dict(row) for row in _rows(seed)]


@cache
def _rows(seed: int) -> tuple[dict[str, Any], ...]:
    random = Random(f"complaints {seed}")
    days = working_days(FIRST, LAST)
    moments = sorted(in_hours(days[int(random.random() * len(days))], random) for _ in range(SIZE))
    late = _late_requests()
    rows: list[dict[str, Any]] = []
    for number, received in enumerate(moments, start=1):
        rows.append(_case(random, number, received, rows, late))
    return tuple(rows)


def _late_requests() -> list[dict[str, Any]]:
    """File requests that were late, in the order in which that showed."""
    rows = [row for row in request_rows() if row["closed"] is None or row["closed"].date() > row["needed_by"]]
    return sorted(rows, key=lambda row: (row["needed_by"], row["request"]))


def _case(
    random: Random, number: int, received: datetime, rows: list[dict[str, Any]], late: list[dict[str, Any]]
) -> dict[str, Any]:
    service = weighted(random, _SERVICE_WEIGHTS)
    team = weighted(random, _TEAM_WEIGHTS)
    kind = weighted(random, _KINDS[service])
    customer = some(random, CUSTOMERS[team])
    request = None
    again = random.random()
    if again < 0.07 and len(rows) > 30:
        # The same trouble comes back to the same team.
        earlier = rows[len(rows) - 1 - int(random.random() * 30)]
        service, team, kind, customer = (earlier[name] for name in ("service", "team", "kind", "customer"))
    if service == "Records and Access" and kind == "no target or timescale":
        request = _take_request(late, received)
        if request is not None:
            team = request["team"]
            customer = some(random, CUSTOMERS[team])
    route = _ROUTES.get(kind, "service fix")
    if kind == "work against agreed aims" and random.random() < 0.12:
        route = "whistleblowing"
    impact = min(5, 1 + int(random.random() * 3.2) + (route != "service fix") + (random.random() < 0.15))
    words = some(random, _WORDS[kind]).format(
        n=2 + int(random.random() * 4), day=some(random, ("Monday", "Tuesday", "Thursday"))
    )
    if request is not None:
        needed = request["needed_by"]
        words = (
            f"File request {request['request']} was due on {needed.day} {MONTHS[needed.month - 1]} and has not come."
        )
    row = {
        "case": f"C-{number:04d}", "received": received, "acknowledged": None, "due": None, "closed": None,
        "state": "received", "service": service, "customer": customer, "team": team, "kind": kind, "route": route,
        "channel": weighted(random, _CHANNELS), "impact": impact,
        "standard": f"{_PREFIX[service]}-{_STANDARDS[kind]}" if kind in _STANDARDS else None, "outcome": None,
        "satisfied": None, "description": words, "handler": some(random, HANDLERS[service]),
        "request": None if request is None else request["request"],
    }  # fmt: skip
    _tell_apart(row, rows)
    _work(random, row)
    return row


def _tell_apart(row: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Change who complains while the same person said the same a few days before: that would be one case twice."""
    recent = {
        (one["customer"], one["description"])
        for one in rows[-60:]
        if row["received"] - one["received"] < timedelta(days=21)
    }
    people = CUSTOMERS[row["team"]]
    first = people.index(row["customer"])
    # Some words name a number; another kind of sentence is what tells two cases apart.
    other = [words for words in _WORDS[row["kind"]] if "{" not in words]
    for words in (row["description"], *other):
        for step in range(len(people)):
            row["customer"], row["description"] = people[(first + step) % len(people)], words
            if (row["customer"], words) not in recent:
                return


def _take_request(late: list[dict[str, Any]], received: datetime) -> dict[str, Any] | None:
    """The latest late request that nobody has complained of yet."""
    known = [request for request in late if request["needed_by"] < received.date()]
    if not known:
        return None
    late.remove(known[-1])
    return known[-1]


def _work(random: Random, row: dict[str, Any]) -> None:
    """Work the case: when it was acknowledged, closed and how it ended, as far as was known at the end of June."""
    received: datetime = row["received"]
    # A few cases were never given a target. They are counted apart, not as on time.
    if random.random() > 0.04:
        row["due"] = datetime.combine(working_days_on(received.date(), _DAYS[row["route"]]), time(17))
    acknowledged = _later(random, received, random.lognormvariate(0.1, 0.9))
    takes = random.lognormvariate(0, 0.62) * _PACE[row["service"]] * (1.0 if row["route"] == "service fix" else 1.7)
    # The winter of 2025 was hard for Records and Access: a scanner broke, and two people left.
    if row["service"] == "Records and Access" and date(2025, 11, 1) <= received.date() <= date(2026, 1, 31):
        takes *= 1.5
    closed = max(_later(random, received, takes), acknowledged)
    ends = random.random()
    if acknowledged <= READ_AT and random.random() > 0.03:
        row["acknowledged"], row["state"] = acknowledged, "acknowledged"
    if ends < 0.02:
        # Gone astray: never closed.
        row["state"] = "investigating"
    elif closed > READ_AT:
        row["state"] = weighted(random, {"investigating": 5, "waiting": 2, "acknowledged": 2})
        if row["acknowledged"] is None and row["state"] == "acknowledged":
            row["state"] = "received"
    elif ends < 0.045:
        row["state"], row["closed"] = "withdrawn", closed
    elif ends < 0.085 or row["route"] != "service fix":
        row["state"], row["closed"] = "referred", closed
    else:
        row["state"], row["closed"] = "closed", closed
        row["outcome"] = weighted(random, {"upheld": 5, "partly upheld": 3, "not upheld": 2})
        waited = (closed - received).days
        if random.random() < 0.72:
            row["satisfied"] = "yes" if random.random() < max(0.15, 0.9 - 0.035 * waited) else "no"


def _later(random: Random, moment: datetime, days: float) -> datetime:
    """A moment so many working days later, in opening hours."""
    whole = int(days)
    if whole == 0:
        end = datetime.combine(moment.date(), time(17))
        left = max(1, int((end - moment).total_seconds()) // 60)
        return moment + timedelta(minutes=int(left * (0.15 + 0.8 * (days % 1))))
    return in_hours(working_days_on(moment.date(), whole), random)


@made_once
def complaints_log(clean: bool = True, seed: int = 2026) -> pd.DataFrame:
    """A year of complaints about five internal services, July 2025 to June 2026, as they stood on 30 June 2026.

    Parameters
    ----------
    clean
        False gives the log as people really keep it: with planted errors. `complaints_log_answers` lists them.
    seed
        Another seed makes another year.

    Returns
    -------
    pandas.DataFrame
        ``case``, ``received``, ``acknowledged``, ``due`` (missing: no target was set), ``closed`` (missing: open),
        ``state``, ``service`` (whose service it is about), ``customer``, ``team``, ``kind`` (of problem), ``route``,
        ``channel``, ``impact`` (1 to 5), ``standard`` (the one broken), ``outcome``, ``satisfied``, ``description``,
        ``handler`` and ``request`` (the late file request of `request_log` that it is about).

    Notes
    -----
    Dates stand in the clean log as moments; in the other as text, as they would in a spreadsheet.

    Examples
    --------
    >>> log = complaints_log()
    >>> log["received"].min().date().isoformat(), len(log)
    ('2025-07-01', 600)
    """
    import pandas as pd

    if not clean:
        from qmslib.datasets.complaint_errors import planted

        rows, _ = planted(complaint_rows(seed), seed)
        return pd.DataFrame(rows, columns=list(COLUMNS))
    frame = pd.DataFrame(complaint_rows(seed), columns=list(COLUMNS))
    for column in ("received", "acknowledged", "due", "closed"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


@made_once
def complaints_log_answers(seed: int = 2026) -> pd.DataFrame:
    """The planted errors of ``complaints_log(clean=False)``.

    Returns
    -------
    pandas.DataFrame
        ``row`` (from 1, below the heading), ``case``, ``field``, ``fault`` (its kind), ``found`` (what stands there)
        and ``right`` (what should stand there; missing where only the people concerned can say).

    Examples
    --------
    >>> complaints_log_answers()["fault"].nunique()
    13
    """
    import pandas as pd

    from qmslib.datasets.complaint_errors import planted

    return pd.DataFrame(planted(complaint_rows(seed), seed)[1])

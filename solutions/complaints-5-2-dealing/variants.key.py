"""The data of the exercise on dealing with problems: files with dates, cases to close, problems to rank, a log.

All variants have the same shape: a file that comes after closing time with one pause, six files of which as many are
late in each way, six cases of which two may be closed, five problems with points that differ by four at least, and a
log of twelve cases none of which lies near the limit of 90 days. What is right is worked out with the toolbox.
"""

# ruff: noqa: E501 (a case stands on one line)

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from qmslib.complaints import check_closure, repeats
from qmslib.course.tools import run
from qmslib.standards import Pause, WorkingClock

COUNT = 24
CLOCK = WorkingClock()
MONTHS = ((2026, 9), (2026, 10), (2026, 11), (2027, 2))
KINDS = ("no key", "lost order", "wrong price", "late van", "no reply")
_CLOSURE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("The leak is mended and its cause noted. The tenant was told why it happened. On the phone she said: \"Dry, thank you.\"", {}),
    ("The refund was paid and explained, with an apology. The customer wrote: \"It has arrived.\" The cause is on record.", {}),
    ("The new badge works, and he was told why the old one failed. He says so himself, with the date. Nothing else was promised.", {}),
    ("She had no answer to a message on Monday, nor to a call on Thursday. Both are on record. All else is done and noted.", {}),
    ("The boiler runs again. The engineer noted the cause and says that the tenants looked content.", {"answer": None}),
    ("The order was sent a second time, with an apology. Nobody has asked yet whether it was the right one.", {"answer": None}),
    ("One email went out: \"Is it all right now?\" There was no reply. It is the same afternoon.", {"answer": False}),
    ("He says that it works. The loan laptop that was promised for Friday is forgotten.", {"promises": False}),
    ("She is not content, and says so. Nobody has told her whom she can turn to next.", {"next_stage": False}),
    ("The customer is content. The text of the case holds her diagnosis and her son's name, for which there is no need.", {"private": False}),
    ("The customer is content. Why it happened, and which standard was broken, nobody has put down.", {"cause": False}),
    ("The mistake was ours, and it is mended. He says that it works, and that nobody has ever said sorry.", {"apology": False}),
)  # fmt: skip
_PROBLEMS = (
    "Parcels without a room number",
    "A login that takes four tries",
    "The price list differs from the till",
    "Two forms for one order",
    "The gate sticks in the cold",
    "Calls are cut off after ten minutes",
    "Labels that nobody can read",
    "Minutes that come after the next meeting",
    "A cupboard without a list",
    "Drivers wait for a signature",
    "The shared calendar shows old rooms",
    "Invoices go to a mailbox that is closed",
)  # fmt: skip


def _say(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _later(day: date, count: int) -> date:
    """So many working days later; the months used have no bank holiday."""
    while count:
        day += timedelta(days=1)
        count -= CLOCK.is_open(day)
    return day


def _start(sort: Random, latest: int) -> date:
    year, month = sort.choice(MONTHS)
    return _later(date(year, month, 1) - timedelta(days=1), 1 + sort.randrange(latest))


def _file(sort: Random, used: int) -> dict[str, Any]:
    """A file that comes after five, waits for its customer, and is answered on working day `used`."""
    came = datetime.combine(_start(sort, 6), time(17, sort.choice((10, 25, 40))))
    zero = CLOCK.start(came).date()
    asked = _later(zero, sort.choice((2, 3)))
    back = _later(asked, 2)
    pause = Pause(datetime.combine(asked, time(11)), datetime.combine(back, time(10)))
    due = CLOCK.due(came, days=10, pauses=[pause])
    answered = _later(zero, used + 2)
    found = CLOCK.timing(came, days=10, closed=datetime.combine(answered, time(15)), pauses=[pause])
    rows = [
        [_say(came.date()), f"{came:%H:%M}", "The problem comes in by email"],
        [_say(_later(zero, 1)), "10:15", "The office acknowledges it in writing"],
        [_say(asked), "11:00", "The office asks the customer for the serial number, which only she has"],
        [_say(back), "10:00", "The customer sends it"],
        [_say(_later(back, 1)), "14:30", "The office waits for its own workshop"],
        [_say(answered), "15:00", "The answer is with the customer"],
    ]
    return {"rows": rows, "due": due.day, "used": int(found.elapsed_days), "no_pause": CLOCK.due(came, days=10).day,
            "early": CLOCK.due(datetime.combine(came.date(), time(9)), days=10, pauses=[pause]).day}  # fmt: skip


def _files(sort: Random) -> tuple[list[list[Any]], list[dict[str, str]], dict[str, str]]:
    """Six files: two in time, two answered a day late, one acknowledged late, one late in both."""
    late = [(False, False), (False, False), (False, True), (False, True), (True, False), (True, True)]
    sort.shuffle(late)
    rows, stems, key = [], [], {}
    for place, (slow, over) in enumerate(late, 1):
        day = _start(sort, 5)
        noon = datetime.combine(day, time(11))
        told = _later(day, 3 if slow else sort.choice((1, 2)))
        done = _later(day, 11 if over else sort.choice((9, 10)))
        is_slow = datetime.combine(told, time(12)) > CLOCK.due(noon, days=2)
        is_over = datetime.combine(done, time(12)) > CLOCK.due(noon, days=10)
        rows.append([f"D-{place}", _say(day), _say(told), _say(done)])
        key[f"d{place}"] = "both" if is_slow and is_over else "slow" if is_slow else "over" if is_over else "kept"
        why = "Count working days from day 0, and compare each with its own limit."
        stems.append({"id": f"d{place}", "text": f"File D-{place}", "feedback": why})
    return rows, stems, key


def _closure(sort: Random) -> tuple[list[dict[str, str]], dict[str, str]]:
    done = {**dict.fromkeys(("fixed", "told", "answer", "cause", "private", "promises"), True),
            "apology": "n/a", "next_stage": "n/a", "learning": "n/a"}  # fmt: skip
    pick = sort.sample(_CLOSURE[:4], 2) + sort.sample(_CLOSURE[4:7], 2) + sort.sample(_CLOSURE[7:], 2)
    sort.shuffle(pick)
    stems, key = [], {}
    for place, (text, points) in enumerate(pick, 1):
        found = check_closure({**done, **points})
        key[f"c{place}"] = "close" if found.ready else "open"
        why = (
            "Every point that applies is settled." if found.ready else f"One point is open. {found.findings[0].text}"
        )
        stems.append({"id": f"c{place}", "text": text, "feedback": why})
    return stems, key


def _ranking(sort: Random) -> tuple[list[dict[str, str]], list[str]]:
    while True:
        names = sort.sample(_PROBLEMS, 5)
        rows = [
            {"problem": name, "impact": str(sort.randint(1, 5)), "frequency": str(sort.randint(1, 5)),
             "age_days": str(sort.choice((2, 3, 7, 8, 12, 17, 24, 33, 55, 90)))}
            for name in names
        ]  # fmt: skip
        values = run("priority", {"values": rows})
        points = [row[5] for row in values["table"]["rows"]]
        if all(first - second >= 4 for first, second in pairwise(points)) and points[0] >= 40:
            break
    ids = {row["problem"]: f"p{place}" for place, row in enumerate(rows, 1)}
    score = dict(zip(values["values"]["ranked"], points, strict=True))
    steps = [
        {
            "id": ids[row["problem"]],
            "text": f"{row['problem']}: impact {row['impact']}, frequency {row['frequency']}, {row['age_days']} days old",
            "feedback": f"Points: {score[row['problem']]:g}.",
        }
        for row in rows
    ]
    return steps, [ids[name] for name in values["values"]["ranked"]]


def _log(sort: Random, wanted: int) -> tuple[list[list[Any]], int, int, int]:
    """Twelve cases with so many repeats; no two alike lie between 80 and 100 days apart."""
    while True:
        days = sorted(sort.sample(range(250), 12))
        cases = [
            {
                "received": date(2026, 1, 5) + timedelta(days=day),
                "kind": sort.choice(KINDS[:3]),
                "team": sort.choice("AB"),
            }
            for day in days
        ]
        groups: dict[tuple[Any, Any], list[date]] = {}
        for case in cases:
            groups.setdefault((case["kind"], case["team"]), []).append(case["received"])
        gaps = [(later - first).days for found in groups.values() for first, later in pairwise(found)]
        if any(80 <= gap <= 100 for gap in gaps) or not any(gap > 100 for gap in gaps):
            continue
        key = repeats(cases, days=90).repeats
        wide = repeats(cases, by=["kind"], days=90).repeats
        if key == wanted and len({key, wide, len(gaps)}) == 3:
            break
    rows = [
        [f"L-{place}", _say(case["received"]), case["kind"], f"Team {case['team']}"]
        for place, case in enumerate(cases, 1)
    ]
    return rows, key, wide, len(gaps)


def _right(given: dict[str, str], key: dict[str, str]) -> float:
    return float(sum(given[name] == answer for name, answer in key.items()))


def _number(value: float, feedback: str) -> dict[str, Any]:
    return {"value": value, "tolerance": 0.1, "feedback": feedback}


def variant(number: int) -> dict[str, Any]:
    """One variant, always the same for a number."""
    sort = Random(f"complaints-5-2-dealing {number}")
    # Each answer is right equally often over the variants, so that none is worth guessing.
    used = (8, 9, 11, 12)[(number - 1) // 6]
    file = _file(sort, used)
    while len({file["due"], file["no_pause"], file["early"]}) < 3 or file["used"] != used:
        file = _file(sort, used)
    rows, stems, key = _files(sort)
    closing, close_key = _closure(sort)
    steps, ranked = _ranking(sort)
    log, again, wide, chain = _log(sort, 3 + (number - 1) % 4)
    due_wrong = [
        _number(
            file["no_pause"],
            "The clock stood still while the customer was asked. Take out the days on which it did so at five.",
        ),
        _number(file["early"], "Look at the hour at which it came in, and at when the office closes."),
    ]
    used_wrong = [
        _number(used + 2, "You counted the days on which the clock stood still at five."),
        _number(used + 1, "You began one day too early, or counted one day of the pause."),
    ]
    log_wrong = [
        _number(wide, "You left the team out. The rule wants the same type and the same team."),
        _number(chain, "You left out the 90 days, or did not count them from the one before."),
    ]
    turned = list(reversed(ranked))
    swapped = [ranked[1], ranked[0], *ranked[2:]]
    wrong: list[dict[str, Any]] = [
        {"item": item, "name": name, "value": f"{mistake['value']:g}", "points": 0}
        for item, mistakes in (("cmp-52-a6", due_wrong), ("cmp-52-a7", used_wrong), ("cmp-52-a11", log_wrong))
        for name, mistake in zip(("Makes the first mistake", "Makes the second mistake"), mistakes, strict=True)
    ]
    for item, answers, names in (("cmp-52-a8", key, ("kept", "over")), ("cmp-52-a9", close_key, ("close", "open"))):
        for name in names:
            value = dict.fromkeys(answers, name)
            wrong.append(
                {"item": item, "name": f"Says {name} of all", "value": value, "points": _right(value, answers)}
            )
    wrong += [
        {"item": "cmp-52-a10", "name": "Puts the last first", "value": turned, "points": 0},
        {"item": "cmp-52-a10", "name": "Changes the first two", "value": swapped, "points": 3},
    ]
    return {
        "shape": {"pause days": 2, "files": 6, "late": 4, "closed": 2, "problems": 5, "log": 12, "far": True},
        "materials": {
            "file": {"caption": "One file of a tool hire office", "columns": ["Day", "Time", "What happens"], "rows": file["rows"]},
            "files": {"caption": "Six files of a tool hire office; each came in before noon", "columns": ["File", "Received", "Acknowledged", "Answered"], "rows": rows},
            "log": {"caption": "Problems noted by a depot, 2026", "columns": ["Number", "Received", "Type", "Team"], "rows": log},
        },
        "items": {
            "cmp-52-a6": {"key": {"value": file["due"], "tolerance": 0.1}, "mistakes": due_wrong},
            "cmp-52-a7": {"key": {"value": used, "tolerance": 0.1}, "mistakes": used_wrong},
            "cmp-52-a8": {"stems": stems, "key": key},
            "cmp-52-a9": {"stems": closing, "key": close_key},
            "cmp-52-a10": {"steps": steps, "orders": [ranked]},
            "cmp-52-a11": {"key": {"value": again, "tolerance": 0.1}, "mistakes": log_wrong},
        },
        "answers": {
            "cmp-52-a6": str(file["due"]),
            "cmp-52-a7": str(used),
            "cmp-52-a8": key,
            "cmp-52-a9": close_key,
            "cmp-52-a10": ranked,
            "cmp-52-a11": str(again),
        },
        "wrong": wrong,
    }  # fmt: skip

"""The data of the exercise on the procedure: each variant has its own file, six cases, a log and a faulty log.

All variants have the same shape: one evening receipt, one pause over two closing times and one bank holiday in the
file; one case of each kind among the six; as many cases in the log; and four faults of four kinds. What is right is
worked out from the data with the toolbox.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pandas as pd

from qmslib.complaints import backlog, check_log, compliance
from qmslib.standards import Pause, Stage, WorkingClock, track_stages

COUNT = 24
_HOLIDAYS = [date(2025, 5, 5), date(2025, 5, 26), date(2025, 8, 25), date(2026, 5, 4), date(2026, 5, 25)]
_CLOCK = WorkingClock(holidays=_HOLIDAYS)
_PLACES = (
    ("the copy centre of a law firm", "P"), ("the stores of a shipyard", "S"), ("the kit room of a college", "K"),
    ("the laundry of a hotel", "L"), ("the travel desk of a charity", "T"), ("the post room of an insurer", "R"),
    ("the tool store of a railway depot", "D"), ("the media library of a university", "M"),
)  # fmt: skip
_PEOPLE = ("Rosa", "Boris", "Ines", "Owen", "Mina", "Clara", "Pavel", "Ada")


def _day(day: date | datetime) -> str:
    return f"{day.day} {day:%B %Y}"


def _named(day: date | datetime) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _working(start: date, steps: int) -> date:
    """The working day so many steps after (or before) a working day."""
    day, step = start, 1 if steps > 0 else -1
    while steps:
        day += timedelta(days=step)
        if day.weekday() < 5 and day not in _HOLIDAYS:
            steps -= step
    return day


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute))


def _mistakes(key: float, tolerance: float, found: list[tuple[float, str]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for value, text in found:
        value = round(value, 1)
        taken = [key, *(one["value"] for one in kept)]
        if all(abs(value - other) > 2 * tolerance + 0.01 for other in taken):
            kept.append({"value": value, "tolerance": tolerance, "feedback": text})
    return kept


def _number(item: str, key: float, unit: str, found: list[tuple[float, str]], off: float) -> dict[str, Any]:
    """A number with its mistakes, its model answer and two wrong ones."""
    tolerance = 0.5 if unit == "%" else 0
    key = round(key, 1)
    mistakes = _mistakes(key, tolerance, found)
    wrong = [{"item": item, "name": "far off", "value": f"{key + off:g}", "points": 0}]
    wrong += [{"item": item, "name": one["feedback"], "value": f"{one['value']:g}", "points": 0} for one in mistakes]
    if len(wrong) < 2:
        wrong.append({"item": item, "name": "further off", "value": f"{key + 2 * off:g}", "points": 0})
    return {
        "item": {"key": {"value": key, "tolerance": tolerance}, "mistakes": mistakes},
        "answer": f"{key:g}",
        "wrong": wrong,
    }


def _file(chance: Random) -> dict[str, Any]:
    """One complaint from receipt to answer: evening receipt, pause over two closing times, bank holiday."""
    holiday = chance.choice(_HOLIDAYS)
    zero = _working(holiday, -chance.randrange(5, 7))
    begin = chance.choice([1, 2])
    came = _at(_working(zero, -1), 17, chance.choice([15, 25, 40, 50]))
    asked = _at(_working(zero, begin), chance.choice([10, 11, 14]), chance.choice([0, 20, 45]))
    told = _at(_working(zero, begin + 2), chance.choice([9, 10, 12]), chance.choice([15, 30, 50]))
    pause = Pause(asked, told)
    due = _CLOCK.due(came, days=10, pauses=[pause])
    answered = _at(_working(due.date(), chance.choice([-2, -1, 1, 2])), chance.choice([11, 13, 15]), 30)
    day = int(_CLOCK.elapsed(came, answered, pauses=[pause], unit="days"))
    blind = WorkingClock(holidays=[])
    place, _ = chance.choice(_PLACES)
    rows = [
        [f"{_named(came)}, {came:%H:%M}", "The complaint arrives by email"],
        [f"{_named(_working(zero, 1))}, 10:00", "It is acknowledged"],
        [f"{_named(asked)}, {asked:%H:%M}", "The office asks the customer something only the customer can know"],
        [f"{_named(told)}, {told:%H:%M}", "The customer's answer comes"],
        [_named(holiday), "Bank holiday"],
        [f"{_named(answered)}, {answered:%H:%M}", "The answer is with the customer"],
    ]
    no_pause = int(_CLOCK.elapsed(came, answered, unit="days"))
    no_holiday = int(blind.elapsed(came, answered, pauses=[pause], unit="days"))
    on_day = _number(
        "cmp-53-a4", day, "working day",
        [
            (no_pause, "You counted the days on which the clock stood still."),
            (no_holiday, "You counted a day too many. Was the office open on every day?"),
            (day + 2, "Two days too many. On which evenings did the clock stand still?"),
            (day - 1, "One day too few. Which day is day 0?"),
        ],
        9,
    )  # fmt: skip
    due_on = _number(
        "cmp-53-a5", due.day, "day of the month",
        [
            (_CLOCK.due(came, days=10).day, "That is the date without the pause."),
            (blind.due(came, days=10, pauses=[pause]).day, "One day is counted on which the office is closed."),
            (_working(due.date(), -1).day, "One day too early. When does it count as received?"),
        ],
        40,
    )  # fmt: skip
    caption = f"A complaint to {place}, from receipt to answer. Office hours 9:00 to 17:00, Monday to Friday."
    return {"rows": rows, "caption": caption, "on_day": on_day, "due_on": due_on}


def _six(chance: Random) -> dict[str, Any]:
    """Six cases, one of each kind, judged by the stages of the procedure."""
    as_of = date(2026, chance.choice([7, 9, 10]), chance.randrange(20, 25))
    while as_of.weekday() > 4:
        as_of -= timedelta(days=1)
    place, letter = chance.choice(_PLACES)
    kinds = ["plain", "extended", "told late", "late", "open", "overdue"]
    chance.shuffle(kinds)
    cases: list[dict[str, Any]] = []
    for number, kind in enumerate(kinds, 1):
        back = chance.randrange(4, 8) if kind == "open" else chance.randrange(18, 24)
        received = _working(as_of, -back)
        first = _working(received, 10)
        case: dict[str, Any] = {"case": f"{letter}-{number:02d}", "received": received, "first": first}
        if kind == "plain":
            case["answered"] = _working(first, -chance.randrange(0, 3))
        elif kind == "late":
            case["answered"] = _working(first, chance.randrange(1, 4))
        elif kind in ("extended", "told late"):
            by = chance.randrange(3, 6)
            told = _working(first, -chance.randrange(1, 3) if kind == "extended" else chance.randrange(1, 3))
            case |= {"by": by, "new": _working(first, by), "told": told, "answered": _working(first, by - 1)}
            if case["answered"] < told:
                case["answered"] = _working(first, by)
        cases.append(case)
    log = [
        {
            "case": case["case"],
            "received": _at(case["received"], 10, 0),
            "answered": _at(case["answered"], 15, 0) if "answered" in case else None,
        }
        for case in cases
    ]
    longer = [
        {
            "case": case["case"],
            "stage": "answer",
            "by": case["by"],
            "reason": "a supplier must look",
            "decided": _at(case["told"], 10, 0),
        }
        for case in cases
        if "by" in case
    ]
    stage = Stage("answer", days=10, done="answered", extension=10)
    report = track_stages(log, [stage], _CLOCK, as_of=_at(as_of, 17, 0), extensions=longer).frame()
    why = {
        "kept": "It was answered by the first due date.",
        "extended": "It was answered after the first date and by the new one, and the customer had heard in time.",
        "late": "It was answered after the date that held. An extension that is told too late changes nothing.",
        "open": "There is no answer yet, and the date has not passed.",
        "overdue": "There is no answer, and the date has passed.",
    }
    key, stems, rows = {}, [], []
    for case, state, extended in zip(cases, report["state"], report["extended"], strict=True):
        verdict = {"met": "extended" if extended else "kept"}.get(state, state)
        name = case["case"].lower().replace("-", "")
        key[name] = verdict
        stems.append({"id": name, "text": case["case"], "feedback": why[verdict]})
        cells = [
            _day(case[field]) if field in case else "" for field in ("received", "first", "new", "told", "answered")
        ]
        rows.append([case["case"], *cells])
    assert sorted(key.values()) == ["extended", "kept", "late", "late", "open", "overdue"]
    turned = {name: "late" if verdict in ("kept", "extended") else "kept" for name, verdict in key.items()}
    trusting = {name: "extended" if case.get("by") else key[name] for name, case in zip(key, cases, strict=True)}
    return {
        "caption": f"Six complaints to {place}, as they stood at the close of {_day(as_of)}. Limit: 10 working days.",
        "rows": rows, "key": key, "stems": stems,
        "wrong": [
            {"item": "cmp-53-a6", "name": "turned round", "value": turned, "points": 0},
            {"item": "cmp-53-a6", "name": "believes every extension", "value": trusting, "points": 5},
        ],
    }  # fmt: skip


def _shares(chance: Random) -> dict[str, Any]:
    """Fourteen cases of a log, two shares on time and the cases that were open on an earlier day."""
    as_of = date(2026, chance.choice([6, 7, 9, 10]), 28)
    while as_of.weekday() > 4:
        as_of -= timedelta(days=1)
    place, letter = chance.choice(_PLACES)
    in_time, late, overdue, early = chance.randrange(4, 7), chance.randrange(1, 4), chance.randrange(1, 4), 2
    kinds = ["in time"] * in_time + ["late"] * late + ["overdue"] * overdue + ["early"] * early
    kinds += ["open"] * (14 - len(kinds))
    cases = []
    for place_in_kind, kind in enumerate(kinds):
        back = chance.randrange(12, 30) if kind in ("in time", "late", "overdue") else chance.randrange(3, 9)
        received = _working(as_of, -back)
        due = _working(received, 10)
        closed: date | None = None
        if kind == "in time":
            closed = due if place_in_kind == 0 else _working(due, -chance.randrange(1, 6))
        elif kind == "late":
            closed = min(_working(due, chance.randrange(1, 5)), as_of)
        elif kind == "early":
            closed = _working(received, chance.randrange(1, 3))
        cases.append({"received": received, "due": due, "closed": closed})
    cases.sort(key=lambda case: case["received"])
    log = pd.DataFrame([{"case": f"{letter}-{n:02d}", **case} for n, case in enumerate(cases, 1)])
    table = compliance(log, as_of).frame().set_index("measure")
    due_share, closed_share = float(table.loc["due", "percent"]), float(table.loc["closed", "percent"])
    all_share = float(table.loc["received", "percent"])
    both = 100 * (in_time + early) / (in_time + late + overdue)
    earlier = _working(as_of, -8)
    then = backlog(log, earlier).n
    now_open = int((log["closed"].isna() & (log["received"] <= earlier)).sum())
    rows = [
        [row.case, _day(row.received), _day(row.due), _day(row.closed) if row.closed is not None else "open"]
        for row in log.itertuples()
    ]
    mixed = [
        (closed_share, "Open overdue cases are missing in your lower half."),
        (all_share, "Your lower half has cases in it whose date had not passed."),
        (both, "Your upper half has a case in it that is not in the lower half."),
    ]
    other = [
        (due_share, "Your lower half is that of the question before. Here only closed cases count."),
        (all_share, "Your lower half has open cases in it."),
        (100 * in_time / (in_time + late + early), "A case that was closed before its date is on time as well."),
    ]
    seen = [
        (now_open, "You counted those that are still open today. Which ones were closed after the day in question?"),
        (int((log["received"] <= earlier).sum()), "You counted all that had come. Some of them were closed by then."),
    ]
    return {
        "caption": f"Complaints to {place}, as they stood at the close of {_day(as_of)}. "
        f"The earlier day in the question on open cases is {_day(earlier)}.",
        "rows": rows,
        "due": _number("cmp-53-a7", due_share, "%", mixed, -31.7),
        "closed": _number("cmp-53-a8", closed_share, "%", other, -37.3),
        "then": _number("cmp-53-a9", then, "cases", seen, 15),
        "apart": min(abs(due_share - closed_share), abs(due_share - all_share)),
        "open_then": (then, now_open),
    }


def _faulty(chance: Random) -> dict[str, Any]:
    """Eight lines with four faults of four kinds."""
    start = _working(date(2026, chance.choice([3, 4, 6, 9]), chance.randrange(1, 6)), 1)
    place, letter = chance.choice(_PLACES)
    lines: list[dict[str, Any]] = []
    for number in range(8):
        received = _working(start, number + chance.randrange(1, 3))
        closed = _working(received, chance.randrange(2, 8)) if chance.random() < 0.7 else None
        lines.append({
            "case": f"{letter}-{201 + number}", "received": received, "closed": closed,
            "state": "investigating" if closed is None else "closed", "impact": chance.randrange(1, 6),
            "handler": chance.choice(_PEOPLE),
        })  # fmt: skip
    one, two, three, four = chance.sample(range(8), 4)
    lines[one] |= {"closed": _working(lines[one]["received"], -chance.randrange(1, 4)), "state": "closed"}
    lines[two] |= {"closed": _working(lines[two]["received"], 3), "state": "investigating"}
    lines[three]["impact"] = chance.choice([0, 7, 33, 44, 55])
    lines[four]["handler"] = ""
    log = pd.DataFrame([
        {key: value.isoformat() if isinstance(value, date) else value for key, value in line.items()}
        for line in lines
    ])  # fmt: skip
    found = check_log(log, as_of="2026-12-31").frame()
    faulty = sorted({int(row) for row in found["row"]})
    assert faulty == sorted(place + 1 for place in (one, two, three, four))
    said = {
        one: "closed before it was received", two: "marked as still worked on, and has a closing date",
        three: "an impact that is not on the scale", four: "without a handler",
    }  # fmt: skip
    options = []
    for number in range(8):
        option = {"id": f"l{number + 1}", "text": f"Line {number + 1}"}
        if number in said:
            option["feedback"] = (
                f"Right. It is {said[number]}." if number != three else f"Right. It has {said[number]}."
            )
            option["missed"] = (
                f"Line {number + 1} is {said[number]}."
                if number != three
                else f"Line {number + 1} has {said[number]}."
            )
        else:
            option["feedback"] = "No rule is broken here. An entry may be rare and still be possible."
        options.append(option)
    key = [f"l{number}" for number in faulty]
    clean = [f"l{number}" for number in range(1, 9) if number not in faulty]
    rows = [
        [str(number), line["case"], _day(line["received"]), _day(line["closed"]) if line["closed"] else "",
         line["state"], str(line["impact"]), line["handler"]]
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip
    return {
        "caption": f"A log of complaints to {place}, read on 31 December 2026",
        "rows": rows, "key": key, "options": options,
        "wrong": [
            {"item": "cmp-53-a10", "name": "all lines", "value": [f"l{n}" for n in range(1, 9)], "points": 0},
            {"item": "cmp-53-a10", "name": "one found, one too many", "value": [key[0], clean[0]], "points": 0},
            {"item": "cmp-53-a10", "name": "two found", "value": key[:2], "points": 2},
        ],
    }  # fmt: skip


def variant(number: int) -> dict[str, Any]:
    """Everything that is a learner's own in this exercise."""
    chance = Random(f"complaints-5-3-procedure {number}")
    file, six, faulty = _file(chance), _six(chance), _faulty(chance)
    shares = _shares(chance)
    while shares["apart"] < 3 or not 3 <= shares["open_then"][0] != shares["open_then"][1]:
        shares = _shares(chance)
    numbers = {
        "cmp-53-a4": file["on_day"], "cmp-53-a5": file["due_on"], "cmp-53-a7": shares["due"],
        "cmp-53-a8": shares["closed"], "cmp-53-a9": shares["then"],
    }  # fmt: skip
    return {
        "shape": {"pauses": 1, "holidays": 1, "six": 6, "extensions": 2, "log": 14, "lines": 8, "faults": 4},
        "materials": {
            "file": {"caption": file["caption"], "columns": ["When", "What happened"], "rows": file["rows"]},
            "six": {
                "caption": six["caption"],
                "columns": ["Case", "Received", "First due date", "New date", "Customer told on", "Answered"],
                "rows": six["rows"],
            },
            "log": {
                "caption": shares["caption"],
                "columns": ["Case", "Received", "Due", "Closed"],
                "rows": shares["rows"],
            },
            "faulty": {
                "caption": faulty["caption"],
                "columns": ["Line", "Case", "Received", "Closed", "State", "Impact (1 to 5)", "Handler"],
                "rows": faulty["rows"],
            },
        },
        "items": {
            **{item: one["item"] for item, one in numbers.items()},
            "cmp-53-a6": {"stems": six["stems"], "key": six["key"]},
            "cmp-53-a10": {"options": faulty["options"], "key": faulty["key"]},
        },
        "answers": {
            **{item: one["answer"] for item, one in numbers.items()},
            "cmp-53-a6": six["key"], "cmp-53-a10": faulty["key"],
        },
        "wrong": [*(entry for one in numbers.values() for entry in one["wrong"]), *six["wrong"], *faulty["wrong"]],
    }  # fmt: skip

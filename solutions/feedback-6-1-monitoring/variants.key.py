"""The data of the exercise on monitoring: each variant has its own log, times, targets, chart and audit sheets.

All variants have the same shape: as many cases, traps and differences. What is right is worked out with the toolbox.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from random import Random
from statistics import fmean, median
from typing import Any

from qmslib.feedback import rate, resolved_in, scorecard, turnover
from qmslib.system import compare_scorers

COUNT = 24
FIRST, LAST, READ = date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 10)
_LANGUAGES = ("Polish", "Urdu", "Romanian", "Arabic", "Somali", "Tamil", "Bengali", "Farsi", "Turkish", "Sign")
_MONTHS = ("Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")
_CRITERIA = {
    "language": "Right language and dialect",
    "confirmed": "Ward told the name before the day",
    "record": "Start and end written down",
    "changes": "Changes passed on in time",
}

#: What a typical mistake is told.
_SAID = {
    "both met only": "Both may also agree that something was not met.",
    "where they differ": "This is the share on which they differ.",
    "closed in the month": "Cases from before October are in your count.",
    "later knowledge": "Cases resolved in November are in your count.",
    "all rows": "You counted the complaints of September too.",
    "per 100": "This is the rate for each 100 bookings.",
    "average": "This is the average. Two long waits pull it up.",
    "not in order": "This stands in the middle of the list as it came.",
    "by the start": "You divided by the people at the start. Take the average.",
    "by the end": "You divided by the people at the end. Take the average.",
    "net change": "You took the change and not the leavers.",
    "more than the target": "One counts for more than its weight.",
    "lower taken as higher": "Lower is better for one of them.",
    "no weights": "Each has its weight.",
}


def variant(number: int) -> dict[str, Any]:
    """One variant: its tables, keys, right answers and typical wrong ones."""
    random = Random(f"feedback-6-1-monitoring {number}")
    whole: dict[str, Any] = {"shape": {}, "materials": {}, "items": {}, "answers": {}, "wrong": []}
    for part in (_log(random), _times(random), _staff(random), _targets(random), _chart(random), _audit(random)):
        for name in ("shape", "materials", "items", "answers"):
            whole[name].update(part[name])
        whole["wrong"] += part["wrong"]
    return whole


def _day(value: date | None) -> str:
    return "open" if value is None else f"{value.day} {value:%B}"


def _number(item: str, value: float, tolerance: float, mistakes: dict[str, float]) -> dict[str, Any] | None:
    """A number item, or nothing when a typical mistake comes too near to the right answer or to another."""
    values = [round(one, 2) for one in (value, *mistakes.values())]
    if any(abs(a - b) <= 2.5 * tolerance for place, a in enumerate(values) for b in values[:place]):
        return None
    told = [
        {"value": wrong, "tolerance": tolerance, "feedback": _SAID[name]}
        for name, wrong in zip(mistakes, values[1:], strict=True)
    ]
    key = {"value": values[0], "tolerance": tolerance}
    return {"key": key, "mistakes": told, "names": list(mistakes), "item": item}


def _part(shape: dict[str, Any], materials: dict[str, Any], *numbers: dict[str, Any]) -> dict[str, Any]:
    return {
        "shape": shape,
        "materials": materials,
        "items": {n["item"]: {"key": n["key"], "mistakes": n["mistakes"]} for n in numbers},
        "answers": {n["item"]: f"{n['key']['value']:g}" for n in numbers},
        "wrong": [
            {"item": n["item"], "name": name, "value": f"{mistake['value']:g}", "points": 0}
            for n in numbers
            for name, mistake in zip(n["names"], n["mistakes"], strict=True)
        ],
    }


def _log(random: Random) -> dict[str, Any]:
    """Sixteen complaints: some from September, some of October resolved only in November, some still open."""
    while True:
        before, later = random.choice([3, 4, 5]), 3
        october = 16 - before
        solved = random.randrange(4, october - later)
        rows: list[tuple[date, date | None]] = []
        for _ in range(before):
            came = date(2026, 9, random.randrange(8, 30))
            rows.append((came, FIRST + timedelta(random.randrange(0, 20))))
        for place in range(october):
            came = FIRST + timedelta(random.randrange(0, 24))
            done: date | None = None
            if place < solved:
                done = came + timedelta(random.randrange(1, (LAST - came).days + 1))
            elif place < solved + later:
                done = date(2026, 11, random.randrange(2, 10))
            rows.append((came, done))
        rows.sort(key=lambda row: row[0])
        table = {"received": [r for r, _ in rows], "closed": [d for _, d in rows]}
        found = resolved_in(table, FIRST, LAST)
        assert found.resolved.value is not None
        bookings = random.randrange(16, 49) * 50
        share = _number(
            "fbk-61-a6",
            100 * found.resolved.value,
            0.6,
            {
                "closed in the month": 100 * found.closed / october,
                "later knowledge": 100 * (solved + later) / october,
                "all rows": 100 * (solved + before) / 16,
            },
        )
        per = rate(october, bookings, 1000).value
        assert per is not None
        rated = _number("fbk-61-a5", per, 0.06, {"all rows": 16 / bookings * 1000, "per 100": per / 10})
        if share and rated:
            break
    log = {
        "caption": "Complaints about the interpreting desk, read on 10 November 2026",
        "columns": ["Case", "Language", "Received", "Resolved"],
        "rows": [[f"D-{n:02d}", random.choice(_LANGUAGES), _day(a), _day(b)] for n, (a, b) in enumerate(rows, 1)],
    }
    volume = {"caption": "Bookings", "columns": ["Month", "Bookings"], "rows": [["October 2026", bookings]]}
    shape = {"log": 16, "resolved in November": later}
    return _part(shape, {"log": log, "bookings": volume}, share, rated)


def _times(random: Random) -> dict[str, Any]:
    """Eleven hours until a booking was confirmed, two of them very long."""
    while True:
        hours = [random.randrange(1, 13) for _ in range(9)] + [random.randrange(40, 80), random.randrange(90, 140)]
        random.shuffle(hours)
        item = _number("fbk-61-a7", median(hours), 0.1, {"average": fmean(hours), "not in order": hours[5]})
        if item:
            break
    rows = [
        [f"B-{booking}", hour]
        for booking, hour in zip(sorted(random.sample(range(400, 800), 11)), hours, strict=True)
    ]
    table = {
        "caption": "Hours from the request to the confirmed booking",
        "columns": ["Booking", "Hours"],
        "rows": rows,
    }
    return _part({"times": 11, "long times": 2}, {"times": table}, item)


def _staff(random: Random) -> dict[str, Any]:
    while True:
        start, left, joined = random.randrange(14, 31), random.randrange(3, 8), random.randrange(1, 5)
        end = start - left + joined
        found = turnover(left, [start, end])
        if found.rate is None or start == end or (start + end) % 2:
            continue
        item = _number(
            "fbk-61-a8",
            100 * found.rate,
            0.2,
            {
                "by the start": 100 * left / start,
                "by the end": 100 * left / end,
                "net change": 100 * abs(start - end) / ((start + end) / 2),
            },
        )
        if item:
            break
    rows = [
        ["People on 1 November 2025", start],
        ["Left in the year", left],
        ["Joined in the year", joined],
        ["People on 31 October 2026", end],
    ]
    table = {"caption": "Staff of the interpreting desk", "columns": ["What", "Number"], "rows": rows}
    return _part({"staff lines": 4}, {"staff": table}, item)


def _targets(random: Random) -> dict[str, Any]:
    """Three indicators: one short of its target, one better than its target, one where lower is better and missed."""
    while True:
        short, over, low = random.randrange(60, 86), random.randrange(92, 99), random.choice([8, 10, 12, 15, 16, 20])
        weights = random.choice([(50, 30, 20), (40, 40, 20), (60, 20, 20), (40, 30, 30)])
        rows = [
            {"indicator": "Confirmed within one day, %", "value": short, "target": 90, "weight": weights[0]},
            {"indicator": "Right language, %", "value": over, "target": 90, "weight": weights[1]},
            {
                "indicator": "Booked twice, in 1,000",
                "value": low,
                "target": 6,
                "better": "lower",
                "weight": weights[2],
            },
        ]
        score = scorecard(rows).score
        assert score is not None
        reached = [short / 90, over / 90, 6 / low]
        item = _number(
            "fbk-61-a9",
            score,
            0.4,
            {
                "more than the target": sum(w * r for w, r in zip(weights, reached, strict=True)),
                "lower taken as higher": weights[0] * reached[0] + weights[1] + weights[2],
                "no weights": 100 * (reached[0] + 1 + reached[2]) / 3,
            },
        )
        if item:
            break
    shown = [[r["indicator"], r["value"], r["target"], r.get("better", "higher"), r["weight"]] for r in rows]
    table = {
        "caption": "October 2026 against the targets",
        "columns": ["Indicator", "Value", "Target", "Better", "Weight"],
        "rows": shown,
    }
    return _part({"indicators": 3, "over the target": 1}, {"targets": table}, item)


def _chart(random: Random) -> dict[str, Any]:
    """Twelve months with a target line; two of four statements of fact hold."""
    wanted = set(random.choice(list(combinations(("most", "last", "early", "far"), 2))))
    while True:
        shares = [random.randrange(58, 97) for _ in _MONTHS]
        best, worst = max(shares), min(shares)
        if shares.count(best) > 1 or shares.count(worst) > 1 or 80 in shares:
            continue
        met = sum(share >= 80 for share in shares)
        facts = {
            "most": met >= 7,
            "last": shares[-1] > shares[-2],
            "early": shares.index(best) < 6,
            "far": worst <= 62,
        }
        close = met in (5, 6, 7, 8) and abs(shares[-1] - shares[-2]) >= 4 and not 61 <= worst <= 63
        if {name for name, holds in facts.items() if holds} == wanted and close:
            break
    key = [name for name, holds in facts.items() if holds]
    not_so = [name for name, holds in facts.items() if not holds]
    table = {
        "caption": "Bookings confirmed within one day, in per cent of the month's bookings",
        "columns": ["Month", "Per cent"],
        "rows": [[month, share] for month, share in zip(_MONTHS, shares, strict=True)],
        "chart": {
            "type": "line",
            "title": "Confirmed within one day",
            "x": list(_MONTHS),
            "y": shares,
            "unit": "%",
            "alt": f"A line over twelve months from {shares[0]} to {shares[-1]}, with a line at 80.",
            "marks": [{"at": 80, "label": "Target"}],
        },
    }
    return {
        "shape": {"months": 12, "facts that hold": 2},
        "materials": {"chart": table},
        "items": {"fbk-61-a10": {"key": key}},
        "answers": {"fbk-61-a10": key},
        "wrong": [
            {"item": "fbk-61-a10", "name": "a cause read into it", "value": [*key, "cause"], "points": 1},
            {"item": "fbk-61-a10", "name": "the other two", "value": not_so, "points": 0},
        ],
    }


def _audit(random: Random) -> dict[str, Any]:
    """Two scorers, ten bookings, four criteria; one criterion is read in two ways, the others nearly alike."""
    names = list(_CRITERIA)
    loose = random.choice(names)
    spread = random.choice([(4, 2, 1, 1), (4, 1, 1, 1), (5, 2, 2, 1), (5, 1, 1, 2), (6, 2, 1, 2), (5, 2, 2, 2)])
    apart = dict(zip([loose, *(n for n in names if n != loose)], spread, strict=True))
    files = [f"B-{n}" for n in sorted(random.sample(range(200, 400), 10))]
    scores = []
    for name in names:
        differ = set(random.sample(files, apart[name]))
        for file in files:
            a = random.choice(["met", "met", "met", "not met"])
            b = ("met" if a == "not met" else "not met") if file in differ else a
            scores.append({"file": file, "criterion": name, "scorer_a": a, "scorer_b": b})
    found = compare_scorers(scores)
    by = found.frame().set_index("criterion")["share"]
    assert by.idxmin() == loose
    share = 100 * found.agreed / found.n
    both_met = sum(s["scorer_a"] == s["scorer_b"] == "met" for s in scores)
    item = _number("fbk-61-a11", share, 0.6, {"both met only": 100 * both_met / 40, "where they differ": 100 - share})
    assert item is not None
    cell = {(s["file"], s["criterion"]): f"{s['scorer_a']} / {s['scorer_b']}" for s in scores}
    table = {
        "caption": "Ten bookings, four criteria: first scorer / second scorer",
        "columns": ["Booking", *_CRITERIA.values()],
        "rows": [[file, *(cell[file, name] for name in names)] for file in files],
    }
    part = _part({"pairs": 40, "loose criteria": 1}, {"sheets": table}, item)
    part["items"]["fbk-61-a12"] = {"key": loose}
    part["answers"]["fbk-61-a12"] = loose
    others = [name for name in names if name != loose]
    part["wrong"] += [{"item": "fbk-61-a12", "name": f"chose {n}", "value": n, "points": 0} for n in others[:2]]
    return part

"""The data of the exercise on improving: each variant has its own chains, teams, intervals, charts and process.

All variants have the same shape: as many links of each kind, one team with a real change and one without, one service
for each verdict, one chart with a signal. What is right is worked out from the data with the toolbox.
"""

from __future__ import annotations

from random import Random
from typing import Any

from qmslib.customers import process_map
from qmslib.improvement import before_after, check_drift, runs_test

COUNT = 24
_WORTH = 0.05
_VERDICTS = {"keep": "keep", "redo": "redo", "too early": "early"}
_LINKS = {
    "sound": (
        "*Keys go missing.* Why? The key book is in another room. (Walked it: two minutes each way.)",
        "*Minutes come late.* Why? They wait for three people to agree, one after the other. (Dates in the folder.)",
        "*Labels are wrong.* Why? The printer takes the last size if none is chosen. (Tried it ten times.)",
        "*Calls are lost at noon.* Why? From 12 to 1 one person has two phones. (Rota of May.)",
        "*Bills are paid twice.* Why? A reminder has the same look as a bill. (Both laid side by side.)",
    ),
    "evidence": (
        "*Forms are half empty.* Why? As everybody knows, nobody likes forms.",
        "*The lift is often full.* Why? People probably all come at the same time.",
        "*Parcels are damaged.* Why? It must be the roads, I suppose.",
        "*The survey got few answers.* Why? Apparently it was too long.",
    ),
    "leap": (
        "*Visitors get lost.* Why? The reception desk was painted in March. (Bill from the painter.)",
        "*Stock counts differ.* Why? The canteen has changed its opening hours. (Notice on the door.)",
        "*Emails lie unread.* Why? The firm has a new logo. (Letter from the board.)",
        "*Meetings start late.* Why? Coffee costs ten pence more. (Price list.)",
    ),
    "blame": (
        "*A form was lost.* Why? The new clerk is careless. (Her team leader agrees.)",
        "*The order was late.* Why? He forgot it. (He says so himself.)",
        "*The file was wrong.* Why? The night team could not be bothered. (Two people heard it.)",
        "*The rota had gaps.* Why? She does not want to use the new sheet. (She was asked.)",
        "*The room was cold.* Why? The caretaker is lazy. (Three teachers say so.)",
    ),
}
_WHY = {
    "sound": "It explains the line before it, and one can go and look.",
    "evidence": "Nothing can be looked up here.",
    "leap": "It can be looked up, and does not explain the line before it.",
    "blame": "It ends with a person. What in the work let it happen?",
}
_SAMPLES = {"sound": 2, "evidence": 1, "leap": 1, "blame": 2}


def variant(number: int) -> dict[str, Any]:
    """One variant: its tables, keys, right answers and typical wrong ones."""
    random = Random(f"improvement-6-3-improving {number}")
    whole: dict[str, Any] = {"shape": {}, "materials": {}, "items": {}, "answers": {}, "wrong": []}
    for part in (_links(random), _teams(random), _intervals(random), _charts(random), _permit(random)):
        for name in ("shape", "materials", "items", "answers"):
            whole[name].update(part[name])
        whole["wrong"] += part["wrong"]
    return whole


def _wrong(item: str, name: str, value: Any, points: float) -> dict[str, Any]:
    return {"item": item, "name": name, "value": value, "points": points}


def _mistake(value: float, tolerance: float, feedback: str) -> dict[str, Any]:
    return {"value": round(value, 2), "tolerance": tolerance, "feedback": feedback}


def _apart(values: list[float], least: float) -> bool:
    return all(abs(a - b) >= least for place, a in enumerate(values) for b in values[:place])


def _links(random: Random) -> dict[str, Any]:
    """Six links of chains of whys: two sound, two with blame, a leap, and one without evidence."""
    drawn = [(kind, text) for kind, many in _SAMPLES.items() for text in random.sample(_LINKS[kind], many)]
    random.shuffle(drawn)
    key = {f"l{place}": kind for place, (kind, _) in enumerate(drawn, 1)}
    stems = [{"id": f"l{place}", "text": text, "feedback": _WHY[kind]} for place, (kind, text) in enumerate(drawn, 1)]
    trusting = {link: "sound" if kind == "blame" else kind for link, kind in key.items()}
    return {
        "shape": {"links": 6, **_SAMPLES},
        "materials": {},
        "items": {"imp-63-a3": {"stems": stems, "key": key}},
        "answers": {"imp-63-a3": key},
        "wrong": [
            _wrong("imp-63-a3", "Takes blame for sound where others agree with it", trusting, 4),
            _wrong("imp-63-a3", "Finds all sound", dict.fromkeys(key, "sound"), 2),
        ],
    }


def _weeks(random: Random, before: float, after: float) -> tuple[list[int], list[int]]:
    cases = [random.randint(15, 24) for _ in range(16)]
    share = [before] * 8 + [after] * 8
    return cases, [sum(random.random() < part for _ in range(many)) for many, part in zip(cases, share, strict=True)]


def _team(random: Random, real: bool) -> tuple[list[int], list[int], float]:
    """Sixteen weeks of one team: a clear gain, or one that cannot be told from none; no trend before."""
    while True:
        start = random.uniform(0.55, 0.68)
        cases, good = _weeks(random, start, start + 0.2 if real else start)
        sums = [(sum(good[:8]), sum(cases[:8])), (sum(good[8:]), sum(cases[8:]))]
        found = before_after(*sums, better="higher", event="on time", worthwhile=_WORTH)
        change = next(measure.estimate for measure in found.measures if measure.name == "change")
        shares = [a / b for a, b in zip(good[:8], cases[:8], strict=True)]
        if change.low is None or change.high is None or change.value is None or check_drift(shares).moving:
            continue
        low, high = 100 * change.low, 100 * change.high
        fits = low >= 4 if real else low <= -4 and high >= 8
        if fits and found.verdict == ("keep" if real else "too early"):
            return cases, good, 100 * change.value


def _teams(random: Random) -> dict[str, Any]:
    """Two teams, one with a real change and one without, in an order that differs."""
    first_real = random.random() < 0.5
    while True:
        north, south = _team(random, first_real), _team(random, not first_real)
        cases, good, change = north
        raw = float(sum(good[8:]) - sum(good[:8]))
        relative = 100 * (sum(good[8:]) / sum(cases[8:])) / (sum(good[:8]) / sum(cases[:8])) - 100
        if _apart([change, raw, relative, -change], 1.5):
            break
    rows = [
        [week, "before" if week <= 8 else "after", north[0][at], north[1][at], south[0][at], south[1][at]]
        for at, week in enumerate(range(1, 17))
    ]
    key = {"north": "keep", "south": "early"} if first_real else {"north": "early", "south": "keep"}
    swapped = {"north": key["south"], "south": key["north"]}
    return {
        "shape": {"teams": 2, "real": 1, "weeks": 16},
        "materials": {
            "teams": {
                "caption": "Payslip questions of two teams by week: all cases, and those answered on time.",
                "columns": ["Week", "Period", "North: cases", "North: on time", "South: cases", "South: on time"],
                "rows": rows,
            }
        },
        "items": {
            "imp-63-a6": {
                "key": {"value": round(change, 1), "tolerance": 0.4},
                "mistakes": [
                    _mistake(raw, 0.4, "These are cases, and not cases in 100. The periods have different sizes."),
                    _mistake(relative, 0.4, "This is the change in per cent of the earlier share."),
                    _mistake(-change, 0.4, "Look at the sign: the question asks for more after the change."),
                ],
            },
            "imp-63-a7": {"key": key},
        },
        "answers": {"imp-63-a6": f"{change:.1f}", "imp-63-a7": key},
        "wrong": [
            _wrong("imp-63-a6", "Takes cases for cases in 100", f"{raw:.0f}", 0),
            _wrong("imp-63-a6", "Gives the change in per cent of the earlier share", f"{relative:.1f}", 0),
            _wrong("imp-63-a7", "Keeps both", {"north": "keep", "south": "keep"}, 2),
            _wrong("imp-63-a7", "Takes the one for the other", swapped, 0),
        ],
    }


def _service(random: Random, verdict: str) -> list[Any]:
    """One service whose interval asks for this verdict, well away from the limits of 0 and 5."""
    while True:
        many = random.choice([40, 50, 60]) if verdict == "early" else random.choice([1200, 1500, 1800])
        start = random.uniform(0.6, 0.75)
        gain = {"keep": random.uniform(0.1, 0.16), "redo": random.uniform(-0.01, 0.005), "early": 0.03}[verdict]
        before, after = round(many * start), round(many * (start + gain))
        found = before_after((before, many), (after, many), better="higher", event="on time", worthwhile=_WORTH)
        change = next(measure.estimate for measure in found.measures if measure.name == "change")
        if change.low is None or change.high is None or _VERDICTS[found.verdict] != verdict:
            continue
        low, high = round(100 * change.low, 1), round(100 * change.high, 1)
        if min(abs(low), abs(high), abs(low - 5), abs(high - 5)) >= 0.6:
            return [many, before, after, _signed(low), _signed(high)]


def _signed(value: float) -> str:
    return f"{abs(value):.1f} {'fewer' if value < 0 else 'more'}"


def _intervals(random: Random) -> dict[str, Any]:
    """Three services, one for each verdict."""
    names = ("one", "two", "three")
    order = random.sample(("keep", "redo", "early"), 3)
    key = dict(zip(names, order, strict=True))
    rows = [[f"Service {place}", *_service(random, verdict)] for place, verdict in enumerate(order, 1)]
    hasty = {name: "keep" if verdict == "early" else verdict for name, verdict in key.items()}
    return {
        "shape": {"services": 3, "keep": 1, "redo": 1, "too early": 1},
        "materials": {
            "intervals": {
                "caption": "On time before and after a change. The interval is for the difference in 100 cases.",
                "columns": [
                    "Service", "Cases each time", "On time before", "On time after", "Interval from", "Interval to",
                ],
                "rows": rows,
            }
        },
        "items": {"imp-63-a8": {"key": key}},
        "answers": {"imp-63-a8": key},
        "wrong": [
            _wrong("imp-63-a8", "Keeps what is only a little better", hasty, 2),
            _wrong("imp-63-a8", "Calls all too early", dict.fromkeys(key, "early"), 1),
        ],
    }  # fmt: skip


def _series(random: Random, signal: bool) -> tuple[list[int], Any]:
    """Twenty weeks, with a shift or without; no value on the median."""
    while True:
        level, drop = random.randint(20, 30), random.randint(9, 12)
        turn = random.randint(8, 12)
        values = [level + random.randint(-7, 7) - (drop if signal and week >= turn else 0) for week in range(20)]
        test = runs_test(values)
        if test.n_useful != 20:
            continue
        calm = test.longest_run <= 5 and test.crossings >= test.crossings_limit + 1
        if test.longest_run >= 9 if signal else calm and not test.signal:
            return values, test


def _charts(random: Random) -> dict[str, Any]:
    """Three charts, one of them with a signal."""
    order = random.sample((True, False, False), 3)
    names = ("a", "b", "c")
    materials, first = {}, None
    for name, signal in zip(names, order, strict=True):
        values, test = _series(random, signal)
        if first is None:
            first = test
        desk = name.upper()
        middle = f"{test.centre:g}"
        materials[f"chart-{name}"] = {
            "caption": (
                f"Chart {desk}: late cases of desk {desk} by week. The median is {middle}. A signal: more than "
                f"{test.longest_run_limit} points in a row on one side of it, or fewer than "
                f"{test.crossings_limit} crossings of it."
            ),
            "columns": ["Week", "Late cases"],
            "rows": [[week, value] for week, value in enumerate(values, 1)],
            "chart": {
                "type": "line",
                "title": f"Desk {desk}: late cases by week",
                "alt": f"A line over 20 weeks, between {min(values)} and {max(values)}. The table has each value.",
                "x": [str(week) for week in range(1, 21)],
                "y": [float(value) for value in values],
                "unit": "cases",
                "marks": [{"at": float(test.centre), "label": f"Median {middle}"}],
            },
        }
    assert first is not None
    longest = int(first.longest_run)
    key = {name: "signal" if signal else "noise" for name, signal in zip(names, order, strict=True)}
    return {
        "shape": {"charts": 3, "signals": 1, "points": 20},
        "materials": materials,
        "items": {
            "imp-63-a9": {
                "key": {"value": longest, "tolerance": 0},
                "mistakes": [
                    _mistake(longest - 1, 0, "Count the points of the run, and not the steps between them.")
                ],
            },
            "imp-63-a10": {"key": key},
        },
        "answers": {"imp-63-a9": str(longest), "imp-63-a10": key},
        "wrong": [
            _wrong("imp-63-a9", "Counts the steps between points", str(longest - 1), 0),
            _wrong("imp-63-a9", "Counts all points on that side", str(10 if longest != 10 else 20), 0),
            _wrong("imp-63-a10", "Sees a signal everywhere", dict.fromkeys(key, "signal"), 1),
            _wrong("imp-63-a10", "Sees a signal nowhere", dict.fromkeys(key, "noise"), 2),
        ],
    }


def _permit(random: Random) -> dict[str, Any]:
    """A process in which a wait goes and a question becomes rarer."""
    while True:
        form, make = random.choice([10, 15, 20]), random.choice([20, 25, 30, 35])
        sign, carry = random.choice([120, 150, 180, 240]), random.choice([15, 20, 30])
        ask, often, seldom = random.choice([40, 60, 80]), random.choice([4, 5, 6]), random.choice([1, 2])
        steps = [
            {"step": "fill in the form", "kind": "work", "minutes": form},
            {"step": "carry it to the office", "kind": "hand-off", "minutes": carry},
            {"step": "ask what is missing", "kind": "rework", "minutes": ask, "chance": seldom / 10},
            {"step": "make the permit", "kind": "work", "minutes": make},
        ]
        key = float(process_map(steps).lead_time)
        whole, none = form + carry + ask + make, form + carry + make
        old = none + ask * often / 10
        if _apart([key, float(whole), float(none), old, key + sign], 3):
            break
    rows = [
        ["Fill in the form", "work", form, "always", "stays"],
        ["Wait for a signature", "wait", sign, "always", "is left out"],
        ["Carry it to the office", "hand-off", carry, "always", "stays"],
        ["Ask what is missing", "rework", ask, f"in {often} of 10 cases", f"in {seldom} of 10 cases"],
        ["Make the permit", "work", make, "always", "stays"],
    ]
    return {
        "shape": {"steps": 5, "left out": 1, "rarer": 1},
        "materials": {
            "permit": {
                "caption": "How a parking permit is made today, and what the trial team changes.",
                "columns": ["Step", "Kind", "Minutes", "Today", "After the change"],
                "rows": rows,
            }
        },
        "items": {
            "imp-63-a11": {
                "key": {"value": key, "tolerance": 0.5},
                "mistakes": [
                    _mistake(whole, 0.5, "The question does not come up in each case."),
                    _mistake(none, 0.5, "The question has become rarer. It has not gone."),
                    _mistake(old, 0.5, "You weighed the question as it is today. After the change it is rarer."),
                    _mistake(key + sign, 0.5, "The wait for the signature is left out."),
                ],
            }
        },
        "answers": {"imp-63-a11": f"{key:g}"},
        "wrong": [
            _wrong("imp-63-a11", "Counts the question in full", str(whole), 0),
            _wrong("imp-63-a11", "Weighs the question as before", f"{old:g}", 0),
        ],
    }

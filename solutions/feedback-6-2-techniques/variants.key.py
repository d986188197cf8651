"""The data of the exercise on techniques: each variant has its own survey, comments and register.

All variants have the same shape: as many sheets, planted codes, groups, comments and faults of each kind. What is
right is worked out from the data with the toolbox.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from qmslib.feedback import (
    Scale,
    check_register,
    code_comments,
    compare_coders,
    groups_to_hide,
    mean_score,
    percent_agreement,
    read_answers,
    response_rate,
    reverse,
    top_box,
    undeclared_codes,
)

COUNT = 24
ON = date(2026, 10, 30)
_ASKED = "Who was asked, and who answered."
_REGISTER = "Register of ideas about the repairs desk. All dates are of 2026."
_OFFICES = ("Abbey", "Bridge", "Castle", "Dock", "Elm", "Forge", "Grange", "Harbour", "Market", "Park", "Quay")
_CODES = {
    "time": "When the repair is done, early or late",
    "news": "Whether the office hears what goes on",
    "work": "How well the repair is done",
    "manner": "How people at the desk deal with those who ask",
}
_COMMENTS = {
    "time": (
        "Three weeks for a tap.", "The lift took until Friday.", "It was mended the same day.",
        "Locks wait too long.", "Nobody came on the day that was set.", "The heating took ten days in March.",
    ),
    "news": (
        "We learn from tenants that a job is closed.", "Tell us when a part is on order.",
        "The list on the screen is a week old.", "A text on the day before would help.",
        "I never know who has the job.", "The new number was not passed on.",
    ),
    "work": (
        "The same leak came back twice.", "The door shuts again, well done.", "Paint was left on the floor.",
        "The wrong pane was fitted.", "The new bolts hold.", "Half of the tiles are loose again.",
    ),
    "manner": (
        "Always friendly on the phone.", "I was cut off in mid-sentence.", "They listen before they answer.",
        "The tone is short after four.", "She rang back as she had said.", "I was made to feel foolish.",
    ),
}  # fmt: skip
_IDEAS = (
    "Show open jobs on one screen", "Give each van a spare key box", "Ring before the visit",
    "Put part numbers on the form", "Open the desk at eight", "Print the job number on the card",
    "Keep a stock of common locks", "One list of contractors for all", "Swap the two phone lines",
    "Give tenants a two-hour slot", "Close jobs only after a call", "Share the rota with offices",
    "Label the fuse boxes", "Mark the shut-off valves", "Hold a drop-in on Tuesdays", "Send photos with the job",
)  # fmt: skip
_OWNERS = ("stores lead", "desk lead", "area manager", "van planner")
_REASONS = ("two calls a week do not cover the cost", "the supplier ends the part in 2027", "tenants asked us not to")
_FAULTS = {
    "declined without a reason": "reason",
    "accepted without an owner": "owner",
    "reply overdue": "reply",
    "decision overdue": "decision",
}
_WHY = {
    "reason": "It was declined, and the column for the reason is empty.",
    "owner": "It was accepted, and nobody is named who does it.",
    "reply": "It was decided more than 14 days before 30 October, and no reply has gone out.",
    "decision": "It has waited for a decision for more than 28 days.",
    "fine": "The limits of 28 and 14 days have not passed, and nothing else is missing.",
}


def variant(number: int) -> dict[str, Any]:
    """One variant: its tables, keys, right answers and typical wrong ones."""
    random = Random(f"feedback-6-2-techniques {number}")
    parts = [_sheets(random), _offices(random), _coders(random), _chart(random), _register(random)]
    whole: dict[str, Any] = {"shape": {}, "materials": {}, "items": {}, "answers": {}, "wrong": []}
    for part in parts:
        for name in ("shape", "materials", "items", "answers"):
            whole[name].update(part[name])
        whole["wrong"] += part["wrong"]
    return whole


def _wrong(item: str, name: str, value: Any, points: float) -> dict[str, Any]:
    return {"item": item, "name": name, "value": value, "points": points}


def _mistake(value: float, tolerance: float, feedback: str) -> dict[str, Any]:
    return {"value": round(value, 2), "tolerance": tolerance, "feedback": feedback}


def _apart(key: float, others: list[float], least: float) -> bool:
    values = [key, *others]
    return all(abs(a - b) >= least for place, a in enumerate(values) for b in values[:place])


def _sheets(random: Random) -> dict[str, Any]:
    """Fifteen sheets: two codes nobody declared in each statement, one not applicable, one empty."""
    away, stray = random.choice([(8, 9), (9, 8), (7, 9), (9, 7)])
    names = [f"R{place:02d}" for place in range(1, 16)]
    while True:
        in_time = [random.choice([1, 2, 2, 3, 3, 4, 4, 5]) for _ in names]
        again = [random.choice([1, 1, 2, 2, 2, 3, 4, 5]) for _ in names]
        places = random.sample(range(15), 8)
        first, second = list[Any](in_time), list[Any](again)
        double = random.choice([22, 33, 44, 55])
        for place, code in zip(places[:4], (double, stray, away, ""), strict=True):
            first[place] = code
        for place, code in zip(places[4:], (0, random.choice([45, 6, 99]), away, ""), strict=True):
            second[place] = code
        table = {"sheet": names, "in_time": list(first), "again": list(second)}
        scale = Scale(1, 5, not_applicable=(away,))
        cells = undeclared_codes(table, scale, ["in_time", "again"]).cells
        refused = sorted({names[int(row) - 1] for row in cells["row"]})
        for column, row in zip(cells["column"], cells["row"], strict=True):
            table[column][int(row) - 1] = ""
        values = read_answers(table, scale, ["in_time", "again"]).values
        share = top_box(values["in_time"], 2).value
        mean = mean_score(values["again"]).value
        turned = mean_score(reverse(values["again"].dropna())).value
        if share is None or mean is None or turned is None:
            continue
        top = 100 * share
        others = [11 * top / 15, 100 * (top_box(values["in_time"]).value or 0)]
        with_away = (turned * 11 + (6 - away)) / 12
        if _apart(top, others, 4) and _apart(turned, [mean, turned - 1, with_away], 0.25) and 20 <= top <= 80:
            break
    extract = [list(row) for row in zip(names, first, second, strict=True)]
    right = "The cell holds a code that was not declared."
    plain = [place for place in range(15) if place not in places]
    options = []
    for name in (names[place] for place in sorted([*places, *random.sample(plain, 2)])):
        if name in refused:
            options.append({"id": name.lower(), "text": name, "feedback": f"Right. {right}", "missed": right})
        else:
            fine = "All its cells hold declared codes. Not applicable and empty cells are declared as well."
            options.append({"id": name.lower(), "text": name, "feedback": fine})
    key = [name.lower() for name in refused]
    strays = [name.lower() for name, a, b in extract if away in (a, b)]
    return {
        "shape": {"sheets": 15, "undeclared": 4, "not_applicable": 2, "empty": 2},
        "materials": {
            "sheets": {
                "caption": (
                    "Survey of area offices about a housing association's repairs desk, as it was typed in. "
                    f"Declared: 1 disagree to 5 agree, {away} is not applicable, an empty cell is no answer."
                ),
                "columns": ["Sheet", "A: Repairs are done in time", "B: I have to ring again"],
                "rows": extract,
            }
        },
        "items": {
            "fbk-62-a5": {"options": options, "key": key},
            "fbk-62-a6": {
                "key": {"value": round(turned, 2), "tolerance": 0.06},
                "mistakes": [
                    _mistake(mean, 0.06, "This is the mean before the answers are turned round."),
                    _mistake(turned - 1, 0.06, "You took 5 less the answer. Look at how a scale is turned."),
                    _mistake(with_away, 0.06, "A code that is declared as not applicable was averaged in."),
                ],
            },
            "fbk-62-a7": {
                "key": {"value": round(top, 1), "tolerance": 0.6},
                "mistakes": [
                    _mistake(others[0], 0.6, "You divided by all sheets, and not by the answers that count."),
                    _mistake(others[1], 0.6, "You counted the highest box only, not the top two."),
                ],
            },
        },
        "answers": {"fbk-62-a5": key, "fbk-62-a6": f"{turned:.2f}", "fbk-62-a7": f"{top:.1f}"},
        "wrong": [
            _wrong("fbk-62-a5", "Refuses what is declared as not applicable", strays, 0),
            _wrong("fbk-62-a5", "Sees half of the strange codes", key[:2], 2),
            _wrong("fbk-62-a6", "Does not turn the answers round", f"{mean:.2f}", 0),
            _wrong("fbk-62-a6", "Takes 5 less the answer", f"{turned - 1:.2f}", 0),
            _wrong("fbk-62-a7", "Divides by all sheets", f"{others[0]:.1f}", 0),
            _wrong("fbk-62-a7", "Counts the highest box only", f"{others[1]:.1f}", 0),
        ],
    }


def _offices(random: Random) -> dict[str, Any]:
    """Five offices: one too small to show, and one that would give it away."""
    while True:
        names = sorted(random.sample(_OFFICES, 5))
        answered = [random.randint(2, 4), random.randint(5, 8), *(random.randint(10, 24) for _ in range(3))]
        random.shuffle(answered)
        left = [random.randint(1, 3) for _ in names]
        asked = [count + gone + random.randint(2, 14) for count, gone in zip(answered, left, strict=True)]
        found = response_rate(sum(asked), sum(answered), not_eligible=sum(left)).estimate.value
        if found is None:
            continue
        rate = 100 * found
        raw = 100 * sum(answered) / sum(asked)
        each = [100 * count / (all_ - gone) for count, all_, gone in zip(answered, asked, left, strict=True)]
        if _apart(rate, [raw, sum(each) / 5], 2):
            break
    counts = dict(zip(names, answered, strict=True))
    hidden = groups_to_hide(counts)
    key, stems = {}, []
    for name in names:
        say = f"{name}, {counts[name]} answers"
        if name not in hidden:
            choice, why = "show", "It has answers enough, and showing it gives no other office away."
        elif counts[name] < 5:
            choice, why = "small", "It has fewer than five answers."
        else:
            choice, why = "protect", "With this office shown, the smallest could be worked out from the total."
        key[name.lower()] = choice
        stems.append({"id": name.lower(), "text": say, "feedback": why})
    only = {office: "small" if choice == "small" else "show" for office, choice in key.items()}
    return {
        "shape": {"offices": 5, "hidden": len(hidden), "too_small": 1},
        "materials": {
            "offices": {
                "caption": _ASKED,
                "columns": ["Office", "Asked", "Left before the survey", "Answered all"],
                "rows": [list(row) for row in zip(names, asked, left, answered, strict=True)],
            }
        },
        "items": {
            "fbk-62-a8": {
                "key": {"value": round(rate, 1), "tolerance": 0.6},
                "mistakes": [
                    _mistake(raw, 0.6, "People who had left before the survey do not belong to the group."),
                    _mistake(
                        sum(each) / 5,
                        0.6,
                        "This is the mean of the offices' rates. In it a small office weighs as much as a large one.",
                    ),
                ],
            },
            "fbk-62-a9": {"stems": stems, "key": key},
        },
        "answers": {"fbk-62-a8": f"{rate:.1f}", "fbk-62-a9": key},
        "wrong": [
            _wrong("fbk-62-a8", "Leaves those who had left among those asked", f"{raw:.1f}", 0),
            _wrong("fbk-62-a8", "Takes the mean of the offices' rates", f"{sum(each) / 5:.1f}", 0),
            _wrong("fbk-62-a9", "Hides the small office only", only, 4),
            _wrong("fbk-62-a9", "Shows every office", dict.fromkeys(key, "show"), 3),
        ],
    }


def _pair(one: str, two: str) -> str:
    return "-".join(sorted((one, two)))


def _coders(random: Random) -> dict[str, Any]:
    """Sixteen comments, coded twice; most differences lie between two codes."""
    said = [(words, code) for code, pool in _COMMENTS.items() for words in random.sample(pool, 4)]
    random.shuffle(said)
    comments, first = [words for words, _ in said], [code for _, code in said]
    second = list(first)
    one, two = random.sample(sorted(_CODES), 2)
    many, few = random.choice([(2, 1), (3, 1), (3, 2), (4, 2)])
    for place in random.sample([place for place, code in enumerate(first) if code == one], many):
        second[place] = two
    rest = [place for place, code in enumerate(first) if code not in (one, two)]
    for place, to in zip(random.sample(rest, few), (one, two), strict=False):
        second[place] = to
    agreed = 100 * percent_agreement(first, second).value
    differ = compare_coders(comments, _CODES, first, second).disagreements
    pairs = [_pair(a, b) for a, b in zip(differ["only_first"], differ["only_second"], strict=True)]
    key = max(sorted(set(pairs)), key=pairs.count)
    options = []
    for place, a in enumerate(_CODES):
        for b in list(_CODES)[place + 1 :]:
            here = pairs.count(_pair(a, b))
            say = f"They differ on this pair {here} time{'' if here == 1 else 's'}."
            option = {"id": _pair(a, b), "text": f"{a} and {b}", "feedback": say}
            if option["id"] == key:
                option["missed"] = "Count how often one coder chose the one code and the other the other."
            options.append(option)
    others = [option["id"] for option in options if option["id"] != key]
    return {
        "shape": {"comments": 16, "codes": 4},
        "materials": {
            "coders": {
                "caption": "Comments on the repairs desk, coded by two people apart from each other.",
                "columns": ["Comment", "First coder", "Second coder"],
                "rows": [list(row) for row in zip(comments, first, second, strict=True)],
            }
        },
        "items": {
            "fbk-62-a10": {
                "key": {"value": round(agreed, 1), "tolerance": 0.6},
                "mistakes": [_mistake(100 - agreed, 0.6, "This is the share of comments on which they differ.")],
            },
            "fbk-62-a11": {"options": options, "key": key},
        },
        "answers": {"fbk-62-a10": f"{agreed:.1f}", "fbk-62-a11": key},
        "wrong": [
            _wrong("fbk-62-a10", "Gives the share of differences", f"{100 - agreed:.1f}", 0),
            _wrong("fbk-62-a10", "Reports full agreement after the talk", "100", 0),
            _wrong("fbk-62-a11", "Takes the first pair that comes to mind", others[0], 0),
            _wrong("fbk-62-a11", "Takes the last pair", others[-1], 0),
        ],
    }


def _chart(random: Random) -> dict[str, Any]:
    """Coded comments of a year; some bear two codes."""
    while True:
        size = random.choice([50, 60, 80])
        order = random.sample(sorted(_CODES), 4)
        lists = []
        for _ in range(size):
            codes = [random.choices(order, weights=(5, 3, 2, 1))[0]]
            if random.random() < 0.3:
                codes.append(random.choice([code for code in order if code != codes[0]]))
            lists.append(codes)
        counts = code_comments(["x"] * size, _CODES, codes=lists).counts
        many = dict(zip(counts["code"], (int(count) for count in counts["comments"]), strict=True))
        top, after = sorted(many.values(), reverse=True)[:2]
        key, of_codes = 100 * top / size, 100 * top / sum(many.values())
        if top - after >= 3 and _apart(key, [of_codes, float(top)], 3):
            break
    leader = max(many, key=lambda code: many[code])
    bars = sorted(many.items(), key=lambda pair: -pair[1])
    return {
        "shape": {"bars": 4},
        "materials": {
            "codes": {
                "caption": f"What {size} comments of a year are about. A comment may bear two codes.",
                "columns": ["Code", "Comments"],
                "rows": [list(pair) for pair in bars],
                "chart": {
                    "type": "bars",
                    "title": f"{leader.capitalize()} is named most",
                    "alt": "Bars for four codes: " + ", ".join(f"{code} {count}" for code, count in bars) + ".",
                    "x": [code for code, _ in bars],
                    "y": [float(count) for _, count in bars],
                    "unit": "comments",
                },
            }
        },
        "items": {
            "fbk-62-a12": {
                "key": {"value": round(key, 1), "tolerance": 0.6},
                "mistakes": [
                    _mistake(of_codes, 0.6, "You divided by all codes given, and not by the comments."),
                    _mistake(top, 0.6, "This is the number of comments. The question asks for a share."),
                ],
            }
        },
        "answers": {"fbk-62-a12": f"{key:.1f}"},
        "wrong": [
            _wrong("fbk-62-a12", "Divides by the sum of the bars", f"{of_codes:.1f}", 0),
            _wrong("fbk-62-a12", "Gives the number for the share", str(top), 0),
        ],
    }


def _say(day: date | None) -> str:
    return f"{day.day} {day:%B}" if day else ""


def _register(random: Random) -> dict[str, Any]:
    """Eight ideas: two without a reason, one without an owner, two without a reply, one undecided, two in order."""
    kinds = ["reason", "reason", "owner", "reply", "reply", "decision", "young", "waiting"]
    random.shuffle(kinds)
    rows = [_idea(random, kind, text) for kind, text in zip(kinds, random.sample(_IDEAS, 8), strict=True)]
    faults = check_register(rows, ON).faults
    key = dict.fromkeys((f"r{place}" for place in range(1, 9)), "fine")
    for row, fault in zip(faults["row"], faults["fault"], strict=True):
        key[f"r{row}"] = _FAULTS[fault]
    silent = {row: "reply" if choice == "fine" else choice for row, choice in key.items()}
    return {
        "shape": {"ideas": 8, "faults": 6, **{kind: list(key.values()).count(kind) for kind in _WHY}},
        "materials": {
            "register": {
                "caption": _REGISTER,
                "columns": ["Row", "Idea", "Received", "Decision", "Decided", "Reason", "Owner", "Replied"],
                "rows": [
                    [
                        place, row["text"], _say(row["received"]), row["decision"], _say(row["decided"]),
                        row["reason"], row["owner"], _say(row["replied"]),
                    ]
                    for place, row in enumerate(rows, start=1)
                ],
            }
        },
        "items": {
            "fbk-62-a13": {
                "stems": [
                    {"id": f"r{place}", "text": f"Row {place}: {row['text']}", "feedback": _WHY[key[f"r{place}"]]}
                    for place, row in enumerate(rows, start=1)
                ],
                "key": key,
            }
        },
        "answers": {"fbk-62-a13": key},
        "wrong": [
            _wrong("fbk-62-a13", "Calls everything late that has no reply yet", silent, 6),
            _wrong("fbk-62-a13", "Finds nothing amiss", dict.fromkeys(key, "fine"), 2),
        ],
    }  # fmt: skip


def _idea(random: Random, kind: str, text: str) -> dict[str, Any]:
    def days(number: int) -> date:
        return ON - timedelta(days=number)

    row: dict[str, Any] = {
        "text": text, "received": None, "decision": "accepted", "decided": None,
        "reason": "", "owner": "", "due": None, "replied": None,
    }  # fmt: skip
    if kind in ("decision", "young"):
        row["decision"] = "pending"
        row["received"] = days(random.randint(33, 55) if kind == "decision" else random.randint(6, 20))
        return row
    # Decided in time; "waiting" only some days ago, so that its reply still has time.
    row["decided"] = days(random.randint(3, 9) if kind == "waiting" else random.randint(36, 48))
    row["received"] = row["decided"] - timedelta(days=random.randint(12, 26))
    if kind not in ("reply", "waiting"):
        row["replied"] = row["decided"] + timedelta(days=random.randint(1, 9))
    if kind == "reason" or (kind == "reply" and random.random() < 0.5):
        row["decision"], row["reason"] = "declined", "" if kind == "reason" else random.choice(_REASONS)
        return row
    row["due"] = ON + timedelta(days=random.randint(10, 60))
    row["owner"] = "" if kind == "owner" else random.choice(_OWNERS)
    return row

"""Forms filled in at random, half sensibly, to hold Python's tools and the page's against each other."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

_WORDS = [
    "late",
    "file",
    "Tom Ellis",
    "forgot",
    "the",
    "request",
    "waits",
    "for",
    "and",
    "or",
    "not",
    "never",
    "often",
    "satisfied",
    "how",
    "what",
    "do you",
    "?",
    "we should",
    "SLA",
    "stakeholder",
    "isn't it?",
    "Monday",
    "scanner",
    "staff",
    "did not",
    "need",
    "improve",
    "problem",
    "complain",
    "Wei",
    "/",
    "(yes)",
    "5",
    "per",
    "of all",
    "number of",
    "complaints",
    "time",
    "bonus",
    "Zoë",
    "档案",
    "“x”",
    "Dr Who",
    "a@b.co",
    "because",
    "likely",
    "or unlikely",
    "between",
    "…",
]
_STEPS = ["Receive", "Reply", "Record", "Close", "Ask"]
_FORMS: dict[str, dict[str, str]] = {
    "flow": {"step": "step", "who": "text", "within_days": "0-60", "next": "next", "record": "text"},
    "priority": {"problem": "text", "impact": "1-5", "frequency": "1-5", "age_days": "0-60"},
    "options": {"option": "A|B|C|D", "cost": "0-60", "days": "0-4", "fair": "yes|no", "approver": "Case handler|Tom"},
    "questions": {"question": "text", "type": "scale|yes or no|one of a list|open text", "na": "yes|no"},
    "cards": dict.fromkeys(("indicator", "formula", "source", "frequency", "target", "owner"), "text")
    | {"low": "0-60", "high": "0-60"},
    "survey_load": {"survey": "text", "people": "0-60", "times_a_year": "0-8", "minutes": "0-20"},
    "replies": {
        "said": "text",
        "answer": "done|will be done|cannot be done",
        "what": "text",
        "because": "text",
        "told": "date",
    },
    "loop": {"idea": "text", "received": "date", "replied": "date", "acted": "date", "seen_before": "yes|no"},
    "whys": {"why": "text", "evidence": "text", "control": "yes|no"},
    "fishbone": {"bone": "The problem|Method|Tools|People", "cause": "text", "agreed": "yes|no"},
    "ideas": {"idea": "text", "impact": "1-5", "effort": "1-5", "owner": "text"},
    "pareto": {"kind": "late|lost|rude|wrong", "count": "0-60"},
    "run_chart": {"label": "text", "value": "0-60"},
    "proportion": {"asked": "0-300", "answered": "0-200", "yes": "0-100"},
    "before_after": dict.fromkeys(("before_cases", "before_good", "after_cases", "after_good"), "0-300"),
}
_SETTINGS: dict[str, dict[str, Any]] = {
    "options": {"limits": {"case handler": 20}},
    "whys": {"problem": "request late file", "people": ["Wei Zhang"]},
    "fishbone": {"people": ["Wei"], "bones": ["People"]},
    "run_chart": {"target": 20, "better": "down"},
    "replies": {"names": ["Wei"]},
    "questions": {"intro": "You choose"},
    "before_after": {"volume": 220},
}
TOOLS = tuple(_FORMS)
#: Forms with fields of their own, and those whose tables are long.
_SINGLE, _LONG = ("proportion", "before_after"), ("run_chart", "pareto", "loop")


def _typed(kind: str, chance: Random) -> Any:
    if kind == "text":
        return " ".join(chance.choice(_WORDS) for _ in range(chance.randint(0, 9)))
    if kind == "date":
        return chance.choice(["", f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}", "soon"])
    if kind == "step":
        return chance.choice([*_STEPS, _typed("text", chance)])
    if kind == "next":
        return chance.choice(["", "", ";".join(chance.sample([*_STEPS, "end"], 2)), "end", "Nowhere"])
    if "|" in kind:
        return chance.choice([*kind.split("|"), "", "other"])
    low, high = map(int, kind.split("-"))
    makers: list[Callable[[], Any]] = [
        lambda: str(chance.randint(low, high)),
        lambda: chance.randint(low, high),
        lambda: f"{chance.uniform(low, high):.{chance.randint(0, 4)}f}",
        lambda: chance.uniform(low, high),
        lambda: chance.choice(["", "x", "-1"]),
    ]
    return makers[min(int(chance.random() * 7), 4)]() if high < 100 else str(chance.randint(low, high))


def inputs(tool: str, number: int) -> list[dict[str, Any]]:
    """So many inputs for a tool, always the same."""
    chance = Random(tool)
    made = []
    for _ in range(number):
        rows = [
            {name: _typed(kind, chance) for name, kind in _FORMS[tool].items() if chance.random() < 0.9}
            for _ in range(1 if tool in _SINGLE else chance.randint(1, 25 if tool in _LONG else 7))
        ]
        settings = _SETTINGS.get(tool, {}) if chance.random() < 0.5 else {}
        made.append({"values": rows[0] if tool in _SINGLE else rows, "settings": settings, "today": "2026-11-02"})
    return made

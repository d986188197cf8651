"""One sound item of each kind, as an author would write it; tests copy and break them."""

from __future__ import annotations

import copy
from typing import Any

COMMON: dict[str, Any] = {
    "criterion": "4.1",
    "rows": ["R001"],
    "title": "A title",
    "prompt": "A prompt.",
    "points": 4,
    "reread": "standards/4-1-identify",
}

ITEMS: dict[str, dict[str, Any]] = {
    "choose_one": {
        **COMMON,
        "id": "one",
        "kind": "choose_one",
        "scoring": "all_or_nothing",
        "options": [
            {"id": "a", "text": "A", "feedback": "A is right because.", "missed": "A was right because."},
            {"id": "b", "text": "B", "feedback": "B is wrong because."},
            {"id": "c", "text": "C", "feedback": "C is wrong because."},
        ],
        "key": "a",
    },
    "choose_many": {
        **COMMON,
        "id": "many",
        "kind": "choose_many",
        "scoring": "net_correct",
        "options": [
            {"id": "a", "text": "A", "feedback": "A fits.", "missed": "A was missed."},
            {"id": "b", "text": "B", "feedback": "B does not fit."},
            {"id": "c", "text": "C", "feedback": "C fits.", "missed": "C was missed."},
            {"id": "d", "text": "D", "feedback": "D does not fit."},
            {"id": "e", "text": "E", "feedback": "E fits.", "missed": "E was missed."},
        ],
        "key": ["a", "c", "e"],
    },
    "order": {
        **COMMON,
        "id": "order",
        "kind": "order",
        "scoring": "longest_run",
        "steps": [{"id": s, "text": s.upper(), "feedback": f"{s} stands there because."} for s in "pqrst"],
        "orders": [list("pqrst"), list("qprst")],
    },
    "match": {
        **COMMON,
        "id": "match",
        "kind": "match",
        "scoring": "share_right",
        "stems": [{"id": s, "text": s, "feedback": f"{s} belongs there."} for s in ("m1", "m2", "m3")],
        "options": [{"id": o, "text": o, "feedback": f"{o} covers this."} for o in ("x", "y", "z", "w")],
        "key": {"m1": "x", "m2": "y", "m3": "z"},
    },
    "classify": {
        **COMMON,
        "id": "classify",
        "kind": "classify",
        "scoring": "share_right",
        "stems": [{"id": s, "text": s, "feedback": f"{s} belongs there."} for s in ("c1", "c2", "c3", "c4")],
        "options": [{"id": o, "text": o, "feedback": f"{o} covers this."} for o in ("x", "y")],
        "key": {"c1": "x", "c2": "x", "c3": "y", "c4": "y"},
    },
    "number": {
        **COMMON,
        "id": "number",
        "kind": "number",
        "scoring": "within_tolerance",
        "unit": "hours",
        "key": {"value": 12.5, "tolerance": 0.05},
        "feedback": {"right": "Right.", "wrong": "Not this number."},
        "mistakes": [{"value": 10, "tolerance": 0.05, "feedback": "You left out the second time."}],
    },
    "dialogue": {
        **COMMON,
        "id": "talk",
        "kind": "dialogue",
        "scoring": "observed",
        "points": 3,
        "steps": [{"id": s, "text": f"Does {s}"} for s in ("listen", "sorry", "thank")],
        "start": "opening",
        "nodes": [
            {
                "id": "opening",
                "speaker": "Wei Zhang",
                "text": "The file did not come.",
                "choices": [
                    {"id": "calm", "text": "Tell me.", "to": "story", "shows": ["listen"], "feedback": "It opens."},
                    {
                        "id": "rule",
                        "text": "That is the rule.",
                        "to": "angry",
                        "misses": {"listen": "A rule is no answer to worry."},
                        "feedback": "It closes.",
                    },
                ],
            },
            {
                "id": "angry",
                "speaker": "Wei Zhang",
                "text": "That does not help me.",
                "choices": [
                    {"id": "turn", "text": "You are right.", "to": "story", "shows": ["listen"], "feedback": "Back."},
                    {
                        "id": "again",
                        "text": "It is the rule.",
                        "to": "angry",
                        "misses": {"sorry": "He waits for a word of regret."},
                        "feedback": "No.",
                    },
                ],
            },
            {
                "id": "story",
                "speaker": "Wei Zhang",
                "text": "I waited all day.",
                "choices": [
                    {
                        "id": "both",
                        "text": "I am sorry.",
                        "to": "done",
                        "shows": ["sorry", "thank"],
                        "feedback": "Y.",
                    },
                    {"id": "bye", "text": "Goodbye.", "to": "done", "feedback": "Too soon."},
                ],
            },
            {"id": "done", "text": "He leaves.", "end": True},
        ],
    },
    "form": {
        **COMMON,
        "id": "form",
        "kind": "form",
        "scoring": "checks_passed",
        "layout": "table",
        "table": {"min": 2, "max": 6, "start": 2, "row": "standard"},
        "fields": [
            {"id": "standard", "label": "Standard", "type": "text"},
            {"id": "owner", "label": "Owner", "type": "text"},
        ],
        "document": {"title": "Register", "filename": "register"},
        "checks": [
            {"id": "rows", "rule": "min_rows", "n": 2, "text": "Add rows.", "passed": "Enough rows."},
            {"id": "owners", "rule": "filled", "field": "owner", "text": "Name owners.", "passed": "All owned."},
        ],
    },
    "account": {
        **COMMON,
        "id": "account",
        "kind": "account",
        "scoring": "judged",
        "points": 2,
        "min_words": 20,
        "rubric": {"not_yet": "No example.", "partly": "An example.", "met": "An example with its value."},
        "required_points": [{"id": "example", "text": "An own example", "signs": ["our team"]}],
        "misconceptions": ["Faster is always better."],
        "samples": {"not_yet": ["n1", "n2"], "partly": ["p1", "p2"], "met": ["m1", "m2"]},
    },
}


def item(kind: str, /, **changes: Any) -> dict[str, Any]:
    """A fresh copy of the example item of a kind, with changes."""
    made = copy.deepcopy(ITEMS[kind])
    made.update(changes)
    return made


def exercise(**changes: Any) -> dict[str, Any]:
    """A sound exercise file with one item of each kind."""
    made: dict[str, Any] = {
        "format": 1,
        "use": "assessed",
        "exercise": "example",
        "title": "An example",
        "criterion": "4.1",
        "chapter": "standards/4-1-identify",
        "time": 30,
        "intro": "Answer all questions.",
        "met": {"required": ["one"], "share": 0.8, "accounts": "met"},
        "items": [item(kind) for kind in ITEMS],
    }
    made.update(changes)
    return made

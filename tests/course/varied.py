"""A small exercise with variants, as an author would write it: a number to work out, a case to sort, an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.course.examples import item

EXERCISE = "varied-exercise"

GENERATOR = '''
"""A log with three delays; the second is the longest."""
import random

COUNT = 20


def variant(number: int) -> dict:
    chance = random.Random(f"varied-exercise {number}")
    days = [number, number + 30 + chance.randrange(5), chance.randrange(1, 20)]
    late = chance.choice(["k1", "k2"])
    early = "k2" if late == "k1" else "k1"
    return {
        "shape": {"cases": 3, "late": 1},
        "materials": {
            "log": {
                "caption": "Three cases",
                "columns": ["Case", "Days"],
                "rows": [[f"V{number:02d}-{place}", one] for place, one in enumerate(days, 1)],
            }
        },
        "items": {
            "v-number": {
                "key": {"value": sum(days), "tolerance": 0},
                "mistakes": [
                    {"value": sum(days) + 1000, "tolerance": 0, "feedback": f"You added {1000} to {sum(days)} days."}
                ],
            },
            "v-class": {
                "stems": [
                    {"id": name, "text": f"Case {name} of log {number} came {word}.", "feedback": "Look at the day."}
                    for name, word in ((late, "late"), (early, "early"))
                ],
                "key": {late: "x", early: "y"},
            },
        },
        "answers": {"v-number": str(sum(days)), "v-class": {late: "x", early: "y"}},
        "wrong": [
            {"item": "v-number", "name": "one more", "value": str(sum(days) + 1), "points": 0},
            {"item": "v-number", "name": "far", "value": str(sum(days) + 1000), "points": 0},
            {"item": "v-class", "name": "turned", "value": {late: "y", early: "x"}, "points": 0},
            {"item": "v-class", "name": "all late", "value": {late: "x", early: "x"}, "points": 2},
        ],
    }
'''


def key_file(**changes: Any) -> dict[str, Any]:
    """The key file; fields that vary are not in it."""
    number = item("number", id="v-number", prompt="How many days in all?", material=["log"])
    classify = item("classify", id="v-class", prompt="Which is late?", varies=["stems", "key"])
    number["varies"] = ["key", "mistakes"]
    for entry in (number, classify):
        for field in entry["varies"]:
            entry.pop(field, None)
    return {
        "format": 1,
        "use": "assessed",
        "exercise": EXERCISE,
        "title": "A varied exercise",
        "criterion": "4.1",
        "chapter": "standards/4-1-identify",
        "time": 30,
        "intro": "Have the log at hand.",
        "met": {"required": ["v-number"], "share": 0.8, "accounts": "met"},
        "items": [
            number,
            classify,
            item("choose_one", id="v-one", prompt="Which of the three?"),
            item("account", id="v-account", prompt="What does the log show?", material=["log"]),
        ],
    } | changes


#: Model answers of what does not vary.
MODEL: dict[str, Any] = {
    "format": 1,
    "exercise": EXERCISE,
    "answers": {
        "v-one": "a",
        "v-account": "In our team the log shows three cases, and the second took by far the longest of them all. "
        "We asked why, and changed how the post is opened.",
    },
    "wrong": [
        {"item": "v-one", "name": "b", "value": "b", "points": 0},
        {"item": "v-one", "name": "c", "value": "c", "points": 0},
    ],
}


def write_varied(root: Path, *, generator: str = GENERATOR, **changes: Any) -> Path:
    """Put the author's three files under ``solutions/``; returns their folder."""
    import json

    folder = root / "solutions" / EXERCISE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{EXERCISE}.key.yaml").write_text(
        yaml.safe_dump(key_file(**changes), sort_keys=False), encoding="utf-8"
    )
    (folder / f"{EXERCISE}.model.json").write_text(json.dumps(MODEL), encoding="utf-8")
    (folder / "variants.key.py").write_text(generator, encoding="utf-8")
    return folder

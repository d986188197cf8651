"""Words that put a fault down to a person, and ways to say it about the work."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from qmslib._common.words import fold, tidy


@cache
def _lists() -> dict[str, Any]:
    lists: dict[str, Any] = json.loads(Path(__file__).with_name("blame.json").read_text(encoding="utf-8"))
    return lists


def listed(phrases: Iterable[str], text: str) -> str:
    """The first of the phrases that stands in the text; empty when none does."""
    plain = fold(text)
    for phrase in phrases:
        start = "" if phrase.startswith("'") else r"(?<![\w'])"
        if re.search(rf"{start}{re.escape(phrase)}(?!\w)", plain):
            return phrase
    return ""


def insult(text: str) -> str:
    """The words that run a person down, whoever it is; empty when there are none."""
    return listed(_lists()["always"], text)


def blame(text: str, people: Collection[str] = ()) -> str:
    """The words that put it down to a person; empty when the sentence is about the work.

    A person alone is no blame ("Tom signs every letter"), nor is a thing that fails ("the scanner did not start").
    """
    if phrase := insult(text):
        return phrase
    plain = fold(text)
    lapses = "|".join(re.escape(lapse) for lapse in _lists()["lapses"])
    names = [fold(name) for name in people if fold(name)]
    names += [part for name in names for part in name.split(" ") if len(part) > 2]
    who = "|".join(re.escape(name) for name in [*names, *_lists()["people"]])
    if match := re.search(
        rf"(?<![\w'])(?:{who})(?:'s \w+)?(?: just| simply| often| again| always)? (?:{lapses})(?!\w)", plain
    ):
        return match[0]
    # Two words with capitals before the lapse are a name: "Tom Ellis did not …".
    capitals = re.search(rf"\b[A-Z][a-z'’-]+ [A-Z][a-z'’-]+ (?:{lapses})\b", tidy(text))
    return fold(capitals[0]) if capitals else ""


def hint(text: str) -> str:
    """A way to say the same about the work: a hint, never a rewriting."""
    plain = fold(text)
    hints: dict[str, str] = _lists()["hints"]
    return next(said for key, said in hints.items() if key in plain)

"""Word lists that find blame, guesses and remedies in a sentence about a cause."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from qmslib._common.words import fold, tidy


@cache
def _lists() -> dict[str, Any]:
    lists: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
    return lists


def found(name: str, text: str) -> str:
    """The first phrase of a list that stands in the text; empty when there is none."""
    plain = fold(text)
    for phrase in _lists()[name]:
        start = "" if phrase.startswith("'") else r"(?<![\w'])"
        if re.search(rf"{start}{re.escape(phrase)}(?!\w)", plain):
            return str(phrase)
    return ""


def blame(text: str, people: Collection[str] = ()) -> str:
    """The words that put it down to a person; empty when the sentence is about the work.

    A person alone is no blame ("Tom signs every letter"), nor is a thing that fails ("the scanner did not start").
    """
    if phrase := found("always", text):
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


def content(text: str) -> set[str]:
    """The words that carry the meaning, cut to their beginnings so that "reply" meets "replies"."""
    words = re.findall(r"[^\W\d_]{3,}", fold(text))
    return {word[:5] if len(word) > 5 else word.rstrip("s") for word in words if word not in _lists()["small"]}

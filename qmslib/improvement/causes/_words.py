"""Word lists that find guesses and remedies in a sentence about a cause."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from qmslib._common.blame import listed
from qmslib._common.words import fold


@cache
def _lists() -> dict[str, Any]:
    lists: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
    return lists


def found(name: str, text: str) -> str:
    """The first phrase of a list that stands in the text; empty when there is none."""
    return listed(_lists()[name], text)


def content(text: str) -> set[str]:
    """The words that carry the meaning, cut to their beginnings so that "reply" meets "replies"."""
    words = re.findall(r"[^\W\d_]{3,}", fold(text))
    return {word[:5] if len(word) > 5 else word.rstrip("s") for word in words if word not in _lists()["small"]}

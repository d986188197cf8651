"""Patterns that find numbers, dates and fuzzy words in folded text; the pages' JavaScript uses the same file."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from qmslib._common.words import fold


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One pattern of ``patterns.json``, for text that has been through `fold`."""
    source = json.loads(Path(__file__).with_name("patterns.json").read_text(encoding="utf-8"))
    return re.compile(source[name])


def find(name: str, text: str) -> str:
    """The first place where the pattern fits in the text, folded; empty when there is none."""
    match = pattern(name).search(fold(text))
    return match[0] if match else ""


def fuzzy_word(text: str) -> str:
    """The first word that each reader understands differently, such as "promptly"; empty when there is none."""
    return find("fuzzy", text)


def has_number(text: str) -> bool:
    """Whether the text holds a number in digits or as a word from two upwards."""
    return find("number", text) != ""

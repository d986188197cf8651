"""What is wrong with the words of one question. Each check gives the words that gave it away, or nothing."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from qmslib._common.words import fold, words

_LONG, _HARD = 25, 30.0
_JOIN = re.compile(r"\b(and/or|as well as|and|or)\b|(?<=[a-z])/(?=[a-z])")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,6}s?\b")


@cache
def word_lists() -> dict[str, Any]:
    """The word lists, from ``question_words.json``."""
    lists: dict[str, Any] = json.loads(Path(__file__).with_name("question_words.json").read_text(encoding="utf-8"))
    return lists


@cache
def _pattern(name: str) -> re.Pattern[str]:
    longest_first = sorted(word_lists()[name], key=len, reverse=True)
    return re.compile(r"(?<![\w])(?:" + "|".join(re.escape(word) for word in longest_first) + r")(?![\w])")


def first_of(name: str, text: str) -> str:
    """The first entry of a word list in the text, or nothing."""
    found = _pattern(name).search(fold(text))
    return found[0] if found else ""


def _without(name: str, text: str) -> str:
    return _pattern(name).sub(" ", text)


def double_barrelled(text: str, kind: str) -> str:
    """The word that joins two questions into one."""
    if text.count("?") > 1 and not re.search(r"\?\s*\((?:.*)\)\s*$", text):
        return "?"
    # What stands in brackets, after "for example" or before the comma of an opening clause asks nothing of its own.
    asked = re.sub(r"\([^)]*\)", " ", text)
    asked = re.sub(r"\b(?:for example|such as|for instance|e\.g\.|including)\b[^?]*", " ", asked, flags=re.I)
    asked = re.sub(r"^\s*(?:thinking|looking|considering|in|over|during|since|when|if|after|before|on)\b[^,?]*,", " ",
                   asked, flags=re.I)  # fmt: skip
    asked = re.sub(r"\bbetween\b[^?]*?\band\b", " between ", asked, flags=re.I)
    # Names: Records and Access, Wei Zhang and Tom Ellis; numbers: 1 and 5.
    asked = re.sub(r"\b[A-Z][\w'’-]*(?:,\s[A-Z][\w'’-]*)*\s(?:and|or|&)\s[A-Z][\w'’-]*", " ", asked)
    asked = re.sub(r"\b\d+\b[^,?]*?\b(?:and|or)\s+\d+\b", " ", asked)
    plain = _without("fixed_pairs", fold(asked))
    plain = re.sub(r"\b(\w+) or (?:un|in|im|ir|dis)\1\b", " ", plain)  # clear or unclear
    if kind in ("open", "choice") or re.search(r"\b(?:prefer|rather|choose)\b", plain):
        # "Phone or email?" offers a choice; "and" still asks two things of a choice, but not of an open question.
        plain = re.sub(r"\bor\b", " ", plain)
        if kind == "open":
            plain = re.sub(r"\band\b", " ", plain)
    found = _JOIN.search(plain)
    return (found[0] or "/") if found else ""


def loaded(text: str) -> str:
    """A word that judges. Words that name the ends of a scale do not."""
    plain = re.sub(
        r"\b\d+\s*(?:is|means|being|stands for|=)\s*(?:very\s)?\w+|\bfrom\s[\w ]+?\sto\s(?:very\s)?\w+",
        " ",
        fold(text),
    )
    return first_of("loaded", plain)


def vague(text: str) -> str:
    """A frequency that everybody counts differently. Asking "how often" is no such thing."""
    return first_of(
        "vague", re.sub(r"\bhow (?:many times|often|regularly|frequently|recently|soon)\b", " ", fold(text))
    )


def leading(text: str) -> str:
    """The words that push towards an answer."""
    plain = _without("balanced_pairs", fold(text))
    if found := _pattern("leading").search(plain):
        return found[0]
    if found := re.search(r"^(?:do|did|would) you agree\b", plain):
        return found[0]
    praise = "|".join(map(re.escape, word_lists()["leading_praise"]))
    if found := re.search(rf"\bhow (?:{praise})\b(?! or)", fold(text)):
        return found[0]
    found = re.search(r",\s*(?:isn't|aren't|wasn't|don't|doesn't|didn't|won't|right)\b[^?]{0,15}\?\s*$", plain)
    return found[0].strip(" ,") if found else ""


def double_negative(text: str) -> str:
    """Two negatives in one sentence."""
    for sentence in re.split(r"[.?!;]", _without("balanced_pairs", fold(text))):
        found = [word for word in re.findall(r"[\w']+", sentence) if word in _negatives() or word.endswith("n't")]
        if len(found) > 1:
            return " … ".join(found[:2])
    return ""


@cache
def _negatives() -> frozenset[str]:
    return frozenset(word_lists()["negatives"])


def negated(text: str) -> str:
    """One "not" in a statement to agree or disagree with."""
    plain = _without("balanced_pairs", fold(text))
    found = re.search(r"\b(?:not|never|no|cannot|without)\b|\b\w+n't\b", plain)
    return found[0] if found else ""


def jargon(text: str) -> str:
    """A word or abbreviation that not everybody knows."""
    if found := first_of("jargon", text):
        return found
    if text.upper() == text:
        return ""
    for match in _ABBREVIATION.finditer(text):
        word = match[0]
        known = word in word_lists()["known_capitals"] or word.rstrip("s") in word_lists()["known_capitals"]
        # Spelt out just before or after, in brackets, it is explained.
        explained = re.search(rf"\({word}\)|\b{word}\s*\(", text)
        if not known and not explained:
            return word
    return ""


def too_long(text: str) -> str:
    """How many words, if they are too many."""
    count = len(words(text))
    return str(count) if count > _LONG else ""


def hard_to_read(text: str) -> str:
    """The reading ease, if it is low and there are words enough to tell."""
    from qmslib.feedback.asking.reading import reading_ease

    ease = reading_ease(text)
    return f"{ease:.0f}" if ease is not None and len(words(text)) >= 10 and ease < _HARD else ""


def aims_of(text: str) -> list[str]:
    """Which of the five aims of asking the words serve."""
    plain = fold(text)
    found = []
    for aim, marks in word_lists()["aims"].items():
        if any(re.search(rf"(?<!\w){re.escape(mark)}", plain) for mark in marks):
            found.append(aim)
    # "What would you like to improve" asks for ideas; only "want" words beside it make it both.
    return found

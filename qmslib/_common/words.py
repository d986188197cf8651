"""Words as people type them: what counts as filled in, as a word, as the same text."""

from __future__ import annotations

import re

_SPACE = re.compile("[ \t\n\r\f\v\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+")
_LETTER = re.compile(r"[^\W_]")
_NOT_LETTERS = re.compile(r"(?:[\W_])+")
_STAND_INS = frozenset(
    {
        "tbc", "tbd", "tba", "todo", "to do", "x", "xx", "xxx", "n a", "don t know", "dont know", "not known",
        "not sure", "unknown", "to be confirmed", "to be decided", "to be agreed",
    }
)  # fmt: skip


def tidy(text: object) -> str:
    """The text with single spaces and none at the ends; anything but text is empty."""
    return _SPACE.sub(" ", text).strip(" ") if isinstance(text, str) else ""


def fold(text: object) -> str:
    """The text for comparing: tidy, lower case, straight quotes, plain hyphens."""
    plain = tidy(text).lower()
    plain = re.sub("[\u2018\u2019\u02bc]", "'", plain)
    plain = re.sub("[\u201c\u201d]", '"', plain)
    return re.sub("[\u2010-\u2015\u2212]", "-", plain)


def bare(text: object) -> str:
    """Only the letters and digits of the text, in lower case, with single spaces between words."""
    return _NOT_LETTERS.sub(" ", fold(text)).strip(" ")


def words(text: object) -> list[str]:
    """The words of a text: what stands between spaces and has a letter or digit."""
    return [word for word in tidy(text).split(" ") if _LETTER.search(word)]


def filled(text: object) -> bool:
    """Whether a text says something: it has a letter or digit and is no place-holder such as "tbc"."""
    plain = bare(text)
    return plain != "" and plain not in _STAND_INS


def short(text: str, longest: int = 40) -> str:
    """The text cut for quoting inside a sentence."""
    return text if len(text) <= longest else text[: longest - 1] + "…"

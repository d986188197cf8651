"""How easy a text is to read."""

from __future__ import annotations

import re

from qmslib._common.words import words

_VOWELS = re.compile(r"[aeiouy]+")
_ENDS = re.compile(r"[.!?:]+(?:\s|$)")


def _syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word.lower())
    if not letters:
        return 1
    count = len(_VOWELS.findall(letters))
    # A silent e at the end, as in "late", but not the syllable in "table" or "agree".
    if letters.endswith("e") and not letters.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if letters.endswith("ed") and not letters.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)


def reading_ease(text: str) -> float | None:
    """Flesch's reading ease: 100 is very easy, 60 to 70 plain English, below 30 very hard.

    Parameters
    ----------
    text
        One sentence or more.

    Returns
    -------
    float or None
        The score; None without words. It may pass 100 or fall below 0 for very short texts.

    Notes
    -----
    206.835 − 1.015 × words per sentence − 84.6 × syllables per word: Flesch (1948), "A new readability yardstick",
    Journal of Applied Psychology 32. Syllables are counted by rule (groups of vowels, silent e), so the score differs
    a little from program to program; it is a hint and no verdict.

    Examples
    --------
    >>> round(reading_ease("The cat sat on the mat."))
    116
    """
    found = words(text)
    if not found:
        return None
    sentences = max(1, len(_ENDS.findall(text.strip() + " ")))
    syllables = sum(_syllables(word) for word in found)
    return 206.835 - 1.015 * len(found) / sentences - 84.6 * syllables / len(found)

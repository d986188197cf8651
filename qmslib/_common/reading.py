"""How easy a text is to read."""

from __future__ import annotations

import re

from qmslib._common.words import fold, words

_ABBREVIATIONS = re.compile(r"(?<![a-z])(e\.g|i\.e|mr|mrs|ms|dr|no|approx)\.(?= )")
_SENTENCE_END = re.compile(r"[.!?;]+(?= |$)")
_SILENT = re.compile(r"(?:(?:[^laeiouy]|[aeiouy]l)es?|[^tdaeiouy]ed)$")


def syllables(word: str) -> int:
    """Syllables of an English word, counted by rule: groups of vowels, less a silent e at the end; at least 1.

    A rule of thumb, right for about nine words in ten.

    Examples
    --------
    >>> syllables("complaint"), syllables("quality"), syllables("service")
    (2, 3, 2)
    """
    letters = re.sub(r"[^a-z]", "", fold(word))
    groups = len(re.findall(r"[aeiouy]+", letters))
    if groups > 1 and _SILENT.search(letters) and not re.search(r"(?:[sxz]|ch|sh|[cg])es$", letters):
        groups -= 1
    return max(1, groups)


def flesch(n_words: float, n_sentences: float, n_syllables: float) -> float:
    """Flesch reading ease (Flesch, 1948): 206.835 − 1.015 × words a sentence − 84.6 × syllables a word.

    Examples
    --------
    A hundred words in five sentences, with 150 syllables:

    >>> round(flesch(100, 5, 150), 3)
    59.635
    """
    return 206.835 - 1.015 * n_words / n_sentences - 84.6 * n_syllables / n_words


def flesch_kincaid(n_words: float, n_sentences: float, n_syllables: float) -> float:
    """Flesch–Kincaid grade: 0.39 × words a sentence + 11.8 × syllables a word − 15.59.

    Source: Kincaid, Fishburne, Rogers and Chissom (1975), *Derivation of new readability formulas for Navy enlisted
    personnel*. A grade is a year of school in the United States; five years more give the reading age.

    Examples
    --------
    A hundred words in five sentences, with 150 syllables:

    >>> round(flesch_kincaid(100, 5, 150), 2)
    9.91
    """
    return 0.39 * n_words / n_sentences + 11.8 * n_syllables / n_words - 15.59


def count_sentences(text: str) -> int:
    """Sentences: what ends with a full stop, question mark, exclamation mark, semicolon or line break."""
    count = 0
    for line in re.split(r"[\r\n]+", text):
        plain = _ABBREVIATIONS.sub(r"\1", fold(line))
        count += sum(1 for part in _SENTENCE_END.split(plain) if words(part))
    return count


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
    return flesch(len(found), max(1, count_sentences(text)), sum(syllables(word) for word in found))

"""Words in job descriptions that nobody can see, and words that shut people out."""

from __future__ import annotations

import re

from qmslib._common.findings import module_texts
from qmslib._common.words import fold

texts = module_texts(__file__)
# Words that sound like a skill and cannot be seen, each with what could be seen instead (the texts file has it).
_VAGUE = (
    "good communication", "communication skills", "team player", "flexible", "proactive", "professional", "friendly",
    "positive attitude", "can-do",
    "customer focused", "customer-focused", "patient", "confident", "decisive",
    "responsible", "caring", "dedicated", "reliable", "creative", "problem solving", "problem-solving", "prompt",
    "polite",
    "time management", "hard-working", "motivated", "good with people", "service-minded", "strong character",
)  # fmt: skip
# Criteria that have nothing to do with the work and may shut people out unlawfully.
_UNSUITABLE = {
    "belief": r"\b(?:faith|belie(?:f|ver)|religio\w*|church|christian|muslim|jewish|hindu|atheis\w*)\b",
    "values": r"\b(?:(?:right|our|same|good|shares?|strong|moral) values|patriot\w*|moral character|politic\w+)\b",
    "smile": r"\b(?:smil\w+|eye contact|firm handshake|cheerful face)\b",
    "age": r"\b(?:young|youthful|under (?:30|35|40|45)|recent graduates? only|mature person|digital native)\b",
    "sex": r"\b(?:male|female|man|woman|girl|lad|waitress|unmarried|married|childless|no children|pregnan\w*)\b",
    "looks": r"\b(?:good.looking|attractive|presentable|slim|tall|well.groomed)\b",
    "origin": r"\b(?:native (?:english )?speakers?|british.born|local accent|no accent|nationality)\b",
    "health": r"\b(?:able.bodied|perfect health|physically fit|no disabilit\w+|no sick leave|mentally strong)\b",
}


def observable(text: str) -> dict[str, str]:
    """Words in a text that nobody can see in a colleague's work, with behaviour that could be seen instead.

    Parameters
    ----------
    text
        A line of a job description.

    Returns
    -------
    dict
        For each word found, what to look for. The words are hints: take what fits the work.

    Examples
    --------
    >>> observable("Must be reliable")
    {'reliable': 'does what was promised by the day promised, or says beforehand that it will be late'}
    """
    plain = fold(text)
    found = {
        word: texts.say(f"see_{word}") for word in _VAGUE if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain)
    }
    # "communication skills" inside "good communication skills" is said once.
    return {word: hint for word, hint in found.items() if not any(word != other and word in other for other in found)}


def unsuitable_words(text: str) -> list[tuple[str, str]]:
    """Phrases that must not decide who gets the work: the kind of each, and the words found."""
    plain = fold(text)
    return [(kind, match[0]) for kind, words in _UNSUITABLE.items() for match in re.finditer(words, plain)]

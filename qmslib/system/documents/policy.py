"""A one-page quality policy: is it whole, and can people read it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qmslib._common.dates import parse_date, say_date
from qmslib._common.findings import Finding, join_words
from qmslib._common.moments import read_day
from qmslib._common.numbers import rounded, say_number
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.reading import count_sentences, flesch, syllables
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy, words
from qmslib.system._texts import finding, say

POLICY_PARTS = ("purpose", "standard", "complaints", "who", "review")


@dataclass(frozen=True)
class PolicyReport(Report):
    """Completeness and readability; the measures are None while there is no text.

    Attributes
    ----------
    sentence, findings
        The finding in words, and what to put right.
    missing
        Parts that are not there yet.
    words, sentences
        How many there are.
    words_per_sentence, reading_ease
        The two measures of readability.
    document
        The policy as Markdown, with its gaps marked.

    Examples
    --------
    >>> check_policy({"purpose": "We lend files on time."}, date(2026, 3, 4)).missing
    ('standard', 'complaints', 'who', 'review')
    """

    sentence: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    words: int
    sentences: int
    words_per_sentence: float | None
    reading_ease: float | None
    document: str


def check_policy(
    policy: Mapping[str, object], as_of: date | str, longest: float = 16, easiest: float = 60, organisation: str = ""
) -> PolicyReport:
    """Check a one-page quality policy.

    Parameters
    ----------
    policy
        Texts ``purpose``, ``standard``, ``complaints`` (the route) and ``who``, a date ``review``, and a ``title``
        if it has one.
    as_of
        The day to compare the review date with.
    longest
        Words a sentence may have on average.
    easiest
        The reading ease wanted; 60 to 70 is plain English.
    organisation
        Its name, for the document.

    Returns
    -------
    PolicyReport
        What is missing, and how easy it is to read.

    Examples
    --------
    >>> report = check_policy({"purpose": "We lend files.", "standard": "A file comes in 2 days.",
    ...     "complaints": "Write to Tom Ellis. He answers in 5 days.", "who": "Priya Nair", "review": "2027-01-04"},
    ...     date(2026, 3, 4))
    >>> report.missing, report.sentences
    ((), 5)
    """
    as_of = read_day(as_of)
    texts = {part: str(policy.get(part) or "") for part in POLICY_PARTS[:4]}
    review = parse_date(policy.get("review"))
    findings: list[Finding] = []
    missing = [part for part in texts if not filled(texts[part])] + ([] if review else ["review"])
    findings.extend(finding("bad", "policy", f"no_{part}", None, part) for part in missing)
    standard, complaints = texts["standard"], texts["complaints"]
    if filled(standard) and not has_number(standard):
        found = fuzzy_word(standard)
        key = "standard_fuzzy" if found else "standard_number"
        findings.append(finding("warn", "policy", key, None, "standard", found=found))
    if filled(complaints) and len(words(complaints)) < 6:
        findings.append(finding("warn", "policy", "complaints_thin", None, "complaints"))
    if review and review < as_of:
        findings.append(finding("warn", "policy", "review_past", None, "review", date=say_date(review)))
    all_words = [word for text in texts.values() for word in words(text)]
    n_sentences = sum(count_sentences(text) for text in texts.values())
    length = ease = None
    reading = say("policy", "reading_none")
    if all_words and n_sentences:
        length = len(all_words) / n_sentences
        ease = flesch(len(all_words), n_sentences, sum(syllables(word) for word in all_words))
        # Compare what is shown, so that "60" never counts as below 60.
        slots = {"ease": say_number(rounded(ease), 0), "length": say_number(length, 1)}
        is_long, is_hard = rounded(length, 1) > longest, rounded(ease) < easiest
        if is_long:
            findings.append(finding("warn", "policy", "long", None, None, longest=say_number(longest), **slots))
        if is_hard:
            findings.append(finding("warn", "policy", "hard_words", None, None, easiest=say_number(easiest), **slots))
        if len(all_words) > 400:
            findings.append(finding("warn", "policy", "page", n=len(all_words)))
        findings.append(finding("info", "policy", "estimate"))
        verdict = say("policy", "hard" if is_long or is_hard else "easy")
        reading = say("policy", "reading", verdict=verdict, **slots)
    sentence = say(
        "policy",
        "sentence_part" if missing else "sentence_whole",
        n=len(POLICY_PARTS),
        complete=len(POLICY_PARTS) - len(missing),
        missing=join_words([say("policy", part) for part in missing]),
        reading=reading,
    )
    document = _document(texts, review, tidy(policy.get("title")), tidy(organisation))
    return PolicyReport(
        sentence, tuple(findings), tuple(missing), len(all_words), n_sentences, length, ease, document
    )


def _document(texts: Mapping[str, str], review: date | None, title: str, organisation: str) -> str:
    gap = say("policy", "gap")
    lines = [f"**{title or say('policy', 'title')}**"]
    if organisation:
        lines.append(organisation)
    for part, text in texts.items():
        lines.append(f"**{say('policy', 'heading_' + part)}**")
        lines.append(tidy(text) or gap)
    lines.append(f"**{say('policy', 'heading_review')}:** {say_date(review) if review else gap}")
    return "\n\n".join(lines)

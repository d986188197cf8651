"""Personal details in free text: the patterns that find them, and the rules that official numbers keep."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qmslib._common.dates import MONTHS

_SEPARATORS = re.compile(r"[\s\-]")
_NEVER_FIRST = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_DATE = (
    rf"(?:(?:18|19|20)\d\d[-/.]{_MONTH_NUMBER}[-/.]{_DAY}|{_DAY}[-/. ]{_MONTH_NUMBER}[-/. ](?:(?:18|19|20)\d\d|\d\d)"
    rf"|{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?:18|19|20)\d\d"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?,? (?:18|19|20)\d\d)"
)
_BIRTH = re.compile(
    rf"\b(?:date of birth|birth ?date|birthday|d\.? ?o\.? ?b\b\.?|born)"
    rf"(?:\W|\bis\b|\bwas\b|\bon\b|\bof\b){{1,8}}({_DATE})(?!\d)",
    re.IGNORECASE,
)
_ANY_DATE = re.compile(rf"(?<![\w]){_DATE}(?![\w])(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_EMAIL = re.compile(r"(?<![\w.%+'&-])[\w.%+'&-]++@[\w-]+(?:\.[\w-]+)+")
_INSURANCE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?[A-Da-d](?![A-Za-z0-9])")
_INSURANCE_NAMED = re.compile(
    r"\b(?:NI|NINO|national insurance)(?:\s+(?:number|no\.?))?[\s:#.=]{0,3}(?:is\s+)?"
    r"([a-z]{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?\d{2})(?!\d)",
    re.IGNORECASE,
)
_INSURANCE_RULE = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
_NHS_NAMED = re.compile(
    r"\bnhs(?:\s+(?:number|no\.?|num))?[\s:#.=]{0,3}(?:is\s+)?(\d{3}[\s-]?\d{3}[\s-]?\d{4})(?!\d)", re.IGNORECASE
)
_NHS = re.compile(r"(?<![A-Za-z0-9_+])\d{3}([ -]?)\d{3}\1\d{4}(?![A-Za-z0-9_])")
_NUMBER_RUN = re.compile(r"(?<![A-Za-z0-9_+(])[+(]*+\d[\d() .\u00a0-]*\d(?![A-Za-z0-9_])")
_GROUP = re.compile(r"\+?(?:\(\d+\)|\d+)")
_LONGEST_PHONE = 24
_OUT = r"(?:[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9](?:[0-9]|[ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW])|GIR|BFPO)"
_IN = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_POSTCODE = re.compile(rf"(?<![A-Za-z0-9-]){_OUT} ?{_IN}(?![A-Za-z0-9])")
_POSTCODE_SMALL = re.compile(rf"(?<![A-Za-z0-9-]){_OUT.lower()} ?{_IN.lower()}(?![A-Za-z0-9])")
_CASE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,4}-\d{1,8}(?![A-Za-z0-9]|-\d)")
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Cllr)\.? "
_NOT_NAMES = frozenset(MONTHS)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

#: What stands in place of each kind of detail.
MARKS = {
    "email": "[email]",
    "phone": "[phone]",
    "NHS number": "[NHS number]",
    "National Insurance number": "[National Insurance number]",
    "postcode": "[postcode]",
    "date of birth": "[date of birth]",
    "name": "[name]",
}


def is_nhs_number(text: object) -> bool:
    """Whether a text is a well-formed NHS number: ten digits, the last of which checks the others.

    Parameters
    ----------
    text
        The number, with or without spaces or hyphens.

    Returns
    -------
    bool
        True says that the number is well formed, not that anybody has it.

    Notes
    -----
    The first nine digits are weighted 10, 9, … 2 and added; the check digit is 11 less the remainder after division
    by 11, with 11 counted as 0; a 10 is never used. Source: NHS Data Model and Dictionary, "NHS NUMBER".

    Examples
    --------
    >>> from qmslib.complaints import is_nhs_number
    >>> is_nhs_number("943 476 5919"), is_nhs_number("943 476 5918")
    (True, False)
    """
    digits = _SEPARATORS.sub("", text) if isinstance(text, str) else ""
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def is_national_insurance_number(text: object) -> bool:
    """Whether a text is a well-formed National Insurance number.

    Parameters
    ----------
    text
        The number, such as ``AB 12 34 56 C``; spaces, hyphens and small letters are allowed.

    Returns
    -------
    bool
        True says that the number is well formed, not that it was given to anybody.

    Notes
    -----
    Two letters, six digits and a letter A to D. Neither of the first two letters is D, F, I, Q, U or V, the second is
    not O, and the pairs BG, GB, KN, NK, NT, TN and ZZ are not used. Source: HM Revenue and Customs, National
    Insurance Manual, NIM39110.

    Examples
    --------
    >>> from qmslib.complaints import is_national_insurance_number
    >>> is_national_insurance_number("AB 12 34 56 C"), is_national_insurance_number("QQ 12 34 56 C")
    (True, False)
    """
    plain = _SEPARATORS.sub("", text).upper() if isinstance(text, str) else ""
    return bool(_INSURANCE_RULE.fullmatch(plain)) and plain[:2] not in _NEVER_FIRST


@dataclass(frozen=True)
class Detail:
    """One personal detail in a text: its kind, where it starts and ends."""

    kind: str
    start: int
    end: int


def name_patterns(names: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns for people's names: the whole name in any capitals, and each part of it where it has a capital."""
    whole: set[str] = set()
    parts: set[str] = set()
    for name in names:
        pieces = str(name).split()
        if not pieces:
            continue
        for order in (pieces, pieces[::-1]):
            gap = r"\s*" if _CJK.search(name) else r"[\s,.]+"
            whole.add(gap.join(_spelt(piece) for piece in order))
        parts.update(_spelt(piece) for piece in pieces if len(pieces) > 1 and len(piece) > 1 and piece[0].isupper())
        parts.update(_spelt(piece) for piece in pieces if len(pieces) == 1 and piece[0].isupper())
    if not whole:
        return ()
    each = sorted(whole, key=len, reverse=True)
    plain = [text for text in each if not _CJK.search(text)]
    found = []
    if plain:
        found.append(re.compile(rf"(?<!\w)(?:{_TITLE})?(?:{'|'.join(plain)})(?!\w)", re.IGNORECASE))
    if len(plain) < len(each):
        found.append(re.compile("|".join(text for text in each if _CJK.search(text))))
    if parts:
        listed = "|".join(sorted(parts, key=len, reverse=True))
        found.append(re.compile(rf"(?<!\w)(?:(?P<title>{_TITLE}))?(?P<part>{listed})(?!\w)"))
    return tuple(found)


def _spelt(piece: str) -> str:
    return re.sub("(?:\\\\?['\u2018\u2019\u02bc])", "['\u2018\u2019\u02bc]", re.escape(piece))


def _phone_like(text: str) -> bool:
    if text.startswith("000") or text.count("(") != text.count(")"):
        return False
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    plus = text.startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    if plus and digits.startswith("44"):
        return 9 <= len(digits[2:].removeprefix("0")) <= 10
    if plus or (digits.startswith("86") and len(digits) == 13):
        return 8 <= len(digits) <= 15
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return True
    return re.fullmatch(r"0[1-9]\d{8,9}", "0" + digits if text.startswith("00") else digits) is not None


def _phones(text: str) -> Iterator[Detail]:
    for run in _NUMBER_RUN.finditer(text):
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in _GROUP.finditer(run[0])]
        after = 0
        for place, (start, _) in enumerate(groups):
            ends = [end for _, end in groups[place : place + 12] if end - start <= _LONGEST_PHONE]
            found = next((end for end in reversed(ends) if _phone_like(text[start:end])), None)
            if start >= after and found is not None:
                after = found
                yield Detail("phone", start, found)


def _first(text: str, keep: re.Pattern[str] | None, born_before: int) -> Iterator[Detail]:
    """What is sure: details in an unmistakable form, and places to leave alone, whose kind is ``""``."""
    for match in _EMAIL.finditer(text):
        yield Detail("email", *match.span())
    for match in _INSURANCE.finditer(text):
        yield Detail("National Insurance number", *match.span())
    for match in _INSURANCE_NAMED.finditer(text):
        yield Detail("National Insurance number", *match.span(1))
    for match in _NHS_NAMED.finditer(text):
        yield Detail("NHS number", *match.span(1))
    for match in _BIRTH.finditer(text):
        yield Detail("date of birth", *match.span(1))
    for match in _ANY_DATE.finditer(text):
        year = _YEAR.search(match[0])
        old = year is not None and int(year[0]) < born_before
        yield Detail("date of birth" if old else "", *match.span())
    for pattern in (_CASE, keep):
        for match in pattern.finditer(text) if pattern else ():
            yield Detail("", *match.span())


def _then(text: str, names: tuple[re.Pattern[str], ...]) -> Iterator[Detail]:
    """What is looked for in the rest of the text."""
    yield from _phones(text)
    for match in _NHS.finditer(text):
        # A number written 3-3-4 is taken for one even where a digit is wrong; ten digits in a row must check.
        if match[1] or is_nhs_number(match[0]):
            yield Detail("NHS number", *match.span())
    for pattern in (_POSTCODE, _POSTCODE_SMALL):
        for match in pattern.finditer(text):
            yield Detail("postcode", *match.span())
    for pattern in names:
        for match in pattern.finditer(text):
            part = match.groupdict().get("part")
            if part is None or match["title"] or part not in _NOT_NAMES:
                yield Detail("name", *match.span())


def find_details(
    text: str, names: tuple[re.Pattern[str], ...] = (), keep: re.Pattern[str] | None = None, born_before: int = 2005
) -> list[Detail]:
    """The personal details of a text from left to right, none overlapping another."""
    held: list[Detail] = []
    for found in _first(text, keep, born_before):
        _hold(found, held)
    rest, at = [], 0
    for found in held:
        rest += [text[at : found.start], "\0" * (found.end - found.start)]
        at = found.end
    for found in _then("".join([*rest, text[at:]]), names):
        _hold(found, held)
    return [each for each in held if each.kind]


def _hold(found: Detail, held: list[Detail]) -> None:
    """Put the detail into the list, which stays in order, unless another is there already."""
    place = bisect_left(held, found.start, key=lambda each: each.start)
    free = place == 0 or held[place - 1].end <= found.start
    if free and (place == len(held) or found.end <= held[place].start):
        held.insert(place, found)

"""Take personal details out of free text before it is shown to people who need not know them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib.complaints.privacy.identifiers import MARKS, find_details, name_patterns

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Redaction(Report):
    """Texts without their personal details.

    Attributes
    ----------
    sentence, findings
        What was redacted, in words.
    texts
        The texts in the order given; a missing one stays None.
    counts
        How many details of each kind were redacted.
    per_text
        The same for each text.

    Examples
    --------
    >>> from qmslib.complaints import redact
    >>> done = redact(["Ring 07700 900123.", None, "C-0007 is still open."])
    >>> done.texts
    ('Ring [phone].', None, 'C-0007 is still open.')
    >>> done.counts
    {'phone': 1}
    """

    sentence: str
    texts: tuple[str | None, ...]
    counts: dict[str, int]
    per_text: tuple[dict[str, int], ...]
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        """The redacted text, when one was given; otherwise the texts, one a line."""
        return "\n".join(text or "" for text in self.texts)

    def frame(self) -> pd.DataFrame:
        """One row for each text: its number, the redacted text, how many details of each kind."""
        rows: list[dict[str, Any]] = []
        for number, (text, counts) in enumerate(zip(self.texts, self.per_text, strict=True), start=1):
            kinds = {kind.lower().replace(" ", "_"): counts.get(kind, 0) for kind in MARKS}
            rows.append({"row": number, "text": text, "redacted": sum(counts.values()), **kinds})
        return pd.DataFrame(rows)


def redact(
    text: str | Sequence[str | None] | pd.Series[Any],
    names: Iterable[str] = (),
    *,
    keep: str | None = None,
    born_before: int = 2005,
) -> Redaction:
    """Replace personal details in free text by marks such as ``[phone]``, and count what was replaced.

    Found are e-mail addresses, phone numbers (United Kingdom, Chinese mobile, and numbers with an international
    prefix), NHS numbers, National Insurance numbers, full postcodes, dates of birth and the names that are given.
    Case numbers such as ``C-0001`` and the dates of a case stay as they are.

    Parameters
    ----------
    text
        A text, or several in a list or a column.
    names
        Names of people, for example ``log["customer"].dropna().unique()``. The whole name is found in any capitals
        and either order; each part of it is found where it begins with a capital, with a title in front if there is
        one. A part that is also a month (May, June) is left alone without a title.
    keep
        A regular expression for what must stay, for example your own reference numbers.
    born_before
        A full date before this year is taken for a date of birth even where the text does not say so.

    Returns
    -------
    Redaction
        ``.text`` for one text, ``.texts`` for several, ``.counts`` by kind.

    Raises
    ------
    CourseError
        When something other than text is given.

    Notes
    -----
    Ten digits written 3-3-4 are taken for an NHS number even when the check digit is wrong, since a mistyped number
    still points at a person; ten digits in a row only when it is right. Two letters, six digits and a letter A to D
    are redacted whether or not HM Revenue and Customs uses those letters. Patterns do not find house addresses,
    nicknames, or a person who can be told from the story. A redacted text may still be personal data.

    Examples
    --------
    >>> from qmslib.complaints import redact
    >>> told = "C-0042 of 2025-03-04: Wei Zhang (07700 900123, NHS 943 476 5919) asked again; Wei was upset."
    >>> redact(told, names=["Wei Zhang"]).text
    'C-0042 of 2025-03-04: [name] ([phone], NHS [NHS number]) asked again; [name] was upset.'
    """
    if isinstance(text, str):
        given: list[Any] = [text]
    elif isinstance(text, (list, tuple, pd.Series)):
        given = list(text)
    else:
        raise CourseError(texts.say("not_text"), found=type(text).__name__, do=texts.say("not_text_do"))
    listed = [names] if isinstance(names, str) else [name for name in names if isinstance(name, str)]
    patterns = name_patterns(listed)
    kept = re.compile(keep) if keep else None
    done: list[str | None] = []
    each: list[dict[str, int]] = []
    for number, value in enumerate(given, start=1):
        if value is None or (not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value)):
            done.append(None)
            each.append({})
            continue
        if not isinstance(value, str):
            raise CourseError(f"row {number}: {texts.say('not_text')}", found=value, do=texts.say("not_text_do"))
        details = find_details(value, patterns, kept, born_before)
        out, at = [], 0
        for detail in details:
            out += [value[at : detail.start], MARKS[detail.kind]]
            at = detail.end
        done.append("".join([*out, value[at:]]))
        each.append(dict(Counter(detail.kind for detail in details)))
    total: Counter[str] = Counter()
    for counts in each:
        total.update(counts)
    counts = {kind: total[kind] for kind in MARKS if total[kind]}
    n = sum(counts.values())
    said = texts.say(
        "found" if n else "clean",
        n=n,
        touched=sum(bool(counts) for counts in each),
        texts=len(given),
        kinds=join_words([f"{kind} {count}" for kind, count in counts.items()]),
    )
    findings = () if patterns else (texts.finding("info", "no_names"),)
    return Redaction(said, tuple(done), counts, tuple(each), findings)

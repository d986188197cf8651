"""Pseudonyms for people in a log: the same for the same key, and of no use without it."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib._common.words import fold as folded
from qmslib.complaints.log.faults import is_blank

texts = module_texts(__file__)

SHORTEST_KEY = 16


@dataclass(frozen=True, eq=False)
class Pseudonymised(Report):
    """A log in which people bear pseudonyms. It holds neither the key nor a list of who is who.

    Attributes
    ----------
    sentence, findings
        What was done, and what still gives people away.
    table
        The table that ``frame()`` gives.
    people
        How many different people got a pseudonym.
    cells, blank
        How many cells were changed, and how many were blank and stay so.
    merged
        How many people were written in more than one way.

    Examples
    --------
    >>> from qmslib.complaints import pseudonymise
    >>> log = [{"case": "C-0001", "customer": "Wei Zhang"}, {"case": "C-0002", "customer": "wei  zhang "}]
    >>> done = pseudonymise(log, ["customer"], key="a key that is kept in a safe place")
    >>> done.people, done.merged
    (1, 1)
    """

    sentence: str
    table: pd.DataFrame
    people: int
    cells: int
    blank: int
    merged: int
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """The log with pseudonyms in place of people; all other columns as they were."""
        return self.table.copy()


def _key(key: str | bytes) -> bytes:
    if not isinstance(key, (str, bytes)):
        raise CourseError(texts.say("key_kind"), field="key", do=texts.say("key_do"))
    raw = _encoded(key) if isinstance(key, str) and key.strip() else key if isinstance(key, bytes) else b""
    # The key itself is never shown, not even a wrong one.
    if len(raw) < SHORTEST_KEY:
        raise CourseError(texts.say("key_short", n=len(raw)), field="key", do=texts.say("key_do"))
    return raw


def plain_name(value: Any, fold: bool) -> str:
    """A name as it is compared: tidied and in small letters when folded, a number without its nought."""
    value = value.item() if hasattr(value, "item") else value
    if not isinstance(value, (str, int, float)):
        raise CourseError(texts.say("not_text"), found=type(value).__name__)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # an id column with a blank in it is read as 17.0
    text = str(value)
    return folded(unicodedata.normalize("NFKC", text)).casefold() if fold else text


def pseudonym(who: Any, key: str | bytes, *, length: int = 16, prefix: str = "P-", fold: bool = True) -> str | None:
    """The pseudonym of one person: the same for the same key, another for another key.

    With the key you can find a person again: work out the pseudonym of the name and look for it.

    Parameters
    ----------
    who
        A name, or a number such as a staff number. Blank gives None.
    key
        A secret text or bytes, at least 16 bytes. Whoever has it can test names against the pseudonyms.
    length
        How many hexadecimal digits, from 8 to 64.
    prefix
        What to put in front. With a letter there, no spreadsheet takes the pseudonym for a number.
    fold
        Take spellings that differ only in capitals, spaces, quotes or hyphens for the same person. False uses the
        text as it stands.

    Returns
    -------
    str or None

    Raises
    ------
    CourseError
        When the key is empty or too short, or the length is out of range.

    Notes
    -----
    HMAC with SHA-256 of the text in UTF-8, cut to `length` digits. With 16 digits (64 bits) the chance that any two
    of a million people get the same one is about 3 in 100 million. Source: RFC 2104 (1997), RFC 4231 (2005).

    Examples
    --------
    >>> from qmslib.complaints import pseudonym
    >>> key = "a key that is kept in a safe place"
    >>> pseudonym("Wei Zhang", key) == pseudonym(" wei  ZHANG", key)
    True
    >>> pseudonym("Wei Zhang", key) == pseudonym("Wei Zhang", key + "!")
    False
    """
    secret = _key(key)
    if isinstance(length, bool) or not isinstance(length, int) or not 8 <= length <= 64:
        raise CourseError(texts.say("length"), field="length", found=length)
    if is_blank(who):
        return None
    return prefix + hmac.new(secret, _encoded(plain_name(who, fold)), hashlib.sha256).hexdigest()[:length]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def pseudonymise(
    log: Any,
    columns: Sequence[str],
    key: str | bytes,
    *,
    length: int = 16,
    prefix: str = "P-",
    fold: bool = True,
) -> Pseudonymised:
    """Replace people in a log by pseudonyms, so that rows of one person stay together and the person is not named.

    Pseudonymised data is still personal data under UK GDPR (Article 4(5), recital 26): whoever has the key, or knows
    enough about the cases, can tell who is meant. It lowers the risk; it does not make the log anonymous.

    Parameters
    ----------
    log
        A data frame, a dict of columns or a list of rows.
    columns
        The columns that hold people. The same person gets the same pseudonym in each.
    key
        A secret text or bytes of at least 16 bytes, for example from ``secrets.token_hex(32)``. Keep it apart from
        the table. The same key gives the same pseudonyms next month; a new key cuts the link.
    length, prefix, fold
        As in `pseudonym`.

    Returns
    -------
    Pseudonymised
        ``.frame()`` is the new table; the log itself is not changed.

    Raises
    ------
    CourseError
        When the key is too short, a column is missing, or two people would share a pseudonym.

    Notes
    -----
    Without the key the pseudonyms cannot be undone, not even by trying out the staff list, which a plain hash would
    allow. Names in free text are not touched: `redact` them. Method: see `pseudonym`.

    Examples
    --------
    >>> from qmslib.complaints import pseudonymise
    >>> log = [{"case": "C-0001", "customer": "Wei Zhang", "handler": None}]
    >>> pseudonymise(log, ["customer", "handler"], key="a key that is kept in a safe place").frame()
         case            customer handler
    0  C-0001  P-ed632cb3c10f3d6c    None
    """
    names = [columns] if isinstance(columns, str) else list(columns)
    if not names:
        raise CourseError(texts.say("no_columns"), do=texts.say("no_columns_do"))
    _key(key)
    given = as_frame(log, names)
    table = given.copy()
    if isinstance(log, pd.DataFrame):
        table.index = log.index
    known: dict[str, str] = {}
    spelt: dict[str, set[str]] = {}
    cells = blank = 0
    for name in names:
        out: list[str | None] = []
        for value in given[name]:
            if is_blank(value):
                # A blank stays the blank it was.
                out.append(value)
                blank += 1
                continue
            plain = plain_name(value, fold)
            if plain not in known:
                known[plain] = str(pseudonym(plain, key, length=length, prefix=prefix, fold=False))
            spelt.setdefault(plain, set()).add(str(value))
            out.append(known[plain])
            cells += 1
        table[name] = pd.Series(out, index=table.index, dtype=object)
    if len(set(known.values())) < len(known):
        raise CourseError(texts.say("clash"), field="length", found=length, do=texts.say("clash_do"))
    merged = sum(len(ways) > 1 for ways in spelt.values())
    findings = [texts.finding("info", "merged", n=merged)] if merged else []
    findings += _names_left(table, names, {way for ways in spelt.values() for way in ways})
    said = texts.say("summary", people=len(known), cells=cells, columns=join_words(names), blank=blank)
    return Pseudonymised(said, table, len(known), cells, blank, merged, tuple(findings))


def _names_left(table: pd.DataFrame, done: Sequence[str], people: set[str]) -> list[Finding]:
    """Columns that still name somebody, as a whole cell or in the middle of a text."""
    wanted: dict[str, list[str]] = {}
    for person in {folded(person) for person in people if len(person) > 2 and not person.isdigit()}:
        wanted.setdefault(person.split(" ")[0], []).append(person)
    findings = []
    for name in table.columns:
        if name in done or table[name].dtype.kind in "mMfiub":
            continue
        n = 0
        for value in table[name]:
            if isinstance(value, str):
                text = folded(value)
                tokens = "".join(letter if letter.isalnum() or letter in "'-" else " " for letter in text).split()
                stems = {token.removesuffix("'s") for token in tokens} & wanted.keys()
                n += any(person in text for stem in stems for person in wanted[stem])
        if n:
            findings.append(texts.finding("warn", "names_left", field=str(name), column=name, n=n))
    return findings

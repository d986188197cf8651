"""The directory of internal customers, kept no longer and no fuller than its purpose needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_times
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.words import filled, fold, tidy

texts = module_texts(__file__)
_TOO_MUCH = re.compile(r"birth|home|private|religio|ethnic|health|sick|union|marital|politic|insurance number", re.I)


@dataclass(frozen=True, eq=False)
class DirectoryCheck(Report):
    """What data protection and good contact ask of a directory.

    Attributes
    ----------
    sentence, findings
        How many entries are in order; each fault with its row.
    entries
        One row an entry: `customer`, `days_since_contact`, `ready`, `delete` (the date to keep it until has
        passed), `faults`.

    Examples
    --------
    >>> from qmslib.customers import check_directory
    >>> check_directory([{"customer": "East locality"}], "2026-01-31").entries["ready"].tolist()
    [False]
    """

    sentence: str
    findings: tuple[Finding, ...]
    entries: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The entries, one row each."""
        return self.entries.copy()


def check_directory(directory: Any, as_of: Any, *, contact_days: int = 180) -> DirectoryCheck:
    """Check a directory of internal customers: purpose, retention, last contact, nothing kept beyond need.

    Parameters
    ----------
    directory
        One row a customer: `customer`, `contact`, `purpose` (what the entry is kept for), `keep_until` (when it is
        deleted), `last_contact`.
    as_of
        The day.
    contact_days
        Days after which somebody should be in touch again.

    Returns
    -------
    DirectoryCheck
        Columns whose name points to private data, such as a date of birth or a home address, are named.

    Raises
    ------
    CourseError
        If a date cannot be read, or there is no column `customer`.

    Notes
    -----
    A prompt, not legal advice. UK GDPR, article 5: personal data are kept for a stated purpose (1b), no more than it
    needs (1c), and no longer (1e).

    Examples
    --------
    >>> from qmslib.customers import check_directory
    >>> row = {"customer": "East locality", "contact": "Wei Zhang", "purpose": "to agree delivery times",
    ...        "keep_until": "2026-12-31", "last_contact": "2025-12-01"}
    >>> print(check_directory([row], "2026-01-31").sentence)
    1 of 1 entry is in order as of 31 January 2026.
    """
    frame = as_frame(directory, ["customer"] if len(directory) else []).copy()
    day = pd.Timestamp(read_day(as_of))
    findings: list[Finding] = []
    heads = ["customer", "days_since_contact", "ready", "delete", "faults"]
    if not len(frame):
        return DirectoryCheck(texts.say("nothing"), (), pd.DataFrame(columns=heads))
    for name in frame.columns:
        if _TOO_MUCH.search(str(name)):
            findings.append(texts.finding("warn", "too_much", field=str(name), column=str(name)))
    times: dict[str, Any] = {}
    for name in ("keep_until", "last_contact"):
        column = read_times(frame, name) if name in frame.columns else pd.Series([pd.NaT] * len(frame))
        times[name] = column.dt.tz_localize(None) if getattr(column.dt, "tz", None) is not None else column
    rows = []
    seen: set[str] = set()
    items: list[Any] = frame.to_dict("records")
    for row, item in enumerate(items):
        start = len(findings)
        name = fold(item["customer"])
        if not filled(name):
            findings.append(texts.finding("bad", "no_customer", row, "customer"))
        elif name in seen:
            findings.append(texts.finding("bad", "twice", row, "customer"))
        seen.add(name)
        for field in ("contact", "purpose"):
            if not filled(item.get(field)):
                findings.append(texts.finding("bad", f"no_{field}", row, field))
        until, last = times["keep_until"].iloc[row], times["last_contact"].iloc[row]
        delete = not pd.isna(until) and until < day
        if pd.isna(until):
            findings.append(texts.finding("bad", "no_keep_until", row, "keep_until"))
        elif delete:
            findings.append(texts.finding("bad", "delete", row, "keep_until"))
        days = None if pd.isna(last) else (day - last.normalize()).days
        if days is None:
            findings.append(texts.finding("warn", "never", row, "last_contact"))
        elif days < 0:
            findings.append(texts.finding("bad", "future", row, "last_contact"))
        elif days > contact_days:
            findings.append(texts.finding("warn", "long_ago", row, "last_contact", days=days))
        faults = sum(found.level == "bad" for found in findings[start:])
        rows.append([tidy(item["customer"]), days, not faults, delete, faults])
    entries = pd.DataFrame(rows, columns=heads).astype({"days_since_contact": float})
    n = int(entries["ready"].sum())
    said = texts.say("checked", n=n, all=len(entries), day=say_date(day.date()))
    return DirectoryCheck(said, tuple(findings), entries)

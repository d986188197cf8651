"""A code book: the themes that comments are sorted under, each with its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib._common.words import bare, filled, fold, tidy

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class CodeBook(Report):
    """A code book: each code with what it means.

    Attributes
    ----------
    sentence, findings
        Whether it can be used; what is missing.
    codes
        One row a code: `code`, `definition`, `words` that point to it.
    ready
        Whether every code has a name of its own and a definition.

    Examples
    --------
    >>> from qmslib.feedback import code_book
    >>> code_book({"speed": "How long it took to get what was asked for"}).ready
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    codes: pd.DataFrame
    ready: bool

    def frame(self) -> pd.DataFrame:
        """The codes, one row each."""
        return self.codes.copy()


def code_book(codes: Any) -> CodeBook:
    """Read and check a code book.

    Parameters
    ----------
    codes
        A table with `code` and `definition` and perhaps `words` (words that point to the code, parted by commas); or
        a dict of definitions by code.

    Returns
    -------
    CodeBook
        Faults are findings: no definition, a code twice, a definition that only repeats the name.

    Raises
    ------
    CourseError
        If it is no table or has no column `code`.

    Examples
    --------
    >>> from qmslib.feedback import code_book
    >>> book = code_book([{"code": "speed", "definition": ""}, {"code": "Speed", "definition": "How long it took"}])
    >>> len(book.findings), book.ready
    (2, False)
    """
    if isinstance(codes, CodeBook):
        return codes
    if isinstance(codes, Mapping) and "code" not in codes:
        codes = [{"code": name, "definition": text} for name, text in codes.items()]
    table = as_frame(codes, ["code"] if len(codes) else []).copy()
    for name in ("code", "definition", "words"):
        table[name] = [tidy(value) for value in table[name]] if name in table.columns else ""
    findings: list[Finding] = []
    seen: set[str] = set()
    for row, item in enumerate(table.to_dict("records")):
        name = fold(item["code"])
        if not filled(name):
            findings.append(texts.finding("bad", "no_code", row, "code"))
        elif name in seen:
            findings.append(texts.finding("bad", "twice", row, "code", code=item["code"]))
        seen.add(name)
        if not filled(item["definition"]):
            findings.append(texts.finding("bad", "no_definition", row, "definition", code=item["code"]))
        elif bare(item["definition"]) == bare(item["code"]):
            findings.append(texts.finding("warn", "only_name", row, "definition", code=item["code"]))
    ready = bool(len(table)) and not any(found.level == "bad" for found in findings)
    if len(table) > 20:
        findings.append(texts.finding("info", "many", n=len(table)))
    key = "book_ready" if ready else "book_not_ready" if len(table) else "book_empty"
    return CodeBook(texts.say(key, n=len(table)), tuple(findings), table, ready)

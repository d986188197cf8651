"""Comments sorted under the codes of a code book, and counted by source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import bare, filled, fold, tidy
from qmslib.feedback.coding.codebook import CodeBook, code_book

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class CodedComments(Report):
    """Comments counted by code.

    Attributes
    ----------
    sentence, findings
        The most frequent code; what was not coded.
    counts
        One row a code, most frequent first: `comments` that bear it, `share` of the comments with interval.
    coded
        One row a comment: `row`, `comment`, `codes` as a tuple.
    n, blank, uncoded
        Comments that say something, empty ones (which do not count), and comments without a code.

    Examples
    --------
    >>> from qmslib.feedback import code_comments
    >>> code_comments(["Too slow", None], {"speed": "How long it took"}, codes=["speed", ""]).blank
    1
    """

    sentence: str
    findings: tuple[Finding, ...]
    counts: pd.DataFrame
    coded: pd.DataFrame
    n: int
    blank: int
    uncoded: int

    def frame(self) -> pd.DataFrame:
        """The counts, one row a code."""
        return self.counts.copy()


def _split(value: Any) -> tuple[str, ...]:
    if value is None or (not isinstance(value, (list, tuple, set, frozenset)) and value != value):
        return ()
    listed = re.split(r"[;|]", value) if isinstance(value, str) else sorted(map(str, value))
    return tuple(dict.fromkeys(tidy(code) for code in listed if tidy(code)))


def _known(given: Sequence[Any], book: CodeBook) -> list[tuple[str, ...]]:
    names = {fold(name): name for name in book.codes["code"]}
    result = []
    for row, value in enumerate(given):
        codes = _split(value)
        unknown = [code for code in codes if fold(code) not in names]
        if unknown:
            raise CourseError(
                f"{rows_named([row])}: a code that is not in the code book",
                field="codes",
                found=unknown[0],
                do=f"Use one of: {', '.join(names.values())}; or add it with a definition",
            )
        result.append(tuple(dict.fromkeys(names[fold(code)] for code in codes)))
    return result


def _by_words(comment: str, book: CodeBook) -> tuple[str, ...]:
    plain = f" {bare(comment)} "
    found = []
    for item in book.codes.to_dict("records"):
        words = [bare(word) for word in str(item["words"] or item["code"]).split(",")]
        if any(word and f" {word}" in plain for word in words):
            found.append(item["code"])
    return tuple(found)


def code_comments(comments: Any, book: Any, *, codes: Any = None, level: float = 0.95) -> CodedComments:
    """Count comments by code; a comment may bear several.

    Parameters
    ----------
    comments
        The comments: a list or a column.
    book
        The code book, as for `code_book`.
    codes
        What a person coded, one entry a comment: a code, several parted by ``;``, or a list. Left out, codes are
        proposed from the words in the code book: a first pass for a person to correct.
    level
        The confidence level of the Wilson intervals.

    Returns
    -------
    CodedComments
        Shares are of the comments that say something, so with several codes a comment they sum to more than 1.

    Raises
    ------
    CourseError
        With the row, if a code is not in the code book.

    Examples
    --------
    >>> from qmslib.feedback import code_comments
    >>> book = {"speed": "How long it took", "tone": "How people were spoken to"}
    >>> found = code_comments(["Took weeks and was rude", "Slow"], book, codes=["speed; tone", "speed"])
    >>> found.counts[["code", "comments"]].values.tolist()
    [['speed', 2], ['tone', 1]]
    """
    check_level(level)
    listed = code_book(book)
    if isinstance(comments, (str, Mapping)) or not hasattr(comments, "__len__"):
        raise CourseError(
            "these are not comments", found=type(comments).__name__, do="Give a list or a column of texts"
        )
    wrong = [row for row, value in enumerate(comments) if not (isinstance(value, str) or pd.isna(value))]
    if wrong:
        raise CourseError(f"{rows_named(wrong)}: this is not text", found=list(comments)[wrong[0]], do="Give texts")
    said = [tidy(value) if isinstance(value, str) else "" for value in comments]
    findings = list(listed.findings)
    if codes is None:
        each = [_by_words(comment, listed) for comment in said]
        findings.append(texts.finding("warn", "by_words"))
    else:
        given = list(codes)
        if len(given) != len(said):
            raise CourseError(
                "there must be one entry of codes for each comment", field="codes", found=(len(said), len(given))
            )
        each = _known(given, listed)
    stray = [row for row, (comment, own) in enumerate(zip(said, each, strict=True)) if own and not comment]
    if stray:
        raise CourseError(f"{rows_named(stray)}: a code is given but there is no comment", field="codes")
    kept = [(row, comment, own) for row, (comment, own) in enumerate(zip(said, each, strict=True)) if comment]
    n = len(kept)
    rows = []
    for name in listed.codes["code"]:
        count = sum(name in own for _, _, own in kept)
        share = proportion(count, n, level)
        rows.append({"code": name, "comments": count, "share": share.value, "low": share.low, "high": share.high})
    counts = pd.DataFrame(rows, columns=["code", "comments", "share", "low", "high"])
    counts = counts.astype({"share": float, "low": float, "high": float})
    counts = counts.sort_values("comments", ascending=False, kind="stable", ignore_index=True)
    coded = pd.DataFrame(
        [{"row": row + 1, "comment": comment, "codes": own} for row, comment, own in kept],
        columns=["row", "comment", "codes"],
    )
    uncoded = sum(not own for _, _, own in kept)
    blank = len(said) - n
    if blank:
        findings.append(texts.finding("info", "blank", n=blank))
    if uncoded:
        findings.append(texts.finding("info", "uncoded", n=uncoded, all=n))
    if not n:
        sentence = texts.say("no_comments")
    elif not len(counts) or not counts["comments"].iloc[0]:
        sentence = texts.say("none_coded", n=n)
    else:
        top = counts.iloc[0]
        sentence = texts.say(
            "counted", code=top["code"], count=int(top["comments"]), n=n, percent=say_number(top["share"] * 100, 1)
        )
    return CodedComments(sentence, tuple(findings), counts, coded, n, blank, uncoded)


def compare_sources(coded: Any, *, source: str = "source", code: str = "code") -> pd.DataFrame:
    """Count coded comments by where they came from, such as the comment book and the suggestion box.

    Parameters
    ----------
    coded
        One row a comment and code.
    source, code
        The columns.

    Returns
    -------
    pandas.DataFrame
        One row a code, a column of counts and one of shares for each source; shares are of the rows of that source.

    Raises
    ------
    CourseError
        If a column is missing or a cell is empty.

    Examples
    --------
    >>> from qmslib.feedback import compare_sources
    >>> rows = {"source": ["book", "book", "box"], "code": ["heating", "door", "heating"]}
    >>> compare_sources(rows).values.tolist()
    [['door', 1, 0, 0.5, 0.0], ['heating', 1, 1, 0.5, 1.0]]
    """
    table = as_frame(coded, [source, code])
    for name in (source, code):
        empty = [row for row, value in enumerate(table[name]) if not filled(str(value)) or value != value]
        if empty:
            raise CourseError(
                f"{rows_named(empty)}: the cell is empty", field=name, do="Fill it in, or leave the row out"
            )
    if not len(table):
        return pd.DataFrame(columns=["code"])
    counts = pd.crosstab(table[code].astype(str), table[source].astype(str))
    shares = counts / counts.sum()
    result = counts.join(shares.add_suffix("_share")).reset_index(names="code")
    result.columns.name = None
    return result

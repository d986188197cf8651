"""Coding of comments: a code book with definitions, counts by code, and how far two coders agree on each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.agreement import cohen_kappa, gwet_ac1
from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.numbers import say_number
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


@dataclass(frozen=True, eq=False)
class CoderAgreement(Report):
    """How far two coders agree, code by code.

    Attributes
    ----------
    sentence, findings
        The code on which they agree least; codes with too little to go on.
    codes
        One row a code: how often each coder used it, `agreement`, `kappa`, `ac1`.
    disagreements
        One row a comment on which they differ: `row`, `comment`, what only the first and only the second coder chose.
    n
        Comments compared.

    Examples
    --------
    >>> from qmslib.feedback import compare_coders
    >>> compare_coders(["Slow"], {"speed": "How long it took"}, ["speed"], [""]).disagreements["row"].tolist()
    [1]
    """

    sentence: str
    findings: tuple[Finding, ...]
    codes: pd.DataFrame
    disagreements: pd.DataFrame
    n: int

    def frame(self) -> pd.DataFrame:
        """The codes, one row each."""
        return self.codes.copy()


def compare_coders(comments: Any, book: Any, first: Any, second: Any) -> CoderAgreement:
    """Compare two coders of the same comments, code by code, and list what to talk over.

    Parameters
    ----------
    comments
        The comments.
    book
        The code book, as for `code_book`.
    first, second
        What each coder gave, as `codes` in `code_comments`.

    Returns
    -------
    CoderAgreement
        Each code counts as yes or no for each comment, so several codes a comment are allowed.

    Raises
    ------
    CourseError
        If a list has another length or holds a code that is not in the book.

    Notes
    -----
    Cohen's kappa (1960) and Gwet's AC1 (2008) for each code. A code that hardly occurs can have a low kappa although
    the coders agree on nearly every comment: read AC1 and the agreement beside it.

    Examples
    --------
    >>> from qmslib.feedback import compare_coders
    >>> book = {"speed": "How long it took", "tone": "How people were spoken to"}
    >>> said = ["Slow", "Rude", "Slow, rude"]
    >>> found = compare_coders(said, book, ["speed", "tone", "speed"], ["speed", "tone", "tone"])
    >>> found.disagreements.values.tolist()
    [[3, 'Slow, rude', 'speed', 'tone']]
    """
    one, two = code_comments(comments, book, codes=first), code_comments(comments, book, codes=second)
    names = code_book(book).codes["code"].tolist()
    pairs = list(zip(one.coded["codes"], two.coded["codes"], strict=True))
    rows = []
    for name in names:
        a, b = [name in own for own, _ in pairs], [name in other for _, other in pairs]
        kappa, ac1 = cohen_kappa(a, b, categories=[False, True]), gwet_ac1(a, b, categories=[False, True])
        rows.append(
            {
                "code": name, "first": sum(a), "second": sum(b), "agreement": kappa.observed, "kappa": kappa.value,
                "ac1": ac1.value,
            }
        )  # fmt: skip
    codes = pd.DataFrame(rows, columns=["code", "first", "second", "agreement", "kappa", "ac1"])
    codes = codes.astype({"agreement": float, "kappa": float, "ac1": float})
    differ = [
        {
            "row": row, "comment": comment,
            "only_first": "; ".join(code for code in own if code not in other),
            "only_second": "; ".join(code for code in other if code not in own),
        }
        for row, comment, (own, other) in zip(one.coded["row"], one.coded["comment"], pairs, strict=True)
        if set(own) != set(other)
    ]  # fmt: skip
    apart = pd.DataFrame(differ, columns=["row", "comment", "only_first", "only_second"])
    findings = [
        texts.finding("info", "never_used", code=row["code"])
        for row in codes.to_dict("records")
        if row["first"] == row["second"] == 0
    ]
    findings += [
        texts.finding("warn", "paradox", code=row["code"], percent=say_number(row["agreement"] * 100, 1))
        for row in codes.to_dict("records")
        if row["kappa"] < 0.41 and row["agreement"] >= 0.8
    ]
    if not pairs:
        sentence = texts.say("no_comments")
    elif not len(apart):
        sentence = texts.say("same", n=len(pairs))
    else:
        low = codes.sort_values("agreement", kind="stable").to_dict("records")[0]
        sentence = texts.say(
            "differ", n=len(apart), all=len(pairs), code=low["code"], percent=say_number(low["agreement"] * 100, 1)
        )
    return CoderAgreement(sentence, tuple(findings), codes, apart, len(pairs))


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

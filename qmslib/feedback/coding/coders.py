"""How far two people who code the same comments agree, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.agreement import cohen_kappa, gwet_ac1
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.feedback.coding.codebook import code_book
from qmslib.feedback.coding.comments import code_comments

texts = module_texts(__file__)


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

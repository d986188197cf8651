"""Two people score the same files: how far they agree, on what they do not, and which criterion is to blame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.agreement import cohen_kappa, gwet_ac1
from qmslib._common.agreement_result import Agreement
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import fold
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class ScorerComparison(Report):
    """How far two scorers agree.

    Attributes
    ----------
    kappa, ac1
        Cohen's kappa and Gwet's AC1, each with its interval. AC1 stays steady when nearly all files are alike.
    agreed, n
        How many pairs agree, of how many.
    left_out
        Pairs in which a score is missing.
    disagreements
        The files and criteria on which they differ, with both scores.
    by_criterion
        Agreement for each criterion: the place to look for a criterion that two people read differently.

    Examples
    --------
    >>> from qmslib.datasets import audit_scores
    >>> found = compare_scorers(audit_scores())
    >>> found.by_criterion["criterion"].iloc[0]
    'RA-3'
    """

    sentence: str
    findings: tuple[Finding, ...]
    kappa: Agreement
    ac1: Agreement
    agreed: int
    n: int
    left_out: int
    disagreements: Any
    by_criterion: Any

    def frame(self) -> Any:
        """One row for each criterion, the one with the least agreement first."""
        return self.by_criterion


def compare_scorers(
    table: Any,
    *,
    file: str = "file",
    criterion: str = "criterion",
    a: str = "scorer_a",
    b: str = "scorer_b",
    level: float = 0.95,
    lowest: float = 0.8,
) -> ScorerComparison:
    """Compare two people who scored the same files without seeing each other's scores.

    Parameters
    ----------
    table
        One row for each file and criterion, with both scores.
    file, criterion, a, b
        The columns of the file, the criterion and the two scores. All words count as given; n/a is a score too.
    level
        The confidence level.
    lowest
        The share of agreement below which a criterion is named.

    Returns
    -------
    ScorerComparison
        Agreement in all and by criterion, and the list of disagreements.

    Raises
    ------
    CourseError
        If a column is missing or no pair has both scores.

    Notes
    -----
    Cohen (1960); Gwet (2008), "Computing inter-rater reliability and its variance in the presence of high agreement".

    Examples
    --------
    >>> rows = [{"file": f, "criterion": "C1", "scorer_a": "met", "scorer_b": b}
    ...         for f, b in [("F1", "met"), ("F2", "met"), ("F3", "not met")]]
    >>> print(compare_scorers(rows).disagreements.to_string(index=False))
    file criterion scorer_a scorer_b
      F3        C1      met  not met
    """
    register = read_register(table, [file, criterion, a, b])
    files, names = register.words(file), register.words(criterion)
    first, second = register.words(a), register.words(b)
    order = sorted(range(len(register)), key=lambda row: (files[row], names[row]))
    pairs = [row for row in order if first[row] and second[row]]
    if not pairs:
        raise CourseError("no file has two scores", field=b, do="Give both scorers' columns")
    left = [fold(first[row]) for row in pairs]
    right = [fold(second[row]) for row in pairs]
    apart = [row for row, one, two in zip(pairs, left, right, strict=True) if one != two]
    kappa, ac1 = cohen_kappa(left, right, level=level), gwet_ac1(left, right, level=level)
    groups: dict[str, list[int]] = {}
    for row in pairs:
        cells = groups.setdefault(names[row], [0, 0])
        cells[0] += 1
        cells[1] += fold(first[row]) == fold(second[row])
    lines = sorted(groups.items(), key=lambda item: (item[1][1] / item[1][0], item[0]))
    findings = [
        texts.finding("warn", "criterion", name=name, share=say_number(100 * same / n, 0), same=same, n=n)
        for name, (n, same) in lines
        if same / n < lowest
    ]
    if len(register) > len(pairs):
        findings.append(texts.finding("info", "left_out", n=len(register) - len(pairs)))
    agreed = len(pairs) - len(apart)
    sentence = texts.say(
        "sentence" if kappa.value is not None else "no_kappa",
        agreed=agreed, n=len(pairs), share=say_number(100 * agreed / len(pairs), 1),
        kappa=say_number(kappa.value or 0, 2), ac1=say_number(ac1.value or 0, 2),
    )  # fmt: skip
    disagreements = frame_of(
        {
            name: [column[row] for row in apart]
            for name, column in ((file, files), (criterion, names), (a, first), (b, second))
        }
    )
    table_by = frame_of(
        {
            "criterion": [name for name, _ in lines], "agreed": [same for _, (_, same) in lines],
            "n": [n for _, (n, _) in lines], "share": [same / n for _, (n, same) in lines],
        }
    )  # fmt: skip
    return ScorerComparison(
        sentence, tuple(findings), kappa, ac1, agreed, len(pairs), len(register) - len(pairs), disagreements, table_by
    )

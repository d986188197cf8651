"""The scores of what was checked with a check form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.estimates import proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.system._registers import frame_of, positive, read_register, share
from qmslib.system.audit.bands import BANDS, band

texts = module_texts(__file__)
#: What each answer on a check form is worth; n/a has no worth and leaves the sum.
CREDIT = {"met": 1.0, "partly": 0.5, "not met": 0.0}
_NOT_APPLICABLE = {"n a", "na", "not applicable"}


@dataclass(frozen=True, eq=False)
class CheckScore(Report):
    """The score of what was checked.

    Attributes
    ----------
    score
        The share of the credit that could be had, from 0 to 1; None if nothing was answered.
    grade
        The band it falls in; None without a score.
    answered, not_applicable, missing
        Answers that count, answers that do not apply, and empty cells.
    by_criterion, by_file
        The same for each criterion and each file, as tables.
    critical_failed
        How often a critical criterion was not met.

    Examples
    --------
    >>> from qmslib.datasets import audit_scores
    >>> score = score_checks(audit_scores(), result="scorer_a")
    >>> score.answered + score.not_applicable + score.missing == len(audit_scores())
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    score: float | None
    grade: str | None
    answered: int
    not_applicable: int
    missing: int
    critical_failed: int
    by_criterion: Any
    by_file: Any

    def frame(self) -> Any:
        """One row for each criterion: its score, and how many answers it rests on."""
        return self.by_criterion


def score_checks(
    table: Any,
    *,
    file: str = "file",
    criterion: str = "criterion",
    result: str = "result",
    credit: Mapping[str, float] = CREDIT,
    weights: Mapping[str, float] | None = None,
    critical: Sequence[str] = (),
    bands: Sequence[tuple[str, float]] = BANDS,
) -> CheckScore:
    """Score filled-in check forms. What does not apply leaves the sum and is counted; what is empty is missing.

    Parameters
    ----------
    table
        One row for each file and criterion.
    file, criterion, result
        The columns of the file, the criterion and its answer. A table of one form may leave the file out.
    credit
        What each answer is worth, from 0 to 1. ``n/a`` and ``not applicable`` are always understood.
    weights
        How much each criterion counts; 1 where it is not named. Also good for observation sheets.
    critical
        Criteria of which one that is not met puts the grade in the lowest band, whatever the score.
    bands
        Name and lower edge of each grade.

    Returns
    -------
    CheckScore
        The score with its grade, by criterion and by file.

    Raises
    ------
    CourseError
        If an answer is not declared, or a file has a criterion twice.

    Notes
    -----
    score = sum of weight × credit / sum of weight, over the answers that apply. The intervals of criteria are
    Wilson's, for fully met against not fully met.

    Examples
    --------
    >>> rows = [{"criterion": "a", "result": "met"}, {"criterion": "b", "result": "n/a"},
    ...         {"criterion": "c", "result": "partly"}, {"criterion": "d", "result": ""}]
    >>> found = score_checks(rows)
    >>> found.score, found.grade, found.not_applicable, found.missing
    (0.75, 'fair', 1, 1)
    """
    register = read_register(table, [criterion, result])
    names, given = register.words(criterion), register.words(result)
    files = register.words(file)
    worth = {bare(word): share(value, "credit") for word, value in credit.items()}
    heavy = {bare(name): positive(value, "weights", zero=True) for name, value in (weights or {}).items()}
    vital = {bare(name) for name in critical}
    unknown = (set(heavy) | vital) - {bare(name) for name in names}
    if unknown and names:
        raise CourseError("a criterion is named that the table does not have", found=sorted(unknown))
    seen: dict[tuple[str, str], int] = {}
    sums: dict[tuple[str, str], list[float]] = {}
    counts = {"answered": 0, "not_applicable": 0, "missing": 0}
    total, of, failed = 0.0, 0.0, 0
    findings = []
    for row, (name, text, where) in enumerate(zip(names, given, files, strict=True)):
        key = (where, bare(name))
        if not name:
            raise CourseError(f"row {row + 1}: no criterion is named", field=criterion)
        if key in seen:
            raise CourseError(
                f"row {row + 1}: the same file and criterion as row {seen[key] + 1}", field=criterion, found=name
            )
        seen[key] = row
        answer = bare(text)
        weight = heavy.get(bare(name), 1.0)
        kind = "missing" if not text else "not_applicable" if answer in _NOT_APPLICABLE else "answered"
        if kind == "answered" and answer not in worth:
            raise CourseError(
                f"row {row + 1}: this answer is not declared",
                field=result,
                found=text,
                do=f"Use {', '.join(credit)} or n/a",
            )
        counts[kind] += 1
        for group in (("criterion", name), ("file", where)):
            cells = sums.setdefault(group, [0.0, 0.0, 0, 0, 0, 0])
            if kind == "answered":
                cells[0] += weight * worth[answer]
                cells[1] += weight
                cells[5] += worth[answer] == 1
            cells[{"answered": 2, "not_applicable": 3, "missing": 4}[kind]] += 1
        if kind == "answered":
            total, of = total + weight * worth[answer], of + weight
            failed += bare(name) in vital and worth[answer] == 0
    score = total / of if of else None
    grade = band(score, bands)
    if failed:
        grade = min(bands, key=lambda pair: pair[1])[0]
        findings.append(texts.finding("bad", "critical", n=failed, grade=grade))
    if counts["missing"]:
        findings.append(texts.finding("warn", "missing", n=counts["missing"]))
    if counts["not_applicable"]:
        findings.append(texts.finding("info", "not_applicable", n=counts["not_applicable"]))
    slots = {"score": say_number((score or 0) * 100, 1), "n": counts["answered"], "grade": grade}
    key_of = "none" if score is None else "score"
    tables = [_table(sums, kind, bands) for kind in ("criterion", "file")]
    return CheckScore(
        texts.say(key_of, **slots), tuple(findings), score, grade, counts["answered"], counts["not_applicable"],
        counts["missing"], failed, tables[0], tables[1],
    )  # fmt: skip


def _table(sums: Mapping[tuple[str, str], list[float]], kind: str, bands: Sequence[tuple[str, float]]) -> Any:
    rows = []
    for (what, name), (got, of, answered, skipped, missing, full) in sorted(sums.items()):
        if what != kind:
            continue
        value = got / of if of else None
        met = proportion(int(full), int(answered))
        rows.append(
            (name, value, band(value, bands), int(answered), int(skipped), int(missing), met.value, met.low, met.high)
        )
    heads = (kind, "score", "grade", "answered", "not_applicable", "missing", "fully_met", "low", "high")
    return frame_of({head: [row[at] for row in rows] for at, head in enumerate(heads)})

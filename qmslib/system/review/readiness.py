"""Is the ground prepared? Leaders, training, culture, means and law, before a quality system starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
CONDITIONS = ("leadership", "training and awareness", "service culture", "infrastructure", "law")


@dataclass(frozen=True, eq=False)
class Readiness(Report):
    """A readiness checklist, scored.

    Attributes
    ----------
    score
        The share of what could be reached, over the conditions that were rated; None with none.
    by_condition
        The same for each of the five conditions; None where nothing was rated.
    gaps
        What is not yet in place, the furthest first.
    no_evidence
        Rows (from 0) rated in place with nothing to show for it.

    Examples
    --------
    >>> check_readiness([{"condition": "law", "question": "Is there a legal register?", "rating": 1}]).score
    0.5
    """

    sentence: str
    findings: tuple[Finding, ...]
    score: float | None
    by_condition: dict[str, float | None]
    gaps: tuple[str, ...]
    no_evidence: tuple[int, ...]
    not_rated: int

    def frame(self) -> Any:
        """One row for each condition."""
        return frame_of({"condition": list(self.by_condition), "score": list(self.by_condition.values())})


def readiness_form() -> Any:
    """A checklist for the five conditions, to rate and to add to.

    Returns
    -------
    pandas.DataFrame
        ``condition``, ``question`` and the empty columns ``rating`` and ``evidence``.

    Examples
    --------
    >>> sorted(set(readiness_form()["condition"])) == sorted(CONDITIONS)
    True
    """
    lines = [line.split("|") for line in texts.say("questions").split("\n")]
    blank = [""] * len(lines)
    return frame_of(
        {"condition": [a for a, _ in lines], "question": [b for _, b in lines], "rating": blank, "evidence": blank}
    )


def check_readiness(table: Any) -> Readiness:
    """Score a readiness checklist and list the gaps.

    Parameters
    ----------
    table
        A table with ``condition`` (leadership, training and awareness, service culture, infrastructure, law),
        ``question``, ``rating`` (0 not in place, 1 partly, 2 in place, empty not rated) and ``evidence``.

    Returns
    -------
    Readiness
        Scores and gaps. A condition that nobody rated is named; it counts neither for nor against.

    Raises
    ------
    CourseError
        If a condition is not known or a question is empty.

    Examples
    --------
    >>> print(check_readiness([
    ...     {"condition": "law", "question": "Is there a legal register?", "rating": 2, "evidence": "R-1"},
    ...     {"condition": "leadership", "question": "Has a leader named an owner?", "rating": 0}]).sentence)
    Ready to 50 %. Furthest from ready: Has a leader named an owner?
    """
    register = read_register(table, ["condition", "question", "rating"])
    conditions, questions = register.choices("condition", CONDITIONS), register.texts("question")
    ratings, evidence = register.numbers("rating", 0, 2, whole=True), register.texts("evidence")
    findings: list[Finding] = []
    got: dict[str, list[float]] = {name: [] for name in CONDITIONS}
    bare_rows = []
    for row, question in enumerate(questions):
        if not question or not conditions[row]:
            raise CourseError(f"row {row + 1}: the condition or the question is empty", field="question")
        rating = ratings[row]
        if rating is None:
            continue
        got[conditions[row]].append(rating)
        if rating == 2 and not evidence[row]:
            bare_rows.append(row)
            findings.append(texts.finding("warn", "no_evidence", row, "evidence"))
    by_condition = {name: sum(those) / (2 * len(those)) if those else None for name, those in got.items()}
    blank = [name for name, value in by_condition.items() if value is None]
    if blank and len(register):
        findings.append(texts.finding("warn", "not_rated", names=join_words(blank)))
    low = sorted(
        (row for row, rating in enumerate(ratings) if rating is not None and rating < 2),
        key=lambda row: (ratings[row] or 0, questions[row]),
    )
    every = [value for those in got.values() for value in those]
    score = sum(every) / (2 * len(every)) if every else None
    sentence = texts.say("none") if score is None else texts.say("score", score=say_number(100 * score, 0))
    if low:
        sentence += " " + texts.say("first", question=questions[low[0]])
    return Readiness(
        sentence, tuple(findings), score, by_condition, tuple(questions[row] for row in low), tuple(bare_rows),
        len(register) - len(every),
    )  # fmt: skip

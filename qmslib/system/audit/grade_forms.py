"""Grade forms: rates such as satisfaction, complaints and calls answered, each with its own bands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class GradeForm(Report):
    """Rates with their grades.

    Attributes
    ----------
    rates
        Each rate with its 95 % interval; its `value` is None with nothing to count.
    grades
        ``met``, ``not met``, ``open`` (the interval holds the goal, so the sample is too small to say), or None.

    Examples
    --------
    >>> form = grade_form([{"measure": "satisfied", "count": 19, "of": 20, "goal": 0.9}])
    >>> form.grades
    {'satisfied': 'open'}
    """

    sentence: str
    findings: tuple[Finding, ...]
    rates: Mapping[str, Estimate]
    grades: Mapping[str, str | None]
    goals: Mapping[str, float]

    def frame(self) -> Any:
        """One row for each measure."""
        return frame_of(
            {
                "measure": list(self.rates), "rate": [rate.value for rate in self.rates.values()],
                "low": [rate.low for rate in self.rates.values()],
                "high": [rate.high for rate in self.rates.values()],
                "of": [rate.n for rate in self.rates.values()], "goal": [self.goals[name] for name in self.rates],
                "grade": [self.grades[name] for name in self.rates],
            }
        )  # fmt: skip


def grade_form(measures: Any, *, level: float = 0.95) -> GradeForm:
    """Grade rates against their goals, with a caution where too few cases cannot settle it.

    Parameters
    ----------
    measures
        A table with one rate a row: ``measure``, ``count``, ``of``, ``goal`` (a share of 1) and, if a low rate is the
        good one, as with complaints, ``better`` = ``low``.
    level
        The confidence level of the intervals.

    Returns
    -------
    GradeForm
        Rates with Wilson intervals, and grades.

    Raises
    ------
    CourseError
        If a count is above its total, or a measure has no name, no goal or stands there twice.

    Examples
    --------
    >>> form = grade_form([
    ...     {"measure": "satisfied", "count": 180, "of": 190, "goal": 0.9},
    ...     {"measure": "complaints", "count": 30, "of": 190, "goal": 0.05, "better": "low"},
    ... ])
    >>> print(form.sentence)
    1 of 2 measures surely keep to their goal and 1 surely does not.
    """
    register = read_register(measures, ["measure", "count", "of", "goal"])
    names = register.words("measure")
    counts, totals = register.numbers("count", 0, whole=True), register.numbers("of", 0, whole=True)
    goals, better = register.numbers("goal", 0, 1), register.choices("better", ("high", "low"))
    rates: dict[str, Estimate] = {}
    grades: dict[str, str | None] = {}
    findings = []
    for row, name in enumerate(names):
        count, of, goal = counts[row], totals[row], goals[row]
        if not name or name in rates:
            raise CourseError(f"row {row + 1}: the measure has no name of its own", field="measure", found=name)
        if count is None or of is None or goal is None:
            raise CourseError(f"row {row + 1}: a number is missing", field="measure", found=name, do="Fill it in")
        if count > of:
            raise CourseError(f"row {row + 1}: more are counted than there are", field="count", found=(count, of))
        rate = rates[name] = proportion(count, of, level)
        if rate.value is None or rate.low is None or rate.high is None:
            grades[name] = None
            findings.append(texts.finding("info", "empty", row, "of", name=name))
            continue
        low, high = (rate.low, rate.high) if better[row] != "low" else (1 - rate.high, 1 - rate.low)
        wanted = goal if better[row] != "low" else 1 - goal
        sure = low >= wanted - 1e-12 or (rate.value == goal and of == 0)
        grades[name] = "met" if sure else "not met" if high < wanted else "open"
        if grades[name] == "open":
            findings.append(
                texts.finding("warn", "open", row, "of", name=name, n=int(of), rate=say_number(rate.value * 100, 1))
            )
    values = list(grades.values())
    sentence = texts.say("grades", n=len(values), good=values.count("met"), bad=values.count("not met"))
    goal_of = {name: float(goal or 0) for name, goal in zip(names, goals, strict=True)}
    return GradeForm(sentence if values else texts.say("none"), tuple(findings), rates, grades, goal_of)

"""Compare the ways in which a problem could be put right, so that the customer can be offered a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame, read_numbers
from qmslib._common.numbers import say_money, say_number
from qmslib._common.report import Report
from qmslib._common.words import bare, filled, tidy

texts = module_texts(__file__)

#: Up to what amount in pounds each role may approve: a convention to be replaced by your own scheme.
LIMITS: dict[str, float] = {"case handler": 50, "team leader": 500, "service manager": 5000}


@dataclass(frozen=True, eq=False)
class OptionsReport(Report):
    """Options side by side.

    Attributes
    ----------
    sentence, findings
        What stands out, and what to settle before an option is offered.
    table
        The table that ``frame()`` gives.
    cheapest, quickest, fairest
        The names of the best by each measure; several when they are equal.
    worth_offering
        The options that no other beats on everything.

    Examples
    --------
    >>> from qmslib.complaints import compare_options
    >>> found = compare_options([
    ...     {"option": "Courier today", "cost": 40, "days": 0, "fairness": 4},
    ...     {"option": "Post", "cost": 5, "days": 3, "fairness": 4},
    ... ])
    >>> found.quickest, found.cheapest
    (('Courier today',), ('Post',))
    """

    sentence: str
    table: pd.DataFrame
    cheapest: tuple[str, ...]
    quickest: tuple[str, ...]
    fairest: tuple[str, ...]
    worth_offering: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each option: cost, days, fairness, who approves it, and which option beats it."""
        return self.table.copy()


def compare_options(options: Any, *, limits: Mapping[str, float] | None = None) -> OptionsReport:
    """Compare options by cost, time, fairness and who can approve them.

    Parameters
    ----------
    options
        A row for each: ``option`` (its name), ``cost`` in pounds, ``days`` until it is done, ``fairness`` from 1 (one
        person gains at another's cost) to 5 (fair to everyone concerned).
    limits
        Up to what cost each role may approve. By default a case handler up to £50, a team leader up to £500 and a
        service manager up to £5,000: put your own scheme here.

    Returns
    -------
    OptionsReport

    Raises
    ------
    CourseError
        When there are no options, two have the same name, or a figure is missing or out of range.

    Notes
    -----
    No total score is made: what cost, time and fairness are worth is the customer's and the manager's to say. An
    option is beaten when another is at least as good in all three and better in one.

    Examples
    --------
    >>> from qmslib.complaints import compare_options
    >>> found = compare_options([
    ...     {"option": "Copy the file", "cost": 20, "days": 1, "fairness": 4},
    ...     {"option": "Send the original", "cost": 30, "days": 2, "fairness": 4},
    ... ])
    >>> found.worth_offering
    ('Copy the file',)
    """
    table = as_frame(options)
    if table.empty:
        raise CourseError(texts.say("empty"), do=texts.say("empty_do"))
    table = as_frame(table, ["option", "cost", "days", "fairness"])
    names = [tidy(str(name)) for name in table["option"]]
    if len({bare(name) for name in names}) < len(names) or not all(filled(name) for name in names):
        raise CourseError(texts.say("same"), field="option", found=names)
    roles = dict(LIMITS if limits is None else limits)
    if any(not amount >= 0 for amount in roles.values()):
        raise CourseError(texts.say("limits"), field="limits", found=roles)
    cost = [float(value) for value in read_numbers(table, "cost", missing=False, low=0)]
    days = [float(value) for value in read_numbers(table, "days", missing=False, low=0)]
    fair = [float(value) for value in read_numbers(table, "fairness", missing=False, low=1, high=5)]
    points = [(-one, -two, three) for one, two, three in zip(cost, days, fair, strict=True)]
    beaten = [_beaten(place, points) for place in range(len(names))]
    ranked = sorted(roles.items(), key=lambda each: each[1])
    approver = [next((role for role, amount in ranked if value <= amount), None) for value in cost]
    findings = [texts.finding("warn", "one")] if len(names) == 1 else []
    for place, name in enumerate(names):
        other = beaten[place]
        if other is not None:
            findings.append(texts.finding("info", "dominated", option=name, other=names[other]))
        if approver[place] is None:
            findings.append(texts.finding("bad", "nobody", field="cost", option=name, cost=say_money(cost[place])))
        elif ranked and approver[place] != ranked[0][0]:
            findings.append(texts.finding("info", "approve", option=name, role=approver[place]))
        if fair[place] <= 2:
            said = say_number(fair[place])
            findings.append(texts.finding("warn", "unfair", field="fairness", option=name, fairness=said))
    out = pd.DataFrame(
        {
            "option": names,
            "cost": cost,
            "days": days,
            "fairness": fair,
            "approved_by": pd.Series(approver, dtype=object),
            "beaten_by": pd.Series([None if place is None else names[place] for place in beaten], dtype=object),
        }
    )
    best = [
        tuple(name for name, value in zip(names, values, strict=True) if value == pick(values))
        for values, pick in ((cost, min), (days, min), (fair, max))
    ]
    said = texts.say(
        "summary",
        n=len(names),
        cheapest=join_words(list(best[0])),
        quickest=join_words(list(best[1])),
        fairest=join_words(list(best[2])),
    )
    worth = tuple(name for name, other in zip(names, beaten, strict=True) if other is None)
    return OptionsReport(said, out, best[0], best[1], best[2], worth, tuple(findings))


def _beaten(place: int, points: list[tuple[float, float, float]]) -> int | None:
    mine = points[place]
    for other, theirs in enumerate(points):
        if theirs != mine and all(one >= two for one, two in zip(theirs, mine, strict=True)):
            return other
    return None

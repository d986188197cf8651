"""From a baseline to a target: where we are, where we want to be, by when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from qmslib._common.dates import say_date
from qmslib._common.findings import Finding
from qmslib._common.moments import read_day
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.tables import Table, date_column, number_column, table_rows, text_column, to_frame
from qmslib._common.words import filled, fold
from qmslib.standards._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("objective", "measure", "baseline", "target", "unit", "better", "by")
_PERCENT = ("%", "percent", "per cent")


@dataclass(frozen=True)
class Objective:
    """One objective; `change` is target less baseline, `sound` says that nothing is missing or contradictory.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_baselines(
    ...     [{"objective": "Fewer late files", "measure": "late files", "baseline": 12, "unit": "a month",
    ...       "target": 6, "by": "2027-03-31", "better": "lower"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.objectives[0].change
    -6.0
    """

    row: int
    objective: str
    unit: str
    baseline: float | None
    target: float | None
    by: date | None
    change: float | None
    sound: bool


@dataclass(frozen=True)
class BaselineReport(Report):
    """The objectives and what is wrong with them.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_baselines(
    ...     [{"objective": "Fewer late files", "measure": "late files", "baseline": 12, "unit": "a month",
    ...       "target": 6, "by": "2027-03-31", "better": "lower"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.objectives[0].change
    -6.0
    """

    sentence: str
    findings: tuple[Finding, ...]
    objectives: tuple[Objective, ...]

    def frame(self) -> pd.DataFrame:
        """One row an objective."""
        return to_frame([asdict(objective) for objective in self.objectives])

    @property
    def sound(self) -> tuple[Objective, ...]:
        """The objectives that go from a known start to a dated target."""
        return tuple(objective for objective in self.objectives if objective.sound)


def check_baselines(table: Table, as_of: date | str) -> BaselineReport:
    """Check that each objective goes from a known start to a better, dated level.

    Parameters
    ----------
    table
        Columns ``objective``, ``measure``, ``baseline`` and ``target`` (numbers), ``unit``, ``better`` (higher or
        lower; empty means whichever way the target lies) and ``by`` (a date); ``source`` may be there too. Empty
        rows are skipped.
    as_of
        The day to compare dates with.

    Examples
    --------
    >>> from datetime import date
    >>> report = check_baselines(
    ...     [{"objective": "Fewer late files", "measure": "late files", "baseline": 12, "unit": "a month",
    ...       "target": 6, "by": "2027-03-31", "better": "lower"}],
    ...     date(2026, 11, 21),
    ... )
    >>> report.objectives[0].change
    -6.0
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    names = ("objective", "measure", "unit", "better", "source")
    texts = {name: text_column(cells, name) for name in names}
    baselines, targets = number_column(cells, "baseline"), number_column(cells, "target")
    dates = date_column(cells, "by")
    findings: list[Finding] = []
    objectives = []
    for row in range(len(cells)):
        start, target, by = baselines[row], targets[row], dates[row]
        given = {"baseline": start is not None, "target": target is not None, "by": by is not None}
        if not any(given.values()) and not any(texts[name][row] for name in names):
            continue
        bad: list[Finding] = []
        unit = texts["unit"][row]
        for name in ("objective", "measure", "baseline", "target", "unit", "by"):
            there = given[name] if name in given else filled(texts[name][row]) or (name == "unit" and unit == "%")
            if not there:
                bad.append(finding("bad", "baseline", f"no_{name}", row, name))
        change = None
        if start is not None and target is not None:
            change = target - start
            better = fold(texts["better"][row])
            if change == 0 or (better == "higher" and change < 0) or (better == "lower" and change > 0):
                bad.append(finding("bad", "baseline", "worse", row, "target"))
        if target is not None and target > 100 and fold(unit) in _PERCENT:
            bad.append(finding("bad", "baseline", "over_100", row, "target"))
        if by and by < as_of:
            bad.append(finding("bad", "baseline", "past", row, "by", date=say_date(by)))
        findings.extend(bad)
        if start and target is not None and not bad and abs(target - start) > abs(start) / 2:
            findings.append(
                finding(
                    "info",
                    "baseline",
                    "jump",
                    row,
                    "target",
                    baseline=say_number(start, 2),
                    target=say_number(target, 2),
                )
            )
        if not filled(texts["source"][row]) and start is not None:
            findings.append(finding("info", "baseline", "no_source", row, "source"))
        objectives.append(Objective(row, texts["objective"][row], unit, start, target, by, change, not bad))
    report = BaselineReport("", tuple(findings), tuple(objectives))
    sentence = say("baseline", "sentence", sound=len(report.sound), n=len(objectives))
    return BaselineReport(sentence, report.findings, report.objectives)

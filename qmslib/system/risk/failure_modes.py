"""What could go wrong at each step, how bad, how often, how likely to slip through: a small FMEA."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib._common.words import short
from qmslib.system._registers import frame_of, positive, read_register

texts = module_texts(__file__)


def rpn(severity: float, occurrence: float, detection: float, *, steps: int = 10) -> int:
    """The risk priority number: severity × occurrence × detection.

    Parameters
    ----------
    severity, occurrence, detection
        Whole numbers from 1 to `steps`. High detection means that it is likely to slip through.
    steps
        How many steps each scale has.

    Returns
    -------
    int
        From 1 to steps cubed.

    Raises
    ------
    CourseError
        If a number is off its scale.

    Notes
    -----
    The three are ranks, and multiplying ranks has no exact meaning: 10 × 2 × 2 and 2 × 4 × 5 are both 40. IEC
    60812:2018 warns of this. Look at severity first.

    Examples
    --------
    >>> rpn(8, 3, 5)
    120
    """
    for name, value in (("severity", severity), ("occurrence", occurrence), ("detection", detection)):
        if isinstance(value, bool) or positive(value, name) != int(value) or value > steps:
            raise CourseError(f"this must be a whole number from 1 to {steps}", field=name, found=value)
    return int(severity) * int(occurrence) * int(detection)


@dataclass(frozen=True, eq=False)
class FmeaReport(Report):
    """Failures with their priorities.

    Attributes
    ----------
    rpn
        The risk priority number of each, in the order given.
    ranks
        The place of each, 1 for the highest; equal numbers share a place.
    ties
        Groups of failures with the same number but another severity.
    severe_low
        Failures of high severity (9 or 10 of 10, in proportion) that stand in the lower half by number.
    priorities
        What the action-priority table says for each; None without a table.

    Examples
    --------
    >>> report = fmea([{"failure": "Wrong file sent", "severity": 9, "occurrence": 2, "detection": 4},
    ...                {"failure": "Sent late", "severity": 4, "occurrence": 6, "detection": 3}])
    >>> report.rpn, report.ranks, report.ties
    ((72, 72), (1, 1), (('Wrong file sent', 'Sent late'),))
    """

    sentence: str
    findings: tuple[Finding, ...]
    failures: tuple[str, ...]
    ratings: tuple[tuple[int, int, int], ...]
    rpn: tuple[int, ...]
    ranks: tuple[int, ...]
    ties: tuple[tuple[str, ...], ...]
    severe_low: tuple[str, ...]
    priorities: tuple[str, ...] | None

    def frame(self) -> Any:
        """One row for each failure, the highest number first and the more severe first among equals."""
        order = sorted(range(len(self.rpn)), key=lambda at: (self.ranks[at], -self.ratings[at][0], self.failures[at]))
        columns: dict[str, Any] = {
            "failure": self.failures, "severity": [row[0] for row in self.ratings],
            "occurrence": [row[1] for row in self.ratings], "detection": [row[2] for row in self.ratings],
            "rpn": self.rpn, "rank": self.ranks,
        }  # fmt: skip
        if self.priorities is not None:
            columns["priority"] = self.priorities
        return frame_of({name: [cells[at] for at in order] for name, cells in columns.items()})


def fmea(
    table: Any, *, priority: Callable[[int, int, int], str] | Mapping[Any, str] | Any = None, steps: int = 10
) -> FmeaReport:
    """Work out risk priority numbers, and say where they mislead.

    Parameters
    ----------
    table
        A table with ``failure``, ``severity``, ``occurrence`` and ``detection`` (whole numbers from 1 to `steps`).
    priority
        Your own action-priority table, in the manner of the AIAG and VDA handbook, which is not part of this package:
        a function of the three numbers, a dict from (S, O, D) to a word, or a table with columns ``severity_from``,
        ``severity_to``, ``occurrence_from``, ``occurrence_to``, ``detection_from``, ``detection_to`` and
        ``priority``. In a table exactly one row must fit each failure.
    steps
        How many steps each scale has.

    Returns
    -------
    FmeaReport
        Numbers, places, ties and, with a table, action priorities.

    Raises
    ------
    CourseError
        If a failure has no name, a number is missing or off its scale, or the priority table has no row for a
        failure, or several.

    Examples
    --------
    A small table made up for this example:

    >>> rows = [dict(severity_from=s, severity_to=t, occurrence_from=1, occurrence_to=10, detection_from=1,
    ...              detection_to=10, priority=p) for s, t, p in [(1, 6, "later"), (7, 10, "first")]]
    >>> report = fmea([{"failure": "Wrong file sent", "severity": 9, "occurrence": 2, "detection": 4},
    ...                {"failure": "Sent late", "severity": 4, "occurrence": 7, "detection": 3}], priority=rows)
    >>> print(report.frame()[["failure", "rpn", "priority"]].to_string(index=False))
            failure  rpn priority
          Sent late   84    later
    Wrong file sent   72    first
    """
    register = read_register(table, ["failure", "severity", "occurrence", "detection"])
    names = register.texts("failure")
    columns = [register.numbers(name, 1, steps, whole=True) for name in ("severity", "occurrence", "detection")]
    ratings: list[tuple[int, int, int]] = []
    for row, name in enumerate(names):
        numbers = [column[row] for column in columns]
        if not name:
            raise CourseError(f"row {row + 1}: the failure has no name", field="failure")
        if None in numbers:
            raise CourseError(f"row {row + 1}: a number is missing", item=name, do="Rate all three")
        one, two, three = (int(number or 0) for number in numbers)
        ratings.append((one, two, three))
    values = [rpn(*row, steps=steps) for row in ratings]
    ranks = [1 + sum(other > value for other in values) for value in values]
    groups: dict[int, list[int]] = {}
    for at, value in enumerate(values):
        groups.setdefault(value, []).append(at)
    tied = [group for group in groups.values() if len({ratings[at][0] for at in group}) > 1]
    ties = tuple(tuple(names[at] for at in group) for group in tied)
    findings = [
        texts.finding(
            "warn", "tie", names=join_words([short(names[at]) for at in group]), rpn=values[group[0]],
            first=short(names[max(group, key=lambda at: ratings[at][0])]),
        )
        for group in tied
    ]  # fmt: skip
    severe = tuple(
        names[at] for at in range(len(values)) if ratings[at][0] >= 0.9 * steps and ranks[at] > (len(values) + 1) / 2
    )
    if severe:
        findings.append(texts.finding("warn", "severe_low", names=join_words([short(name) for name in severe])))
    if values:
        findings.append(texts.finding("info", "ranks"))
    look = _lookup(priority)
    priorities = None if look is None else tuple(look(row, name) for row, name in zip(ratings, names, strict=True))
    top = max(values, default=0)
    heads = join_words([short(name) for name, value in zip(names, values, strict=True) if value == top])
    sentence = texts.say("sentence" if values else "none", n=len(values), names=heads, top=top)
    return FmeaReport(
        sentence, tuple(findings), tuple(names), tuple(ratings), tuple(values), tuple(ranks), ties, severe, priorities
    )


def _lookup(priority: Any) -> Callable[[tuple[int, int, int], str], str] | None:
    if priority is None:
        return None
    if callable(priority):
        return lambda row, name: str(priority(*row))
    if isinstance(priority, Mapping) and all(isinstance(key, tuple) for key in priority):

        def from_dict(row: tuple[int, int, int], name: str) -> str:
            if row not in priority:
                raise CourseError("the priority table has no entry for this failure", item=name, found=row)
            return str(priority[row])

        return from_dict
    parts = ("severity", "occurrence", "detection")
    register = read_register(priority, [f"{part}_{end}" for part in parts for end in ("from", "to")] + ["priority"])
    ends = [(register.numbers(f"{part}_from"), register.numbers(f"{part}_to")) for part in parts]
    words = register.words("priority")

    def from_rows(row: tuple[int, int, int], name: str) -> str:
        fits = [
            at
            for at in range(len(words))
            if all(
                (low := lows[at]) is not None and (high := highs[at]) is not None and low <= value <= high
                for value, (lows, highs) in zip(row, ends, strict=True)
            )
        ]
        if len(fits) != 1:
            problem = "no row" if not fits else f"rows {', '.join(str(at + 1) for at in fits)}"
            raise CourseError(
                f"{problem} of the priority table fit this failure", item=name, found=row, do="Make exactly one fit"
            )
        return words[fits[0]]

    return from_rows

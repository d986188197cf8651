"""Indicators of service: cards, what is wrong with them, performance against target, scorecard, use of findings."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_choices, read_numbers, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import filled, fold

texts = module_texts(__file__)
FIELDS = ("name", "purpose", "formula", "source", "frequency", "target", "owner", "limits", "who_sees")
_OUTSIDE = re.compile(r"\b(sales|turnover of goods|market share|profit|revenue|footfall)\b", re.IGNORECASE)
_PERVERSE = (
    (
        "fewer_complaints",
        re.compile(r"(number of|fewer|count of|reduce) complaints|complaints received", re.IGNORECASE),
    ),
    ("speed_alone", re.compile(r"\b(speed|time|minutes|days|fast|quick)\b", re.IGNORECASE)),
    (
        "volume",
        re.compile(r"\b(number of|volume|handled|closed|processed) .*(cases|calls|requests|files)", re.IGNORECASE),
    ),
    ("pay", re.compile(r"\b(pay|bonus|appraisal|award|ranking)\b", re.IGNORECASE)),
)
_NUMBER = re.compile(r"\d")
_FRACTION = re.compile(
    r"/|÷|\bdivided by\b|\bper\b|\bout of\b|\bof all\b|\bas a (?:share|percentage) of\b", re.IGNORECASE
)
_NO_FRACTION = re.compile(r"\b(median|mean|average|percentile|count)\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class CardCheck(Report):
    """What is missing or risky in indicator cards.

    Attributes
    ----------
    sentence, findings
        How many cards are ready; each fault with its card.
    cards
        One row a card: `name`, `ready`, `faults`, `cautions`.

    Examples
    --------
    >>> from qmslib.feedback import check_cards
    >>> check_cards([{"name": "On time"}]).cards["ready"].tolist()
    [False]
    """

    sentence: str
    findings: tuple[Finding, ...]
    cards: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The cards, one row each."""
        return self.cards.copy()


def check_cards(cards: Any) -> CardCheck:
    """Check that indicator cards are complete, can be worked out and fit an internal service.

    Parameters
    ----------
    cards
        One card as a dict, or a table of them, with `name`, `purpose`, `formula`, `source`, `frequency`, `target`,
        `baseline`, `owner`, `limits` (when it misleads), `who_sees`.

    Returns
    -------
    CardCheck
        Missing fields are faults. Cautions: no numerator and denominator in the formula, a target without a number
        or without a baseline, a measure of sales, a measure that could reward the wrong thing.

    Raises
    ------
    CourseError
        If it is no card.

    Examples
    --------
    >>> from qmslib.feedback import check_cards
    >>> card = {"name": "On time", "purpose": "Do teams get files when promised?", "source": "request log",
    ...         "formula": "files delivered by the due time / all files due in the month", "frequency": "monthly",
    ...         "target": "95 %", "baseline": "81 % in 2025", "owner": "Priya Nair", "who_sees": "all teams",
    ...         "limits": "Says nothing of requests without a due time."}
    >>> print(check_cards(card).sentence)
    1 of 1 card is ready to use.
    """
    rows = (
        [dict(cards)]
        if isinstance(cards, Mapping) and not _column_like(cards)
        else as_frame(cards).to_dict("records")
    )
    findings: list[Finding] = []
    result = []
    seen: set[str] = set()
    for row, card in enumerate(rows):
        text = {str(key): str(value) if filled(str(value)) and value == value else "" for key, value in card.items()}
        start = len(findings)
        for name in FIELDS:
            if not text.get(name):
                findings.append(texts.finding("bad", f"no_{name}", row, name))
        name = fold(text.get("name", ""))
        if name and name in seen:
            findings.append(texts.finding("bad", "twice", row, "name"))
        seen.add(name)
        formula = text.get("formula", "")
        if formula and not _FRACTION.search(formula) and not _NO_FRACTION.search(formula):
            findings.append(texts.finding("warn", "no_fraction", row, "formula"))
        target = text.get("target", "")
        if target and not _NUMBER.search(target):
            findings.append(texts.finding("warn", "no_number", row, "target"))
        if target and not text.get("baseline"):
            findings.append(texts.finding("warn", "no_baseline", row, "baseline"))
        about = " ".join(text.get(field, "") for field in ("name", "purpose", "formula"))
        if _OUTSIDE.search(about):
            findings.append(texts.finding("warn", "outside", row, "name"))
        every = f"{about} {text.get('who_sees', '')}"
        for key, pattern in _PERVERSE:
            if pattern.search(every):
                findings.append(texts.finding("info", key, row, "limits"))
        own = findings[start:]
        faults = sum(found.level == "bad" for found in own)
        result.append(
            {"name": text.get("name", ""), "ready": not faults, "faults": faults, "cautions": len(own) - faults}
        )
    table = pd.DataFrame(result, columns=["name", "ready", "faults", "cautions"])
    n = int(table["ready"].sum())
    key = "cards" if result else "no_cards"
    return CardCheck(texts.say(key, n=n, cards=len(result)), tuple(findings), table)


def _column_like(cards: Mapping[Any, Any]) -> bool:
    return bool(cards) and all(isinstance(value, (list, tuple, pd.Series)) for value in cards.values())


@dataclass(frozen=True, eq=False)
class Scorecard(Report):
    """Indicators against their targets, and one weighted score.

    Attributes
    ----------
    sentence, findings
        The score and what falls short.
    rows
        One row an indicator: `value`, `target`, `better`, `met`, `reached` (share of the target, at most 1), `weight`
        (scaled to sum to 1), `points`.
    score
        Sum of weight · reached · 100; None when an indicator with weight has no value.

    Examples
    --------
    >>> from qmslib.feedback import scorecard
    >>> scorecard([{"indicator": "on time, %", "value": 90, "target": 95}]).rows["met"].tolist()
    [False]
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: pd.DataFrame
    score: float | None

    def frame(self) -> pd.DataFrame:
        """The indicators, one row each."""
        return self.rows.copy()


def scorecard(
    indicators: Any,
    *,
    indicator: str = "indicator",
    value: str = "value",
    target: str = "target",
    better: str = "better",
    weight: str = "weight",
) -> Scorecard:
    """Performance against target for each indicator, and a weighted score out of 100.

    Parameters
    ----------
    indicators
        One row an indicator. `better` says ``"higher"`` (the default) or ``"lower"``; `weight` any points, equal by
        default.
    indicator, value, target, better, weight
        The columns. An empty value is "no figure yet", never 0.

    Returns
    -------
    Scorecard
        Meeting the target exactly counts as met.

    Raises
    ------
    CourseError
        If a target is missing or not above 0, a weight is negative, or the weights sum to nothing.

    Notes
    -----
    reached = value / target where higher is better, target / value where lower is better, never more than 1, so doing
    far better on one cannot hide another. A single score hides what it is made of: show the rows beside it.

    Examples
    --------
    >>> from qmslib.feedback import scorecard
    >>> rows = [
    ...     {"indicator": "on time, %", "value": 76, "target": 95, "better": "higher", "weight": 60},
    ...     {"indicator": "median days", "value": 4, "target": 5, "better": "lower", "weight": 40},
    ... ]
    >>> scorecard(rows).score
    88.0
    """
    frame = as_frame(indicators, [indicator, value, target] if len(indicators) else [])
    if not len(frame):
        heads = ["indicator", "value", "target", "better", "met", "reached", "weight", "points"]
        return Scorecard(texts.say("no_indicators"), (), pd.DataFrame(columns=heads), None)
    values = read_numbers(frame, value, low=0)
    targets = read_numbers(frame, target, missing=False, low=0)
    sides = (
        read_choices(frame, better, ("higher", "lower"))
        if better in frame.columns
        else pd.Series([None] * len(frame))
    )
    weights = (
        read_numbers(frame, weight, missing=False, low=0) if weight in frame.columns else pd.Series(1.0, frame.index)
    )
    if (targets == 0).any():
        at = (targets == 0).to_numpy().nonzero()[0]
        raise CourseError(
            f"{rows_named(at)}: a target of 0 cannot be reached by a share", field=target, do="Use a rate"
        )
    if weights.sum() <= 0:
        raise CourseError("the weights sum to nothing", field=weight)
    findings: list[Finding] = []
    rows = []
    for row, name in enumerate(frame[indicator]):
        got, want = float(values.iloc[row]), float(targets.iloc[row])
        side = sides.iloc[row] if filled(sides.iloc[row]) else "higher"
        share = float(weights.iloc[row] / weights.sum())
        if math.isnan(got):
            findings.append(texts.finding("warn", "no_value", row, value, name=name))
            rows.append([name, None, want, side, None, None, share, None])
            continue
        met = got >= want if side == "higher" else got <= want
        reached = 1.0 if met else got / want if side == "higher" else want / got
        if not met:
            findings.append(
                texts.finding("info", "short", row, value, name=name, got=say_number(got), want=say_number(want))
            )
        rows.append([name, got, want, side, met, reached, share, share * reached * 100])
    table = pd.DataFrame(
        rows, columns=["indicator", "value", "target", "better", "met", "reached", "weight", "points"]
    )
    table = table.astype({"value": float, "reached": float, "points": float})
    known = table["points"].notna() | (table["weight"] == 0)
    score = round(float(table["points"].sum()), 10) if known.all() else None
    met_n, of = int((table["met"] == True).sum()), int(table["value"].notna().sum())  # noqa: E712
    if score is None:
        sentence = texts.say("no_score", met=met_n, of=of)
    else:
        sentence = texts.say("score", score=say_number(score, 1), met=met_n, of=of)
    return Scorecard(sentence, tuple(findings), table, score)


@dataclass(frozen=True, eq=False)
class Uses(Report):
    """What each finding is used for.

    Attributes
    ----------
    sentence, findings
        Findings without a use; uses that could do harm.
    matrix
        One row a finding, a column for each use, True where it is used so.

    Examples
    --------
    >>> from qmslib.feedback import finding_uses
    >>> finding_uses([{"finding": "Late on Fridays", "use": "system change", "so_what": "move the van"}]).matrix.shape
    (1, 5)
    """

    sentence: str
    findings: tuple[Finding, ...]
    matrix: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The matrix, one row a finding."""
        return self.matrix.copy()


def finding_uses(rows: Any) -> Uses:
    """A matrix of findings and what they are used for: appraisal, training, incentive, system change.

    Parameters
    ----------
    rows
        One row for each finding and use: `finding`, `use`, and `so_what` (what will be different).

    Returns
    -------
    Uses
        Findings without a use or a "so what" are named; so are those used for appraisal or incentive only, which
        looks at people before the system.

    Raises
    ------
    CourseError
        If a use is not one of the four.

    Examples
    --------
    >>> from qmslib.feedback import finding_uses
    >>> found = finding_uses([{"finding": "Slow replies", "use": "appraisal", "so_what": "talk in March"}])
    >>> found.findings[0].level
    'warn'
    """
    uses = ("appraisal", "training", "incentive", "system change")
    frame = as_frame(rows, ["finding", "use"] if len(rows) else [])
    if not len(frame):
        return Uses(texts.say("no_findings"), (), pd.DataFrame(columns=["finding", *uses]))
    chosen = read_choices(frame, "use", uses)
    findings: list[Finding] = []
    table: dict[str, dict[str, bool]] = {}
    for row, name in enumerate(frame["finding"]):
        if not filled(name):
            raise CourseError(f"row {row + 1}: the finding is missing", field="finding")
        own = table.setdefault(name, dict.fromkeys(uses, False))
        if filled(chosen.iloc[row]):
            own[chosen.iloc[row]] = True
        if "so_what" not in frame.columns or not filled(frame["so_what"].iloc[row]):
            findings.append(texts.finding("bad", "no_so_what", row, "so_what", name=name))
    for name, own in table.items():
        if not any(own.values()):
            findings.append(texts.finding("bad", "no_use", field="use", name=name))
        elif not (own["training"] or own["system change"]):
            findings.append(texts.finding("warn", "people_only", field="use", name=name))
    matrix = pd.DataFrame([{"finding": name, **own} for name, own in table.items()])
    n = sum(any(own.values()) for own in table.values())
    return Uses(texts.say("uses", n=n, all=len(table)), tuple(findings), matrix)


def benchmark_table(
    rows: Any, *, who: str = "who", value: str = "value", own: str, better: str = "higher"
) -> pd.DataFrame:
    """Compare your figure with that of others, ranked, with the difference.

    Parameters
    ----------
    rows
        One row an organisation or team.
    who, value
        The columns.
    own
        Which of them you are.
    better
        ``"higher"`` or ``"lower"``.

    Returns
    -------
    pandas.DataFrame
        `rank` (equal figures share the better rank), `who`, `value`, `difference` (theirs less yours), `own`. Those
        without a figure come last, without a rank.

    Raises
    ------
    CourseError
        If you are not in the table, or stand in it twice.

    Notes
    -----
    A rank is not a verdict: check that all count the same way, and that the differences are more than chance.

    Examples
    --------
    >>> from qmslib.feedback import benchmark_table
    >>> rows = {"who": ["Brookmere", "Northam", "Eastby"], "value": [81, 93, 78]}
    >>> benchmark_table(rows, own="Brookmere")[["rank", "who", "difference"]].values.tolist()
    [[1.0, 'Northam', 12.0], [2.0, 'Brookmere', 0.0], [3.0, 'Eastby', -3.0]]
    """
    frame = as_frame(rows, [who, value])
    if better not in ("higher", "lower"):
        raise CourseError("say higher or lower", field="better", found=better)
    values = read_numbers(frame, value)
    mine = [fold(str(name)) == fold(own) for name in frame[who]]
    if sum(mine) != 1:
        raise CourseError("you must stand in the table once", field=who, found=own)
    base = float(values[mine].iloc[0])
    table = pd.DataFrame({"who": frame[who], "value": values, "difference": values - base, "own": mine})
    table.insert(0, "rank", values.rank(ascending=better == "lower", method="min"))
    return table.sort_values(["rank", "who"], kind="stable", ignore_index=True)

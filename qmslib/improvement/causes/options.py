"""A choice of solutions: what each costs, how long it takes, how fair it is, who can approve it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.tables import number_column, table_rows, text_column, to_frame
from qmslib._common.words import filled

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
_FIGURES = ("cost", "days", "fairness")


@dataclass(frozen=True)
class _Option:
    row: int
    option: str
    cost: float | None
    days: float | None
    fairness: float | None
    approver: str
    beaten_by: str


@dataclass(frozen=True)
class OptionReport(Report):
    """Solutions side by side. They are not added up to one score: the customer chooses.

    Attributes
    ----------
    options
        The options; `beaten_by` names one that is no worse in anything and better in something.
    cheapest, quickest, fairest
        The names of the best; several when they tie.

    Examples
    --------
    >>> from qmslib.improvement import compare_options
    >>> report = compare_options([
    ...     {"option": "Send a copy today", "cost": 4, "days": 0, "fairness": 3, "approver": "Tom Ellis"},
    ...     {"option": "Courier the file", "cost": 18, "days": 1, "fairness": 3, "approver": "Priya Nair"}])
    >>> report.cheapest, report.options[1].beaten_by
    (('Send a copy today',), 'Send a copy today')
    """

    sentence: str
    findings: tuple[Finding, ...]
    options: tuple[_Option, ...]

    def _best(self, field: str, sign: int) -> tuple[str, ...]:
        known = [option for option in self.options if getattr(option, field) is not None]
        if not known:
            return ()
        best = min(sign * getattr(option, field) for option in known)
        return tuple(option.option for option in known if sign * getattr(option, field) == best)

    @property
    def cheapest(self) -> tuple[str, ...]:
        """The options that cost least."""
        return self._best("cost", 1)

    @property
    def quickest(self) -> tuple[str, ...]:
        """The options that take the fewest days."""
        return self._best("days", 1)

    @property
    def fairest(self) -> tuple[str, ...]:
        """The options judged fairest."""
        return self._best("fairness", -1)

    def frame(self) -> pd.DataFrame:
        """One row for each option."""
        return to_frame([asdict(option) for option in self.options])


def compare_options(options: Sequence[Mapping[str, Any]] | pd.DataFrame) -> OptionReport:
    """Set solutions side by side before they are offered.

    Parameters
    ----------
    options
        Rows with ``option``, ``cost``, ``days``, ``fairness`` (1 to 5) and ``approver``. Empty rows are skipped.

    Returns
    -------
    OptionReport
        The best by each measure, options that another beats in everything, and those nobody can approve.

    Examples
    --------
    >>> print(compare_options([{"option": "Send a copy today", "cost": 4, "days": 0, "fairness": 3,
    ...                         "approver": "Tom Ellis"}]).sentence)
    One option is no choice. Offer at least two, one of them “leave it as it is”.
    """
    cells = table_rows(options, ("option", *_FIGURES, "approver"))
    names, approvers = text_column(cells, "option"), text_column(cells, "approver")
    figures = {name: number_column(cells, name) for name in _FIGURES}
    findings: list[Finding] = []
    kept: list[_Option] = []
    for row, name in enumerate(names):
        values = [figures[field][row] for field in _FIGURES]
        if not name and not approvers[row] and values == [None] * 3:
            continue
        if not filled(name):
            findings.append(texts.finding("bad", "no_option", row, "option"))
            continue
        for place, field in enumerate(_FIGURES):
            value = values[place]
            if value is None:
                findings.append(texts.finding("warn", "missing", row, field, what=texts.say(field)))
            elif value < 0 or (field == "fairness" and not 1 <= value <= 5):
                key = "range" if field == "fairness" else "negative"
                findings.append(texts.finding("bad", key, row, field))
                values[place] = None
        if not filled(approvers[row]):
            findings.append(texts.finding("bad", "no_approver", row, "approver"))
        kept.append(_Option(row, name, values[0], values[1], values[2], approvers[row], ""))
    placed = [_beaten(option, kept) for option in kept]
    for option in placed:
        if option.beaten_by:
            findings.append(texts.finding("info", "dominated", option.row, None, other=option.beaten_by))
    report = OptionReport("", (), tuple(placed))
    if len(placed) < 2:
        sentence = texts.say("sentence_one" if placed else "sentence_none")
    else:
        best = {name: "”, “".join(getattr(report, name)) for name in ("cheapest", "quickest", "fairest")}
        sentence = texts.say(
            "sentence", n=len(placed), **{key: text or texts.say("none") for key, text in best.items()}
        )
    return OptionReport(sentence, tuple(findings), tuple(placed))


def _beaten(option: _Option, others: list[_Option]) -> _Option:
    def scores(one: _Option) -> tuple[float, ...] | None:
        if one.cost is None or one.days is None or one.fairness is None:
            return None
        return one.cost, one.days, -one.fairness

    mine = scores(option)
    for other in others:
        theirs = scores(other)
        if mine and theirs and theirs != mine and all(a <= b for a, b in zip(theirs, mine, strict=True)):
            return _Option(**{**asdict(option), "beaten_by": other.option})
    return option

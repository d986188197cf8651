"""What quality costs, and what poor quality costs: prevention, appraisal, failure found inside or by the customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_choices, read_numbers
from qmslib._common.numbers import rounded, say_money, say_number
from qmslib._common.report import Picture

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

texts = module_texts(__file__)
KINDS = ("prevention", "appraisal", "internal failure", "external failure")


@dataclass(frozen=True, eq=False)
class QualityCostReport(Picture):
    """What quality costs, by kind.

    Attributes
    ----------
    kinds
        One row a kind: ``kind``, ``items`` (how many entries), ``cost`` and ``share`` (per cent of the total; missing
        when the total is nothing).
    total
        All four kinds together.
    failure
        The cost of poor quality: internal and external failure.
    failure_share
        Failure as a percentage of the total; None when the total is nothing.
    of_budget
        The total as a percentage of the budget; None without one.

    Examples
    --------
    >>> report = cost_of_quality([{"kind": "prevention", "cost": 1000}, {"kind": "internal failure", "cost": 3000}])
    >>> report.failure, report.failure_share
    (3000.0, 75.0)
    """

    sentence: str
    findings: tuple[Finding, ...]
    kinds: pd.DataFrame
    total: float
    failure: float
    failure_share: float | None
    of_budget: float | None

    def frame(self) -> pd.DataFrame:
        """One row a kind."""
        return self.kinds

    @property
    def alt(self) -> str:
        """The bars in words."""
        bars = (
            texts.say("bar", kind=kind, cost=say_money(rounded(float(cost), 2)))
            for kind, cost in zip(self.kinds["kind"], self.kinds["cost"], strict=True)
        )
        return texts.say("alt", bars="; ".join(bars))

    def draw(self, axes: Axes) -> None:
        """A bar for each kind, with its sum; failure is hatched."""
        from qmslib._common.plots import GROUPS, INK

        costs = self.kinds["cost"].tolist()
        for place, (kind, cost) in enumerate(zip(KINDS, costs, strict=True)):
            colour, hatch = GROUPS[1 if kind.endswith("failure") else 0]
            axes.barh(place, cost, color=colour, hatch=hatch, edgecolor=INK["line"])
            axes.annotate(f" {say_money(rounded(cost, 2))}", (cost, place), va="center", color=INK["line"])
        axes.set_yticks(range(len(KINDS)), KINDS)
        axes.invert_yaxis()
        axes.set_xlim(0, max(costs) * 1.25 or 1)
        axes.set_xlabel(texts.say("axis"))


def cost_of_quality(
    costs: Any, *, kind: str = "kind", cost: str = "cost", budget: float | None = None
) -> QualityCostReport:
    """Sort what is spent on quality into prevention, appraisal and failure.

    Parameters
    ----------
    costs
        A table with a row for each entry, all for the same period.
    kind, cost
        Names of the columns: which of the four kinds (``prevention``: training, planning, clear standards;
        ``appraisal``: checks and audits; ``internal failure``: what is put right before the customer sees it;
        ``external failure``: complaints, apologies, work done again after the customer saw it), and the money.
    budget
        What the service spends in the same period, to set the total against.

    Returns
    -------
    QualityCostReport

    Raises
    ------
    CourseError
        If an entry has no kind or another one, no cost, or a cost below nothing; the rows are named.

    Notes
    -----
    Cost of quality = prevention + appraisal + internal failure + external failure; the cost of poor quality is the
    two kinds of failure. Source: Feigenbaum (1956), Total quality control, Harvard Business Review 34(6).
    `cost_of_rework` gives one entry of internal failure.

    Examples
    --------
    >>> spent = [{"kind": "prevention", "cost": 1200}, {"kind": "appraisal", "cost": 2300},
    ...          {"kind": "internal failure", "cost": 4500}, {"kind": "external failure", "cost": 2000}]
    >>> print(cost_of_quality(spent).sentence)
    Quality costs £10,000: £1,200 for prevention, £2,300 for appraisal and £6,500 (65%) for failure.
    """
    table = as_frame(costs, [kind, cost])
    kinds = read_choices(table, kind, KINDS, missing=False)
    money = read_numbers(table, cost, missing=False, low=0)
    if budget is not None and not 0 < budget < float("inf"):
        raise CourseError("a budget is more than nothing", field="budget", found=budget)
    summed = money.groupby(kinds.astype(object)).agg(["size", "sum"]).reindex(list(KINDS), fill_value=0)
    total = float(summed["sum"].sum())
    failure = float(summed["sum"].iloc[2:].sum())
    frame = summed.rename(columns={"size": "items", "sum": "cost"}).rename_axis("kind").reset_index()
    frame["items"], frame["cost"] = frame["items"].astype(int), frame["cost"].astype(float)
    frame["share"] = frame["cost"] / total * 100 if total else float("nan")
    share = 100 * failure / total if total else None
    findings = []
    none = [name for name, items in zip(KINDS, frame["items"], strict=True) if not items]
    if none and total:
        findings.append(texts.finding("warn", "no_entry", kinds=", ".join(none)))
    of_budget = None if budget is None else 100 * total / budget
    if of_budget is not None:
        findings.append(texts.finding("info", "of_budget", share=say_number(of_budget, 1)))
    shown = [say_money(rounded(float(value), 2)) for value in (total, *frame["cost"].iloc[:2], failure)]
    slots = dict(zip(("total", "prevention", "appraisal", "failure"), shown, strict=True))
    sentence = texts.say("nothing") if share is None else texts.say("sentence", **slots, share=say_number(share, 1))
    return QualityCostReport(sentence, tuple(findings), frame, total, failure, share, of_budget)

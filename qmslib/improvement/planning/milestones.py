"""Milestones: planned against actual, what slips, and what that does to the ones that follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import say_date, working_days_between
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Picture
from qmslib._common.tables import date_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

texts = module_texts(__file__)
COLUMNS = ("milestone", "owner", "planned")


@dataclass(frozen=True)
class _Milestone:
    row: int
    milestone: str
    owner: str
    planned: date | None
    expected: date | None
    actual: date | None
    state: str
    slip: int
    reason: str


@dataclass(frozen=True, eq=False)
class MilestoneReport(Picture):
    """Milestones on a day.

    Attributes
    ----------
    milestones
        Each with its state (met, met late, overdue, at risk, open, none) and its slip in working days.
    as_of
        The day of the report.
    slippage
        Working days slipped, all together.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import check_milestones
    >>> report = check_milestones([{"milestone": "Rota agreed", "owner": "Priya Nair", "planned": "2026-03-06",
    ...                             "actual": "2026-03-10"}], date(2026, 3, 16))
    >>> report.milestones[0].state, report.slippage
    ('met late', 2)
    """

    sentence: str
    findings: tuple[Finding, ...]
    milestones: tuple[_Milestone, ...]
    as_of: date

    @property
    def slippage(self) -> int:
        """Working days slipped, all together."""
        return sum(stone.slip for stone in self.milestones)

    def count(self, state: str) -> int:
        """How many milestones are in a state."""
        return sum(stone.state == state for stone in self.milestones)

    def frame(self) -> pd.DataFrame:
        """One row for each milestone."""
        return to_frame([asdict(stone) for stone in self.milestones])

    @property
    def alt(self) -> str:
        """Every milestone with its dates."""
        parts = []
        for stone in self.milestones:
            when = stone.actual or (stone.expected if stone.state == "at risk" else None)
            state = texts.say("overdue_state" if stone.state == "overdue" else stone.state)
            if when:
                state = texts.say("alt_when", state=state, when=say_date(when))
            planned = say_date(stone.planned) if stone.planned else "–"
            parts.append(texts.say("alt_part", name=stone.milestone or "–", planned=planned, state=state))
        return texts.say("alt", parts="; ".join(parts) or "–")

    @property
    def size(self) -> tuple[float, float]:
        """Inches the picture needs."""
        return 8.0, 1.6 + 0.38 * max(2, len(self.milestones))

    def draw(self, axes: Axes) -> None:
        """A hollow mark where it was planned, a full one where it was reached or is expected, a line between."""
        from qmslib._common.plots import INK

        plot: Any = axes.plot
        named: set[str] = set()

        def mark(day: date, place: int, key: str, **style: Any) -> None:
            label = None if key in named else texts.say(f"legend_{key}")
            named.add(key)
            plot([day], [place], linestyle="none", markersize=9, label=label, **style)

        for place, stone in enumerate(self.milestones):
            end = stone.actual or stone.expected or (self.as_of if stone.state == "overdue" else None)
            bad = stone.state in ("met late", "overdue", "at risk")
            if stone.planned and end:
                colour = INK["signal"] if bad else INK["soft"]
                plot([stone.planned, end], [place, place], color=colour, linestyle="-" if bad else ":")
            if stone.planned:
                mark(stone.planned, place, "planned", marker="D", color=INK["text"], markerfacecolor="none")
            if stone.state == "met" and stone.actual:
                mark(stone.actual, place, "met", marker="o", color=INK["good"])
            elif stone.state in ("met late", "overdue") and end:
                mark(end, place, "late", marker="X", color=INK["signal"])
            elif stone.expected:
                mark(stone.expected, place, "expected", marker="s", color=INK["line"])
        axes.axvline(self.as_of, color=INK["soft"], linestyle="--", label=texts.say("legend_today"))  # type: ignore[arg-type]
        axes.set_yticks(range(len(self.milestones)), [short(stone.milestone, 34) for stone in self.milestones])
        axes.set_ylim(len(self.milestones) - 0.4, -0.6)
        axes.tick_params(axis="x", rotation=30)
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


def check_milestones(
    table: Sequence[Mapping[str, Any]] | pd.DataFrame, as_of: date | str, holidays: Collection[date] = ()
) -> MilestoneReport:
    """Compare milestones as planned with what happened, as it was known on one day.

    Parameters
    ----------
    table
        Columns ``milestone``, ``owner``, ``planned``; ``expected`` (the present forecast), ``actual``, ``reason`` and
        ``after`` (the milestone it depends on) may be there too. Empty rows are skipped.
    as_of
        The day of the report. An `actual` after it is not yet known: the milestone is reported as still open, and
        the finding says so.
    holidays
        Days that are no working days; weekends never are.

    Returns
    -------
    MilestoneReport
        States, slippage in working days, and milestones planned before what they depend on.

    Notes
    -----
    Slippage runs from the planned date to the day it was reached, or else to the expected date, or else (overdue)
    to `as_of`; it is never less than nothing.

    Examples
    --------
    >>> print(check_milestones([
    ...     {"milestone": "Cause agreed", "owner": "Tom Ellis", "planned": "2026-03-06", "actual": "2026-03-06"},
    ...     {"milestone": "Trial ends", "owner": "Wei Zhang", "planned": "2026-03-27", "expected": "2026-04-01",
    ...      "reason": "Rota not ready"}], date(2026, 3, 16)).sentence)
    2 milestones: 1 met, 0 of them late; 0 overdue, 1 at risk. 3 working days slipped.
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    words = {name: text_column(cells, name) for name in ("milestone", "owner", "reason", "after")}
    days = {name: date_column(cells, name) for name in ("planned", "expected", "actual")}
    findings: list[Finding] = []
    stones: list[_Milestone] = []
    for row in range(len(cells)):
        name, owner, reason, _ = (words[column][row] for column in words)
        planned, expected, actual = (days[column][row] for column in days)
        if not (name or owner or planned or expected or actual):
            continue
        for field, there in (("milestone", filled(name)), ("owner", filled(owner)), ("planned", planned)):
            if not there:
                findings.append(texts.finding("bad", f"no_{field}", row, field))
        if actual and actual > as_of:
            findings.append(texts.finding("warn", "actual_future", row, "actual"))
            actual = None
        state, end = _state(planned, expected, actual, as_of)
        slip = max(0, working_days_between(planned, end, holidays)) if planned and end else 0
        if state == "overdue" and planned:
            findings.append(texts.finding("bad", "overdue", row, "planned", date=say_date(planned), days=slip))
        elif state == "at risk" and expected:
            findings.append(texts.finding("warn", "at_risk", row, "expected", date=say_date(expected), days=slip))
        elif state == "met late":
            findings.append(texts.finding("info", "late", row, "actual", days=slip))
        if expected and not actual and expected < as_of:
            findings.append(texts.finding("warn", "forecast_past", row, "expected", date=say_date(expected)))
        if slip and not filled(reason):
            findings.append(texts.finding("warn", "no_reason", row, "reason"))
        stones.append(_Milestone(row, name, owner, planned, expected, actual, state, slip, reason))
    _check_order(stones, words["after"], as_of, findings)
    report = MilestoneReport("", (), tuple(stones), as_of)
    late = report.count("met late")
    sentence = texts.say(
        "sentence" if stones else "sentence_none",
        n=len(stones),
        met=report.count("met") + late,
        late=late,
        overdue=report.count("overdue"),
        risk=report.count("at risk"),
        slip=report.slippage,
    )
    return MilestoneReport(sentence, tuple(findings), tuple(stones), as_of)


def _state(planned: date | None, expected: date | None, actual: date | None, as_of: date) -> tuple[str, date | None]:
    """The state, and the day up to which slippage counts."""
    if planned is None:
        return "none", None
    if actual:
        return ("met late" if actual > planned else "met"), actual
    if planned < as_of:
        return "overdue", max(expected or as_of, as_of)
    if expected and expected > planned:
        return "at risk", expected
    return "open", None


def _check_order(stones: list[_Milestone], afters: list[str], as_of: date, findings: list[Finding]) -> None:
    by_name = {bare(stone.milestone): stone for stone in stones if filled(stone.milestone)}
    for stone in stones:
        after = afters[stone.row]
        if not filled(after):
            continue
        first = by_name.get(bare(after))
        if first is None:
            findings.append(texts.finding("bad", "after", stone.row, "after", after=after))
            continue
        ready = first.actual or first.expected or first.planned
        if ready and first.state == "overdue":
            ready = max(ready, as_of)
        due = stone.expected or stone.planned
        if ready and due and due < ready and not stone.actual:
            said = say_date(ready)
            findings.append(texts.finding("warn", "order", stone.row, "planned", other=first.row + 1, date=said))

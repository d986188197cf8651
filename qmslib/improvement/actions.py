"""An action plan: who does what by when, what is late, what has slipped and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import say_date, working_days_between
from qmslib._common.findings import Finding
from qmslib._common.moments import read_day
from qmslib._common.report import Picture
from qmslib._common.tables import Table, date_column, table_rows, text_column, to_frame
from qmslib._common.words import filled, short
from qmslib.improvement._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("task", "owner", "start", "due")


@dataclass(frozen=True)
class Action:
    """One task of a plan.

    Attributes
    ----------
    row
        Its row, counted from 0.
    task, owner, start, due
        As they were planned.
    end
        The day it was done, or else the day it is now expected.
    state
        ``done``, ``late``, ``replanned`` or ``open``.
    slip
        Working days past the first due date.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import check_plan
    >>> plan = [{"task": "Agree the rota", "owner": "Priya Nair", "start": "2026-03-02", "due": "2026-03-13"}]
    >>> check_plan(plan, date(2026, 3, 16)).actions[0].state
    'late'
    """

    row: int
    task: str
    owner: str
    start: date | None
    due: date | None
    end: date | None
    state: str
    slip: int


@dataclass(frozen=True)
class PlanReport(Picture):
    """The plan on the day.

    Attributes
    ----------
    actions
        Each task with its state and slip.
    slippage
        Working days slipped, all tasks together.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import check_plan
    >>> plan = [{"task": "Agree the rota", "owner": "Priya Nair", "start": "2026-03-02", "due": "2026-03-13"}]
    >>> report = check_plan(plan, date(2026, 3, 16))
    >>> report.count("late"), report.slippage
    (1, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]

    @property
    def slippage(self) -> int:
        """Working days slipped, all tasks together."""
        return sum(action.slip for action in self.actions)

    def count(self, state: str) -> int:
        """How many tasks are in a state."""
        return sum(action.state == state for action in self.actions)

    def gantt(self) -> list[dict[str, object]]:
        """A bar for each task that has a start and an end: ``label``, ``start``, ``end`` (ISO), ``late``."""
        return [
            {
                "label": action.task,
                "start": action.start.isoformat(),
                "end": action.end.isoformat(),
                "late": action.state == "late",
            }
            for action in self.actions
            if action.start and action.end and action.start <= action.end
        ]

    def frame(self) -> pd.DataFrame:
        """The tasks as a data frame."""
        return to_frame([asdict(action) for action in self.actions])

    @property
    def title(self) -> str:
        """How many tasks are late."""
        late = self.count("late")
        return say("plan", "chart" if late else "chart_good", late=late, n=len(self.actions))

    @property
    def alt(self) -> str:
        """Every bar with its dates."""
        parts = [
            say("plan", "alt_row", task=action.task or "–", start=say_date(action.start), end=say_date(action.end))
            for action in self.actions
            if action.start and action.end and action.start <= action.end
        ]
        return say("plan", "alt", parts="; ".join(parts) or "–")

    @property
    def size(self) -> tuple[float, float]:
        """Inches the picture needs."""
        return 8.0, 1.2 + 0.38 * max(2, len(self.gantt()))

    def draw(self, axes: Axes) -> None:
        """A bar for each task; late ones are hatched and say so."""
        from qmslib._common.plots import INK

        bars = [action for action in self.actions if action.start and action.end and action.start <= action.end]
        draw: Any = axes.barh
        for place, action in enumerate(bars):
            assert action.start is not None
            assert action.end is not None
            late = action.state == "late"
            days = max((action.end - action.start).days, 1)
            draw(place, days, left=action.start, height=0.55, color=INK["paper"] if late else INK["line"],
                 edgecolor=INK["signal"] if late else INK["line"], hatch="///" if late else "")  # fmt: skip
            mark: Any = axes.annotate
            mark(say("plan", f"state_{action.state}"), (action.end, place), xytext=(6, 0),
                 textcoords="offset points", va="center", fontsize=9)  # fmt: skip
        axes.set_yticks(range(len(bars)), [short(action.task, 34) for action in bars])
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.margins(x=0.15)
        axes.tick_params(axis="x", rotation=30)


def check_plan(table: Table, as_of: date | str, holidays: Collection[date] = ()) -> PlanReport:
    """Check a plan for tasks without owner or date, dates that have passed, and slippage.

    Parameters
    ----------
    table
        Columns ``task``, ``owner``, ``start`` and ``due``; ``new_due``, ``reason`` (why it was re-planned) and
        ``done`` (a date) may be there too. Empty rows are skipped.
    as_of
        The day of the check.
    holidays
        Days that are no working days; weekends never are.

    Notes
    -----
    Slippage runs from the first due date to the day it was done, or else to the new date, or else (overdue) to
    today. It is never less than nothing.

    Examples
    --------
    >>> print(check_plan([{"task": "Agree the rota", "owner": "Priya Nair", "start": "2026-03-02",
    ...                    "due": "2026-03-13"}], date(2026, 3, 16)).sentence)
    1 task: 0 done, 1 late. Slippage in all: 1 working day.
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    texts = {name: text_column(cells, name) for name in ("task", "owner", "reason")}
    dates = {name: date_column(cells, name) for name in ("start", "due", "new_due", "done")}
    findings: list[Finding] = []
    actions = []
    for row in range(len(cells)):
        task, owner, reason = (texts[name][row] for name in texts)
        start, due, new_due, done = (dates[name][row] for name in dates)
        if not (task or owner or reason or start or due or new_due or done):
            continue

        def add(level: str, key: str, field: str, row: int = row, **slots: object) -> None:
            findings.append(finding(level, "plan", key, row, field, **slots))

        if not filled(task):
            add("bad", "no_task", "task")
        if not filled(owner):
            add("bad", "no_owner", "owner")
        if not start:
            add("bad", "no_start", "start")
        if not due:
            add("bad", "no_due", "due")
        if start and due and due < start:
            add("bad", "backwards", "due")
        if done and done > as_of:
            add("bad", "done_future", "done")
        if done and start and done < start:
            add("warn", "done_early", "done")
        if new_due and not filled(reason):
            add("bad", "no_reason", "reason")
        if new_due and due and new_due <= due:
            add("warn", "new_earlier", "new_due")
        target = new_due or due
        late = not done and target is not None and target < as_of
        if late and target:
            add("bad", "new_past" if new_due else "past", "new_due" if new_due else "due", date=say_date(target))
        end = done or (max(target, as_of) if late and target else target)
        slip = max(0, working_days_between(due, end, holidays)) if due and end else 0
        if slip:
            add("info", "slipped", "due", days=slip)
        state = "done" if done else "late" if late else "replanned" if new_due else "open"
        actions.append(Action(row, task, owner, start, due, end, state, slip))
    report = PlanReport("", tuple(findings), tuple(actions))
    sentence = say(
        "plan",
        "sentence",
        n=len(actions),
        done=report.count("done"),
        late=report.count("late"),
        slip=report.slippage,
    )
    return PlanReport(sentence, report.findings, report.actions)

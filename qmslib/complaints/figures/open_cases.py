"""The backlog: what was open at one moment, how old it was, and how much of it was overdue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_numbers, read_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture
from qmslib.complaints.figures.as_of import Snapshot, say_moment, take_snapshot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Backlog(Picture):
    """What was open at one moment.

    Attributes
    ----------
    sentence
        How many were open, how old the oldest was, how many were overdue.
    n
        How many were open.
    received, closed
        How many had come in and how many were closed by then; their difference is `n`.
    overdue, not_yet_due, no_target
        The open cases by their due date; together they are `n`.
    oldest_days, median_days
        Age of the oldest open case and the middle age; None when nothing was open.
    oldest_case
        Number of the oldest case, None when nothing was open or the log has no case numbers.
    as_of
        The moment.
    table, cases
        The ageing bands, and the open cases, oldest first.

    Examples
    --------
    >>> from qmslib.complaints import backlog
    >>> from qmslib.datasets import complaints_log
    >>> found = backlog(complaints_log(), "2026-03-31")
    >>> found.n == found.received - found.closed == found.overdue + found.not_yet_due + found.no_target
    True
    """

    sentence: str
    n: int
    received: int
    closed: int
    overdue: int
    not_yet_due: int
    no_target: int
    oldest_days: float | None
    median_days: float | None
    oldest_case: Any
    as_of: pd.Timestamp
    table: pd.DataFrame
    cases: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each ageing band: band, from_days, to_days, n, share_percent, overdue."""
        return self.table.copy()

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        rows = self.table.to_dict("records")
        said = [texts.say("bar", band=row["band"], n=row["n"], overdue=row["overdue"]) for row in rows]
        return texts.say("alt", bars=join_words(said))

    def draw(self, axes: Axes) -> None:
        """Draw a bar for each band; the overdue part is hatched."""
        from qmslib._common.plots import INK

        bands, late = list(self.table["band"]), self.table["overdue"].to_numpy()
        rest = self.table["n"].to_numpy() - late
        axes.bar(bands, late, color=INK["paper"], edgecolor=INK["signal"], hatch="///", label=texts.say("overdue"))
        axes.bar(bands, rest, bottom=late, color=INK["line"], edgecolor=INK["line"], label=texts.say("rest"))
        for place, n in enumerate(self.table["n"]):
            axes.text(place, n, str(n), ha="center", va="bottom", color=INK["text"])
        axes.set(xlabel=texts.say("x"), ylabel=texts.say("y"))
        axes.set_ylim(0, max(1, self.table["n"].max()) * 1.15)
        axes.legend()


def backlog(
    log: Any,
    as_of: date | datetime | str,
    *,
    received: str = "received",
    closed: str = "closed",
    due: str | None = "due",
    case: str = "case",
    bands: Sequence[float] = (7, 14, 28, 56),
    age: str | Callable[[pd.Series[Any], pd.Timestamp], Any] | None = None,
    strict: bool = False,
    end_of_day: bool | None = None,
) -> Backlog:
    """Count what was open at a moment, by age and due date, without knowledge from later.

    Parameters
    ----------
    log
        The case log, one row for each case.
    as_of
        A date (to the end of that day) or a moment.
    received, closed, due, case
        The columns. ``due=None`` for a log without due dates; the column of case numbers may be missing.
    bands
        Where each further age band begins, in days: ``(7, 14)`` gives under 7, 7 to under 14, and 14 or more.
    age
        How the age is counted. By default in calendar days, midnight to midnight. Or the name of a column that holds
        the age of each open case in days (for example working days, from the standards clock), or a function that is
        given the receipts and the moment and returns the days.
    strict
        Whether a case is overdue already at its due moment; by default only after it.
    end_of_day
        Whether a due date lasts to the end of its day. By default it does when no due date of the cases known by then
        has a time of day.

    Returns
    -------
    Backlog

    Raises
    ------
    CourseError
        When a column is missing, a date cannot be read, a receipt is missing, a case was closed before the day on
        which it came, or the bands do not rise.

    Notes
    -----
    Backlog at t = received up to and at t − closed up to and at t. A case closed after t was open, a case received
    after t did not exist. Withdrawn and referred cases leave the backlog at their closing date; without one they are
    open. The states in a log are those of today, so they are not used. Due dates as they stand in the log are used:
    a due date moved later counts as moved.

    Examples
    --------
    >>> from qmslib.complaints import backlog
    >>> log = [
    ...     {"case": "C-1", "received": "2026-01-05", "due": "2026-01-19", "closed": None},
    ...     {"case": "C-2", "received": "2026-01-20", "due": "2026-02-03", "closed": "2026-02-09"},
    ...     {"case": "C-3", "received": "2026-02-02", "due": "2026-02-16", "closed": None},
    ... ]
    >>> found = backlog(log, "2026-01-31")
    >>> found.n, found.overdue, found.oldest_days
    (2, 1, 26.0)
    """
    edges = as_numbers(bands, "bands")
    if not len(edges) or edges[0] <= 0 or any(one >= two for one, two in pairwise(edges)):
        raise CourseError(texts.say("bands"), field="bands", found=bands, do=texts.say("bands_do"))
    needs = (age,) if isinstance(age, str) else ()
    view = take_snapshot(
        log, as_of, received=received, closed=closed, due=due, strict=strict, end_of_day=end_of_day, needs=needs
    )
    still = view.is_open
    days = _ages(view, age)
    late = still & view.passed
    columns: dict[str, Any] = {case: view.table[case]} if case in view.table.columns else {}
    over = (view.moment.normalize() - view.limit.dt.normalize()).dt.days
    cases = pd.DataFrame(
        {**columns, received: view.received, "age_days": days, "due": view.due, "overdue": late}
    ).assign(days_overdue=over.where(late))[still]
    cases = cases.sort_values([received, *columns], kind="stable", ignore_index=True, key=_sortable)
    table = _bands(days[still].to_numpy(dtype=float), late[still], edges)
    n, overdue = int(still.sum()), int(late.sum())
    no_target = int((still & ~view.has_due).sum())
    oldest = float(cases["age_days"].max()) if n else None
    name = cases[case].iloc[int(cases["age_days"].to_numpy().argmax())] if n and columns else None
    found = view.findings(case)
    if no_target and due is not None:
        found.append(texts.finding("info", "no_target", n=no_target))
    moment = say_moment(view.moment)
    if n:
        said = texts.say("sentence", n=n, as_of=moment, days=say_number(oldest or 0, 1))
        said += " " + texts.say("late" if overdue else "none_late", overdue=overdue) if view.has_due.any() else ""
    else:
        said = texts.say("nothing", as_of=moment)
    middle = float(cases["age_days"].median()) if n else None
    counts = int(view.known.sum()), int(view.is_closed.sum())
    return Backlog(
        said, n, *counts, overdue, n - overdue - no_target, no_target, oldest, middle, name, view.moment, table,
        cases, tuple(found),
    )  # fmt: skip


def _sortable(column: pd.Series[Any]) -> pd.Series[Any]:
    return column if pd.api.types.is_datetime64_any_dtype(column) else column.map(str)


def _ages(view: Snapshot, age: str | Callable[[pd.Series[Any], pd.Timestamp], Any] | None) -> pd.Series[Any]:
    if age is None:
        days: pd.Series[Any] = (view.moment.normalize() - view.received.dt.normalize()).dt.days.astype(float)
        return days
    if callable(age):
        inside = view.received[view.is_open]
        given = as_numbers(age(inside, view.moment), "age")
        if len(given) != len(inside):
            raise CourseError(texts.say("ages"), field="age", found=len(given), do=texts.say("ages_do"))
        days = pd.Series(np.nan, index=view.table.index)
        days[view.is_open] = given
        return days
    # Only open cases need an age.
    column = view.table[[age]].where(view.is_open, 0) if view.table[age].isna().any() else view.table[[age]]
    return read_numbers(column, age, missing=False, low=0)


def _bands(days: Any, late: Any, edges: Any) -> pd.DataFrame:
    place = np.searchsorted(edges, days, side="right")
    n = np.bincount(place, minlength=len(edges) + 1)
    overdue = np.bincount(place[late], minlength=len(edges) + 1)
    said = [say_number(edge, 1) for edge in edges]
    names = [texts.say("first", to=said[0])]
    names += [texts.say("between", start=one, to=two) for one, two in pairwise(said)]
    names.append(texts.say("last", start=said[-1]))
    share = n / n.sum() * 100 if n.sum() else np.full(len(n), np.nan)
    return pd.DataFrame(
        {
            "band": names,
            "from_days": [0.0, *edges],
            "to_days": [*edges, np.nan],
            "n": n,
            "share_percent": share,
            "overdue": overdue,
        }
    )

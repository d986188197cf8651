"""How long cases take to close, with the open ones counted for as long as they have lasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_numbers, read_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture
from qmslib.complaints.figures.as_of import say_moment, take_snapshot
from qmslib.complaints.figures.survival import CURVE_INTERVALS, Curve, curve, log_rank

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_LEFT = ("closed", "open", "leave out")


@dataclass(frozen=True, eq=False)
class ClosingTime(Picture):
    """How long cases take to close.

    Attributes
    ----------
    sentence
        The median with its interval, and what the mean of the closed cases would have said.
    n, closed, still_open
        How many cases, how many of them were closed, how many had lasted without being closed.
    median
        The time after which half the cases are closed, with its interval; its value is None when fewer than half are.
    mean_of_closed
        The mean of the closed cases alone. It misleads: the cases that take longest are not in it yet.
    chi2, p
        The log-rank comparison of the groups; None without groups.
    table
        The table that ``frame()`` gives.
    curves
        The share still open over time for each group.

    Examples
    --------
    >>> from qmslib.complaints import time_to_close
    >>> from qmslib.datasets import complaints_log
    >>> found = time_to_close(complaints_log(), "2026-06-30")
    >>> found.n == found.closed + found.still_open
    True
    """

    sentence: str
    n: int
    closed: int
    still_open: int
    median: Estimate
    mean_of_closed: float | None
    chi2: float | None
    p: float | None
    table: pd.DataFrame
    curves: tuple[Curve, ...]
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each group: n, closed, percentiles with interval, the share open after some days."""
        return self.table.copy()

    def steps(self) -> pd.DataFrame:
        """One row for each time at which a case was closed: group, days, at_risk, closed, still_open, low, high."""
        return pd.concat([one.table.assign(group=one.name) for one in self.curves], ignore_index=True)

    def open_after(self, days: float) -> float | None:
        """The share of all cases still open after so many days; None beyond the longest time seen."""
        return self.curves[0].after(days)

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        shown = self.curves[1:] or self.curves
        return texts.say("alt", lines=join_words([one.said() for one in shown]))

    def draw(self, axes: Axes) -> None:
        """Draw the share still open as a step line; a tick marks a case that was still open at that age."""
        from qmslib._common.plots import GROUPS

        styles = ("-", "--", ":", "-.")
        for place, one in enumerate(self.curves[1:] or self.curves):
            colour = GROUPS[place % len(GROUPS)][0]
            x, y = one.points()
            label = texts.say("line", name=one.name, n=one.n)
            axes.step(x, y * 100, where="post", color=colour, ls=styles[place % 4], label=label)
            ticks = np.unique(one.censored)
            heights = [100 * (one.after(float(tick)) or 0) for tick in ticks]
            axes.plot(ticks, heights, ls="", marker="|", color=colour)
        axes.set(xlabel=texts.say("x"), ylabel=texts.say("y"), ylim=(0, 103))
        axes.set_xlim(left=0)
        axes.legend()


def time_to_close(
    log: Any,
    as_of: date | datetime | str,
    *,
    received: str = "received",
    closed: str = "closed",
    state: str = "state",
    days: str | None = None,
    by: str | None = None,
    left: str = "open",
    left_states: Sequence[str] = ("withdrawn", "referred"),
    percentiles: Sequence[float] = (25, 50, 75, 90),
    after: Sequence[float] = (10, 20, 40),
    interval: str = "log-log",
    level: float = 0.95,
) -> ClosingTime:
    """Work out how long cases take to close, without leaving the open ones out.

    Parameters
    ----------
    log
        The case log.
    as_of
        A date (to its end) or a moment; nothing later is used.
    received, closed, state
        The columns; the column of states may be missing.
    days
        A column with how long each case took, or has lasted as of that moment, in your own unit (for example working
        days). By default calendar days with their fractions.
    by
        A column whose groups are compared by the log-rank test.
    left
        What becomes of cases that left without an answer: ``"open"`` counts them as not closed up to the day they
        left (the usual way), ``"closed"`` as closed, ``"leave out"`` drops them, and says how many.
    left_states
        The states that mean a case left.
    percentiles
        By when so many per cent were closed.
    after
        After how many days the share still open is shown.
    interval
        ``"log-log"`` (the default; lifelines does the same), ``"log"`` (R's survfit) or ``"plain"`` (Greenwood's).
    level
        The confidence level.

    Returns
    -------
    ClosingTime

    Raises
    ------
    CourseError
        When a column, date or setting is wrong, or a given length is missing or negative.

    Notes
    -----
    Kaplan and Meier (1958): S(t) is the product of 1 − d/n over the times up to t, with d closed among the n that had
    lasted so long. Greenwood's (1926) variance. A percentile is the first time at which S falls to or below
    1 − p/100; R takes the middle of the step when S is exactly there. Its interval is the set of times at which the
    interval of S holds that value (Brookmeyer and Crowley, 1982).

    Examples
    --------
    >>> from qmslib.complaints import time_to_close
    >>> log = [
    ...     {"received": "2026-01-01", "closed": "2026-01-05"},
    ...     {"received": "2026-01-01", "closed": "2026-01-09"},
    ...     {"received": "2026-01-01", "closed": None},
    ... ]
    >>> found = time_to_close(log, "2026-01-31")
    >>> found.median.value, found.mean_of_closed, found.still_open
    (8.0, 6.0, 1)
    """
    check_level(level)
    if left not in _LEFT:
        raise CourseError(texts.say("left"), field="left", found=left, do=texts.say("one_of", known=", ".join(_LEFT)))
    if interval not in CURVE_INTERVALS:
        do = texts.say("one_of", known=", ".join(CURVE_INTERVALS))
        raise CourseError(texts.say("interval"), field="interval", found=interval, do=do)
    wanted, spots = as_numbers(percentiles, "percentiles"), as_numbers(after, "after")
    if ((wanted <= 0) | (wanted >= 100)).any():
        raise CourseError(texts.say("percent"), field="percentiles", found=percentiles)
    needs = tuple(name for name in (days, by) if name is not None)
    view = take_snapshot(log, as_of, received=received, closed=closed, due=None, needs=needs)
    done, keep = view.is_closed.copy(), view.known.copy()
    if days is None:
        end = view.closed.where(view.is_closed, view.moment)
        length = (end - view.received).dt.total_seconds().clip(lower=0).to_numpy(dtype=float) / 86_400
    else:
        length = np.zeros(len(view.table))
        length[keep] = read_numbers(view.table[keep].reset_index(drop=True), days, missing=False, low=0)
    found = view.findings("case")
    if state in view.table.columns:
        gone = view.is_closed & view.table[state].isin(list(left_states)).to_numpy()
        if gone.any():
            found.append(texts.finding("info", f"left {left}", n=int(gone.sum())))
        done &= ~gone if left != "closed" else True
        keep &= ~gone if left == "leave out" else True
    groups = _groups(view.table[by], keep) if by is not None else []
    curves = [curve(texts.say("all"), length[keep], done[keep], interval, level)]
    curves += [curve(name, length[rows], done[rows], interval, level) for name, rows in groups]
    rows = [one.row(wanted, spots) for one in curves]
    chi2, p = log_rank([(length[rows], done[rows]) for _, rows in groups])
    mean = float(length[keep & done].mean()) if (keep & done).any() else None
    total, n, shut = curves[0], int(keep.sum()), int((keep & done).sum())
    median = total.percentile(50)
    if n - shut and mean is not None:
        found.append(texts.finding("warn", "mean", mean=say_number(mean, 1), n=n - shut))
    if p is not None and chi2 is not None:
        key = "differ" if p < 1 - level else "alike"
        found.append(
            texts.finding("info", key, chi2=say_number(chi2, 2), p="under 0.001" if p < 0.001 else f"{p:.3f}")
        )
    if not n:
        said = texts.say("nothing", as_of=say_moment(view.moment))
    elif median.value is None:
        said = texts.say("no_median", n=n, shut=shut)
    else:
        ends = [texts.say("unknown") if end is None else say_number(end, 1) for end in (median.low, median.high)]
        said = texts.say(
            "sentence", days=say_number(median.value, 1), low=ends[0], high=ends[1], n=n, still=n - shut,
            level=say_number(level * 100, 1),
        )  # fmt: skip
    return ClosingTime(
        said, n, shut, n - shut, median, mean, chi2, p, pd.DataFrame(rows), tuple(curves), tuple(found)
    )


def _groups(column: pd.Series[Any], keep: Any) -> list[tuple[str, Any]]:
    names = column.astype(object).where(column.notna(), texts.say("blank")).map(str)
    return [(name, keep & (names == name).to_numpy()) for name in sorted(names[keep].unique())]

"""The backlog at many moments, and what came in and went out between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_moment
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture
from qmslib.complaints.figures.as_of import due_limit, read_log, say_moment

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_STEPS = {"day": "D", "week": "W-SUN", "month": "ME", "quarter": "QE", "year": "YE"}


@dataclass(frozen=True, eq=False)
class BacklogSeries(Picture):
    """The backlog at each of many moments.

    Attributes
    ----------
    sentence
        Where the backlog stood at the start and the end, and when it was highest.
    n
        How many moments.
    first, last, highest
        The backlog at the first and the last moment, and the highest.
    table
        The table that ``frame()`` gives.

    Examples
    --------
    >>> from qmslib.complaints import backlog, backlog_series
    >>> from qmslib.datasets import complaints_log
    >>> log = complaints_log()
    >>> months = backlog_series(log, "month", until="2026-03-31")
    >>> months.last == backlog(log, "2026-03-31").n
    True
    """

    sentence: str
    n: int
    first: int
    last: int
    highest: int
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each moment: as_of, received and closed since the moment before, backlog, overdue."""
        return self.table.copy()

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        moments = self.table["as_of"]
        return texts.say(
            "alt", start=moments.iloc[0], end=moments.iloc[-1], first=self.first, last=self.last,
            highest=self.highest, overdue=self.table["overdue"].iloc[-1],
        )  # fmt: skip

    def draw(self, axes: Axes) -> None:
        """Draw the backlog as a line, the overdue part as a dashed line."""
        from qmslib._common.plots import INK

        when = pd.to_datetime(self.table["as_of"].map(str).str.slice(0, 19))
        axes.plot(when, self.table["backlog"], color=INK["line"], marker="o", ms=3, label=texts.say("all"))
        axes.plot(when, self.table["overdue"], color=INK["signal"], ls="--", label=texts.say("overdue"))
        axes.set(ylabel=texts.say("y"))
        axes.set_ylim(bottom=0)
        axes.figure.autofmt_xdate()
        axes.legend()


def backlog_series(
    log: Any,
    when: str | Sequence[Any] = "week",
    *,
    until: date | datetime | str | None = None,
    received: str = "received",
    closed: str = "closed",
    due: str | None = "due",
    strict: bool = False,
    end_of_day: bool | None = None,
) -> BacklogSeries:
    """Count the backlog at many moments, each without knowledge from later.

    Parameters
    ----------
    log
        The case log, one row for each case.
    when
        ``"day"``, ``"week"`` (ends on Sunday), ``"month"``, ``"quarter"`` or ``"year"``: the end of each such period
        that is complete by `until`. Or a list of dates (to the end of the day) and moments.
    until
        The last day looked at; by default the last one on which a case came in or was closed.
    received, closed, due
        The columns; ``due=None`` for a log without due dates.
    strict
        Whether a case is overdue already at its due moment; by default only after it.
    end_of_day
        Whether a due date lasts to the end of its day. By default it does when no due date of the cases known by then
        has a time of day.

    Returns
    -------
    BacklogSeries

    Raises
    ------
    CourseError
        When the log is empty, a column or date is wrong, or no period is complete.

    Notes
    -----
    Each figure equals that of ``backlog(log, moment)``; sorting makes many moments as quick as one. `received` and
    `closed` in the first row count from the beginning of the log.

    Examples
    --------
    >>> from qmslib.complaints import backlog_series
    >>> log = [{"received": "2026-01-05", "closed": "2026-01-20"}, {"received": "2026-01-12", "closed": None}]
    >>> backlog_series(log, ["2026-01-05", "2026-01-12", "2026-01-31"], due=None).frame()["backlog"].to_list()
    [1, 2, 1]
    """
    table, began, ended, limit = read_log(log, received, closed, due)
    if not len(table):
        raise CourseError(texts.say("empty"), do=texts.say("empty_do"))
    zone = getattr(began.dtype, "tz", None)
    last = pd.concat([began, ended]).max().normalize() + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    last = last if until is None else read_moment(until, zone, "until")
    if isinstance(when, str):
        if when not in _STEPS:
            raise CourseError(texts.say("step"), field="when", found=when, do=texts.say("step_do"))
        # A period that begins on the first day may end far beyond the last.
        days = pd.date_range(began.min().normalize(), last.normalize(), freq=_STEPS[when], tz=None)
        moments = [day + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1) for day in days]
        moments = [moment for moment in moments if moment <= last]
    else:
        moments = sorted({read_moment(moment, zone, "when") for moment in when})
        moments = [moment for moment in moments if until is None or moment <= last]
    if not moments:
        raise CourseError(texts.say("none"), field="when", found=when, do=texts.say("none_do"))
    at = pd.Series(pd.DatetimeIndex(moments)).astype(began.dtype)
    limit, _ = due_limit(limit, (began <= moments[-1]).to_numpy(), strict, end_of_day)
    came, went = _up_to(began, at), _up_to(ended, at)
    start = limit.where(limit >= began, began)[limit.notna()]
    end = ended[limit.notna()]
    # Overdue from `start` until `end`; a case closed in time never is.
    late = (end.isna() | (end >= start if strict else end > start)).to_numpy()
    overdue = _up_to(start[late], at, "right" if strict else "left") - _up_to(end[late], at)
    if not strict:
        # A case that came after its due date is overdue from its first moment on.
        at_once = limit[limit.notna()][late] < start[late]
        overdue = overdue + _up_to(start[late][at_once], at) - _up_to(start[late][at_once], at, "left")
    out = pd.DataFrame(
        {
            # Dates read better than the last microsecond of a day, and mean the same to `backlog`.
            "as_of": at.dt.date if all(len(say_moment(moment)) == 10 for moment in moments) else at,
            "received": np.diff(came, prepend=0),
            "closed": np.diff(went, prepend=0),
            "backlog": came - went,
            "overdue": overdue,
        }
    )
    counts = out["backlog"]
    peak = int(counts.to_numpy().argmax())
    said = texts.say(
        "sentence", first=counts.iloc[0], last=counts.iloc[-1], start=say_moment(at.iloc[0]),
        end=say_moment(at.iloc[-1]), highest=counts.iloc[peak], peak=say_moment(at.iloc[peak]),
    )  # fmt: skip
    found = []
    mean_in, mean_out = float(out["received"].iloc[1:].mean()), float(out["closed"].iloc[1:].mean())
    if len(out) > 1 and mean_in > mean_out:
        found.append(texts.finding("warn", "grows", came=say_number(mean_in, 1), went=say_number(mean_out, 1)))
    return BacklogSeries(
        said, len(out), int(counts.iloc[0]), int(counts.iloc[-1]), int(counts.max()), out, tuple(found)
    )


def _up_to(times: pd.Series[Any], at: pd.Series[Any], side: Any = "right") -> Any:
    held = np.sort(times.dropna().astype(at.dtype).to_numpy(dtype="datetime64[us]"))
    return np.searchsorted(held, at.to_numpy(dtype="datetime64[us]"), side=side)

"""Whether the feedback loop itself works: replies, actions, days and repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_moment
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.feedback.closing.register import NO, YES, read_register

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class LoopHealth(Report):
    """The health of a feedback loop as of a day.

    Attributes
    ----------
    sentence, findings
        The figures in words; what is slow or missing.
    received, waiting
        Items received, and those without a reply.
    replied, replied_decided
        `Estimate`: replied of received, and replied of decided.
    acted, acted_received
        `Estimate`: done of accepted, and done of received.
    median_days
        Median days from receipt to reply, items still waiting counted as longer than their age so far. None when
        fewer than half have been answered by any age.
    median_answered
        The median of those answered only: too kind while many wait.
    repeats
        `Estimate`: items that say what an earlier item said, of those received.

    Examples
    --------
    >>> from qmslib.feedback import loop_health
    >>> rows = [{"received": "2026-01-05", "replied": "2026-01-12"}, {"received": "2026-01-06"}]
    >>> found = loop_health(rows, "2026-01-31")
    >>> found.replied.value, found.median_days, found.waiting
    (0.5, 7.0, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    received: int
    waiting: int
    replied: Estimate
    replied_decided: Estimate
    acted: Estimate
    acted_received: Estimate
    median_days: float | None
    median_answered: float | None
    repeats: Estimate

    def frame(self) -> pd.DataFrame:
        """One row a figure, with its denominator and interval."""
        rows: list[dict[str, Any]] = [
            {"figure": name, "value": found.value, "low": found.low, "high": found.high, "of": found.n}
            for name, found in (
                ("replied, of received", self.replied),
                ("replied, of decided", self.replied_decided),
                ("done, of accepted", self.acted),
                ("done, of received", self.acted_received),
                ("repeats, of received", self.repeats),
            )
        ]
        rows.append(
            {"figure": "median days to reply, waiting counted", "value": self.median_days, "of": self.received}
        )
        answered = self.received - self.waiting
        rows.append({"figure": "median days to reply, answered only", "value": self.median_answered, "of": answered})
        return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})


def _median(days: Any, answered: Any) -> float | None:
    """The Kaplan–Meier median: the first age by which at least half have been answered."""
    left = 1.0
    for day in np.unique(days[answered]):
        at_risk = (days >= day).sum()
        left *= 1 - ((days == day) & answered).sum() / at_risk
        if left <= 0.5 + 1e-12:
            return float(day)
    return None


def loop_health(
    register: Any, as_of: Any, *, same: Sequence[str] = ("text",), reply_days: int = 14, level: float = 0.95
) -> LoopHealth:
    """How well a feedback loop turned as of a day.

    Parameters
    ----------
    register
        As for `check_register`.
    as_of
        The day; nothing later is used, so a figure for a past day does not change when the register grows.
    same
        The columns that make two items the same thing said again (capitals and punctuation aside).
    reply_days
        Days from receipt after which a reply is called late in the findings.
    level
        The confidence level of the Wilson intervals.

    Returns
    -------
    LoopHealth
        Percentages of nothing are missing, not 0.

    Raises
    ------
    CourseError
        If a date or decision cannot be read, or a column in `same` is missing.

    Notes
    -----
    Days are calendar days from receipt to reply. The median counts items without a reply as waiting for at least
    their age so far (Kaplan and Meier, 1958), so it cannot be improved by leaving hard ones unanswered. A repeat rate
    that stays high says that the cause was not removed.

    Examples
    --------
    >>> from qmslib.datasets import suggestions
    >>> from qmslib.feedback import loop_health
    >>> found = loop_health(suggestions(), "2026-01-31")
    >>> found.received, found.waiting
    (51, 18)
    """
    check_level(level)
    moment = read_moment(as_of)
    frame = read_register(register, as_of)
    if missing := [name for name in same if name not in frame.columns]:
        raise CourseError(f"the table has no column {', '.join(missing)}", field="same", found=list(frame.columns))
    n = len(frame)
    has = frame["replied"].notna().to_numpy()
    until = frame["replied"].fillna(moment)
    days = (until.dt.normalize() - frame["received"].dt.normalize()).dt.days.to_numpy().astype(float)
    before = days < 0
    findings: list[Finding] = []
    if before.any():
        findings.append(texts.finding("warn", "before", n=int(before.sum())))
        days = np.maximum(days, 0)
    answered = int(has.sum())
    decided = frame["decision"].isin([*YES, *NO])
    yes = frame["decision"].isin(YES)
    done = int((yes & (frame["done"].notna() | (frame["decision"] == "already done"))).sum())
    order = frame.sort_values(["received", "row"])
    keys = order[list(same)].map(bare).agg(" | ".join, axis=1) if n else pd.Series(dtype=str)
    again = int((keys.duplicated() & keys.str.replace(" | ", "", regex=False).ne("")).sum()) if n else 0
    found = LoopHealth(
        "", (), n, n - answered, proportion(answered, n, level),
        proportion(int((decided & has).sum()), int(decided.sum()), level), proportion(done, int(yes.sum()), level),
        proportion(done, n, level), _median(days, has) if n else None,
        float(np.median(days[has])) if answered else None, proportion(again, n, level),
    )  # fmt: skip
    if n:
        late = int((~has & (days > reply_days)).sum())
        if late:
            findings.append(texts.finding("warn", "late", n=late, days=reply_days))
        if found.median_days is None:
            findings.append(texts.finding("info", "no_median"))
        if found.replied.value is not None and found.replied.value < 1 and found.median_answered is not None:
            findings.append(texts.finding("info", "kind", days=say_number(found.median_answered, 1)))
        if again:
            findings.append(texts.finding("info", "again", n=again))
        slots: dict[str, Any] = {"n": n, "day": say_date(moment.date()), "done": done, "accepted": int(yes.sum())}
        key = "health" if found.median_days is not None else "health_no_median"
        days_said = say_number(found.median_days, 1) if found.median_days is not None else ""
        sentence = texts.say(
            key, percent=say_number(100 * (found.replied.value or 0), 1), replied=answered, days=days_said, **slots
        )
    else:
        sentence = texts.say("nothing", day=say_date(moment.date()))
    return LoopHealth(
        sentence, tuple(findings), n, n - answered, found.replied, found.replied_decided, found.acted,
        found.acted_received, found.median_days, found.median_answered, found.repeats,
    )  # fmt: skip

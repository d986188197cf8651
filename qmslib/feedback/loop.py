"""Whether the feedback loop itself works: replies, actions, days, repeats; and what skipping a step would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture, Report
from qmslib._common.words import bare
from qmslib.feedback.register import NO, YES, as_moment, read_register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
STEPS = ("collect", "analyse", "respond", "implement", "evaluate", "learn", "repeat")


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
    moment = as_moment(as_of)
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


@dataclass(frozen=True, eq=False)
class LoopSimulation(Picture):
    """A feedback loop turned several times, whole and with steps skipped.

    Attributes
    ----------
    sentence, findings
        What skipping did, in words; that the numbers are an illustration.
    turns
        One row a turn: `problems` left, `heard`, `fixed`, share who `speak`; and the same for the whole loop with
        `whole_` before the name.
    skip
        The steps left out.

    Examples
    --------
    >>> from qmslib.feedback import simulate_loop
    >>> simulate_loop(3, skip="respond").turns["problems"].is_monotonic_decreasing
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    turns: pd.DataFrame
    skip: tuple[str, ...]

    def frame(self) -> pd.DataFrame:
        """The turns, one row each."""
        return self.turns.copy()

    @property
    def alt(self) -> str:
        """Problems left at start and end, with and without the steps."""
        first, last = self.turns.iloc[0], self.turns.iloc[-1]
        return texts.say(
            "alt", start=say_number(first["problems"], 0), end=say_number(last["problems"], 0),
            whole=say_number(last["whole_problems"], 0), turns=len(self.turns) - 1,
        )  # fmt: skip

    def draw(self, axes: Axes) -> None:
        """Problems left after each turn: the whole loop as a line with rings, the broken one dashed with squares."""
        axes.plot(self.turns["turn"], self.turns["whole_problems"], "o-", color=INK["good"], label=texts.say("whole"))
        if self.skip:
            label = texts.say("without", steps=", ".join(self.skip))
            axes.plot(self.turns["turn"], self.turns["problems"], "s--", color=INK["signal"], label=label)
        axes.set(xlabel=texts.say("axis_turn"), ylabel=texts.say("axis_problems"))
        axes.set_ylim(bottom=0)
        axes.legend()


def _turn(turns: int, skip: Sequence[str], problems: float, fresh: float, speak: float) -> pd.DataFrame:
    rows = [{"turn": 0, "problems": problems, "heard": 0.0, "fixed": 0.0, "speak": speak}]
    for turn in range(1, turns + 1):
        runs = turn == 1 or "repeat" not in skip
        heard = problems * speak if runs and "collect" not in skip else 0.0
        understood = heard * (0.8 if "analyse" not in skip else 0.4)
        fixed = understood * 0.6 if "implement" not in skip else 0.0
        # An unchecked fix fails unseen one time in three; without lessons half the rest come back.
        lasting = fixed * (1 if "evaluate" not in skip else 2 / 3) * (1 if "learn" not in skip else 0.5)
        if "respond" in skip or not runs:
            speak *= 0.7
        else:
            speak = min(0.95, speak + 0.05)
        problems = problems - lasting + fresh
        rows.append({"turn": turn, "problems": problems, "heard": heard, "fixed": lasting, "speak": speak})
    return pd.DataFrame(rows)


def simulate_loop(
    turns: int = 6,
    *,
    skip: str | Sequence[str] = (),
    problems: float = 100,
    fresh: float = 8,
    speak: float = 0.6,
) -> LoopSimulation:
    """Turn the seven-step feedback loop several times and see what skipping a step does.

    Parameters
    ----------
    turns
        How often the loop turns.
    skip
        A step, or several, to leave out: collect, analyse, respond, implement, evaluate, learn, repeat.
    problems, fresh
        Problems that customers have at the start, and new ones at each turn.
    speak
        The share of problems that customers tell you about at the start.

    Returns
    -------
    LoopSimulation
        The same input always gives the same result: there is no chance in it.

    Raises
    ------
    CourseError
        If a step is not known or a number makes no sense.

    Notes
    -----
    An illustration, not a forecast; its shares are invented. At each turn heard = problems · speak; understood = 80 %
    of heard (40 % without analysis); fixed = 60 % of understood (none without implementing), a third of which fails
    unseen without evaluation and half of the rest comes back without lessons; speak rises by 5 points where people
    get a reply, and falls by 30 % of itself where they do not. Without "repeat" the loop turns once.

    Examples
    --------
    >>> from qmslib.feedback import simulate_loop
    >>> found = simulate_loop(4, skip="respond")
    >>> found.turns[["problems", "whole_problems"]].iloc[-1].round(1).tolist()
    [70.3, 39.7]
    """
    left_out = (skip,) if isinstance(skip, str) else tuple(skip)
    for step in left_out:
        if step not in STEPS:
            raise CourseError("this step is not known", field="skip", found=step, do=f"Use {', '.join(STEPS)}")
    if isinstance(turns, bool) or turns != int(turns) or not 1 <= turns <= 1000:
        raise CourseError("the loop turns between 1 and 1,000 times", field="turns", found=turns)
    for name, value, most in (("problems", problems, 1e9), ("fresh", fresh, 1e9), ("speak", speak, 1.0)):
        if not 0 <= value <= most:
            raise CourseError("this number makes no sense here", field=name, found=value, do=f"Use 0 to {most:g}")
    whole = _turn(int(turns), (), problems, fresh, speak)
    broken = _turn(int(turns), left_out, problems, fresh, speak)
    table = broken.join(whole.drop(columns="turn").add_prefix("whole_"))
    last = table.iloc[-1]
    slots = {"turns": int(turns), "whole": say_number(last["whole_problems"], 0), "start": say_number(problems, 0)}
    if left_out:
        left = say_number(last["problems"], 0)
        sentence = texts.say("skipped", steps=" and ".join(dict.fromkeys(left_out)), left=left, **slots)
    else:
        sentence = texts.say("turned", **slots)
    return LoopSimulation(sentence, (texts.finding("info", "model"),), table, tuple(dict.fromkeys(left_out)))

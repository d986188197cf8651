"""The feedback loop turned several times, whole and with a step skipped: an illustration without chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
STEPS = ("collect", "analyse", "respond", "implement", "evaluate", "learn", "repeat")


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

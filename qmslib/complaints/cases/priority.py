"""What to work on first: impact, how often it comes back, and how long it has waited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import read_numbers
from qmslib._common.moments import read_moment
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture
from qmslib.complaints.cases.priority_rule import AGE_STEPS, BANDS
from qmslib.complaints.figures.as_of import read_log
from qmslib.complaints.log.faults import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Priorities(Picture):
    """Open cases in the order in which to work on them.

    Attributes
    ----------
    sentence
        How many come first, and which is at the top.
    table
        The table that ``frame()`` gives.
    n
        How many cases were open.
    now, soon, in_turn
        How many are in each band.
    raised
        How many small ones were raised because they pile up.

    Examples
    --------
    >>> from qmslib.complaints import prioritise
    >>> from qmslib.datasets import complaints_log
    >>> first = prioritise(complaints_log(), as_of="2026-03-31")
    >>> first.n == first.now + first.soon + first.in_turn
    True
    """

    sentence: str
    table: pd.DataFrame
    n: int
    now: int
    soon: int
    in_turn: int
    raised: int
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each open case, the first first: rank, case, band, score, its three factors, and why."""
        return self.table.copy()

    def _cells(self) -> list[dict[Any, Any]]:
        """For each cell of the grid that holds cases: impact, frequency, how many, the best band (0 is now)."""
        order = self.table.assign(best=self.table["band"].map({"now": 0, "soon": 1, "in turn": 2}))
        grid = order.groupby(["impact", "frequency"], as_index=False).agg(n=("case", "size"), best=("best", "min"))
        rows: list[dict[Any, Any]] = grid.sort_values(["impact", "frequency"], ascending=False).to_dict("records")
        return rows

    @property
    def alt(self) -> str:
        """What the grid shows, in words."""
        cells = [
            texts.say("cell", n=row["n"], impact=say_number(row["impact"]), frequency=row["frequency"])
            for row in self._cells()
        ]
        return texts.say("alt", cells=join_words(cells) if cells else "0")

    def draw(self, axes: Axes) -> None:
        """Draw the grid: the number of open cases by impact and frequency."""
        from matplotlib.patches import Rectangle

        from qmslib._common.plots import INK

        for row in self._cells():
            x, y = row["frequency"], row["impact"]
            if row["best"] < 2:
                style, ink = ("solid", INK["signal"]) if row["best"] == 0 else ("dashed", INK["target"])
                frame = Rectangle((x - 0.42, y - 0.42), 0.84, 0.84, fill=False, ls=style, lw=2, edgecolor=ink)
                axes.add_patch(frame)
            axes.text(x, y, str(row["n"]), ha="center", va="center", size=13, color=INK["text"])
        axes.set(xlim=(0.5, 5.5), ylim=(0.5, 5.5), xticks=range(1, 6), yticks=range(1, 6))
        axes.set_xticks(np.arange(0.5, 6), minor=True)
        axes.set_yticks(np.arange(0.5, 6), minor=True)
        axes.grid(which="minor", color=INK["grid"])
        axes.tick_params(which="minor", length=0)
        axes.set_xlabel(texts.say("x") + "\n" + texts.say("legend"))
        axes.set_ylabel(texts.say("y"))


def _steps(values: Sequence[float], name: str) -> tuple[float, ...]:
    steps = tuple(values)
    if len(steps) != 4 or any(one >= two for one, two in pairwise(steps)):
        raise CourseError(texts.say("steps"), field=name, found=values)
    return steps


def prioritise(
    log: Any,
    as_of: date | datetime | str,
    *,
    case: str = "case",
    received: str = "received",
    closed: str = "closed",
    impact: str = "impact",
    alike: Sequence[str] = ("service", "kind"),
    window: int = 90,
    frequency_steps: Sequence[float] = (2, 3, 5, 8),
    age_steps: Sequence[float] = AGE_STEPS,
    weights: tuple[float, float, float] = (1, 1, 1),
    bands: tuple[float, float] = BANDS,
    pile: int = 5,
) -> Priorities:
    """Rank the cases that were open on a day by impact, frequency and age.

    Parameters
    ----------
    log
        The case log. Impact is 1 (small) to 5 (severe).
    as_of
        The day (to its end) or the moment. Nothing that happened later is used: cases received later are left out,
        and cases closed later count as open.
    case, received, closed, impact
        The columns.
    alike
        Cases that agree in these columns are alike; they are counted for the frequency.
    window
        Over how many days before `as_of` they are counted, open and closed, with the case itself.
    frequency_steps
        From how many cases alike the frequency is 2, 3, 4 and 5.
    age_steps
        From how many days (by the calendar) the age is 2, 3, 4 and 5.
    weights
        How much impact, frequency and age weigh. 0 leaves a factor out, 2 squares it.
    bands
        From how many points a case comes ``now``, and from how many ``soon``; the others come ``in turn``.
    pile
        A small case (impact 1 or 2) is raised by one band when at least so many alike came in the window.

    Returns
    -------
    Priorities

    Raises
    ------
    CourseError
        When a column is missing, a receipt or an impact is missing or out of range, or a setting makes no sense.

    Notes
    -----
    Score = impact^w1 × frequency^w2 × age^w3, each factor from 1 to 5, so at most 125 with weights of 1. Cases with
    equal scores come in order of receipt, then by number. The scales are a convention: agree your own with those who
    do the work. A score orders cases; it does not decide about them, and danger to anybody comes before any score.

    Examples
    --------
    >>> from qmslib.complaints import prioritise
    >>> log = [
    ...     {"case": "C-1", "received": "2026-01-02", "closed": None, "impact": 4, "service": "Payments"},
    ...     {"case": "C-2", "received": "2026-01-20", "closed": None, "impact": 4, "service": "Payments"},
    ... ]
    >>> done = prioritise(log, "2026-01-31", alike=["service"])
    >>> list(done.frame()["case"])
    ['C-1', 'C-2']
    >>> print(done.frame()["why"][0])
    Impact 4 of 5; 2 like it in 90 days, so frequency 2 of 5; 29 days old, so age 4 of 5: 32 points.
    """
    frequent, old = _steps(frequency_steps, "frequency_steps"), _steps(age_steps, "age_steps")
    if len(weights) != 3 or any(not np.isfinite(weight) or weight < 0 for weight in weights):
        raise CourseError(texts.say("weights"), field="weights", found=weights)
    if len(bands) != 2 or not bands[0] > bands[1]:
        raise CourseError(texts.say("bands"), field="bands", found=bands)
    if window < 1:
        raise CourseError(texts.say("window"), field="window", found=window)
    table, began, ended, _ = read_log(log, received, closed, needs=(case, impact, *alike))
    scale = read_numbers(table, impact, missing=False, low=1, high=5)
    moment = read_moment(as_of, getattr(began.dtype, "tz", None))
    known = began <= moment
    still = known & ~(ended <= moment)
    recent = known & (began > moment - pd.Timedelta(days=window))
    groups = pd.Series(list(zip(*(map(shown, table[name]) for name in alike), strict=True)), index=table.index)
    like = groups.map(groups[recent].value_counts()).fillna(0).astype(int)
    # A case older than the window still counts itself.
    like = like.where(recent, like + 1)
    age = (moment.normalize() - began.dt.normalize()).dt.days
    frequency = np.searchsorted(frequent, like, side="right") + 1
    steps = np.searchsorted(old, age, side="right") + 1
    score = scale ** weights[0] * frequency ** weights[1] * steps ** weights[2]
    out = pd.DataFrame(
        {
            "case": table[case],
            "received": began,
            "impact": scale,
            "alike": like,
            "frequency": frequency,
            "age_days": age,
            "age": steps,
            "score": score,
        }
    )[still]
    band = np.select([out["score"] >= bands[0], out["score"] >= bands[1]], [0, 1], 2)
    out["raised"] = (out["impact"] <= 2) & (out["alike"] >= pile) & (band > 0)
    band = band - out["raised"].to_numpy(dtype=int)
    out["band"] = np.array(["now", "soon", "in turn"])[band]
    out = out.assign(_band=band, _id=out["case"].map(shown))
    out = out.sort_values(["_band", "score", "received", "_id"], ascending=[True, False, True, True], kind="stable")
    out = out.drop(columns=["_band", "_id"]).reset_index(drop=True)
    out.insert(0, "rank", range(1, len(out) + 1))
    out["why"] = pd.Series([_why(row, window) for row in out.to_dict("records")], dtype=object)
    counts = {name: int((out["band"] == name).sum()) for name in ("now", "soon", "in turn")}
    return _report(out, counts, moment, int((~known).sum()), window, pile)


def _why(row: Mapping[Any, Any], window: int) -> str:
    said = texts.say(
        "explain",
        impact=say_number(row["impact"]),
        like=row["alike"],
        window=window,
        frequency=row["frequency"],
        age=row["age_days"],
        steps=row["age"],
        score=say_number(row["score"], 1),
    )
    return f"{said} {texts.say('raised', like=row['alike'])}" if row["raised"] else said


def _report(
    out: pd.DataFrame, counts: dict[str, int], moment: pd.Timestamp, later: int, window: int, pile: int
) -> Priorities:
    day = f"{moment:%Y-%m-%d}"
    findings = []
    raised = int(out["raised"].sum())
    if raised:
        findings.append(texts.finding("warn", "pile", n=raised, least=pile, window=window))
    if later:
        findings.append(texts.finding("info", "later", n=later, as_of=day))
    if len(out):
        top = out.iloc[0]
        said = texts.say(
            "title", now=counts["now"], n=len(out), as_of=day, first=top["case"], score=say_number(top["score"], 1)
        )
    else:
        said = texts.say("none", as_of=day)
    table = out[["rank", "case", "band", "score", "impact", "alike", "frequency", "age_days", "age", "raised", "why"]]
    return Priorities(
        said, table, len(out), counts["now"], counts["soon"], counts["in turn"], raised, tuple(findings)
    )

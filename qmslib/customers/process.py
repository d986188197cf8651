"""A process step by step: work, waits, rework and hand-offs, how long it takes, and what removing steps would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_choices, read_numbers, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.plots import GROUPS, INK
from qmslib._common.report import Picture, Report
from qmslib._common.words import filled, fold, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
KINDS = ("work", "wait", "rework", "hand-off")


def read_steps(steps: Any) -> pd.DataFrame:
    """The steps with every column filled; a CourseError names what cannot be read."""
    frame = as_frame(steps, ["step", "kind", "minutes"] if len(steps) else ()).copy()
    if not len(frame):
        return pd.DataFrame(columns=["step", "kind", "minutes", "chance", "low", "high", "value_adding"])
    frame["step"] = [tidy(value) for value in frame["step"]]
    nameless = [row for row, value in enumerate(frame["step"]) if not filled(value)]
    if nameless:
        raise CourseError(f"{rows_named(nameless)}: the step has no name", field="step", do="Name it")
    read_choices(frame, "kind", KINDS, missing=False)
    frame["minutes"] = read_numbers(frame, "minutes", missing=False, low=0)
    frame["chance"] = read_numbers(frame, "chance", low=0, high=1).fillna(1.0) if "chance" in frame.columns else 1.0
    for name in ("low", "high"):
        given = read_numbers(frame, name, low=0) if name in frame.columns else frame["minutes"]
        frame[name] = given.fillna(frame["minutes"])
    wrong = ((frame["low"] > frame["minutes"]) | (frame["high"] < frame["minutes"])).to_numpy()
    if wrong.any():
        raise CourseError(
            f"{rows_named(wrong.nonzero()[0])}: the minutes must lie between low and high", field="minutes"
        )
    if "value_adding" not in frame.columns:
        frame["value_adding"] = frame["kind"] == "work"
    else:
        kinds = (frame["kind"] == "work").tolist()
        given_value = frame["value_adding"].tolist()
        frame["value_adding"] = [
            own if value is None or value != value else bool(value)
            for value, own in zip(given_value, kinds, strict=True)
        ]
    return frame[["step", "kind", "minutes", "chance", "low", "high", "value_adding"]]


@dataclass(frozen=True, eq=False)
class ProcessMap(Picture):
    """A process with its lead time.

    Attributes
    ----------
    sentence, findings
        Lead time and value-adding share in words; long waits, many hand-offs.
    steps
        One row a step: `kind`, `minutes`, `chance`, `expected` (minutes · chance), `value_adding`.
    lead_time
        Expected minutes from start to end.
    value_adding_share
        Value-adding minutes of the lead time; None when it takes no time.
    hand_offs
        How often the work changes hands.

    Examples
    --------
    >>> from qmslib.customers import process_map
    >>> process_map([{"step": "fetch", "kind": "work", "minutes": 30}]).lead_time
    30.0
    """

    sentence: str
    findings: tuple[Finding, ...]
    steps: pd.DataFrame
    lead_time: float
    value_adding_share: float | None
    hand_offs: int
    size = (10.0, 4.4)

    def frame(self) -> pd.DataFrame:
        """The steps, one row each."""
        return self.steps.copy()

    @property
    def alt(self) -> str:
        """The steps in order, with kind and minutes."""
        parts = [
            f"{row['step']}, {row['kind']}, {say_number(row['expected'])} minutes"
            for row in self.steps.to_dict("records")
        ]
        return texts.say("alt", parts="; ".join(parts) or "no steps")

    def draw(self, axes: Axes) -> None:
        """A bar for each step where it stands in time, top to bottom; colour, hatch and word say the kind."""
        start = 0.0
        looks = dict(zip(KINDS, GROUPS, strict=False))
        span = max(self.lead_time, 1e-9)
        for row, step in enumerate(self.steps.to_dict("records")):
            colour, hatch = looks[step["kind"]]
            axes.barh(row, step["expected"], left=start, color=colour, hatch=hatch, edgecolor=INK["paper"])
            end = start + step["expected"]
            late = end > 0.7 * span
            axes.text(
                start - 0.01 * span if late else end + 0.01 * span, row,
                f"{step['kind']}, {say_number(step['expected'])}", va="center", fontsize=8,
                ha="right" if late else "left",
            )  # fmt: skip
            start = end
        axes.set_yticks(range(len(self.steps)), self.steps["step"].tolist())
        axes.invert_yaxis()
        axes.set_xlim(0, span * 1.05)
        axes.set_xlabel(texts.say("axis"))


def process_map(steps: Any) -> ProcessMap:
    """Map a process: how long it takes, how much of that adds value, where it waits.

    Parameters
    ----------
    steps
        One row a step in order: `step`, `kind` (work, wait, rework, hand-off), `minutes`; and, if you like, `chance`
        (how often the step happens, 1 by default), `value_adding` (by default all work and nothing else).

    Returns
    -------
    ProcessMap
        With `lead_time` and `value_adding_share`.

    Raises
    ------
    CourseError
        With column and rows, if a kind is not known or minutes are missing or negative.

    Notes
    -----
    lead time = sum of minutes · chance; value-adding share = value-adding part of it (process cycle efficiency in the
    Lean literature). Steps run one after another.

    Examples
    --------
    >>> from qmslib.customers import process_map
    >>> found = process_map([
    ...     {"step": "read the request", "kind": "work", "minutes": 10},
    ...     {"step": "in the tray", "kind": "wait", "minutes": 180},
    ...     {"step": "ask for the number", "kind": "rework", "minutes": 40, "chance": 0.25},
    ... ])
    >>> found.lead_time, found.value_adding_share
    (200.0, 0.05)
    """
    frame = read_steps(steps)
    frame["expected"] = frame["minutes"] * frame["chance"]
    table = frame[["step", "kind", "minutes", "chance", "expected", "value_adding"]]
    if not len(table):
        return ProcessMap(texts.say("nothing"), (), table, 0.0, None, 0)
    lead = float(table["expected"].sum())
    share = float(table.loc[table["value_adding"], "expected"].sum()) / lead if lead else None
    hand_offs = int((table["kind"] == "hand-off").sum())
    findings = []
    longest = table.sort_values("expected", ascending=False, kind="stable").to_dict("records")[0]
    if lead and longest["kind"] == "wait":
        findings.append(
            texts.finding(
                "warn", "longest_wait", step=longest["step"], percent=say_number(100 * longest["expected"] / lead, 0)
            )
        )
    if hand_offs > 3:
        findings.append(texts.finding("info", "hand_offs", n=hand_offs))
    rework = float(table.loc[table["kind"] == "rework", "expected"].sum())
    if rework:
        findings.append(texts.finding("info", "rework", minutes=say_number(rework)))
    percent = say_number(100 * share, 1) if share is not None else "–"
    sentence = texts.say("map", n=len(table), lead=say_number(lead), percent=percent)
    return ProcessMap(sentence, tuple(findings), table, lead, share, hand_offs)


@dataclass(frozen=True, eq=False)
class ProcessChange(Report):
    """A process before and after steps are removed.

    Attributes
    ----------
    sentence, findings
        The minutes saved; steps whose removal needs a second look.
    before, after
        The two maps.
    saved
        Expected minutes saved.

    Examples
    --------
    >>> from qmslib.customers import remove_steps
    >>> steps = [{"step": "sign", "kind": "wait", "minutes": 60}, {"step": "send", "kind": "work", "minutes": 5}]
    >>> remove_steps(steps, ["sign"]).saved
    60.0
    """

    sentence: str
    findings: tuple[Finding, ...]
    before: ProcessMap
    after: ProcessMap
    saved: float

    def frame(self) -> pd.DataFrame:
        """Lead time, value-adding share, hand-offs and steps, before and after."""
        pairs = (("before", self.before), ("after", self.after))
        return pd.DataFrame(
            [
                {
                    "when": when, "lead_time": each.lead_time, "value_adding_share": each.value_adding_share,
                    "hand_offs": each.hand_offs, "steps": len(each.steps),
                }
                for when, each in pairs
            ]
        )  # fmt: skip


def remove_steps(steps: Any, remove: Sequence[str]) -> ProcessChange:
    """See what removing steps would do to the lead time.

    Parameters
    ----------
    steps
        As for `process_map`.
    remove
        Names of the steps to remove.

    Returns
    -------
    ProcessChange
        A removed step that adds value is pointed out.

    Raises
    ------
    CourseError
        If no step has that name.

    Examples
    --------
    >>> from qmslib.customers import remove_steps
    >>> steps = [{"step": "sign", "kind": "wait", "minutes": 60}, {"step": "send", "kind": "work", "minutes": 5}]
    >>> print(remove_steps(steps, ["sign"]).sentence)
    Without 1 step it takes 5 minutes instead of 65: 60 minutes less (92 %).
    """
    frame = read_steps(steps)
    gone = [fold(name) for name in ([remove] if isinstance(remove, str) else remove)]
    names = [fold(name) for name in frame["step"]]
    for name in gone:
        if name not in names:
            raise CourseError(
                "no step has this name", field="remove", found=name, do=f"Use one of: {', '.join(frame['step'])}"
            )
    out = np.isin(names, gone) if len(names) else np.zeros(0, dtype=bool)
    before, after = process_map(frame), process_map(frame[~out])
    findings = [
        texts.finding("warn", "value", step=row["step"])
        for row in frame[out].to_dict("records")
        if row["value_adding"]
    ]
    saved = before.lead_time - after.lead_time
    percent = say_number(100 * saved / before.lead_time, 0) if before.lead_time else "0"
    sentence = texts.say(
        "removed", n=int(out.sum()), after=say_number(after.lead_time), before=say_number(before.lead_time),
        saved=say_number(saved), percent=percent,
    )  # fmt: skip
    return ProcessChange(sentence, tuple(findings), before, after, saved)

"""The questions that a conscious worker asks: SIPOC, and the weight of each piece of work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.customers.interfaces import read_items

texts = module_texts(__file__)
QUESTIONS = (
    "process", "suppliers", "inputs", "input_ok", "transformation", "outputs", "output_standard", "customers",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Sipoc(Report):
    """Suppliers, inputs, process, outputs and customers of one piece of work.

    Attributes
    ----------
    sentence, findings
        Whether it is complete; the question behind each gap.
    columns
        The five lists by name, with `input_ok` and `output_standard`.
    ready
        Whether every question is answered.

    Examples
    --------
    >>> from qmslib.customers import sipoc
    >>> sipoc({"process": "File request", "suppliers": "East locality"}).ready
    False
    """

    sentence: str
    findings: tuple[Finding, ...]
    columns: dict[str, list[str]]
    ready: bool

    def frame(self) -> pd.DataFrame:
        """The five columns side by side, as they are drawn on a wall."""
        heads = ("suppliers", "inputs", "transformation", "outputs", "customers")
        longest = max(len(self.columns[name]) for name in heads)
        return pd.DataFrame(
            {name: self.columns[name] + [""] * (longest - len(self.columns[name])) for name in heads}
        ).rename(columns={"transformation": "process"})


def sipoc(answers: Mapping[str, Any]) -> Sipoc:
    """Make a SIPOC from the answers to the questions that a conscious worker asks.

    Parameters
    ----------
    answers
        `process` (its name), `suppliers` (who supplies me?), `inputs` (what do I get?), `input_ok` (how do I
        know that it is right?), `transformation` (what do I do with it?), `outputs` (what do I put out?),
        `output_standard` (to what standard?), `customers` (who is my customer?). Lists, or text parted by ``;``.

    Returns
    -------
    Sipoc
        Gaps are findings that ask the question again.

    Raises
    ------
    CourseError
        If a field is not one of these.

    Examples
    --------
    >>> from qmslib.customers import sipoc
    >>> found = sipoc({
    ...     "process": "File request", "suppliers": "East locality", "inputs": "request form",
    ...     "input_ok": "file number is on it", "transformation": ["check", "fetch", "deliver"],
    ...     "outputs": "case file", "output_standard": "within 2 working days", "customers": "social worker",
    ... })
    >>> found.ready, found.frame().shape
    (True, (3, 5))
    """
    if not isinstance(answers, Mapping):
        raise CourseError(
            "these are not named answers", found=type(answers).__name__, do=f"Name {', '.join(QUESTIONS)}"
        )
    if extra := [str(name) for name in answers if name not in QUESTIONS]:
        raise CourseError("this question is not known", field=extra[0], do=f"Use {', '.join(QUESTIONS)}")
    columns = {name: read_items(answers.get(name)) for name in QUESTIONS}
    findings = [texts.finding("bad", f"ask_{name}", field=name) for name in QUESTIONS if not columns[name]]
    faults = len(findings)
    steps = len(columns["transformation"])
    if steps > 7:
        findings.append(texts.finding("info", "many_steps", field="transformation", n=steps))
    if columns["output_standard"] and not any(re.search(r"\d", item) for item in columns["output_standard"]):
        findings.append(texts.finding("warn", "no_number", field="output_standard"))
    said = texts.say("sipoc_ready" if not faults else "sipoc_gaps", n=faults)
    return Sipoc(said, tuple(findings), columns, not faults)


@dataclass(frozen=True, eq=False)
class EffectChain(Report):
    """Which work matters most for the customer.

    Attributes
    ----------
    sentence, findings
        The heaviest link; those to take into the risk register.
    rows
        One row a piece of work, heaviest first: the three effects, `weight` (0 to 25), `share` of all weight.

    Examples
    --------
    >>> from qmslib.customers import effect_chain
    >>> rows = [{"work": "index", "input_effect": 2, "own_effect": 4, "output_effect": 5}]
    >>> effect_chain(rows).rows["weight"].tolist()
    [20.0]
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The pieces of work, heaviest first."""
        return self.rows.copy()


def effect_chain(rows: Any, *, high: float = 15) -> EffectChain:
    """Weigh pieces of work by three questions: wrong input, own work, bad output: how much effect?

    Parameters
    ----------
    rows
        One row a piece of work: `work`, `input_effect` (what a wrong input does to it), `own_effect` (how far the
        work itself shapes the output), `output_effect` (what a bad output does to the customer), each 0 to 5.
    high
        The weight from which an item belongs in the risk register.

    Returns
    -------
    EffectChain
        `share` is missing when nothing has any effect.

    Raises
    ------
    CourseError
        With column and rows, if an effect is missing or not between 0 and 5.

    Notes
    -----
    weight = the larger of input and own effect, times the output effect. Judged numbers order the talk; they measure
    nothing.

    Examples
    --------
    >>> from qmslib.customers import effect_chain
    >>> found = effect_chain([
    ...     {"work": "index the file", "input_effect": 2, "own_effect": 4, "output_effect": 5},
    ...     {"work": "print the label", "input_effect": 1, "own_effect": 2, "output_effect": 1},
    ... ])
    >>> found.rows[["work", "weight"]].values.tolist()
    [['index the file', 20.0], ['print the label', 2.0]]
    """
    names = ["input_effect", "own_effect", "output_effect"]
    frame = as_frame(rows, ["work", *names] if len(rows) else []).copy()
    if not len(frame):
        return EffectChain(texts.say("no_work"), (), pd.DataFrame(columns=["work", *names, "weight", "share"]))
    for name in names:
        frame[name] = read_numbers(frame, name, missing=False, low=0, high=5)
    frame["weight"] = frame[["input_effect", "own_effect"]].max(axis=1) * frame["output_effect"]
    total = float(frame["weight"].sum())
    frame["share"] = frame["weight"] / total if total else float("nan")
    table = frame[["work", *names, "weight", "share"]].sort_values("weight", ascending=False, kind="stable")
    table = table.reset_index(drop=True)
    findings = [
        texts.finding("warn", "risk", work=item["work"], weight=say_number(item["weight"]))
        for item in table.to_dict("records")
        if item["weight"] >= high
    ]
    first = table.to_dict("records")[0]
    said = texts.say("heaviest", work=first["work"], weight=say_number(first["weight"]), n=len(findings))
    return EffectChain(said, tuple(findings), table)

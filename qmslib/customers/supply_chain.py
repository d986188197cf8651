"""SIPOC: suppliers, inputs, process, outputs and customers, from the questions that a conscious worker asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
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

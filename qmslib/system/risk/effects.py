"""Input, own work, output: how much a fault in each matters to the customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
STAGES = ("input", "work", "output")


@dataclass(frozen=True, eq=False)
class EffectChain(Report):
    """The links of an effect chain with their weights.

    Attributes
    ----------
    weights
        The share of the whole effect for each link; they add up to 1. None where nothing has an effect.
    by_stage
        The share of each stage: input, work, output.
    by_work
        The share of each piece of work, the heaviest first; empty where none is named.
    risks
        Rows for a risk register (`risk_register`): cause, event, effect, impact, with likelihood, owner, response and
        review left for you to fill in.

    Examples
    --------
    >>> chain = effect_chain([{"stage": "input", "what": "Request without file number", "effect": 3, "how_often": 4},
    ...     {"stage": "work", "what": "Index not checked", "effect": 4, "how_often": 1}])
    >>> chain.weights
    (0.75, 0.25)
    """

    sentence: str
    findings: tuple[Finding, ...]
    what: tuple[str, ...]
    stages: tuple[str, ...]
    weights: tuple[float | None, ...]
    by_stage: dict[str, float | None]
    by_work: dict[str, float | None]
    risks: tuple[dict[str, Any], ...]

    def frame(self) -> Any:
        """One row for each link, the weightiest first."""
        order = sorted(range(len(self.what)), key=lambda at: (-(self.weights[at] or 0), self.what[at]))
        columns = {"stage": self.stages, "what": self.what, "weight": self.weights}
        return frame_of({name: [cells[at] for at in order] for name, cells in columns.items()})


def effect_chain(links: Any) -> EffectChain:
    """Weigh what can go wrong in the input, the work and the output, by its effect on the customer.

    Parameters
    ----------
    links
        A table with ``stage`` (input, work or output), ``what`` (what may be wrong), ``effect`` on the customer (0
        none to 5 very large) and, if known, ``how_often`` (1 rarely to 5 daily; 1 where empty), ``on`` (what it
        does to the customer) and ``work`` (which piece of work it belongs to).

    Returns
    -------
    EffectChain
        Weights that add up to 1, and rows to carry into a risk register.

    Raises
    ------
    CourseError
        If a stage, a fault or an effect is missing.

    Notes
    -----
    weight = effect × how often, as a share of the sum. Both are ranks: the weights show where to look first.

    Examples
    --------
    >>> print(effect_chain([{"stage": "input", "what": "No file number", "effect": 3, "how_often": 4},
    ...                     {"stage": "output", "what": "Pages missing", "effect": 4, "how_often": 1}]).sentence)
    "No file number" weighs most: 75 % of the whole effect, in the input.
    """
    register = read_register(links, ["stage", "what", "effect"])
    stages, what, on = register.choices("stage", STAGES), register.texts("what"), register.texts("on")
    effects, often = register.numbers("effect", 0, 5), register.numbers("how_often", 1, 5)
    values = []
    for row, name in enumerate(what):
        if not stages[row] or not name:
            raise CourseError(f"row {row + 1}: the stage or the fault is missing", field="what")
        effect = effects[row]
        if effect is None:
            raise CourseError(f"row {row + 1}: the effect is missing", field="effect", do="Give 0 to 5")
        values.append(effect * (often[row] or 1))
    total = sum(values)
    weights = tuple(value / total if total else None for value in values)
    by_stage = {
        stage: sum(v for v, at in zip(values, stages, strict=True) if at == stage) / total if total else None
        for stage in STAGES
    }
    heavy: dict[str, float] = {}
    for name, value in zip(register.texts("work"), values, strict=True):
        if name:
            heavy[name] = heavy.get(name, 0) + value
    by_work = {name: heavy[name] / total if total else None for name in sorted(heavy, key=lambda n: (-heavy[n], n))}
    findings = [texts.finding("info", "no_stage", stage=stage) for stage in STAGES if stage not in stages and what]
    risks = tuple(
        {
            "risk": name, "cause": texts.say("cause", stage=stages[row]), "event": name, "effect": on[row],
            "owner": "", "likelihood": None,
            "impact": max(1, round(effects[row] or 0)), "response": "", "review": None,
        }
        for row, name in enumerate(what)
        if values[row]
    )  # fmt: skip
    sentence = texts.say("none")
    if total:
        top = max(range(len(values)), key=lambda at: (values[at], -at))
        sentence = texts.say(
            "sentence", what=what[top], share=say_number(100 * values[top] / total, 0), stage=stages[top]
        )
    return EffectChain(sentence, tuple(findings), tuple(what), tuple(stages), weights, by_stage, by_work, risks)

"""How many answered of those asked, by named definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report

texts = module_texts(__file__)
DEFINITIONS = ("RR1", "RR2", "RR3", "RR4", "RR5", "RR6")


@dataclass(frozen=True, eq=False)
class ResponseRate(Report):
    """A response rate, with every other definition beside it.

    Attributes
    ----------
    sentence, findings
        The rate in words, and cautions.
    definition
        The definition chosen.
    estimate
        The rate as a fraction of 1; its interval is None, as the whole list was asked and nothing was drawn.
    rates
        One row a definition: definition, meaning, counted, out_of, rate.

    Examples
    --------
    >>> from qmslib.feedback import response_rate
    >>> response_rate(120, 78, undeliverable=4).value
    0.65
    """

    sentence: str
    findings: tuple[Finding, ...]
    definition: str
    estimate: Estimate
    rates: pd.DataFrame

    @property
    def value(self) -> float | None:
        """The rate as a fraction of 1; None when nobody was asked."""
        return self.estimate.value

    def frame(self) -> pd.DataFrame:
        """One row a definition."""
        return self.rates.copy()


def response_rate(
    invited: int,
    complete: int,
    *,
    partial: int = 0,
    undeliverable: int = 0,
    not_eligible: int = 0,
    eligible_share: float | None = None,
    definition: str = "RR1",
) -> ResponseRate:
    """The share of people who answered, by the definitions of AAPOR.

    Parameters
    ----------
    invited
        How many were asked, those whom the invitation did not reach included.
    complete, partial
        How many answered all (or nearly all) of it, and how many only part.
    undeliverable
        How many invitations came back, so that nobody knows whether the person still belongs to the group.
    not_eligible
        How many turned out not to belong to the group, for example leavers. They leave every denominator.
    eligible_share
        For RR3 and RR4: which share of the undeliverable still belongs. Without it, the share among the others.
    definition
        ``"RR1"`` (the default and the strictest: complete answers of all who may belong), ``"RR2"`` (partial ones
        too), ``"RR3"`` and ``"RR4"`` (the undeliverable counted by `eligible_share`), ``"RR5"`` and ``"RR6"`` (the
        undeliverable left out: answered of those reached).

    Returns
    -------
    ResponseRate
        The rate; None when the denominator is 0.

    Raises
    ------
    CourseError
        If a count is no whole number from 0 up, or the parts are more than were invited.

    Notes
    -----
    The American Association for Public Opinion Research, "Standard Definitions" (9th edition, 2016), with
    refusals and silence taken together as not answered.

    Examples
    --------
    >>> print(response_rate(200, 120, partial=10, undeliverable=20, definition="RR6").sentence)
    Response rate 72.2 % (RR6: complete and partial answers, of those reached): 130 of 180.
    """
    counts = {
        "invited": invited,
        "complete": complete,
        "partial": partial,
        "undeliverable": undeliverable,
        "not_eligible": not_eligible,
    }
    for name, count in counts.items():
        if isinstance(count, (bool, str)) or not np.isfinite(count) or count < 0 or count != int(count):
            raise CourseError("this must be a whole number from 0 up", field=name, found=count)
    if complete + partial + undeliverable + not_eligible > invited:
        raise CourseError(
            "the parts are more than were invited", field="invited", found=counts, do="Check which list each is from"
        )
    definition = definition.upper()
    if definition not in DEFINITIONS:
        raise CourseError(
            "this definition is not known",
            field="definition",
            found=definition,
            do=f"Choose {', '.join(DEFINITIONS)}",
        )
    known = invited - undeliverable - not_eligible
    if eligible_share is None:
        eligible_share = known / (known + not_eligible) if known + not_eligible else 1.0
    elif not 0 <= eligible_share <= 1:
        raise CourseError("a share lies between 0 and 1", field="eligible_share", found=eligible_share)
    rows: list[dict[str, Any]] = []
    for place, name in enumerate(DEFINITIONS):
        out_of = known + (undeliverable, eligible_share * undeliverable, 0)[place // 2]
        counted = complete + (partial if place % 2 else 0)
        meaning = texts.say(name)
        rate = counted / out_of if out_of else None
        rows.append({"definition": name, "meaning": meaning, "counted": counted, "out_of": out_of, "rate": rate})
    chosen = rows[DEFINITIONS.index(definition)]
    rate = chosen["rate"]
    findings = []
    if rate is not None and rate < 0.5:
        findings.append(texts.finding("warn", "low"))
    if partial and definition in ("RR1", "RR3", "RR5"):
        findings.append(texts.finding("info", "partial", n=partial))
    if rate is None:
        sentence = texts.say("nobody")
    else:
        sentence = texts.say(
            "sentence", rate=say_number(rate * 100, 1), definition=definition, meaning=chosen["meaning"],
            counted=say_number(chosen["counted"]), out_of=say_number(chosen["out_of"], 1),
        )  # fmt: skip
    estimate = Estimate(rate, None, None, chosen["out_of"], 0.95, definition, "%")
    return ResponseRate(sentence, tuple(findings), definition, estimate, pd.DataFrame(rows).astype({"rate": float}))

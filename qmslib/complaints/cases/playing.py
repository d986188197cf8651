"""Play a dialogue by choices, and see on an observation sheet what was shown and what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib.complaints.cases.dialogue import Dialogue

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class ObservationSheet(Report):
    """What a talk showed.

    Attributes
    ----------
    sentence, findings
        How many steps were shown, and what was missed and why it matters.
    done, missed, not_shown
        The steps that were shown; missed by a choice and not shown later; and never come to.
    recovered
        The steps that were missed first and shown later. They count as done.
    score
        How many of the steps were done, from 0 to 1.
    ended
        Whether the talk came to an end.
    history
        For each turn the place, who spoke, what they said, the choice and its words.

    Examples
    --------
    >>> from qmslib.complaints import example_dialogue, play
    >>> sheet = play(example_dialogue(), ["rule", "turn", "back", "choice", "tell"])
    >>> sheet.recovered, sheet.not_shown
    (('listen', 'show empathy'), ('do not interrupt',))
    """

    sentence: str
    done: tuple[str, ...]
    missed: tuple[str, ...]
    not_shown: tuple[str, ...]
    recovered: tuple[str, ...]
    score: float
    ended: bool
    table: pd.DataFrame
    history: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each step: step, state (done, missed, not shown), where, why it matters."""
        return self.table.copy()


def play(dialogue: Dialogue, choices: Sequence[str]) -> ObservationSheet:
    """Go through a dialogue by choices and fill in the observation sheet.

    Parameters
    ----------
    dialogue
        The dialogue.
    choices
        The ids of the choices, in order. Fewer than the talk needs break it off, and the sheet says so.

    Returns
    -------
    ObservationSheet

    Raises
    ------
    CourseError
        When a choice is not offered where it is made; the ones that are, are named.

    Notes
    -----
    A step that one choice misses and a later one shows counts as done: people may put a slip right. A step that was
    shown and is missed later stays done; the sheet still names the slip in its findings.

    Examples
    --------
    >>> from qmslib.complaints import example_dialogue, play
    >>> sheet = play(example_dialogue(), ["calm", "back", "choice", "tell"])
    >>> print(sheet.sentence)
    9 of 9 steps were shown; the talk ended at done.
    """
    here = dialogue.node(dialogue.start)
    turns: list[dict[str, str]] = []
    shown: dict[str, str] = {}
    slips: dict[str, tuple[str, str, bool]] = {}
    for name in choices:
        if here.end or not here.choices:
            raise CourseError(texts.say("ended"), item=dialogue.id, found=name, do=texts.say("ended_do"))
        chosen = next((choice for choice in here.choices if choice.id == name), None)
        if chosen is None:
            known = ", ".join(choice.id for choice in here.choices)
            do = texts.say("no_choice_do", node=here.id, known=known)
            raise CourseError(texts.say("no_choice"), item=dialogue.id, found=name, do=do)
        for step, why in chosen.misses.items():
            slips.setdefault(step, (here.id, why, step in shown))
        for step in chosen.shows:
            shown.setdefault(step, here.id)
        turns.append(
            {"place": here.id, "speaker": here.speaker, "said": here.text, "choice": chosen.id, "answer": chosen.text}
        )
        if chosen.to not in {node.id for node in dialogue.nodes}:
            said = texts.say("unknown", choice=chosen.id, node=here.id, to=chosen.to)
            raise CourseError(said.rstrip("."), item=dialogue.id)
        here = dialogue.node(chosen.to)
    turns.append({"place": here.id, "speaker": here.speaker, "said": here.text, "choice": "", "answer": ""})
    done = tuple(step for step in dialogue.steps if step in shown)
    missed = tuple(step for step in dialogue.steps if step in slips and step not in shown)
    rest = tuple(step for step in dialogue.steps if step not in shown and step not in slips)
    recovered = tuple(step for step in done if step in slips and not slips[step][2])
    findings = [texts.finding("bad", "missed", step=step, why=slips[step][1]) for step in missed]
    findings += [texts.finding("warn", "not_shown", step=step) for step in rest]
    findings += [texts.finding("good", "recovered", step=step) for step in recovered]
    later = [step for step in done if step in slips and step not in recovered]
    findings += [texts.finding("warn", "missed", step=step, why=slips[step][1]) for step in later]
    rows = [
        {
            "step": step,
            "state": "done" if step in shown else "missed" if step in slips else "not shown",
            "place": shown.get(step, slips[step][0] if step in slips else ""),
            "why": slips[step][1] if step in slips else "",
        }
        for step in dialogue.steps
    ]
    end = texts.say("at_end" if here.end else "not_ended", node=here.id)
    said = texts.say("sheet", done=len(done), n=len(dialogue.steps), end=end)
    score = len(done) / len(dialogue.steps) if dialogue.steps else 0.0
    table, history = pd.DataFrame(rows, columns=["step", "state", "place", "why"]), pd.DataFrame(turns)
    return ObservationSheet(said, done, missed, rest, recovered, score, here.end, table, history, tuple(findings))

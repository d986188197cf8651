"""Talks that branch: what the other says, what you can answer, where it leads, and what it shows of you."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy
from qmslib.complaints.cases.flow import can_end, reached_from
from qmslib.complaints.cases.procedure import procedure_rules

texts = module_texts(__file__)


@dataclass(frozen=True)
class Choice:
    """Something that can be said at one place of a talk.

    Attributes
    ----------
    id, text
        Its short id and its words.
    to
        The place it leads to.
    shows
        The steps that it shows.
    misses
        The steps that it misses, each with why that matters (the misconception behind it).

    Examples
    --------
    >>> from qmslib.complaints import Choice
    >>> Choice("rule", "That is the rule.", "angry", misses={"listen": "A rule is no answer to worry."}).to
    'angry'
    """

    id: str
    text: str
    to: str
    shows: tuple[str, ...] = ()
    misses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Node:
    """One place of a talk: what the other says, and what can be answered.

    Attributes
    ----------
    id, speaker, text
        Its id, who speaks and what they say.
    choices
        What can be answered.
    end
        Whether the talk ends here.

    Examples
    --------
    >>> from qmslib.complaints import Node
    >>> Node("done", "", "She thanks you.", end=True).choices
    ()
    """

    id: str
    speaker: str
    text: str
    choices: tuple[Choice, ...] = ()
    end: bool = False


@dataclass(frozen=True)
class Dialogue:
    """A talk that branches.

    Attributes
    ----------
    id, title
        Its id and its title.
    start
        The id of the first place.
    nodes
        Every place.
    steps
        What is observed; by default the nine steps of `customer_steps`.

    Examples
    --------
    >>> from qmslib.complaints import example_dialogue
    >>> example_dialogue().node("opening").speaker
    'Wei Zhang'
    """

    id: str
    title: str
    start: str
    nodes: tuple[Node, ...]
    steps: tuple[str, ...]

    def node(self, name: str) -> Node:
        """The place with that id."""
        return next(node for node in self.nodes if node.id == name)


def read_dialogue(data: Mapping[str, Any]) -> Dialogue:
    """Read a dialogue from plain data, as YAML or JSON gives it.

    Parameters
    ----------
    data
        ``id``, ``title``, ``start``, ``nodes`` and, if you like, ``steps``. A node has ``id``, ``speaker``, ``text``
        and either ``end: true`` or ``choices``; a choice has ``id``, ``text``, ``to`` and, if you like, ``shows`` (a
        list of steps) and ``misses`` (steps, each with the reason why it matters).

    Returns
    -------
    Dialogue

    Raises
    ------
    CourseError
        When a part is missing or two places have one id.

    Examples
    --------
    >>> from qmslib.complaints import check_dialogue, read_dialogue
    >>> talk = read_dialogue({"id": "hello", "title": "Hello", "start": "a", "steps": ["greet"], "nodes": [
    ...     {"id": "a", "speaker": "Wei", "text": "Hello", "choices": [
    ...         {"id": "yes", "text": "Hello, Wei", "to": "b", "shows": ["greet"]},
    ...         {"id": "no", "text": "Yes?", "to": "b", "misses": {"greet": "It sounds curt."}}]},
    ...     {"id": "b", "speaker": "", "text": "You begin.", "end": True}]})
    >>> check_dialogue(talk).sound
    True
    """
    try:
        nodes = tuple(_node(node) for node in data["nodes"])
        usual = [step["step"] for step in procedure_rules()["customer_steps"]]
        steps = tuple(str(step) for step in data.get("steps", usual))
        made = Dialogue(str(data["id"]), tidy(data["title"]), str(data["start"]), nodes, steps)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CourseError(texts.say("shape", why=f"{type(error).__name__} {error}")) from error
    ids = [node.id for node in nodes]
    if len(set(ids)) < len(ids):
        raise CourseError(texts.say("same"), item=made.id, found=sorted({one for one in ids if ids.count(one) > 1}))
    if made.start not in ids:
        raise CourseError(texts.say("start"), item=made.id, field="start", found=made.start)
    return made


def _node(node: Mapping[str, Any]) -> Node:
    choices = tuple(
        Choice(
            str(each["id"]),
            tidy(each["text"]),
            str(each["to"]),
            tuple(each.get("shows", ())),
            {str(step): tidy(why) for step, why in dict(each.get("misses", {})).items()},
        )
        for each in node.get("choices", ())
    )
    return Node(
        str(node["id"]), tidy(node.get("speaker", "")), tidy(node["text"]), choices, bool(node.get("end", False))
    )


def example_dialogue() -> Dialogue:
    """A dialogue to start from: a social worker whose file did not come.

    Returns
    -------
    Dialogue

    Examples
    --------
    >>> from qmslib.complaints import check_dialogue, example_dialogue
    >>> print(check_dialogue(example_dialogue()).sentence)
    The dialogue "The file that did not come" is sound: all 7 places can be reached, and every path can end.
    """
    file = Path(__file__).with_name("rules") / "dialogue_example.json"
    return read_dialogue(json.loads(file.read_text(encoding="utf-8")))


@dataclass(frozen=True, eq=False)
class DialogueCheck(Report):
    """What is wrong with a dialogue.

    Attributes
    ----------
    sentence, findings
        The verdict and each fault.
    sound
        Whether every place is reached and every path can end.
    unreachable, no_way_out
        The places that are never reached, and those from which no path ends.

    Examples
    --------
    >>> from qmslib.complaints import check_dialogue, example_dialogue
    >>> check_dialogue(example_dialogue()).unreachable
    ()
    """

    sentence: str
    sound: bool
    unreachable: tuple[str, ...]
    no_way_out: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def check_dialogue(dialogue: Dialogue) -> DialogueCheck:
    """Check a dialogue: every place reached, every path able to end, every step declared and shown somewhere.

    Parameters
    ----------
    dialogue
        The dialogue, from `read_dialogue`.

    Returns
    -------
    DialogueCheck

    Notes
    -----
    A way back is allowed where some path from it ends: whoever is stuck can get on.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from qmslib.complaints import Node, check_dialogue, example_dialogue
    >>> talk = example_dialogue()
    >>> talk = replace(talk, nodes=(*talk.nodes, Node("attic", "", "Nobody comes here", end=True)))
    >>> check_dialogue(talk).unreachable
    ('attic',)
    """
    ids = [node.id for node in dialogue.nodes]
    follows = {node.id: [choice.to for choice in node.choices if choice.to in ids] for node in dialogue.nodes}
    reached = reached_from(dialogue.start, follows)
    ending = can_end([node.id for node in dialogue.nodes if node.end], follows)
    unreachable = tuple(name for name in ids if name not in reached)
    stuck = tuple(name for name in ids if name not in ending)
    faults = [texts.finding("bad", "unreachable", node=name) for name in unreachable]
    shown: set[str] = set()
    for node in dialogue.nodes:
        faults += _node_faults(node, ids, dialogue.steps)
        shown.update(step for choice in node.choices for step in choice.shows)
        if node.id in stuck:
            faults.append(texts.finding("bad", "no_way_out" if node.choices else "dead_end", node=node.id))
    faults += [texts.finding("warn", "never", step=step) for step in dialogue.steps if step not in shown]
    sound = not any(fault.level == "bad" for fault in faults)
    said = texts.say("faults" if faults else "sound", n=len(faults) or len(ids), title=dialogue.title)
    return DialogueCheck(said, sound, unreachable, stuck, tuple(faults))


def _node_faults(node: Node, ids: Sequence[str], steps: Sequence[str]) -> list[Finding]:
    faults = []
    names = [choice.id for choice in node.choices]
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.append(texts.finding("bad", "twice", node=node.id, choice=name))
    if node.end and node.choices:
        faults.append(texts.finding("warn", "end_goes_on", node=node.id))
    if len(node.choices) == 1:
        faults.append(texts.finding("warn", "few", node=node.id))
    for choice in node.choices:
        if choice.to not in ids:
            faults.append(texts.finding("bad", "unknown", choice=choice.id, node=node.id, to=choice.to))
        for step in (*choice.shows, *choice.misses):
            if step not in steps:
                faults.append(texts.finding("bad", "step", choice=choice.id, node=node.id, step=step))
        if any(not filled(why) for why in choice.misses.values()):
            faults.append(texts.finding("warn", "no_why", choice=choice.id, node=node.id))
    return faults

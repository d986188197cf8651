"""Talks that branch: the parts of a dialogue item, the rules that they keep, and the way an answer takes.

An answer is the list of the ids of the replies, from the start. Ids of replies are unique in an item, so the list
says everything. The page, the marking and the trainer's view read it by the same walk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from pydantic import Field, model_validator

from qmslib.course.item_base import OptionId, Strict, Text, unique, within


class ObservedStep(Strict):
    """One line of the observation sheet: something a good talk shows."""

    id: OptionId
    text: Text


class Reply(Strict):
    """Something that can be said: where it leads, what it shows, and what it misses and why that matters."""

    id: OptionId
    text: Text
    to: OptionId
    feedback: Text
    shows: list[OptionId] = Field(default_factory=list)
    misses: dict[OptionId, Text] = Field(default_factory=dict)


class Place(Strict):
    """One place of a talk: what the other says (a teller, where `speaker` is empty), and the replies."""

    id: OptionId
    speaker: str = Field(default="", max_length=60)
    text: Text
    choices: list[Reply] = Field(default_factory=list, max_length=4)
    end: bool = False

    @model_validator(mode="after")
    def _goes_on_or_ends(self) -> Self:
        if self.end and self.choices:
            raise ValueError(f"{self.id}: an end has no choices; leave out 'end' or the choices")
        if not self.end and not self.choices:
            raise ValueError(f"{self.id}: nothing can be said here; give choices, or write 'end: true'")
        return self


def _reached(start: str, leads: Mapping[str, Sequence[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for name in leads[waiting.pop()]:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def full_talk(steps: Sequence[str], start: str, nodes: Sequence[Place]) -> list[str] | None:
    """The shortest list of replies that shows every step and ends, or nothing where there is none."""
    places = {node.id: node for node in nodes}
    bit = {name: 1 << number for number, name in enumerate(steps)}
    waiting: deque[tuple[str, int, list[str]]] = deque([(start, 0, [])])
    seen = {(start, 0)}
    while waiting:
        here, shown, said = waiting.popleft()
        if places[here].end and shown == (1 << len(steps)) - 1:
            return said
        for reply in places[here].choices:
            then = shown
            for name in reply.shows:
                then |= bit[name]
            if (reply.to, then) not in seen:
                seen.add((reply.to, then))
                waiting.append((reply.to, then, [*said, reply.id]))
    return None


def check_talk(steps: Sequence[ObservedStep], start: str, nodes: Sequence[Place]) -> None:
    """Refuse a talk that nobody could go through, in the author's words.

    Raises
    ------
    ValueError
        When an id stands twice or is not there, a place is never reached, a place has no way to an end, a step is
        shown by no reply, or no one talk can show every step.
    """
    ids, names = [node.id for node in nodes], [step.id for step in steps]
    unique("steps", names)
    unique("nodes", ids)
    unique("choices", [reply.id for node in nodes for reply in node.choices])
    within("start", [start], ids)
    for node in nodes:
        for reply in node.choices:
            within(f"nodes, {node.id}, {reply.id}: 'to'", [reply.to], ids)
            within(f"nodes, {node.id}, {reply.id}: 'shows'", reply.shows, names)
            within(f"nodes, {node.id}, {reply.id}: 'misses'", list(reply.misses), names)
            both = sorted(set(reply.shows) & set(reply.misses))
            if both:
                raise ValueError(f"nodes, {node.id}, {reply.id}: shows and misses {', '.join(both)} at once")
    leads = {node.id: [reply.to for reply in node.choices] for node in nodes}
    if not leads[start]:
        raise ValueError("start: the talk is over before it begins; the first place needs choices")
    lost = [name for name in ids if name not in _reached(start, leads)]
    if lost:
        raise ValueError(f"nodes: nothing leads to {', '.join(lost)}")
    ends = {node.id for node in nodes if node.end}
    stuck = [name for name in ids if not _reached(name, leads) & ends]
    if stuck:
        raise ValueError(f"nodes: from {', '.join(stuck)} no way leads to an end; give one a reply that gets on")
    shown = {name for node in nodes for reply in node.choices for name in reply.shows}
    never = [name for name in names if name not in shown]
    if never:
        raise ValueError(f"steps: no reply shows {', '.join(never)}")
    if full_talk(names, start, nodes) is None:
        raise ValueError("steps: each is shown somewhere, but no one talk can show them all; lead the ways together")


@dataclass(frozen=True)
class Walk:
    """The way that an answer takes through a talk.

    Attributes
    ----------
    turns
        For each reply, the place where it was given and the reply itself.
    here
        The place where the talk stands now.
    """

    turns: list[tuple[Mapping[str, Any], Mapping[str, Any]]]
    here: Mapping[str, Any]

    @property
    def ended(self) -> bool:
        """Whether the talk came to an end."""
        return bool(self.here.get("end"))


def walk(item: Mapping[str, Any], value: Any) -> Walk | None:
    """Follow an answer through a talk.

    Parameters
    ----------
    item
        The item, released or whole.
    value
        The answer; anything at all may be given.

    Returns
    -------
    Walk or None
        ``None`` when the answer is no way through this talk.
    """
    if not isinstance(value, list):
        return None
    places = {node["id"]: node for node in item["nodes"]}
    here = places[item["start"]]
    turns = []
    for name in value:
        reply = next((one for one in here.get("choices") or [] if one["id"] == name), None)
        if reply is None:
            return None
        turns.append((here, reply))
        here = places[reply["to"]]
    return Walk(turns, here)


def quoted(words: str) -> str:
    """Words in quotation marks; an author may have put some there already."""
    return words if words.startswith(('"', "“")) else f"“{words}”"

"""Scoring: pure functions from an item and an answer to points and reasons.

Each rule's docstring defines its partial credit. The page's own scorer follows the same rules; both are held to
one table of test vectors. Points are rounded to four decimals, halves up, so that both agree to the last digit.
An answer that is missing, empty or of the wrong shape earns nothing and is never an error: it is the learner's.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from qmslib._common.numbers import parse_number
from qmslib.course.items import (
    Account,
    ChooseMany,
    ChooseOne,
    Classify,
    Dialogue,
    Form,
    Item,
    Match,
    Number,
    Order,
)
from qmslib.course.talks import quoted, walk

Verdict = Literal["right", "wrong", "missed", "unanswered"]


@dataclass(frozen=True)
class Part:
    """What is said of one option, step, stem or check.

    Attributes
    ----------
    id
        Id of the option, step, stem or check; ``answer`` for a number.
    verdict
        ``right`` (chosen and right), ``wrong`` (chosen and wrong), ``missed`` (right and not chosen), or
        ``unanswered``. Of a step in a talk: ``right`` (shown), ``wrong`` (missed and not shown later), ``missed``
        (the talk never came to it).
    text
        Why, in the author's words.
    """

    id: str
    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Score:
    """The result for one item.

    Attributes
    ----------
    points
        Points earned, from 0 to `max`; ``None`` for a written account, which a person judges.
    max
        Points of the item.
    answered
        Whether there was an answer of the right shape.
    right
        Whether it earned every point.
    parts
        Reasons, part by part.
    advice
        For a written account: what a machine can notice. It advises and never decides.
    """

    points: float | None
    max: float
    answered: bool
    right: bool
    parts: list[Part] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def round_points(points: float) -> float:
    """Round to four decimals, halves up (``floor(10000 x + 0.5) / 10000``), the same in every language."""
    return math.floor(points * 10000 + 0.5) / 10000


def _score(item: Item, share: float, answered: bool, parts: list[Part]) -> Score:
    points = round_points(item.points * share)
    return Score(points, float(item.points), answered, answered and share == 1, parts)


def score_choose_one(item: ChooseOne, value: Any) -> Score:
    """``all_or_nothing``: every point for the right option, none otherwise."""
    chosen = next((option for option in item.options if option.id == value), None)
    if chosen is None:
        return _score(item, 0, False, [])
    if chosen.id == item.key:
        return _score(item, 1, True, [Part(chosen.id, "right", chosen.feedback)])
    right = next(option for option in item.options if option.id == item.key)
    return _score(
        item,
        0,
        True,
        [Part(chosen.id, "wrong", chosen.feedback), Part(right.id, "missed", right.missed or "")],
    )


def score_choose_many(item: ChooseMany, value: Any) -> Score:
    """``net_correct``: (right ones chosen − wrong ones chosen) / right ones there are, not below 0.

    ``all_or_nothing``: every point when exactly the right ones are chosen. Repeated and unknown ids do not count.
    """
    ids = {option.id for option in item.options}
    chosen = {entry for entry in value if isinstance(entry, str)} & ids if isinstance(value, list) else set()
    key = set(item.key)
    parts = []
    for option in item.options:
        if option.id in chosen:
            parts.append(Part(option.id, "right" if option.id in key else "wrong", option.feedback))
        elif option.id in key and chosen:
            parts.append(Part(option.id, "missed", option.missed or ""))
    if item.scoring == "all_or_nothing":
        share: float = 1 if chosen == key else 0
    else:
        share = max(0, len(chosen & key) - len(chosen - key)) / len(key)
    return _score(item, share, bool(chosen), parts)


def longest_run(answer: list[str], order: list[str]) -> list[str]:
    """The longest set of steps that stand in `answer` in the same relative order as in `order`.

    Of several equally long ones, the one found by patience sorting is given; its length is the same for all.
    """
    place = {step: number for number, step in enumerate(order)}
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    numbers = [place[step] for step in answer]
    for index, number in enumerate(numbers):
        length = bisect_left(ends, number)
        if length == len(ends):
            ends.append(number)
            last.append(index)
        else:
            ends[length] = number
            last[length] = index
        before.append(last[length - 1] if length else -1)
    run: list[str] = []
    index = last[-1] if last else -1
    while index >= 0:
        run.append(answer[index])
        index = before[index]
    return run[::-1]


def score_order(item: Order, value: Any) -> Score:
    """``longest_run``: (L − 1) / (n − 1), where L is the longest set of steps in right relative order.

    The best of all right orders counts; n is the number of steps, so a full reversal earns nothing.
    ``all_or_nothing``: every point for one of the right orders. The answer must name each step once.
    """
    ids = [step.id for step in item.steps]
    if (
        not isinstance(value, list)
        or not all(isinstance(entry, str) for entry in value)
        or sorted(value) != sorted(ids)
    ):
        return _score(item, 0, False, [])
    best: list[str] = []
    for order in item.orders:
        run = longest_run(value, order)
        if len(run) > len(best):
            best = run
    kept = set(best)
    texts = {step.id: step.feedback for step in item.steps}
    parts = [Part(entry, "right" if entry in kept else "wrong", texts[entry]) for entry in value]
    if item.scoring == "all_or_nothing":
        share: float = 1 if len(best) == len(ids) else 0
    else:
        share = (len(best) - 1) / (len(ids) - 1)
    return _score(item, share, True, parts)


def score_pairs(item: Match | Classify, value: Any) -> Score:
    """``share_right``: stems with the right option / all stems. ``all_or_nothing``: every stem must be right.

    In matching an option serves one stem; where an answer uses one twice, each stem is still judged on its own.
    A wrong choice is told what its option covers, then why the stem belongs elsewhere.
    """
    answer = value if isinstance(value, dict) else {}
    covers = {option.id: option for option in item.options}
    parts, right = [], 0
    answered = False
    for stem in item.stems:
        chosen = answer.get(stem.id)
        if not isinstance(chosen, str) or chosen not in covers:
            parts.append(Part(stem.id, "unanswered", stem.feedback))
            continue
        answered = True
        if chosen == item.key[stem.id]:
            right += 1
            parts.append(Part(stem.id, "right", stem.feedback))
        else:
            parts.append(Part(stem.id, "wrong", f"{covers[chosen].feedback} {stem.feedback}"))
    if not answered:
        return _score(item, 0, False, [])
    share = right / len(item.stems)
    if item.scoring == "all_or_nothing":
        share = 1 if right == len(item.stems) else 0
    return _score(item, share, True, parts)


#: Room for binary fractions: 0.1 + 0.2 is within a tolerance of 0 of 0.3.
_SLACK = 1e-9


def score_number(item: Number, value: Any) -> Score:
    """``within_tolerance``: every point when the number is at most the tolerance away from the key."""
    number = parse_number(value)
    if number is None:
        return _score(item, 0, False, [])
    if abs(number - item.key.value) <= item.key.tolerance + _SLACK:
        return _score(item, 1, True, [Part("answer", "right", item.feedback.right)])
    for mistake in item.mistakes:
        if abs(number - mistake.value) <= mistake.tolerance + _SLACK:
            return _score(item, 0, True, [Part("answer", "wrong", mistake.feedback)])
    return _score(item, 0, True, [Part("answer", "wrong", item.feedback.wrong)])


class _Same:
    """An item as a key: this very one, since comparing two field by field would take longer than what it saves."""

    __slots__ = ("item",)

    def __init__(self, item: Form | Dialogue) -> None:
        self.item = item

    def __hash__(self) -> int:
        return id(self.item)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.item is self.item


@lru_cache(maxsize=1000)
def _plain(same: _Same) -> dict[str, Any]:
    """An item as plain data, made once for all its answers; nobody changes it."""
    return same.item.model_dump(mode="json")


def score_dialogue(item: Dialogue, value: Any) -> Score:
    """``observed``: steps shown / steps on the observation sheet.

    A step that one reply missed and a later one shows counts; so does one that was shown and missed later. A talk
    that did not come to an end, or an answer that is no way through the talk, earns nothing.
    """
    way = walk(_plain(_Same(item)), value)
    if way is None or not way.ended:
        return _score(item, 0, False, [])
    shown: dict[str, str] = {}
    slips: dict[str, str] = {}
    late: set[str] = set()
    for _, reply in way.turns:
        for step, why in reply["misses"].items():
            slips.setdefault(step, why)
        for step in reply["shows"]:
            if step not in shown and step in slips:
                late.add(step)
            shown.setdefault(step, reply["text"])
    parts = []
    for step in item.steps:
        if step.id in shown:
            said = f"You said: {quoted(shown[step.id])}"
            parts.append(
                Part(
                    step.id, "right", f"{said} You had missed it first: {slips[step.id]}" if step.id in late else said
                )
            )
        elif step.id in slips:
            parts.append(Part(step.id, "wrong", slips[step.id]))
        else:
            parts.append(Part(step.id, "missed", "Your talk never came to this."))
    return _score(item, len(shown) / len(item.steps), True, parts)


def is_blank(value: Any) -> bool:
    """Whether a document has no text in any field."""
    if isinstance(value, dict):
        return all(is_blank(entry) for entry in value.values())
    if isinstance(value, list):
        return all(is_blank(entry) for entry in value)
    return value is None or not str(value).strip()


def score_form(item: Form, value: Any, on: date | None = None) -> Score:
    """``checks_passed``: checks that hold / checks there are. A blank document passes none.

    `on` is the day on which dates are judged: the day the answer was saved, so that marking later changes nothing.
    """
    if not isinstance(value, dict | list) or is_blank(value):
        return _score(item, 0, False, [])
    if isinstance(value, list) and item.table is not None and len(value) > item.table.max:
        return _score(item, 0, False, [])  # the form has no more rows than that: this was not typed there
    # Imported here: choices and numbers need none of the domain behind the checks.
    from qmslib.course.checks import run_checks

    today = (on or date.today()).isoformat()
    results = run_checks(_plain(_Same(item)), value, today)
    parts = [Part(result.id, "right" if result.passed else "wrong", result.text) for result in results]
    share = sum(result.passed for result in results) / len(results) if results else 1
    return _score(item, share, True, parts)


def count_words(text: str) -> int:
    """Words of a text: runs of letters or digits, with apostrophes and hyphens inside."""
    return len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text))


def score_account(item: Account, value: Any) -> Score:
    """``judged``: no points here. The advice says what seems to be missing, for a person to weigh."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return Score(None, float(item.points), False, False)
    advice = []
    words = count_words(text)
    if words < item.min_words:
        advice.append(f"{words} words; at least {item.min_words} were asked for.")
    folded = " ".join(text.casefold().split())
    for point in item.required_points:
        if point.signs and not any(" ".join(sign.casefold().split()) in folded for sign in point.signs):
            advice.append(f"No sign was found of: {point.text}")
    return Score(None, float(item.points), True, False, [], advice)


def score(item: Item, value: Any, on: date | None = None) -> Score:
    """Score an answer by the item's own rule.

    Parameters
    ----------
    item
        The item with its key.
    value
        The answer, as it came from a page: text, list or mapping (see each kind). Anything at all may be given.
    on
        The day on which a document's dates are judged; today by default.
    """
    if isinstance(item, ChooseOne):
        return score_choose_one(item, value)
    if isinstance(item, ChooseMany):
        return score_choose_many(item, value)
    if isinstance(item, Order):
        return score_order(item, value)
    if isinstance(item, Match | Classify):
        return score_pairs(item, value)
    if isinstance(item, Number):
        return score_number(item, value)
    if isinstance(item, Dialogue):
        return score_dialogue(item, value)
    if isinstance(item, Form):
        return score_form(item, value, on)
    return score_account(item, value)

"""What is wrong with the answers that a question offers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qmslib._common.words import fold
from qmslib.feedback.asking.wording import first_of, word_lists

_RANGE = re.compile(r"^\D*(\d+(?:\.\d+)?)\s*(?:-|to)\s*(\d+(?:\.\d+)?)\D*$")


def substantive(options: Sequence[str]) -> list[str]:
    """The answers without "not applicable" and its like."""
    return [option for option in options if not offers_none(option)]


def offers_none(option: str) -> bool:
    """Whether an answer says "this does not concern me" or "I cannot say"."""
    return bool(first_of("not_applicable", option))


def unlabelled(options: Sequence[str]) -> str:
    """The scale, if its ends have numbers and no words."""
    scale = substantive(options)
    if len(scale) > 2 and all(re.fullmatch(r"[\d\s.]+", option) for option in (scale[0], scale[-1])):
        return f"{scale[0]} … {scale[-1]}"
    return ""


def _side(label: str) -> int:
    plain = fold(label)
    if re.search(r"\b(?:neither|neutral|undecided|average|mixed|so-so|ok|okay|about right)\b", plain):
        return 0
    if first_of("negative_labels", plain):
        return -1
    return 1 if first_of("positive_labels", plain) else 0


def unbalanced(options: Sequence[str]) -> str:
    """How many answers lean each way, if the sides differ."""
    scale = substantive(options)
    starts = {fold(scale[0]), fold(scale[-1])} if scale else set()
    # A scale from nothing to much has one direction and cannot lean.
    if any(start.startswith(word) for start in starts for word in word_lists()["one_sided_starts"]):
        return ""
    sides = [_side(label) for label in scale]
    good, poor = sides.count(1), sides.count(-1)
    if good + poor < 2 or len(scale) < 3 or good == poor:
        return ""
    return f"{good} good, {poor} bad"


def vague(options: Sequence[str]) -> str:
    """A word of frequency that everybody counts differently."""
    return next((word for option in options if (word := first_of("vague", option))), "")


def overlapping(options: Sequence[str]) -> str:
    """Two ranges of numbers that share a number."""
    spans = [(float(m[1]), float(m[2]), option) for option in options if (m := _RANGE.match(fold(option)))]
    for (_, end, one), (start, _, other) in pairwise(spans):
        if start <= end:
            return f"{one} / {other}"
    return ""

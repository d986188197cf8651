"""The effect in the service's own terms, and the decision that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from qmslib._common.estimates import Estimate
from qmslib._common.findings import module_texts
from qmslib._common.numbers import say_number
from qmslib.improvement.comparing._measures import Measured

texts = module_texts(__file__.replace("_words", "compare"))
_DIRECTIONS = {
    "proportion": ("fewer", "more"),
    "times": ("less", "longer"),
    "scores": ("lower", "higher"),
    "counts": ("fewer", "more"),
}


@dataclass(frozen=True)
class Wording:
    """How the service speaks of its cases."""

    kind: str
    event: str
    item: str
    unit: str
    period: str
    volume: float | None


def figure(value: float) -> str:
    """A size for reading, with as many places as it deserves."""
    size = abs(value)
    return say_number(size, 0 if size >= 20 else 1 if size >= 1 else 2 if size >= 0.1 else 4)


def _directed(value: float, wording: Wording) -> str:
    less, more = _DIRECTIONS[wording.kind]
    unit = f" {wording.unit}" if wording.unit and wording.kind in ("times", "scores") else ""
    if figure(value) == "0":
        return f"0{unit}"
    return f"{figure(value)}{unit} {texts.say(less if value < 0 else more)}"


def _range(low: float | None, high: float | None, wording: Wording) -> str:
    if low is None or high is None:
        return ""
    if low < 0 < high:
        return texts.say("range_cross", low=_directed(low, wording), high=_directed(high, wording))
    near, far = sorted((low, high), key=abs)
    return texts.say("range_same", low=figure(near), high=_directed(far, wording))


def effect(measures: dict[str, Measured], wording: Wording) -> str:
    """The change as a person in the service would say it."""
    change, kind = measures["change"].estimate, wording.kind
    assert change.value is not None
    base = 1
    if kind == "proportion":
        biggest = max(abs(end) for end in (change.value, change.low or 0.0, change.high or 0.0))
        base = 100 if biggest >= 0.01 or not biggest else 1000
    scaled = [None if end is None else end * base for end in (change.value, change.low, change.high)]
    size = scaled[0] or 0.0
    amount = _directed(size, wording) if figure(size) != "0" else texts.say(f"no_{kind}")
    ends = _range(scaled[1], scaled[2], wording)
    key = f"effect_{kind}"
    slots: dict[str, object] = {"amount": amount, "range": ends, "volume": _volume(measures, wording)}
    if kind == "proportion":
        slots |= {"item": wording.item, "event": wording.event, "base": f"{base:,}"}
    elif kind == "counts":
        slots |= {"item": wording.item, "period": wording.period, "percent": _percent(measures)}
    elif kind == "times":
        pairs = measures.get("superiority")
        if pairs is None or pairs.estimate.value is None:
            key = "effect_times_paired"
        else:
            slots["pairs"] = round(100 * pairs.estimate.value)
    elif change.method != "welch t" and change.method != "paired t":
        key = "effect_typical"
    return texts.say(key, **slots)


def _percent(measures: dict[str, Measured]) -> str:
    ratio = measures["ratio"].estimate.value if "ratio" in measures else None
    if ratio is None or figure(100 * (ratio - 1)) == "0":
        return ""
    return texts.say("percent", n=figure(100 * (ratio - 1)), word=texts.say("fewer" if ratio < 1 else "more"))


def _volume(measures: dict[str, Measured], wording: Wording) -> str:
    if wording.volume is None or wording.kind == "scores":
        return ""
    # Totals follow the mean: the typical case times the number of cases is not the sum.
    name = "mean change" if wording.kind == "times" else "change"
    value = measures[name].estimate.value
    if value is None:
        return ""
    month = value * wording.volume
    less, more = _DIRECTIONS[wording.kind]
    word = texts.say(less if month < 0 else more)
    if wording.kind == "times":
        unit = f" {wording.unit}" if wording.unit else ""
        return texts.say("volume_time", n=say_number(abs(month), 0), unit=unit, word=word)
    return texts.say("volume_cases", n=say_number(abs(month), 0), word=word)


def judge(
    change: Estimate, better: str, worthwhile: float, *, safe: bool, after_moves: bool, wide: bool, asked: bool
) -> tuple[str, tuple[str, ...]]:
    """The verdict and its reasons.

    `wide`: a wider interval that allows for overdispersion holds no change. `asked`: somebody set `worthwhile`; the
    default only tells an unclear result from a nil one, and never turns down a clear gain.
    """
    shown = figure(worthwhile * (100 if change.unit == "%" else 1)) + (" in 100" if change.unit == "%" else "")
    low, high = change.low, change.high
    if not safe:
        return "not safe to compare", (texts.say("reason_unsafe"),)
    if low is None or high is None:
        return "too early", (texts.say("reason_no_interval"),)
    # From here on up is better.
    worst, best = (-high, -low) if better == "lower" else (low, high)
    if best < 0:
        return "redo", (texts.say("reason_worse"),)
    if worst > 0 and wide:
        return "too early", (texts.say("reason_overdispersed"),)
    if worst > 0 and after_moves:
        return "too early", (texts.say("reason_better"), texts.say("reason_after_moves"))
    if worst > 0 and (best >= worthwhile or not asked):
        return "keep", (texts.say("reason_better"),)
    if best < worthwhile:
        return "redo", (texts.say("reason_slight", worthwhile=shown),)
    return "too early", (texts.say("reason_wide", worthwhile=shown),)

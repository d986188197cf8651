"""Drawing a fishbone so that its words can be read."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from qmslib._common.plots import INK
from qmslib._common.words import filled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qmslib.improvement.causes.bones import Fishbone

_WIDTH = 28  # letters in a line of a cause
_PITCH = 3.1  # inches from bone to bone
_SLANT = 0.75
_HEAD = 2.3
_LINE = 0.175  # inches for a line of text


def _lines(fish: Fishbone, bone: str) -> list[tuple[str, bool]]:
    """The lines on one bone, and whether each starts a cause."""
    lines: list[tuple[str, bool]] = []
    for cause, beneath in fish.on(bone):
        parts = wrap(cause.cause + fish.marks(cause), _WIDTH)
        lines += [(part, place == 0) for place, part in enumerate(parts)]
        for sub in beneath:
            parts = wrap(sub.cause + fish.marks(sub), _WIDTH - 3)
            lines += [("– " + part if place == 0 else "   " + part, False) for place, part in enumerate(parts)]
    return lines


def _longest(fish: Fishbone) -> int:
    return max([len(_lines(fish, bone)) for bone in fish.bones] or [1], default=1)


def size(fish: Fishbone) -> tuple[float, float]:
    """Inches that the words need."""
    pairs = max(1, (len(fish.bones) + 1) // 2)
    return pairs * _PITCH + _HEAD + 0.4, (2 * (_longest(fish) + 3.2)) * _LINE + 0.9


def draw(fish: Fishbone, axes: Axes) -> None:
    """The spine, the head, the bones by turns above and below, and their causes."""
    pairs = max(1, (len(fish.bones) + 1) // 2)
    reach = _longest(fish) + 1.6
    end = pairs * _PITCH
    axes.set_axis_off()
    axes.set_xlim(-0.35, end + _HEAD)
    axes.set_ylim(-reach - 1.6, reach + 1.6)
    axes.plot([0, end + 0.2], [0, 0], color=INK["text"], linewidth=3)
    axes.plot([end + 0.2], [0], marker=">", color=INK["text"], markersize=12)
    axes.text(end + 0.38, 0, "\n".join(wrap(fish.problem, 24) or ["–"]), va="center", weight="bold", fontsize=10,
              bbox={"boxstyle": "round,pad=0.4", "facecolor": "none", "edgecolor": INK["signal"]})  # fmt: skip
    for place, bone in enumerate(fish.bones):
        side = 1 if place % 2 == 0 else -1
        joint = (place // 2 + 1) * _PITCH - 0.1
        axes.plot([joint - _SLANT, joint], [side * reach, 0], color=INK["line"], linewidth=2)
        axes.text(joint - _SLANT, side * (reach + 0.8), "\n".join(wrap(bone, 26)), ha="center", va="center",
                  weight="bold", fontsize=10, color=INK["line"])  # fmt: skip
        lines = _lines(fish, bone)
        for step, (text, starts) in enumerate(lines):
            # Read from top to bottom on both sides of the spine.
            height = reach - 1 - step if side > 0 else -0.9 - step
            edge = joint - _SLANT * abs(height) / reach
            axes.text(edge - 0.16, height, text, ha="right", va="center", fontsize=8.5, color=INK["text"])
            if starts:
                axes.plot([edge - 0.13, edge], [height, height], color=INK["soft"], linewidth=1)
    if any(not filled(cause.evidence) for cause in fish.causes):
        from qmslib.improvement.causes.bones import texts

        axes.text(end + _HEAD, -reach - 1.2, texts.say("legend"), ha="right", fontsize=8.5, color=INK["soft"])

"""Text of other people as it may be shown: every sign that hides, or that turns the order round, can be seen."""

from __future__ import annotations

import re

#: Controls, halves of a pair, and code points that are no character: HTML has no place for them.
NO_SIGN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
#: Marks of direction make a line read otherwise than it runs; tags (U+E0000 …) are text that nobody sees.
HIDING = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")


def visible(text: str) -> str:
    """Return `text` with one kind of line end, and nothing in it that works without being seen.

    Marks of direction are written out, as in ``[U+202E]``; signs that cannot be shown become ``\\ufffd``.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return NO_SIGN.sub("\ufffd", HIDING.sub(lambda found: f"[U+{ord(found[0]):04X}]", lines))

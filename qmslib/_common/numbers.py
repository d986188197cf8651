"""Numbers as people type and read them: the same rules here and in the pages' JavaScript."""

from __future__ import annotations

import math
import re

LARGEST = 1e12  # beyond this a typed number is a slip of the finger, and floats stop being exact
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)")


def parse_number(text: object) -> float | None:
    """Read a number as a person types it.

    Takes ``"1,234.5"``, ``"£12"``, ``"12 %"``, spaces anywhere, a unit after it (``"2 days"``), a real number. A
    comma must stand before three digits, so ``"12,5"`` is not read as 125.

    Returns
    -------
    float or None
        None when it is not one number, is not finite or is beyond a million million.
    """
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, (int, float)):
        return float(text) if abs(text) <= LARGEST else None
    if not isinstance(text, str):
        return None
    bare = re.sub(r"[ \t\r\n\u00a0\u2009\u202f]+", "", text).replace("\u2212", "-")
    bare = re.sub(r"^([+-]?)[£$€¥]", r"\1", bare)
    bare = re.sub(r"(?:%|[hd]|[A-Za-z]{2,})$", "", bare)  # a unit; but not 5k or 5m, which mean another number
    if not _NUMBER.fullmatch(bare):
        return None
    value = float(bare.replace(",", ""))
    return value if abs(value) <= LARGEST else None


def rounded(value: float, places: int = 0) -> float | int:
    """Round half away from zero, as people do by hand; a whole number comes back as an int."""
    scale = 10**places
    # The nudge keeps 1.005, stored as 1.00499…, on the side a person expects.
    whole = math.floor(abs(value) * scale + 0.5 + 1e-9)
    result = whole / scale
    if value < 0:
        result = -result
    return int(result) if result == math.floor(result) else result


def say_number(value: float, places: int = 2) -> str:
    """Write a number for reading: commas at thousands, no trailing noughts."""
    scale = 10**places
    whole = math.floor(abs(value) * scale + 0.5 + 1e-9)
    text = f"{whole // scale:,}"
    if places and whole % scale:
        text += "." + str(whole % scale).rjust(places, "0").rstrip("0")
    return "-" + text if value < 0 and whole else text


def say_money(value: float) -> str:
    """Write pounds: pence only when there are any."""
    text = say_number(abs(value), 2)
    if "." in text and len(text.split(".")[1]) == 1:
        text += "0"
    return ("-£" if value < 0 and text != "0" else "£") + text

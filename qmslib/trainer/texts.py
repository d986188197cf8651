"""The words of reports and feedback, kept apart from the code."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    loaded: dict[str, str] = json.loads((Path(__file__).parent / "texts.json").read_text(encoding="utf-8"))
    return loaded


def say(name: str, **values: object) -> str:
    """The text of this name, with its values put in."""
    return _texts()[name].format(**values)

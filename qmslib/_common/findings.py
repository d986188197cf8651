"""What a check found, and the texts it speaks with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_SLOT = re.compile(r"\{(\w+)(?:\?([^|{}]*)\|([^{}]*))?\}")


@dataclass(frozen=True)
class Finding:
    """One thing a check has to say.

    Attributes
    ----------
    level
        ``good``, ``info``, ``warn`` (look at it, or act at work) or ``bad`` (a fault to put right).
    text
        The finding, in words.
    row
        The row it is about, counted from 0, or None.
    field
        The column or field it is about, or None.
    """

    level: str
    text: str
    row: int | None = None
    field: str | None = None


class Texts:
    """Sentences kept apart from the code, in a JSON file of ``{topic: {key: text}}``.

    A text may hold ``{name}``, and ``{name?day|days}`` for a word that follows a number.
    """

    def __init__(self, file: Path) -> None:
        self.data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))

    @classmethod
    def of(cls, topic: str, file: Path) -> Texts:
        """The texts of one topic from a file that holds nothing else."""
        texts = cls(file)
        texts.data = {topic: texts.data}
        return texts

    def say(self, topic: str, key: str, **slots: object) -> str:
        """The text with its slots filled."""

        def fill(match: re.Match[str]) -> str:
            value = str(slots[match[1]])
            return value if match[2] is None else match[2] if value == "1" else match[3]

        return _SLOT.sub(fill, self.data[topic][key])

    def finding(
        self, level: str, topic: str, key: str, row: int | None = None, field: str | None = None, **slots: object
    ) -> Finding:
        """A finding in this file's words; one about a row says which."""
        text = self.say(topic, key, **slots)
        return Finding(level, text if row is None else f"Row {row + 1}: {text}", row, field)


class ModuleTexts:
    """The sentences of one module, from ``texts/<module>.json`` beside it: ``{key: text}``."""

    def __init__(self, module_file: str) -> None:
        module = Path(module_file)
        self._topic = module.stem
        self._texts = Texts.of(self._topic, module.parent / "texts" / f"{module.stem}.json")

    def say(self, key: str, **slots: object) -> str:
        """The text with its slots filled."""
        return self._texts.say(self._topic, key, **slots)

    def finding(
        self, level: str, key: str, row: int | None = None, field: str | None = None, **slots: object
    ) -> Finding:
        """A finding in this module's words; one about a row says which."""
        return self._texts.finding(level, self._topic, key, row, field, **slots)


@cache
def module_texts(module_file: str) -> ModuleTexts:
    """The sentences of a module: call it with ``__file__``."""
    return ModuleTexts(module_file)


@cache
def texts_beside(module_file: str) -> Texts:
    """The ``texts.json`` that lies beside a module."""
    return Texts(Path(module_file).with_name("texts.json"))


def join_words(items: list[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" {last} " + items[-1] if items else ""

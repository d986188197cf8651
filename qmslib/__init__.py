"""Internal customer service quality: a toolbox, and the course built on it.

The toolbox has one part for each topic: `standards`, `complaints`, `feedback`, `improvement`, `customers`, `system`
and `datasets`. Each is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_TOPICS = ("standards", "complaints", "feedback", "improvement", "customers", "system", "datasets")


def __getattr__(name: str) -> ModuleType:
    if name in _TOPICS:
        return import_module(f"qmslib.{name}")
    raise AttributeError(f"module 'qmslib' has no attribute {name!r}")


def __dir__() -> list[str]:
    return ["__version__", *_TOPICS]

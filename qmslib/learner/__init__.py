"""What a learner works with. Cells write, for example, ``from qmslib.learner import practice``.

Each name is loaded when it is first asked for, so that the parts without widgets start fast.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

__all__ = ["criteria_map", "explore", "form", "learning", "practice", "table_html"]

_HOMES = {
    "criteria_map": "qmslib.learner.criteria_map",
    "explore": "qmslib.learner.explore",
    "form": "qmslib.learner.form",
    "learning": "qmslib.learner.learning",
    "practice": "qmslib.learner.practice",
    "table_html": "qmslib.learner.tables",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Package(ModuleType):
    """Keeps a loaded module from taking the name of its function: ``form`` is the function, in whatever order."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

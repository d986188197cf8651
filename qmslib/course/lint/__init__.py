"""The course's own lint: what must hold between criteria, rows, chapters, items, exercises and what is shipped.

Each module of this folder is one family of rules: a generator of `Finding` from a course.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qmslib.course.lint.coverage import coverage
from qmslib.course.lint.files import files
from qmslib.course.lint.findings import Finding, guarded
from qmslib.course.lint.items import items
from qmslib.course.lint.lessons import lesson_rules
from qmslib.course.lint.lists import list_rules
from qmslib.course.lint.materials import materials
from qmslib.course.lint.models import models
from qmslib.course.lint.reading import reading
from qmslib.course.lint.secrets import shipped_secrets
from qmslib.course.lint.variants import variants
from qmslib.course.paths import Course

__all__ = ["RULES", "Finding", "lint"]

RULES: dict[str, Callable[[Course], Iterator[Finding]]] = {
    "files": files,
    "items": items,
    "lessons": lesson_rules,
    "reading": reading,
    "lists": list_rules,
    "coverage": coverage,
    "models": models,
    "materials": materials,
    "variants": variants,
    "secrets": shipped_secrets,
}


def lint(course: Course) -> list[Finding]:
    """All findings of all rules. A file that cannot be read is a finding, and the other rules go on."""
    found: list[Finding] = []
    for name, rule in RULES.items():
        for finding in guarded(name, rule, course):
            # The same broken file stops several rules; its reader's one sentence is enough.
            if not any(finding.text == other.text and finding.file == other.file for other in found):
                found.append(finding)
    return found

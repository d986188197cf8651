"""Code exercises: optional notebooks for those who like to program. They decide no criterion.

Such an exercise has no key file and no questions: its ``form.json`` says ``"code": true`` and holds only what the
start page shows. Its model solution and hidden tests stand in its notebook in ``solutions/``, between nbgrader's own
marks, and nbgrader takes them out of the release.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.paths import Course

#: What stands between these marks never leaves ``solutions/``.
SECRET_PARTS = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)


def is_code(form: Mapping[str, Any]) -> bool:
    """Whether a released exercise is a code exercise."""
    return form.get("code") is True


def _named(folder: Path) -> set[str]:
    found = set()
    for path in folder.glob("*/*.form.json"):
        try:
            form = read_json(path, limit=4_000_000)
        except CourseError:
            continue  # the rules on files name it
        if isinstance(form, dict) and is_code(form):
            found.add(path.parent.name)
    return found


def authored_code(course: Course) -> list[str]:
    """Names of the code exercises whose solutions are here."""
    return sorted(_named(course.solutions))


def code_exercises(course: Course) -> list[str]:
    """Names of all code exercises."""
    return sorted(_named(course.solutions) | _named(course.exercises))


def secret_lines(course: Course, exercise: str) -> set[str]:
    """The lines of a code exercise's model solution and hidden tests."""
    notebook = read_json(course.solutions / exercise / f"{exercise}.ipynb", limit=8_000_000)
    found: set[str] = set()
    for cell in notebook["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        for part in SECRET_PARTS.finditer(source):
            found |= {line.strip() for line in part[2].splitlines() if line.strip()}
    return found

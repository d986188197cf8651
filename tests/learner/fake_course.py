"""A small course for tests: two chapters, two released exercises, and helpers that answer them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qmslib.course.paths import Course
from qmslib.course.release import form_bytes
from qmslib.learner import store
from qmslib.learner.workspace import exercise_folder, open_exercise

FIRST, SECOND = "standards-4-1-identify", "standards-4-2-value"

CHAPTER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3}
---
(top)=
# Identify your standards

A **standard** is written. See [the value](4-2-value.md#why) and {term}`owner`.

```{note}
Ask before you search.
```

## Practise

```{code-cell} ipython3
:tags: [hide-input]
print("practice")
```

```{code-cell} ipython3
1 + 1
```
"""

ITEMS: list[dict[str, Any]] = [
    {
        "id": "std-41-a1",
        "kind": "choose_one",
        "criterion": "4.1",
        "rows": ["R001"],
        "title": "Which is a standard?",
        "prompt": "Choose one.",
        "points": 1,
        "options": [{"id": "a", "text": "A promise"}, {"id": "b", "text": "A written rule"}],
    },
    {
        "id": "std-41-a2",
        "kind": "number",
        "criterion": "4.1",
        "rows": ["R001"],
        "title": "How many days?",
        "prompt": "Type a number.",
        "points": 1,
        "unit": "days",
    },
    {
        "id": "std-41-a3",
        "kind": "account",
        "criterion": "4.1",
        "rows": ["R001"],
        "title": "Your own standards",
        "prompt": "Write.",
        "points": 2,
        "min_words": 5,
    },
]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def notebook(exercise: str) -> str:
    cells = [
        {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": "# The exercise"},
        {
            "cell_type": "code",
            "id": "form",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": f'from qmslib.learner import form\nform("{exercise}")',
        },
    ]
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def add_exercise(course: Course, name: str, title: str, chapter: str) -> None:
    form = {
        "format": 1,
        "exercise": name,
        "title": title,
        "criterion": "4.1",
        "chapter": chapter,
        "time": 60,
        "intro": "Answer.",
        "met_text": "All right.",
        "items": ITEMS,
        "declaration": True,
    }
    folder = course.exercises / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.form.json").write_bytes(form_bytes(form))
    write(folder / f"{name}.ipynb", notebook(name))


def make_course(root: Path) -> Course:
    write(root / "_config.yml", "title: Internal customer service quality\n")
    write(
        root / "book" / "_toc.yml",
        "format: jb-book\nroot: index\nparts:\n  - caption: Quality standards\n    chapters:\n"
        "      - file: standards/4-1-identify\n      - file: standards/4-2-value\n",
    )
    write(root / "book" / "index.md", "# Welcome\n")
    write(root / "book" / "standards" / "4-1-identify.md", CHAPTER)
    write(root / "book" / "standards" / "4-2-value.md", "# The value of standards\n\nWhy they matter.\n")
    course = Course(root)
    add_exercise(course, FIRST, "Identify the quality standards of your work", "standards/4-1-identify")
    add_exercise(course, SECOND, "Say why standards are worth it", "standards/4-2-value")
    return course


def answer(course: Course, exercise: str, *, complete: bool = True, declared: bool = True, choice: str = "b") -> None:
    """Answer as the form would."""
    open_exercise(course, exercise)
    folder = exercise_folder(course, exercise)
    there = store.load(exercise, folder)["answers"]
    values: dict[str, Any] = {"std-41-a1": choice, "std-41-a2": "10"}
    if complete:
        values["std-41-a3"] = "Our team has five written standards."
    store.save(exercise, folder, values, {item: there[item]["revision"] for item in values if item in there})
    if declared:
        declaration = {"own_work": True, "help": "none", "ai": "none"}
        before = store.load(exercise, folder)["declaration"]
        store.save_declaration(exercise, folder, declaration, before and before["at"])


def feedback(exercise: str = FIRST, attempt: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "exercise": exercise,
        "title": "Identify the quality standards of your work",
        "attempt": attempt,
        "learner": {"name": "Tom Ellis", "number": "te-7"},
        "status": "not_yet",
        "criterion": "4.1",
        "decided_by": "Priya Nair",
        "decided_at": "2026-11-21T10:00:00+00:00",
        "comment": "A good start.",
        "items": [
            {
                "id": "std-41-a1",
                "title": "Which is a standard?",
                "verdict": "not_yet",
                "points": 0,
                "max": 1,
                "comment": "Look at who decided it.",
                "reread": "standards/4-1-identify#top",
            }
        ],
        "next": "Read 4.1 again.",
        **changes,
    }

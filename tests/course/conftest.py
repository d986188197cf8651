from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib.course.paths import Course
from qmslib.course.release import form_bytes, release_exercise
from tests.course.examples import exercise, item


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_exercise(course: Course, data: dict[str, Any], model: dict[str, Any]) -> None:
    """Put an exercise's key, model and released form in place."""
    import json

    from qmslib.course.items import ExerciseFile

    name = data["exercise"]
    write(course.key_file(name), yaml.safe_dump(data, sort_keys=False))
    write(course.model_file(name), json.dumps(model))
    for folder in (course.solutions, course.exercises):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / f"{name}.form.json").write_bytes(
            form_bytes(release_exercise(ExerciseFile.model_validate(data)))
        )


PAGE = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3}
qms:
  criteria: ["4.1"]
  rows: [R001]
  time: 45
  questions: ["Where are our standards written?", "Who looks after each of them?"]
  objectives:
    - {criterion: "4.1", text: identify the standards of your work}
    - {criterion: "4.1", text: name an owner for each standard}
  key_points: [A standard is written., It has an owner., It is reviewed.]
---
# Identify

## Before you start

Time: 45 minutes. Where are our standards written? Who looks after each of them?
You will identify the standards of your work and name an owner for each standard.

## Practise

Try these; each tells you why, whatever you choose.

```{code-cell} ipython3
:tags: [hide-input]
from qmslib.learner import practice
practice(IDS)
```

## Key points

- A standard is written.
- It has an owner.
- It is reviewed.

## Evidence you can collect

A register of four standards with links, and a note of who keeps each.

## For the trainer

A discussion, an activity and a misconception, each with its time and its aim.
"""


@pytest.fixture
def small_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course of one page and one exercise in which everything holds, but that only 4.1 is looked at."""
    monkeypatch.delenv("QMS_COURSE", raising=False)
    course = Course(tmp_path)
    write(course.root / "_config.yml", "title: t\n")
    write(course.book / "_toc.yml", "format: jb-book\nroot: index\nchapters:\n- file: standards/4-1-identify\n")
    write(course.book / "index.md", "# Start\n")
    ids = [f"p-{number}" for number in range(10)]
    quoted = ", ".join(f'"{name}"' for name in ids)
    write(course.book / "standards/4-1-identify.md", PAGE.replace("IDS", quoted))
    practice = [item("choose_many", id=name, prompt=f"Which of these, {name}?", reread=None) for name in ids]
    practice = [{k: v for k, v in entry.items() if v is not None} for entry in practice]
    data = {"format": 1, "use": "practice", "chapter": "standards/4-1-identify", "items": practice}
    write(course.book / "standards/4-1-identify.items.yaml", yaml.safe_dump(data, sort_keys=False))
    write_exercise(
        course,
        exercise(met={"required": ["one"]}, items=[item("choose_one"), item("number", prompt="How many?")]),
        {
            "format": 1,
            "exercise": "example",
            "answers": {"one": "a", "number": "12.5"},
            "wrong": [
                {"name": "b", "item": "one", "value": "b", "points": 0},
                {"name": "c", "item": "one", "value": "c", "points": 0},
                {"name": "once", "item": "number", "value": "10", "points": 0},
                {"name": "far", "item": "number", "value": "99", "points": 0},
            ],
        },
    )
    return course

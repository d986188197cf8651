"""The notebook of an exercise, made from its items."""

from __future__ import annotations

import json
import re
from typing import Any

from qmslib.course.items import Account, ExerciseFile, Item
from qmslib.course.release import met_text

BEGIN, END = "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="
#: nbgrader shows the trainer's place for points to learners as well; they are not to write there.
WRITE_ABOVE = "*You write this account in the form above. Your trainer judges it here.*"

#: What follows the form belongs to marking; a learner who scrolls on should not look for work there.
FOR_THE_TRAINER = (
    "## For your trainer\n\nYour work ends above. The rest of this page is for marking: write nothing here."
)


def to_markdown(text: str) -> str:
    """Course text as Markdown: its own bold, emphasis and lists stay, every other sign stands for itself."""
    return "\n".join(_line(line) for line in text.strip().splitlines())


def _line(line: str) -> str:
    safe = re.sub(r"([\\`_\[\]<>$#|~!&])", r"\\\1", line.strip())
    # A number with a dot at the start would become a numbered list.
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", safe)


def _grader(name: str, *, points: float | None = None, task: bool = False) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "grade": points is not None and not task,
        "grade_id": name,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": task,
    }
    if points is not None:
        metadata["points"] = int(points) if points == int(points) else points
    return metadata


def _code(name: str, source: str, points: float | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"jupyter": {"source_hidden": True}, "nbgrader": _grader(name, points=points)},
        "outputs": [],
        "source": source,
    }


def _markdown(name: str, source: str, *, task: bool = False, points: float | None = None) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "id": name,
        "metadata": {"nbgrader": _grader(name, points=points, task=task)},
        "source": source,
    }


def _intro(exercise: ExerciseFile) -> str:
    return (
        f"# {to_markdown(exercise.title)}\n\n"
        f"Assessment criterion {exercise.criterion} · about {exercise.time} minutes\n\n"
        f"{to_markdown(exercise.intro)}\n\n{to_markdown(met_text(exercise))}"
    )


def _task(item: Account) -> str:
    points = "\n".join(f"- {to_markdown(point.text)}" for point in item.required_points)
    slips = "\n".join(f"- {to_markdown(text)}" for text in item.misconceptions)
    scheme = (
        f"**0, not yet:** {to_markdown(item.rubric.not_yet)}\n\n**1, partly:** {to_markdown(item.rubric.partly)}\n\n"
        f"**2, met:** {to_markdown(item.rubric.met)}\n\nThe account should have:\n\n{points}"
    )
    if slips:
        scheme += f"\n\nLook out for these misconceptions:\n\n{slips}"
    for words, samples in (
        ("0, not yet", item.samples.not_yet),
        ("1, partly", item.samples.partly),
        ("2, met", item.samples.met),
    ):
        for sample in samples:
            scheme += f"\n\n**A sample of {words}:**\n\n{_quoted(sample)}"
    head = f"### {to_markdown(item.title)}\n\n{WRITE_ABOVE}\n\n{to_markdown(item.prompt)}"
    return f"{head}\n\n{BEGIN}\n\n{scheme}\n\n{END}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in to_markdown(text).split("\n"))


def form_source(exercise: str) -> str:
    """What the cell with the form does."""
    return f'from qmslib.learner import form\n\nform("{exercise}")'


def item_source(exercise: str, item: Item) -> str:
    """What an item's cell of code does: mark it, or show the account for a person to judge."""
    call = "answer" if isinstance(item, Account) else "mark"
    return f'from qmslib.trainer.cells import {call}\n\n{call}("{exercise}", "{item.id}")'


def _cells(exercise: str, item: Item) -> list[dict[str, Any]]:
    source = item_source(exercise, item)
    if isinstance(item, Account):
        return [
            _code(f"{item.id}_text", source),
            _markdown(item.id, _task(item), task=True, points=item.points),
        ]
    return [_code(item.id, source, item.points)]


def exercise_notebook(exercise: ExerciseFile) -> dict[str, Any]:
    """The source notebook: introduction, form, a heading for the trainer, and a locked cell or two for each item.

    Cell ids are fixed (with an underscore where they are no item's, whose ids have none), so that the same items
    always give the same bytes. Only the written accounts' rubrics stand in it, inside nbgrader's mark
    scheme; keys stay in the key file.
    """
    cells = [
        _markdown("exercise_intro", _intro(exercise)),
        _code("exercise_form", form_source(exercise.exercise)),
        _markdown("exercise_marking", FOR_THE_TRAINER),
    ]
    for item in exercise.items:
        cells += _cells(exercise.exercise, item)
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def notebook_bytes(notebook: dict[str, Any]) -> bytes:
    """The exact bytes of a notebook file, as nbformat writes them."""
    split = {**notebook, "cells": [{**cell, "source": _lines(cell["source"])} for cell in notebook["cells"]]}
    return (json.dumps(split, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)

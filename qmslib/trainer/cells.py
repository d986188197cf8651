"""What the locked cells of an exercise's notebook call.

Grade cells call `mark`, cells with a written account call `answer`. Neither raises nor writes to the error stream:
nbgrader takes either for a failed test and gives no points. Neither shows anything of the key.
"""

from __future__ import annotations

import os
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.answers import AnswersFile, blank_answers, read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.copied import pages_text
from qmslib.course.drawn import drawn
from qmslib.course.items import ExerciseFile, Item
from qmslib.course.paths import Course
from qmslib.course.scoring import is_blank
from qmslib.trainer.item_html import ItemView, unread


def _show(text: str) -> None:
    from IPython.display import HTML, display

    display(HTML(unread(text)))  # type: ignore[no-untyped-call]


def _answers(exercise: str) -> tuple[AnswersFile, str]:
    """The answers beside the notebook, and what is wrong with them."""
    path = Path.cwd() / f"{exercise}.answers.json"
    if not path.is_file():
        return blank_answers(exercise), "There is no answers file."
    try:
        return read_answers(path, exercise), ""
    except CourseError as error:
        return blank_answers(exercise), f"The answers could not be read: {error.problem}."


def _complete(exercise: str, item_id: str) -> float:
    """For the Validate button: full points for an answer of any kind, none for a missing one. It needs no key."""
    form = read_json(Path.cwd() / f"{exercise}.form.json", limit=4_000_000)
    item = next(entry for entry in form["items"] if entry["id"] == item_id)
    answers, problem = _answers(exercise)
    if is_blank(answers.value(item_id)):
        print(f"Not answered yet: {item['title']}. {problem}".strip())
        return 0.0
    return float(item["points"])


def _asked(exercise: str, item_id: str) -> tuple[Item, AnswersFile, str]:
    """The item in the learner's variant, with its key; the answers; and what is wrong with them."""
    answers, problem = _answers(exercise)
    # The folder is `autograded/<learner>/<exercise>/`, for stock nbgrader as for our own marking.
    found = drawn(load(Course.find(), exercise), answers, Path.cwd().parent.name)
    return found.exercise.item(item_id), answers, problem


def _marked(exercise: str, item_id: str) -> float:
    item, answers, problem = _asked(exercise, item_id)
    shown, points = ItemView(item).marked(answers.value(item_id), answers.day(item_id), problem)
    _show(shown)
    return points


def mark(exercise: str, item_id: str) -> float | None:
    """Show the answer to an item and return its points; the last line of a grade cell.

    Parameters
    ----------
    exercise
        The exercise's name. Its answers are those in the folder the notebook runs in.
    item_id
        The item. Its key is read from ``solutions/`` of the course that ``QMS_COURSE`` names.

    Returns
    -------
    float or None
        Points; 0.0 for an answer that is missing or damaged. ``None`` when the notebook is not being marked, so
        that a learner who runs the cell sees nothing.
    """
    step = os.environ.get("NBGRADER_EXECUTION")
    if not step:
        return None
    try:
        return _complete(exercise, item_id) if step == "validate" else _marked(exercise, item_id)
    except Exception as error:
        # A grade cell that raises says nothing to the trainer, so every failure becomes a sentence and no points.
        print(f"This item could not be marked: {_words(error)}")
        return 0.0


def pages_of(exercise: ExerciseFile, item: Item) -> list[str]:
    """The pages that a learner reads for an item."""
    return [exercise.chapter, item.reread or ""]


def answer(exercise: str, item_id: str) -> None:
    """Show a written account, escaped, with what a machine can say of it; a person judges it in the next cell."""
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        return
    try:
        item, answers, problem = _asked(exercise, item_id)
        pages = pages_text(Course.find(), pages_of(load(Course.find(), exercise), item))
        _show(ItemView(item).account(answers.value(item_id), pages, problem))
    except Exception as error:
        # As in `mark`: the rest of the notebook must still be shown.
        print(f"This account could not be shown: {_words(error)}")


def _words(error: Exception) -> str:
    text = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
    return text.encode("utf-8", "replace").decode("utf-8")[:500]

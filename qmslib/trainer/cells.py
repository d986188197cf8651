"""What the locked cells of an exercise's notebook call.

Grade cells call `mark`, cells with a written account call `answer`. Neither raises nor writes to the error stream:
nbgrader takes either for a failed test and gives no points. Neither shows anything of the key.
"""

from __future__ import annotations

import html
import os
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.answers import AnswersFile, blank_answers, read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.copied import copied_advice, copied_run, pages_text
from qmslib.course.drawn import drawn
from qmslib.course.items import Item
from qmslib.course.material_html import material_html
from qmslib.course.own_example import ADVICE as ADVICE_OWN, own_example
from qmslib.course.paths import Course
from qmslib.course.release import release_item
from qmslib.course.scoring import count_words, is_blank, score
from qmslib.trainer.answer_html import answer_html, escaped

#: Begins what only the trainer sees: it tells what the rubric asks for.
ADVICE = '<div class="qms-advice">'


def _show(text: str) -> None:
    # Pages of marked work load MathJax, which would read a learner's "$…$" as formulas: those can hold links that
    # run scripts, in the trainer's own JupyterLab. These two classes keep it out, whatever its version.
    from IPython.display import HTML, display

    display(HTML(f'<div class="tex2jax_ignore mathjax_ignore">{text}</div>'))  # type: ignore[no-untyped-call]


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


def _head(item: Item, problem: str) -> str:
    """Title, what is wrong with the answers, and the tables that the learner had, folded away."""
    tables = material_html((table.shown(name) for name, table in item.tables), folded=True)
    return f"<h4>{html.escape(item.title)}</h4>{f'<p>{escaped(problem)}</p>' if problem else ''}{tables}"


def _marked(exercise: str, item_id: str) -> float:
    item, answers, problem = _asked(exercise, item_id)
    value = answers.value(item_id)
    result = score(item, value, answers.day(item_id))
    points = float(result.points or 0.0)
    _show(
        f"{_head(item, problem)}{answer_html(release_item(item), value)}<p>{points:g} of {item.points:g} points</p>"
    )
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


def _pages(exercise: str, item: Item) -> list[str]:
    """The pages that a learner reads for an item."""
    return [load(Course.find(), exercise).chapter, item.reread or ""]


def answer(exercise: str, item_id: str) -> None:
    """Show a written account, escaped, with what a machine can say of it; a person judges it in the next cell."""
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        return
    try:
        item, answers, problem = _asked(exercise, item_id)
        value: Any = answers.value(item_id)
        text = value if isinstance(value, str) else ""
        lines = [*score(item, value).advice, *([ADVICE_OWN] if text.strip() and not own_example(text) else [])]
        if run := copied_run(text, pages_text(Course.find(), _pages(exercise, item))):
            lines.append(copied_advice(run))
        advice = "".join(f"<li>{escaped(line)}</li>" for line in lines)
        said = (
            f"{ADVICE}<p>A machine's first look, which decides nothing:</p><ul>{advice}</ul></div>" if advice else ""
        )
        _show(
            f"{_head(item, problem)}{answer_html(release_item(item), value)}"
            f"<p><small>{count_words(text)} words</small></p>{said}"
        )
    except Exception as error:
        # As in `mark`: the rest of the notebook must still be shown.
        print(f"This account could not be shown: {_words(error)}")


def _words(error: Exception) -> str:
    text = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
    return text.encode("utf-8", "replace").decode("utf-8")[:500]

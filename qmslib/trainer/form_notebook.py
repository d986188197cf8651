"""The marked notebook of a form exercise, put together as text: the course's cells, and what they would have shown.

Running the cells of one notebook and writing it takes tens of milliseconds, nearly all of it for what is the same in
every notebook of an exercise. So the notebook is written once, by stock's own writer, with signs where outputs go;
for each submission the outputs are put there. Only a notebook exactly as `qms generate` makes it is treated so.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from qmslib.course.answers import AnswersFile
from qmslib.course.copied import pages_text
from qmslib.course.items import Account, ExerciseFile
from qmslib.course.paths import Course
from qmslib.course.release import form_for
from qmslib.course.sheet import AnswerSheet
from qmslib.trainer.cells import pages_of
from qmslib.trainer.item_html import ItemView, unread
from qmslib.trainer.notebooks import form_source, item_source

_HTML_OBJECT = "<IPython.core.display.HTML object>"


@dataclass(frozen=True)
class _Place:
    """A cell of code: its item, nothing for the cell with the form; its number; and the most points it may give."""

    item: str | None
    count: int
    most: float | None


class FormNotebook:
    """Makes marked notebooks of one exercise; made by `form_notebook`."""

    def __init__(
        self, course: Course, exercise: ExerciseFile, form: dict[str, Any], parts: list[str], places: list[_Place]
    ) -> None:
        self._course, self._exercise, self._form = course, exercise, form
        self._parts, self._places = parts, places
        self._views: dict[tuple[int, str], tuple[ExerciseFile, ItemView]] = {}
        self._sheets: dict[str, AnswerSheet] = {}
        self._pages: dict[str, str] = {}

    def marked(self, exercise: ExerciseFile, answers: AnswersFile) -> tuple[str, dict[str, float]]:
        """The notebook of a submission, and its points by item.

        Parameters
        ----------
        exercise
            In the variant by which the answers are marked.
        answers
            The submission.

        Whatever is odd about an answer raises: then running the cells says what becomes of it.
        """
        points: dict[str, float] = {}
        text = [self._parts[0]]
        for place, after in zip(self._places, self._parts[1:], strict=True):
            if place.item is None:
                outputs = _result(f"The answers to {exercise.exercise}", place.count, self._sheet(answers))
            elif place.most is None:
                outputs = self._account(exercise, place.item, answers)
            else:
                outputs, points[place.item] = self._item(exercise, place.item, answers, place)
            text += [outputs, after]
        return "".join(text), points

    def _view(self, exercise: ExerciseFile, item_id: str) -> ItemView:
        key = id(exercise), item_id
        if key not in self._views:
            # Kept with its exercise, so that no other one can come by the same number.
            self._views[key] = exercise, ItemView(exercise.item(item_id))
        return self._views[key][1]

    def _sheet(self, answers: AnswersFile) -> str:
        variant = answers.variant
        if variant not in self._sheets:
            self._sheets[variant] = AnswerSheet(form_for(self._form, variant))
        return self._sheets[variant].html(answers.model_dump(mode="json"))

    def _item(self, exercise: ExerciseFile, item_id: str, answers: AnswersFile, place: _Place) -> tuple[str, float]:
        html, points = self._view(exercise, item_id).marked(answers.value(item_id), answers.day(item_id))
        if place.most is None or not 0 <= points <= place.most:
            raise ValueError(f"{points} points for {item_id}")
        return f"{_display(unread(html))},\n{_result(repr(points), place.count)}", points

    def _account(self, exercise: ExerciseFile, item_id: str, answers: AnswersFile) -> str:
        view = self._view(exercise, item_id)
        if item_id not in self._pages:
            self._pages[item_id] = pages_text(self._course, pages_of(self._exercise, view.item))
        return _display(unread(view.account(answers.value(item_id), self._pages[item_id])))


def form_notebook(
    course: Course, exercise: ExerciseFile, template: Any, form: bytes, write: Callable[[Any], str]
) -> FormNotebook | None:
    """A maker of marked notebooks; nothing where only running the cells gives what stock nbgrader gives.

    Parameters
    ----------
    course, exercise
        Which exercise.
    template
        Its notebook as stock's sanitising leaves it, with the language of its kernel.
    form
        The ``form.json`` that lies beside it.
    write
        Gives the notebook's text as stock writes it.
    """
    released = _released(form, exercise.exercise)
    places = _places(template, exercise)
    if released is None or places is None:
        return None
    notebook = copy.deepcopy(template)
    signs: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = count = len(signs) + 1
            sign = f"the outputs of cell {count} stand here \N{WHITE STAR}"
            kinds: list[dict[str, Any]] = [
                {"output_type": "display_data", "data": {"text/html": sign, "text/plain": _HTML_OBJECT}},
                {"output_type": "execute_result", "data": {"text/plain": sign}, "execution_count": count},
                {
                    "output_type": "execute_result",
                    "data": {"text/html": sign, "text/plain": sign},
                    "execution_count": count,
                },
            ]
            cell.outputs = [new_output(**kind) for kind in kinds]  # type: ignore[no-untyped-call]
            signs.append(f"{_display(sign)},\n{_result(sign, count)},\n{_result(sign, count, sign)}")
    rest, parts = write(notebook), []
    for sign in signs:
        before, found, rest = rest.partition(sign)
        if not found or sign in rest:
            # The course's settings make stock write notebooks in another way than usual.
            return None
        parts.append(before)
    return FormNotebook(course, exercise, released, [*parts, rest], places)


def _released(form: bytes, name: str) -> dict[str, Any] | None:
    try:
        found = json.loads(form.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    sound = isinstance(found, dict) and found.get("exercise") == name and isinstance(found.get("items"), list)
    return found if sound else None


def _places(template: Any, exercise: ExerciseFile) -> list[_Place] | None:
    """The cells of code, when they are the course's own and nothing else is."""
    name = exercise.exercise
    items = {item_source(name, item): item for item in exercise.items}
    places: list[_Place] = []
    for cell in template.cells:
        graded = is_grade(cell)
        if is_solution(cell) or (graded and cell.cell_type != "code"):
            return None
        if cell.cell_type != "code":
            continue
        item = items.get(cell.source)
        known = cell.source == form_source(name) if item is None else True
        marks = item is not None and not isinstance(item, Account)
        if not known or graded != marks or (item and marks and cell.metadata.nbgrader.grade_id != item.id):
            return None
        most = float(cell.metadata.nbgrader.points) if graded else None
        places.append(_Place(item.id if item else None, len(places) + 1, most))
    return places


def _lines(text: str) -> str:
    """Text as a notebook's file has it: a list of lines."""
    inner = ",\n".join(f"       {encode_basestring(line)}" for line in text.splitlines(keepends=True))
    return f"[\n{inner}\n      ]" if inner else "[]"


def _display(html: str) -> str:
    return (
        f'    {{\n     "data": {{\n      "text/html": {_lines(html)},\n      "text/plain": {_lines(_HTML_OBJECT)}\n'
        '     },\n     "metadata": {},\n     "output_type": "display_data"\n    }'
    )


def _result(text: str, count: int, html: str = "") -> str:
    shown = f'      "text/html": {_lines(html)},\n' if html else ""
    return (
        f'    {{\n     "data": {{\n{shown}      "text/plain": {_lines(text)}\n     }},\n'
        f'     "execution_count": {count},\n     "metadata": {{}},\n     "output_type": "execute_result"\n    }}'
    )

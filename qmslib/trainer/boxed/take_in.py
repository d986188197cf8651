"""Looking at a submission of a code exercise: the released notebook, with the learner's texts where they belong.

Pure data. Of the learner's notebook nothing is taken but the text of answers and of cells of their own: no marks,
tags, outputs, settings or names of cells.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.answers import SIZE_LIMIT, check_answers
from qmslib.course.code_exercises import SECRET_PARTS
from qmslib.course.paths import Course
from qmslib.trainer.intake import (
    NOTEBOOK_LIMIT,
    Intake,
    as_dict,
    grade_id,
    is_regular,
    look,
    some,
    source_text,
)

#: Cells, and characters of one cell and of all, that a submission may have.
MOST_CELLS, LONGEST_CELL, LONGEST_ALL = 2_000, 200_000, 2_000_000
_CELL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def take_in_code(course: Course, learner: str, exercise: str, template: Any) -> tuple[Intake, Any]:
    """Look at ``submitted/<learner>/<exercise>/``.

    Parameters
    ----------
    course, learner, exercise
        Which submission.
    template
        The released notebook, as it is to be marked.

    Returns
    -------
    found
        Reasons against marking it, and notes.
    notebook
        The notebook that is to be run; nothing when there are reasons.
    """
    found, notebook = Intake(), None
    folder = course.submitted / learner / exercise

    def read() -> None:
        nonlocal notebook
        notebook = _rebuilt(found, _cells(_read(folder / f"{exercise}.ipynb")), template)

    look(found, folder, read, lambda: _take_answers(found, folder / f"{exercise}.answers.json", learner, exercise))
    return found, None if found.reasons else notebook


def _read(path: Path) -> Any:
    try:
        regular = is_regular(path)
    except FileNotFoundError:
        raise CourseError("there is no notebook of this exercise", do="Ask the learner to hand in again") from None
    if not regular:
        raise CourseError("the notebook is not a regular file: a link or a folder stands in its place")
    size = path.stat().st_size
    if size > NOTEBOOK_LIMIT:
        raise CourseError(
            f"the notebook is too large: {size / 1e6:.0f} MB, and at most {NOTEBOOK_LIMIT / 1e6:.0f} are read",
            do="Ask the learner to clear its outputs and hand in again",
        )
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return json.loads(data.decode(encoding))
        except UnicodeError:
            continue
        except (ValueError, RecursionError):
            break
    raise CourseError("the notebook is damaged", do="Ask the learner to hand in again")


def _cells(notebook: Any) -> list[dict[str, Any]]:
    """The cells of a notebook, of an old format too."""
    found = as_dict(notebook).get("cells")
    sheets = as_dict(notebook).get("worksheets")
    if found is None and isinstance(sheets, list):
        found = [
            cell | {"source": cell.get("input", cell.get("source", ""))}
            for sheet in sheets
            for cell in _list(as_dict(sheet).get("cells"))
            if isinstance(cell, dict)
        ]
    if not isinstance(found, list):
        raise CourseError("the notebook is damaged: it has no cells", do="Ask the learner to hand in again")
    if len(found) > MOST_CELLS:
        raise CourseError(f"the notebook has {len(found):,} cells, and at most {MOST_CELLS:,} are read")
    return [cell for cell in found if isinstance(cell, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _id(cell: dict[str, Any]) -> str:
    """The id of a cell of a notebook that nobody has checked."""
    found = cell.get("id")
    return found if isinstance(found, str) else ""


def _text(cell: dict[str, Any]) -> str:
    text = source_text(cell).encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    if len(text) > LONGEST_CELL:
        raise CourseError(f"a cell has {len(text):,} characters, and at most {LONGEST_CELL:,} are read")
    return text


def _rebuilt(found: Intake, cells: list[dict[str, Any]], template: Any) -> Any:
    """The template with the learner's answers, and with the learner's own cells after the cells that they follow."""
    notebook = copy.deepcopy(template)
    named = {name: cell for cell in notebook.cells if (name := grade_id(cell)) is not None}
    free = {cell["id"]: cell for cell in notebook.cells if grade_id(cell) is None}
    taken: dict[str, str] = {}
    own: dict[str | None, list[tuple[str, str, str]]] = defaultdict(list)
    order: list[str] = []
    twice, changed, last, size = [], [], None, 0
    for cell in cells:
        text = _text(cell)
        size += len(text)
        name = grade_id(cell)
        place = name if name in named else _id(cell) if _id(cell) in free and name is None else None
        if place is None:
            if text.strip():
                own[last].append((str(cell.get("cell_type")), text, _id(cell)))
            continue
        if place in taken:
            twice.append(place)
            continue
        taken[place] = last = place
        order.append(place)
        known = named.get(place) or free[place]
        if place in free or known.metadata.nbgrader.solution:
            known.source = text
        elif name is not None and text != known.source and _lines(text) != _released(known.source):
            changed.append(place)
    if size > LONGEST_ALL:
        raise CourseError(f"the notebook holds {size:,} characters, and at most {LONGEST_ALL:,} are read")
    _note(found, [name for name in named if name not in taken], twice, changed, order, [*named])
    notebook.cells = _with_own(notebook.cells, own)
    return notebook


def _released(source: str) -> list[str]:
    """What a locked cell says where it was released: without hidden tests."""
    return _lines(SECRET_PARTS.sub("", source))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _note(
    found: Intake, gone: list[str], twice: list[str], changed: list[str], order: list[str], known: list[str]
) -> None:
    if gone:
        found.notes.append(f"Cells were deleted and put back: {some(gone)}.")
    if twice:
        found.notes.append(
            f"Cells stand in the notebook more than once: {some(sorted(set(twice)))}. The first counts."
        )
    if changed:
        found.notes.append(f"Locked cells were changed and put back: {some(changed)}.")
    if [name for name in order if name in known] != [name for name in known if name in order]:
        found.notes.append("Cells were moved and put back in order.")


def _with_own(cells: list[Any], own: dict[str | None, list[tuple[str, str, str]]]) -> list[Any]:
    used = {cell["id"] for cell in cells}

    def made(kind: str, text: str, name: str) -> NotebookNode:
        if not _CELL_NAME.fullmatch(name) or name in used:
            name = next(f"own-{number}" for number in range(1, MOST_CELLS * 2) if f"own-{number}" not in used)
        used.add(name)
        make = {"code": v4.new_code_cell, "raw": v4.new_raw_cell}.get(kind, v4.new_markdown_cell)
        cell: NotebookNode = make(text, id=name)  # type: ignore[no-untyped-call]
        return cell

    found = [made(*entry) for entry in own[None]]
    for cell in cells:
        found.append(cell)
        found += [made(*entry) for entry in own[grade_id(cell) or cell["id"]]]
    return found


def _take_answers(found: Intake, path: Path, learner: str, exercise: str) -> None:
    """The file that goes with the notebook: it says whose it is and which attempt."""
    try:
        if not is_regular(path):
            raise CourseError("it is a link or a folder")
        answers = check_answers(read_json(path, limit=SIZE_LIMIT), exercise)
        found.content = path.read_bytes()
        found.content.decode("utf-8")
        json.dumps(answers.model_dump(mode="json"), ensure_ascii=False).encode("utf-8")
    except FileNotFoundError:
        return
    except (CourseError, ValueError, RecursionError) as error:
        found.content = b""
        reason = error.problem if isinstance(error, CourseError) else "it holds signs that are not text"
        found.notes.append(f"The file of answers beside the notebook was left out: {reason}.")
        return
    found.answers = answers
    if answers.learner and answers.learner.number != learner:
        found.notes.append(f"The answers say that they are learner {answers.learner.number}'s, not {learner}'s.")

"""Looking at a submission before it is marked: pure data, nothing of the learner's ever runs.

The answers are the work. The notebook beside them is only looked at, so that the trainer is told of anything odd:
marking makes it anew from the release.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import parse_json, read_bytes, read_json
from qmslib.course.answers import SIZE_LIMIT, AnswersFile, check_answers
from qmslib.course.drawn import drawn
from qmslib.course.items import ExerciseFile
from qmslib.course.paths import Course
from qmslib.course.people import check_number
from qmslib.course.release import bank_hash
from qmslib.trainer.answer_html import plain

NOTEBOOK_LIMIT = 8_000_000
TIMESTAMP_LIMIT = 100
SECRET_LIMIT = 1000
#: nbgrader's exchange lays this beside a submission, and gives feedback back only where it still stands.
SECRET = "submission_secret.txt"
#: Notes that a trainer is shown for one submission; more would bury the first.
NOTE_LIMIT = 12
#: nbgrader reads the file in ``submitted/`` for its lists, and one that is damaged takes the whole list away.
_REMOVE = "Remove timestamp.txt from the submission's folder, or formgrader cannot list this exercise."
#: Names of cells, items or files in one note.
MOST_NAMES = 5


@dataclass
class Intake:
    """What was found.

    Attributes
    ----------
    reasons
        Why it cannot be marked; empty when it can.
    notes
        What is odd, in the trainer's words, although it can be marked.
    answers, content
        The answers, and the bytes of their file.
    exercise
        The exercise in the variant by which it is marked, with its keys.
    timestamp
        Text of a sound ``timestamp.txt``.
    secret
        Text of a sound ``submission_secret.txt``, by which nbgrader's exchange gives feedback back.
    """

    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    answers: AnswersFile | None = None
    content: bytes = b""
    exercise: ExerciseFile | None = None
    timestamp: str | None = None
    secret: str | None = None

    @property
    def sound(self) -> bool:
        """Whether it can be marked and nothing is odd."""
        return not self.reasons and not self.notes


def take_in(course: Course, learner: str, loaded: ExerciseFile, released: Any) -> Intake:
    """Look at ``submitted/<learner>/<exercise>/``.

    Parameters
    ----------
    course, learner, loaded
        Which submission, of which exercise.
    released
        The released notebook, to compare with.
    """
    exercise = loaded.exercise
    folder = course.submitted / learner / exercise
    found = Intake()

    def read() -> None:
        _read_answers(found, folder, learner, exercise)
        _check_form(found, course, exercise)
        _draw(found, loaded, learner)

    look(found, folder, read, lambda: _look_at_notebook(found, folder / f"{exercise}.ipynb", released))
    return found


def look(found: Intake, folder: Path, read: Callable[[], None], beside: Callable[[], None]) -> None:
    """Look at a submission's folder ``…/<learner>/<exercise>/``; whatever is wrong becomes a reason or a note.

    Parameters
    ----------
    found
        Where what is found is kept.
    folder
        The submission.
    read
        Reads what is marked; what it raises is a reason against marking.
    beside
        Looks at what lies beside it, once it can be marked.
    """
    learner, exercise = folder.parent.name, folder.name
    try:
        check_number(learner)
        _check_folder(folder)
        read()
    except CourseError as error:
        found.reasons.append(_sentence(error))
    except OSError as error:
        found.reasons.append(f"The submission could not be read: {error.strerror or error}.")
    try:
        if not found.reasons:
            _read_timestamp(found, folder / "timestamp.txt")
            found.secret = _read_secret(folder / SECRET)
            beside()
            _look_at_files(found, folder, exercise)
    except OSError as error:
        found.notes.append(f"A file could not be looked at: {error.strerror or error}.")
    found.notes = found.notes[:NOTE_LIMIT]


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _sentence(error: CourseError) -> str:
    """What was wrong, as a sentence for the trainer."""
    where = f" (field {error.field})" if error.field else ""
    text = f"{error.problem[:1].upper()}{error.problem[1:]}{where}."
    return f"{text} {error.do}." if error.do else text


def is_regular(path: Path) -> bool:
    """Whether this is a file, and no link, folder, pipe or device."""
    return stat.S_ISREG(path.lstat().st_mode)


def _check_folder(folder: Path) -> None:
    """Refuse a submission's folder that is a link, or not there."""
    for part in (folder.parent, folder):
        if part.is_symlink():
            raise CourseError("the folder is a link to another place")
    if not folder.is_dir():
        raise CourseError("there is no such folder")


def _read_answers(found: Intake, folder: Path, learner: str, exercise: str) -> None:
    path = folder / f"{exercise}.answers.json"
    try:
        regular = is_regular(path)
    except FileNotFoundError:
        others = sorted(other.name for other in folder.glob("*.answers.json"))
        if others:
            raise CourseError(f"these are the files of another exercise: {plain(others[0])[:80]}") from None
        raise CourseError("there is no answers file", do="Ask the learner to hand in again") from None
    if not regular:
        raise CourseError("the answers are not a regular file: a link or a folder stands in their place")
    try:
        content = read_bytes(path, limit=SIZE_LIMIT)
        data = parse_json(content, path)
        answers = check_answers(data, exercise)
    except CourseError as error:
        raise CourseError(
            f"the answers cannot be used: {error.problem}", field=error.field, do="Ask the learner to hand in again"
        ) from error
    try:
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise CourseError("the answers hold signs or numbers that are not text", do="Ask for them again") from None
    found.answers, found.content = answers, content
    if answers.learner and answers.learner.number != learner:
        found.notes.append(f"The answers say that they are learner {answers.learner.number}'s, not {learner}'s.")


def _check_form(found: Intake, course: Course, exercise: str) -> None:
    """Answers that belong to other items than the exercise now has."""
    if found.answers is None:
        return
    path = course.form_file(exercise)
    status = path.stat()
    bank, items = _form(path, (status.st_mtime_ns, status.st_size))
    if found.answers.bank and found.answers.bank != bank:
        found.notes.append("The exercise was changed after the learner began it; look at the answers yourself.")
    strange = sorted(set(found.answers.answers) - items)
    if strange:
        found.notes.append(f"Answers to items that the exercise does not have were left out: {some(strange)}.")


@lru_cache(maxsize=64)
def _form(path: Path, stamp: tuple[int, int]) -> tuple[str, frozenset[str]]:
    """The hash of a released exercise, and its items; worked out once, not for each of a cohort."""
    form = read_json(path, limit=4_000_000)
    return bank_hash(form), frozenset(item["id"] for item in form["items"])


def _draw(found: Intake, loaded: ExerciseFile, learner: str) -> None:
    """The variant by which the answers are marked."""
    if found.answers is not None:
        which = drawn(loaded, found.answers, learner)
        found.exercise = which.exercise
        if which.note:
            found.notes.append(which.note)


def _read_timestamp(found: Intake, path: Path) -> None:
    """Take over when it was handed in, or note what is odd about it."""
    if not os.path.lexists(path):
        return
    if not is_regular(path) or path.stat().st_size > TIMESTAMP_LIMIT:
        found.notes.append(f"The time of hand-in is not a proper file: it was left out. {_REMOVE}")
        return
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    if not text:
        return
    from nbgrader.utils import parse_utc

    try:
        parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        found.notes.append(f"The time of hand-in cannot be read: {text[:40]!r}. {_REMOVE}")
    else:
        found.timestamp = text


def _read_secret(path: Path) -> str | None:
    """What nbgrader's exchange laid beside the submission."""
    if not os.path.lexists(path) or not is_regular(path) or path.stat().st_size > SECRET_LIMIT:
        return None
    text = path.read_text(encoding="ascii", errors="replace")
    return text if re.fullmatch(r"[\w.+-]+", text, re.ASCII) else None


def _look_at_notebook(found: Intake, path: Path, released: Any) -> None:
    try:
        size = path.lstat().st_size
    except FileNotFoundError:
        found.notes.append("The notebook is missing; it was made anew.")
        return
    if not is_regular(path):
        found.notes.append("The notebook is a link or a folder; it was made anew.")
        return
    if size > NOTEBOOK_LIMIT:
        found.notes.append(f"The notebook is too large ({size / 1e6:.0f} MB); it was made anew.")
        return
    try:
        notebook = json.loads(path.read_bytes().decode("utf-8-sig"))
        cells = notebook["cells"]
        if not isinstance(cells, list):
            raise TypeError
    except (ValueError, RecursionError, KeyError, TypeError):
        found.notes.append("The notebook is damaged; it was made anew.")
        return
    _compare(found, notebook, [cell for cell in cells if isinstance(cell, dict)], released)


def as_dict(value: Any) -> dict[str, Any]:
    """The value, when it is a dictionary; otherwise an empty one."""
    return value if isinstance(value, dict) else {}


def source_text(cell: dict[str, Any]) -> str:
    """The text of a cell of a notebook that nobody has checked."""
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def grade_id(cell: dict[str, Any]) -> str | None:
    """The name of a cell of a notebook that nobody has checked."""
    name = as_dict(as_dict(cell.get("metadata")).get("nbgrader")).get("grade_id")
    return name if isinstance(name, str) else None


def _compare(found: Intake, notebook: dict[str, Any], cells: list[dict[str, Any]], released: Any) -> None:
    """Say what the learner did to the notebook. Nothing of it counts."""
    known = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells}
    named = [(name, cell) for cell in cells if (name := grade_id(cell)) is not None]
    ours = [(name, cell) for name, cell in named if name in known]
    seen = [name for name, _ in ours]
    gone = [name for name in known if name not in seen]
    if gone:
        found.notes.append(f"Cells were deleted and put back: {some(gone)}.")
    twice = sorted(name for name, count in Counter(seen).items() if count > 1)
    if twice:
        found.notes.append(f"Cells stand in the notebook more than once: {some(twice)}. One was kept.")
    changed = sorted({name for name, cell in ours if source_text(cell) != known[name].source})
    if changed:
        found.notes.append(f"Locked cells were changed and put back: {some(changed)}.")
    written = [cell for cell in cells if grade_id(cell) not in known and source_text(cell).strip()]
    if written:
        count = "one cell" if len(written) == 1 else f"{len(written)} cells"
        found.notes.append(f"Left out, and never run: {count} of the learner's own.")
    if not (gone or twice) and seen != list(known):
        found.notes.append("Cells were moved and put back in order.")
    kernel = as_dict(as_dict(notebook.get("metadata")).get("kernelspec")).get("name")
    if kernel != released.metadata.kernelspec.name:
        shown = re.sub(r"[^\w .+-]", "?", str(kernel))[:40]
        found.notes.append(f"The notebook was set to another kernel ({shown}); the course's was used.")


def _look_at_files(found: Intake, folder: Path, exercise: str) -> None:
    """Note files that do not belong to a submission."""
    expected = {f"{exercise}.ipynb", f"{exercise}.form.json", "timestamp.txt", SECRET, "manifest.json"}
    # What the exchange brings along from a learner's own folder: checkpoints, feedback, the lock, older answers.
    expected |= {".ipynb_checkpoints", "feedback", f".{exercise}.answers.json.lock"}
    own_answers = re.compile(rf"{re.escape(exercise)}\.(attempt-\d+\.)?answers(\.(damaged|older)-\d+)?\.json")
    names = sorted(path.name for path in folder.iterdir())
    strays = [name for name in names if name not in expected and not own_answers.fullmatch(name)]
    if strays:
        shown = some([name.encode("utf-8", "replace").decode()[:40] for name in strays])
        found.notes.append(f"Other files were left out: {shown}.")

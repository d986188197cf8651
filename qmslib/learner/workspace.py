"""Make and mend ``work/``, the folder a learner works in.

What the learner did is never overwritten. A chapter's notebook is made anew only when its text has changed and
nobody edited it; otherwise the old one is kept beside the new one. A damaged notebook is kept the same way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes, read_json, write_atomic
from qmslib.course.paths import Course
from qmslib.learner.chapters import cells_hash, to_notebook
from qmslib.learner.contents import Chapter, chapter_text, contents
from qmslib.learner.keep import keep_aside

#: Folders of ``work/``, made at every start.
FOLDERS = ("book", "exercises", "handed-in", "feedback")
_IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}
_NOTEBOOK_LIMIT = 50_000_000


@dataclass
class Prepared:
    """What was done to make ``work/`` ready, in sentences for the learner."""

    notes: list[str] = field(default_factory=list)
    problems: list[CourseError] = field(default_factory=list)


def prepare(course: Course) -> Prepared:
    """Make ``work/`` ready: its folders, and the notebook of every chapter.

    A chapter that cannot be made is named in `Prepared.problems`; the others are made all the same.

    Raises
    ------
    CourseError
        When ``work/`` cannot be written to at all.
    """
    for folder in FOLDERS:
        path = course.work / folder
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(
                f"the folder for your work could not be made: {error.strerror or error}",
                file=path,
                do="Check that you may write to the course's folder, and that no file has this name",
            ) from error
    done = Prepared()
    for chapter in contents(course):
        try:
            note = make_chapter(course, chapter)
        except CourseError as error:
            done.problems.append(error)
            continue
        if note:
            done.notes.append(note)
    for image in sorted(path for path in course.book.rglob("*") if path.suffix.lower() in _IMAGES):
        relative = image.relative_to(course.book)
        if not any(part.startswith(("_", ".")) for part in relative.parts):
            try:
                _copy_when_other(image, course.work / "book" / relative)
            except CourseError as error:
                done.problems.append(error)
    return done


def make_chapter(course: Course, chapter: Chapter) -> str:
    """Make a chapter's notebook when it is missing, damaged or older than its text.

    Returns
    -------
    str
        What the learner should know about it, or nothing.
    """
    path = course.work / chapter.notebook
    text = chapter_text(course, chapter.page)
    made = to_notebook(text, chapter.page)
    note = ""
    if path.exists() or path.is_symlink():
        try:
            old = read_notebook(path)
        except CourseError:
            aside = keep_aside(path, "damaged")
            note = (
                f"The notebook of “{chapter.title}” was damaged. A new one was made; "
                f"the damaged file is kept as {aside.name}."
            )
        else:
            mark = old["metadata"].get("qms")
            mark = mark if isinstance(mark, dict) else {}
            if mark.get("source") == made["metadata"]["qms"]["source"]:
                return ""
            if mark.get("cells") != cells_hash(old["cells"]):
                aside = keep_aside(path, "older")
                note = (
                    f"“{chapter.title}” has a new text. Your own copy, with what you changed in it, "
                    f"is kept as {aside.name}."
                )
    write_atomic(path, _notebook_bytes(made))
    return note


def open_exercise(course: Course, exercise: str) -> str:
    """Copy an exercise into ``work/`` when it is not there yet; the learner's notebook is never overwritten.

    Its items (``form.json``) are not the learner's work: they follow the release.

    Returns
    -------
    str
        What the learner should know about it, or nothing.

    Raises
    ------
    CourseError
        When there is no such exercise, or it cannot be copied.
    """
    source = released_notebook(course, exercise)
    target = exercise_notebook(course, exercise)
    note = ""
    _copy_when_other(course.form_file(exercise), target.with_name(f"{exercise}.form.json"))
    if target.exists() or target.is_symlink():
        try:
            read_notebook(target)
            return ""
        except CourseError:
            aside = keep_aside(target, "damaged")
            note = (
                f"The exercise's notebook was damaged. A new one was made; the damaged file is kept as "
                f"{aside.name}. Your answers are saved in a file of their own and are not affected."
            )
    write_atomic(target, read_bytes(source, limit=_NOTEBOOK_LIMIT))
    return note


def released_notebook(course: Course, exercise: str) -> Path:
    """The exercise's notebook as released; a `CourseError` when there is no such exercise."""
    path = course.exercises / exercise / f"{exercise}.ipynb"
    if exercise not in course.exercise_names() or not path.is_file():
        known = ", ".join(name for name in course.exercise_names()) or "none"
        raise CourseError(
            "there is no such exercise", found=exercise, do=f"The exercises of this course are: {known}"
        )
    return path


def exercise_folder(course: Course, exercise: str) -> Path:
    """Where the learner works on an exercise."""
    return course.work / "exercises" / exercise


def exercise_notebook(course: Course, exercise: str) -> Path:
    """The learner's copy of an exercise's notebook."""
    return exercise_folder(course, exercise) / f"{exercise}.ipynb"


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a notebook; a `CourseError` when it is not one that Jupyter could open."""
    data = read_json(path, limit=_NOTEBOOK_LIMIT)
    if (
        not isinstance(data, dict)
        or data.get("nbformat") != 4
        or not isinstance(data.get("cells"), list)
        or not all(isinstance(cell, dict) for cell in data["cells"])
        or not isinstance(data.get("metadata"), dict)
    ):
        raise CourseError("this is not a notebook", file=path)
    return data


def _notebook_bytes(notebook: dict[str, Any]) -> bytes:
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _copy_when_other(source: Path, target: Path) -> None:
    content = read_bytes(source, limit=_NOTEBOOK_LIMIT)
    try:
        same = not target.is_symlink() and target.is_file() and target.read_bytes() == content
    except OSError:
        same = False
    if not same:
        write_atomic(target, content)

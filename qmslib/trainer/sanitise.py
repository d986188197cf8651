"""nbgrader preprocessors: what stock `autograde` and `generate_feedback` do with a notebook in this course."""

from __future__ import annotations

import copy
import os
import re
import stat
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

from qmslib._common.errors import CourseError
from qmslib.course.answers import read_answers
from qmslib.course.code_exercises import code_exercises
from qmslib.course.paths import Course
from qmslib.trainer.intake import SECRET
from qmslib.trainer.item_html import ADVICE
from qmslib.trainer.notebooks import BEGIN, END
from qmslib.trainer.safe_display import hide_tests

_HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)
_SCHEME = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
# A learner's own text is escaped, so it can neither begin nor end such a part.
_ADVICE = re.compile(re.escape(ADVICE) + r".*?</div>", re.DOTALL)


def released_notebook(course: Course, exercise: str) -> Any:
    """The released notebook of an exercise.

    Raises
    ------
    CourseError
        When it is missing or damaged: then nothing can be marked.
    """
    path = course.exercises / exercise / f"{exercise}.ipynb"
    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, nbformat.reader.NotJSONError) as error:
        raise CourseError(
            "the released notebook is missing or damaged", file=path, do="Run `qms generate`"
        ) from error


def course_files(course: Course, exercise: str) -> set[str]:
    """Names of the files that may stand in a marked folder: the course's own, the answers, and nbgrader's two."""
    released = {path.name for path in (course.exercises / exercise).iterdir() if path.is_file()}
    return released | {f"{exercise}.ipynb", f"{exercise}.answers.json", "timestamp.txt", SECRET}


def remove_strays(folder: Path, names: set[str]) -> list[str]:
    """Remove everything from `folder` that is not a regular file of one of these names; return what was removed.

    A kernel that starts in the folder would import a learner's ``json.py`` before Python's own.
    """
    removed = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            removed += [f"{path.name}/{inner}" for inner in remove_strays(path, set())]
            path.rmdir()
        elif path.name not in names or path.is_symlink() or not path.is_file():
            path.unlink()
            removed.append(path.name)
    return removed


def remove_links(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """Take links, pipes and devices out of a submission before nbgrader opens any of it; its settings name this hook.

    `notebooks` is the list that nbgrader goes on to work with: one that is no file leaves it too.
    """
    folders = {Path(name).parent for name in notebooks}
    for folder in folders:
        for place in (folder.parent, folder):
            if place.is_symlink():
                print(f"A folder is a link to another place and was left out: {place}", file=sys.stderr)
                notebooks.clear()
                place.unlink()
                return
        for inside, names, files in os.walk(folder):
            for name in [*names, *files]:
                path = Path(inside, name)
                kind = path.lstat().st_mode
                if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
                    print(f"A link, pipe or device was taken out of the submission: {path}", file=sys.stderr)
                    path.unlink()
    notebooks[:] = [name for name in notebooks if Path(name).is_file()]


class KeepCourseCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Put the released notebook in the place of the learner's, and take stray files out of the folder.

    No cell of an exercise is the learner's to write: their answers are data beside the notebook. So cells that were
    added, changed, doubled, moved or deleted make no difference. An answers file that is damaged, of another
    exercise or too large is taken away, which gives no points instead of a crash.

    A code exercise is the exception: there the learner's code is the answer, so its cells stay, and nbgrader's own
    steps restore the locked ones.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the released notebook."""
        course = Course.find()
        here = resources["nbgrader"]
        exercise, learner = here["assignment"], here["student"]
        released = released_notebook(course, exercise)
        folder = course.autograded / learner / exercise
        if folder.is_dir():
            for name in remove_strays(folder, course_files(course, exercise)):
                self.log.warning("Removed a file that is not the course's: %s", name)
            self._check_answers(folder / f"{exercise}.answers.json", course, learner, exercise)
        if exercise in code_exercises(course):
            for cell in nb.cells:
                # Only marking in the box may say that a notebook was run there.
                cell.metadata.pop("qms", None)
            return nb, resources
        kept = [cell["id"] for cell in nb.cells if "id" in cell]
        if kept != [cell["id"] for cell in released.cells]:
            self.log.warning("Cells were added, moved or deleted in %s's notebook: restored", learner)
        fresh = copy.deepcopy(released)
        # Nothing of the learner's notebook stays, its version of the format neither.
        return fresh, resources

    def _check_answers(self, path: Path, course: Course, learner: str, exercise: str) -> None:
        submitted = course.submitted / learner / exercise / path.name
        if not path.exists():
            return
        try:
            if submitted.is_symlink():
                raise CourseError("the answers are a link to another place", file=submitted)
            read_answers(path, exercise)
        except CourseError as error:
            self.log.warning("The answers were left out: %s", error)
            path.unlink()


class HideMarking(NbGraderPreprocessor):  # type: ignore[misc]
    """Take mark schemes, hidden tests and the source of locked cells out of what learners get back."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook as a learner may see it."""
        if resources["nbgrader"]["assignment"] in code_exercises(Course.find()):
            hide_tests(nb, _HIDDEN)
            return nb, resources
        for cell in nb.cells:
            _without_marking(cell)
        return nb, resources


def _without_marking(cell: Any) -> None:
    if cell.cell_type != "code":
        cell.source = _SCHEME.sub("", cell.source).rstrip()
        return
    cell.source = ""
    for output in cell.outputs:
        shown = output.get("data", {}).get("text/html")
        if shown:
            output["data"]["text/html"] = _ADVICE.sub("", shown)

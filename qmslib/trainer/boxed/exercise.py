"""What is the same for all submissions of a code exercise: its cells, which of them are tests, and what those ask."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.utils import is_grade, is_locked, is_solution

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.boxed.asked import imports_made, names_asked, names_made
from qmslib.trainer.boxed.job import MOST_CHANNELS, BoxCell, Job, Limits, Test

#: The size of all files beside a notebook that are laid into the box with it.
_MOST_FILES = 4_000_000


@dataclass(frozen=True)
class CodeExercise:
    """A code exercise as it is marked.

    Attributes
    ----------
    name
        Its name.
    released
        The released notebook.
    template
        The same as nbgrader's own steps leave it: tests have their hidden parts.
    setup
        The course's own cells that are no tests.
    asked
        What each test asks of the learner's code, by the test's name.
    files
        Files beside the notebook, in base64.
    paths
        Where they are.
    """

    name: str
    released: Any
    template: Any
    setup: tuple[str, ...]
    asked: dict[str, tuple[str, ...]]
    files: dict[str, str]
    paths: tuple[Path, ...]

    @property
    def warm(self) -> tuple[str, ...]:
        """Released cells that are run once before any submission: nothing of a learner's, and nothing hidden."""
        code = [cell.source for cell in self.released.cells if cell.cell_type == "code"]
        return (*self.setup, imports_made(code))

    def job(self, notebook: Any, limits: Limits) -> tuple[Job, list[int]]:
        """What is to be run for a notebook, and where in the notebook each of its cells stands."""
        visible = {cell.metadata.nbgrader.grade_id: cell.source for cell in self.released.cells if is_grade(cell)}
        cells: list[BoxCell] = []
        tests: list[Test] = []
        places: list[int] = []
        for place, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            if is_test(cell):
                name = cell.metadata.nbgrader.grade_id
                tests.append(Test(len(cells), cell.source, self.asked[name]))
                cells.append(BoxCell(visible[name], "test"))
            else:
                cells.append(BoxCell(cell.source, "setup" if is_setup(cell) else "learner"))
            places.append(place)
        return Job(tuple(cells), self.setup, tuple(tests), self.files, limits), places


def is_test(cell: Any) -> bool:
    """Whether a cell is a test: graded, and nothing that a learner writes."""
    return bool(cell.cell_type == "code" and is_grade(cell) and not is_solution(cell))


def is_setup(cell: Any) -> bool:
    """Whether a cell is code of the course's own and no test."""
    return bool(cell.cell_type == "code" and is_locked(cell) and not is_grade(cell) and not is_solution(cell))


def load_code_exercise(course: Course, name: str, released: Any, template: Any) -> CodeExercise:
    """Load a code exercise.

    Parameters
    ----------
    course, name
        Which.
    released, template
        The released notebook, and the same after nbgrader's own steps.

    Raises
    ------
    CourseError
        When it has more tests than can be run, or more data than can be laid into the box.
    """
    setup = tuple(cell.source for cell in template.cells if is_setup(cell) and cell.source.strip())
    known = {made for source in setup for made in names_made(source)}
    # What the course's own cells make may be what the learner was asked to change, so tests ask for it all the same.
    fixed = {made for source in setup for made in names_made(imports_made([source]))}
    asked: dict[str, tuple[str, ...]] = {}
    for cell in template.cells:
        if is_test(cell):
            asked[cell.metadata.nbgrader.grade_id] = names_asked(cell.source, fixed)
            fixed |= names_made(cell.source) - known
    if len(asked) > MOST_CHANNELS:
        raise CourseError(f"the exercise has {len(asked)} tests, and at most {MOST_CHANNELS} can be run", item=name)
    paths = tuple(
        path for path in sorted((course.exercises / name).iterdir())
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb" and not path.name.startswith(".")
    )  # fmt: skip
    size = sum(path.stat().st_size for path in paths)
    if size > _MOST_FILES:
        raise CourseError(
            f"the files beside the notebook have {size:,} bytes, and at most {_MOST_FILES:,} can be used", item=name
        )
    files = {path.name: base64.b64encode(path.read_bytes()).decode("ascii") for path in paths}
    return CodeExercise(name, released, template, setup, asked, files, paths)

"""Ten broken submissions, for the demonstration and the tests: what learners and their machines really do."""

from __future__ import annotations

import json
import random
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from qmslib._common.files import read_json
from qmslib.course.bank import exercise as load
from qmslib.course.handin import MANIFEST, hand_in_bytes
from qmslib.course.paths import Course
from qmslib.trainer.cohort import SEED, Simulated, cohort, simulated, submission_files
from qmslib.trainer.collect import nbgrader_time

Files = dict[str, bytes]


@dataclass(frozen=True)
class Broken:
    """One broken submission.

    Attributes
    ----------
    number
        The learner number it stands under.
    title
        What is wrong, for the table.
    expected
        ``marked with notes`` or ``not marked``.
    breaking
        Changes a sound submission's files.
    link
        Whether the answers become a symbolic link.
    """

    number: str
    title: str
    expected: str
    breaking: Callable[[str, Files], Files]
    link: bool = False


def _edit(name: str, files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    notebook = json.loads(files[f"{name}.ipynb"])
    change(notebook)
    return {**files, f"{name}.ipynb": json.dumps(notebook, indent=1).encode()}


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code", "execution_count": None, "id": "added", "metadata": {}, "outputs": [], "source": [source]
    }  # fmt: skip


def _without(ending: str) -> Callable[[str, Files], Files]:
    return lambda name, files: {key: content for key, content in files.items() if key != f"{name}{ending}"}


def _truncated(name: str, files: Files) -> Files:
    content = files[f"{name}.ipynb"]
    return {**files, f"{name}.ipynb": content[: len(content) // 2]}


def _deleted(name: str, files: Files) -> Files:
    def change(notebook: dict[str, Any]) -> None:
        del notebook["cells"][2:5]

    return _edit(name, files, change)


def _doubled(name: str, files: Files) -> Files:
    def change(notebook: dict[str, Any]) -> None:
        cells = notebook["cells"]
        notebook["cells"] = [*cells[:4], *(dict(cell, id=f"{cell['id']}-2") for cell in cells[2:4]), *cells[4:]]

    return _edit(name, files, change)


def _other_kernel(name: str, files: Files) -> Files:
    def change(notebook: dict[str, Any]) -> None:
        notebook["metadata"]["kernelspec"] = {"display_name": "R", "language": "R", "name": "ir"}

    return _edit(name, files, change)


def _huge(name: str, files: Files) -> Files:
    def change(notebook: dict[str, Any]) -> None:
        cell = _code("print('x' * 40_000_000)")
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["x" * 40_000_000]}]
        notebook["cells"].append(cell)

    return _edit(name, files, change)


def _rewriting(name: str, files: Files) -> Files:
    """Added code that would give full points to everything, and modules to be imported instead of Python's own."""

    def change(notebook: dict[str, Any]) -> None:
        cheat = (
            "import qmslib.trainer.cells as cells, pathlib\n"
            "cells.mark = lambda exercise, item: 100.0\n"
            "pathlib.Path('ran.txt').write_text('the added code ran')"
        )
        notebook["cells"].insert(0, _code(cheat))
        for cell in notebook["cells"]:
            if "mark(" in "".join(cell["source"]):
                cell["source"] = ["100.0"]

    module = (
        b"import pathlib\npathlib.Path(__file__).with_name('ran.txt').write_text('a module of the learner ran')\n"
    )
    return {**_edit(name, files, change), "json.py": module, "qmslib.py": module}


def _another(name: str, files: Files) -> Files:
    answers = json.loads(files[f"{name}.answers.json"])
    answers["exercise"] = "another-exercise"
    return {
        "another-exercise.ipynb": files[f"{name}.ipynb"],
        "another-exercise.answers.json": json.dumps(answers).encode(),
    }


def _same(name: str, files: Files) -> Files:
    return files


BROKEN = (
    Broken("broken-01", "missing notebook", "marked with notes", _without(".ipynb")),
    Broken("broken-02", "truncated notebook", "marked with notes", _truncated),
    Broken("broken-03", "deleted cells", "marked with notes", _deleted),
    Broken("broken-04", "duplicated cells", "marked with notes", _doubled),
    Broken("broken-05", "wrong kernel", "marked with notes", _other_kernel),
    Broken("broken-06", "40 MB of output", "marked with notes", _huge),
    Broken("broken-07", "link instead of answers", "not marked", _same, link=True),
    Broken("broken-08", "added code that rewrites the marking", "marked with notes", _rewriting),
    Broken("broken-09", "another exercise's files", "not marked", _another),
    Broken("broken-10", "no answers file", "not marked", _without(".answers.json")),
)


def _person(course: Course, exercise: str, broken: Broken) -> Simulated:
    """A strong learner's work: whatever is lost of it is lost by the breakage."""
    name = f"Broken {broken.number[-2:]}"
    people = cohort(course, exercise)
    index = next(index for index, person in enumerate(people) if person.profile == "strong")
    # The same chance as that learner's, so that all of them answer alike.
    chance = random.Random(f"{SEED}/{exercise}/{index}")
    model = read_json(course.model_file(exercise))
    return simulated(load(course, exercise), model, broken.number, name, "strong", 300, chance)


def broken_files(course: Course, exercise: str, broken: Broken) -> Files:
    """The files of a broken submission."""
    return broken.breaking(exercise, submission_files(course, exercise, _person(course, exercise, broken)))


def write_folder(course: Course, exercise: str, broken: Broken) -> Path:
    """Put it into ``submitted/``, as `nbgrader collect` would have."""
    folder = course.submitted / broken.number / exercise
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in broken_files(course, exercise, broken).items():
        (folder / name).write_bytes(content)
    if broken.link:
        answers = folder / f"{exercise}.answers.json"
        answers.unlink()
        answers.symlink_to(course.model_file(exercise))
    moment = _person(course, exercise, broken).moment
    (folder / "timestamp.txt").write_text(f"{nbgrader_time(moment)}\n", encoding="utf-8")
    return folder


def broken_zip(course: Course, exercise: str, broken: Broken) -> bytes:
    """A hand-in file with the same fault, as far as one can be made: most are refused, some hold a sound zip."""
    person = _person(course, exercise, broken)
    sound = hand_in_bytes(
        exercise=exercise,
        attempt=1,
        name=person.name,
        number=person.number,
        files=submission_files(course, exercise, person),
        made_at=person.moment,
        course_version="simulated",
        bank="",
    )
    files = broken_files(course, exercise, broken)
    names = {f"{exercise}.ipynb", f"{exercise}.answers.json"}
    if set(files) >= names and not broken.link and max(map(len, files.values())) < 8_000_000:
        return hand_in_bytes(
            exercise=exercise,
            attempt=1,
            name=person.name,
            number=person.number,
            files={name: files[name] for name in names},
            made_at=person.moment,
            course_version="simulated",
            bank="",
        )
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(sound)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(MANIFEST, old.read(MANIFEST))
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            linked = broken.link and name.endswith(".answers.json")
            info.external_attr = ((stat.S_IFLNK if linked else stat.S_IFREG) | 0o644) << 16
            new.writestr(info, b"/etc/hostname" if linked else content)
    return buffer.getvalue()

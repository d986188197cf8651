"""From an exercise's key file to its notebook and form in ``solutions/``, and from there to the release."""

from __future__ import annotations

import tempfile
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic
from qmslib.course.bank import exercise as load
from qmslib.course.code_exercises import authored_code
from qmslib.course.paths import Course
from qmslib.course.release import form_bytes, release_exercise
from qmslib.course.variants import variants_path
from qmslib.trainer.engine import generate_assignment
from qmslib.trainer.notebooks import exercise_notebook, notebook_bytes
from qmslib.trainer.variants import variants_content

SECRET = (".key.yaml", ".key.py", ".model.json")


def variants_file(course: Course, exercise: str) -> dict[str, bytes]:
    """The variants of an exercise, by the name of their file: its generator makes them, and all else follows."""
    if exercise in authored_code(course):
        return {}
    key_file = course.key_file(exercise)
    content = variants_content(key_file)
    return {} if content is None else {variants_path(key_file).name: content}


def source_files(course: Course, exercise: str) -> dict[str, bytes]:
    """What stands in ``solutions/<exercise>/`` beside the key file and the variants, by name."""
    if exercise in authored_code(course):
        return {}  # its notebook is written by hand
    loaded = load(course, exercise)
    return {
        f"{exercise}.ipynb": notebook_bytes(exercise_notebook(loaded)),
        f"{exercise}.form.json": form_bytes(release_exercise(loaded)),
    }


def authored(course: Course) -> list[str]:
    """Exercises whose keys are here."""
    return course.authored()


def _release(course: Course, exercise: str, folder: Path) -> dict[str, bytes]:
    """What stock nbgrader releases, made in `folder`, without touching gradebook or release."""
    generate_assignment(course, exercise, release=folder, database=False)
    made = folder / exercise
    files = {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    for name in files:
        if name.endswith(SECRET):
            raise CourseError(
                "a key would have been released",
                file=f"exercises/{exercise}/{name}",
                do="Check CourseDirectory.ignore in nbgrader_config.py",
            )
    return files


def generate(course: Course, exercises: list[str] | None = None) -> list[str]:
    """Write ``solutions/`` and ``exercises/`` from the key files; return the files that changed.

    Files that are already right are left alone.
    """
    changed = []
    for exercise in exercises or [*authored(course), *authored_code(course)]:
        for made in (variants_file, source_files):
            for name, content in made(course, exercise).items():
                changed += _write(course, course.solutions / exercise / name, content)
        with tempfile.TemporaryDirectory(prefix="qms-release-") as folder:
            released = _release(course, exercise, Path(folder))
        for name, content in released.items():
            changed += _write(course, course.exercises / exercise / name, content)
        for path in _strays(course, exercise, set(released)):
            path.unlink()
            changed.append(f"{path.relative_to(course.root).as_posix()} (removed)")
    return changed


def check(course: Course, exercises: list[str] | None = None) -> list[str]:
    """Say what `generate` would change, and change nothing."""
    drift = []
    for exercise in exercises or [*authored(course), *authored_code(course)]:
        variants = variants_file(course, exercise)
        if any(_read(course.solutions / exercise / name) != content for name, content in variants.items()):
            drift += [f"solutions/{exercise}/{name}: not what the generator yields" for name in variants]
            drift.append(f"exercises/{exercise}: to be released again")
            continue
        sources = source_files(course, exercise)
        wrong = [
            f"solutions/{exercise}/{name}: not what the key file yields"
            for name, content in sources.items()
            if _read(course.solutions / exercise / name) != content
        ]
        drift += wrong
        if wrong:
            drift.append(f"exercises/{exercise}: to be released again")
            continue
        with tempfile.TemporaryDirectory(prefix="qms-release-") as folder:
            released = _release(course, exercise, Path(folder))
        drift += [
            f"exercises/{exercise}/{name}: not what nbgrader releases"
            for name, content in released.items()
            if _read(course.exercises / exercise / name) != content
        ]
        drift += [
            f"{path.relative_to(course.root).as_posix()}: not part of the release"
            for path in _strays(course, exercise, set(released))
        ]
    return drift


def _strays(course: Course, exercise: str, names: set[str]) -> list[Path]:
    folder = course.exercises / exercise
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.relative_to(folder).as_posix() not in names
        and ".ipynb_checkpoints" not in path.parts
    )


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(course: Course, path: Path, content: bytes) -> list[str]:
    if _read(path) == content:
        return []
    write_atomic(path, content)
    return [path.relative_to(course.root).as_posix()]

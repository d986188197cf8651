"""Fingerprints by which marking knows what changed: of a submission, an exercise, and what marking left.

A submission is anything at all that somebody sent, so only regular files of the expected names and sizes are read: no
link is followed and no pipe opened. The other files count by name, kind and size.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from qmslib.course.answers import SIZE_LIMIT
from qmslib.course.paths import Course
from qmslib.trainer.intake import NOTEBOOK_LIMIT, SECRET, SECRET_LIMIT, TIMESTAMP_LIMIT

#: Raised when marking itself changes, so that everything is marked anew.
MARKING = 1
#: Entries of a submission's folder that count; a folder with more is a bomb.
ENTRY_LIMIT = 1000
#: A course's own file may be larger than a learner's.
SOURCE_LIMIT = 50_000_000


def submission_print(course: Course, learner: str, exercise: str) -> str | None:
    """Fingerprint of what was handed in; nothing when it is no folder that could be marked."""
    folder = course.submitted / learner / exercise
    try:
        if folder.parent.is_symlink() or folder.is_symlink():
            return None
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in islice(entries, ENTRY_LIMIT))
    except OSError:
        return None
    limits = _limits(exercise)
    return _digest(part for name in names for part in _file(folder / name, limits.get(name, 0)))


def marked_print(course: Course, learner: str, exercise: str) -> str | None:
    """Fingerprint of the notebook and the answers that marking left; nothing when there is no notebook."""
    folder = course.autograded / learner / exercise
    if not (folder / f"{exercise}.ipynb").is_file():
        return None
    names = (f"{exercise}.ipynb", f"{exercise}.answers.json")
    return _digest(part for name in names for part in _file(folder / name, SOURCE_LIMIT))


def exercise_print(course: Course, exercise: str) -> str:
    """Fingerprint of all that marking an exercise rests on: sources, key, variants, release, settings, versions."""
    parts = [str(MARKING).encode(), version("qmslib").encode(), version("nbgrader").encode()]
    files = [course.root / "nbgrader_config.py"]
    for folder in (course.solutions / exercise, course.exercises / exercise):
        files += sorted(path for path in folder.iterdir() if _counts(path)) if folder.is_dir() else []
    return _digest([*parts, *(part for path in files for part in _file(path, SOURCE_LIMIT))])


def _counts(path: Path) -> bool:
    """Model answers and generators of variants have no part in marking; hidden files are not the course's."""
    return (
        path.is_file() and not path.name.startswith(".") and not path.name.endswith((".model.json", ".key.py", "~"))
    )


def _limits(exercise: str) -> Mapping[str, int]:
    return {
        f"{exercise}.answers.json": SIZE_LIMIT,
        f"{exercise}.ipynb": NOTEBOOK_LIMIT,
        "timestamp.txt": TIMESTAMP_LIMIT,
        SECRET: SECRET_LIMIT,
    }


def _file(path: Path, limit: int) -> Iterator[bytes]:
    """Name, kind and size of a file; and what is in it when it is a regular one within the limit."""
    yield os.fsencode(path.name)
    try:
        found = path.lstat()
        yield f"{stat.S_IFMT(found.st_mode)} {found.st_size if stat.S_ISREG(found.st_mode) else 0}".encode()
        if stat.S_ISREG(found.st_mode) and found.st_size <= limit:
            yield _content(path, limit)
    except OSError as error:
        yield f"{type(error).__name__} {error.errno}".encode()


def _content(path: Path, limit: int) -> bytes:
    # What was a file a moment ago may be a link or a pipe now: neither is followed or waited for.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            return b""
        return stream.read(limit + 1)


def _digest(parts: Iterator[bytes] | list[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        # The length before each part: no two lists of parts read the same.
        found.update(f"{len(part)}:".encode())
        found.update(part)
    return found.hexdigest()[:32]

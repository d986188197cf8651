"""Reading, changing and writing a file as one step, even with two notebooks open on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from qmslib._common.errors import CourseError

#: Seconds to wait for another window's write, which takes milliseconds.
PATIENCE = 4.0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path` (a hidden file beside it).

    Raises
    ------
    CourseError
        When the folder may not be written to, the disk is full, or another window does not let go.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=PATIENCE, mode=0o644)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise CourseError(
            "another window is using the file and does not let go",
            file=path.name,
            do="Close other windows with this page, wait a moment and try again",
        ) from error
    except OSError as error:
        raise CourseError(
            f"the file could not be saved: {error.strerror or error}",
            file=path.name,
            do="Check that the disk is not full and that you may write to this folder, then try again",
        ) from error
    try:
        yield
    finally:
        lock.release()

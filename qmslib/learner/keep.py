"""Put a file aside instead of losing it."""

from __future__ import annotations

from pathlib import Path

from qmslib._common.errors import CourseError


def keep_aside(path: Path, word: str) -> Path:
    """Rename ``name.ending`` to ``name.<word>-1.ending``, or the next number that is free.

    Parameters
    ----------
    path
        The file; it may also be a folder or a link that stands where a file should.
    word
        Why it is put aside: ``damaged``, ``older``.

    Returns
    -------
    Path
        Where it is now.
    """
    ending = "".join(path.suffixes[-2:]) if path.name.endswith(".answers.json") else path.suffix
    stem = path.name.removesuffix(ending)
    number = 1
    while (aside := path.with_name(f"{stem}.{word}-{number}{ending}")).exists() or aside.is_symlink():
        number += 1
    try:
        return path.rename(aside)
    except OSError as error:
        raise CourseError(
            f"the file could not be put aside: {error.strerror or error}",
            file=path,
            do="Close other programs that use it, and check that you may write to this folder",
        ) from error

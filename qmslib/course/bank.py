"""The item bank of a course: all practice items by id, and the exercises."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib.course.items import ExerciseFile, Item, PracticeFile, load_exercise, load_practice
from qmslib.course.paths import Course
from qmslib.course.variants import generator_path, variants_path


@lru_cache(maxsize=128)
def _practice(path: Path, stamp: tuple[int, int]) -> PracticeFile:
    return load_practice(path)


@lru_cache(maxsize=128)
def _exercise(path: Path, stamp: tuple[object, ...]) -> ExerciseFile:
    return load_exercise(path)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise CourseError("there is no such file", file=path) from error
    return status.st_mtime_ns, status.st_size


def practice_file(course: Course, path: Path) -> PracticeFile:
    """One practice file, which must name the chapter beside which it stands."""
    loaded = _practice(path, _stamp(path))
    chapter = _chapter(course, path)
    if loaded.chapter != chapter:
        raise CourseError(
            "the chapter must be the one beside which the file stands",
            file=path,
            field="chapter",
            found=loaded.chapter,
            do=f"Write {chapter}",
        )
    return loaded


def _chapter(course: Course, path: Path) -> str:
    return path.relative_to(course.book).as_posix().removesuffix(".items.yaml")


def practice_files(course: Course) -> dict[str, PracticeFile]:
    """Practice files by chapter, for example ``standards/4-1-identify``."""
    return {_chapter(course, path): practice_file(course, path) for path in course.practice_files()}


def practice_bank(course: Course) -> dict[str, Item]:
    """All practice items by id; an id that stands in two files is a `CourseError`."""
    items: dict[str, Item] = {}
    home: dict[str, str] = {}
    for chapter, loaded in practice_files(course).items():
        for item in loaded.items:
            if item.id in items:
                raise CourseError(
                    f"this id is already used in {home[item.id]}",
                    file=f"{chapter}.items.yaml",
                    item=item.id,
                    do="Give one of the two another id",
                )
            items[item.id] = item
            home[item.id] = f"{chapter}.items.yaml"
    return items


def exercise(course: Course, name: str) -> ExerciseFile:
    """An exercise with its keys, from ``solutions/``."""
    path = course.key_file(name)
    others = [_stamp(other) for other in (variants_path(path), generator_path(path)) if other.is_file()]
    return _exercise(path, (_stamp(path), *others))

"""Rules on secrets: nothing of an assessed item's key is in anything that learners get."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qmslib.course.bank import exercise, practice_bank
from qmslib.course.code_exercises import authored_code, secret_lines
from qmslib.course.items import ExerciseFile
from qmslib.course.lint.findings import Finding
from qmslib.course.needles import Needles
from qmslib.course.paths import Course

#: A shorter sentence may stand in a chapter by chance.
TELLING = 24
_KEY_FILE = re.compile(r"(\.key\.(ya?ml|py)|\.model\.json|(^|/)solutions/.*)$")
_KEY_FIELDS = {"key", "orders", "rubric", "required_points", "samples", "mistakes", "worked", "missed", "misses"}


def secret_sentences(loaded: ExerciseFile) -> set[str]:
    """Texts of an exercise that only its key has: feedback, rubrics, samples, signs of mistakes."""
    found: set[str] = set()

    def walk(value: Any, secret: bool) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, secret or name in _KEY_FIELDS | {"feedback", "misconceptions"})
        elif isinstance(value, list):
            for inner in value:
                walk(inner, secret)
        elif secret and isinstance(value, str) and len(_plain(value)) >= TELLING:
            found.add(_plain(value))

    wholes = [loaded] if loaded.variants is None else [loaded.variants.of(name) for name in loaded.variants.names]
    for whole in wholes:
        for item in whole.items:
            if whole is wholes[0] or item.varies:
                walk(item.model_dump(mode="json", exclude={"settings", "checks"}), False)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def _readings(data: bytes) -> str:
    """A file's text as it stands and as JSON, HTML or a notebook would have written it."""
    text = data.decode("utf-8", errors="ignore")
    unescaped = re.sub(
        r"\\u([0-9a-fA-F]{4})",
        lambda found: chr(int(found.group(1), 16)),
        text.replace("\\n", " ").replace('\\"', '"'),
    )
    return _plain(" ".join((text, html.unescape(text), unescaped, html.unescape(unescaped))))


def _keyed_objects(data: bytes, ids: set[str]) -> Iterator[str]:
    """Ids of assessed items that stand in a JSON object together with a field of the key."""
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError):
        return
    waiting = [loaded]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("id") in ids and _KEY_FIELDS & set(value):
                yield str(value["id"])
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def files_of(place: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all files in a folder or an archive, archives inside them included."""
    paths: Iterable[Path] = sorted(place.rglob("*")) if place.is_dir() else [place]
    for path in paths:
        if path.is_file():
            name = path.relative_to(place).as_posix() if place.is_dir() else path.name
            yield from _opened(name, path.read_bytes())


def _opened(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.is_dir():
                    yield from _opened(f"{name}/{entry.filename}", archive.read(entry))


def leaks(course: Course, place: Path) -> Iterator[Finding]:
    """What of the assessed items' keys is in a folder, wheel or zip that learners get."""
    exercises = [exercise(course, name) for name in course.exercise_names() if course.key_file(name).is_file()]
    sentences = {sentence: loaded.exercise for loaded in exercises for sentence in secret_sentences(loaded)}
    for name in authored_code(course):
        sentences |= {_plain(line): name for line in secret_lines(course, name) if len(line) >= TELLING}
    # What practice items say publicly is no secret, even where an exercise says it again.
    public = _readings("\n".join(item.model_dump_json() for item in practice_bank(course).values()).encode("utf-8"))
    shown_already = set(Needles(sentences, TELLING).within(public))
    needles = Needles(set(sentences) - shown_already, TELLING)
    ids = {item.id for loaded in exercises for item in loaded.items}
    for name, data in files_of(place):
        shown = f"{place.name}/{name}" if place.is_dir() else name
        if _KEY_FILE.search(name):
            yield Finding("secrets", "a file with keys is among what learners get", shown)
        text = _readings(data)
        for sentence in needles.within(text)[:1]:
            yield Finding(
                "secrets", f"holds a sentence of the key of {sentences[sentence]}: “{sentence[:60]}…”", shown
            )
        for item in _keyed_objects(data, ids):
            yield Finding("secrets", "holds the key of an assessed item", shown, item)


def shipped_secrets(course: Course) -> Iterator[Finding]:
    """Look through everything that learners get, as far as it has been made: exercises, book, site, wheels, packs."""
    places = [
        course.exercises,
        course.book,
        course.site,
        course.root / "qmslib",
        *sorted((course.root / "dist").glob("*")),
    ]
    for place in places:
        if place.exists():
            yield from leaks(course, place)

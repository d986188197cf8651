"""The hand-in file: one zip that carries a learner's attempt to the trainer.

It holds the notebook, its answers and ``manifest.json``, which says whose work it is and lists each file with
its size and sha256. It comes from outside, so the reader trusts nothing: not the sizes, not the names, not the
number of entries. Every refusal is a `CourseError` in words for a trainer.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes
from qmslib.course.answers import SIZE_LIMIT, check_answers
from qmslib.course.people import check_name, check_number

FORMAT = 1
MANIFEST = "manifest.json"
ZIP_LIMIT = 12_000_000
MANIFEST_LIMIT = 20_000
#: Largest size of each part, by how its name ends.
PART_LIMITS = {".ipynb": 8_000_000, ".answers.json": SIZE_LIMIT}
ATTEMPT_LIMIT = 99
EXERCISE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_ASK_AGAIN = "Ask the learner to make the hand-in file again on the start page and send that one"


@dataclass(frozen=True)
class HandIn:
    """What a hand-in file holds.

    Parameters
    ----------
    manifest
        ``format``, ``exercise``, ``attempt``, ``learner`` (``name``, ``number``), ``files`` (each ``name``,
        ``bytes``, ``sha256``), ``made_at``, ``course_version``, ``bank``.
    files
        Content by name; exactly the files that the manifest lists.
    sha256
        Of the whole zip.
    """

    manifest: dict[str, Any]
    files: dict[str, bytes]
    sha256: str = ""

    @property
    def exercise(self) -> str:
        """The exercise's name."""
        return str(self.manifest["exercise"])

    @property
    def attempt(self) -> int:
        """Which attempt it is, from 1."""
        return int(self.manifest["attempt"])

    @property
    def name(self) -> str:
        """The learner's name."""
        return str(self.manifest["learner"]["name"])

    @property
    def number(self) -> str:
        """The learner's number."""
        return str(self.manifest["learner"]["number"])

    @property
    def code(self) -> str:
        """The short code that also stands on the learner's receipt."""
        return short_code(self.sha256)


def part_names(exercise: str) -> tuple[str, str]:
    """The files a hand-in holds beside its manifest: the notebook and its answers."""
    return f"{exercise}.ipynb", f"{exercise}.answers.json"


def file_stem(number: str, exercise: str, attempt: int) -> str:
    """How every file about one attempt begins: ``<number>.<exercise>.attempt-<n>``."""
    return f"{number}.{exercise}.attempt-{attempt}"


def short_code(sha256: str) -> str:
    """The first 16 digits of a sha256 in groups of four, to be read aloud or compared by eye."""
    return " ".join(sha256[i : i + 4] for i in range(0, 16, 4))


def hand_in_bytes(
    *,
    exercise: str,
    attempt: int,
    name: str,
    number: str,
    files: Mapping[str, bytes],
    made_at: str,
    course_version: str,
    bank: str,
) -> bytes:
    """Make the zip; the same arguments give the same bytes on every machine.

    Nothing is compressed: another version of the compressor would give other bytes for the same work.

    Parameters
    ----------
    exercise, attempt, name, number
        Whose work it is, and which.
    files
        Content by name; exactly the names of `part_names`.
    made_at
        When, as an ISO time with its offset.
    course_version, bank
        Of the course, and of the released items that were answered.

    Raises
    ------
    CourseError
        When a file is too large to hand in, or one of the facts is not sound.
    """
    manifest = {
        "format": FORMAT,
        "exercise": exercise,
        "attempt": attempt,
        "learner": {"name": name, "number": number},
        "files": [
            {"name": part, "bytes": len(files[part]), "sha256": hashlib.sha256(files[part]).hexdigest()}
            for part in sorted(files)
        ],
        "made_at": made_at,
        "course_version": course_version,
        "bank": bank,
    }
    _check_manifest(manifest, None)
    for part in sorted(files):
        if len(files[part]) > _limit(part):
            raise CourseError(
                f"the file is too large to hand in: {len(files[part]):,} bytes, at most {_limit(part):,} are allowed",
                file=part,
            )
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for entry, content in [(MANIFEST, text.encode()), *sorted(files.items())]:
            info = zipfile.ZipInfo(entry, date_time=(2026, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def read_hand_in(path: Path) -> HandIn:
    """Read a hand-in file that someone sent, trusting nothing in it.

    Raises
    ------
    CourseError
        When it is not such a file, is damaged or too large, or when its parts do not fit together.
    """
    path = Path(path)
    data = read_bytes(path, limit=ZIP_LIMIT)
    if not data:
        raise CourseError("the file is empty", file=path.name, do=_ASK_AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive, path.name)
            if MANIFEST not in entries:
                raise CourseError(
                    "this zip is not a hand-in file of the course: it has no manifest.json",
                    file=path.name,
                    do="Hand-in files are made by the button “Hand in”; ask the learner for the one "
                    "in the folder handed-in",
                )
            raw = _read(archive, entries[MANIFEST], MANIFEST_LIMIT, path.name)
            manifest = _check_manifest(_json(raw, MANIFEST, path.name), path.name)
            listed = {part["name"]: part for part in manifest["files"]}
            for entry in entries:
                if entry != MANIFEST and entry not in listed:
                    raise CourseError(
                        "the zip holds a file that its manifest does not list",
                        file=path.name,
                        found=entry,
                        do=_ASK_AGAIN,
                    )
            files = {}
            for part, facts in listed.items():
                if part not in entries:
                    raise CourseError(f"the file {part} is missing in the zip", file=path.name, do=_ASK_AGAIN)
                content = _read(archive, entries[part], _limit(part), path.name)
                if len(content) != facts["bytes"] or hashlib.sha256(content).hexdigest() != facts["sha256"]:
                    raise CourseError(
                        f"the file {part} was changed after it was handed in: its content does not fit the manifest",
                        file=path.name,
                        do=_ASK_AGAIN,
                    )
                files[part] = content
    except CourseError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise CourseError(
            "this is not a zip file, or it was damaged on its way", file=path.name, do=_ASK_AGAIN
        ) from error
    except (RuntimeError, NotImplementedError, ValueError, OverflowError, MemoryError) as error:
        raise CourseError("this zip cannot be read safely", file=path.name, do=_ASK_AGAIN) from error
    _check_answers(files[part_names(manifest["exercise"])[1]], manifest, path.name)
    return HandIn(manifest, files, hashlib.sha256(data).hexdigest())


def _limit(part: str) -> int:
    return next((limit for end, limit in PART_LIMITS.items() if part.endswith(end)), 0)


def _entries(archive: zipfile.ZipFile, file: str) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, after everything that can be refused without reading them."""
    entries: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > 1 + len(PART_LIMITS):
        raise CourseError(
            f"the zip holds {len(infos)} files; a hand-in file holds {1 + len(PART_LIMITS)}",
            file=file,
            do=_ASK_AGAIN,
        )
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.filename in entries:
            raise CourseError("the zip holds the same name twice", file=file, found=info.filename, do=_ASK_AGAIN)
        # orig_filename: zipfile cuts a name at a null byte, and turns \ into / on Windows.
        if info.orig_filename != info.filename or re.search(r"[/\\:\x00-\x1f]", info.filename):
            raise CourseError(
                "the zip holds a name with a folder or a sign that does not belong in it",
                file=file,
                found=info.orig_filename,
                do=_ASK_AGAIN,
            )
        if info.is_dir() or (kind and kind != stat.S_IFREG):
            raise CourseError(
                "the zip holds a link or a folder instead of a file",
                file=file,
                found=info.filename,
                do=_ASK_AGAIN,
            )
        if info.flag_bits & 0x1:
            raise CourseError(
                "the zip is protected by a password", file=file, do="Ask the learner for it without a password"
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CourseError("the zip is packed in an unusual way", file=file, do=_ASK_AGAIN)
        entries[info.filename] = info
    return entries


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, file: str) -> bytes:
    """Content of one entry; stops as soon as it grows over `limit`, whatever size it claims to have."""
    with archive.open(info) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise CourseError(
            f"the file {info.filename} in the zip is too large: at most {limit:,} bytes are allowed", file=file
        )
    return content


def _json(raw: bytes, part: str, file: str) -> Any:
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise CourseError(f"{part} in the zip is not valid JSON", file=file, do=_ASK_AGAIN) from error


def _check_manifest(value: Any, file: str | None) -> dict[str, Any]:
    """Return the manifest with exactly its known fields, each of the right kind."""

    def wrong(field: str, problem: str, found: object) -> CourseError:
        return CourseError(problem, file=file, item=MANIFEST, field=field, found=found, do=_ASK_AGAIN)

    if not isinstance(value, dict):
        raise wrong("format", "the manifest is not an object", type(value).__name__)
    if type(value.get("format")) is not int or value["format"] != FORMAT:
        raise wrong("format", f"this hand-in file has another format than {FORMAT}", value.get("format"))
    exercise = value.get("exercise")
    if not isinstance(exercise, str) or not EXERCISE.fullmatch(exercise):
        raise wrong("exercise", "this is not the name of an exercise", exercise)
    attempt = value.get("attempt")
    if type(attempt) is not int or not 1 <= attempt <= ATTEMPT_LIMIT:
        raise wrong("attempt", "the attempt is not a whole number from 1", attempt)
    learner = value.get("learner")
    if not isinstance(learner, dict):
        raise wrong("learner", "it is not said whose work this is", learner)
    try:
        person = {"name": check_name(learner.get("name")), "number": check_number(learner.get("number"))}
    except CourseError as error:
        raise wrong("learner", error.problem, error.found) from error
    if person != {"name": learner["name"], "number": learner["number"]}:
        raise wrong("learner", "the learner's name or number has spaces where none belong", learner)
    texts = {}
    for field, length in (("made_at", 40), ("course_version", 40), ("bank", 80)):
        text = value.get(field)
        if not isinstance(text, str) or len(text) > length or not text.isprintable():
            raise wrong(field, "this field is missing or not plain text", text)
        texts[field] = text
    try:
        made_at = datetime.fromisoformat(texts["made_at"])
        # A year out of reach of UTC, or of nbgrader, is no time at all; a wrong clock is the learner's to explain.
        if made_at.tzinfo is None or not 1970 <= made_at.astimezone(UTC).year <= 9998:
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise wrong("made_at", "this is not a time with its time zone", texts["made_at"]) from error
    files = value.get("files")
    if not isinstance(files, list) or not all(isinstance(part, dict) for part in files):
        raise wrong("files", "the manifest does not list its files", files)
    names = sorted(str(part.get("name")) for part in files)
    if names != sorted(part_names(exercise)):
        raise wrong("files", f"a hand-in holds {' and '.join(part_names(exercise))}, nothing else", names)
    for part in files:
        if type(part.get("bytes")) is not int or not 0 <= part["bytes"] <= _limit(part["name"]):
            raise wrong("files", f"the size of {part['name']} is too large or wrong", part.get("bytes"))
        if not isinstance(part.get("sha256"), str) or not re.fullmatch(r"[0-9a-f]{64}", part["sha256"]):
            raise wrong("files", f"the sha256 of {part['name']} is wrong", part.get("sha256"))
    return {
        "format": FORMAT,
        "exercise": exercise,
        "attempt": attempt,
        "learner": person,
        "files": [{key: part[key] for key in ("name", "bytes", "sha256")} for part in files],
        **texts,
    }


def _check_answers(raw: bytes, manifest: dict[str, Any], file: str) -> None:
    """The answers must be sound, and those of the learner, exercise and attempt that the manifest names."""
    part = part_names(manifest["exercise"])[1]
    answers = check_answers(_json(raw, part, file), manifest["exercise"], file=f"{file}, {part}")
    for field, found, expected in (
        ("attempt", answers.attempt, manifest["attempt"]),
        ("learner", answers.learner.number if answers.learner else None, manifest["learner"]["number"]),
    ):
        if found != expected:
            raise CourseError(
                f"the answers do not fit the manifest, which says {expected!r}",
                file=file,
                item=part,
                field=field,
                found=found,
                do=_ASK_AGAIN,
            )

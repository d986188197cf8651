"""Make the zip for learners: the course without anything that holds a key of an assessed exercise."""

from __future__ import annotations

import hashlib
import html
import io
import os
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes, read_json, read_yaml, write_atomic
from qmslib.course.needles import Needles
from qmslib.course.paths import Course
from qmslib.course.variants import SIZE_LIMIT as VARIANTS_LIMIT

#: The folder inside the zip.
TOP = "quality-course"
#: What goes in, from the course's root. Everything else stays out: a new folder is not packed by accident.
_FILES = ("_config.yml", "requirements.lock", "pyproject.toml", "LICENSE", "NOTICES.md")
_FOLDERS = ("qmslib", "book", "exercises")
_REQUIRED = ("_config.yml", "requirements.lock", "pyproject.toml", "qmslib/__main__.py", "book/_toc.yml")
_SKIP_FOLDERS = {"__pycache__", "_build", "node_modules"}
_SKIP_ENDINGS = (".pyc", ".pyo", ".tmp", ".bak", ".orig", "~")
#: A name that ends so is a key or a model answer, wherever it stands.
_SECRET_ENDINGS = (".key.yaml", ".key.py", ".model.json", ".answers.json", ".db", ".jsonl")
#: How packed files begin that nobody can look into here: gzip, bzip2, xz, 7z, rar.
_CLOSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_FILE_LIMIT = 50_000_000
#: Every entry has this time, so that the same course gives the same zip.
_TIME = (2026, 1, 1, 0, 0, 0)
_FRAGMENT_LENGTH = 40
_LONG = 200


@dataclass(frozen=True)
class Packed:
    """What was packed: how many files, how many bytes the zip has, its sha256, and whether the site is in it."""

    files: int
    size: int
    sha256: str
    site: bool


def pack(course: Course, output: Path) -> Packed:
    """Write the learners' zip.

    Parameters
    ----------
    output
        Where to; an existing file is replaced in one step.

    Returns
    -------
    Packed
        What was packed.

    Raises
    ------
    CourseError
        When something needed is missing, or a file to be packed holds a key of an assessed exercise.
    """
    for name in _REQUIRED:
        if not (course.root / name).is_file():
            raise CourseError("this file is needed for the learners' zip, and is missing", file=course.root / name)
    if not course.exercises.is_dir() or not any(course.exercises.glob("*/*.ipynb")):
        raise CourseError(
            "there are no released exercises to pack", file=course.exercises, do="Release them first: qms generate"
        )
    files: dict[str, bytes] = {}
    for name, path in sorted(_chosen(course)):
        if name.endswith(_SECRET_ENDINGS):
            raise CourseError(
                "this file would have gone to learners, and holds keys, answers or marks",
                file=name,
                do="Move it to solutions/, then pack again",
            )
        files[name] = read_bytes(path, limit=_FILE_LIMIT)
    _check_secrets(course, files)
    files["requirements.lock"] = learner_requirements(
        files["requirements.lock"].decode("utf-8"), (course.root / "pyproject.toml").read_text(encoding="utf-8")
    ).encode("utf-8")
    for name in ("start.py", "README-LEARNER.txt"):
        files[name] = Path(__file__).with_name("packed").joinpath(name).read_bytes()
    data = _zip(files)
    write_atomic(output, data)
    site = any(name.startswith("_build/html/") for name in files)
    return Packed(len(files), len(data), hashlib.sha256(data).hexdigest(), site)


def learner_requirements(lock: str, project: str) -> str:
    """The part of the lock that the course needs to run: what `project` depends on, and what that depends on.

    Tools for tests and builds stay out; a learner's first start is quicker without them.

    Parameters
    ----------
    lock
        ``requirements.lock``: blocks of one requirement with its hashes, each with ``# via`` and who needs it.
    project
        ``pyproject.toml``.
    """
    blocks = [block for block in re.split(r"(?m)^(?=[A-Za-z0-9])", lock) if re.match(r"[A-Za-z0-9]", block)]
    needs: dict[str, set[str]] = {}
    for block in blocks:
        via = block.partition("# via")[2]
        for parent in re.findall(r"^[ \t#]*([A-Za-z0-9][\w.-]*)[ \t]*$", via, re.MULTILINE):
            needs.setdefault(_plain_name(parent), set()).add(_plain_name(block))
    wanted = {_plain_name(line) for line in tomllib.loads(project)["project"]["dependencies"]}
    missing = wanted - {_plain_name(block) for block in blocks}
    if missing:
        raise CourseError(
            f"the lock lacks what the course needs: {', '.join(sorted(missing))}",
            file="requirements.lock",
            do="Make the lock again from pyproject.toml",
        )
    kept: set[str] = set()
    while wanted:
        name = wanted.pop()
        kept.add(name)
        wanted |= needs.get(name, set()) - kept
    return "".join(block for block in blocks if _plain_name(block) in kept)


def _plain_name(text: str) -> str:
    """A package's name as package indexes compare it."""
    found = re.match(r"[A-Za-z0-9][\w.-]*", text)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def _chosen(course: Course) -> Iterator[tuple[str, Path]]:
    for name in _FILES:
        if (course.root / name).is_file():
            yield name, course.root / name
    folders = [*_FOLDERS, *(["_build/html"] if (course.site / "index.html").is_file() else [])]
    for folder in folders:
        for path in _walk(course.root / folder):
            yield path.relative_to(course.root).as_posix(), path


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIP_FOLDERS and not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if path.is_symlink():
                raise CourseError("a link cannot be packed", file=path, do="Put the file itself there")
            if not name.startswith(".") and not name.endswith(_SKIP_ENDINGS):
                yield path


def _check_secrets(course: Course, files: dict[str, bytes]) -> None:
    """Refuse when the wording of a key stands in what is packed, under whatever name."""
    # Letters and digits only: line breaks and markup differ from file to file.
    fragments = [
        (path.relative_to(course.root).as_posix(), fragment)
        for path in sorted(course.solutions.glob("*/*.key.yaml"))
        for fragment in sorted(_secret_fragments(_key_data(path)))
    ]
    fragments += [
        (path.relative_to(course.root).as_posix(), fragment)
        for path in sorted(course.solutions.glob("*/*.model.json"))
        for fragment in sorted(_written_accounts(read_json(path)))
    ]
    sources = {fragment: source for source, fragment in reversed(fragments)}
    needles = Needles(sources, _FRAGMENT_LENGTH)
    for name, content in _opened(files):
        text = content.decode("utf-8", "ignore")
        # With markup and without: "<" may also begin a comparison in a sentence.
        squeezed = _squeeze(_plain(text)) + " " + _squeeze(_plain(re.sub(r"<[^<>]*>", " ", text)))
        for fragment in needles.within(squeezed):
            raise CourseError(
                f"this file would have gone to learners, and holds wording of {sources[fragment]} for trainers only",
                file=name,
                do="Release the exercise again (qms generate) or rebuild the site (qms site), then pack again",
            )


def _key_data(path: Path) -> object:
    """A key file; variants are written as JSON, which is read much sooner."""
    return read_json(path, limit=VARIANTS_LIMIT) if path.name.endswith(".variants.key.yaml") else read_yaml(path)


def _opened(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Every file, whatever its ending, and what is inside zips (and office documents, which are zips)."""
    for name, content in sorted(files.items()):
        yield name, content
        if content.startswith(_CLOSED):
            raise CourseError(
                "this file would have gone to learners, and nobody can look for keys inside it",
                file=name,
                do="Unpack it, or take it out, then pack again",
            )
        if zipfile.is_zipfile(io.BytesIO(content)):
            try:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    inside = {f"{name}/{info.filename}": archive.read(info) for info in archive.infolist()}
            except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
                raise CourseError(
                    "this file would have gone to learners, and nobody can look for keys inside it",
                    file=name,
                    do="Take it out, then pack again",
                ) from error
            yield from _opened(inside)


def _secret_fragments(data: object) -> set[str]:
    """Telling pieces of an exercise's feedback, rubrics and samples: texts that learners get only as feedback."""
    found: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, str):
            squeezed = _squeeze(value)
            if len(squeezed) >= _FRAGMENT_LENGTH:
                found.add(squeezed[: 2 * _FRAGMENT_LENGTH])
        elif isinstance(value, dict):
            for entry in value.values():
                collect(entry)
        elif isinstance(value, list):
            for entry in value:
                collect(entry)

    def search(value: object) -> None:
        if isinstance(value, dict):
            for key, entry in value.items():
                if key == "options" and value.get("kind") in {"match", "classify"}:
                    # What a class covers is no secret; the book's practice may say the same.
                    continue
                if key in {"feedback", "missed", "mistakes", "rubric", "misconceptions", "samples"}:
                    collect(entry)
                else:
                    search(entry)
        elif isinstance(value, list):
            for entry in value:
                search(entry)

    search(data)
    return found


def _written_accounts(model: object) -> set[str]:
    """The model accounts: shorter model answers may well be wording of the released exercise."""
    answers = model.get("answers") if isinstance(model, dict) else None
    texts = [text for text in answers.values() if isinstance(text, str)] if isinstance(answers, dict) else []
    return {squeezed[: 4 * _FRAGMENT_LENGTH] for squeezed in map(_squeeze, texts) if len(squeezed) > _LONG}


def _plain(text: str) -> str:
    """Text without the escapes of HTML and JSON, in which wording would otherwise hide."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), html.unescape(text))
    return re.sub(r"\\[nrtbf]", " ", text)


def _squeeze(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{TOP}/{name}", date_time=_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()

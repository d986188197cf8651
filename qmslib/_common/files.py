"""Reading and writing files so that nothing is lost and every error names its file."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never half of it.

    Parameters
    ----------
    path
        The file to make or replace. Its folder is made when it is missing.
    data
        The whole content.
    mode
        Permission bits. The default lets a trainer's account read what a learner's account wrote.

    Raises
    ------
    CourseError
        When the folder may not be written to or the disk is full. The old file stands unharmed.
    """
    path = Path(path)
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp gives 0600, which another account could not read.
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise CourseError(
            f"the file could not be saved: {error.strerror or error}",
            file=path,
            do="Check that the disk is not full and that you may write to this folder, then try again",
        ) from error
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise


def write_json(path: Path, value: object) -> None:
    """Write `value` as readable JSON (UTF-8, sorted keys, a line end at the end), atomically."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_atomic(path, text.encode("utf-8"))


def read_bytes(path: Path, *, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes; anything else is a `CourseError`."""
    path = Path(path)
    try:
        if path.is_symlink() or not path.is_file():
            raise CourseError(
                "this is not a regular file" if path.exists() or path.is_symlink() else "there is no such file",
                file=path,
            )
        size = path.stat().st_size
        if size > limit:
            raise CourseError(f"the file is too large: {size:,} bytes, at most {limit:,} are allowed", file=path)
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"the file could not be read: {error.strerror or error}", file=path) from error


def read_json(path: Path, *, limit: int = 1_000_000) -> Any:
    """Read a JSON file; a damaged one is a `CourseError` that names line and column."""
    return parse_json(read_bytes(path, limit=limit), path)


def parse_json(data: bytes, path: Path) -> Any:
    """The value of a JSON file that was read; see `read_json`."""
    if not data.strip():
        raise CourseError("the file is empty", file=path)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CourseError("the file is not text in UTF-8", file=path, do="Save it as UTF-8") from error
    except json.JSONDecodeError as error:
        said = error.msg.removesuffix(" at")
        raise CourseError(
            f"the file is not valid JSON: {said} at line {error.lineno}, column {error.colno}",
            file=path,
        ) from error
    except (RecursionError, ValueError) as error:
        # ValueError: a number with more digits than Python reads.
        raise CourseError(
            "the file is nested too deeply, or holds too long a number, to be read", file=path
        ) from error


def read_text(path: Path, *, limit: int) -> str:
    """Read a text file in UTF-8, with or without a byte-order mark, whatever its line ends."""
    data = read_bytes(path, limit=limit)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CourseError(f"line {line}: the file is not text in UTF-8", file=path, do="Save it as UTF-8") from error


def read_yaml(path: Path, *, limit: int = 4_000_000) -> Any:
    """Read a YAML file with plain values only; repeated keys and damage are a `CourseError` with the line."""
    return parse_yaml(read_text(path, limit=limit), path)


def parse_yaml(text: str, path: Path, *, after: int = 0) -> Any:
    """The value of a YAML text that stands in the file `path`, `after` so many lines; see `read_yaml`."""
    # Imported here so that `import qmslib` stays fast.
    import yaml

    class UniqueKeys(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        seen: dict[Any, int] = {}
        for key_node, _ in node.value:
            line = key_node.start_mark.line + 1 + after
            key = loader.construct_object(key_node)
            if not isinstance(key, str | int | float | bool):
                raise CourseError(f"line {line}: a field name must be plain text", file=path)
            if key in seen:
                raise CourseError(
                    f"line {line}: the field {key!r} stands here twice (first at line {seen[key]})",
                    file=path,
                    do="Keep one of the two",
                )
            seen[key] = line
        return loader.construct_mapping(node, deep=True)

    UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    # A date stays the text that was typed: the course's own checks say what is wrong with it.
    UniqueKeys.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(text, UniqueKeys)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + after if error.problem_mark else "?"
        raise CourseError(
            f"line {line}: this is not valid YAML: {error.problem}",
            file=path,
            do="Check the indentation, and put text with a colon or a quote in quotes",
        ) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1 + after
        raise CourseError(
            f"line {line}: this is not valid YAML: there is a sign here that cannot be shown",
            file=path,
            found=f"U+{ord(text[error.position]):04X}",
            do="Delete it",
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        # ValueError: a number with more digits than Python reads.
        raise CourseError(
            "this is not valid YAML: it is nested too deeply, or holds a value that cannot be read", file=path
        ) from error

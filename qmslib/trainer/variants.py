"""Running an author's generator of variants. Only `qms generate` does it: marking reads what was written."""

from __future__ import annotations

import hashlib
import math
import runpy
import traceback
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes, read_yaml
from qmslib.course.items import load_variants
from qmslib.course.variants import (
    MOST,
    VariantsFile,
    check_variants,
    generator_path,
    has_variants,
    variant_name,
    variants_bytes,
)

_LIMIT = 1_000_000


def variants_content(key_file: Path) -> bytes | None:
    """What the variants' file of an exercise should hold; nothing for an exercise without a generator.

    Raises
    ------
    CourseError
        When the generator fails, gives something that is no plain data, or does not fit the key file.
    """
    path = generator_path(key_file)
    if not path.is_file():
        if has_variants(_raw(key_file)):
            raise CourseError(
                "items vary, and there is no generator", file=key_file, do=f"Write {path.name} beside it"
            )
        return None
    found = _run(path, key_file.parent.name)
    whole = load_variants(_raw(key_file), key_file, found)
    for name in whole.names:
        whole.of(name)
    return variants_bytes(found)


def _raw(key_file: Path) -> dict[str, Any]:
    data = read_yaml(key_file)
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise CourseError("an item file must hold fields such as 'format', 'use' and 'items'", file=key_file)
    return data


def _run(path: Path, exercise: str) -> VariantsFile:
    source = read_bytes(path, limit=_LIMIT)
    try:
        names = runpy.run_path(str(path), run_name="variants")
    except (Exception, SystemExit) as error:
        raise _failed(path, error) from error
    count, make = names.get("COUNT"), names.get("variant")
    if type(count) is not int or not 1 <= count <= MOST:
        raise CourseError(
            f"COUNT must be a whole number up to {MOST}", file=path, field="COUNT", found=count, do="Write COUNT = 24"
        )
    if not callable(make):
        raise CourseError(
            "there is no function variant(number)", file=path, do="Write def variant(number: int) -> dict"
        )
    variants = {}
    for number in range(1, count + 1):
        name = variant_name(number)
        try:
            made = make(number)
        except (Exception, SystemExit) as error:
            raise _failed(path, error, f"variant({number})") from error
        variants[name] = _plain(made, path, name, ())
    try:
        again = _plain(make(1), path, "v01", ())
    except (Exception, SystemExit) as error:
        raise _failed(path, error, "variant(1), called once more") from error
    if again != variants["v01"]:
        raise CourseError(
            "variant(1) gives something else when it is called again",
            file=path,
            do=f'Take all chance from random.Random(f"{exercise} {{number}}"), made inside the function',
        )
    return check_variants(
        {
            "format": 1,
            "exercise": exercise,
            "generator": hashlib.sha256(source).hexdigest(),
            "variants": variants,
        },
        path,
    )


def _failed(path: Path, error: BaseException, call: str = "") -> CourseError:
    if isinstance(error, CourseError) and error.file == str(path):
        return error
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f"line {lines[-1]}: " if lines else ""
    said = (
        str(error).rstrip(".") if isinstance(error, CourseError) else f"{type(error).__name__}: {error}".rstrip(": ")
    )
    return CourseError(f"{where}{f'{call} failed: ' if call else ''}{said}", file=path)


def _plain(value: Any, path: Path, variant: str, place: tuple[str, ...]) -> Any:
    """Plain data as JSON has it; numbers of numpy become Python's own."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if hasattr(value, "item") and callable(value.item) and not isinstance(value, float):
        return _plain(value.item(), path, variant, place)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, list | tuple):
        return [_plain(one, path, variant, (*place, str(number))) for number, one in enumerate(value, 1)]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(one, path, variant, (*place, key)) for key, one in value.items()}
    raise CourseError(
        "this is no plain data: texts, numbers, lists and dicts with names are",
        file=path,
        item=f"variant {variant}",
        field=".".join(place) or None,
        found=value,
    )

"""Variants of an exercise: the same questions on other data, so that a neighbour's answers rarely fit.

In a key file an item says which of its fields vary. The variants themselves stand beside it, in a file that
`qms generate` writes from the author's generator; it is JSON, which is YAML too, because marking reads it often.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.item_base import Strict

#: Fewer would let neighbours meet.
LEAST = 20
MOST = 99
SIZE_LIMIT = 12_000_000
#: What is the same for everybody: who is asked what, and what it counts.
FIXED = frozenset(("id", "kind", "criterion", "rows", "title", "points", "scoring", "reread", "material", "varies"))
#: Their wording stands in the notebook, which is the same for everybody; their material may vary.
WHOLE_KINDS = ("account", "dialogue")


class WrongAnswer(Strict):
    """A typical wrong answer to an item of a variant, with the points that its rule gives it."""

    item: str
    name: str
    value: Any
    points: float


class Variant(Strict):
    """One variant: what makes it as hard as the others, its tables, and what its items have of their own."""

    shape: dict[str, bool | int | float | str] = Field(min_length=1)
    materials: dict[str, dict[str, Any]] = Field(default_factory=dict)
    items: dict[str, dict[str, Any]] = Field(default_factory=dict)
    answers: dict[str, Any] = Field(default_factory=dict)
    wrong: list[WrongAnswer] = Field(default_factory=list)


class VariantsFile(Strict):
    """All variants of an exercise: never outside ``solutions/``."""

    format: Literal[1] = 1
    exercise: str
    generator: Annotated[str, Field(description="SHA-256 of the generator that made them")]
    variants: dict[Annotated[str, Field(pattern=r"^v[0-9]{2}$")], Variant] = Field(min_length=1, max_length=MOST)


def variant_name(number: int) -> str:
    """How a variant is called, from its number: ``v07``."""
    return f"v{number:02d}"


def due(number: str, exercise: str, attempt: int, count: int) -> str:
    """The variant that a learner gets for an attempt.

    It follows from the learner's number, the exercise and the attempt, so that nobody chooses it and it can be worked
    out again. No attempt gets the variant of the attempt before, when there is more than one.
    """
    drawn = -1
    for one in range(1, attempt + 1):
        before = drawn
        digest = hashlib.sha256("\0".join((number, exercise, str(one))).encode("utf-8", "replace")).digest()
        drawn = int.from_bytes(digest, "big") % count
        if drawn == before and count > 1:
            drawn = (drawn + 1) % count
    return variant_name(drawn + 1)


def variants_path(key_file: Path) -> Path:
    """The variants' file that belongs to a key file."""
    return key_file.with_name(f"{key_file.name.removesuffix('.key.yaml')}.variants.key.yaml")


def generator_path(key_file: Path) -> Path:
    """The author's generator that belongs to a key file."""
    return key_file.with_name("variants.key.py")


def read_variants(path: Path) -> VariantsFile:
    """Read the variants of an exercise; `CourseError` when they are damaged."""
    return check_variants(read_json(path, limit=SIZE_LIMIT), path)


def check_variants(data: Any, file: Path) -> VariantsFile:
    """Turn plain data into variants; a `CourseError` names variant and field of what is wrong."""
    try:
        return VariantsFile.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = [str(part) for part in first["loc"]]
        variant = place[1] if place[:1] == ["variants"] and len(place) > 1 else None
        value = first.get("input")
        raise CourseError(
            first["msg"][:1].lower() + first["msg"][1:],
            file=file,
            item=variant and f"variant {variant}",
            field=".".join(place[2:] if variant else place) or None,
            found=value if isinstance(value, str | int | float) else None,
        ) from error


def variants_bytes(variants: VariantsFile) -> bytes:
    """The exact bytes of a variants' file: JSON, in which a row of a table stands on one line."""
    return (_written(variants.model_dump(mode="json"), 0) + "\n").encode("utf-8")


def _written(value: Any, depth: int) -> str:
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(short) + depth <= 110:
        return short
    pad = " " * (depth + 1)
    if isinstance(value, dict):
        inner = [
            f"{pad}{json.dumps(str(key), ensure_ascii=False)}: {_written(one, depth + 1)}"
            for key, one in value.items()
        ]
        return "{\n" + ",\n".join(inner) + "\n" + " " * depth + "}"
    return "[\n" + ",\n".join(f"{pad}{_written(one, depth + 1)}" for one in value) + "\n" + " " * depth + "]"


def has_variants(raw: Mapping[str, Any]) -> bool:
    """Whether an item of a key file, as it was read, varies."""
    items = raw.get("items")
    return isinstance(items, list) and any(isinstance(item, dict) and item.get("varies") for item in items)


def merged(raw: Mapping[str, Any], name: str, variant: Variant, file: Path) -> dict[str, Any]:
    """A key file with everything that a variant gives it, as one file would have it.

    Raises
    ------
    CourseError
        When the variant gives something else than the items say varies.
    """

    def wrong(problem: str, item: str, field: str | None = None) -> CourseError:
        return CourseError(f"variant {name}: {problem}", file=file, item=item, field=field)

    items, known = [], set()
    for item in raw["items"]:
        fields = item.get("varies") if isinstance(item, dict) else None
        if not fields:
            items.append(item)
            continue
        number = str(item.get("id"))
        known.add(number)
        given = variant.items.get(number, {})
        if not isinstance(fields, list) or not all(isinstance(field, str) for field in fields):
            raise wrong("'varies' must be a list of names of fields", number, "varies")
        if item.get("kind") in WHOLE_KINDS:
            raise wrong(f"an item of kind {item['kind']} may have material that varies, but no fields", number)
        for field in fields:
            if field in FIXED:
                raise wrong(f"{field!r} must be the same in every variant", number, "varies")
            if field in item:
                raise wrong(f"{field!r} varies, so it must not stand in the key file", number, field)
            if field not in given:
                raise wrong(f"it does not give {field!r}, which varies", number, field)
        for field in given:
            if field not in fields:
                raise wrong(f"it gives {field!r}, which 'varies' does not list", number, field)
        items.append({**item, **given})
    for number in variant.items:
        if number not in known:
            raise wrong("it gives fields of an item that does not vary", number)
    own = raw.get("materials") or {}
    for material in variant.materials:
        if material in own:
            raise wrong(f"the material {material!r} stands in the key file already", "materials")
    return {**raw, "items": items, "materials": {**own, **variant.materials}}

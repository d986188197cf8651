"""Rules on variants: enough of them, equally hard, none like another, each with answers that score as they should."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from qmslib.course.bank import exercise
from qmslib.course.competence import judge
from qmslib.course.items import ExerciseFile, Item, Number
from qmslib.course.lint.findings import Finding, guarded
from qmslib.course.lint.items import worked_problem
from qmslib.course.lint.models import MODEL_DAY, model_points, read_model, wrong_answers
from qmslib.course.paths import Course
from qmslib.course.scoring import score
from qmslib.course.variants import LEAST, Variant, generator_path

#: What of an item decides which answer is right.
_KEYS = ("key", "orders", "checks", "settings", "nodes")


def variants(course: Course) -> Iterator[Finding]:
    """Check every exercise that has variants."""
    for name in course.authored():
        yield from guarded("variants", partial(_exercise, name=name), course)


def _exercise(course: Course, name: str) -> Iterator[Finding]:
    loaded = exercise(course, name)
    if loaded.variants is None:
        return
    file = f"solutions/{name}/variants.key.py"
    found = loaded.variants.found.variants
    generator = generator_path(course.key_file(name))
    made = hashlib.sha256(generator.read_bytes()).hexdigest() if generator.is_file() else ""
    if made != loaded.variants.found.generator:
        yield Finding("variants", "the generator was changed since the variants were made; run `qms generate`", file)
    if len(found) < LEAST:
        yield Finding("variants", f"there are {len(found)} variants; at least {LEAST} are needed", file)
    yield from _alike(loaded, found, file)
    answers, _ = read_model(course.model_file(name))
    for number, variant in found.items():
        yield from _variant(loaded.variants.of(number), variant, answers, number, file)


def _alike(loaded: ExerciseFile, found: dict[str, Variant], file: str) -> Iterator[Finding]:
    """What must be the same in all variants is, and what must differ does."""
    assert loaded.variants is not None
    names = list(found)
    for name in names[1:]:
        if found[name].shape != found[names[0]].shape:
            yield Finding(
                "variants",
                f"variant {name} has the shape {_short(found[name].shape)}, and {names[0]} has "
                f"{_short(found[names[0]].shape)}: then one is harder than the other",
                file,
            )
    seen: dict[str, str] = {}
    for name in names:
        text = _short({"materials": found[name].materials, "items": found[name].items})
        if text in seen:
            yield Finding("variants", f"variant {name} is the same as {seen[text]}", file)
        seen.setdefault(text, name)
    for item in loaded.items:
        if not item.varies:
            continue
        keys = {_key(loaded.variants.of(name).item(item.id)) for name in names}
        if len(keys) == 1 and len(names) > 1:
            yield Finding("variants", "the right answer is the same in every variant", file, item.id)


def _short(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _key(item: Item) -> str:
    data = item.model_dump(mode="json")
    return _short({name: data[name] for name in _KEYS if name in data})


def _variant(
    whole: ExerciseFile, variant: Variant, common: dict[str, Any], name: str, file: str
) -> Iterator[Finding]:
    """The model answers of one variant are right, its wrong answers score as said, and nothing earns nothing."""

    def finding(text: str, item: str | None = None) -> Finding:
        return Finding("variants", f"variant {name}: {text}", file, item)

    answers = {**common, **variant.answers}
    ids = {item.id for item in whole.items}
    for strange in sorted(set(variant.answers) - ids):
        yield finding("it answers an item that the exercise does not have", strange)
    for item in whole.items:
        if item.varies:
            result = score(item, answers.get(item.id), MODEL_DAY)
            if not result.right:
                said = " ".join(part.text for part in result.parts if part.verdict != "right")
                yield finding(f"the model answer gets {result.points:g} of {result.max:g}. {said}".strip(), item.id)
        if item.varies and isinstance(item, Number) and item.worked:
            problem = worked_problem(item)
            if problem:
                yield finding(problem, item.id)
    entries = [entry.model_dump() for entry in variant.wrong]
    for item_id, text in wrong_answers(entries, {item.id: item for item in whole.items if item.varies}):
        yield finding(text, item_id)
    full = model_points(whole, answers) | {item.id: item.points for item in whole.items if item.kind == "account"}
    if judge(whole, full, True).status != "met":
        yield finding("the model answers do not meet the criterion")
    untouched = model_points(whole, {})
    if any(untouched.values()) or judge(whole, untouched, True).status != "not_yet":
        yield finding("the untouched exercise earns something")

"""What leaves an item file: released items without keys, and practice items for the page.

Options and steps are shuffled by a seed from the item's id, so that their order tells nothing and never changes.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping
from typing import Any

from qmslib.course.items import Dialogue, ExerciseFile, Item, Order

#: The only fields of an item that a released one may have. New fields stay in until they are named here.
_RELEASED = {
    "id",
    "kind",
    "criterion",
    "rows",
    "title",
    "prompt",
    "points",
    "hint",
    "reread",
    "unit",
    "min_words",
    "layout",
    "table",
    "fields",
    "tool",
    "settings",
    "document",
    "checks",
}


def _shuffled(entries: list[dict[str, Any]], item_id: str, what: str) -> list[dict[str, Any]]:
    seed = hashlib.sha256(f"{item_id}/{what}".encode()).digest()
    ordered = sorted(entries, key=lambda entry: str(entry["id"]))
    random.Random(seed).shuffle(ordered)
    return ordered


def _arrange(item: Item, data: dict[str, Any]) -> None:
    for what in ("options", "stems"):
        if what in data:
            data[what] = _shuffled(data[what], item.id, what)
    if isinstance(item, Order):
        steps = _shuffled(data["steps"], item.id, "steps")
        # A start that is already right would be no task: turn it until it is not.
        for _ in steps:
            if [step["id"] for step in steps] not in item.orders:
                break
            steps = steps[1:] + steps[:1]
        data["steps"] = steps
    for node in data.get("nodes", []):
        node["choices"] = _shuffled(node["choices"], item.id, node["id"])


def _talk(item: Dialogue) -> dict[str, Any]:
    """A talk as a learner may have it: without the observation sheet, and without what a reply shows or misses.

    Where a reply leads stays in: a learner may try another way and see what the other person says. That is meant.
    """
    nodes = [
        {
            "id": node.id,
            "speaker": node.speaker,
            "text": node.text,
            "choices": [{"id": reply.id, "text": reply.text, "to": reply.to} for reply in node.choices],
            "end": node.end,
        }
        for node in item.nodes
    ]
    return {"start": item.start, "nodes": nodes}


def _prepare_tool(data: dict[str, Any]) -> None:
    if data.get("tool"):
        from qmslib.course.tools import prepare

        data["settings"] = prepare(data["tool"], data.get("settings") or {})


def release_item(item: Item) -> dict[str, Any]:
    """The item as a learner may have it: no key, no feedback, no rubric, options shuffled."""
    full = item.model_dump(mode="json", exclude_none=True)
    released = {name: value for name, value in full.items() if name in _RELEASED}
    if isinstance(item, Dialogue):
        released |= _talk(item)
    else:
        for what in ("options", "stems", "steps"):
            if what in full:
                released[what] = [{"id": entry["id"], "text": entry["text"]} for entry in full[what]]
    _arrange(item, released)
    _prepare_tool(released)
    return released | _tables(item)


def practice_item(item: Item) -> dict[str, Any]:
    """A practice item as the page needs it: with its key and feedback, options shuffled, and its content's hash."""
    data = item.model_dump(mode="json", exclude_none=True, exclude={"material", "varies"})
    _arrange(item, data)
    _prepare_tool(data)
    data["hash"] = content_hash(item)
    return data | _tables(item)


def _tables(item: Item) -> dict[str, Any]:
    """The tables that stand under the prompt; nothing for an item without any."""
    return {"material": [table.shown(name) for name, table in item.tables]} if item.tables else {}


def content_hash(item: Item) -> str:
    """Sixteen hex digits that change whenever anything in the item changes."""
    data = item.model_dump(mode="json", exclude={"material", "varies"}) | _tables(item)
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def met_text(exercise: ExerciseFile) -> str:
    """The exercise's rule for *met*, in a sentence for learners."""
    parts = []
    titles = {item.id: item.title for item in exercise.items}
    automatic = [item for item in exercise.items if item.kind != "account"]
    if exercise.met.required:
        named = "; ".join(titles[name] for name in exercise.met.required)
        parts.append(f"These questions must be fully right: {named}.")
    if len(automatic) > len(exercise.met.required):
        others = "of the points for the other questions" if exercise.met.required else "of the points"
        parts.append(f"You need at least {exercise.met.share:.0%} {others}.")
    accounts = len(exercise.items) - len(automatic)
    if accounts:
        what = "Your written account" if accounts == 1 else "Each of your written accounts"
        parts.append(f"{what} must be judged met by your trainer.")
    return " ".join(parts)


def release_exercise(exercise: ExerciseFile) -> dict[str, Any]:
    """Everything of an exercise that goes to learners; the content of its ``form.json``."""
    return {
        "format": 1,
        "exercise": exercise.exercise,
        "title": exercise.title,
        "criterion": exercise.criterion,
        "chapter": exercise.chapter,
        "time": exercise.time,
        "intro": exercise.intro,
        "met_text": met_text(exercise),
        **_released_items(exercise),
        "declaration": True,
    }


def _named(item: Item, tables: dict[str, Any]) -> dict[str, Any]:
    """A released item that names its tables, and these put beside it: several items may show the same one."""
    released = release_item(item)
    if "material" in released:
        tables |= {table["name"]: table for table in released["material"]}
        released["material"] = [table["name"] for table in released["material"]]
    return released


def _released_items(exercise: ExerciseFile) -> dict[str, Any]:
    """Items and materials; what is not the same in every variant stands under the variant's name."""
    if exercise.variants is None:
        tables: dict[str, Any] = {}
        items = [_named(item, tables) for item in exercise.items]
        return {"items": items, **({"materials": tables} if tables else {})}
    whole: dict[str, list[dict[str, Any]]] = {}
    shown: dict[str, dict[str, Any]] = {}
    for name in exercise.variants.names:
        shown[name] = {}
        whole[name] = [_named(item, shown[name]) for item in exercise.variants.of(name).items]
    first = exercise.variants.names[0]
    common = [_common([items[place] for items in whole.values()]) for place in range(len(whole[first]))]
    same = _common(list(shown.values()))
    varied = {item.id for item in exercise.items if item.varies}
    made = {
        name: {
            "materials": {key: table for key, table in shown[name].items() if key not in same},
            "items": {
                item["id"]: {field: value for field, value in item.items() if field not in fields}
                for item, fields in zip(whole[name], common, strict=True)
                if item["id"] in varied
            },
        }
        for name in whole
    }
    return {"items": common, **({"materials": same} if same else {}), "variants": made}


def _common(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields that are the same in all of them."""
    first, *others = found
    return {key: value for key, value in first.items() if all(key in one and one[key] == value for one in others)}


def form_for(form: Mapping[str, Any], variant: str = "") -> dict[str, Any]:
    """A released exercise as one learner has it: with the fields and the tables of their variant.

    Parameters
    ----------
    form
        The content of a ``form.json``; one that was made for a learner already stays as it is.
    variant
        The variant's name; nothing for an exercise without variants.
    """
    chosen = (form.get("variants") or {}).get(variant) or {}
    tables = {**(form.get("materials") or {}), **chosen.get("materials", {})}
    items = []
    for item in form["items"]:
        whole = {**item, **chosen.get("items", {}).get(item["id"], {})}
        if "material" in whole:
            named = [tables.get(one) if isinstance(one, str) else one for one in whole["material"]]
            whole["material"] = [table for table in named if table is not None]
        items.append(whole)
    return {**{key: value for key, value in form.items() if key not in ("variants", "materials")}, "items": items}


def varied_items(form: Mapping[str, Any]) -> set[str]:
    """Ids of the items that differ between the variants of a released exercise."""
    variants = form.get("variants") or {}
    return {item for one in variants.values() for item in one["items"]}


def form_bytes(form: dict[str, Any]) -> bytes:
    """The exact bytes of a ``form.json``."""
    return (json.dumps(form, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def bank_hash(form: dict[str, Any]) -> str:
    """SHA-256 of a released exercise: saved with answers, so that a changed exercise is noticed."""
    return hashlib.sha256(form_bytes(form)).hexdigest()

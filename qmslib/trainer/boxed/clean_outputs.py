"""Outputs as they leave the box are data of unknown shape: only well-formed ones of known kinds are kept."""

from __future__ import annotations

import json
import math
import re
from typing import Any

#: Outputs of one cell.
MOST_OUTPUTS = 500
_MOST_JSON = 200_000
_DEPTH = 20
_JSON = re.compile(r"application/(.*\+)?json")


def clean_outputs(found: Any) -> list[dict[str, Any]]:
    """The sound outputs of one cell, as a notebook has them."""
    if not isinstance(found, list):
        return []
    kept = (_clean(output) for output in found[:MOST_OUTPUTS] if isinstance(output, dict))
    return [output for output in kept if output is not None]


def text(value: Any) -> str:
    """Text that can be written to a file, whatever was given."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def writable(found: Any) -> Any:
    """What a test gave, with each text one that can be written to a file: words of the learner's come into it."""
    if isinstance(found, str):
        return text(found)
    if isinstance(found, list):
        return [writable(inner) for inner in found]
    return {text(key): writable(inner) for key, inner in found.items()} if isinstance(found, dict) else found


def _clean(output: dict[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return {"output_type": "stream", "name": output["name"], "text": text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": text(output.get("ename")),
            "evalue": text(output.get("evalue")),
            "traceback": [text(line) for line in lines] if isinstance(lines, list) else [],
        }
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        shown = {text(key): _shown(text(key), value) for key, value in data.items()} if isinstance(data, dict) else {}
        made: dict[str, Any] = {
            "output_type": kind,
            "data": {key: value for key, value in shown.items() if value is not None},
            "metadata": _content(output.get("metadata")) or {},
        }
        if not isinstance(made["metadata"], dict):
            made["metadata"] = {}
        if kind == "execute_result":
            count = output.get("execution_count")
            made["execution_count"] = count if type(count) is int and 0 <= count < 100_000 else None
        return made
    return None


def _shown(kind: str, value: Any) -> Any:
    """One form of a value, as notebooks may have it: text, and JSON only where its kind says so."""
    lines = isinstance(value, list) and all(isinstance(line, str) for line in value)
    return _content(value) if isinstance(value, str) or lines or _JSON.fullmatch(kind) else None


def _content(value: Any) -> Any:
    """Text, or JSON of modest size and depth."""
    if isinstance(value, str):
        return text(value)
    if not _shallow(value, _DEPTH):
        return None
    written = json.dumps(value, ensure_ascii=True)
    return json.loads(text(written)) if len(written) <= _MOST_JSON else None


def _shallow(value: Any, depth: int) -> bool:
    if depth < 0:
        return False
    if isinstance(value, dict):
        return all(text(key) == key and _shallow(inner, depth - 1) for key, inner in value.items())
    if isinstance(value, list):
        return all(_shallow(inner, depth - 1) for inner in value)
    if isinstance(value, float):
        return math.isfinite(value)  # JSON has no other numbers: no browser would read the notebook
    return not isinstance(value, str) or text(value) == value

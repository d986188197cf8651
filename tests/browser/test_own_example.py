"""One table of accounts with and without an example of the writer's own, for Python and for the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.own_example import own_example
from qmslib.frontend.bundle import scope

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "own_example.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"][:20])
def test_python(vector: dict[str, Any]) -> None:
    assert own_example(vector["text"]) is vector["own"]


@pytest.mark.browser
def test_javascript(page: Any) -> None:
    page.goto("about:blank")
    found = page.evaluate(
        f"(texts) => {{ {scope()}; return texts.map(ownExample); }}", [vector["text"] for vector in VECTORS]
    )
    assert found == [vector["own"] for vector in VECTORS]

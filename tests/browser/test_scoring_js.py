"""One table of scored answers, to which the course's scorer and the page's are both held, to the letter."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from qmslib.course.items import KINDS, Item
from qmslib.course.scoring import score
from qmslib.frontend.bundle import scope

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "scoring.json").read_text(encoding="utf-8")
)


def test_the_table_is_rich() -> None:
    kinds = Counter(vector["item"]["kind"] for vector in VECTORS)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 6
    assert len({vector["name"] for vector in VECTORS}) == len(VECTORS)
    rules = {vector["item"]["scoring"] for vector in VECTORS}
    assert rules == {
        "all_or_nothing", "net_correct", "longest_run", "share_right", "within_tolerance", "checks_passed", "judged",
        "observed",
    }  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_python(vector: dict[str, Any]) -> None:
    item = TypeAdapter(Item).validate_python(vector["item"])
    assert asdict(score(item, vector["value"], date.fromisoformat(vector["today"]))) == vector["expect"]


@pytest.mark.browser
def test_javascript(page: Any) -> None:
    page.goto("about:blank")
    found = page.evaluate(
        f"""(vectors) => {{
            "use strict";
            {scope()}
            return vectors.map((one) => scoreItem(one.item, one.value, one.today));
        }}""",
        VECTORS,
    )
    wrong = [
        (vector["name"], made, vector["expect"])
        for vector, made in zip(VECTORS, found, strict=True)
        if made != vector["expect"]
    ]
    assert wrong == []

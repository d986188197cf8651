"""The toolbox is held against published answers, each with its source."""

from __future__ import annotations

import re
from pathlib import Path

CASE = re.compile(r"@pytest\.mark\.published\(\s*((?:\"[^\"]*\"\s*)+)", re.DOTALL)


def sources() -> list[str]:
    return [
        " ".join(found.split())
        for path in sorted(Path(__file__).parent.glob("test_*.py"))
        for found in CASE.findall(path.read_text(encoding="utf-8"))
    ]


def test_there_are_enough_published_cases_and_each_names_its_source() -> None:
    found = sources()
    assert len(found) >= 60
    assert all(len(source) > 25 for source in found)
    assert len(set(found)) == len(found), "each case has a source of its own"

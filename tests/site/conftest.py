from __future__ import annotations

from pathlib import Path

import pytest

from qmslib.course.paths import Course

CONFIG = Path(__file__).parents[2] / "_config.yml"

TOC = """\
format: jb-book
root: index
parts:
  - caption: Standards
    chapters:
      - file: standards/first
      - file: about
"""
INDEX = """\
# A small course

Your colleagues depend on your work.

## Where to begin

Begin with [the first chapter](standards/first.md#what-it-is).
"""
FIRST = """\
# The first chapter

A file request comes in.

## What it is

| | Priya | Tom |
|---|---|---|
| Days | 5 | 10 |

:::{note}
:class: dropdown
Folded.
:::

## What for

It costs $5, not $6. Every timescale is agreed.

```python
print("shown")
```
"""


@pytest.fixture
def small_course(tmp_path: Path) -> Course:
    """A course of three pages, without cells, with the real settings."""
    root = tmp_path / "course"
    (root / "book" / "standards").mkdir(parents=True)
    (root / "_config.yml").write_bytes(CONFIG.read_bytes())
    (root / "book" / "_toc.yml").write_text(TOC, encoding="utf-8")
    (root / "book" / "index.md").write_text(INDEX, encoding="utf-8")
    (root / "book" / "about.md").write_text("# About this course\n\nWhat it is.\n", encoding="utf-8")
    (root / "book" / "standards" / "first.md").write_text(FIRST, encoding="utf-8")
    return Course(root)

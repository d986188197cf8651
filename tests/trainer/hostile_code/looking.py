"""Looking at what came of a hostile submission, and at what must be as it was."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import psutil

from qmslib.course.paths import Course
from qmslib.trainer.boxed.job import Limits
from qmslib.trainer.run import Result
from qmslib.trainer.stock import marked_notebook
from tests.trainer.hostile_code.attack import BROKEN_OUT, Attack
from tests.trainer.hostile_code.exercise import NAME, NUMBER, POINTS, WORDS

#: Stand in the environment, in the gradebook's folder and in an honest learner's notebook.
SECRETS = ("secret-of-the-environment", "secret-of-the-course", "secret-of-another-learner")
#: Small, so that each bomb ends soon.
LIMITS = Limits(cell_seconds=5, run_seconds=7, test_seconds=14, memory=600_000_000)
#: Seconds beyond its limits that it may take until a submission is ended, by the run's own record: a machine full of
#: a bomb's processes takes its time.
GRACE = 3.0


def points(row: dict[str, Any]) -> dict[str, float]:
    """Automatic points by test."""
    return {name: grade["auto"] for name, grade in row["grades"].items()}


def contents(*folders: Path) -> dict[Path, bytes]:
    """All files there, but for the largest."""
    return {
        path: path.read_bytes() if path.stat().st_size < 1e8 else b""
        for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()
    }  # fmt: skip


def left_over(others: Collection[psutil.Process]) -> list[psutil.Process]:
    """Processes that were not ended, but for others and what those made; who only waits for its parent is none."""
    _, found = psutil.wait_procs(psutil.Process().children(recursive=True), timeout=5)
    left = []
    for one in found:
        try:
            if one.status() != psutil.STATUS_ZOMBIE and not {one, *one.parents()} & set(others):
                left.append(one)
        except psutil.NoSuchProcess:
            continue
    return left


def check(course: Course, attack: Attack, result: Result, row: dict[str, Any] | None) -> list[str]:
    """What is wrong with what came of a hostile submission."""
    wrong = []
    said = " ".join(result.reasons)
    if (attack.status and result.status != attack.status) or attack.said not in said:
        wrong.append(f"{attack.name}: {result.status} ({said}), not {attack.status} ({attack.said})")
    if result.status not in ("marked", "marked with notes", "not marked") or (result.status != "marked" and not said):
        wrong.append(f"{attack.name}: {result.status} without a reason")
    if result.status == "not marked":
        if row is not None and any(points(row).values()):
            wrong.append(f"{attack.name}: not marked, and has {points(row)}")
        if attack.status != "not marked" and attack.earns:
            wrong.append(f"{attack.name}: not marked ({said})")
        return wrong
    took = result.seconds
    if took["cells"] > LIMITS.run_seconds + GRACE or took["tests"] > LIMITS.test_seconds + GRACE:
        wrong.append(f"{attack.name}: past its time: {took}")
    assert row is not None
    most = {**dict.fromkeys(POINTS, 0.0), **attack.earns}
    if points(row) != most and not (attack.or_less and all(0 <= points(row)[name] <= most[name] for name in most)):
        wrong.append(f"{attack.name}: {points(row)}, not {attack.earns} ({said})")
    notebook = marked_notebook(course, attack.name, NAME)
    assert notebook is not None
    shown = may_be_shown(notebook)
    everywhere = json.dumps(notebook, ensure_ascii=False, allow_nan=False)
    wrong += [f"{attack.name}: {around(word, everywhere)}" for word in (BROKEN_OUT, *SECRETS) if word in everywhere]
    wrong += [f"{attack.name}: {around(word, shown)} can be seen" for word in (str(NUMBER), WORDS) if word in shown]
    return wrong


def may_be_shown(notebook: dict[str, Any], tests: Collection[str] = POINTS) -> str:
    """All of a marked notebook that a learner may be shown: the tests' own sources and outputs are a trainer's."""
    cells = []
    for cell in notebook["cells"]:
        test = cell["metadata"].get("nbgrader", {}).get("grade_id") in tests
        cells.append(cell["metadata"].get("qms") if test else cell)
    return json.dumps(cells, ensure_ascii=False)


def around(word: str, text: str) -> str:
    """The word with what stands around it."""
    return text[max(text.find(word) - 100, 0) :][:300]

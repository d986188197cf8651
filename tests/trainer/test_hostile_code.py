"""Hostile code: no forged point, no secret read, nobody else touched, nothing left, and each with its reason."""

from __future__ import annotations

import ctypes
import functools
import json
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from qmslib.course.paths import Course
from qmslib.trainer.boxed import marking
from qmslib.trainer.boxed.job import Limits
from qmslib.trainer.boxed.launch import find_sandbox
from qmslib.trainer.feedback import feedback
from qmslib.trainer.generate import generate
from qmslib.trainer.mark import mark
from qmslib.trainer.run import Result
from qmslib.trainer.stock import marked_notebook, rows
from tests.trainer.hostile_code import bombs, breaking_out, forged_talk, lying_values, notebooks, peeking, real
from tests.trainer.hostile_code.attack import BROKEN_OUT, Attack
from tests.trainer.hostile_code.exercise import NAME, NUMBER, POINTS, WORDS, add_exercise, honest, put, released

_WHY = find_sandbox().why
pytestmark = pytest.mark.skipif(bool(_WHY), reason=f"no box for learners' code: {_WHY}")

KINDS = (notebooks, peeking, lying_values, forged_talk, breaking_out, bombs)
ATTACKS: dict[str, Attack] = {attack.name: attack for kind in KINDS for attack in kind.ATTACKS}
#: Stand in the environment, in the gradebook's folder and in an honest learner's notebook.
SECRETS = ("secret-of-the-environment", "secret-of-the-course", "secret-of-another-learner")
#: Small, so that each bomb ends soon.
LIMITS = Limits(cell_seconds=2, run_seconds=5, test_seconds=6, memory=600_000_000)
_SUBREAPER = 36
SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Small limits, a folder of its own for what is temporary, and every orphan ours."""
    monkeypatch.setattr(marking, "mark_code", functools.partial(marking.mark_code, limits=LIMITS))
    monkeypatch.setenv("QMS_TEST", SECRETS[0])
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    libc = ctypes.CDLL(None)
    libc.prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield folder
    finally:
        libc.prctl(_SUBREAPER, 0, 0, 0, 0)


@pytest.fixture
def coded(course: Course) -> Course:
    """The small course with a code exercise."""
    add_exercise(course)
    (course.root / "secret.txt").write_text(SECRETS[1], encoding="utf-8")
    return course


def place_honest(course: Course) -> None:
    notebook = released(course)
    for learner, (answers, _) in honest().items():
        put(course, learner, notebook, answers, f"# {SECRETS[2]}")


def place(course: Course, attacks: dict[str, Attack], abstract: str = "", exercise: str = NAME) -> None:
    notebook = released(course, exercise)
    for name, attack in attacks.items():
        changed = {
            cell: source.replace("@ROOT@", str(course.root)).replace("@ABSTRACT@", abstract)
            for cell, source in {**attack.answers, "": attack.own}.items()
        }
        folder = put(course, name, notebook, changed, changed.pop(""), exercise)
        if attack.harm is not None:
            attack.harm(folder)


def points(row: dict[str, Any]) -> dict[str, float]:
    return {name: grade["auto"] for name, grade in row["grades"].items()}


def contents(*folders: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes() if path.stat().st_size < 1e8 else b""
        for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()
    }  # fmt: skip


def may_be_shown(notebook: dict[str, Any], tests: Collection[str] = POINTS) -> str:
    """All of a marked notebook that a learner may be shown: the tests' own sources and outputs are a trainer's."""
    cells = []
    for cell in notebook["cells"]:
        test = cell["metadata"].get("nbgrader", {}).get("grade_id") in tests
        cells.append(cell["metadata"].get("qms") if test else cell)
    return json.dumps(cells, ensure_ascii=False)


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
    assert row is not None
    if points(row) != {**dict.fromkeys(POINTS, 0.0), **attack.earns}:
        wrong.append(f"{attack.name}: {points(row)}, not {attack.earns} ({said})")
    notebook = marked_notebook(course, attack.name, NAME)
    assert notebook is not None
    shown = may_be_shown(notebook)
    everywhere = json.dumps(notebook, ensure_ascii=False, allow_nan=False)
    wrong += [f"{attack.name}: {around(word, everywhere)}" for word in (BROKEN_OUT, *SECRETS) if word in everywhere]
    wrong += [f"{attack.name}: {around(word, shown)} can be seen" for word in (str(NUMBER), WORDS) if word in shown]
    return wrong


def around(word: str, text: str) -> str:
    """The word with what stands around it."""
    return text[max(text.find(word) - 100, 0) :][:300]


def one_round(course: Course, temporary: Path, attacks: dict[str, Attack], before: dict[str, Any]) -> list[str]:
    """Mark all; return what is wrong."""
    folders = (course.solutions, course.exercises, course.submitted)
    files = contents(*folders)
    free = psutil.virtual_memory().available
    # Other tests of the same session may have a browser open.
    others = psutil.Process().children(recursive=True)
    reports: list[Result] = []
    results = {
        one.learner: one
        for one in mark(course, [NAME], again=True, progress=lambda done, of, one: reports.append(one))
    }
    wrong = [] if len(reports) == len(results) == len(attacks) + len(honest()) else ["submissions without a result"]
    marks = rows(course, NAME)
    for name, attack in attacks.items():
        wrong += check(course, attack, results[name], marks.get(name))
    wrong += [f"{name}: {points(marks[name])}, not as alone" for name, row in before.items() if marks[name] != row]
    wrong += [f"{name}: {results[name]}" for name in before if results[name].status != "marked"]
    for path in feedback(course):
        page = path.read_text(encoding="utf-8")
        words = (BROKEN_OUT, str(NUMBER), WORDS, *SECRETS[:2])
        wrong += [f"{path.name}: {around(word, page)} on the page" for word in words if word in page]
    if contents(*folders) != files:
        wrong.append("files of the course have changed")
    wrong += [f"a process is left: {one}" for one in left_over() if one not in others]
    groups = [str(path) for path in Path("/sys/fs/cgroup").rglob(f"qms-{os.getpid()}-*")]
    wrong += [f"a control group is left: {name}" for name in groups]
    wrong += [f"a file is left: {path}" for path in temporary.iterdir()]
    if psutil.virtual_memory().available < free - 2_000_000_000:
        wrong.append("memory was not given back")
    return wrong


def left_over() -> list[psutil.Process]:
    """Processes that were not ended; who is ended already and waits for its parent is none."""
    _, found = psutil.wait_procs(psutil.Process().children(recursive=True), timeout=5)
    return [one for one in found if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def alone(course: Course) -> dict[str, Any]:
    """The honest learners' rows when nobody else is there."""
    place_honest(course)
    results = mark(course, [NAME])
    marks = rows(course, NAME)
    assert {one.learner: one.status for one in results} == dict.fromkeys(honest(), "marked"), results
    assert {name: points(row) for name, row in marks.items()} == {name: most for name, (_, most) in honest().items()}
    return marks


def hostile_cohort(course: Course, temporary: Path, rounds: int) -> list[str]:
    before = alone(course)
    name = f"qms-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0{name}")
        listening.listen()
        place(course, ATTACKS, name)
        return [text for _ in range(rounds) for text in one_round(course, temporary, ATTACKS, before)]


def test_there_are_enough_attacks_of_each_kind() -> None:
    assert len(ATTACKS) == sum(len(kind.ATTACKS) for kind in KINDS), "two have the same name"
    assert len(ATTACKS) >= 60


def test_a_cohort_of_hostile_code(coded: Course, small_limits: Path) -> None:
    assert hostile_cohort(coded, small_limits, 1) == []


def test_the_real_exercise(course: Course, small_limits: Path) -> None:
    shutil.copytree(SOLUTIONS / real.NAME, course.solutions / real.NAME)
    generate(course, [real.NAME])
    attacks = {attack.name: attack for attack in real.ATTACKS}
    place(course, attacks, exercise=real.NAME)
    results = {one.learner: one for one in mark(course, [real.NAME])}
    assert [name for name, one in results.items() if one.status not in ("marked", "marked with notes")] == []
    source = json.loads((course.solutions / real.NAME / f"{real.NAME}.ipynb").read_text(encoding="utf-8"))
    hidden = re.findall(
        r"### BEGIN HIDDEN TESTS(.*?)### END", "".join("".join(c["source"]) for c in source["cells"]), re.S
    )
    lines = {line.strip() for part in hidden for line in part.splitlines() if len(line.strip()) > 12}
    assert len(lines) > 20
    for name, row in rows(course, real.NAME).items():
        assert points(row) == {**dict.fromkeys(row["grades"], 0.0), **attacks[name].earns}, name
        shown = may_be_shown(marked_notebook(course, name, real.NAME) or {}, row["grades"])
        assert [line for line in lines if json.dumps(line)[1:-1] in shown] == [], name
        assert "2026-01-05 09:00" not in shown, f"{name}: the log of a hidden test"


@pytest.mark.slow
def test_three_rounds_of_hostile_code(coded: Course, small_limits: Path) -> None:
    assert hostile_cohort(coded, small_limits, 3) == []

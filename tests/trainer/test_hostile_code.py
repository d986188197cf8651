"""Hostile code: no forged point, no secret read, nobody else touched, nothing left, and each with its reason."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from qmslib.course.paths import Course
from qmslib.trainer.boxed.launch import find_sandbox
from qmslib.trainer.generate import generate
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import marked_notebook, rows
from tests.trainer.hostile_code import real
from tests.trainer.hostile_code.cohort import ATTACKS, KINDS, Cohort, confined, place
from tests.trainer.hostile_code.looking import may_be_shown, points

_WHY = find_sandbox().why
pytestmark = pytest.mark.skipif(bool(_WHY), reason=f"no box for learners' code: {_WHY}")
SOLUTIONS = Path(__file__).parents[2] / "solutions"


def test_there_are_enough_attacks_of_each_kind() -> None:
    assert len(ATTACKS) == sum(len(kind.ATTACKS) for kind in KINDS), "two have the same name"
    assert len(ATTACKS) >= 60


def test_a_cohort_of_hostile_code(hostile_code: Cohort) -> None:
    assert not hostile_code.wrong, "\n".join(hostile_code.wrong)


def test_the_real_exercise(course: Course, tmp_path: Path) -> None:
    shutil.copytree(SOLUTIONS / real.NAME, course.solutions / real.NAME)
    generate(course, [real.NAME])
    attacks = {attack.name: attack for attack in real.ATTACKS}
    place(course, attacks, exercise=real.NAME)
    with confined(tmp_path):
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

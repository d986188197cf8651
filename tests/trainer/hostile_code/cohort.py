"""Hostile submissions of code beside ten honest learners: laid down, marked, and looked at from all sides."""

from __future__ import annotations

import ctypes
import functools
import os
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from qmslib.course.paths import Course
from qmslib.trainer.boxed import marking
from qmslib.trainer.boxed.pool import LocalPool
from qmslib.trainer.feedback import feedback
from qmslib.trainer.generate import generate
from qmslib.trainer.gradebook import setup
from qmslib.trainer.mark import mark
from qmslib.trainer.run import Result
from qmslib.trainer.stock import rows
from tests.trainer.conftest import _copy
from tests.trainer.hostile_code import (
    bombs,
    breaking_out,
    forged_talk,
    lying_values,
    markup,
    notebooks,
    peeking,
    side_ways,
)
from tests.trainer.hostile_code.attack import BROKEN_OUT, Attack
from tests.trainer.hostile_code.exercise import NAME, NUMBER, WORDS, add_exercise, honest, put, released
from tests.trainer.hostile_code.looking import LIMITS, SECRETS, around, check, contents, left_over, points

KINDS = (notebooks, peeking, lying_values, forged_talk, breaking_out, bombs, markup, side_ways)
ATTACKS: dict[str, Attack] = {attack.name: attack for kind in KINDS for attack in kind.ATTACKS}
#: Most attacks only sleep until their time is over.
AT_ONCE = 6
_SUBREAPER = 36


@dataclass
class Cohort:
    """A cohort that was marked.

    Attributes
    ----------
    course
        Where.
    rows
        What the gradebook then held of each.
    pages
        The feedback.
    wrong
        What was not as it must be.
    """

    course: Course
    rows: dict[str, Any]
    pages: list[Path] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@contextmanager
def confined(folder: Path) -> Iterator[Path]:
    """Small limits, a folder of its own for what is temporary, and every orphan ours."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    libc = ctypes.CDLL(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking, "mark_code", functools.partial(marking.mark_code, limits=LIMITS))
        patch.setattr(marking, "LocalPool", functools.partial(LocalPool, workers=AT_ONCE))
        patch.setenv("QMS_TEST", SECRETS[0])
        patch.setattr(tempfile, "tempdir", str(temporary))
        libc.prctl(_SUBREAPER, 1, 0, 0, 0)
        try:
            yield temporary
        finally:
            libc.prctl(_SUBREAPER, 0, 0, 0, 0)


def new_cohort(folder: Path, attacks: dict[str, Attack] = ATTACKS) -> Cohort:
    """Mark the honest alone, then all, on this machine into a file."""
    course = _copy(folder / "course")
    (course.root / "secret.txt").write_text(SECRETS[1], encoding="utf-8")
    with confined(folder) as temporary, _listening(f"qms-{os.getpid()}") as name:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            generate(course)
            add_exercise(course)
            setup(course)
        before = _alone(course)
        place(course, attacks, name)
        return one_round(course, temporary, attacks, before)


def mark_again(
    cohort: Cohort, folder: Path, where: Callable[[], AbstractContextManager[dict[str, Any]]] = nullcontext
) -> Cohort:
    """Mark the same cohort once more, elsewhere; it must come to the same.

    Parameters
    ----------
    cohort, folder
        Which, and a folder for what is temporary.
    where
        Makes ready what the run needs, and gives further arguments of `mark`.
    """
    with confined(folder) as temporary, _listening(f"qms-{os.getpid()}"):
        again = one_round(cohort.course, temporary, ATTACKS, {}, where)
    both = {*cohort.rows, *again.rows} - {attack.name for attack in ATTACKS.values() if attack.or_less}
    again.wrong += [f"{name}: another row" for name in both if cohort.rows.get(name) != again.rows.get(name)]
    return again


@contextmanager
def _listening(name: str) -> Iterator[str]:
    """A socket of this machine that no submission may reach."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0{name}")
        listening.listen()
        yield name


def _alone(course: Course) -> dict[str, Any]:
    """The honest learners' rows when nobody else is there."""
    notebook = released(course)
    for learner, (answers, _) in honest().items():
        put(course, learner, notebook, answers, f"# {SECRETS[2]}")
    results = mark(course, [NAME])
    marks = rows(course, NAME)
    assert {one.learner: one.status for one in results} == dict.fromkeys(honest(), "marked"), results
    wrong = {name: points(marks[name]) for name, (_, most) in honest().items() if points(marks[name]) != most}
    assert not wrong, wrong
    return marks


def place(course: Course, attacks: dict[str, Attack], abstract: str = "", exercise: str = NAME) -> None:
    """Hand in these attacks; `abstract` is the name of a socket of this machine."""
    notebook = released(course, exercise)
    for name, attack in attacks.items():
        changed = {
            cell: source.replace("@ROOT@", str(course.root)).replace("@ABSTRACT@", abstract)
            for cell, source in {**attack.answers, "": attack.own}.items()
        }
        folder = put(course, name, notebook, changed, changed.pop(""), exercise)
        if attack.harm is not None:
            attack.harm(folder)


def one_round(
    course: Course,
    temporary: Path,
    attacks: dict[str, Attack],
    before: dict[str, Any],
    where: Callable[[], AbstractContextManager[Any]] = nullcontext,
) -> Cohort:
    """Mark all that is there, and say what is wrong."""
    folders = (course.solutions, course.exercises, course.submitted)
    files = contents(*folders)
    free = psutil.virtual_memory().available
    # Other tests of the same session may have a browser open.
    others = psutil.Process().children(recursive=True)
    reports: list[Result] = []
    with where() as more:
        results = {
            one.learner: one
            for one in mark(
                course, [NAME], again=True, progress=lambda *done: reports.append(done[2]), **(more or {})
            )
        }
        found = Cohort(course, rows(course, NAME), feedback(course))
    wrong = [] if len(reports) == len(results) == len(attacks) + len(honest()) else ["submissions without a result"]
    for name, attack in attacks.items():
        wrong += check(course, attack, results[name], found.rows.get(name))
    wrong += [
        f"{name}: {points(found.rows[name])}, not as alone" for name in before if found.rows[name] != before[name]
    ]
    wrong += [f"{name}: {results[name]}" for name in honest() if results[name].status != "marked"]
    wrong += [f"{name}: no seconds" for name in honest() if not results[name].seconds]
    words = (BROKEN_OUT, str(NUMBER), WORDS, *SECRETS[:2])
    for path in found.pages:
        page = path.read_text(encoding="utf-8")
        wrong += [f"{path.name}: {around(word, page)} on the page" for word in words if word in page]
    if contents(*folders) != files:
        wrong.append("files of the course have changed")
    wrong += [f"a process is left: {one}" for one in left_over(others)]
    wrong += [f"a control group is left: {path}" for path in Path("/sys/fs/cgroup").rglob(f"qms-{os.getpid()}-*")]
    wrong += [f"a file is left: {path}" for path in temporary.iterdir()]
    if psutil.virtual_memory().available < free - 2_000_000_000:
        wrong.append("memory was not given back")
    found.wrong = wrong
    return found

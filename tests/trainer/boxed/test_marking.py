"""Marking code exercises: one writer, any order, and what is said where there is no box."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.boxed.job import Job, Limits, Outcome
from qmslib.trainer.boxed.launch import Sandbox, find_sandbox
from qmslib.trainer.boxed.marking import NO_BOX
from qmslib.trainer.boxed.runner import CodeRunner
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import rows
from tests.trainer.boxed.quick import job, passed
from tests.trainer.hostile_code.exercise import MODEL, NAME, POINTS, add_exercise, put, released

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="running code without a box needs Linux too")


@pytest.fixture
def coded(course: Course) -> Iterator[Course]:
    add_exercise(course)
    put(course, "l1", released(course), MODEL)
    return course


def points(course: Course) -> dict[str, float]:
    return {name: grade["auto"] for name, grade in rows(course, NAME)["l1"]["grades"].items()}


@linux
def test_without_a_box_it_is_run_only_when_asked_and_noted(coded: Course) -> None:
    (result,) = mark(coded, [NAME], without_box=True)
    assert result.status == "marked with notes"
    assert result.reasons == [NO_BOX]
    assert points(coded) == POINTS
    # The note stays with the result, however often it is listed.
    (again,) = mark(coded, [NAME])
    assert (again.status, again.reasons) == ("marked already", [NO_BOX])


@linux
def test_without_a_box_the_tests_are_as_exact() -> None:
    with CodeRunner(Sandbox("none")) as runner:
        outcome = runner.run(job("def f(x):\n    return 2 * x", "#test\nassert f(2) == 4", "#test\nassert f(2) == 5"))
    assert passed(outcome) == [True, False]


#: A machine that has none of what Linux has; what is not ours is imported before.
WINDOWS = """
import ctypes, os, signal, socket, sys
import nbgrader.api, nbgrader.preprocessors, nbconvert, psutil, sqlalchemy
for name in ("resource", "fcntl", "pwd", "termios"):
    sys.modules[name] = None
for module, names in (
    (os, "getuid fork setsid killpg sched_getaffinity"), (signal, "SIGKILL SIGALRM SIGCHLD"),
    (socket, "AF_UNIX SO_PASSCRED SCM_CREDENTIALS send_fds recv_fds"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
library = ctypes.CDLL
def named(name, *about, **more):
    if name is None:
        raise TypeError(name)
    return library(name, *about, **more)
ctypes.CDLL = named
sys.platform = "win32"
from qmslib.trainer.boxed.launch import find_sandbox, no_box
from qmslib.trainer.boxed.marking import mark_code
for sandbox in (find_sandbox(), no_box()):
    (result,) = mark_code(None, [("l1", "code")], sandbox)
    print(result.status, *result.reasons)
"""


def test_a_machine_without_all_that_linux_has_leaves_code_alone() -> None:
    ran = subprocess.run([sys.executable, "-c", WINDOWS], capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines() == [
        "not run Not run: no sandbox, since the box needs Linux with bubblewrap or podman.",
        "not run Not run: no sandbox, since learners' code can be run on Linux only, even without a box.",
    ], ran.stderr


def test_machines_without_a_box_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert find_sandbox().why == "the box needs Linux with bubblewrap or podman"
    monkeypatch.setattr("sys.platform", "linux")
    programs = {"bwrap": "/usr/bin/false"}
    monkeypatch.setattr("qmslib.trainer.boxed.launch.shutil.which", programs.get)
    why = "bubblewrap does not work on this machine: no reason given"
    assert find_sandbox().why == f"{why}, and there is no podman"


def test_a_cluster_that_is_not_there_leaves_code_exercises_alone(
    coded: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(address: str, setup: object) -> None:
        raise CourseError("the cluster does not answer", found=address)

    monkeypatch.setattr("qmslib.trainer.boxed.marking.ClusterPool", refuse)
    (result,) = mark(coded, [NAME], cluster="tcp://127.0.0.1:1")
    assert result.status == "not run"
    assert "the cluster does not answer" in result.reasons[0]
    assert "l1" not in rows(coded, NAME)


def test_jobs_and_outcomes_travel_as_json() -> None:
    made = job("x = 1", "#test\nassert x", setup="import math", limits=Limits(cell_seconds=3))
    assert Job.from_data(made.as_data()) == made
    outcome = Outcome({0: [{"output_type": "stream"}]}, {0: 1}, {1: []}, ["note"], {"cells": 0.5})
    assert Outcome.from_data(outcome.as_data()) == outcome

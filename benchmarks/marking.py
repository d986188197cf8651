"""`qms mark` beside stock `nbgrader autograde`: all form exercises, in one run, each command in a process of its own.

Absolute times belong to the machine they were taken on; the ratio is what counts. Of a command, the processor's time
is taken too, its children's included: it does not depend on what else the machine does. Both markers end with the
same gradebook, which is checked before anything is printed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from qmslib._common.files import read_json
from qmslib.course.bank import exercise as load
from qmslib.course.paths import Course
from qmslib.course.release import bank_hash
from qmslib.trainer.cohort import answers_file, cohort
from qmslib.trainer.demo import copy_course
from qmslib.trainer.generate import authored
from qmslib.trainer.gradebook import setup
from qmslib.trainer.stock import rows

#: Learners, each with every form exercise; and how many of them stock is timed on.
LEARNERS, STOCK = 200, 30
TIMESTAMP = "2026-11-20 10:00:00.000000 UTC\n"


@dataclass
class Measured:
    """One run of one command: seconds by the clock, and of the processor."""

    seconds: float
    cpu: float


def prepare(folder: Path, size: int, exercises: list[str]) -> Course:
    """A copy of the course with a gradebook and submissions of simulated learners."""
    course = copy_course(Course.find(), folder)
    setup(course)
    for exercise in exercises:
        loaded = load(course, exercise)
        bank = bank_hash(read_json(course.form_file(exercise), limit=4_000_000))
        notebook = (course.exercises / exercise / f"{exercise}.ipynb").read_bytes()
        for person in cohort(course, exercise, size):
            place = course.submitted / person.number / exercise
            place.mkdir(parents=True)
            answers = json.dumps(answers_file(loaded, person, bank), ensure_ascii=False, indent=1, sort_keys=True)
            (place / f"{exercise}.answers.json").write_text(answers + "\n", encoding="utf-8")
            (place / f"{exercise}.ipynb").write_bytes(notebook)
            (place / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
    return course


def run(course: Course, *words: str) -> Measured:
    """Run a command at the course's root; how long it and its children took."""
    environment = {**os.environ, "QMS_COURSE": str(course.root), "PYTHONWARNINGS": "ignore"}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    before, began = _cpu(), time.perf_counter()
    subprocess.run(
        [sys.executable, *words], cwd=course.root, env=environment, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return Measured(time.perf_counter() - began, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(course: Course) -> Measured:
    """Time `qms mark`, its start included."""
    return run(course, "-m", "qmslib", "--course", str(course.root), "mark")


def stock(course: Course, exercises: list[str]) -> Measured:
    """Time stock `nbgrader autograde`, one exercise after the other, its starts included."""
    each = [run(course, "-m", "nbgrader", "autograde", exercise) for exercise in exercises]
    return Measured(sum(one.seconds for one in each), sum(one.cpu for one in each))


def main(learners: int = LEARNERS, few: int = STOCK) -> None:
    """Measure and print."""
    exercises = authored(Course.find())
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
        folder = Path(name).resolve()
        many = ours(prepare(folder / "ours", learners, exercises))
        small = prepare(folder / "small", few, exercises)
        less = ours(small)
        same = prepare(folder / "stock", few, exercises)
        theirs = stock(same, exercises)
        again = ours(prepare(folder / "again", learners, exercises))
        for exercise in exercises:
            if rows(same, exercise) != rows(small, exercise):
                raise SystemExit(f"The gradebooks differ in {exercise}: figures would mean nothing.")
        print(f"Marking {len(exercises)} form exercises; the gradebooks of {few} learners are the same, row for row")
        print(f"{'command':20}{'submissions':>12}{'seconds':>9}{'each':>10}{'CPU':>8}{'each':>10}")
        table = [
            ("qms mark", learners, many), ("qms mark", few, less), ("nbgrader autograde", few, theirs),
            ("qms mark", learners, again),
        ]  # fmt: skip
        for command, size, found in table:
            count = size * len(exercises)
            print(f"{command:20}{count:>12}{found.seconds:>9.1f}{found.seconds / count * 1000:>7.1f} ms", end="")
            print(f"{found.cpu:>8.1f}{found.cpu / count * 1000:>7.1f} ms")
        for what in ("seconds", "cpu"):
            each = getattr(theirs, what) / few / len(exercises)
            # Before and after stock: whatever else the machine does meanwhile burdens both.
            mine = (getattr(many, what) + getattr(again, what)) / 2
            further = (mine - getattr(less, what)) / (learners - few) / len(exercises)
            whole = mine / learners / len(exercises)
            word = "by the clock" if what == "seconds" else "of the processor's time"
            print(f"A submission costs stock {each / whole:.0f} times as much {word}, all starts included; ", end="")
            print(f"a further one {each / further:.0f} times ({further * 1000:.1f} ms).")


if __name__ == "__main__":
    main()

"""`qms mark` beside stock `nbgrader autograde`: the same submissions, in one run, each in a process of its own.

Absolute times belong to the machine they were taken on; the ratio and the growth are what counts. Both markers end
with the same gradebook, which is checked before anything is printed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from qmslib.course.paths import Course
from qmslib.trainer.cohort import cohort, submission_files
from qmslib.trainer.demo import copy_course
from qmslib.trainer.gradebook import setup
from qmslib.trainer.stock import rows

EXERCISE = "standards-4-1-identify"
#: Submissions that both mark, and sizes at which ours is measured alone.
BOTH, ALONE = 6, (30, 300)
TIMESTAMP = "2026-11-20 10:00:00.000000 UTC\n"


@dataclass
class Measured:
    """One run of one command."""

    seconds: float
    peak_mib: float


def prepare(folder: Path, size: int) -> Course:
    """A copy of the course with a gradebook and submissions of simulated learners."""
    course = copy_course(Course.find(), folder)
    setup(course)
    for person in cohort(course, EXERCISE, size):
        place = course.submitted / person.number / EXERCISE
        place.mkdir(parents=True)
        for name, content in submission_files(course, EXERCISE, person).items():
            (place / name).write_bytes(content)
        (place / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
    return course


def run(course: Course, *words: str) -> Measured:
    """Run a command at the course's root; its time, and the peak memory of the largest process so far."""
    environment = {**os.environ, "QMS_COURSE": str(course.root), "PYTHONWARNINGS": "ignore"}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *words], cwd=course.root, env=environment, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    taken = time.perf_counter() - began
    return Measured(taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def ours(course: Course) -> Measured:
    """Time `qms mark`, its start included."""
    return run(course, "-m", "qmslib", "--course", str(course.root), "mark", EXERCISE)


def stock(course: Course) -> Measured:
    """Time stock `nbgrader autograde`, its start included."""
    return run(course, "-m", "nbgrader", "autograde", EXERCISE)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
        folder = Path(name).resolve()
        # Ours first and small to large: the system tells only the largest memory of all processes so far.
        alone = {size: ours(prepare(folder / f"ours-{size}", size)) for size in (BOTH, *ALONE)}
        same = prepare(folder / "stock", BOTH)
        theirs = stock(same)
        if rows(same, EXERCISE) != rows(Course(folder / f"ours-{BOTH}"), EXERCISE):
            raise SystemExit("The two gradebooks differ: figures would mean nothing.")
        print(f"Marking {EXERCISE}; the gradebooks are the same")
        print(f"{'command':20}{'submissions':>12}{'seconds':>9}{'each':>8}{'peak MiB':>10}")
        for size, found in alone.items():
            each = found.seconds / size
            print(f"{'qms mark':20}{size:>12}{found.seconds:>9.1f}{each:>8.2f}{found.peak_mib:>10.0f}")
        print(f"{'nbgrader autograde':20}{BOTH:>12}{theirs.seconds:>9.1f}{theirs.seconds / BOTH:>8.2f}")
        ratio = theirs.seconds / alone[BOTH].seconds
        print(f"On the same {BOTH}, starts included, stock takes {ratio:.1f} times as long.")
        small, large = ALONE
        further = (alone[large].seconds - alone[small].seconds) / (large - small)
        print(f"Each further submission costs qms mark {further * 1000:.0f} ms.")


if __name__ == "__main__":
    main()

"""Stock `nbgrader autograde` with forked kernels beside the same without.

Each pair runs in turn, so that both meet the same machine; what both leave is compared before anything is printed.
Time on the processor is the sum over all processes: it says more than seconds where others use the machine too.
Python's compiled files are kept for both, whatever the environment says: without them every fresh kernel compiles
its libraries anew, and forking looks better than it is.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from qmslib.course.paths import Course
from qmslib.kernels import NAME
from qmslib.trainer.demo import copy_course
from qmslib.trainer.gradebook import setup
from qmslib.trainer.stock import marked_notebook, rows

EXERCISE = "complaints-analyst"
SUBMISSIONS = 30
PROVISIONERS = {"stock": "local-provisioner", "forked": NAME}
TIMESTAMP = "2026-11-20 10:00:00.000000 UTC\n"


@dataclass
class Measured:
    """One run: seconds, the most memory its processes held together (shared memory shared out), processor time."""

    seconds: float
    peak_mib: float
    processor: float


def model() -> str:
    """The released notebook with the model's code in it."""
    course = Course.find()
    solved = json.loads((course.solutions / EXERCISE / f"{EXERCISE}.ipynb").read_text(encoding="utf-8"))
    released = json.loads((course.exercises / EXERCISE / f"{EXERCISE}.ipynb").read_text(encoding="utf-8"))
    answers = {
        cell["id"]: cell["source"] for cell in solved["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    for cell in released["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return json.dumps(released)


def prepare(folder: Path, size: int = SUBMISSIONS) -> Course:
    """A copy of the course with a gradebook and submissions."""
    course = copy_course(Course.find(), folder)
    setup(course)
    notebook = model()
    for number in range(size):
        place = course.submitted / f"L{number:03}" / EXERCISE
        place.mkdir(parents=True)
        (place / f"{EXERCISE}.ipynb").write_text(notebook, encoding="utf-8")
        (place / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
    return course


def environment(kernels: str, compiled: Path) -> dict[str, str]:
    """The environment of a run with these kernels."""
    found = {
        **os.environ,
        "JUPYTER_DEFAULT_PROVISIONER_NAME": PROVISIONERS[kernels],
        "PYTHONWARNINGS": "ignore",
        "PYTHONPYCACHEPREFIX": str(compiled),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
    return {name: value for name, value in found.items() if name not in {"PYTHONDONTWRITEBYTECODE", "QMS_COURSE"}}


def run(course: Course, kernels: str, compiled: Path, *commands: list[str]) -> Measured:
    """Run commands side by side until all have ended."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, *words], cwd=course.root, env=environment(kernels, compiled),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for words in commands
    ]  # fmt: skip
    peak = [0.0]
    ended = threading.Event()

    def watch() -> None:
        # Adding up memory takes time and holds the processes up.
        while not ended.wait(2.0):
            peak[0] = max(peak[0], sum(memory(one.pid) for one in running))

    watcher = threading.Thread(target=watch)
    watcher.start()
    codes = [one.wait() for one in running]
    seconds = time.perf_counter() - began
    ended.set()
    watcher.join()
    if any(codes):
        raise SystemExit(f"{commands[0]} failed: {codes}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return Measured(seconds, peak[0], processor)


def memory(pid: int) -> float:
    """MiB that a process and all that it started hold."""
    found = 0.0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            found += process.memory_full_info().pss / 2**20
    except psutil.Error:
        pass  # it has just ended
    return found


def autograde(*students: str) -> list[str]:
    """The stock command for all submissions, or those whose numbers match."""
    return ["-m", "nbgrader", "autograde", EXERCISE, "--force", *(f"--student={one}" for one in students)]


def same(courses: dict[str, Course]) -> None:
    """Hold that both left the same rows and the same notebooks."""
    if rows(courses["stock"], EXERCISE) != rows(courses["forked"], EXERCISE):
        raise SystemExit("The two gradebooks differ: figures would mean nothing.")
    for number in range(SUBMISSIONS):
        one, other = (marked_notebook(course, f"L{number:03}", EXERCISE) for course in courses.values())
        if one is None or one != other:
            raise SystemExit(f"The marked notebooks of L{number:03} differ: figures would mean nothing.")


def marking(folder: Path, compiled: Path) -> None:
    """Mark the same submissions, with one process and with two."""
    courses = {kernels: prepare(folder / kernels) for kernels in PROVISIONERS}
    for kernels, course in courses.items():  # compile what they import
        run(course, kernels, compiled, autograde("L000"))
    first = {kernels: run(course, kernels, compiled, autograde("L000")) for kernels, course in courses.items()}
    found = {kernels: run(course, kernels, compiled, autograde()) for kernels, course in courses.items()}
    same(courses)
    found["forked, two processes"] = run(
        courses["forked"], "forked", compiled, autograde("L0?[02468]"), autograde("L0?[13579]")
    )
    same(courses)
    show(f"nbgrader autograde {EXERCISE}, {SUBMISSIONS} submissions; gradebooks and notebooks are the same", found)
    more = {kernels: (found[kernels].processor - one.processor) / (SUBMISSIONS - 1) for kernels, one in first.items()}
    print("on the processor, start apart, each submission takes", end=" ")
    print(f"{more['stock']:.2f} s, and {more['forked']:.2f} s forked: {more['stock'] / more['forked']:.1f}×")


def show(title: str, found: dict[str, Measured]) -> None:
    """Print runs beside the stock one."""
    print(title)
    print(f"{'kernels':24}{'seconds':>9}{'ratio':>8}{'processor':>11}{'ratio':>8}{'peak MiB':>10}")
    stock = found["stock"]
    for name, one in found.items():
        print(f"{name:24}{one.seconds:>9.1f}{stock.seconds / one.seconds:>7.1f}×", end="")
        print(f"{one.processor:>11.1f}{stock.processor / one.processor:>7.1f}×{one.peak_mib:>10.0f}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
        folder = Path(name).resolve()
        marking(folder, folder / "compiled")


if __name__ == "__main__":
    main()

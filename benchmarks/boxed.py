"""Marking code exercises in the box beside stock `nbgrader autograde`: time for a submission, and memory.

Stock marks a few of the same submissions, in the same run; the gradebooks are compared before anything is printed.
What starts once (the two boxes and their imports) is told apart from what each submission costs.
"""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.kernels import EXERCISE, prepare
from qmslib.course.paths import Course
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import rows, run_nbgrader

#: Submissions that stock marks, and sizes at which the box is measured.
BOTH, ALONE = 6, (20, 100)


class Peak:
    """The most memory that this process and its children held together; shared memory is shared out."""

    def __enter__(self) -> Peak:
        self.mib = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        own = psutil.Process()
        # Adding up the memory of a dozen processes takes time that marking then has not.
        while not self._ended.wait(2.0):
            total = 0
            for process in (own, *own.children(recursive=True)):
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            self.mib = max(self.mib, total / 2**20)

    def __exit__(self, *ignored: object) -> None:
        self._ended.set()
        self._thread.join()


def ours(course: Course) -> tuple[float, float, float]:
    """Seconds until the first result, seconds for each of the others, and the peak memory."""
    moments: list[float] = []
    began = time.perf_counter()
    with Peak() as peak:
        results = mark(course, [EXERCISE], progress=lambda done, of, result: moments.append(time.perf_counter()))
    if any(result.status != "marked" for result in results):
        raise SystemExit(f"Not all were marked: {results}")
    return moments[0] - began, (moments[-1] - moments[0]) / (len(moments) - 1), peak.mib


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
        folder = Path(name).resolve()
        same = prepare(folder / "stock", BOTH)
        # A command's own start is told apart by marking one submission first.
        began = time.perf_counter()
        run_nbgrader(same, "autograde", EXERCISE, "--student", "L000")
        first = time.perf_counter() - began
        theirs = (run_stock_all(same) - first) / (BOTH - 1)
        found = {size: ours(prepare(folder / f"ours-{size}", size)) for size in ALONE}
        small = Course(folder / f"ours-{ALONE[0]}")
        if any(rows(same, EXERCISE)[learner] != row for learner, row in shared(rows(small, EXERCISE)).items()):
            raise SystemExit("The two gradebooks differ: figures would mean nothing.")
        print(f"Marking {EXERCISE} in the box; the gradebooks are the same")
        print(f"{'marked by':20}{'submissions':>12}{'to the first':>14}{'each further':>14}{'peak MiB':>10}")
        for size, (start, each, peak) in found.items():
            print(f"{'qms mark':20}{size:>12}{start:>13.1f}s{each:>13.3f}s{peak:>10.0f}")
        print(f"{'nbgrader autograde':20}{BOTH:>12}{first:>13.1f}s{theirs:>13.3f}s")
        print(f"A further submission takes stock {theirs / found[ALONE[-1]][1]:.1f} times as long.")


def run_stock_all(course: Course) -> float:
    """Stock's time for all submissions, marked anew."""
    began = time.perf_counter()
    run_nbgrader(course, "autograde", EXERCISE, "--force")
    return time.perf_counter() - began


def shared(marks: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """The rows of the learners that stock has marked too."""
    return {learner: row for learner, row in marks.items() if int(learner[1:]) < BOTH}


if __name__ == "__main__":
    main()

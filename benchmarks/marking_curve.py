"""What `qms mark` costs from 10 to 10,000 submissions of one form exercise, and where the time goes.

Each size in a process of its own, which also tells its peak memory. Times by phase are the processor's, so that they
do not depend on what else the machine does; they are taken around the functions that do the work.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.marking import prepare
from qmslib.course.paths import Course
from qmslib.trainer import form_notebook, item_html, mark, mark_form
from qmslib.trainer.ledger import Ledger
from qmslib.trainer.run import Folder

#: Four questions about each learner's own data, a form with a tool behind it, and an account.
EXERCISE = "complaints-5-3-procedure"
SIZES = (10, 100, 1_000, 10_000)
#: What is timed, and where it is called from. What one does inside another counts only once, for the inner one.
PHASES: dict[str, list[tuple[Any, str]]] = {
    "start": [(mark, "backup"), (mark, "setup"), (mark_form, "sheet_of")],
    "what was handed in": [(mark_form, "look_at")],
    "fingerprints, ledger": [(Ledger, "why"), (Ledger, "add")],
    "scoring": [(item_html, "score")],
    "notebook": [(form_notebook.FormNotebook, "marked")],
    "files": [(Folder, "__init__"), (Folder, "put"), (mark_form, "_stage")],
    "gradebook": [(mark_form, "record")],
}


class Clock:
    """Adds up the processor's time by phase."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def watch(self, phase: str, owner: Any, name: str) -> None:
        """Time a function from now on."""
        real: Callable[..., Any] = getattr(owner, name)

        def timed(*words: Any, **more: Any) -> Any:
            self._inner.append(0.0)
            began = time.process_time()
            try:
                return real(*words, **more)
            finally:
                taken = time.process_time() - began
                self.spent[phase] += taken - self._inner.pop()
                self._inner[-1] += taken

        setattr(owner, name, timed)


def measure(course: Course) -> dict[str, Any]:
    """Mark everything in this process."""
    clock = Clock()
    for phase, places in PHASES.items():
        for owner, name in places:
            clock.watch(phase, owner, name)
    began, cpu = time.perf_counter(), time.process_time()
    results = mark.mark(course)
    cpu = time.process_time() - cpu
    if {one.status for one in results} != {"marked"}:
        raise SystemExit("Not everything was marked: figures would mean nothing.")
    return {
        "submissions": len(results),
        "seconds": time.perf_counter() - began,
        "cpu": cpu,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "gradebook_mib": course.gradebook.stat().st_size / 2**20,
        "phases": {**clock.spent, "the rest": cpu - sum(clock.spent.values())},
    }


def alone(course: Course) -> dict[str, Any]:
    """The same in a process of its own."""
    words = [sys.executable, "-W", "ignore", "-m", "benchmarks.marking_curve", str(course.root)]
    ran = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Measure and print."""
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
            found.append(alone(prepare(Path(name).resolve() / "course", size, [EXERCISE])))
    print(f"Marking {EXERCISE}: one submission of each learner")
    print(f"{'submissions':>12}{'seconds':>9}{'CPU':>9}{'each further':>14}{'peak MiB':>10}{'gradebook MiB':>15}")
    for before, one in zip([None, *found], found, strict=False):
        further = ""
        if before:
            more = one["submissions"] - before["submissions"]
            further = f"{(one['cpu'] - before['cpu']) / more * 1000:.2f} ms"
        print(f"{one['submissions']:>12}{one['seconds']:>9.1f}{one['cpu']:>9.1f}{further:>14}", end="")
        print(f"{one['peak_mib']:>10.0f}{one['gradebook_mib']:>15.1f}")
    small, large = found[0], found[-1]
    more = large["submissions"] - small["submissions"]
    print("\nWhere the processor's time goes, for each further submission")
    for phase in [*PHASES, "the rest"]:
        each = (large["phases"].get(phase, 0) - small["phases"].get(phase, 0)) / more
        print(f"{phase:24}{each * 1000:>8.2f} ms")
    print(f"{'together':24}{(large['cpu'] - small['cpu']) / more * 1000:>8.2f} ms")


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(Course(Path(sys.argv[1])))))
    else:
        main()

"""`qms feedback` beside stock `nbgrader generate_feedback`: the same marked submissions, in one run.

Each command runs in a process of its own, its start included, and both write all pages anew. Stock writes feedback on
one exercise at a time, so it is run once for each of the two. They take turns, so that both meet the same machine;
on a busy one the processor's time says more than the clock's. What a page costs without the start follows from few
submissions and many.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.marking import TIMESTAMP
from qmslib.course.answers import blank_answers
from qmslib.course.paths import Course
from qmslib.trainer.cohort import cohort, submission_files
from qmslib.trainer.demo import copy_course
from qmslib.trainer.engine import gradebook
from qmslib.trainer.gradebook import setup
from qmslib.trainer.mark import mark
from qmslib.trainer.report import report
from qmslib.trainer.stand_in import judge_accounts

FORM, CODE = "standards-4-1-identify", "complaints-analyst"
#: Learners, each with both exercises: those that count, and the few that show what a start costs.
LEARNERS, FEW = 30, 3
#: How often the commands take turns, and how often each is run in its turn: a short one says little when run once.
TURNS, STOCK, OURS = 2, 1, 4


@dataclass(frozen=True)
class Spent:
    """What commands took: seconds by the clock, and of the processor in all their processes."""

    seconds: float = 0.0
    processor: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.seconds + other.seconds, self.processor + other.processor)

    def over(self, runs: int) -> Spent:
        """What one of so many runs took."""
        return Spent(self.seconds / runs, self.processor / runs)


def prepare(folder: Path, size: int) -> Course:
    """A copy of the course in which everything is marked and decided."""
    course = copy_course(Course.find(), folder)
    setup(course)
    people = cohort(course, FORM, size)
    for person in people:
        place = course.submitted / person.number / FORM
        place.mkdir(parents=True)
        for name, content in submission_files(course, FORM, person).items():
            (place / name).write_bytes(content)
        (place / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
    mark(course, [FORM])
    judge_accounts(course)
    report(course, by="Benchmark")
    notebook = solved(course)
    for person in people:
        put_code(course, person.number, notebook)
    return course


def solved(course: Course) -> str:
    """The model's notebook as marking in the box leaves it, with an output at each of its own cells."""
    notebook = json.loads((course.solutions / CODE / f"{CODE}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["qms"] = {"shown": []}
        elif cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "an output\n" * 20}]
    return json.dumps(notebook)


def put_code(course: Course, learner: str, notebook: str) -> None:
    """Lay down a marked code exercise: this measures feedback, so no code is run for it."""
    folder = course.autograded / learner / CODE
    folder.mkdir(parents=True)
    (folder / f"{CODE}.ipynb").write_text(notebook, encoding="utf-8")
    answers = blank_answers(CODE).model_dump_json()
    (folder / f"{CODE}.answers.json").write_text(answers, encoding="utf-8")
    with gradebook(course) as book:
        book.update_or_create_submission(CODE, learner)
        for grade in book.find_submission_notebook(CODE, CODE, learner).grades:
            grade.auto_score, grade.needs_manual_grade = grade.max_score, False
        book.db.commit()


def run(course: Course, kept: Path, *words: str) -> Spent:
    """Run a command at the course's root, with Python's compiled files kept in `kept`, and say what it took."""
    environment = {**os.environ, "QMS_COURSE": str(course.root), "PYTHONWARNINGS": "ignore"}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    # Without them every start would compile what it imports, and there is more of it on stock's side.
    environment["PYTHONPYCACHEPREFIX"] = str(kept)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, began = _processor(), time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=course.root, env=environment, check=True, capture_output=True)
    return Spent(time.perf_counter() - began, _processor() - before)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(course: Course, kept: Path) -> Spent:
    """`qms feedback`, which does both exercises."""
    return _counted(course, "*.feedback.html", run(course, kept, "-m", "qmslib", "feedback"))


def stock(course: Course, kept: Path) -> Spent:
    """Stock `nbgrader generate_feedback`, once for each exercise."""
    runs = [run(course, kept, "-m", "nbgrader", "generate_feedback", exercise) for exercise in (FORM, CODE)]
    return _counted(course, "*.html", sum(runs, Spent()))


def _counted(course: Course, name: str, spent: Spent) -> Spent:
    """Check that every page is there, and take them all away again."""
    made = len(list(course.feedback.glob(f"*/*/{name}")))
    wanted = 2 * len(list(course.autograded.iterdir()))
    if made != wanted:
        raise SystemExit(f"{made} pages instead of {wanted}: figures would mean nothing.")
    shutil.rmtree(course.feedback)
    return spent


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
        folder = Path(name).resolve()
        few, many = prepare(folder / "few", FEW), prepare(folder / "many", LEARNERS)
        commands = {"nbgrader generate_feedback": (stock, STOCK), "qms feedback": (ours, OURS)}
        found = {(words, course): Spent() for words in commands for course in (few, many)}
        for command, _ in commands.values():
            command(few, folder / "kept")
        for _ in range(TURNS):
            for words, (command, runs) in commands.items():
                for course in (few, many) * runs:
                    found[words, course] += command(course, folder / "kept").over(TURNS * runs)
    pages, further = 2 * LEARNERS, 2 * (LEARNERS - FEW)
    print(f"Feedback on {LEARNERS} submissions of each of two exercises, {pages} pages, starts included")
    print(f"{'command':30}{'seconds':>10}{'of processor':>14}{'a further page':>16}")
    each = {words: (found[words, many].processor - found[words, few].processor) / further for words in commands}
    for words, page in each.items():
        spent = found[words, many]
        print(f"{words:30}{spent.seconds:>10.2f}{spent.processor:>14.2f}{page * 1000:>13.1f} ms")
    theirs, mine = (found[words, many] for words in commands)
    print(f"With the start, stock takes {theirs.seconds / mine.seconds:.1f} times as long, ", end="")
    print(f"and {theirs.processor / mine.processor:.1f} times the processor's time.")
    without, own = each.values()
    print(f"Without it, a further page takes stock {without / own:.1f} times the processor's time.")


if __name__ == "__main__":
    main()

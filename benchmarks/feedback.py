"""`qms feedback` beside stock `nbgrader generate_feedback`: the same marked submissions, in one run.

Each command runs in a process of its own, its start included. Stock writes feedback on one exercise at a time, so it
is run once for each of the two. It is timed on fewer submissions where `STOCK` says so, and scaled by what each
further one costs it, its start counted once.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.marking import TIMESTAMP, Measured, run
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
#: Learners, each with both exercises; and how many of them stock is timed on.
LEARNERS, STOCK = 30, (3, 10)


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


def ours(course: Course, learners: int) -> Measured:
    """Time `qms feedback` for both exercises."""
    found = run(course, "-m", "qmslib", "--course", str(course.root), "feedback")
    made = len(list(course.feedback.glob("*/*/*.feedback.html")))
    if made != 2 * learners:
        raise SystemExit(f"{made} pages instead of {2 * learners}: figures would mean nothing.")
    return found


def stock(course: Course, exercise: str) -> Measured:
    """Time stock `nbgrader generate_feedback` for one exercise."""
    return run(course, "-m", "nbgrader", "generate_feedback", exercise)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
        folder = Path(name).resolve()
        mine = ours(prepare(folder / "ours", LEARNERS), LEARNERS)
        few, more = (prepare(folder / f"stock-{size}", size) for size in STOCK)
        start = ours(few, STOCK[0])
        ours_each = (mine.seconds - start.seconds) / (2 * (LEARNERS - STOCK[0]))
        theirs, steps = 0.0, []
        print(f"Feedback on {LEARNERS} submissions of each of two exercises, starts included")
        for exercise in (FORM, CODE):
            small, large = stock(few, exercise).seconds, stock(more, exercise).seconds
            steps.append((large - small) / (STOCK[1] - STOCK[0]))
            whole = small + steps[-1] * (LEARNERS - STOCK[0])
            theirs += whole
            print(f"nbgrader generate_feedback {exercise}: {large:.1f} s for {STOCK[1]}, so {whole:.1f} s")
        print(f"qms feedback, both: {mine.seconds:.1f} s")
        print(f"Stock takes {theirs / mine.seconds:.1f} times as long, starts included.")
        each = sum(steps) / 2
        print(f"Each further page: stock {each * 1000:.0f} ms, ours {ours_each * 1000:.0f} ms, ", end="")
        print(f"{each / ours_each:.1f} times as long.")


if __name__ == "__main__":
    main()

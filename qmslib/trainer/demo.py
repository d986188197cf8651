"""The trainer's whole day on a simulated cohort, in a copy of the course."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer import stand_in
from qmslib.trainer.broken import BROKEN, broken_zip, write_folder
from qmslib.trainer.cohort import cohort, hand_in_zip
from qmslib.trainer.collect import Collected, collect
from qmslib.trainer.feedback import feedback
from qmslib.trainer.generate import authored, generate
from qmslib.trainer.gradebook import setup
from qmslib.trainer.mark import mark, write_results
from qmslib.trainer.report import as_text, report, write_report
from qmslib.trainer.run import Result
from qmslib.trainer.stock import marked_notebook, rows, run_nbgrader, total
from qmslib.trainer.tables import table

#: What a copy of the course needs for marking.
_PARTS = ("_config.yml", "nbgrader_config.py", "book/_toc.yml", "solutions", "exercises")


@dataclass
class Difference:
    """How stock nbgrader and our own marking end for one submission.

    Attributes
    ----------
    learner, title
        Which submission, and what is wrong with it.
    ours, stock
        In words.
    """

    learner: str
    title: str
    ours: str
    stock: str

    @property
    def differs(self) -> bool:
        """Whether the two end differently."""
        return self.ours != self.stock


def copy_course(course: Course, folder: Path) -> Course:
    """Copy what marking needs into `folder`."""
    for part in _PARTS:
        source, target = course.root / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"))
        elif source.is_file():
            shutil.copyfile(source, target)
        else:
            raise CourseError("the demonstration needs this part of the course", file=source)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        # Whatever the course's own gradebook is, nothing simulated comes into it.
        settings.write('\nc.CourseDirectory.db_url = f"sqlite:///{ROOT}/gradebook.db"\n')
    return Course(folder)


def write_zips(course: Course, exercise: str, folder: Path, size: int = 30) -> list[Path]:
    """Write the cohort's hand-in files, and broken ones with as many of the same faults as a zip can have."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for person in cohort(course, exercise, size):
        path = folder / f"{person.number}.{exercise}.attempt-1.zip"
        path.write_bytes(hand_in_zip(course, exercise, person))
        written.append(path)
    for broken in BROKEN:
        path = folder / f"{broken.number}.{exercise}.attempt-1.zip"
        path.write_bytes(broken_zip(course, exercise, broken))
        written.append(path)
    return written


def compare_with_stock(course: Course, exercise: str, learners: list[str]) -> dict[str, tuple[str, str]]:
    """Run stock `nbgrader autograde` on some submissions in another copy; say how ours and stock's end."""
    with tempfile.TemporaryDirectory(prefix="qms-stock-") as folder:
        other = copy_course(course, Path(folder).resolve())
        for learner in learners:
            shutil.copytree(
                course.submitted / learner / exercise, other.submitted / learner / exercise, symlinks=True
            )
        setup(other)
        run_nbgrader(other, "autograde", exercise, "--force")
        ours, theirs = rows(course, exercise), rows(other, exercise)
        return {
            learner: (
                _ending(total(ours.get(learner)), marked_notebook(course, learner, exercise) is not None),
                _ending(total(theirs.get(learner)), marked_notebook(other, learner, exercise) is not None),
            )
            for learner in learners
        }


def _ending(points: float | None, notebook: bool) -> str:
    if points is None:
        return "no marks"
    return f"{points:g} points" + ("" if notebook else ", nothing to look at")


def demo(course: Course, folder: Path, say: Callable[[str], None], *, stock: bool = True, size: int = 30) -> None:
    """Run the whole day and tell it step by step.

    Parameters
    ----------
    course
        Where the exercises come from; nothing in it changes.
    folder
        An empty folder for the copy.
    say
        Called with each line or table.
    stock
        Whether to run stock nbgrader on the broken submissions too, which takes minutes.
    size
        How many sound learners take part.
    """
    began = time.monotonic()
    copy = copy_course(course, folder.resolve())
    generate(copy)
    names = authored(copy)
    if not names:
        raise CourseError("there is no exercise to demonstrate", file=course.solutions)
    first = names[0]
    say(f"A copy of the course is in {copy.root}. All learners and the trainer in it are simulated.\n")
    for number, exercise in enumerate(names):
        for person in cohort(copy, exercise, size):
            path = copy.root / "incoming" / f"{person.number}.{exercise}.attempt-1.zip"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(hand_in_zip(copy, exercise, person))
        if number == 0:
            write_zips(copy, exercise, copy.root / "incoming", size=0)
    _collect(copy, say)
    # What no sound hand-in file can carry comes as other tools would leave it.
    for broken in BROKEN:
        shutil.rmtree(copy.submitted / broken.number, ignore_errors=True)
        write_folder(copy, first, broken)
    collect(copy, by=stand_in.NAME)
    results = _mark(copy, say)
    judged = stand_in.judge_accounts(copy)
    say(f"\n{judged} written accounts were judged by: {stand_in.NAME}.\n")
    made = report(copy, by=stand_in.NAME)
    write_report(copy, made)
    pages = feedback(copy)
    say(as_text(made))
    say(f"\n{made.new} decisions recorded, {len(pages)} feedback files written.\n")
    say(broken_table(results))
    if stock:
        say("\nThe ten broken submissions once more with stock nbgrader and the course's settings:\n")
        endings = compare_with_stock(copy, first, [broken.number for broken in BROKEN])
        differences = [Difference(broken.number, broken.title, *endings[broken.number]) for broken in BROKEN]
        say(
            table(
                ["learner", "fault", "qms mark", "nbgrader autograde", "differs"],
                [[one.learner, one.title, one.ours, one.stock, "yes" if one.differs else ""] for one in differences],
            )
        )
    say(f"\n{_places(copy)}\n{time.monotonic() - began:.0f} seconds in all.")


def _collect(course: Course, say: Callable[[str], None]) -> None:
    began = time.monotonic()
    taken = collect(course, [course.root / "incoming"], by=stand_in.NAME)
    say(collected_table([entry for entry in taken if entry.status != "collected"]))
    sound = sum(entry.status == "collected" for entry in taken)
    say(f"\n{sound} of {len(taken)} hand-in files collected in {time.monotonic() - began:.1f} s.")


def _mark(course: Course, say: Callable[[str], None]) -> list[Result]:
    began = time.monotonic()
    results = mark(course)
    write_results(course, results)
    took = time.monotonic() - began
    say(f"{len(results)} submissions looked at in {took:.1f} s ({1000 * took / len(results):.0f} ms each).")
    return results


def _places(course: Course) -> str:
    return (
        f"Report:    {course.reports / 'criteria.html'}\n"
        f"Feedback:  {course.feedback}\n"
        f"Decisions: {course.decisions}\n"
        f"To look at the marking: qms --course {course.root} trainer"
    )


def collected_table(taken: list[Collected]) -> str:
    """What became of hand-in files."""
    return table(
        ["file", "result", "learner", "exercise", "attempt", "code", "why"],
        [
            [entry.source, entry.status, entry.learner, entry.exercise, entry.attempt or "", entry.code, entry.reason]
            for entry in taken
        ],
    )


def broken_table(results: list[Result]) -> str:
    """Submissions that need the trainer's eye, with the reasons."""
    rows = [
        [entry.learner, entry.exercise, entry.status, " ".join(entry.reasons)]
        for entry in results
        if entry.status not in ("marked", "marked already") and (entry.status != "to be marked" or entry.reasons)
    ]
    if not rows:
        return "Every submission was sound."
    return table(["learner", "exercise", "status", "why"], rows)

"""Marking: what stock nbgrader leaves for every sound submission, and no harm from the broken ones."""

from __future__ import annotations

import json
import shutil
import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer import record as recording
from qmslib.trainer.broken import BROKEN, Broken, write_folder
from qmslib.trainer.cohort import cohort, submission_files
from qmslib.trainer.collect import nbgrader_time
from qmslib.trainer.engine import gradebook
from qmslib.trainer.gradebook import setup
from qmslib.trainer.mark import mark, submissions, write_results
from qmslib.trainer.record_rows import AutoMarks, Layout
from qmslib.trainer.stock import rows, run_nbgrader
from tests.trainer.compare import assert_same_as_stock

EXERCISE = "sample-exercise"


def place(course: Course, size: int) -> list[str]:
    """Submissions of the simulated cohort, in folders."""
    for person in cohort(course, EXERCISE, size):
        folder = course.submitted / person.number / EXERCISE
        folder.mkdir(parents=True)
        for name, content in submission_files(course, EXERCISE, person).items():
            (folder / name).write_bytes(content)
        (folder / "timestamp.txt").write_text(nbgrader_time(person.moment), encoding="utf-8")
    return sorted(path.name for path in course.submitted.iterdir())


def twin(course: Course, folder: Path) -> Course:
    shutil.copytree(course.root, folder, symlinks=True)
    return Course(folder.resolve())


def due(course: Course, moment: str) -> None:
    with gradebook(course) as book:
        book.update_or_create_assignment(EXERCISE, duedate=moment)


@pytest.mark.parametrize("size", [6, pytest.param(30, marks=pytest.mark.slow)])
def test_sound_submissions_are_marked_as_stock_marks_them(course: Course, tmp_path: Path, size: int) -> None:
    learners = place(course, size)
    other = twin(course, tmp_path / "stock")
    setup(course)
    due(course, "2026-11-21 08:20:00 UTC")
    results = mark(course)
    assert [(result.learner, result.status) for result in results] == [(learner, "marked") for learner in learners]
    setup(other)
    due(other, "2026-11-21 08:20:00 UTC")
    ran = run_nbgrader(other, "autograde", EXERCISE)
    assert ran.returncode == 0, ran.stderr
    assert_same_as_stock(course, other, EXERCISE, learners)
    assert len({json.dumps(row["grades"]) for row in rows(course, EXERCISE).values()}) >= 4
    assert any(row["late"] > 0 for row in rows(course, EXERCISE).values())

    # A second run, with some judged: manual scores stay, and both ask for the same ones to be looked at again.
    for one in (course, other):
        with gradebook(one) as book:
            for name, score in (("account", 2.0), ("one", 1.0)):
                grade = book.find_grade(name, EXERCISE, EXERCISE, learners[0])
                grade.manual_score, grade.needs_manual_grade = score, False
            book.db.commit()
    mark(course, again=True)
    assert run_nbgrader(other, "autograde", EXERCISE, "--force", "--student", learners[0]).returncode == 0
    grades = rows(course, EXERCISE)[learners[0]]["grades"]
    assert (grades["account"]["manual"], grades["account"]["needs_manual"]) == (2.0, False)
    assert (grades["one"]["manual"], grades["one"]["needs_manual"]) == (1.0, True)
    assert_same_as_stock(course, other, EXERCISE, learners)

    ran = run_nbgrader(course, "generate_feedback", EXERCISE)
    assert ran.returncode == 0, ran.stderr
    for learner in learners:
        page = (course.feedback / learner / EXERCISE / f"{EXERCISE}.html").read_text(encoding="utf-8")
        assert "The standard in force" in page
        for secret in (
            "qms-advice",
            "MARK SCHEME",
            "with its owner and its use",
            "secretly",
            "mark(",
            "binds nobody",
            "A sample of",
        ):
            assert secret not in page, secret


def test_broken_submissions_harm_nobody(course: Course, tmp_path: Path) -> None:
    place(course, 6)
    alone = twin(course, tmp_path / "alone")
    mark(alone)
    for broken in BROKEN:
        write_folder(course, EXERCISE, broken)
    results = {result.learner: result for result in mark(course)}
    for broken in BROKEN:
        assert results[broken.number].status == broken.expected, (broken.title, results[broken.number])
        assert results[broken.number].reasons
    found = rows(course, EXERCISE)
    assert {learner: row for learner, row in found.items() if learner.startswith("learner")} == rows(alone, EXERCISE)
    # A broken notebook costs nothing: the answers are the work.
    strong = next(person for person in cohort(course, EXERCISE) if person.profile == "strong")
    place_strong = course.submitted / strong.number / EXERCISE
    if not place_strong.exists():
        place_strong.mkdir(parents=True)
        for name, content in submission_files(course, EXERCISE, strong).items():
            (place_strong / name).write_bytes(content)
        mark(course, only=strong.number)
    wanted = {name: grade["auto"] for name, grade in rows(course, EXERCISE)[strong.number]["grades"].items()}
    for broken in BROKEN:
        if broken.expected == "not marked":
            assert broken.number not in found
            assert not (course.autograded / broken.number).exists()
        else:
            assert {name: grade["auto"] for name, grade in found[broken.number]["grades"].items()} == wanted
            folder = course.autograded / broken.number / EXERCISE
            assert sorted(path.name for path in folder.iterdir()) == [
                f"{EXERCISE}.answers.json",
                f"{EXERCISE}.form.json",
                f"{EXERCISE}.ipynb",
                "timestamp.txt",
            ]
    assert not list(course.root.rglob("ran.txt"))
    table = write_results(course, list(results.values())).read_text(encoding="utf-8-sig")
    assert "broken-10,sample-exercise,not marked,There is no answers file." in table


def test_stock_runs_nothing_of_the_learners_either(course: Course) -> None:
    added = next(broken for broken in BROKEN if "added code" in broken.title)
    write_folder(course, EXERCISE, added)
    setup(course)
    ran = run_nbgrader(course, "autograde", EXERCISE)
    assert ran.returncode == 0, ran.stderr
    assert not list(course.root.rglob("ran.txt"))
    assert "Removed a file that is not the course's: json.py" in ran.stderr
    folder = course.autograded / added.number / EXERCISE
    assert not (folder / "qmslib.py").exists()
    grades = rows(course, EXERCISE)[added.number]["grades"]
    assert all(grade["auto"] <= grade["max"] for grade in grades.values() if grade["auto"] is not None)


def overwrite(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


ANSWERS, NOTEBOOK = f"{EXERCISE}.answers.json", f"{EXERCISE}.ipynb"


@pytest.mark.parametrize(
    ("harm", "status", "said"),
    [
        (overwrite(ANSWERS, b""), "not marked", "the file is empty"),
        (overwrite(ANSWERS, b"{" * 50_000), "not marked", "answers cannot be used"),
        (overwrite(ANSWERS, b"[" * 200_000), "not marked", "answers cannot be used"),
        (overwrite(ANSWERS, b"\xff\xfe"), "not marked", "not text in UTF-8"),
        (overwrite(ANSWERS, b" " * 1_000_001), "not marked", "too large"),
        (overwrite(NOTEBOOK, b"\x00\x01"), "marked with notes", "damaged"),
        (overwrite(NOTEBOOK, b'{"cells": "none"}'), "marked with notes", "damaged"),
        (overwrite(NOTEBOOK, b'{"cells": [1, {"metadata": 5, "source": 7}]}'), "marked with notes", "deleted"),
        (overwrite("timestamp.txt", b"yesterday-ish"), "marked with notes", "Remove timestamp.txt"),
        (overwrite("timestamp.txt", b"9" * 5000), "marked with notes", "Remove timestamp.txt"),
        (overwrite("numpy.py", b"raise SystemExit"), "marked with notes", "Other files were left out: numpy.py"),
        (lambda folder: (folder / "sub").mkdir(), "marked with notes", "Other files"),
        (lambda folder: ((folder / ANSWERS).unlink(), (folder / ANSWERS).mkdir()), "not marked", "regular file"),
        (lambda folder: shutil.rmtree(folder), "nothing", ""),
    ],
)
def test_the_worst_is_said_in_words(
    course: Course, submit: Any, harm: Callable[[Path], object], status: str, said: str
) -> None:
    submit("honest")
    harm(submit("odd"))
    results = {result.learner: result for result in mark(course)}
    assert results["honest"].status == "marked"
    if status == "nothing":
        assert "odd" not in results
    else:
        assert results["odd"].status == status
        assert said in " ".join(results["odd"].reasons)


def test_any_value_at_all_is_survived(course: Course, submit: Any) -> None:
    values = ["\ud800", float("nan"), float("inf"), {"x": {"y": ["\x00"]}}, ["a"] * 5000, True, -1, "<b>" * 2000]
    items = ["one", "many", "order", "match", "classify", "number", "form", "account"]
    for number, value in enumerate(values):
        submit(f"odd-{number}", dict.fromkeys(items, value))
    submit("plain", {"one": "a"})
    results = {result.learner: result for result in mark(course)}
    assert results["plain"].status == "marked"
    unmarked = [name for name, result in results.items() if result.status == "not marked"]
    assert unmarked == ["odd-0", "odd-1", "odd-2"]
    assert all("not text" in results[name].reasons[0] for name in unmarked)


def test_links_are_not_followed(course: Course, submit: Any, tmp_path: Path) -> None:
    folder = submit("linked")
    outside = tmp_path / "outside"
    shutil.move(folder, outside)
    folder.symlink_to(outside)
    assert mark(course)[0].reasons == ["The folder is a link to another place."]


def test_a_failure_in_the_middle_leaves_the_gradebook_as_it_was(
    course: Course, submit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit("first")
    submit("second", {"one": "b"})
    submit("third")
    real, sizes = recording.add, []

    def failing(db: Any, layout: Layout, marks: list[AutoMarks]) -> None:
        sizes.append(len(marks))
        real(db, layout, marks)
        if "first" in {one.learner for one in marks}:
            raise RuntimeError("no good")

    monkeypatch.setattr(recording, "add", failing)
    results = {result.learner: result for result in mark(course)}
    assert sizes == [3, 1, 1, 1], "together first, then each by itself"
    assert results["first"].status == "not marked"
    assert "no good" in results["first"].reasons[0]
    assert sorted(rows(course, EXERCISE)) == ["second", "third"]
    for learner in ("second", "third"):
        assert results[learner].status == "marked"
        assert (course.autograded / learner / EXERCISE / f"{EXERCISE}.ipynb").is_file()
    assert not (course.autograded / "first" / EXERCISE).exists()
    assert not list(course.autograded.rglob(".*.new"))


def _add_a_ghost_and_fail(book: Any) -> None:
    book.update_or_create_student("ghost")
    book.add_student("ghost")


def test_half_a_transaction_is_none(course: Course) -> None:
    from nbgrader.api import InvalidEntry

    from qmslib.trainer.engine import transaction

    setup(course)
    with gradebook(course) as book:
        with pytest.raises(InvalidEntry), transaction(book):
            _add_a_ghost_and_fail(book)
        assert not [student for student in book.students if student.id == "ghost"]


def test_only_one_learner(course: Course, submit: Any) -> None:
    submit("one")
    submit("two")
    assert [result.learner for result in mark(course, only="two")] == ["two"]
    with pytest.raises(CourseError, match="no such exercise"):
        mark(course, ["nothing"])


def test_an_answer_that_changed_after_judging_awaits_again(
    course: Course, submit: Any, model: dict[str, Any]
) -> None:
    submit("l1")
    mark(course)
    with gradebook(course) as book:
        grade = book.find_grade("account", EXERCISE, EXERCISE, "l1")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    submit("l1", {**model, "account": "Something else altogether."}, attempt=2)
    mark(course)
    grade = rows(course, EXERCISE)["l1"]["grades"]["account"]
    assert (grade["manual"], grade["needs_manual"]) == (2.0, True)


def test_a_gradebook_in_use_elsewhere_is_survived(course: Course, submit: Any) -> None:
    submit("l1")
    mark(course)
    reader = sqlite3.connect(course.gradebook)
    reader.execute("begin")
    reader.execute("select * from grade").fetchall()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert mark(course, again=True)[0].status == "marked"
    reader.close()


def test_every_breakage_is_a_breakage(course: Course) -> None:
    titles = [broken.title for broken in BROKEN]
    assert len(set(titles)) == 10
    assert all(isinstance(broken, Broken) for broken in BROKEN)


def test_a_folder_that_may_not_be_read_is_listed(
    course: Course, submit: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit("ada")
    closed = course.submitted / "grace"
    closed.mkdir()
    real = Path.iterdir

    def iterdir(path: Path) -> Any:
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert submissions(course, [EXERCISE]) == [("ada", EXERCISE), ("grace", EXERCISE)]
    assert {one.learner: one.status for one in mark(course)} == {"ada": "marked", "grace": "not marked"}

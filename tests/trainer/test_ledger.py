"""What was marked already is not marked again, unless something changed; and looking at it changes nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer import fingerprints
from qmslib.trainer.engine import gradebook
from qmslib.trainer.fingerprints import ENTRY_LIMIT, submission_print
from qmslib.trainer.gradebook import lost
from qmslib.trainer.ledger import ANEW, EXERCISE, MARKS, NOTEBOOK, Ledger
from qmslib.trainer.mark import mark
from qmslib.trainer.preview import preview
from qmslib.trainer.run import Result
from qmslib.trainer.stock import rows
from tests.trainer.conftest import EXERCISE as NAME, Submit


def states(course: Course) -> dict[str, tuple[int, int, bytes]]:
    """Kind, time and content of everything in the course."""
    return {
        str(path.relative_to(course.root)): (
            path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b""
        )
        for path in sorted(course.root.rglob("*"))
    }  # fmt: skip


def by_learner(results: list[Result]) -> dict[str, tuple[str, list[str]]]:
    return {result.learner: (result.status, result.reasons) for result in results}


def test_what_did_not_change_is_not_marked_again(course: Course, submit: Submit, model: dict[str, Any]) -> None:
    submit("plain")
    odd = submit("odd")
    (odd / "extra.py").write_text("1", encoding="utf-8")
    (submit("broken") / f"{NAME}.answers.json").write_text("{", encoding="utf-8")
    first = by_learner(mark(course))
    assert {name: status for name, (status, _) in first.items()} == {
        "broken": "not marked", "odd": "marked with notes", "plain": "marked"
    }  # fmt: skip
    before, marks = states(course), rows(course, NAME)
    seen: list[tuple[int, int, str]] = []
    again = mark(course, progress=lambda done, of, one: seen.append((done, of, one.learner)))
    assert by_learner(again) == {
        "broken": first["broken"],
        "odd": ("marked already", first["odd"][1]),
        "plain": ("marked already", []),
    }
    assert sorted(seen) == [(1, 3, "odd"), (2, 3, "plain"), (3, 3, "broken")]
    assert rows(course, NAME) == marks
    after = states(course)
    assert {name: state for name, state in after.items() if name.startswith("autograded")} == {
        name: state for name, state in before.items() if name.startswith("autograded")
    }
    assert after["gradebook.db.marked.jsonl"] == before["gradebook.db.marked.jsonl"]
    # Somebody asks for it: then all of it.
    assert by_learner(mark(course, again=True)) == first
    # A submission that came anew is marked, and no other.
    submit("plain", {**model, "one": "b"})
    assert {name: status for name, (status, _) in by_learner(mark(course)).items()} == {
        "broken": "not marked", "odd": "marked already", "plain": "marked"
    }  # fmt: skip


def _spoil_points(course: Course) -> None:
    with gradebook(course) as book:
        book.find_grade("one", NAME, NAME, "l1").auto_score = 0.25
        book.db.commit()


def _forget(course: Course) -> None:
    with gradebook(course) as book:
        book.remove_submission(NAME, "l1")


def _due(course: Course) -> None:
    with gradebook(course) as book:
        book.update_or_create_assignment(NAME, duedate="2026-11-21 08:20:00 UTC")


def _append(path: Path, text: str) -> None:
    if path.exists():
        path.chmod(0o644)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda course: (course.submitted / "l1" / NAME / "timestamp.txt").unlink(), ANEW),
        (lambda course: _append(course.submitted / "l1" / NAME / "new.txt", "x"), ANEW),
        (lambda course: _append(course.key_file(NAME), "# a remark\n"), EXERCISE),
        (lambda course: _append(course.solutions / NAME / f"{NAME}.variants.key.yaml", "{}"), EXERCISE),
        (lambda course: _append(course.exercises / NAME / f"{NAME}.ipynb", " "), EXERCISE),
        (lambda course: _append(course.root / "nbgrader_config.py", "\n"), EXERCISE),
        (_due, EXERCISE),
        (lambda course: _append(course.autograded / "l1" / NAME / f"{NAME}.ipynb", " "), NOTEBOOK),
        (lambda course: shutil.rmtree(course.autograded), NOTEBOOK),
        (_spoil_points, MARKS),
        (_forget, MARKS),
        (lambda course: course.gradebook.unlink(), MARKS),
    ],
)
def test_any_change_is_noticed(course: Course, change: Callable[[Course], object], why: str) -> None:
    with gradebook(course) as book:
        book.add_student("l1")
        book.add_submission(NAME, "l1")
        place(course)
        known = Ledger(course, book)
        assert known.why("l1", NAME) == ""
        known.add(book, [Result("l1", NAME, "marked", [])])
        assert Ledger(course, book).why("l1", NAME) is None
    change(course)
    if course.gradebook.exists():
        with gradebook(course) as book:
            assert Ledger(course, book).why("l1", NAME) == why
    else:
        assert Ledger(course, None).why("l1", NAME) == why


def test_another_version_of_ours_marks_again(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprints.exercise_print(course, NAME)
    monkeypatch.setattr(fingerprints, "version", lambda name: f"{name} 99")
    assert fingerprints.exercise_print(course, NAME) != before


def place(course: Course) -> None:
    """A submission and what marking leaves, without marking it."""
    for folder in (course.submitted, course.autograded):
        (folder / "l1" / NAME).mkdir(parents=True)
        for name in (f"{NAME}.ipynb", f"{NAME}.answers.json", "timestamp.txt"):
            (folder / "l1" / NAME / name).write_text("{}", encoding="utf-8")


def test_what_a_person_decided_stays_when_a_key_changed(course: Course, submit: Submit) -> None:
    submit("l1")
    mark(course)
    with gradebook(course) as book:
        grade = book.find_grade("account", NAME, NAME, "l1")
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        book.find_comment("account", NAME, NAME, "l1").manual_comment = "Name the owner."
        book.db.commit()
    # Judging is no reason to mark again.
    assert mark(course)[0].status == "marked already"
    key = course.key_file(NAME)
    key.write_text(key.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert mark(course)[0].status == "marked"
    row = rows(course, NAME)["l1"]
    assert (row["grades"]["account"]["manual"], row["grades"]["account"]["needs_manual"]) == (1.0, False)
    assert row["comments"]["account"]["manual"] == "Name the owner."


def test_damaged_lines_are_passed_over_and_a_torn_one_swallows_nothing(course: Course, submit: Submit) -> None:
    submit("one")
    submit("two")
    mark(course)
    path = course.gradebook.with_name("gradebook.db.marked.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    assert [json.loads(line)["learner"] for line in lines] == ["one", "two"]
    bad = [b"\n", b"[]\n", b"{}\n", b"\xff\n", b"[" * 5000 + b"\n", json.dumps({"learner": 1}).encode() + b"\n"]
    path.write_bytes(b"".join([*bad, *lines])[:-7])
    assert {name: status for name, (status, _) in by_learner(mark(course)).items()} == {
        "one": "marked already", "two": "marked"
    }  # fmt: skip
    assert {result.status for result in mark(course)} == {"marked already"}


def test_a_ledger_that_cannot_be_written_costs_only_time(course: Course, submit: Submit) -> None:
    submit("one")
    course.gradebook.with_name("gradebook.db.marked.jsonl").mkdir()
    assert [result.status for result in mark(course)] == ["marked"]
    assert [result.status for result in mark(course)] == ["marked"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_hostile_folder_is_read_safely(course: Course, tmp_path: Path) -> None:
    folder = course.submitted / "l1" / NAME
    folder.mkdir(parents=True)
    plain = submission_print(course, "l1", NAME)
    secret = tmp_path / "secret"
    secret.write_text("one", encoding="utf-8")
    os.mkfifo(folder / f"{NAME}.answers.json")
    (folder / f"{NAME}.ipynb").symlink_to(secret)
    (folder / "timestamp.txt").mkdir()
    (folder / os.fsdecode(b"\xff\xfe")).touch()
    found = submission_print(course, "l1", NAME)
    assert found != plain
    secret.write_text("another", encoding="utf-8")
    assert submission_print(course, "l1", NAME) == found, "nothing behind a link is read"
    (folder / f"{NAME}.ipynb").unlink()
    with (folder / f"{NAME}.ipynb").open("wb") as stream:
        stream.truncate(10**12)
    assert submission_print(course, "l1", NAME) not in (found, None)
    for number in range(ENTRY_LIMIT + 200):
        (folder / f"file-{number}").touch()
    assert submission_print(course, "l1", NAME) is not None
    (course.submitted / "linked").symlink_to(course.submitted / "l1")
    assert submission_print(course, "linked", NAME) is None
    assert submission_print(course, "nobody", NAME) is None


def test_trying_writes_nothing_at_all(course: Course, submit: Submit, model: dict[str, Any]) -> None:
    submit("done")
    mark(course)
    submit("fresh")
    submit("judged")
    (submit("broken") / f"{NAME}.answers.json").unlink()
    mark(course, only="judged")
    submit("judged", {**model, "one": "b"})
    # As a program leaves it that was killed while it wrote.
    course.gradebook.with_name("gradebook.db-journal").write_bytes(b"\x00" * 512)
    before = states(course)
    found = by_learner(preview(course))
    assert states(course) == before
    assert found == {
        "broken": ("not marked", ["There is no answers file. Ask the learner to hand in again."]),
        "done": ("marked already", []),
        "fresh": ("to be marked", []),
        "judged": ("to be marked", [ANEW]),
    }
    assert by_learner(preview(course, only="done", again=True)) == {"done": ("to be marked", [])}
    course.gradebook.unlink()
    before = states(course)
    assert by_learner(preview(course))["done"] == ("to be marked", [MARKS])
    assert states(course) == before


def test_a_lost_gradebook_is_named_with_its_newest_copy(course: Course, submit: Submit) -> None:
    submit("one")
    told: list[str] = []
    mark(course, tell=told.append)
    mark(course, again=True, tell=told.append)
    assert told == []
    (copy,) = [path for path in course.root.glob("gradebook.db.*.backup") if lost_without(course, path)]
    course.gradebook.write_bytes(b"")
    assert [result.status for result in mark(course, tell=told.append)] == ["marked"]
    assert len(told) == 1
    assert copy.name in told[0]
    mark(course, again=True, tell=told.append)
    assert len(told) == 1


def lost_without(course: Course, copy: Path) -> bool:
    """Whether this copy is what would be named if the gradebook were gone."""
    kept = course.gradebook.read_bytes()
    course.gradebook.unlink()
    try:
        return lost(course) == copy
    finally:
        course.gradebook.write_bytes(kept)


def test_a_learner_who_handed_in_nothing_is_named(course: Course, submit: Submit) -> None:
    submit("one")
    for work in (mark, preview):
        with pytest.raises(CourseError, match="nothing of this learner's was collected"):
            work(course, only="../one")

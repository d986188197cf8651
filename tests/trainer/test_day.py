"""Collecting, deciding, reporting, giving feedback."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.bank import exercise as load
from qmslib.course.feedback_file import read_feedback
from qmslib.course.handin import hand_in_bytes
from qmslib.course.lint.secrets import secret_sentences
from qmslib.course.paths import Course
from qmslib.trainer import stand_in
from qmslib.trainer.cohort import PROFILES, cohort, hand_in_zip
from qmslib.trainer.collect import collect, full_name, nbgrader_time
from qmslib.trainer.decisions import append_decisions, judged, read_decisions, record_new
from qmslib.trainer.demo import collected_table, demo, write_zips
from qmslib.trainer.engine import gradebook
from qmslib.trainer.feedback import feedback
from qmslib.trainer.mark import mark
from qmslib.trainer.report import as_csv, as_html, report
from qmslib.trainer.stock import rows
from qmslib.trainer.tables import safe_cell, safe_line, table

EXERCISE = "sample-exercise"
BY = "Test Trainer"


def hand_in(
    course: Course,
    folder: Path,
    answers: dict[str, Any],
    *,
    number: str = "l1",
    name: str = "Ada Byron",
    attempt: int = 1,
    at: str = "2026-11-20T10:00:00+00:00",
    exercise: str = EXERCISE,
) -> Path:
    """A learner's hand-in file."""
    content = {
        "format": 1,
        "exercise": exercise,
        "attempt": attempt,
        "learner": {"name": name, "number": number},
        "answers": {item: {"value": value, "at": at} for item, value in answers.items()},
        "declaration": {"own_work": True, "help": "none", "ai": "none"},
    }
    notebook = (course.exercises / EXERCISE / f"{EXERCISE}.ipynb").read_bytes()
    data = hand_in_bytes(
        exercise=exercise,
        attempt=attempt,
        name=name,
        number=number,
        files={f"{exercise}.ipynb": notebook, f"{exercise}.answers.json": json.dumps(content).encode()},
        made_at=at,
        course_version="test",
        bank="",
    )
    folder.mkdir(exist_ok=True)
    path = folder / f"{number}.{exercise}.attempt-{attempt}.{len(list(folder.iterdir()))}.zip"
    path.write_bytes(data)
    return path


def judge(course: Course, number: str, score: float, comment: str | None = None) -> None:
    """What the formgrader does when a trainer types a score and a comment."""
    with gradebook(course) as book:
        grade = book.find_grade("account", EXERCISE, EXERCISE, number)
        grade.manual_score, grade.needs_manual_grade = score, False
        if comment:
            book.find_comment("account", EXERCISE, EXERCISE, number).manual_comment = comment
        book.db.commit()


def test_collecting_keeps_the_zip_and_lays_down_the_submission(course: Course, tmp_path: Path, model: Any) -> None:
    path = hand_in(course, tmp_path / "in", model, name="Zoë Wu")
    taken = collect(course, [tmp_path / "in"], by=BY)
    assert [(one.status, one.learner, one.exercise, one.attempt) for one in taken] == [
        ("collected", "l1", EXERCISE, 1)
    ]
    (kept,) = course.received.iterdir()
    assert kept.read_bytes() == path.read_bytes()
    folder = course.submitted / "l1" / EXERCISE
    assert sorted(file.name for file in folder.iterdir()) == [
        f"{EXERCISE}.answers.json",
        f"{EXERCISE}.ipynb",
        "submission_secret.txt",
        "timestamp.txt",
    ]
    assert (folder / "timestamp.txt").read_text() == "2026-11-20 10:00:00.000000 UTC\n"
    with gradebook(course) as book:
        assert full_name(book.find_student("l1")) == "Zoë Wu"
    assert collect(course, [path], by=BY)[0].status == "already here"
    assert mark(course)[0].status == "marked"
    assert rows(course, EXERCISE)["l1"]["timestamp"] == "2026-11-20 10:00:00"


def test_the_newest_attempt_counts_whatever_comes_last(course: Course, tmp_path: Path, model: Any) -> None:
    second = hand_in(course, tmp_path / "in", model, attempt=2, at="2026-11-21T10:00:00+00:00")
    first = hand_in(course, tmp_path / "in", {}, attempt=1)
    again = hand_in(course, tmp_path / "in", {"one": "a"}, attempt=2, at="2026-11-21T11:00:00+00:00")
    assert collect(course, [second], by=BY)[0].status == "collected"
    late = collect(course, [first], by=BY)[0]
    assert late.status == "kept, not used"
    assert "Attempt 2" in late.reason
    assert collect(course, [again], by=BY)[0].status == "collected"
    assert collect(course, [second], by=BY)[0].status == "kept, not used"
    assert len(list(course.received.glob("*.zip"))) == 3
    saved = json.loads((course.submitted / "l1" / EXERCISE / f"{EXERCISE}.answers.json").read_text())
    assert list(saved["answers"]) == ["one"]


def test_wrong_files_are_refused_one_by_one(course: Course, tmp_path: Path, model: Any) -> None:
    folder = tmp_path / "in"
    good = hand_in(course, folder, model)
    other = hand_in(course, folder, model, exercise="another-exercise", number="l2")
    (folder / "BROKEN.ZIP").write_bytes(b"PK nothing")
    with zipfile.ZipFile(folder / "holiday.zip", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    taken = {one.source: one for one in collect(course, [folder], by=BY)}
    assert taken[good.name].status == "collected"
    assert taken[other.name].status == "refused"
    assert "no such exercise" in taken[other.name].reason
    assert taken["BROKEN.ZIP"].reason.startswith("This is not a zip file")
    assert "manifest.json" in taken["holiday.zip"].reason
    assert len(list((course.received / "refused").iterdir())) == 3
    assert "holiday.zip" in collected_table(list(taken.values()))
    with pytest.raises(CourseError, match="no such file"):
        collect(course, [tmp_path / "missing"], by=BY)


def test_reasons_begin_with_what_is_wrong(course: Course, tmp_path: Path, model: Any) -> None:
    folder = tmp_path / "in"
    path = hand_in(course, folder, model)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    for name, change in {"time": {"made_at": "yesterday"}, "attempt": {"attempt": 0}}.items():
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            for part, content in {**parts, "manifest.json": json.dumps({**manifest, **change})}.items():
                archive.writestr(part, content)
    (folder / "link.zip").symlink_to(path)
    taken = {one.source: one.reason for one in collect(course, [folder], by=BY)}
    assert taken["time.zip"].startswith("This is not a time with its time zone (manifest.json, field made_at)")
    assert "(manifest.json, field attempt) (found 0)" in taken["attempt.zip"]
    assert taken["link.zip"] == "This is not a regular file."


def test_one_endless_name_leaves_the_table_readable() -> None:
    text = table(["file", "why"], [["x" * 250, "y" * 250]])
    assert max(line.index("y") for line in text.splitlines() if "yy" in line) < 100
    assert "y" * 250 in text


def test_another_name_on_a_known_number_is_asked_about(course: Course, tmp_path: Path, model: Any) -> None:
    collect(course, [hand_in(course, tmp_path / "in", model)], by=BY)
    other = hand_in(course, tmp_path / "in", {}, name="Someone Else", at="2026-11-22T10:00:00+00:00")
    refused = collect(course, [other], by=BY)[0]
    assert refused.status == "refused"
    assert "Ada Byron's in the gradebook" in refused.reason
    capitals = hand_in(course, tmp_path / "in", {}, number="L1")
    assert "capitals" in collect(course, [capitals], by=BY)[0].reason
    assert collect(course, [other], by=BY, accept_names=True)[0].status == "collected"


def test_what_stock_collected_is_found(course: Course, submit: Any) -> None:
    submit("from-exchange")
    (course.submitted / "empty" / EXERCISE).mkdir(parents=True)
    taken = {one.learner: one for one in collect(course, by=BY)}
    assert taken["from-exchange"].status == "found in submitted"
    assert taken["from-exchange"].attempt == 1
    assert "no answers file" in taken["empty"].reason
    with gradebook(course) as book:
        assert full_name(book.find_student("from-exchange")) == "Ada Byron"


def test_a_decision_is_made_once_when_all_is_judged(course: Course, submit: Any, model: Any) -> None:
    submit("good")
    submit("poor", {**model, "one": "b"})
    submit("blank", {})
    mark(course)
    assert {entry.learner: entry.outcome.status for entry in judged(course)} == {
        "good": "awaiting",
        "poor": "awaiting",
        "blank": "not_yet",
    }
    assert [entry.learner for entry in record_new(course, by=BY)] == ["blank"]
    judge(course, "good", 2)
    judge(course, "poor", 2)
    fresh = {entry.learner: entry for entry in record_new(course, by=BY)}
    assert fresh["good"].status == "met"
    assert fresh["poor"].status == "not_yet"
    assert "“The standard in force” must be fully right." in fresh["poor"].why
    assert fresh["good"].by == BY
    assert len(fresh["good"].rubric) == len(fresh["good"].bank) == 64
    assert record_new(course, by=BY) == []
    assert len(read_decisions(course.decisions)[0]) == 3


def test_what_was_met_stays_met(course: Course, tmp_path: Path, model: Any) -> None:
    collect(course, [hand_in(course, tmp_path / "in", model)], by=BY)
    mark(course)
    judge(course, "l1", 2)
    worse = hand_in(course, tmp_path / "in", {"one": "b"}, attempt=2, at="2026-11-22T10:00:00+00:00")
    # The judged attempt is decided before the next one takes its place.
    collect(course, [worse], by=BY)
    mark(course)
    made = report(course, by=BY)
    decided, _ = read_decisions(course.decisions)
    assert [(entry.attempt, entry.status) for entry in decided] == [(1, "met"), (2, "not_yet")]
    assert collect(course, by=BY) == []
    assert made.standing["l1", "4.1"] == "met"


def test_a_judgement_that_is_corrected_is_a_new_line(course: Course, submit: Any) -> None:
    submit("l1")
    mark(course)
    judge(course, "l1", 2)
    record_new(course, by=BY)
    judge(course, "l1", 1)
    assert report(course, by=BY).standing["l1", "4.1"] == "not_yet"
    assert [entry.status for entry in read_decisions(course.decisions)[0]] == ["met", "not_yet"]


def test_a_changed_key_takes_nothing_back(course: Course, submit: Any) -> None:
    submit("l1")
    mark(course)
    judge(course, "l1", 2)
    record_new(course, by=BY)
    key = course.key_file(EXERCISE)
    text = key.read_text(encoding="utf-8").replace("key: a\n", "key: b\n")
    text = text.replace('nobody at all."}', 'nobody at all.", missed: "It was the wish."}')
    key.write_text(text, encoding="utf-8")
    with gradebook(course) as book:
        book.find_grade("one", EXERCISE, EXERCISE, "l1").auto_score = 0
        book.db.commit()
    assert record_new(course, by=BY) == []
    assert report(course, by=BY).standing["l1", "4.1"] == "met"


def test_a_damaged_line_is_reported_and_never_rewritten(course: Course, submit: Any) -> None:
    submit("l1")
    mark(course)
    judge(course, "l1", 2)
    record_new(course, by=BY)
    sound = course.decisions.read_bytes()
    harmed = sound[:60] + b"\n" + b'{"format": 2}\n\xff\xfe\n' + sound + sound[:40]
    course.decisions.write_bytes(harmed)
    decisions, problems = read_decisions(course.decisions)
    assert len(decisions) == 1
    assert len(problems) == 4
    assert "line 1" in problems[0]
    append_decisions(course.decisions, decisions)
    assert course.decisions.read_bytes() == harmed + b"\n" + sound
    assert report(course, by=BY).problems == read_decisions(course.decisions)[1]


def test_a_new_attempt_is_to_be_marked_before_it_is_anything_else(course: Course, tmp_path: Path, model: Any) -> None:
    def standing() -> str:
        return report(course, by=BY).standing["l1", "4.1"]

    collect(course, [hand_in(course, tmp_path / "in", {"one": "b"})], by=BY)
    assert standing() == "unmarked"
    mark(course)
    assert standing() == "not_yet"
    collect(course, [hand_in(course, tmp_path / "in", model, attempt=2, at="2026-11-22T10:00:00+00:00")], by=BY)
    assert standing() == "unmarked"
    mark(course)
    assert standing() == "awaiting"
    judge(course, "l1", 2)
    assert standing() == "met"


def test_report_tells_every_status(course: Course, submit: Any, tmp_path: Path) -> None:
    submit("awaiting")
    submit("met")
    mark(course)
    judge(course, "met", 2)
    submit("late")
    with gradebook(course) as book:
        book.update_or_create_student("absent", first_name="=cmd|' /C calc'!A0", last_name="<script>")
    made = report(course, by=BY)
    assert {number: made.standing[number, "4.1"] for number in made.names} == {
        "absent": "none",
        "awaiting": "awaiting",
        "late": "unmarked",
        "met": "met",
    }
    lines = list(csv.reader(as_csv(made).decode("utf-8-sig").splitlines()))
    assert lines[0] == ["Number", "Learner", "4.1"]
    assert lines[1] == ["absent", "'=cmd|' /C calc'!A0 <script>", "not handed in"]
    page = as_html(made, date(2026, 11, 21))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "21 November 2026" in page
    for needed in ('<html lang="en-GB">', "<caption>", 'scope="col"', 'scope="row"', "<title>"):
        assert needed in page


def test_feedback_says_what_to_do_and_gives_no_key_away(course: Course, submit: Any, model: Any) -> None:
    submit("good")
    submit("poor", {**model, "one": "b", "many": ["a"], "form": [{"standard": "x", "owner": ""}]})
    mark(course)
    judge(course, "good", 2, "Well <b>done</b>")
    judge(course, "poor", 1, "Name the owner.")
    assert feedback(course) == []
    record_new(course, by=BY)
    good, poor = feedback(course)
    assert poor == course.feedback / "poor" / EXERCISE / f"poor.{EXERCISE}.attempt-1.feedback.html"
    told = read_feedback(good.read_bytes())
    assert (told["status"], told["decided_by"]) == ("met", BY)
    assert told["items"][-1]["comment"] == "Well <b>done</b>"
    assert "<b>done</b>" not in good.read_text(encoding="utf-8")
    told = read_feedback(poor.read_bytes())
    items = {entry["id"]: entry for entry in told["items"]}
    assert items["one"]["verdict"] == "not_yet"
    assert items["one"]["reread"] == "standards/4-1-identify#standards"
    assert items["many"]["verdict"] == "partly"
    assert items["number"]["verdict"] == "right"
    assert items["account"]["verdict"] == "partly"
    assert items["account"]["comment"] == "Name the owner."
    assert "Add a row." in items["form"]["comment"]
    assert "must be fully right" in told["next"]
    page = " ".join(poor.read_text(encoding="utf-8").split())
    for secret in secret_sentences(load(course, EXERCISE)):
        assert secret not in page, secret


def test_the_cohort_is_the_same_each_time_and_mixed(course: Course) -> None:
    people = cohort(course, EXERCISE)
    assert people == cohort(course, EXERCISE)
    assert len({person.number for person in people}) == len({person.name for person in people}) == 30
    assert {name: sum(person.profile == name for person in people) for name in PROFILES} == PROFILES
    assert hand_in_zip(course, EXERCISE, people[0]) == hand_in_zip(course, EXERCISE, people[0])


def test_broken_zips_are_refused_or_marked_with_notes(course: Course, tmp_path: Path) -> None:
    write_zips(course, EXERCISE, tmp_path / "in", size=2)
    taken = {one.source.split(".")[0]: one.status for one in collect(course, [tmp_path / "in"], by=BY)}
    refused = {name for name, status in taken.items() if status == "refused"}
    assert refused == {"broken-01", "broken-06", "broken-07", "broken-09", "broken-10"}
    results = {result.learner: result.status for result in mark(course)}
    assert results == {name: "marked with notes" if name.startswith("broken") else "marked"
                       for name in set(taken) - refused}  # fmt: skip


@pytest.mark.slow
def test_the_demonstration_ends_with_report_and_tables(course: Course, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    said: list[str] = []
    demo(course, tmp_path / "demo", said.append, size=8)
    text = "\n".join(said)
    assert stand_in.NAME in text
    assert "broken-10" in text
    assert "nbgrader autograde" in text
    assert {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()} == before
    shutil.rmtree(tmp_path / "demo")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text).startswith("'")


def test_tables_are_plain() -> None:
    assert safe_line("a\x1b[31m\nb\u202e") == "a\ufffd[31m b\ufffd"
    assert table(["a", "b"], [["漢字", "x"]]).splitlines()[-1] == "漢字  x"
    assert nbgrader_time("2026-11-20T10:00:00+02:00") == "2026-11-20 08:00:00.000000 UTC"

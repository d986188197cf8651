"""Handing in: complete or said to be incomplete, declared always, kept in one sound file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.feedback_file import write_feedback
from qmslib.course.handin import read_hand_in
from qmslib.course.paths import Course
from qmslib.learner.feedback import add_feedback, new_attempt, read_folder
from qmslib.learner.hand_in import NotComplete, hand_in
from qmslib.learner.identity import Identity, load_identity, save_identity
from qmslib.learner.progress import answers_file, load_answers, released_form
from qmslib.learner.workspace import prepare
from tests.learner.fake_course import FIRST, SECOND, answer, feedback, notebook, write

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def tom(course: Course) -> Identity:
    prepare(course)
    return save_identity(course, "  Tom   Ellis ", " te-7 ")


def test_identity(course: Course) -> None:
    assert load_identity(course) is None
    assert save_identity(course, " Wei  Zhang ", "W_1") == Identity("Wei Zhang", "W_1")
    assert load_identity(course) == Identity("Wei Zhang", "W_1")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("", "missing"),
        ("a b", "letters a to z"),
        ("x" * 41, "too long"),
        ("-a", "begins with"),
        ("é7", "letters a to z"),
        ("../x", "letters a to z"),
        ("CON", "Windows"),
        (7, "missing"),
    ],
)
def test_wrong_numbers_are_explained(course: Course, number: object, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        save_identity(course, "Tom", number)


@pytest.mark.parametrize("name", ["", "  ", None, "x" * 101, "Tom\u202eEllis", "Tom\x00"])
def test_wrong_names_are_refused(course: Course, name: object) -> None:
    with pytest.raises(CourseError, match="name"):
        save_identity(course, name, "7")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"name": "Tom", "number": "../7"}', "9" * 5000])
def test_a_damaged_identity_is_kept_and_asked_again(course: Course, damage: str) -> None:
    write(course.work / "learner.json", damage)
    with pytest.raises(CourseError, match=r"learner\.json"):
        load_identity(course)
    save_identity(course, "Tom Ellis", "te-7")
    assert (course.work / "learner.damaged-1.json").read_text(encoding="utf-8") == damage
    assert load_identity(course) == Identity("Tom Ellis", "te-7")


def test_a_complete_exercise_is_handed_in(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    receipt = hand_in(course, FIRST, now=NOW)
    assert receipt.file == course.work / "handed-in" / f"te-7.{FIRST}.attempt-1.zip"
    read = read_hand_in(receipt.file)
    assert (read.name, read.number, read.attempt, read.code) == ("Tom Ellis", "te-7", 1, receipt.code)
    answers = json.loads(read.files[f"{FIRST}.answers.json"])
    assert answers["learner"] == {"name": "Tom Ellis", "number": "te-7"}
    assert answers["declaration"]["own_work"] is True
    text = receipt.text.read_text(encoding="utf-8")
    assert receipt.code in text
    assert "21 November 2026" in text
    page = receipt.page.read_text(encoding="utf-8")
    assert receipt.code in page
    assert "Tom Ellis" in page
    assert load_answers(course, FIRST).learner is None


def test_the_same_work_gives_the_same_file(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    first = hand_in(course, FIRST, now=NOW)
    before = first.file.read_bytes()
    # Running the notebook changes its outputs; the work is the same.
    path = course.work / "exercises" / FIRST / f"{FIRST}.ipynb"
    ran = json.loads(path.read_text(encoding="utf-8"))
    ran["cells"][1] |= {"execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    path.write_text(json.dumps(ran), encoding="utf-8")
    again = hand_in(course, FIRST, now=LATER)
    assert again.unchanged
    assert not again.replaced
    assert again.file.read_bytes() == before


def test_changed_work_replaces_the_file(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    first = hand_in(course, FIRST, now=NOW)
    answer(course, FIRST, choice="a")
    again = hand_in(course, FIRST, now=LATER)
    assert again.replaced
    assert again.sha256 != first.sha256
    assert read_hand_in(again.file).manifest["made_at"] == "2026-11-22T09:30:00+00:00"
    assert again.code in again.text.read_text(encoding="utf-8")


def test_what_is_missing_is_listed_and_may_be_handed_in(course: Course, tom: Identity) -> None:
    answer(course, FIRST, complete=False)
    with pytest.raises(NotComplete, match="Your own standards") as caught:
        hand_in(course, FIRST)
    assert [gap.item for gap in caught.value.missing] == ["std-41-a3"]
    assert not list((course.work / "handed-in").iterdir())
    assert hand_in(course, FIRST, anyway=True).answered == 2


def test_an_account_that_repeats_the_chapter_is_named_before_the_hand_in(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    sentence = "A promise that breaks is worse than a slower one that holds, because people plan around it."
    chapter = course.book / f"{released_form(course, FIRST)['chapter']}.md"
    chapter.parent.mkdir(parents=True, exist_ok=True)
    with chapter.open("a", encoding="utf-8") as page:
        page.write(f"\n{sentence}\n")
    path = answers_file(course, FIRST)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["answers"]["std-41-a3"]["value"] = f"In our team we say: {sentence}"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(NotComplete, match="words in a row are those of the chapter"):
        hand_in(course, FIRST)
    # Advice only: the work counts as complete.
    assert hand_in(course, FIRST, anyway=True).answered == 3


@pytest.mark.parametrize("anyway", [True, False])
def test_never_without_declaration_answers_or_identity(course: Course, anyway: bool) -> None:
    prepare(course)
    with pytest.raises(CourseError, match="name and number"):
        hand_in(course, FIRST, anyway=anyway)
    save_identity(course, "Tom Ellis", "te-7")
    with pytest.raises(CourseError, match="nothing is answered"):
        hand_in(course, FIRST, anyway=anyway)
    answer(course, FIRST, declared=False)
    with pytest.raises(CourseError, match="declaration"):
        hand_in(course, FIRST, anyway=anyway)
    with pytest.raises(CourseError, match="no such exercise"):
        hand_in(course, "unknown", anyway=anyway)
    assert not list((course.work / "handed-in").iterdir())


def test_damaged_answers_are_named_and_kept(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    path = course.work / "exercises" / FIRST / f"{FIRST}.answers.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="not valid JSON"):
        hand_in(course, FIRST)
    assert path.read_text(encoding="utf-8") == "{"


def test_a_damaged_notebook_does_not_stop_the_hand_in(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    path = course.work / "exercises" / FIRST / f"{FIRST}.ipynb"
    path.write_text("{", encoding="utf-8")
    receipt = hand_in(course, FIRST)
    released = json.loads(notebook(FIRST))
    assert json.loads(read_hand_in(receipt.file).files[path.name])["cells"] == released["cells"]


def test_a_full_disk_leaves_the_earlier_file(course: Course, tom: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(course, FIRST)
    first = hand_in(course, FIRST, now=NOW)
    before = first.file.read_bytes()
    answer(course, FIRST, choice="a")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CourseError, match="No space left"):
        hand_in(course, FIRST, now=LATER)
    assert first.file.read_bytes() == before
    assert not list(first.file.parent.glob(".*"))


def sent(**changes: object) -> bytes:
    return write_feedback(feedback(**changes)).encode()  # type: ignore[arg-type]


def test_feedback_is_taken_in_once(course: Course, tom: Identity) -> None:
    data, said = add_feedback(course, tom, sent(), "whatever.html")
    assert said == "The feedback was added."
    assert read_folder(course, tom).found == {(FIRST, 1): data}
    assert (course.work / "feedback" / f"te-7.{FIRST}.attempt-1.feedback.html").is_file()
    assert "already there" in add_feedback(course, tom, sent(), "again.html")[1]


def test_a_later_decision_replaces_an_earlier_one_and_not_the_other_way_round(course: Course, tom: Identity) -> None:
    later = sent(status="met", decided_at="2026-11-25T10:00:00+00:00")
    add_feedback(course, tom, sent(), "x.html")
    _, said = add_feedback(course, tom, later, "y.html")
    assert "older-1" in said
    assert read_folder(course, tom).found[FIRST, 1]["status"] == "met"
    with pytest.raises(CourseError, match="later decision"):
        add_feedback(course, tom, sent(), "x.html")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"learner": {"name": "Tom Ellis", "number": "other"}}, "its number is other, yours is te-7"),
        ({"exercise": "complaints-5-1"}, "does not have"),
        ({"attempt": 2}, "attempt 2, but you are at attempt 1"),
    ],
)
def test_feedback_of_others_is_refused(course: Course, tom: Identity, changes: dict[str, object], says: str) -> None:
    with pytest.raises(CourseError, match=says):
        add_feedback(course, tom, sent(**changes), "x.html")
    write(course.work / "feedback" / "x.html", sent(**changes).decode())
    folder = read_folder(course, tom)
    assert folder.found == {}
    assert "x.html" in str(folder.problems[0])


def test_files_dropped_into_the_folder_count(course: Course, tom: Identity) -> None:
    write(course.work / "feedback" / "from the mail (1).html", sent().decode())
    write(course.work / "feedback" / "broken.html", "<p>")
    write(course.work / "feedback" / "notes.txt", "mine")
    folder = read_folder(course, tom)
    assert list(folder.found) == [(FIRST, 1)]
    assert ["broken.html" in str(problem) for problem in folder.problems] == [True]


def test_a_new_attempt_needs_feedback_that_asks_for_it(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    hand_in(course, FIRST)
    with pytest.raises(CourseError, match="no feedback"):
        new_attempt(course, tom, FIRST)
    add_feedback(course, tom, sent(), "x.html")
    with pytest.raises(CourseError, match="feedback on attempt 1"):
        hand_in(course, FIRST)
    assert new_attempt(course, tom, FIRST) == 2
    with pytest.raises(CourseError, match="no feedback on attempt 2"):
        new_attempt(course, tom, FIRST)
    with pytest.raises(CourseError, match="declaration"):
        hand_in(course, FIRST)
    answer(course, FIRST, choice="a")
    assert hand_in(course, FIRST).file.name == f"te-7.{FIRST}.attempt-2.zip"
    assert len(list((course.work / "handed-in").glob("*.zip"))) == 2
    add_feedback(course, tom, sent(attempt=2, status="met"), "y.html")
    with pytest.raises(CourseError, match="met already"):
        new_attempt(course, tom, FIRST)


def test_exercises_do_not_touch_each_other(course: Course, tom: Identity) -> None:
    answer(course, FIRST)
    hand_in(course, FIRST)
    with pytest.raises(CourseError, match="nothing is answered"):
        hand_in(course, SECOND)


def test_a_folder_that_cannot_be_written_is_named(course: Course, tom: Identity, tmp_path: Path) -> None:
    answer(course, FIRST)
    (course.work / "handed-in").rmdir()
    (course.work / "handed-in").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match="handed-in"):
        hand_in(course, FIRST)

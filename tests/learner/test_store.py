from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.answers import read_answers
from qmslib.course.release import bank_hash, form_bytes
from qmslib.learner import locked, store
from tests.browser.samples import EXERCISE, form

NAMES = ["t-one", "t-many", "t-match", "t-number", "t-account", "t-table"]
FULL: dict[str, Any] = {
    "t-one": "a",
    "t-many": ["a"],
    "t-match": {"m1": "x", "m2": "z"},
    "t-number": "5 hours",
    "t-account": " ".join(["word"] * 20),
    "t-table": [{"owner": "Team leader"}],
}
DECLARED = {"own_work": True, "help": "none", "ai": "none"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / f"{EXERCISE}.form.json").write_bytes(form_bytes(form(NAMES)))
    return tmp_path


def path(folder: Path) -> Path:
    return folder / f"{EXERCISE}.answers.json"


def test_nothing_yet(folder: Path) -> None:
    answers = store.load(EXERCISE, folder)
    assert answers["answers"] == {}
    assert answers["attempt"] == 1
    assert not path(folder).exists()
    assert store.state(form(NAMES), answers) == "not started"


def test_saving_counts_revisions_and_can_be_read_by_others(folder: Path) -> None:
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    answers = store.save(EXERCISE, folder, {"t-many": ["a"]}, {"t-many": 0})
    assert answers["revision"] == 2
    assert answers["answers"]["t-one"]["revision"] == 1
    assert answers["answers"]["t-many"]["revision"] == 2
    assert answers["bank"] == bank_hash(form(NAMES))
    assert answers["saved_at"]
    assert stat.S_IMODE(path(folder).stat().st_mode) == 0o644
    assert read_answers(path(folder), EXERCISE).value("t-one") == "a"
    assert store.load(EXERCISE, folder) == answers


def test_an_unchanged_answer_is_not_written_again(folder: Path) -> None:
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    before = path(folder).read_bytes()
    store.save(EXERCISE, folder, {"t-one": "a"}, {"t-one": 1})
    assert path(folder).read_bytes() == before


def test_two_windows_on_different_questions_agree(folder: Path) -> None:
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    store.save(EXERCISE, folder, {"t-number": "5"}, {})
    assert set(store.load(EXERCISE, folder)["answers"]) == {"t-one", "t-number"}


def test_the_loser_is_told_and_the_rest_is_saved(folder: Path) -> None:
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    with pytest.raises(store.Conflict) as clash:
        store.save(EXERCISE, folder, {"t-one": "b", "t-number": "5"}, {"t-one": None})
    assert clash.value.items["t-one"]["value"] == "a"
    assert "another window" in str(clash.value)
    now = store.load(EXERCISE, folder)
    assert now["answers"]["t-one"]["value"] == "a"
    assert now["answers"]["t-number"]["value"] == "5"
    assert clash.value.answers == now
    store.save(EXERCISE, folder, {"t-one": "b"}, {"t-one": clash.value.items["t-one"]["revision"]})
    assert store.load(EXERCISE, folder)["answers"]["t-one"]["value"] == "b"


def test_the_same_answer_from_two_windows_is_no_conflict(folder: Path) -> None:
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    store.save(EXERCISE, folder, {"t-one": "a"}, {"t-one": 0})


def test_many_windows_at_once_lose_nothing(folder: Path) -> None:
    names = ["t-one", "t-number", "t-account", "t-many"]
    failures: list[Exception] = []

    def window(name: str) -> None:
        base: int | None = None
        try:
            for number in range(8):
                value: Any = [f"{number}"] if name == "t-many" else f"{number}"
                base = store.save(EXERCISE, folder, {name: value}, {name: base})["answers"][name]["revision"]
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=window, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    answers = store.load(EXERCISE, folder)
    assert answers["revision"] == 32
    assert {name: answers["answers"][name]["value"] for name in names} == {
        "t-one": "7", "t-number": "7", "t-account": "7", "t-many": ["7"],
    }  # fmt: skip


def test_declaration(folder: Path) -> None:
    first = store.save_declaration(EXERCISE, folder, DECLARED)
    assert first["declaration"]["help"] == "none"
    with pytest.raises(store.Conflict):
        store.save_declaration(EXERCISE, folder, DECLARED | {"ai": "a chat assistant"}, None)
    store.save_declaration(EXERCISE, folder, DECLARED | {"ai": "some"}, first["declaration"]["at"])
    assert store.load(EXERCISE, folder)["declaration"]["ai"] == "some"
    with pytest.raises(CourseError, match=r"2,000"):
        store.save_declaration(EXERCISE, folder, DECLARED | {"help": "x" * 2001}, None)


def test_states(folder: Path) -> None:
    released = form(NAMES)
    base = dict.fromkeys(NAMES, 0)
    answers = store.save(EXERCISE, folder, {"t-one": "a"}, base)
    assert store.state(released, answers) == "in progress"
    answers = store.save(EXERCISE, folder, {k: v for k, v in FULL.items() if k != "t-one"}, base)
    assert store.state(released, answers) == "in progress"
    answers = store.save_declaration(EXERCISE, folder, DECLARED)
    assert store.state(released, answers) == "ready to hand in"
    answers["answers"]["t-account"]["value"] = "too short"
    assert store.state(released, answers) == "in progress"


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("t-one", None), ("t-one", ""), ("t-many", []), ("t-match", {"m1": "x"}), ("t-match", {"m1": "x", "m2": ""}),
        ("t-number", "five"), ("t-account", "few"), ("t-table", [{}]), ("t-table", [{"owner": " "}]),
    ],
)  # fmt: skip
def test_what_does_not_count_as_answered(item: str, value: Any) -> None:
    released = next(one for one in form(NAMES)["items"] if one["id"] == item)
    assert not store.is_answered(released, value)
    assert store.is_answered(released, FULL[item])


@pytest.mark.parametrize(
    ("item", "value", "words"),
    [
        ("t-account", "x" * 6001, "6,001 characters"),
        ("t-table", [{"owner": "x" * 6001}], "6,001 characters"),
        ("t-unknown", "a", "no such question"),
        ("t-one", b"bytes", "shape"),
        ("t-many", [[[[["a"]]]]], "shape"),
    ],
)
def test_what_is_refused(folder: Path, item: str, value: Any, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        store.save(EXERCISE, folder, {item: value}, {})
    assert not path(folder).exists()


def test_the_whole_file_has_a_limit(folder: Path) -> None:
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    with pytest.raises(CourseError, match=r"too large"):
        store.save(EXERCISE, folder, {"t-table": [{"owner": "x" * 6000} for _ in range(200)]}, {})
    assert store.load(EXERCISE, folder)["answers"]["t-one"]["value"] == "a"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"answers": []}', b"\xff\xfe", b"[" * 100000, b"null", b'{"format":1,"exercise":"other"}'],
    ids=["empty", "half", "other", "no text", "deep", "null", "of another exercise"],
)
def test_a_damaged_file_is_put_aside(folder: Path, content: bytes) -> None:
    for number in (1, 2):
        path(folder).write_bytes(content)
        opened = store.open_answers(EXERCISE, folder)
        assert opened.answers["answers"] == {}
        assert f"{EXERCISE}.damaged-{number}.answers.json" in opened.notices[0]
        assert (folder / f"{EXERCISE}.damaged-{number}.answers.json").read_bytes() == content
    assert not path(folder).exists()


def test_saving_over_a_damaged_file_keeps_it(folder: Path) -> None:
    path(folder).write_bytes(b"half a fi")
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    assert (folder / f"{EXERCISE}.damaged-1.answers.json").read_bytes() == b"half a fi"
    assert store.load(EXERCISE, folder)["answers"]["t-one"]["value"] == "a"


def test_reading_for_marking_changes_nothing(folder: Path) -> None:
    path(folder).write_bytes(b"half")
    with pytest.raises(CourseError):
        store.read(EXERCISE, folder)
    assert [one.name for one in folder.iterdir() if "damaged" in one.name] == []


def test_answers_of_another_bank_are_kept_and_said(folder: Path) -> None:
    answers = store.save(EXERCISE, folder, {"t-one": "a"}, {})
    assert store.bank_notice(form(NAMES), answers) is None
    changed = form(NAMES[:3])
    assert "has changed" in str(store.bank_notice(changed, answers))
    assert store.bank_notice(changed, store.load(EXERCISE, folder) | {"answers": {}}) is None


def test_a_new_attempt_keeps_the_old_one(folder: Path) -> None:
    with pytest.raises(CourseError, match="no attempt"):
        store.start_attempt(EXERCISE, folder)
    store.save(EXERCISE, folder, {"t-one": "a"}, {})
    first = store.save_declaration(EXERCISE, folder, DECLARED)
    second = store.start_attempt(EXERCISE, folder)
    assert second["attempt"] == 2
    assert second["answers"]["t-one"]["value"] == "a"
    assert second["declaration"] is None
    archived = json.loads((folder / f"{EXERCISE}.attempt-1.answers.json").read_text())
    assert archived == first
    assert read_answers(path(folder), EXERCISE).attempt == 2


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_full_disk_and_a_closed_folder_are_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(EXERCISE, folder, {"t-one": "a"}, {})

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CourseError, match="No space left on device") as error:
            store.save(EXERCISE, folder, {"t-one": "b"}, {"t-one": 1})
        assert "disk is not full" in str(error.value)

    def closed(_self: object, *_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(locked.FileLock, "acquire", closed)
        with pytest.raises(CourseError, match="Permission denied"):
            store.save(EXERCISE, folder, {"t-one": "b"}, {"t-one": 1})
    assert store.load(EXERCISE, folder)["answers"]["t-one"]["value"] == "a"
    assert [one.name for one in folder.iterdir() if one.name.endswith(".tmp")] == []


def test_a_window_that_does_not_let_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locked, "PATIENCE", 0.1)
    with locked.locked(path(folder)):
        failures: list[CourseError] = []

        def other() -> None:
            try:
                store.save(EXERCISE, folder, {"t-one": "a"}, {})
            except CourseError as error:
                failures.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert "does not let go" in str(failures[0])


@pytest.mark.parametrize("name", ["../x", "a/b", "", "A", "x" * 90, ".hidden"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(CourseError, match="not the name"):
        store.load(name, tmp_path)


def test_a_missing_form_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no such file"):
        store.save(EXERCISE, tmp_path, {"t-one": "a"}, {})

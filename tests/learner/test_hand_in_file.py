"""The hand-in file: what is written can be read, and nothing else can."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.course import handin

EXERCISE = "standards-4-1-identify"
MADE = "2026-11-21T10:00:00+00:00"


def parts(**changes: object) -> dict[str, bytes]:
    answers = {
        "format": 1,
        "exercise": EXERCISE,
        "attempt": 1,
        "learner": {"name": "Tom Ellis", "number": "te-7"},
        "answers": {},
        **changes,
    }
    return {f"{EXERCISE}.ipynb": b"{}", f"{EXERCISE}.answers.json": json.dumps(answers).encode()}


def made(files: dict[str, bytes] | None = None, attempt: int = 1, name: str = "Tom Ellis") -> bytes:
    return handin.hand_in_bytes(
        exercise=EXERCISE,
        attempt=attempt,
        name=name,
        number="te-7",
        files=files or parts(),
        made_at=MADE,
        course_version="0.1.0",
        bank="ab" * 32,
    )


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(made())
    read = handin.read_hand_in(path)
    assert read.files == parts()
    assert (read.exercise, read.attempt, read.name, read.number) == (EXERCISE, 1, "Tom Ellis", "te-7")
    sha = hashlib.sha256(made()).hexdigest()
    assert read.sha256 == sha
    assert read.code == " ".join([sha[:4], sha[4:8], sha[8:12], sha[12:16]])


def test_same_content_same_bytes() -> None:
    assert made() == made(dict(reversed(parts().items())))


def rebuilt(
    tmp_path: Path, change: dict[str, bytes], drop: tuple[str, ...] = (), source: bytes | None = None
) -> Path:
    """The sound zip with some entries changed, added or dropped."""
    plain = tmp_path / "plain.zip"
    plain.write_bytes(source or made())
    with zipfile.ZipFile(plain) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content.update(change)
    path = tmp_path / "changed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            if name not in drop:
                archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"hello", "not a zip file"),
        (made()[:-30], "not a zip file"),
        (made().replace(b'"answers": {}', b'"answers": []'), "damaged"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(CourseError, match=says):
        handin.read_hand_in(path)


@pytest.mark.parametrize(
    ("change", "drop", "says"),
    [
        ({}, ("manifest.json",), "no manifest.json"),
        ({"manifest.json": b"[1"}, (), "not valid JSON"),
        ({"manifest.json": b"[]"}, (), "not an object"),
        ({"manifest.json": b'{"format": 9}'}, (), "another format"),
        ({f"{EXERCISE}.ipynb": b"other"}, (), "changed after"),
        ({}, (f"{EXERCISE}.ipynb",), "is missing in the zip"),
        ({"anywidget.py": b"import os"}, (), "holds 4 files"),
        ({"anywidget.py": b"import os"}, (f"{EXERCISE}.ipynb",), "does not list"),
        ({"../evil": b"x"}, (f"{EXERCISE}.ipynb",), "folder or a sign"),
        ({"c:\\evil": b"x"}, (f"{EXERCISE}.ipynb",), "folder or a sign"),
    ],
)
def test_wrong_content_is_refused(tmp_path: Path, change: dict[str, bytes], drop: tuple[str, ...], says: str) -> None:
    with pytest.raises(CourseError, match=says):
        handin.read_hand_in(rebuilt(tmp_path, change, drop))


def manifest(tmp_path: Path, **changes: object) -> Path:
    with zipfile.ZipFile(Path(rebuilt(tmp_path, {}))) as archive:
        value = json.loads(archive.read("manifest.json"))
    return rebuilt(tmp_path, {"manifest.json": json.dumps({**value, **changes}).encode()})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("exercise", "../../etc"),
        ("exercise", "Standards"),
        ("exercise", 4),
        ("attempt", 0),
        ("attempt", True),
        ("attempt", 10**9),
        ("attempt", 1.0),
        ("learner", None),
        ("learner", {"name": "", "number": "7"}),
        ("learner", {"name": "Tom", "number": "../7"}),
        ("learner", {"name": "Tom\u202e", "number": "7"}),
        ("made_at", "yesterday"),
        ("made_at", "2026-11-21T10:00:00"),
        ("bank", 5),
        ("course_version", "x" * 100),
        ("files", []),
        ("files", "x"),
        ("files", [{"name": "../x", "bytes": 1, "sha256": "0" * 64}]),
    ],
)
def test_wrong_manifests_are_refused(tmp_path: Path, field: str, value: object) -> None:
    with pytest.raises(CourseError) as caught:
        handin.read_hand_in(manifest(tmp_path, **{field: value}))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"learner": {"name": "Tom Ellis", "number": "other"}}, "learner"),
        ({"learner": None}, "learner"),
        ({"attempt": 2}, "attempt"),
        ({"exercise": "another"}, "exercise"),
    ],
)
def test_answers_of_someone_else_are_refused(tmp_path: Path, changes: dict[str, object], field: str) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(made(parts(**changes)))
    with pytest.raises(CourseError) as caught:
        handin.read_hand_in(path)
    assert caught.value.field == field


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("manifest.json")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(CourseError, match="link"):
        handin.read_hand_in(path)
    link = tmp_path / "link.zip"
    link.symlink_to(path)
    with pytest.raises(CourseError, match="regular file"):
        handin.read_hand_in(link)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 100_000_000)
    assert path.stat().st_size < 200_000
    with pytest.raises(CourseError, match="too large"):
        handin.read_hand_in(path)


def test_many_entries_and_double_names_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(500):
            archive.writestr(f"f{n}", b"")
    with pytest.raises(CourseError, match="500 files"):
        handin.read_hand_in(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", b"{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("manifest.json", b"{}")
    with pytest.raises(CourseError, match="twice"):
        handin.read_hand_in(path)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    data = bytearray(made())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(data))
    with pytest.raises(CourseError, match="password"):
        handin.read_hand_in(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with path.open("wb") as stream:
        stream.truncate(handin.ZIP_LIMIT + 1)
    with pytest.raises(CourseError, match="too large"):
        handin.read_hand_in(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.data())
def test_any_change_is_noticed_or_harmless(tmp_path: Path, data: st.DataObject) -> None:
    sound = bytearray(made())
    for _ in range(data.draw(st.integers(1, 4))):
        sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(sound))
    try:
        read = handin.read_hand_in(path)
    except CourseError:
        return
    assert read.files == parts()


def test_what_is_too_large_is_not_written() -> None:
    files = {**parts(), f"{EXERCISE}.ipynb": b"x" * 8_000_001}
    with pytest.raises(CourseError, match="too large"):
        made(files)

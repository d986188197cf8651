"""The learners' zip: everything they need, the same bytes each time, and never a key."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.learner.pack import TOP, learner_requirements, pack
from tests.learner.fake_course import FIRST, write

LOCK = """# made by a tool
jinja2==3.1 \\
    --hash=sha256:aa
    # via
    #   qmslib (pyproject.toml)
    #   notebook
markupsafe==3.0 ; python_version >= '3.9' \\
    --hash=sha256:bb
    # via jinja2
notebook==7.6 \\
    --hash=sha256:cc
    # via qmslib (pyproject.toml)
pytest==9.2 \\
    --hash=sha256:dd
    # via qmslib (pyproject.toml)
iniconfig==2.3 \\
    --hash=sha256:ee
    # via pytest
"""
PROJECT = '[project]\nname = "qmslib"\ndependencies = ["notebook>=7,<8"]\n'
SECRET = "It asks people to try, and the person who asked has left. Nobody approved “it”,\nand nothing shows more."


@pytest.fixture
def ready(course: Course) -> Course:
    write(course.root / "requirements.lock", LOCK)
    write(course.root / "pyproject.toml", PROJECT)
    write(course.root / "qmslib" / "__main__.py", "print('the course')\n")
    write(course.root / "qmslib" / "__pycache__" / "x.pyc", "x")
    write(course.root / "tests" / "test_x.py", "")
    write(course.root / "work" / "learner.json", "{}")
    write(course.root / "gradebook.db", "")
    key = {"items": [{"id": "a", "options": [{"id": "a", "text": "Open", "feedback": SECRET}], "key": "a"}]}
    write(course.key_file(FIRST), yaml.safe_dump(key))
    write(course.model_file(FIRST), "{}")
    return course


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [name.removeprefix(f"{TOP}/") for name in archive.namelist()]


def test_what_is_in_and_what_is_not(ready: Course, tmp_path: Path) -> None:
    output = tmp_path / "dist" / "course.zip"
    packed = pack(ready, output)
    found = names(output)
    assert packed.files == len(found)
    assert found == sorted(found)
    for name in ("start.py", "README-LEARNER.txt", "requirements.lock", "_config.yml", "book/_toc.yml"):
        assert name in found
    assert f"exercises/{FIRST}/{FIRST}.form.json" in found
    assert "qmslib/__main__.py" in found
    assert not [name for name in found if name.startswith(("solutions", "tests", "work", ".")) or "pycache" in name]
    assert not packed.site


def test_the_same_course_gives_the_same_zip(ready: Course, tmp_path: Path) -> None:
    first = pack(ready, tmp_path / "1.zip")
    for path in ready.root.rglob("*"):
        os.utime(path, (1, 1))
    second = pack(ready, tmp_path / "2.zip")
    assert first == second
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_the_site_goes_in_when_it_was_built(ready: Course, tmp_path: Path) -> None:
    write(ready.site / "index.html", "<h1>Site</h1>")
    assert pack(ready, tmp_path / "x.zip").site
    assert "_build/html/index.html" in names(tmp_path / "x.zip")


@pytest.mark.parametrize(
    "name",
    [
        f"exercises/{FIRST}/{FIRST}.key.yaml",
        f"exercises/{FIRST}/{FIRST}.model.json",
        f"exercises/{FIRST}/{FIRST}.answers.json",
        "book/gradebook.db",
        "qmslib/decisions.jsonl",
    ],
)
def test_a_secret_by_its_name_is_refused(ready: Course, tmp_path: Path, name: str) -> None:
    write(ready.root / name, "{}")
    with pytest.raises(CourseError, match="keys, answers or marks") as caught:
        pack(ready, tmp_path / "x.zip")
    assert caught.value.file == name
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"exercises/{FIRST}/notes.md", SECRET),
        (f"exercises/{FIRST}/{FIRST}.form.json", None),
        ("_build/html/page.html", SECRET.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("\n", "<wbr> ")),
        ("book/other.items.yaml", SECRET.replace("\n", "\n      ")),
    ],
)
def test_a_secret_by_its_wording_is_refused(ready: Course, tmp_path: Path, name: str, text: str | None) -> None:
    write(ready.site / "index.html", "")
    write(ready.root / name, json.dumps({"items": [{"feedback": SECRET}]}) if text is None else text)
    with pytest.raises(CourseError, match="wording") as caught:
        pack(ready, tmp_path / "x.zip")
    assert caught.value.file == name


@pytest.mark.parametrize("name", ["qmslib/x.py", "qmslib/notes.bin", "book/plan"])
def test_wording_is_found_under_any_ending(ready: Course, tmp_path: Path, name: str) -> None:
    write(ready.root / name, SECRET)
    with pytest.raises(CourseError, match="wording"):
        pack(ready, tmp_path / "x.zip")


def test_archives_are_looked_into_or_refused(ready: Course, tmp_path: Path) -> None:
    inner = ready.root / "book" / "k.docx"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.xml", SECRET)
    with pytest.raises(CourseError, match="wording") as caught:
        pack(ready, tmp_path / "x.zip")
    assert caught.value.file == "book/k.docx/inside.xml"
    inner.unlink()
    (ready.root / "book" / "k.gz").write_bytes(gzip.compress(SECRET.encode()))
    with pytest.raises(CourseError, match="nobody can look for keys"):
        pack(ready, tmp_path / "x.zip")


def test_a_model_account_is_refused_under_another_name(ready: Course, tmp_path: Path) -> None:
    account = "In our team we wrote the standard together with the people who wait for the files. " * 6
    write(ready.model_file(FIRST), json.dumps({"answers": {"a": account, "b": "x"}}))
    write(ready.root / "book" / "z.json", json.dumps({"answers": {"a": account}}))
    with pytest.raises(CourseError, match="wording"):
        pack(ready, tmp_path / "x.zip")


def test_what_is_missing_is_named(ready: Course, tmp_path: Path) -> None:
    (ready.root / "requirements.lock").unlink()
    with pytest.raises(CourseError, match=r"requirements\.lock"):
        pack(ready, tmp_path / "x.zip")
    write(ready.root / "requirements.lock", LOCK)
    for path in ready.exercises.glob("*/*.ipynb"):
        path.unlink()
    with pytest.raises(CourseError, match="qms generate"):
        pack(ready, tmp_path / "x.zip")


def test_links_are_refused(ready: Course, tmp_path: Path) -> None:
    (ready.book / "link.md").symlink_to(ready.key_file(FIRST))
    with pytest.raises(CourseError, match="link"):
        pack(ready, tmp_path / "x.zip")


def test_learners_get_what_the_course_needs_and_no_more() -> None:
    assert learner_requirements(LOCK, PROJECT) == LOCK.split("tool\n")[1].split("pytest==")[0]
    with pytest.raises(CourseError, match="the lock lacks what the course needs: pandas"):
        learner_requirements(LOCK, PROJECT.replace('"notebook', '"pandas", "notebook'))


@pytest.fixture
def unpacked(ready: Course, tmp_path: Path) -> Path:
    pack(ready, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        archive.extractall(tmp_path / "learner's folder")
    return tmp_path / "learner's folder" / TOP


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QMS_", "PIP_"))}
    return subprocess.run(
        [sys.executable, "start.py"],
        cwd=folder,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_without_a_package_server_the_start_says_so(unpacked: Path) -> None:
    done = start(unpacked, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0")
    assert done.returncode == 1
    assert "connected to the internet" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_start_installs_nothing(unpacked: Path) -> None:
    # An environment that is complete, as start.py's own check sees it.
    python = unpacked / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    code = "import start; start.DONE.write_text(start.fingerprint(), encoding='utf-8')"
    subprocess.run([sys.executable, "-c", code], cwd=unpacked, check=True)
    done = start(unpacked, PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert (done.returncode, done.stdout) == (0, "the course\n")

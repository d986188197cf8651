"""The trainer's commands as they are typed, and the report in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from qmslib.cli import main
from qmslib.course.paths import Course
from qmslib.trainer.demo import write_zips
from qmslib.trainer.server import command, environment
from qmslib.trainer.stock import run_nbgrader

EXERCISE = "sample-exercise"


@pytest.fixture
def qms(course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `qms` in the course; gives exit code, output and errors."""
    # `--course` sets it for the commands that follow in this process.
    monkeypatch.setenv("QMS_COURSE", str(course.root))

    def run(*words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_day_by_commands(course: Course, qms: Any, tmp_path: Path) -> None:
    assert qms("mark")[1] == "There is nothing to mark: run `qms collect` first.\n"
    assert "nothing to collect" in qms("collect")[1]
    write_zips(course, EXERCISE, tmp_path / "in", size=3)
    code, out, _ = qms("collect", tmp_path / "in")
    assert code == 1
    assert "8 collected, 5 refused." in out
    code, out, _ = qms("mark")
    assert code == 0
    assert re.match(r"3 marked, 5 marked with notes, 0 not marked, in [\d.]+ s\.", out)
    assert "Locked cells were changed" in out
    code, out, _ = qms("report", "--by", "Test Trainer")
    assert code == 0
    assert "awaiting judgement" in out
    assert (course.reports / "criteria.csv").is_file()
    code, out, _ = qms("feedback")
    assert code == 0
    assert qms("generate", "--check")[:2] == (0, "Everything is as the key files yield it.\n")
    assert qms("generate")[1] == "Everything was up to date.\n"
    course.form_file(EXERCISE).write_text("{}", encoding="utf-8")
    code, out, _ = qms("generate", "--check")
    assert code == 1
    assert "not what nbgrader releases" in out
    assert qms("mark", "nothing")[0] == 2
    course.decisions.write_text("{}\n", encoding="utf-8")
    code, _, err = qms("report")
    assert code == 1
    assert "line 1" in err


def test_the_demonstration_wants_an_empty_folder(qms: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, _, err = qms("demo", "--folder", tmp_path)
    assert code == 2
    assert "not empty" in err


def test_stock_zip_collect_understands_hand_in_files(course: Course, qms: Any) -> None:
    archive = course.root / "downloaded" / EXERCISE / "archive"
    for path in write_zips(course, EXERCISE, archive, size=2):
        if path.name.startswith("broken"):
            path.unlink()
    ran = run_nbgrader(course, "zip_collect", EXERCISE)
    assert ran.returncode == 0, ran.stderr
    code, out, _ = qms("collect")
    assert code == 0
    assert "2 found in submitted." in out
    code, out, _ = qms("mark")
    assert (code, out[:9]) == (0, "2 marked,")


def test_the_server_has_its_own_settings(course: Course, tmp_path: Path) -> None:
    made = environment(course, tmp_path)
    assert made["JUPYTER_CONFIG_DIR"] == str(tmp_path)
    assert "validate-assignment" in (tmp_path / "labconfig" / "page_config.json").read_text()
    words = command(course, port=9999, browser=False)
    assert f"--ServerApp.root_dir={course.root}" in words
    assert "--no-browser" in words
    assert "--no-browser" not in command(course, port=9999, browser=True)


@pytest.mark.browser
def test_the_report_is_accessible(course: Course, qms: Any, submit: Any, chromium: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    submit("l1")
    submit("l2", {})
    qms("mark")
    qms("report")
    page = chromium.new_page()
    page.goto((course.reports / "criteria.html").as_uri())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()

"""The command line: one clear line for a person, the right exit code, a clean stop."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qmslib import __version__, cli
from qmslib._common.errors import CourseError
from tests.learner.fake_course import FIRST, answer, make_course


def group(run: Any) -> SimpleNamespace:
    def add_commands(subparsers: Any) -> None:
        subparsers.add_parser("do").set_defaults(run=run)

    return SimpleNamespace(add_commands=add_commands)


def fails(_arguments: argparse.Namespace) -> int:
    raise CourseError("it is\nbroken", file="x.yaml", do="Mend it")


def interrupted(_arguments: argparse.Namespace) -> int:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("run", "code", "said"),
    [
        (lambda _: None, 0, ""),
        (lambda _: 3, 3, ""),
        (fails, 2, "qms: x.yaml: it is broken. Mend it.\n"),
        (interrupted, 130, "Stopped.\n"),
    ],
)
def test_exit_codes(
    run: Any, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "command_groups", lambda: [group(run)])
    assert cli.main(["do"]) == code
    assert capsys.readouterr().err == said


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    said = capsys.readouterr().out
    for command in ("learn", "hand-in", "pack", "setup", "check"):
        assert command in said


def test_the_groups_are_found_and_well_formed() -> None:
    found = [module.__name__.rsplit(".", 1)[-1] for module in cli.command_groups()]
    assert found == sorted(found)
    assert "learner" in found
    actions = [action for action in cli.build_parser()._actions if isinstance(action, argparse._SubParsersAction)]
    for name, parser in actions[0].choices.items():
        assert callable(parser.get_default("run")), name


@pytest.mark.parametrize("port", ["80", "70000", "x", "-1"])
def test_a_wrong_port_is_explained(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["learn", f"--port={port}"])
    assert caught.value.code == 2
    assert "1024 to 65535" in capsys.readouterr().err


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "QMS_COURSE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-m", "qmslib", *words],
        env={**environment, **settings},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_a_course_one_line_says_so(tmp_path: Path) -> None:
    done = run("hand-in", FIRST)
    assert done.returncode == 2
    assert "no course was found here" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_version() -> None:
    assert run("--version").stdout.strip() == f"qms {__version__}"


def test_hand_in_from_the_command_line(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    done = run("--course", str(course.root), "hand-in", FIRST)
    assert (done.returncode, "name and number" in done.stderr) == (2, True)
    (course.work).mkdir()
    (course.work / "learner.json").write_text('{"name": "Tom Ellis", "number": "te-7"}', encoding="utf-8")
    answer(course, FIRST, complete=False)
    done = run("hand-in", FIRST, QMS_COURSE=str(course.root))
    assert done.returncode == 2
    assert "“Your own standards” (no answer yet)" in done.stderr
    done = run("hand-in", FIRST, "--anyway", QMS_COURSE=str(course.root))
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 of 3 questions are complete." in done.stdout
    done = run("hand-in", FIRST, "--anyway", QMS_COURSE=str(course.root))
    assert "handed in already" in done.stdout


def test_setup_on_a_learners_computer(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    done = run("setup", QMS_COURSE=str(course.root))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ready for learning" in done.stdout
    assert "marking" not in done.stdout
    assert (course.work / "book/standards/4-1-identify.ipynb").is_file()


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = """
import sys
from types import SimpleNamespace
from qmslib import cli
def talk(arguments):
    for number in range(100_000):
        print(number)
cli.command_groups = lambda: [SimpleNamespace(add_commands=lambda s: s.add_parser("do").set_defaults(run=talk))]
sys.exit(cli.main(["do"]))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "0\n"
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0

"""Commands for learners: ``learn``, ``hand-in``, ``pack``; and ``setup``, for both sides."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qmslib.learner.workspace import Prepared


def add_commands(subparsers: Any) -> None:
    """Add this group's commands."""
    learn = subparsers.add_parser("learn", help="start the course in your browser")
    learn.add_argument("--port", type=_port, default=8888, help="the first port to try (default: 8888)")
    learn.add_argument(
        "--no-browser", action="store_true", help="open no browser (or set QMS_NO_BROWSER=1); print the address"
    )
    learn.set_defaults(run=run_learn)

    hand_in = subparsers.add_parser("hand-in", help="hand in an exercise")
    hand_in.add_argument("exercise", help="its name, for example standards-4-1-identify")
    hand_in.add_argument("--anyway", action="store_true", help="hand in although questions are not complete")
    hand_in.set_defaults(run=run_hand_in)

    pack = subparsers.add_parser("pack", help="make the zip for learners: the course without solutions and keys")
    pack.add_argument("--output", type=Path, metavar="FILE", help="where to write it (default: dist/course.zip)")
    pack.set_defaults(run=run_pack)

    setup = subparsers.add_parser(
        "setup", help="make everything ready: the work folder and, with solutions, the gradebook"
    )
    setup.set_defaults(run=run_setup)


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else 0
    if not 1024 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1024 to 65535 (found {text!r})")
    return port


def _tell(done: Prepared) -> None:
    for note in done.notes:
        print(note)
    for problem in done.problems:
        print(f"Please note: {problem}", file=sys.stderr)


def run_learn(arguments: argparse.Namespace) -> int:
    """Start the course."""
    from qmslib.course.paths import Course
    from qmslib.learner.server import run

    return run(
        Course.find(), port=arguments.port, open_browser=False if arguments.no_browser else None, prepared=_tell
    )


def run_hand_in(arguments: argparse.Namespace) -> int:
    """Hand in an exercise and say where the file is."""
    from qmslib.course.paths import Course
    from qmslib.learner.hand_in import hand_in

    receipt = hand_in(Course.find(), arguments.exercise, anyway=arguments.anyway)
    if receipt.unchanged:
        print(f"This was handed in already, and nothing has changed since: attempt {receipt.attempt}.")
    elif receipt.replaced:
        print(f"Handed in again: attempt {receipt.attempt}. This replaces what was handed in before.")
    else:
        print(f"Handed in: attempt {receipt.attempt}.")
    print(f"{receipt.answered} of {receipt.asked} questions are complete.")
    print(f"File:    {receipt.file}")
    print(f"Receipt: {receipt.text}")
    print(f"Code:    {receipt.code}")
    print("Now send the file to your trainer in the way you agreed.")
    return 0


def run_pack(arguments: argparse.Namespace) -> int:
    """Make the zip for learners."""
    from qmslib.course.paths import Course
    from qmslib.learner.pack import pack

    course = Course.find()
    output = arguments.output or course.root / "dist" / "course.zip"
    packed = pack(course, output)
    print(f"{output}: {packed.files} files, {packed.size / 1_000_000:.1f} MB")
    print(f"sha256: {packed.sha256}")
    if not packed.site:
        print("The site is not in it, because it was not built: run qms site first if learners should have it.")
    return 0


def run_setup(_arguments: argparse.Namespace) -> int:
    """Make the work folder ready and, on a trainer's machine, the gradebook."""
    from qmslib.course.paths import Course
    from qmslib.learner.workspace import prepare

    course = Course.find()
    _tell(prepare(course))
    print(f"Ready for learning: {course.work}")
    if course.solutions.is_dir():
        from qmslib.trainer.database import shown
        from qmslib.trainer.gradebook import setup

        setup(course)
        print(f"Ready for marking: {shown(course)}")
    return 0

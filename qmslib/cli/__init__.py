"""The command ``qms``: a thin face over the package.

Each module in this folder is one group of commands. It has a function ``add_commands(subparsers)`` that adds
its commands and gives each, by ``set_defaults(run=…)``, the function that does the work: it takes the parsed
arguments and returns an exit code, or nothing for 0. A group imports what it needs inside those functions, so
that ``qms --help`` stays fast.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from qmslib import __version__
from qmslib._common.errors import CourseError

#: Exit codes: a person can put something right; stopped by Ctrl-C.
COURSE_ERROR = 2
INTERRUPTED = 130


def command_groups() -> Iterator[ModuleType]:
    """The modules of this folder that add commands, in order of name."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = import_module(f"{__name__}.{found.name}")
        if hasattr(module, "add_commands"):
            yield module


def build_parser() -> argparse.ArgumentParser:
    """The parser with the commands of every group."""
    parser = argparse.ArgumentParser(
        prog="qms", description="A course on internal customer service quality.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"qms {__version__}")
    parser.add_argument(
        "--course",
        metavar="FOLDER",
        help="the course's folder (otherwise: the setting QMS_COURSE, or the folder you are in)",
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for group in command_groups():
        group.add_commands(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    A `CourseError` becomes one line on the error stream and code 2. Ctrl-C becomes a quiet stop and code 130.

    Parameters
    ----------
    argv
        The words after ``qms``; by default those of this process.
    """
    for stream in (sys.stdout, sys.stderr):
        # A Windows console with an old code page must not turn a message into a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if arguments.course:
        os.environ["QMS_COURSE"] = str(Path(arguments.course).resolve())
    if not hasattr(arguments, "run"):
        parser.print_help()
        return COURSE_ERROR
    try:
        code = arguments.run(arguments)
        sys.stdout.flush()
        return int(code or 0)
    except CourseError as error:
        print(f"qms: {' '.join(str(error).split())}", file=sys.stderr)
        return COURSE_ERROR
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone: nothing is wrong. Python must not flush again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(
            f"qms: {where}{error.strerror or error}. "
            "Check that the disk is not full and that you may read and write there, then try again.",
            file=sys.stderr,
        )
        return COURSE_ERROR

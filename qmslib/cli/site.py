"""``qms site``: the static site, built when it needs to be."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``qms site``."""
    parser = subparsers.add_parser(
        "site",
        help="build the course's web pages",
        description="Build the course's web pages into _build/html. Nothing is done when they are up to date.",
    )
    parser.add_argument("--force", action="store_true", help="build everything anew, and run every cell again")
    parser.add_argument("--zip", metavar="FILE", type=Path, help="also write the whole site as one zip")
    parser.add_argument("--quiet", action="store_true", help="say only where the result is")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from qmslib.course.paths import Course
    from qmslib.site.build import build_site, pack

    def say(line: str) -> None:
        if not arguments.quiet:
            print(line, flush=True)

    site = build_site(Course.find(), force=arguments.force, say=say)
    print(f"The site is in {site}. Open {site / 'index.html'} in a browser; no server is needed.")
    if arguments.zip:
        size = pack(site, arguments.zip)
        print(f"The zip is {arguments.zip} ({size / 1000:,.0f} kB). Unpack it anywhere and open index.html.")
    return 0

"""Commands for trainers: ``generate``, ``collect``, ``mark``, ``report``, ``feedback``, ``trainer``, ``demo``."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qmslib.course.paths import Course
    from qmslib.trainer.run import Result


def add_commands(subparsers: Any) -> None:
    """Add this group's commands."""
    generate = subparsers.add_parser("generate", help="make notebooks and the release from the key files")
    generate.add_argument("exercise", nargs="*", help="which (default: all)")
    generate.add_argument("--check", action="store_true", help="change nothing; say what is not up to date")
    generate.set_defaults(run=run_generate)

    collect = subparsers.add_parser("collect", help="take in hand-in files")
    collect.add_argument("path", nargs="*", type=Path, help="zip files, or folders that hold them")
    collect.add_argument(
        "--accept-names", action="store_true", help="a learner number may come with another name than before"
    )
    _by(collect)
    collect.set_defaults(run=run_collect)

    mark = subparsers.add_parser("mark", help="mark what was collected")
    mark.add_argument("exercise", nargs="*", help="which (default: all)")
    mark.add_argument("--only", metavar="LEARNER", help="one learner's number")
    mark.add_argument("--again", action="store_true", help="also what was marked already and has not changed")
    mark.add_argument("--dry-run", action="store_true", help="write nothing; say what would be marked, and why")
    mark.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="run code exercises on the workers of this Dask scheduler (tcp://host:8786)",
    )
    mark.add_argument(
        "--without-box",
        action="store_true",
        help="run code exercises with no box, so that learners' code can do all that you can; it is noted",
    )
    mark.set_defaults(run=run_mark)

    report = subparsers.add_parser("report", help="record decisions and show who has met which criterion")
    _by(report)
    report.add_argument(
        "--items", action="store_true", help="decide nothing; show how the items of each exercise worked"
    )
    report.set_defaults(run=run_report)

    feedback = subparsers.add_parser("feedback", help="write a feedback file for each decided submission")
    feedback.add_argument("--only", metavar="LEARNER", help="one learner's number")
    feedback.set_defaults(run=run_feedback)

    trainer = subparsers.add_parser("trainer", help="open JupyterLab with the formgrader, to judge accounts")
    trainer.add_argument("--port", type=int, default=8889, help="the first port to try (default: 8889)")
    trainer.add_argument("--no-browser", action="store_true", help="open no browser; print the address")
    trainer.set_defaults(run=run_trainer)

    demo = subparsers.add_parser("demo", help="a trainer's whole day on a simulated cohort, in a copy of the course")
    demo.add_argument("--folder", type=Path, help="an empty folder for the copy (default: a new temporary one)")
    demo.add_argument("--no-stock", action="store_true", help="leave out the comparison with stock nbgrader")
    demo.set_defaults(run=run_demo)


def _by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by", metavar="NAME", help="who decides (default: the setting QMS_TRAINER, or your user name)"
    )


def _who(arguments: argparse.Namespace) -> str:
    named = arguments.by or os.environ.get("QMS_TRAINER") or ""
    if named.strip():
        return str(named).strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "trainer"


def run_generate(arguments: argparse.Namespace) -> int:
    """Write or check what is made from the key files."""
    from qmslib.course.paths import Course
    from qmslib.trainer.generate import check, generate

    course = Course.find()
    if arguments.check:
        drift = check(course, arguments.exercise or None)
        for line in drift:
            print(line)
        print("Run `qms generate`." if drift else "Everything is as the key files yield it.")
        return 1 if drift else 0
    changed = generate(course, arguments.exercise or None)
    for name in changed:
        print(f"wrote {name}")
    if not changed:
        print("Everything was up to date.")
    return 0


def run_collect(arguments: argparse.Namespace) -> int:
    """Take in files; exit code 1 when one was refused."""
    from qmslib.course.paths import Course
    from qmslib.trainer.collect import collect
    from qmslib.trainer.demo import collected_table

    course = Course.find()
    taken = collect(course, arguments.path, by=_who(arguments), accept_names=arguments.accept_names)
    if not taken:
        print("There is nothing to collect: name zip files, or a folder that holds them.")
        return 0
    print(collected_table(taken))
    counts = {status: sum(entry.status == status for entry in taken) for status in {e.status for e in taken}}
    print("\n" + ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) + ".")
    return 1 if counts.get("refused") else 0


def run_mark(arguments: argparse.Namespace) -> int:
    """Mark; exit code 1 when a submission could not be marked."""
    from qmslib.cli.progress import Progress
    from qmslib.course.paths import Course
    from qmslib.trainer.demo import broken_table
    from qmslib.trainer.mark import mark, write_results
    from qmslib.trainer.preview import preview
    from qmslib.trainer.tables import safe_line

    course, chosen = Course.find(), arguments.exercise or None
    began = time.monotonic()
    told: list[str] = []
    if arguments.dry_run:
        results = preview(course, chosen, only=arguments.only, again=arguments.again)
    else:
        line = Progress()

        def progress(done: int, of: int, result: Result) -> None:
            free = result.status == "marked already"
            line.show(done, of, f"{safe_line(result.learner)[:30]} {result.exercise}", result.status, free=free)

        try:
            results = mark(
                course,
                chosen,
                only=arguments.only,
                again=arguments.again,
                cluster=arguments.cluster,
                without_box=arguments.without_box,
                progress=progress,
                tell=told.append,
            )
        finally:
            line.close()
    if not results:
        print("There is nothing to mark: run `qms collect` first.")
        return 0
    if not arguments.dry_run:
        write_results(course, results)
    print(f"{_counts(results, arguments.dry_run)}, in {time.monotonic() - began:.1f} s.")
    for sentence in told:
        print(sentence)
    if any(entry.status not in ("marked", "marked already") for entry in results):
        print(f"\n{broken_table(results)}")
    return 1 if any(entry.status == "not marked" for entry in results) else 0


def _counts(results: list[Result], tried: bool) -> str:
    """How many have each status; those that always count are named even when there is none."""
    always = ("to be marked", "not marked") if tried else ("marked", "marked with notes", "not marked")
    order = ("to be marked", "marked", "marked with notes", "marked already", "not marked", "not run")
    counts = {status: sum(entry.status == status for entry in results) for status in order}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count or status in always)


def run_report(arguments: argparse.Namespace) -> int:
    """Show and write the table; exit code 1 when a recorded decision is damaged."""
    from qmslib.course.paths import Course
    from qmslib.trainer.report import as_text, report, write_report

    course = Course.find()
    if arguments.items:
        return _report_items(course)
    made = report(course, by=_who(arguments))
    print(as_text(made))
    print(f"\n{made.new} new decisions recorded in {course.decisions}.")
    for path in write_report(course, made):
        print(f"Written: {path}")
    for problem in made.problems:
        print(problem, file=sys.stderr)
    return 1 if made.problems else 0


def _report_items(course: Course) -> int:
    """Show and write how items worked; exit code 1 when a submission was left out."""
    from qmslib.trainer.item_figures import item_figures
    from qmslib.trainer.item_report import items_text, write_items
    from qmslib.trainer.tables import safe_line

    found = item_figures(course)
    print(items_text(found))
    for path in write_items(course, found):
        print(f"Written: {path}")
    for line in found.left_out:
        print(safe_line(line), file=sys.stderr)
    return 1 if found.left_out else 0


def run_feedback(arguments: argparse.Namespace) -> int:
    """Write feedback files."""
    from qmslib.course.paths import Course
    from qmslib.trainer.feedback import feedback

    course = Course.find()
    problems: list[str] = []
    made = feedback(course, arguments.only, problems)
    for path in made:
        print(path)
    for problem in problems:
        print(problem, file=sys.stderr)
    if made or not problems:
        print(f"{len(made)} feedback files." if made else "Nothing is decided yet: run `qms report` after judging.")
    return 1 if problems else 0


def run_trainer(arguments: argparse.Namespace) -> int:
    """Start the trainer's JupyterLab."""
    from qmslib.course.paths import Course
    from qmslib.trainer.server import run

    print("JupyterLab opens at the course. In the menu: Nbgrader, Formgrader. Stop it with Ctrl-C.", flush=True)
    return run(Course.find(), port=arguments.port, browser=not arguments.no_browser)


def run_demo(arguments: argparse.Namespace) -> int:
    """Run the demonstration."""
    import tempfile

    from qmslib._common.errors import CourseError
    from qmslib.course.paths import Course
    from qmslib.trainer.demo import demo

    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="qms-demo-"))
    if folder.exists() and any(folder.iterdir()):
        raise CourseError("the folder for the demonstration is not empty", file=folder, do="Name another one")
    folder.mkdir(parents=True, exist_ok=True)
    demo(Course.find(), folder, lambda text: print(text, flush=True), stock=not arguments.no_stock)
    return 0

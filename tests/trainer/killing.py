"""Runs of marking that are killed, each in a process of its own; run as a program by the tests beside it.

``steps COURSE WORK EVERY`` kills at every so-manieth step of writing; ``moments COURSE WORK TIMES`` kills at so many
random moments before a run may end. After each, one more run must leave what an undisturbed one leaves. What went
wrong is printed; nothing is printed when all is well.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from qmslib.course.paths import Course
from qmslib.trainer import mark_form, run
from qmslib.trainer.engine import gradebook
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import rows

NAME = "sample-exercise"


def in_child(work: Callable[[], object], *, kill_after: float | None = None) -> int:
    """Do it in a process of its own, which may be killed; returns its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def armed(fatal: int, count: Path | None = None) -> None:
    """From now on this process dies at its `fatal`-th step of writing; or only counts them."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if count is not None:
            count.write_bytes(b"%d" % steps)
        elif steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            if count is None or words[:1] != (count,):
                step()
            try:
                return real(*words, **more)
            finally:
                if count is None or words[:1] != (count,):
                    step()

        return call

    for owner, names in (
        (Path, ("rename", "replace", "mkdir", "write_text", "chmod", "unlink")),
        (Session, ("commit", "flush")),
        (os, ("fsync",)),
        (shutil, ("copyfile",)),
        (run, ("rmtree",)),
        (mark_form, ("record",)),
    ):
        for name in names:
            setattr(owner, name, watched(getattr(owner, name)))


def lines(course: Course) -> dict[str, dict[str, Any]]:
    """What the ledger says last of each learner, without the fingerprint that holds random ids."""
    path = course.gradebook.with_name("gradebook.db.marked.jsonl")
    found = {}
    for line in path.read_bytes().splitlines() if path.exists() else []:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        entry.pop("marks")
        found[entry["learner"]] = entry
    return found


def left(course: Course) -> dict[str, Any]:
    """All that marking leaves: rows, how many there are, files, and what is noted as marked."""
    with gradebook(course) as book:
        assignment = book.find_assignment(NAME)
        counts = [
            (one.student_id, len(one.notebooks), sum(len(book.grades) for book in one.notebooks))
            for one in assignment.submissions
        ]
    return {
        "rows": rows(course, NAME),
        "counts": sorted(counts),
        "files": {
            str(path.relative_to(course.root)): path.read_bytes() if path.is_file() else b""
            for path in sorted(course.autograded.rglob("*"))
        },
        "ledger": lines(course),
    }


def finish(course: Course, wanted: dict[str, Any], what: str) -> None:
    """Run once more, and compare; what was noted as marked must not have been marked again."""
    noted = set(lines(course))
    told = course.root / "told.json"

    def last() -> None:
        told.write_text(json.dumps({one.learner: one.status for one in mark(course)}), encoding="utf-8")

    if in_child(last) != 0:
        print(f"{what}: the next run failed")
        return
    statuses = json.loads(told.read_text(encoding="utf-8"))
    told.unlink()
    for learner in noted & wanted["fresh"]:
        if statuses[learner] != "marked already":
            print(f"{what}: {learner} was marked twice")
    found = left(course)
    for part in ("rows", "counts", "files", "ledger"):
        if found[part] != wanted[part]:
            print(f"{what}: {part} differ")


def copied(template: Course, folder: Path) -> Course:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.root, folder, symlinks=True)
    return Course(folder)


def main(kind: str, template: Course, work: Path, number: int) -> None:
    course = copied(template, work / "undisturbed")
    before = set(lines(course))
    took = time.monotonic()
    if in_child(lambda: mark(course)) != 0:
        print("the undisturbed run failed")
    took = time.monotonic() - took
    # What was noted before, and has changed since, may and must be marked again.
    wanted = {**left(course), "fresh": set(lines(course)) - before}
    if kind == "steps":
        count = work / "count"
        course = copied(template, work / "counted")
        in_child(lambda: (armed(0, count), mark(course)))
        total = int(count.read_bytes())
        for fatal in range(1, total + 1, number):
            course = copied(template, work / "killed")
            if in_child(lambda fatal=fatal, course=course: (armed(fatal), mark(course))) != -signal.SIGKILL:
                print(f"step {fatal} of {total}: the run was not killed")
            finish(course, wanted, f"step {fatal} of {total}")
    else:
        chance = random.Random(number)
        course = copied(template, work / "killed")
        for _ in range(number):
            in_child(lambda: mark(course), kill_after=chance.uniform(0.05, took))
        finish(course, wanted, f"{number} random moments")


if __name__ == "__main__":
    main(sys.argv[1], Course(Path(sys.argv[2])), Path(sys.argv[3]), int(sys.argv[4]))

"""Runs of marking that are killed, each in a process of its own; run as a program by the tests beside it.

``steps COURSE WORK EVERY`` kills in every so-manieth state in which a run may leave things; ``moments COURSE WORK
TIMES`` kills at so many random moments before a run may end. After each, one more run must leave what an undisturbed
one leaves. What went wrong is printed; nothing is printed when all is well.
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

from sqlalchemy.engine.default import DefaultDialect

from qmslib.course.paths import Course
from qmslib.trainer import mark_form
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


class Steps:
    """Counts the states in which a run may leave the disk and the gradebook, and ends it in one of them.

    Each place between two changes is one state, however much is done there that changes nothing: a change is a call
    that changes files, a transaction's first row, and its end. Files that are written in one go are also left half.

    Parameters
    ----------
    fatal
        The state in which the process dies; 0 for none.
    """

    def __init__(self, fatal: int = 0) -> None:
        self.count = 0
        self._fatal, self._changed, self._inside = fatal, True, False

    def arm(self) -> Steps:
        """Begin, for the rest of this process."""
        for name in ("rename", "replace", "mkdir", "chmod", "unlink", "rmdir", "fsync"):
            setattr(os, name, self._watched(getattr(os, name), written=name == "fsync"))
        for name in ("write_text", "write_bytes"):
            setattr(Path, name, self._halved(getattr(Path, name)))
        shutil.copyfile = self._watched(shutil.copyfile)
        for name in ("do_execute", "do_executemany"):
            setattr(DefaultDialect, name, self._written(getattr(DefaultDialect, name)))
        for name in ("do_commit", "do_rollback"):
            setattr(DefaultDialect, name, self._ended(getattr(DefaultDialect, name)))
        return self

    def reached(self) -> None:
        """A state; the last one is the end of the run."""
        if self._changed:
            self.count += 1
            self._changed = False
            if self.count == self._fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    def _watched(self, real: Callable[..., Any], *, written: bool = False) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            # What was written before it is put on the disk is there already for who comes next.
            self._changed |= written
            self.reached()
            try:
                return real(*words, **more)
            finally:
                self._changed = True

        return call

    def _halved(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Path, content: Any, **more: Any) -> Any:
            for part in (content[: len(content) // 2], content):
                self.reached()
                found = real(path, part, **more)
                self._changed = True
            return found

        return call

    def _written(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(dialect: Any, cursor: Any, statement: str, *more: Any) -> Any:
            if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE") and not self._inside:
                self.reached()
                self._inside = self._changed = True
            return real(dialect, cursor, statement, *more)

        return call

    def _ended(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any) -> Any:
            if not self._inside:
                return real(*words)
            self._changed = True
            self.reached()
            try:
                return real(*words)
            finally:
                self._inside, self._changed = False, True

        return call


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


def watched(course: Course, steps: Steps) -> Steps:
    """Mark, and come through all states."""
    steps.arm()
    mark(course)
    steps.reached()
    return steps


def counted(course: Course, told: Path) -> None:
    """Note how many states there are."""
    found = watched(course, Steps()).count
    told.write_text(str(found), encoding="ascii")


def copied(template: Course, folder: Path) -> Course:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.root, folder, symlinks=True)
    return Course(folder)


def main(kind: str, template: Course, work: Path, number: int) -> None:
    # More than one transaction, and more than one submission in each.
    mark_form.BATCH = 2 if kind == "steps" else 6
    course = copied(template, work / "undisturbed")
    before = set(lines(course))
    took = time.monotonic()
    if in_child(lambda: mark(course)) != 0:
        print("the undisturbed run failed")
    took = time.monotonic() - took
    # What was noted before, and has changed since, may and must be marked again.
    wanted = {**left(course), "fresh": set(lines(course)) - before}
    if kind == "steps":
        told = work / "count"
        course = copied(template, work / "counted")
        if in_child(lambda: counted(course, told)) != 0:
            print("the counted run failed")
        total = int(told.read_text(encoding="ascii"))
        if total < 60:
            print(f"only {total} states were seen")
        for fatal in range(1, total + 1, number):
            course = copied(template, work / "killed")
            if in_child(lambda fatal=fatal, course=course: watched(course, Steps(fatal))) != -signal.SIGKILL:
                print(f"state {fatal} of {total}: the run was not killed")
            finish(course, wanted, f"state {fatal} of {total}")
    else:
        chance = random.Random(number)
        course = copied(template, work / "killed")
        for _ in range(number):
            in_child(lambda: mark(course), kill_after=chance.uniform(0.05, took))
        finish(course, wanted, f"{number} random moments")


if __name__ == "__main__":
    main(sys.argv[1], Course(Path(sys.argv[2])), Path(sys.argv[3]), int(sys.argv[4]))

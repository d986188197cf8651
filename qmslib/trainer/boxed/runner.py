"""Leading one submission through the box and its tests."""

from __future__ import annotations

import contextlib
import select
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

from qmslib.trainer.boxed.box import MODULES, Box, Cell
from qmslib.trainer.boxed.clean_outputs import clean_outputs
from qmslib.trainer.boxed.house import Judge, TestHouse
from qmslib.trainer.boxed.job import Job, Outcome
from qmslib.trainer.boxed.launch import Sandbox
from qmslib.trainer.boxed.wire import Ended, TooLong, receive, receive_sized, send

#: Bytes that one submission may say in all: outputs are held to a smaller limit inside, which could be got round.
MOST_SAID = 12_000_000
#: Seconds in which a process that the learner's code made must speak, once the first has ended.
_SUCCESSOR = 3.0


class CodeRunner:
    """Runs submissions, each in a process of the box that is shut off from the others.

    May be used by several threads at once.

    Parameters
    ----------
    sandbox
        What keeps the box closed.
    setup
        The exercises' released cells without tests.
    """

    def __init__(self, sandbox: Sandbox, setup: Sequence[str] = ()) -> None:
        self.sandbox = sandbox
        self._setup = tuple(setup)
        self._box: Box | None = None
        self._house: TestHouse | None = None
        # One for each exercise, known by what is the same in all of its jobs.
        self._judges: dict[tuple[object, ...], Judge] = {}
        self._lock = threading.Lock()

    def run(self, job: Job) -> Outcome:
        """Run one submission."""
        outcome = Outcome()
        began = time.perf_counter()
        judge = self._judge(job)
        with self._a_box() as box, box.cell(len(job.tests), job.limits) as cell:
            ready = time.perf_counter()
            _run_cells(cell, job, outcome)
            ran = time.perf_counter()
            judge.run(job, outcome, cell.channels)
            tested = time.perf_counter()
        outcome.seconds = {
            "start": ready - began, "cells": ran - ready, "tests": tested - ran, "end": time.perf_counter() - tested
        }  # fmt: skip
        return outcome

    def start(self) -> Box:
        """Start the boxes, if they are not running yet."""
        with self._lock:
            if self._box is None:
                self._box = Box(self.sandbox, MODULES, self._setup)
            if self._house is None:
                self._house = TestHouse(self.sandbox)
            return self._box

    @contextlib.contextmanager
    def _a_box(self) -> Iterator[Box]:
        box = self.start()
        if box.apart:
            yield box
        else:
            # Here nobody can be shut off from the others within one box: a new one for each.
            with Box(self.sandbox, MODULES, self._setup) as own:
                yield own

    def _judge(self, job: Job) -> Judge:
        self.start()
        key = job.setup, job.tests, tuple(job.files.items())
        with self._lock:
            if key not in self._judges:
                assert self._house is not None
                self._judges[key] = self._house.judge(job)
            return self._judges[key]

    def close(self) -> None:
        """End all processes."""
        if self._box is not None:
            self._box.close()
        for judge in self._judges.values():
            judge.close()
        if self._house is not None:
            self._house.close()

    def __enter__(self) -> CodeRunner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _run_cells(cell: Cell, job: Job, outcome: Outcome) -> None:
    """Have the learner's cells run, and take in what they give until they end or their time has passed."""
    limits = job.limits
    until = time.monotonic() + limits.run_seconds
    left = MOST_SAID
    full = False
    try:
        cell.job.settimeout(limits.run_seconds)
        send(cell.job, {"cells": job.as_data()["cells"], "files": job.files})
        while True:
            _wait(cell, until)
            message, size = receive_sized(cell.job, until, left)
            left -= size
            if not isinstance(message, dict):
                raise Ended("no message")
            if message.get("done"):
                full = bool(message.get("full"))
                break
            _keep(message, job, outcome)
    except TimeoutError:
        outcome.notes.append(f"The code was stopped after {limits.run_seconds:.0f} seconds; the rest was not run.")
    except TooLong:
        outcome.notes.append("The code gave more output than is kept; it was stopped.")
    except Ended:
        killed = _exit_code(cell) == -signal.SIGKILL
        by = "by the code itself or for taking too much memory" if killed else "by the code itself"
        at = len(outcome.outputs)
        outcome.notes.append(f"Python was ended in code cell {at + 1}, {by}; the rest was not run.")
    if full:
        outcome.notes.append("The code gave more output than is kept; the rest was left out.")


def _wait(cell: Cell, until: float) -> None:
    """Wait until the learner's code says something; raise when it has ended without a last word."""
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        ready, _, _ = select.select([cell.job, cell.life], [], [], left)
        if cell.job in ready:
            return
        if cell.life in ready:
            # When nobody else holds the line, its end is seen at once; a process that it made may go on in its place.
            if select.select([cell.job], [], [], min(_SUCCESSOR, left))[0]:
                return
            raise Ended("the code has ended")


def _exit_code(cell: Cell) -> int | None:
    """How the learner's process ended, as far as it is known."""
    try:
        message = receive(cell.life, time.monotonic() + 1)
        return int(message["ended"])
    except (Ended, TimeoutError, TypeError, KeyError, ValueError):
        return None


def _keep(message: dict[str, Any], job: Job, outcome: Outcome) -> None:
    number, count = message.get("cell"), message.get("count")
    if type(number) is not int or number != len(outcome.outputs) or number >= len(job.cells):
        raise Ended("no cell of the job")
    outcome.outputs[number] = clean_outputs(message.get("outputs"))
    outcome.counts[number] = count if type(count) is int and 0 <= count < 100_000 else number + 1

"""Who runs jobs: threads of this machine, each leading one submission at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from qmslib.trainer.boxed.job import Job, Outcome
from qmslib.trainer.boxed.launch import Sandbox
from qmslib.trainer.boxed.runner import CodeRunner


class Pool(Protocol):
    """Runs jobs, several at once."""

    workers: int

    def submit(self, job: Job) -> Future[Outcome]:
        """Have a job run."""

    def close(self) -> None:
        """End all processes."""


class LocalPool:
    """Runs jobs on this machine.

    Parameters
    ----------
    sandbox
        What keeps the box closed.
    setup
        The exercises' released cells that are run once beforehand.
    workers
        How many at once; by default as many as there are processors.
    """

    def __init__(self, sandbox: Sandbox, setup: Sequence[str], workers: int | None = None) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self._runner = CodeRunner(sandbox, setup)
        self._runner.start()
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="qms-box")

    def submit(self, job: Job) -> Future[Outcome]:
        """Have a job run by a thread."""
        return self._threads.submit(self._runner.run, job)

    def close(self) -> None:
        """End the box, and the threads that waited for it."""
        self._runner.close()
        self._threads.shutdown(cancel_futures=True)

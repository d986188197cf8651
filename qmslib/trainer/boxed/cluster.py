"""Running jobs on many machines: Dask's workers each have a box of their own, and send back data only."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.job import Job, Outcome
from qmslib.trainer.boxed.launch import find_sandbox
from qmslib.trainer.boxed.runner import CodeRunner

#: How often a job is run anew when the worker that had it is lost.
_RETRIES = 3
_CONNECT_SECONDS = 30

_runners: dict[str, CodeRunner] = {}
_lock = threading.Lock()


def run_on_worker(job: str, setup: str) -> str:
    """Run a job on a worker; both it and its outcome are JSON.

    Raises
    ------
    CourseError
        When the worker has no sandbox.
    """
    with _lock:
        if setup not in _runners:
            sandbox = find_sandbox()
            if not sandbox.usable:
                raise CourseError(f"a worker of the cluster has no sandbox: {sandbox.why}")
            _runners[setup] = CodeRunner(sandbox, json.loads(setup))
        runner = _runners[setup]
    return json.dumps(runner.run(Job.from_data(json.loads(job))).as_data())


class ClusterPool:
    """Runs jobs on the workers of a Dask cluster.

    Parameters
    ----------
    address
        Of its scheduler, as Dask writes it: ``tcp://host:8786``.
    setup
        The exercises' released cells that are run once beforehand.

    Raises
    ------
    CourseError
        When Dask is not installed, nobody answers there, or there is no worker.
    """

    def __init__(self, address: str, setup: Sequence[str]) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise CourseError(
                "marking on a cluster needs Dask", do="Install it: pip install 'qmslib[cluster]'"
            ) from error
        try:
            self._client: Any = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, TimeoutError, ValueError) as error:
            raise CourseError(
                "the cluster does not answer",
                found=address,
                do="Start `dask scheduler` and `dask worker`, or check it",
            ) from error
        if not workers:
            self.close()
            raise CourseError("the cluster has no workers", found=address, do="Start `dask worker` on each machine")
        self.workers = sum(worker["nthreads"] for worker in workers.values())
        self._setup = json.dumps(list(setup))

    def submit(self, job: Job) -> Future[Outcome]:
        """Have a job run by a worker; when that is lost, by another."""
        found: Future[Outcome] = Future()
        text = json.dumps(job.as_data())
        asked = self._client.submit(run_on_worker, text, self._setup, pure=False, retries=_RETRIES)

        def done(answer: Any) -> None:
            try:
                found.set_result(Outcome.from_data(json.loads(answer.result())))
            except BaseException as error:
                found.set_exception(error if isinstance(error, Exception) else CourseError("the job was given up"))

        asked.add_done_callback(done)
        return found

    def close(self) -> None:
        """Leave the cluster; its workers go on."""
        self._client.close()

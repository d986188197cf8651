"""Marking on several machines: real processes of a Dask cluster on loopback, one of them killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.cluster import ClusterPool
from qmslib.trainer.boxed.launch import Sandbox
from tests.trainer.boxed.quick import job, passed

pytestmark = pytest.mark.filterwarnings(
    # Of Dask's own clean-up, when a client and its event loop end.
    "ignore::ResourceWarning",
    "ignore::DeprecationWarning",
)
WORKERS = 2


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.address = f"tcp://127.0.0.1:{free_port()}"
        host, port = "127.0.0.1", self.address.rpartition(":")[2]
        self.scheduler = self._start(
            folder, "scheduler", "--host", host, "--port", port, "--no-dashboard", "--no-show"
        )
        quiet = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--local-directory", str(folder))
        self.workers = [
            self._start(folder, "worker", self.address, "--host", host, "--name", f"w{number}", *quiet)
            for number in range(WORKERS)
        ]

    def _start(self, folder: Path, *words: str) -> subprocess.Popen[bytes]:
        with (folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "dask", *words], stdout=log, stderr=log, cwd=folder,
                env={**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s"},
            )  # fmt: skip

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def pool_of(cluster: Cluster, least: int) -> ClusterPool:
    """A pool, once so many workers are there."""
    deadline = time.monotonic() + 90
    while True:
        try:
            pool = ClusterPool(cluster.address, ())
            if pool.workers >= least:
                return pool
            pool.close()
        except CourseError:
            pass
        if time.monotonic() > deadline:
            raise AssertionError("the workers did not come")
        time.sleep(0.5)


@pytest.fixture
def cluster(tmp_path: Path, sandbox: Sandbox) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    try:
        yield made
    finally:
        made.stop()


def test_jobs_go_to_all_workers_and_a_lost_one_costs_a_retry(cluster: Cluster) -> None:
    pool = pool_of(cluster, WORKERS)
    try:
        slow = "import time\ntime.sleep(0.3)\ndef double(x):\n    return 2 * x"
        test = "#test\nassert double(N) == 2 * N\nassert number == N"
        futures = [pool.submit(job(f"number = {n}\n{slow}", test.replace("N", str(n)))) for n in range(14)]
        futures[0].result(timeout=120)
        cluster.workers[0].send_signal(signal.SIGKILL)
        outcomes = [future.result(timeout=180) for future in futures]
        assert [passed(outcome) for outcome in outcomes] == [[True]] * len(futures)
    finally:
        pool.close()


def test_a_cluster_that_is_not_there_is_said(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmslib.trainer.boxed.cluster._CONNECT_SECONDS", 2)
    with pytest.raises(CourseError, match="the cluster does not answer"):
        ClusterPool(f"tcp://127.0.0.1:{free_port()}", ())

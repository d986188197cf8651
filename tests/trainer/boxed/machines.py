"""Other machines that mark: a scheduler and workers of Dask on loopback, each a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.cluster import ClusterPool

WORKERS = 2


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Cluster:
    """A scheduler and its workers.

    Parameters
    ----------
    folder
        For what they write.
    threads
        How many submissions each worker leads at once.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.address = f"tcp://127.0.0.1:{free_port()}"
        host, port = "127.0.0.1", self.address.rpartition(":")[2]
        self.scheduler = self._start(
            folder, "scheduler", "--host", host, "--port", port, "--no-dashboard", "--no-show"
        )
        quiet = ("--no-nanny", "--no-dashboard", "--nthreads", str(threads), "--local-directory", str(folder))
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
        """End them all, as when the power goes."""
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

"""Marking on several machines: real processes of a Dask cluster on loopback, one of them killed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.cluster import ClusterPool
from qmslib.trainer.boxed.launch import Sandbox
from tests.trainer.boxed.machines import WORKERS, Cluster, free_port, pool_of
from tests.trainer.boxed.quick import job, passed

pytestmark = pytest.mark.filterwarnings(
    # Of Dask's own clean-up, when a client and its event loop end.
    "ignore::ResourceWarning",
    "ignore::DeprecationWarning",
)


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

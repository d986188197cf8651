"""The hostile cohorts once more: with the gradebook on a server, and run by the workers of a cluster."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import rows
from tests.tools.postgresql import Server
from tests.trainer.boxed.machines import WORKERS, Cluster, pool_of
from tests.trainer.conftest import EXERCISE, Submit
from tests.trainer.hostile_code.cohort import AT_ONCE, Cohort, mark_again
from tests.trainer.test_hostile import TABLE, WORTHLESS, place

pytestmark = [
    pytest.mark.slow,
    # Of the server's driver, and of Dask's own clean-up when a client and its event loop end.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def test_code_with_the_gradebook_on_a_server(
    hostile_code: Cohort, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hostile_code.course.gradebook.read_bytes()
    monkeypatch.setenv("QMS_GRADEBOOK", server.new("hostile"))
    again = mark_again(hostile_code, tmp_path)
    assert not again.wrong, "\n".join(again.wrong)
    assert len(again.rows) > 200
    assert hostile_code.course.gradebook.read_bytes() == before


def test_code_on_the_workers_of_a_cluster(hostile_code: Cohort, tmp_path: Path) -> None:
    @contextmanager
    def cluster() -> Iterator[dict[str, Any]]:
        made = Cluster(tmp_path, threads=AT_ONCE // WORKERS)
        try:
            pool_of(made, AT_ONCE).close()
            yield {"cluster": made.address}
        finally:
            made.stop()

    again = mark_again(hostile_code, tmp_path, cluster)
    assert not again.wrong, "\n".join(again.wrong)
    assert len(again.rows) > 200


def test_forms_with_the_gradebook_on_a_server(
    on_server: Course, submit: Submit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_server.gradebook.write_bytes(b"something that a hostile link leads to")
    submit("honest-1")
    place(submit, [*TABLE, *WORTHLESS])
    on_file = Course(tmp_path / "file")
    # As it is, with pipes and links.
    subprocess.run(["cp", "-a", str(on_server.root), str(on_file.root)], check=True)
    on_file.gradebook.unlink()
    ends = []
    for course, where in ((on_server, os.environ["QMS_GRADEBOOK"]), (on_file, "")):
        monkeypatch.setenv("QMS_GRADEBOOK", where)
        told = {one.learner: (one.status, one.reasons) for one in mark(course)}
        ends.append((told, rows(course, EXERCISE)))
    assert ends[0] == ends[1]
    assert len(ends[0][1]) > 40
    assert ends[0][0]["honest-1"] == ("marked", [])

"""The learner's server starts, stays on this computer, and leaves nothing behind."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import psutil
import pytest
import requests
from jupyter_client.blocking.client import BlockingKernelClient

from qmslib.course.paths import Course
from tests.learner.fake_course import FIRST, write
from tests.learner.running import Running


def start_kernel(server: Running, home: Path) -> psutil.Process:
    """Start a kernel as a notebook would, and wait until it answers."""
    answer = requests.post(
        f"{server.origin}/api/kernels",
        json={"name": "python3", "path": f"exercises/{FIRST}"},
        headers={"Authorization": f"token {server.token}"},
        timeout=30,
    )
    answer.raise_for_status()
    client = BlockingKernelClient(connection_file=str(home / "runtime" / f"kernel-{answer.json()['id']}.json"))
    client.load_connection_file()
    # Without its heartbeat: on a busy computer a kernel that starts slowly would count as dead.
    client.start_channels(hb=False)
    client.wait_for_ready(timeout=90)
    client.stop_channels()
    (kernel,) = psutil.Process(server.process.pid).children()
    return kernel


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_with_its_kernels(course: Course, tmp_path: Path, number: signal.Signals) -> None:
    with Running(course, tmp_path / "home") as server:
        kernel = start_kernel(server, tmp_path / "home")
        environment = kernel.environ()
        assert environment["QMS_COURSE"] == str(course.root)
        assert str(Path(__file__).parents[2]) in environment["PYTHONPATH"]
        assert server.stop(number) == 0
        assert not kernel.is_running()
    assert "has stopped" in server.said
    assert server.complaints == ""
    assert not list((tmp_path / "home" / "runtime").glob("*.json"))


def test_a_port_in_use_is_no_problem(course: Course, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with Running(course, tmp_path / "home", port=port) as server:
            assert server.port != port
            connections = psutil.Process(server.process.pid).net_connections()
            assert {one.laddr.ip for one in connections if one.status == "LISTEN"} == {"127.0.0.1"}


def test_settings_of_other_servers_do_not_matter(course: Course, tmp_path: Path) -> None:
    for name in ("jupyter_server_config.py", "jupyter_config.py"):
        write(tmp_path / "home" / ".jupyter" / name, "c.ServerApp.port = 1\nraise RuntimeError('read')\n")
    with Running(course, tmp_path / "home") as server:
        assert "The course is running" in server.said
        assert server.complaints == ""


def test_what_was_mended_is_said_at_the_start(course: Course, tmp_path: Path) -> None:
    write(course.work / "book" / "standards" / "4-1-identify.ipynb", "{")
    (course.book / "standards" / "4-2-value.md").write_bytes(b"\xff# The value\n")
    with Running(course, tmp_path / "home") as server:
        page = requests.get(server.address, timeout=20).text
    assert "4-1-identify.damaged-1.ipynb" in server.said
    assert "4-2-value.md" in server.complaints
    assert "Welcome" in page


def test_a_home_that_cannot_be_written_to_is_said_in_one_line(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "home" / "runtime", "a file where a folder should be")
    with pytest.raises(AssertionError, match="could not be started"), Running(course, tmp_path / "home"):
        pass

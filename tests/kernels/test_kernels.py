"""A forked kernel lives and ends as every other kernel does."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qmslib.kernels import MODULES, NAME, forked
from qmslib.kernels.provisioner import ForkProvisioner
from qmslib.kernels.ready import PromptKernelClient
from tests.kernels.sessions import gone, is_there, run, session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")


def template() -> forked.Template:
    [found] = forked._templates.values()
    return found


def test_a_kernel_runs_cells_restarts_and_shuts_down() -> None:
    async def body() -> None:
        async with session() as kernel:
            assert isinstance(kernel.manager.provisioner.process, forked.ForkedKernel)  # type: ignore[union-attr]
            assert isinstance(kernel.client, PromptKernelClient)
            assert (await kernel.run("x = 6 * 7; print(x)"))["text"] == "42\n"
            first = kernel.pid
            await kernel.manager.restart_kernel()
            await kernel.client.wait_for_ready(timeout=30)
            assert kernel.pid != first
            assert gone(first)
            assert (await kernel.run("x"))["error"] == "NameError"
            second = kernel.pid
            await kernel.manager.shutdown_kernel()
            assert gone(second)
            assert not await kernel.manager.is_alive()

    run(body)


def test_interrupting_stops_a_cell_and_keeps_the_kernel() -> None:
    async def body() -> None:
        async with session() as kernel:
            running = asyncio.ensure_future(kernel.run("import time\nprint('on')\ntime.sleep(600)"))
            await asyncio.sleep(0.3)
            while not running.done():
                await kernel.manager.interrupt_kernel()
                await asyncio.wait({running}, timeout=0.5)
            assert running.result()["error"] == "KeyboardInterrupt"
            assert (await kernel.run("print(1)"))["text"] == "1\n"

    run(body)


@pytest.mark.parametrize(
    ("ending", "code"),
    [("import os; os._exit(7)", 7), ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9)],
)
def test_a_kernel_that_died_tells_its_exit_code(ending: str, code: int) -> None:
    async def body() -> None:
        async with session() as kernel:
            process = kernel.manager.provisioner.process  # type: ignore[union-attr]
            kernel.client.execute(ending)
            assert await asyncio.to_thread(process.wait, 30) == code
            assert not await kernel.manager.is_alive()
            assert await kernel.manager.provisioner.poll() == code  # type: ignore[union-attr]
            # Nobody else's process is hit by a signal to one that has gone.
            process.kill()

    run(body)


def test_killing_ends_the_kernel_and_what_it_started() -> None:
    async def body() -> None:
        async with session() as kernel:
            started = await kernel.run("import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)")
            child = int(started["text"])
            assert is_there(child)
            pid = kernel.pid
            await kernel.manager.shutdown_kernel(now=True)
            assert gone(pid, child)

    run(body)


def test_each_kernel_has_random_numbers_of_its_own() -> None:
    code = "import random, numpy\nprint(random.random(), numpy.random.rand(), numpy.random.default_rng().random())"

    async def body() -> None:
        seen: list[str] = []
        for _ in range(2):
            async with session() as kernel:
                seen += (await kernel.run(code))["text"].split()
        assert len(set(seen)) == 6

    run(body)


def test_plots_are_shown_in_the_notebook() -> None:
    async def body() -> None:
        async with session() as kernel:
            shown = await kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
            assert ["image/png" in data for data in shown["data"]] == [True]
            assert (await kernel.run("plt.get_fignums()"))["data"][0]["text/plain"] == "[]"

    run(body)


STATE = Path(__file__).with_name("state.py").read_text(encoding="utf-8")


def test_a_forked_kernel_is_as_a_fresh_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment, folder, command, path, signals, stdin, settings of libraries: all that a notebook could see."""
    from jupyter_client.provisioning import KernelProvisionerFactory

    monkeypatch.setenv("QMS_KERNEL_TEST", "ä")
    (tmp_path / "numpy").mkdir()  # a folder beside the notebook is not imported in place of the real thing
    monkeypatch.setenv(MODULES, "numpy pandas matplotlib.pyplot matplotlib.backends.backend_agg")

    async def state() -> dict[str, Any]:
        async with session(tmp_path) as kernel:
            found = await kernel.run(STATE)
            assert found["error"] is None
            loaded: dict[str, Any] = json.loads(found["text"])
            return loaded

    warm = run(state)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
    fresh = run(state)
    assert warm["pandas was there"]
    assert not fresh["pandas was there"]
    for name in fresh.keys() - {"pandas was there"}:
        assert warm[name] == fresh[name], name
    assert warm["cwd"] == str(tmp_path)
    forked.close_all()


def test_a_socket_beside_the_notebook_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lesson").mkdir()

    async def body() -> None:
        async with session(tmp_path / "lesson", transport="ipc", ip="k") as kernel:
            assert (await kernel.run("print(1)"))["text"] == "1\n"

    run(body)


CLIENT = """
import asyncio, sys
from jupyter_client.manager import AsyncKernelManager
from qmslib.kernels import forked
async def main():
    manager = AsyncKernelManager(kernel_name="python3")
    await manager.start_kernel()
    [template] = forked._templates.values()
    print(template.process.pid, manager.provisioner.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


def test_nothing_is_left_of_a_client_that_was_killed() -> None:
    environment = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": NAME, MODULES: "json"}
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert client.stdout is not None
    with client.stdout:
        pids = [int(word) for word in client.stdout.readline().split()]
        assert len(pids) == 2
        assert all(is_there(pid) for pid in pids)
        client.send_signal(signal.SIGKILL)
        client.wait()
        assert gone(*pids)


def test_kernels_die_with_the_template_and_the_next_one_has_a_new_one() -> None:
    async def body() -> None:
        async with session() as kernel:
            before = template()
            before.process.kill()
            before.process.wait()
            assert gone(kernel.pid)
            assert await kernel.manager.provisioner.poll() == -signal.SIGKILL  # type: ignore[union-attr]
        async with session() as kernel:
            assert (await kernel.run("print(1)"))["text"] == "1\n"
            assert template() is not before

    run(body)


def test_where_no_template_can_start_kernels_start_as_usual(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    forked.close_all()
    monkeypatch.setattr(forked, "_START", "raise SystemExit('no room')")
    logger = logging.getLogger("test")

    async def body() -> None:
        async with session(log=logger) as kernel:
            assert isinstance(kernel.manager.provisioner.process, subprocess.Popen)  # type: ignore[union-attr]
            assert (await kernel.run("print(1)"))["text"] == "1\n"
            await kernel.manager.shutdown_kernel()
            assert not await kernel.manager.is_alive()

    run(body)
    assert "starts afresh instead of being forked: the process that kernels are forked from" in caplog.text
    forked.close_all()


def test_the_environment_names_modules_before_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def template(modules: list[str], _env: dict[str, str]) -> None:
        asked.append(modules)
        raise OSError("enough")

    monkeypatch.setattr(forked, "template", template)
    provisioner = ForkProvisioner(kernel_id="k", kernel_spec=None, modules=["csv"])
    for named in ("json ast", None):
        monkeypatch.delenv(MODULES) if named is None else monkeypatch.setenv(MODULES, named)
        with pytest.raises(OSError, match="enough"):
            run(lambda: provisioner._fork([], {}, ""))
    assert asked == [["json", "ast"], ["csv"]]


def test_a_template_without_kernels_makes_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        async with session():
            busy = template()
            monkeypatch.setenv("QMS_KERNEL_TEST", "1")
            async with session():
                assert len(forked._templates) == 2
        monkeypatch.setenv("QMS_KERNEL_TEST", "2")
        async with session():
            assert busy.process.poll() is not None
            assert template() is not busy

    run(body)


def test_a_kernel_whose_client_lets_go_is_killed() -> None:
    async def body() -> None:
        async with session() as kernel:
            process = kernel.manager.provisioner.process  # type: ignore[union-attr]
            pid = kernel.pid
            process._link.close()
            assert gone(pid)
            assert process.poll() == -signal.SIGKILL

    run(body)

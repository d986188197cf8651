"""Kernels as a stock client starts them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class Session:
    """A kernel and its client."""

    def __init__(self, manager: AsyncKernelManager, client: Any) -> None:
        self.manager = manager
        self.client = client

    @property
    def pid(self) -> int:
        found = self.manager.provisioner.pid  # type: ignore[union-attr]
        assert isinstance(found, int)
        return found

    async def run(self, code: str) -> dict[str, Any]:
        """What a cell printed, its other outputs' kinds, and its error's name."""
        found: dict[str, Any] = {"text": "", "data": [], "error": None}

        def hook(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                found["text"] += content["text"]
            elif message["msg_type"] in {"display_data", "execute_result"}:
                found["data"].append(content["data"])
            elif message["msg_type"] == "error":
                found["error"] = content["ename"]

        await self.client.execute_interactive(code, output_hook=hook, timeout=30)
        return found


@asynccontextmanager
async def session(cwd: Path | None = None, **settings: Any) -> AsyncIterator[Session]:
    """A kernel that is ready; it is shut down afterwards."""
    manager = AsyncKernelManager(kernel_name="python3", **settings)
    # pytest's own variable changes with every test, and with it the template.
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    await manager.start_kernel(env=env, **({} if cwd is None else {"cwd": str(cwd)}))
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        yield Session(manager, client)
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


def run(body: Callable[[], Any]) -> Any:
    """Run a test's coroutine, in a thread: the browser's tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(body())).result()


def is_there(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def gone(*pids: int) -> bool:
    """Whether processes end within half a minute."""
    end = time.monotonic() + 30
    while any(is_there(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True

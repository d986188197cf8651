"""A kernel client that knows at once when a kernel is ready, where jupyter_client always waits a further 0.2 s."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_core.utils import ensure_async

# How long messages that belong together may be apart before the question is asked again.
_PATIENCE = 0.2


class PromptKernelClient(AsyncKernelClient):
    """`AsyncKernelClient`, whose `wait_for_ready` ends with the kernel's own word that it is idle."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and what it publishes arrives.

        Parameters
        ----------
        timeout
            Seconds; without end by default.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            asked = self.kernel_info()
            reply = await self._answer(asked)
            if reply is not None and await self._idle(asked):
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    async def _answer(self, asked: str) -> dict[str, Any] | None:
        # Replies to what was asked before come first.
        while True:
            try:
                reply: dict[str, Any] = await ensure_async(self.shell_channel.get_msg(timeout=1))
            except Empty:
                return None
            if reply["parent_header"].get("msg_id") == asked:
                return reply

    async def _idle(self, asked: str) -> bool:
        # Messages keep their order, so nothing of earlier questions comes after this.
        while True:
            try:
                told = await ensure_async(self.iopub_channel.get_msg(timeout=_PATIENCE))
            except Empty:
                return False
            if told["parent_header"].get("msg_id") == asked and told["content"].get("execution_state") == "idle":
                return True

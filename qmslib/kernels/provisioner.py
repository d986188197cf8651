"""The provisioner: what jupyter_client asks to start, watch and end a kernel."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import List, Unicode, default

from qmslib.kernels import MODULES, forked

_TOPICS = ("standards", "complaints", "feedback", "improvement", "customers", "system", "datasets")
#: None of these does more when it is imported than to be there. (pandas' own plotting, for one, changes matplotlib.)
_USUAL = (
    "numpy", "pandas", "pandas.io.formats.html", "pandas.io.formats.string",
    "matplotlib.pyplot", "matplotlib.backends.backend_agg", "scipy.stats", "holidays.countries",
)  # fmt: skip
_PROMPT = "qmslib.kernels.ready.PromptKernelClient"
# Another may have read the news for which one waits.
_STEP = 0.05


class ForkProvisioner(LocalProvisioner):
    """Forks Python kernels from a warm process; starts every other kernel as `LocalProvisioner` does."""

    modules = List(
        Unicode(),
        help="Modules to import once for all kernels. `package.*` is a package with all its modules; "
        "`module:function` calls a function that keeps what it worked out.",
    ).tag(config=True)

    @default("modules")
    def _default_modules(self) -> list[str]:
        return usual_modules()

    process: Any = None
    _ending = False

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the launch as `LocalProvisioner` does."""
        manager = self.parent
        if manager is not None:
            if manager.transport == "ipc":
                # A kernel starts in the notebook's folder, where a relative path names another socket.
                manager.ip = str(Path(manager.ip).absolute())
            if manager.client_factory is AsyncKernelClient:
                manager.client_class = _PROMPT
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start one afresh where that cannot be.

        Parameters
        ----------
        cmd
            The kernel's command.
        **kwargs
            What `subprocess.Popen` would be given.
        """
        self._ending = False
        env = dict(kwargs.get("env") or os.environ)
        env["JPY_PARENT_PID"] = str(os.getpid())
        folder = str(kwargs.get("cwd") or Path.cwd())
        why = cannot_fork(cmd, kwargs)
        if not why:
            try:
                self.process = await self._fork(cmd, env, folder)
            except (OSError, forked.ForkError) as error:
                why = str(error)
        if why:
            self.log.warning("A kernel starts afresh instead of being forked: %s", why)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        # A client that comes before a kernel's ports are open tries again only after 0.1 s.
        end = time.monotonic() + 2
        while self.process.poll() is None and not self.process.ready and time.monotonic() < end:
            await self.process.news(_STEP)
        return self.connection_info

    async def _fork(self, cmd: list[str], env: dict[str, str], folder: str) -> forked.ForkedKernel:
        named = os.environ.get(MODULES)
        modules = self.modules if named is None else named.split()
        template = forked.template(modules, env)
        try:
            kernel = template.fork(cmd, env, folder, 1, 2)
        except OSError:
            self.log.warning("The process that kernels are forked from has gone; another is started")
            forked.forget(template)
            template = forked.template(modules, env)
            kernel = template.fork(cmd, env, folder, 1, 2)
        while kernel.poll() is None and kernel.pid is None:
            await kernel.news(_STEP)
        if kernel.pid is None:
            forked.forget(template)
            raise forked.ForkError(
                f"the process that kernels are forked from (pid {template.process.pid}) gave none, or has ended; "
                "what it said stands above"
            )
        return kernel

    async def poll(self) -> int | None:
        """Return None while the kernel runs, and otherwise its exit code."""
        code = await super().poll()
        # Who waits for the end asks every 0.1 s; an answer that waits for the end itself is there sooner.
        end = time.monotonic() + 1
        while (
            code is None and self._ending and isinstance(self.process, forked.ForkedKernel) and time.monotonic() < end
        ):
            await self.process.news(_STEP)
            code = await super().poll()
        return code

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it started, unless it has ended: its number may be another's."""
        if self.process and self.process.poll() is None:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel."""
        self._ending = True
        await super().kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Note that the kernel was asked to end."""
        self._ending = True
        await super().shutdown_requested(restart)


def usual_modules() -> list[str]:
    """What is imported ahead unless a setting says otherwise."""
    return [*_USUAL, *(f"qmslib.{topic}.*" for topic in _TOPICS), "qmslib.datasets.complaints:complaint_rows"]


def cannot_fork(cmd: list[str], kwargs: dict[str, Any]) -> str:
    """Why a kernel with this command and these arguments cannot be forked; empty when it can.

    Parameters
    ----------
    cmd
        The kernel's command.
    kwargs
        What `subprocess.Popen` would be given.
    """
    if sys.platform == "darwin":
        return "macOS's own libraries do not bear a fork"
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return "this system cannot fork a process"
    if cmd[1:3] != ["-m", "ipykernel_launcher"] or cmd[0] != sys.executable:
        return f"its command is not this Python's own kernel: {' '.join(cmd[:3])}"
    others = sorted(set(kwargs) - {"env", "cwd", "extra_arguments", "kernel_id"})
    if others:
        return f"it has settings of its own: {', '.join(others)}"
    folder = kwargs.get("cwd")
    if folder and not Path(folder).is_dir():
        return f"there is no folder {folder}"
    return ""

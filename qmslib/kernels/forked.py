"""The client's side: one template for each environment, and a handle like a `Popen` on each kernel."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence

#: What differs between kernels of one client and no import reads.
_OWN = {"JPY_PARENT_PID", "JPY_SESSION_NAME", "PWD", "OLDPWD", "MPLBACKEND"}
# The folder in which the template starts must not be searched for modules; each kernel adds its own.
_START = "import sys; sys.flags.safe_path or sys.path.pop(0); from qmslib.kernels.template import main; main()"


class ForkError(RuntimeError):
    """No kernel could be forked."""


class ForkedKernel:
    """A kernel that is a child of the template, with the part of `subprocess.Popen` that jupyter_client uses.

    Parameters
    ----------
    link
        The socket over which it tells its process id and that it is ready, and the template the exit code.
    running
        The template's kernels, which it leaves when it has ended. One whose handle is dropped runs on until the
        client ends, as a child of the client's own would.
    """

    stdin = stdout = stderr = None

    def __init__(self, link: socket.socket, running: set[ForkedKernel]) -> None:
        self._link = link
        self._running = running
        running.add(self)
        self._heard = b""
        self.pid: int | None = None
        #: Whether it can be connected to.
        self.ready = False
        self.returncode: int | None = None
        link.setblocking(False)

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, or None while it runs."""
        while self.returncode is None:
            try:
                heard = self._link.recv(4096)
            except BlockingIOError:
                break
            except OSError:
                heard = b""
            self._heard += heard
            while b"\n" in self._heard:
                line, _, self._heard = self._heard.partition(b"\n")
                match line.split():
                    case [b"pid", number]:
                        self.pid = int(number)
                    case [b"ready"]:
                        self.ready = True
                    case [b"exit", number]:
                        self.returncode = int(number)
            if not heard and self.returncode is None:
                # The template is gone without a word; its children die with it.
                self.returncode = -signal.SIGKILL
        if self.returncode is not None:
            self._link.close()
            self._running.discard(self)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return the exit code."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            select.select([self._link], [], [], left)
        return code

    async def news(self, timeout: float) -> None:
        """Wait until there may be something new to learn of it.

        Parameters
        ----------
        timeout
            Seconds to wait at most.
        """
        if self._link.fileno() < 0:
            return
        loop = asyncio.get_running_loop()
        told = asyncio.Event()
        # Several may wait, and a loop knows one reader of a descriptor.
        own = os.dup(self._link.fileno())
        try:
            loop.add_reader(own, told.set)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(told.wait(), timeout)
        finally:
            loop.remove_reader(own)
            os.close(own)

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None and self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Template:
    """A process that has imported what notebooks need, and forks.

    Parameters
    ----------
    modules
        Modules to import ahead.
    env
        Its environment; kernels are forked with one that is the same but for what no import reads.
    """

    def __init__(self, modules: Sequence[str], env: Mapping[str, str]) -> None:
        self.running: set[ForkedKernel] = set()
        self._control, other = socket.socketpair()
        with other:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START, str(other.fileno()), *modules],
                env={**env, "JPY_PARENT_PID": str(os.getpid())}, pass_fds=[other.fileno()], stdin=subprocess.PIPE,
                # Ctrl-C is for the client, which then ends its kernels.
                start_new_session=True,
            )  # fmt: skip
        if self.process.stdin:
            self.process.stdin.close()

    def fork(self, argv: Sequence[str], env: Mapping[str, str], cwd: str, stdout: int, stderr: int) -> ForkedKernel:
        """Ask for a kernel.

        Parameters
        ----------
        argv
            The command that a fresh kernel would be started with.
        env, cwd
            Its environment and folder.
        stdout, stderr
            Descriptors of what it writes to past the notebook.

        Raises
        ------
        OSError
            When the template is gone.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs, tempfile.TemporaryFile() as file:
                file.write(json.dumps({"argv": list(argv), "env": dict(env), "cwd": cwd}).encode())
                file.flush()
                socket.send_fds(self._control, [b"k"], [theirs.fileno(), file.fileno(), stdout, stderr])
        except BaseException:
            ours.close()
            raise
        return ForkedKernel(ours, self.running)

    def close(self) -> None:
        """End it and every kernel that it forked."""
        self._control.close()
        self.process.wait()


_templates: dict[tuple[object, ...], Template] = {}
_lock = threading.Lock()


def template(modules: Sequence[str], env: Mapping[str, str]) -> Template:
    """The template for these modules and this environment, started when there is none yet."""
    # A fork of this process shares its templates: a request is one byte, and each answer has a link of its own.
    key = (tuple(modules), tuple(sorted((name, value) for name, value in env.items() if name not in _OWN)))
    with _lock:
        if key not in _templates:
            for other, known in list(_templates.items()):
                # Memory is not to grow with the number of environments that a client has come through.
                if all(kernel.poll() is not None for kernel in list(known.running)):
                    _templates.pop(other).close()
            _templates[key] = Template(modules, env)
        return _templates[key]


def forget(gone: Template) -> None:
    """Let the next kernel have a new template."""
    with _lock:
        for key in [key for key, known in _templates.items() if known is gone]:
            del _templates[key]


@atexit.register
def close_all() -> None:
    """End all templates of this process, and their kernels."""
    with _lock:
        for known in _templates.values():
            known.close()
        _templates.clear()

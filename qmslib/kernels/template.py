"""The template: imports what notebooks need once, then becomes a kernel in each child that it forks.

The protocol needs no address that others could reach. The client keeps one end of a socket pair. For each kernel it
sends one byte with four descriptors: a link of that kernel's own, a file with the request, and the kernel's stdout
and stderr. One byte goes whole, so processes that share the client's end by a fork may all ask. Over its link a
kernel tells ``pid N``, then ``ready`` when its ports are open; the template tells ``exit CODE`` when it has ended.
Whoever closes a link or the socket is gone, and its kernels are killed.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import io
import os
import pkgutil
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import NoReturn

from qmslib.kernels.child import Request, become_kernel

#: What a kernel itself imports while it starts, and when a cell fails, whatever the notebook does.
KERNEL = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "psutil",
    "tornado.platform.asyncio", "tornado.queues", "sqlite3", "IPython.core.completerlib", "IPython.core.debugger",
    "IPython.core.logger", "IPython.core.oinspect", "IPython.core.pylabtools", "IPython.extensions.storemagic",
    "IPython.utils.wildcard", "faulthandler", "stack_data", "pygments.formatters.terminal256",
)  # fmt: skip


def main() -> None:
    """Serve kernels; in a forked child, return only when its kernel has ended."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # Programs that kernels start must not keep it open.
    control.set_inheritable(False)
    path, before, template = list(sys.path), dict(os.environ), os.getpid()
    warm(sys.argv[2:])
    # Some imports set variables, which a fresh kernel would have too.
    added = {name: value for name, value in os.environ.items() if before.get(name) != value}
    become_kernel(serve(control), path, added, template)


def warm(modules: list[str]) -> None:
    """Import modules, as far as they are there.

    ``package.*`` is a package with all its modules, and ``module:function`` calls a function, for what it keeps.

    Parameters
    ----------
    modules
        Their names.
    """
    # What these say while they are imported, a kernel that starts keeps to itself too.
    with contextlib.redirect_stderr(io.StringIO()):
        for name in KERNEL:
            _import(name)
    with as_in_a_notebook():
        for name in modules:
            _import(name)
    # The backend ties itself to the shell when it is first imported, and there is no shell yet.
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib_inline"]:
        del sys.modules[name]
    # Memory that the collector does not touch stays shared with the children.
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def as_in_a_notebook() -> Iterator[None]:
    """Let imports find what they would in a cell.

    pandas, for one, shows less of a table where there is no notebook, and notes the name of the encoding.
    """
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    try:
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")):
            yield
    finally:
        del vars(builtins)["get_ipython"]


def _import(name: str) -> None:
    try:
        name, _, function = name.partition(":")
        module = importlib.import_module(name.removesuffix(".*"))
        if name.endswith(".*"):
            for found in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
                importlib.import_module(found.name)
        if function:
            getattr(module, function)()
    except ImportError:
        # A notebook that needs it says so itself, where its reader sees it.
        pass
    except Exception as error:
        print(f"{name} cannot be imported ahead: {error!r}", file=sys.stderr, flush=True)


def serve(control: socket.socket) -> Request:
    """Fork a child for each request. Return in the child only: in the template this ends the process.

    Parameters
    ----------
    control
        The socket on which clients ask.
    """
    wake, waker = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    links: dict[int, socket.socket] = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(wake, select.POLLIN)
    while True:
        # Closed links first: later in the same round a new one could bear the number of one that is gone.
        for descriptor, event in sorted(poll.poll(), key=lambda one: one[0] in {wake, control.fileno()}):
            if descriptor == wake:
                with suppress(BlockingIOError):
                    os.read(wake, 4096)
                _reap(links, poll)
            elif descriptor == control.fileno():
                byte, descriptors, _, _ = socket.recv_fds(control, 1, 4)
                if not byte:
                    _end(links)
                request = Request(socket.socket(fileno=descriptors[0]), *descriptors[1:])
                try:
                    pid = os.fork()
                except OSError as error:  # no memory or too many processes: one kernel less, and the others go on
                    print(f"No kernel could be forked: {error}", file=sys.stderr, flush=True)
                    for other in (*descriptors[1:], request.link.detach()):
                        os.close(other)
                    continue
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for other in (wake, waker):
                        os.close(other)
                    for link in (control, *links.values()):
                        link.close()
                    return request
                for other in descriptors[1:]:
                    os.close(other)
                links[pid] = request.link
                # Nothing is read from it: only that the other end is closed counts.
                poll.register(request.link, 0)
            elif event & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
                _kill([pid for pid, link in links.items() if link.fileno() == descriptor])
                poll.unregister(descriptor)


def _reap(links: dict[int, socket.socket], poll: select.poll) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        link = links.pop(pid)
        with suppress(KeyError):
            poll.unregister(link)
        with suppress(OSError):
            link.sendall(f"exit {os.waitstatus_to_exitcode(status)}\n".encode())
        link.close()


def _kill(pids: list[int]) -> None:
    for pid in pids:
        for kill in (os.killpg, os.kill):
            # The group is there only when the child has come that far.
            with suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)


def _end(links: dict[int, socket.socket]) -> NoReturn:
    _kill(list(links))
    os._exit(0)

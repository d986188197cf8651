"""The forked child: becomes what a fresh kernel would be, and ends as one would, but at once."""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1


@dataclass
class Request:
    """What a forked child has to become a kernel from."""

    link: socket.socket
    file: int
    stdout: int
    stderr: int


def become_kernel(request: Request, path: list[str], added: dict[str, str], template: int) -> None:
    """Make this process what a fresh one would be, and run the kernel in it.

    Parameters
    ----------
    request
        What the client asks for.
    path
        ``sys.path`` as it was before anything was imported.
    added
        Environment variables that imports have set.
    template
        The process id of the template.
    """
    os.setsid()
    _die_with(template)
    with os.fdopen(request.file, "rb") as file:
        file.seek(0)
        asked: dict[str, Any] = json.load(file)
    for old, new in ((request.stdout, 1), (request.stderr, 2)):
        os.dup2(old, new)
        os.close(old)
    os.environ.clear()
    os.environ.update({**added, **asked["env"]})
    os.chdir(asked["cwd"])
    reseed()
    sys.path[:] = path if sys.flags.safe_path else [str(Path.cwd()), *path]
    sys.orig_argv[:] = asked["argv"]
    sys.argv[:] = ["", *asked["argv"][3:]]
    importlib.invalidate_caches()
    request.link.sendall(f"pid {os.getpid()}\n".encode())
    _tell_when_ready(request.link)
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
    end()


def _die_with(template: int) -> None:
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != template:  # it died before it could be said
        os._exit(1)


def reseed() -> None:
    """Give each child random numbers of its own; Python's own generator does so by itself after a fork."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


def _tell_when_ready(link: socket.socket) -> None:
    # A client that connects before the ports are open tries again only after 0.1 s. The heartbeat's comes last.
    from ipykernel.kernelapp import IPKernelApp

    usual = IPKernelApp.init_heartbeat

    def init_heartbeat(app: Any) -> None:
        setattr(IPKernelApp, "init_heartbeat", usual)  # noqa: B010 - a method cannot be assigned to
        usual(app)  # type: ignore[no-untyped-call]
        with suppress(OSError):
            link.sendall(b"ready\n")
        link.close()

    setattr(IPKernelApp, "init_heartbeat", init_heartbeat)  # noqa: B010


def end() -> NoReturn:
    """End as Python does, without taking each imported module apart.

    That would touch all the memory that is shared with the template, and takes longer than most notebooks.
    Whatever Python promises is done: threads are waited for, what was registered is called, files are written out.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    # The shell has let go of the notebook's variables; what is left of them refers to itself.
    gc.collect()
    for thing in gc.get_objects():
        # What is still open is held by a module that the notebook imported. A class may lie to `isinstance`.
        if issubclass(type(thing), (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)):
            with suppress(Exception):
                thing.flush()
    for stream in (sys.__stdout__, sys.__stderr__):
        with suppress(Exception):
            stream.flush()  # type: ignore[union-attr]
    os._exit(0)

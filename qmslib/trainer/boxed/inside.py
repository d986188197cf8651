"""The program in the box: imports what exercises need once, then makes a process for each submission.

It knows no secret, and reads nothing of a submission itself: a learner's cells go straight to the process that was
made for them, which shuts itself off from its siblings before it reads them.
"""

from __future__ import annotations

import base64
import gc
import importlib
import json
import os
import random
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from qmslib.trainer.boxed import isolate
from qmslib.trainer.boxed.answering import answer
from qmslib.trainer.boxed.calls import refuse_calls
from qmslib.trainer.boxed.cell_shell import Cells, Shell, new_shell
from qmslib.trainer.boxed.folders import WORK
from qmslib.trainer.boxed.job import MOST_CHANNELS, Limits
from qmslib.trainer.boxed.warm_up import warm_shell, warm_values
from qmslib.trainer.boxed.wire import Ended, receive, send


def main() -> None:
    """Serve until the other side goes."""
    control = socket.socket(fileno=os.dup(0))
    settings = json.loads(control.recv(1 << 20))
    isolate.become(settings["user"])
    shell = _warm(settings["modules"], settings["setup"])
    apart = settings["apart"] and _can_be_apart()
    control.send(json.dumps({"ready": True, "apart": apart}).encode())
    keepers: dict[int, int] = {}
    while True:
        data, numbers, _, _ = socket.recv_fds(control, 1 << 16, MOST_CHANNELS + 2)
        if not data:
            os._exit(0)
        message = json.loads(data)
        if "end" in message:
            _end(keepers.pop(message["end"], None))
            continue
        sockets = [socket.socket(fileno=number) for number in numbers]
        keeper = os.fork()
        if keeper == 0:
            try:
                control.close()
                _keep(shell, apart, sockets)
            finally:
                os._exit(1)
        keepers[message["start"]] = keeper
        for one in sockets:
            one.close()


def _end(keeper: int | None) -> None:
    if keeper is not None:
        try:
            # Its children are in its group, or the kernel ends them with it.
            os.killpg(keeper, signal.SIGKILL)
        except OSError:
            os.kill(keeper, signal.SIGKILL)
        os.waitpid(keeper, 0)


def _warm(modules: list[str], setup: list[str]) -> Shell:
    """Import, and run the course's own cells once, so that what they load is there."""
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:
            continue  # the learner's cell will say it
    shell = new_shell()
    space: dict[str, Any] = {"__name__": "warm"}
    for source in setup:
        try:
            exec(shell.transform_cell(source), space)  # type: ignore[no-untyped-call]
        except Exception:
            continue
    warm_values()
    warm_shell(shell)
    gc.collect()
    gc.freeze()
    return shell


def _can_be_apart() -> bool:
    """Whether a process may shut itself off from its siblings here."""
    child = os.fork()
    if child == 0:
        try:
            isolate.leave_siblings()
            inner = os.fork()
            if inner == 0:
                try:
                    isolate.hide_siblings(1_000_000)
                    isolate.give_up_rights()
                    os._exit(0)
                finally:
                    os._exit(1)
            os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]))
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _keep(shell: Shell, apart: bool, sockets: list[socket.socket]) -> None:
    """The process that the server knows: it leaves the siblings and waits for the first process in there."""
    os.setsid()
    isolate.die_with_parent()
    if apart:
        isolate.leave_siblings()
    first = os.fork()
    if first == 0:
        try:
            _first(shell, apart, sockets)
        finally:
            os._exit(1)
    for one in sockets:
        one.close()
    os.waitpid(first, 0)
    os._exit(0)


def _first(shell: Shell, apart: bool, sockets: list[socket.socket]) -> None:
    """The first process of a submission: it waits for the end, and with it end all others."""
    isolate.die_with_parent()
    life, job, *channels = sockets
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    send(life, {"hello": True})
    start = receive(life)
    limits = Limits(**start["limits"])
    os.environ["HOME"] = WORK
    tests = len(channels)
    if apart:
        isolate.set_limits(limits, tests)
        isolate.hide_siblings(limits.disk)
        isolate.give_up_rights()
    else:
        isolate.set_limits(limits, tests)
    os.chdir(start["folder"])
    learner = os.fork()
    if learner == 0:
        try:
            life.close()
            _run(shell, limits, job, channels)
        finally:
            os._exit(1)
    for one in (job, *channels):
        one.close()
    while True:
        try:
            ended, status = os.wait()
        except ChildProcessError:
            # Nobody is left: the learner's code has ended the copies too.
            receive(life)
            os._exit(0)
        if ended == learner:
            send(life, {"ended": os.waitstatus_to_exitcode(status)})


def _run(shell: Shell, limits: Limits, job: socket.socket, channels: list[socket.socket]) -> None:
    """Run the learner's cells; before each test, leave a copy of the session that will answer for it."""
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    work = receive(job)
    for name, content in work["files"].items():
        Path(name).write_bytes(base64.b64decode(content))
    sys.path[:0] = [""]
    sys.argv = ["ipykernel_launcher.py"]
    cells = Cells(shell, limits.cell_seconds, limits.output)
    refuse_calls()
    waiting = list(channels)
    for number, cell in enumerate(work["cells"]):
        if cell["role"] == "test":
            channel = waiting.pop(0)
            if os.fork() == 0:
                job.close()
                for other in waiting:
                    other.close()
                answer(channel, shell.user_ns, cells.below)
            channel.close()
        outputs, count = cells.run(cell["source"])
        try:
            send(job, {"cell": number, "outputs": outputs, "count": count})
        except (Ended, TypeError, ValueError):
            send(job, {"cell": number, "outputs": [], "count": number})
    send(job, {"done": True, "full": cells.room.full})
    os._exit(0)


if __name__ == "__main__":
    main()

"""The program in which tests run: the course's own code only, on what left the learners' box as plain values.

It has a box of its own. It imports what exercises need once, makes a process for each exercise, which runs the
course's own cells, and that makes one for each submission, so that one submission changes nothing for the next.
"""

from __future__ import annotations

import base64
import gc
import os
import resource
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from qmslib.trainer.boxed import isolate
from qmslib.trainer.boxed.asked import imports_made
from qmslib.trainer.boxed.box import MODULES
from qmslib.trainer.boxed.cell_shell import TIMED_OUT
from qmslib.trainer.boxed.folders import WORK
from qmslib.trainer.boxed.job import MOST_CHANNELS
from qmslib.trainer.boxed.proxies import Learner, NoAnswer, OutOfTime
from qmslib.trainer.boxed.warm_up import warm_values
from qmslib.trainer.boxed.wire import Ended, receive, send
from qmslib.trainer.run_cells import Runner, new_runner

_MEMORY = 4_000_000_000
#: What a kernel says first when a cell is stopped.
_INTERRUPTED = {
    "output_type": "error",
    "ename": "KeyboardInterrupt",
    "evalue": "",
    "traceback": ["KeyboardInterrupt"],
}


def main() -> None:
    """Serve until the other side goes."""
    control = socket.socket(fileno=os.dup(0))
    settings = receive(control)
    isolate.become(settings["user"])
    runner = new_runner()
    runner.run_cell("\n".join(f"import {name}" for name in MODULES), {}, 0)
    warm_values()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    send(control, {"ready": True})
    while True:
        data, numbers, _, _ = socket.recv_fds(control, 1, 1)
        if not data:
            os._exit(0)
        if os.fork() == 0:
            try:
                control.close()
                _exercise(runner, socket.socket(fileno=numbers[0]))
            finally:
                os._exit(1)
        os.close(numbers[0])


def _exercise(runner: Runner, control: socket.socket) -> None:
    """The process of one exercise."""
    try:
        work = receive(control)
    except Ended:
        os._exit(0)
    base = WORK if Path(WORK).is_dir() else None
    os.chdir(tempfile.mkdtemp(dir=base))
    for name, content in work["files"].items():
        Path(name).write_bytes(base64.b64decode(content))
    sys.path[:0] = [""]
    space: dict[str, Any] = {"__name__": "__main__"}
    wrong = _set_up(runner, space, work["setup"], work["tests"])
    gc.collect()
    gc.freeze()
    send(control, {"ready": True, "wrong": wrong})
    while True:
        data, numbers, _, _ = socket.recv_fds(control, 1, MOST_CHANNELS + 1)
        if not data:
            os._exit(0)
        if os.fork() == 0:
            try:
                control.close()
                _submission(runner, space, work["tests"], [socket.socket(fileno=number) for number in numbers])
            finally:
                os._exit(1)
        for number in numbers:
            os.close(number)


def _set_up(runner: Runner, space: dict[str, Any], cells: list[str], tests: list[dict[str, Any]]) -> str:
    for source in cells:
        for output in runner.run_cell(source, space, 0):
            if output["output_type"] == "error":
                return f"{output['ename']}: {output['evalue']}"
    runner.run_cell(imports_made(test["source"] for test in tests), {}, 0)
    return ""


def _submission(
    runner: Runner, space: dict[str, Any], tests: list[dict[str, Any]], sockets: list[socket.socket]
) -> None:
    job, *channels = sockets
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    limits = receive(job)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    seconds = int(limits["test_seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    for test, channel in zip(tests, channels, strict=True):
        reached = test["cell"] in limits["reached"]
        until = time.monotonic() + limits["cell_seconds"]
        learner = Learner(channel if reached else None, until)
        send(job, {"cell": test["cell"], "outputs": _test(runner, space, test, learner, limits["cell_seconds"])})
        channel.close()
    send(job, {"done": True})
    os._exit(0)


def _test(
    runner: Runner, space: dict[str, Any], test: dict[str, Any], learner: Learner, seconds: float
) -> list[dict[str, Any]]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        theirs = learner.get(tuple(test["names"]))
        trusted = {name: value for name, value in space.items() if _is_ours(value)}
        names = {**space, **{name: value for name, value in theirs.items() if name not in trusted}}
        outputs = [dict(output) for output in runner.run_cell(test["source"], names, 1)]
        space.update({name: value for name, value in names.items() if name not in theirs})
    except OutOfTime:
        outputs = [dict(_INTERRUPTED), dict(TIMED_OUT)]
    except NoAnswer as error:
        outputs = [{"output_type": "error", "ename": "NoAnswer", "evalue": str(error), "traceback": [str(error)]}]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return outputs


def _is_ours(value: Any) -> bool:
    """Whether a name of the course's own cells must mean what the course made it: libraries and functions."""
    return isinstance(value, ModuleType) or callable(value)


if __name__ == "__main__":
    main()

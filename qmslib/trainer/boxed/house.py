"""The program that runs tests, from outside: started once, then a process for each exercise."""

from __future__ import annotations

import socket
import subprocess
import threading
import time

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.clean_outputs import writable
from qmslib.trainer.boxed.job import Job, Outcome
from qmslib.trainer.boxed.launch import Sandbox, command, end
from qmslib.trainer.boxed.starter import start
from qmslib.trainer.boxed.wire import Ended, receive, send

_START_SECONDS = 300.0


class TestHouse:
    """The program that runs tests, in a box of its own, with a process for each exercise.

    Parameters
    ----------
    sandbox
        What keeps the box closed.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        words, environment = command(sandbox, "judge")
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = start(
                words, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=environment, cwd="/",
            )  # fmt: skip
        try:
            send(self._control, {"user": sandbox.user})
            receive(self._control, time.monotonic() + _START_SECONDS)
        except (Ended, TimeoutError) as error:
            self.close()
            raise CourseError("the program that runs tests did not start", found=str(error)) from error
        self._control.settimeout(None)

    def judge(self, job: Job) -> Judge:
        """A process for the exercise of this job."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"+"], [theirs.fileno()])
        return Judge(ours, job)

    def close(self) -> None:
        """End it, and all that it made."""
        self._control.close()
        end(self._sandbox, self._process)


class Judge:
    """The process that runs one exercise's tests.

    Parameters
    ----------
    control
        To that process.
    job
        Any job of the exercise.
    """

    def __init__(self, control: socket.socket, job: Job) -> None:
        self._control = control
        self._lock = threading.Lock()
        data = job.as_data()
        try:
            send(control, {name: data[name] for name in ("setup", "tests", "files")})
            answer = receive(control, time.monotonic() + _START_SECONDS)
        except (Ended, TimeoutError) as error:
            self.close()
            raise CourseError("the exercise's tests could not be started", found=str(error)) from error
        if answer["wrong"]:
            self.close()
            raise CourseError(
                "the exercise's own cells fail", found=answer["wrong"], do="Mend the exercise's notebook"
            )
        control.settimeout(None)

    def run(self, job: Job, outcome: Outcome, channels: list[socket.socket]) -> None:
        """Run the tests on a session in the box, and add to the outcome what they gave."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            with self._lock:
                sent = [theirs, *channels]
                socket.send_fds(self._control, [b"+"], [one.fileno() for one in sent])
            theirs.close()
            # Each copy of the session was made before the cell of its test was run.
            reached = list(range(len(outcome.outputs) + 1))
            limits = {"cell_seconds": job.limits.cell_seconds, "test_seconds": job.limits.test_seconds}
            send(ours, {**limits, "reached": reached})
            until = time.monotonic() + job.limits.test_seconds
            try:
                while True:
                    message = receive(ours, until)
                    if message.get("done"):
                        break
                    outcome.tested[message["cell"]] = writable(message["outputs"])
            except TimeoutError:
                outcome.notes.append(f"The tests were stopped after {job.limits.test_seconds:.0f} seconds.")
            except Ended:
                outcome.notes.append("The tests ended before their time: the answers took more than there is.")

    def close(self) -> None:
        """End it."""
        self._control.close()

"""The box from outside: started once, then a process in it for each submission."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from types import TracebackType

from qmslib._common.errors import CourseError
from qmslib.trainer.boxed.folders import WORK
from qmslib.trainer.boxed.groups import NAME, Group, new_group, sweep
from qmslib.trainer.boxed.job import Limits
from qmslib.trainer.boxed.launch import Sandbox, command, end
from qmslib.trainer.boxed.starter import start
from qmslib.trainer.boxed.watch import Watch
from qmslib.trainer.boxed.wire import Ended, send

#: Imported once, and not for each submission, beside what the exercises' released cells import. Each further library
#: makes every process slower to make and to end, so what only some exercises use is not among them. Of matplotlib it
#: is what looks through the machine's fonts, which takes seconds and says what it does not find.
MODULES = ("numpy", "pandas", "scipy.special", "matplotlib.font_manager")
_START_SECONDS = 300.0
_names = itertools.count(1)


class Cell:
    """A process in the box for one submission, shut off from all others.

    Attributes
    ----------
    life
        Says when the learner's code has ended.
    job
        Takes the learner's cells in, lets their outputs out.
    channels
        One for each test, to be handed to who runs the tests.
    """

    def __init__(self, life: socket.socket, job: socket.socket, channels: list[socket.socket]) -> None:
        self.life, self.job, self.channels = life, job, channels


class Box:
    """A running box.

    Parameters
    ----------
    sandbox
        What keeps it closed.
    modules
        Imported at the start.
    setup
        The exercises' released cells without tests; run once so that what they load is there.
    """

    def __init__(self, sandbox: Sandbox, modules: Sequence[str] = MODULES, setup: Sequence[str] = ()) -> None:
        self._sandbox = sandbox
        sweep()
        words, environment = command(sandbox, "inside")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._folder = tempfile.TemporaryDirectory(prefix="qms-box-") if sandbox.kind == "none" else None
        with theirs:
            self._process = start(
                words, stdin=theirs.fileno(), stdout=self._said, stderr=self._said, env=environment, cwd="/",
            )  # fmt: skip
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        settings = {
            "user": sandbox.user,
            "modules": list(modules),
            "setup": list(setup),
            "apart": sandbox.kind != "none",
        }
        try:
            self._control.settimeout(_START_SECONDS)
            self._control.send(json.dumps(settings).encode())
            answer = self._control.recv(1 << 16)
            if not answer:
                raise OSError("it ended at once")
        except OSError as error:
            log = self._log()
            self.close()
            raise CourseError("the box for code exercises did not start", found=str(error), do=log) from error
        #: Whether several submissions may run in this box, each shut off from the others.
        self.apart: bool = json.loads(answer)["apart"]

    def _log(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            self._said.seek(0)
            lines = self._said.read(1 << 16).decode("utf-8", "replace").strip().splitlines()
            return lines[-1][:300] if lines else "It said nothing"
        return "It said nothing"

    @contextlib.contextmanager
    def cell(self, tests: int, limits: Limits) -> Iterator[Cell]:
        """Make a process for one submission; when this ends, so has everything that the learner's code has started.

        Raises
        ------
        CourseError
            When the box has ended.
        """
        pairs = [socket.socketpair() for _ in range(tests + 2)]
        ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        number = next(self._numbers)
        group: Group | Watch | None = None
        ours[0].setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            try:
                with self._lock:
                    message = json.dumps({"start": number}).encode()
                    socket.send_fds(self._control, [message], [one.fileno() for one in theirs])
            except OSError as error:
                raise CourseError("the box for code exercises has ended", do="Run `qms mark` again") from error
            for one in theirs:
                one.close()
            group = self._greet(ours[0], limits)
            yield Cell(ours[0], ours[1], ours[2:])
        finally:
            with self._lock, contextlib.suppress(OSError):
                self._control.send(json.dumps({"end": number}).encode())
            for one in (*ours, *theirs):
                one.close()
            if group is not None:
                group.remove()

    def _greet(self, life: socket.socket, limits: Limits) -> Group | Watch:
        """Wait for the first process, set its limits, and let it begin."""
        life.settimeout(60)
        group: Group | None = None
        try:
            process = _who(life)
            group = new_group(f"{NAME}-{os.getpid()}-{next(_names)}", limits)
            if group is not None:
                try:
                    group.take(process)
                except OSError:
                    group.remove()
                    group = None
            folder = WORK
            if self._folder is not None:
                folder = tempfile.mkdtemp(dir=self._folder.name)
            send(life, {"limits": asdict(limits), "folder": folder})
        except (OSError, Ended) as error:
            if group is not None:
                group.remove()
            raise CourseError("a process in the box did not begin", found=str(error)) from error
        return group or Watch(process, limits.memory + limits.disk * 2)

    def close(self) -> None:
        """End the box and all that is in it."""
        self._control.close()
        end(self._sandbox, self._process)
        self._said.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Box:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _who(life: socket.socket) -> int:
    """Receive the greeting; the kernel says which process of this machine sent it."""
    data, extra, _, _ = life.recvmsg(1024, socket.CMSG_SPACE(struct.calcsize("3i")))
    if not data:
        raise Ended("it ended at once")
    length = struct.unpack("!I", data[:4])[0]
    data = data[4:]
    while len(data) < length:
        data += life.recv(length - len(data))
    for level, kind, content in extra:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return int(struct.unpack("3i", content[: struct.calcsize("3i")])[0])
    raise Ended("it did not say who it is")

"""Running cells as a kernel would, in this very process, and keeping their outputs."""

from __future__ import annotations

import base64
import builtins
import getpass
import json
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from types import FrameType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from qmslib.trainer.boxed.capture import Below, Output, Room, captured

#: What nbgrader writes where a cell has run out of time.
TIMED_OUT = {
    "output_type": "error",
    "ename": "CellTimeoutError",
    "evalue": "",
    "traceback": ["\x1b[0;31mCellTimeoutError\x1b[0m: No reply from kernel before timeout"],
}


class _Sink:
    """Where outputs go at the moment."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.room = Room(0)
        self.below: Below | None = None
        self.clear_next = False

    def add(self, output: Output) -> None:
        if self.below is not None:
            self.below.collect(self.outputs, self.room)
        if self.clear_next:
            self.outputs.clear()
            self.clear_next = False
        try:
            text = json.dumps(output)
        except (TypeError, ValueError, RecursionError):
            return
        if self.room.takes(len(text)):
            self.outputs.append(output)


SINK = _Sink()


def _plain(data: Any) -> dict[str, Any]:
    """The forms in which a value is shown, pictures as text."""
    found = {}
    for kind, content in dict(data).items():
        found[str(kind)] = base64.b64encode(content).decode("ascii") if isinstance(content, bytes) else content
    return found


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, *ignored: Any, **more: Any) -> None:
        SINK.add({"output_type": "display_data", "data": _plain(data), "metadata": metadata or {}})

    def clear_output(self, wait: bool = False) -> None:
        if wait:
            SINK.clear_next = True
        else:
            SINK.outputs.clear()


class _Hook(DisplayHook):
    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        SINK.add(
            {
                "output_type": "execute_result",
                "data": _plain(format_dict),
                "metadata": md_dict or {},
                "execution_count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """IPython's shell, whose outputs are kept as a notebook has them."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    colors_force = True

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        try:
            text = str(evalue)
        except Exception:
            text = ""
        SINK.add(
            {
                "output_type": "error",
                "ename": str(getattr(etype, "__name__", "Error")),
                "evalue": text,
                "traceback": [str(line) for line in stb],
            }
        )

    def _tee(self, channel: str) -> AbstractContextManager[None]:  # type: ignore[override]
        # IPython would keep a second copy of all output, without a limit.
        return nullcontext()

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window."""


def new_shell() -> Shell:
    """Make the shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.color_info = True
    return Shell.instance(config=config)


def _no_input(*ignored: object, **more: object) -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def _no_password(*ignored: object, **more: object) -> str:
    raise StdinNotImplementedError("getpass was called, but this frontend does not support input requests.")


class Cells:
    """Runs cells one after another.

    Parameters
    ----------
    shell
        Where.
    seconds
        Time for each.
    output
        Characters of output that are kept of all together.
    """

    def __init__(self, shell: Shell, seconds: float, output: int) -> None:
        self.shell = shell
        self.room = Room(output)
        self.below = Below()
        self._seconds = seconds
        builtins.input = _no_input
        getpass.getpass = _no_password
        if "matplotlib.pyplot" in sys.modules:
            # Imported before there was a shell, so it does not know yet that there is one.
            from matplotlib_inline.backend_inline import _enable_matplotlib_integration

            _enable_matplotlib_integration()  # type: ignore[no-untyped-call]

    def run(self, source: str) -> tuple[list[Output], int]:
        """Run one cell; return its outputs and its number."""
        outputs: list[Output] = []
        SINK.outputs, SINK.room, SINK.below, SINK.clear_next = outputs, self.room, self.below, False
        late = False

        def ring(number: int, frame: FrameType | None) -> None:
            nonlocal late
            late = True
            raise KeyboardInterrupt

        number = self.shell.execution_count
        old = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            with captured(outputs, self.room, self.below):
                self.shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            late = True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, old)
        if late:
            outputs.append(dict(TIMED_OUT))
        return outputs, number

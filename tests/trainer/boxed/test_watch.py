"""Where there are no control groups, many processes together may not take the machine's memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qmslib.trainer.boxed.watch import Watch

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

#: Says that it is ready when two of its own have 60 MB each.
TAKES = """
import os, time
ready, say = os.pipe()
for _ in range(2):
    if os.fork() == 0:
        held = bytearray(b"x") * 60_000_000
        os.write(say, b".")
        time.sleep(600)
for _ in range(2):
    os.read(ready, 1)
print("ready", flush=True)
time.sleep(600)
"""


@contextmanager
def greedy() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", TAKES], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()
        # Ends when the processes that it made have let go of it too.
        assert process.stdout.read() == b""


def test_who_takes_too_much_of_a_machine_that_runs_short_is_ended_with_all_it_made() -> None:
    with greedy() as process:
        watch = Watch(process.pid, 100_000_000, free=1.0)
        assert process.wait(60) == -9
        assert process.stdout is not None
        assert process.stdout.read() == b""
        watch.remove()


@pytest.mark.parametrize(("most", "free"), [(10_000_000_000, 1.0), (1, 0.0)])
def test_nobody_is_ended_who_takes_little_or_while_there_is_enough(most: int, free: float) -> None:
    with greedy() as process:
        watch = Watch(process.pid, most, free)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        watch._most, watch._free = 1, 1.0
        assert process.wait(60) == -9
        watch.remove()

"""Measure a piece of work in a process of its own: time, and the memory that it needed on top of its data."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Measured:
    """One piece of work: seconds, and the growth of the process's peak memory in MiB while it ran."""

    seconds: float
    grown_mib: float


def timed(work: Callable[[], object], times: int = 3) -> Measured:
    """Run a few times in this process: the quickest run, and the memory of the first."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, grown = [], 0.0
    for turn in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
        if turn == 0:
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Measured(min(seconds), grown)


def alone(module: str, *words: object) -> Measured:
    """Run ``python -m MODULE WORDS`` in a process of its own; it prints what `tell` wrote last."""
    ran = subprocess.run([sys.executable, "-m", module, *map(str, words)], check=True, capture_output=True, text=True)
    found = json.loads(ran.stdout.splitlines()[-1])
    return Measured(found["seconds"], found["grown_mib"])


def tell(found: Measured) -> None:
    """Print a measurement for `alone`."""
    print(json.dumps({"seconds": found.seconds, "grown_mib": found.grown_mib}))

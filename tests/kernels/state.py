"""Run in a kernel: tells all of its state that a notebook could see."""

import sys

was_there = "pandas" in sys.modules

import builtins  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import locale  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import threading  # noqa: E402
import warnings  # noqa: E402
from pathlib import Path  # noqa: E402

import matplotlib  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
import numpy  # noqa: E402
import pandas  # noqa: E402
from IPython import get_ipython  # noqa: E402

figure, _ = plt.subplots()
plt.close(figure)
shell = get_ipython()
own = {"JPY_PARENT_PID", "JUPYTER_DEFAULT_PROVISIONER_NAME"}


def command(words):
    return [word for word in words if ".json" not in word]


def options(group, prefix=""):
    found = {}
    for name in dir(group):
        with warnings.catch_warnings():
            # Some options warn when they are read; that is no news here.
            warnings.simplefilter("ignore")
            value = getattr(group, name)
        nested = "DictWrapper" in type(value).__name__
        found |= options(value, f"{prefix}{name}.") if nested else {prefix + name: str(value)}
    return found


def plain(things):
    return sorted(str(thing).split(" at ")[0] for thing in things)


state = {
    "pandas was there": was_there,
    "cwd": str(Path.cwd()),
    "argv": command(sys.argv),
    "orig_argv": command(sys.orig_argv),
    "path": sys.path,
    "flags": str(sys.flags),
    "environment": {name: value for name, value in os.environ.items() if name not in own},
    "parent": int(os.environ["JPY_PARENT_PID"]),
    "session": os.getsid(0) == os.getpid(),
    "signals": {one.name: plain([signal.getsignal(one)]) for one in signal.Signals},
    "stdin": len(os.read(0, 1)),
    "encodings": [sys.stdout.encoding, sys.__stdout__.encoding, locale.getlocale()],
    "pandas": options(pandas.options),
    "matplotlib": {name: str(value) for name, value in matplotlib.rcParams.items()},
    "backend": plt.get_backend(),
    "units": plain(matplotlib.units.registry),
    "numpy": [str(numpy.get_printoptions()), str(numpy.geterr())],
    "filters": plain(warnings.filters),
    "handlers": len(logging.getLogger().handlers),
    "threads": sorted(one.name.split("-")[0].split(" ")[0] for one in threading.enumerate()),
    "hooks": plain([sys.excepthook, sys.displayhook, sys.breakpointhook]),
    "main": [str(type(sys.modules["__main__"])), __name__],
    "finders": [type(one).__name__ for one in sys.meta_path],
    "builtins": sorted(dir(builtins)),
    "collector": gc.get_threshold(),
    "names": sorted(shell.user_ns),
    "limit": sys.getrecursionlimit(),
}
print(json.dumps(state))

"""What a hostile submission is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: Said by an attack that has reached what it must not reach. No source holds it in one piece.
BROKEN_OUT = "BROKEN-OUT"
#: Stands before every attack's own cell.
PRELUDE = """\
import ctypes, glob, json, os, signal, socket, struct, subprocess, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
def reached(*what):
    print("-".join(["BROKEN", "OUT"]), *what, flush=True)
"""


@dataclass(frozen=True)
class Attack:
    """A hostile submission.

    Attributes
    ----------
    name
        Becomes the learner's number.
    own
        A cell of its own, run before the answers. ``@ROOT@`` stands for the course's folder.
    answers
        Answers, by their cell; the others stay as they were released, and earn nothing.
    harm
        What is done to the folder of the submission afterwards.
    earns
        The points of its honest parts, by test; all others are 0.
    or_less
        Whether it may cost its honest parts some of their points: it takes time from itself.
    status
        How it must end; empty where either way of being marked is right.
    said
        What the trainer must be told.
    """

    name: str
    own: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    harm: Callable[[Path], object] | None = None
    earns: dict[str, float] = field(default_factory=dict)
    or_less: bool = False
    status: str = ""
    said: str = ""


FINE, NOTES, BAD = "marked", "marked with notes", "not marked"

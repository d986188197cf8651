"""What is run for one submission, and what came of it: plain data, so that it can be sent to another machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

#: The most tests of one exercise: each has a channel of its own.
MOST_CHANNELS = 120
Role = Literal["setup", "learner", "test"]


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell_seconds
        Time for one cell, and for one test.
    run_seconds, test_seconds
        Time for all of the learner's cells, and for all tests.
    memory
        Bytes that may be taken beyond what the libraries take.
    disk
        Bytes of the folder in which the learner's cells run, which is kept in memory.
    processes
        Processes and threads at once.
    output
        Characters of outputs that are kept; the rest is left out, and said.
    """

    cell_seconds: float = 30.0
    run_seconds: float = 60.0
    test_seconds: float = 60.0
    memory: int = 1_500_000_000
    disk: int = 32_000_000
    processes: int = 64
    output: int = 1_000_000


@dataclass(frozen=True)
class BoxCell:
    """A code cell as it is run in the box. Of a test it has what was released, and nothing hidden."""

    source: str
    role: Role


@dataclass(frozen=True)
class Test:
    """A test as it is run beside the box.

    Attributes
    ----------
    cell
        The number of its cell among the job's cells.
    source
        The whole of it, hidden parts too.
    names
        What it asks of the learner's code.
    """

    cell: int
    source: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """One submission.

    Attributes
    ----------
    cells
        Its code cells in order.
    setup
        The course's own cells without tests, which run beside the box too.
    tests
        What is asked.
    files
        The course's files beside the notebook, by name: text in base64.
    limits
        What it may use.
    """

    cells: tuple[BoxCell, ...]
    setup: tuple[str, ...]
    tests: tuple[Test, ...]
    files: dict[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    def as_data(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Job:
        """From plain JSON."""
        return cls(
            cells=tuple(BoxCell(**cell) for cell in data["cells"]),
            setup=tuple(data["setup"]),
            tests=tuple(Test(test["cell"], test["source"], tuple(test["names"])) for test in data["tests"]),
            files=dict(data["files"]),
            limits=Limits(**data["limits"]),
        )


@dataclass
class Outcome:
    """What came of a job.

    Attributes
    ----------
    outputs
        Outputs of the cells that were run, by the number of the cell; of a test, what the released part gave in the
        box. They come from the learner's code: nothing in them is to be believed.
    counts
        Numbers of the cells as the shell counted them.
    tested
        Outputs of the tests that were run, by the number of the cell.
    notes
        What went wrong, in the trainer's words.
    seconds
        How long each part took.
    """

    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    tested: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """As plain JSON, in which keys are text."""
        found = asdict(self)
        for name in ("outputs", "counts", "tested"):
            found[name] = {str(key): value for key, value in found[name].items()}
        return found

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Outcome:
        """From plain JSON."""
        numbered = {name: {int(key): value for key, value in data[name].items()} for name in _NUMBERED}
        return cls(**numbered, notes=list(data["notes"]), seconds=dict(data["seconds"]))


_NUMBERED = ("outputs", "counts", "tested")

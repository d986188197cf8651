"""Jobs written down briefly."""

from __future__ import annotations

from typing import Any

from qmslib.trainer.boxed.asked import imports_made, names_asked, names_made
from qmslib.trainer.boxed.job import BoxCell, Job, Limits, Outcome, Test

#: Little time, so that what never ends is soon ended.
QUICK = Limits(cell_seconds=1.5, run_seconds=5, test_seconds=5, memory=400_000_000, output=20_000)


def job(*cells: str, setup: str = "", limits: Limits = QUICK) -> Job:
    """A job of these cells: one that begins with ``#test`` is a test, and its lines after ``#hidden`` are hidden."""
    made: list[BoxCell] = [BoxCell(setup, "setup")] if setup else []
    tests: list[Test] = []
    fixed = names_made(imports_made([setup]))
    for source in cells:
        if source.startswith("#test"):
            visible, _, hidden = source.partition("#hidden\n")
            tests.append(Test(len(made), visible + hidden, names_asked(visible + hidden, fixed)))
            made.append(BoxCell(visible, "test"))
        else:
            made.append(BoxCell(source, "learner"))
    return Job(tuple(made), (setup,) if setup else (), tuple(tests), {}, limits)


def errors(outputs: list[dict[str, Any]]) -> list[str]:
    """Names of the errors among outputs."""
    return [output["ename"] for output in outputs if output["output_type"] == "error"]


def passed(outcome: Outcome) -> list[bool]:
    """Which tests gave neither an error nor text on the error stream."""
    return [
        not any(output["output_type"] == "error" or output.get("name") == "stderr" for output in outputs)
        for _, outputs in sorted(outcome.tested.items())
    ]


def text(outputs: list[dict[str, Any]]) -> str:
    """All text of outputs, of whatever kind."""
    return str(outputs)

"""A drill with timed injects: what was done, was it right, was it in time, and what to improve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import short
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class DrillScore(Report):
    """A drill, scored.

    Attributes
    ----------
    right, on_time, full
        How many injects got the right action, an action in time, and both.
    n
        How many injects there were.
    score
        full / n; None without any.
    median_minutes
        The median time from inject to action, over those acted on; None if none was.
    actions
        A row for each inject that went wrong: what to improve, with owner and date to fill in.

    Examples
    --------
    >>> drill = score_drill([{"minute": 0, "inject": "System down", "expected": "Call the desk", "within": 10,
    ...                       "acted": 6, "right": "yes"}])
    >>> drill.score
    1.0
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    right: int
    on_time: int
    full: int
    score: float | None
    median_minutes: float | None
    actions: tuple[dict[str, Any], ...]
    rows: tuple[tuple[str, float | None, float, str, str], ...]

    def frame(self) -> Any:
        """One row for each inject, in order of time."""
        names = ("inject", "took_minutes", "within", "right", "on_time")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def score_drill(injects: Any) -> DrillScore:
    """Score a timed drill.

    Parameters
    ----------
    injects
        A table with ``minute`` (when the news was given), ``inject`` (the news), ``expected`` (the right action),
        ``within`` (minutes allowed), ``acted`` (the minute of the drill at which it was done; empty if it was not)
        and ``right`` (yes or no: was it the action expected). Rows may stand in any order.

    Returns
    -------
    DrillScore
        Counts, a score, and an improvement action for each inject that went wrong. An action exactly at the limit is
        in time.

    Raises
    ------
    CourseError
        If a time is missing, an action comes before its inject, or an action has no verdict.

    Examples
    --------
    >>> drill = score_drill([
    ...     {"minute": 0, "inject": "System down", "expected": "Call the desk", "within": 10,
    ...      "acted": 6, "right": "yes"},
    ...     {"minute": 20, "inject": "A reporter rings", "expected": "Refer to press office", "within": 5,
    ...      "acted": 40, "right": "yes"}])
    >>> print(drill.sentence)
    1 of 2 injects was met by the right action in time (50 %). 2 got the right action, 1 got an action in time.
    """
    register = read_register(injects, ["minute", "inject", "expected", "within", "acted", "right"])
    starts, limits = register.numbers("minute", 0), register.numbers("within", 0)
    acted, verdicts = register.numbers("acted", 0), register.choices("right", ("yes", "no"))
    names, expected = register.texts("inject"), register.texts("expected")
    for row in range(len(register)):
        start, done = starts[row], acted[row]
        if start is None or limits[row] is None or not names[row] or not expected[row]:
            raise CourseError(f"row {row + 1}: inject, expected action, minute or limit is missing", field="inject")
        if done is not None and done < start:
            raise CourseError(f"row {row + 1}: the action comes before the news", field="acted", found=(start, done))
        if done is not None and not verdicts[row]:
            raise CourseError(f"row {row + 1}: was the action the right one", field="right", do="Write yes or no")
    order = sorted(range(len(register)), key=lambda row: (starts[row] or 0, names[row]))
    rows, findings, actions, times = [], [], [], []
    right = on_time = full = 0
    for row in order:
        done, start, limit = acted[row], starts[row] or 0.0, limits[row] or 0.0
        took = None if done is None else done - start
        timely = took is not None and took <= limit + 1e-9
        good = done is not None and verdicts[row] == "yes"
        right, on_time, full = right + good, on_time + timely, full + (good and timely)
        if took is not None:
            times.append(took)
        rows.append((names[row], took, limit, "yes" if good else "no", "yes" if timely else "no"))
        if good and timely:
            continue
        key = "missed" if took is None else "late" if good else "wrong"
        slots = {
            "inject": short(names[row], 60), "expected": expected[row], "within": say_number(limit),
            "took": say_number(took or 0),
        }  # fmt: skip
        findings.append(texts.finding("bad" if key != "late" else "warn", key, row, "acted", **slots))
        actions.append({"action": texts.say(f"{key}_action", **slots), "owner": "", "due": None})
    times.sort()
    half = len(times) // 2
    median = None if not times else times[half] if len(times) % 2 else (times[half - 1] + times[half]) / 2
    n = len(order)
    sentence = texts.say(
        "sentence" if n else "none", n=n, full=full, right=right, on_time=on_time,
        share=say_number(100 * full / n, 0) if n else "",
    )  # fmt: skip
    return DrillScore(
        sentence,
        tuple(findings),
        n,
        right,
        on_time,
        full,
        full / n if n else None,
        median,
        tuple(actions),
        tuple(rows),
    )

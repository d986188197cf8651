"""Staged deadlines: acknowledge, answer, review, each with its own promise, extended only for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.dates import say_moment
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import filled
from qmslib.standards.moments import MISSING, Read, back, read_moments, reading_moment, same_kind
from qmslib.standards.open_time import Moments
from qmslib.standards.pauses import Still, read_pauses
from qmslib.standards.reckoning import due_moments, read_promise

if TYPE_CHECKING:
    from qmslib.standards.clock import WorkingClock

texts = module_texts(__file__)


@dataclass(frozen=True)
class Stage:
    """One stage of a procedure and its promise.

    Attributes
    ----------
    name
        What it is called, for example ``stage 1``.
    days, hours
        The promise in working days or in working hours; one of the two.
    done
        The column of the log that says when it was done.
    since
        ``"received"``: counted from receipt; the name of an earlier stage: counted from when that was done; or a
        column of the log, for a stage that begins with something else, such as a request to go on.
    extension
        The most working days (or hours) by which it may be extended; 0 if it may not.

    Examples
    --------
    >>> Stage("stage 1", days=10, done="answered", since="acknowledge", extension=10).days
    10
    """

    name: str
    days: int | None = None
    hours: float | None = None
    done: str = ""
    since: str = "received"
    extension: float = 0


@dataclass(frozen=True, eq=False)
class StageReport(Report):
    """Where each case stands in each stage.

    Attributes
    ----------
    stages
        One row for each case and stage: ``case``, ``stage``, ``since`` (from when it counts), ``due``, ``done``,
        ``extended`` (by how much), ``reason`` and ``state``: met, late, overdue (not done, and due has passed), open
        (not done, and time is left) or not started (what it counts from has not happened).
    counts
        For each stage, how many cases are in each state.

    Examples
    --------
    >>> from qmslib.standards import Stage, WorkingClock, track_stages
    >>> log = [{"case": "C-1", "received": "2026-03-16 10:00", "acknowledged": "2026-03-17 10:00"}]
    >>> report = track_stages(log, [Stage("acknowledge", days=3, done="acknowledged")], WorkingClock())
    >>> print(report.explain("C-1"))
    acknowledge: due Thursday 19 March 2026 at 17:00, 3 working days after Monday 16 March 2026 at 10:00; done Tuesday 17 March 2026 at 10:00: met.
    """  # noqa: E501 - an example's output cannot be wrapped

    sentence: str
    findings: tuple[Finding, ...]
    stages: pd.DataFrame
    counts: pd.DataFrame
    promises: Mapping[str, str]

    def frame(self) -> pd.DataFrame:
        """One row for each case and stage."""
        return self.stages

    def explain(self, case: object) -> str:
        """One case in words, a line for each stage."""
        own = self.stages[self.stages["case"] == case]
        if own.empty:
            raise CourseError("there is no such case", field="case", found=case)
        return "\n".join(self._line(row) for _, row in own.iterrows())

    def _line(self, row: pd.Series[Any]) -> str:
        if row["state"] == "not started":
            return texts.say("line_not_started", stage=row["stage"])
        slots = {
            "stage": row["stage"],
            "promise": self.promises[row["stage"]],
            "since": say_moment(row["since"]),
            "due": texts.say("no_due") if row["due"] is pd.NaT else say_moment(row["due"]),
        }
        if row["state"] in ("met", "late"):
            ended = texts.say("line_done", done=say_moment(row["done"]), state=row["state"])
        else:
            ended = texts.say(f"line_{row['state']}")
        extended = texts.say("line_extended", by=say_number(row["extended"]), reason=row["reason"])
        return texts.say("line", **slots) + (extended if row["extended"] else "") + ended


def track_stages(
    log: Any,
    stages: Sequence[Stage],
    clock: WorkingClock,
    *,
    received: str = "received",
    case: str = "case",
    as_of: Any = None,
    extensions: Any = None,
    pauses: Any = None,
) -> StageReport:
    """Follow cases through stages that each have a deadline.

    Parameters
    ----------
    log
        A table with a row a case: its name, when it was received, and for each stage when it was done.
    stages
        The stages in order.
    clock
        Opening hours and rules.
    received, case
        Names of columns.
    as_of
        The moment at which the log is read; nothing that happened later is known. Without it, what is not done is
        open.
    extensions
        A table with the columns ``case``, ``stage``, ``by`` (working days or hours, as the stage's promise),
        ``reason`` and ``decided`` (when). One without a reason, decided after the deadline had passed, or longer
        than the stage allows is reported and does not count.
    pauses
        As in `WorkingClock.elapsed`.

    Returns
    -------
    StageReport

    Raises
    ------
    CourseError
        If a column is missing, a moment cannot be read, or an extension names a case or stage that there is not.

    Examples
    --------
    >>> from qmslib.standards import Stage, WorkingClock
    >>> steps = [Stage("acknowledge", days=5, done="acknowledged"),
    ...          Stage("stage 1", days=10, done="answered", since="acknowledge", extension=10)]
    >>> log = [{"case": "C-1", "received": "2026-03-02 10:00", "acknowledged": "2026-03-04 10:00", "answered": None}]
    >>> longer = [{"case": "C-1", "stage": "stage 1", "by": 5, "reason": "two teams must be asked",
    ...            "decided": "2026-03-16 10:00"}]
    >>> report = track_stages(log, steps, WorkingClock(), as_of="2026-03-20 09:00", extensions=longer)
    >>> report.frame()[["stage", "state", "extended"]].values.tolist()
    [['acknowledge', 'met', 0], ['stage 1', 'open', 5]]
    """
    table = as_frame(log, [received, *(stage.done for stage in stages if stage.done)])
    _check(stages, set(table.columns))
    cases = table[case] if case in table else pd.Series(range(1, len(table) + 1), name="case")
    one = read_moments(table[received], received, clock.zone)
    if one.missing.any():
        raise CourseError(
            f"{rows_named(np.flatnonzero(one.missing))}: the moment of receipt is missing",
            field=received,
            do="Fill it in",
        )
    now = None if as_of is None else reading_moment(as_of, received, one, clock.zone)
    still = read_pauses(pauses, one, cases, clock.zone).as_of(now)
    keep = np.ones(len(table), dtype=bool) if now is None else one.us <= now
    findings: list[Finding] = []
    if not keep.all():
        findings.append(texts.finding("info", "unborn", n=say_number(int((~keep).sum()))))
    asked = _Extensions(extensions, cases, stages, clock)
    done_of: dict[str, Moments] = {"received": one.us}
    parts = []
    for stage in stages:
        if stage.since not in done_of:
            done_of[stage.since] = _moments(table, stage.since, one, clock, now)
        done = _done(table, stage, one, clock, now)
        since = done_of[stage.since]
        base_due = _due(clock, stage, since, np.zeros(len(table)), still)
        by, reason, said = asked.granted(stage, base_due, now, one)
        findings += said
        due = _due(clock, stage, since, by, still)
        done_of[stage.name] = done
        parts.append(_part(stage, cases, since, due, done, by, reason, now, one, clock))
    frame = pd.concat(parts, ignore_index=True)
    place = np.arange(len(frame)) % max(len(table), 1)
    frame = frame.iloc[np.lexsort((np.arange(len(frame)), place))]
    frame = frame[np.repeat(keep, len(stages))].reset_index(drop=True)
    counts = pd.crosstab(frame["stage"], frame["state"]).reindex([stage.name for stage in stages])
    late = int(frame["state"].isin(["late", "overdue"]).sum())
    sentence = texts.say(
        "sentence", n=say_number(int(keep.sum())), stages=len(stages), late=say_number(late),
        over=say_number(int((frame["state"] == "overdue").sum())),
    )  # fmt: skip
    promises = {stage.name: _promise(stage) for stage in stages}
    return StageReport(sentence, tuple(findings), frame, counts, promises)


def _check(stages: Sequence[Stage], columns: set[Any]) -> None:
    if not stages:
        raise CourseError("there are no stages", do="Give at least one Stage")
    known = {"received"}
    for stage in stages:
        if stage.name in known:
            raise CourseError("two stages bear the same name", field="name", found=stage.name)
        if stage.since not in known | columns:
            raise CourseError(
                "a stage counts from receipt, from an earlier stage or from a column of the log",
                field="since", found=stage.since,
                do=f"Use one of: {', '.join(sorted(map(str, known | columns)))}",
            )  # fmt: skip
        if (stage.days is None) == (stage.hours is None):
            raise CourseError(f"give the promise of {stage.name} in working days or in working hours", field="days")
        if not stage.done:
            raise CourseError(f"say which column tells when {stage.name} was done", field="done")
        known.add(stage.name)


def _promise(stage: Stage) -> str:
    if stage.days is not None:
        return texts.say("days", n=stage.days)
    return texts.say("hours", n=say_number(stage.hours or 0))


def _moments(table: pd.DataFrame, column: str, received: Read, clock: WorkingClock, now: int | None) -> Moments:
    """A column of the log as it was known at the moment of reading."""
    read = read_moments(table[column], column, clock.zone)
    same_kind(("received", received), (column, read))
    return read.us if now is None else np.where(read.us > now, MISSING, read.us)


def _done(table: pd.DataFrame, stage: Stage, received: Read, clock: WorkingClock, now: int | None) -> Moments:
    read = read_moments(table[stage.done], stage.done, clock.zone)
    same_kind(("received", received), (stage.done, read))
    early = ~read.missing & (read.us < received.us)
    if early.any():
        raise CourseError(
            f"{rows_named(np.flatnonzero(early))}: {stage.name} was done before the case was received",
            field=stage.done,
            do="Correct the moments, or leave the case out",
        )
    return read.us if now is None else np.where(read.us > now, MISSING, read.us)


def _due(clock: WorkingClock, stage: Stage, since: Moments, by: Any, still: Still) -> Moments:
    if stage.days is not None:
        days, minutes = read_promise(stage.days + np.asarray(by), None, len(since))
    else:
        days, minutes = read_promise(None, (stage.hours or 0) + np.asarray(by), len(since))
    return due_moments(clock, since, days, minutes, still)


def _part(
    stage: Stage,
    cases: Any,
    since: Moments,
    due: Moments,
    done: Moments,
    by: Any,
    reason: list[str],
    now: int | None,
    like: Read,
    clock: WorkingClock,
) -> pd.DataFrame:
    state = np.full(len(since), "open", dtype=object)
    if now is not None:
        state[(due != MISSING) & (due < now)] = "overdue"
    state[(done != MISSING)] = "met"
    state[(done != MISSING) & (due != MISSING) & (done > due)] = "late"
    # Done although what it counts from was never recorded: there is no deadline to hold it to.
    state[since == MISSING] = "not started"
    plain = Read(like.us, pd.RangeIndex(len(since)), like.aware)
    return pd.DataFrame(
        {
            "case": np.asarray(cases), "stage": stage.name, "since": back(since, plain, clock.zone),
            "due": back(due, plain, clock.zone), "done": back(done, plain, clock.zone),
            "extended": np.asarray(by).astype(int) if stage.days is not None else by,
            "reason": reason, "state": state,
        }
    )  # fmt: skip


class _Extensions:
    """Extensions that were asked for, and which of them count."""

    def __init__(self, extensions: Any, cases: pd.Series[Any], stages: Sequence[Stage], clock: WorkingClock) -> None:
        columns = ["case", "stage", "by", "reason", "decided"]
        self.table = pd.DataFrame(columns=columns) if extensions is None else as_frame(extensions, columns)
        self.size = len(cases)
        self.place = pd.Index(cases).get_indexer(self.table["case"]) if len(self.table) else np.empty(0, dtype=int)
        names = {stage.name for stage in stages}
        for row, (place, stage) in enumerate(zip(self.place, self.table["stage"], strict=True), start=1):
            if place < 0:
                raise CourseError(
                    f"row {row} of the extensions belongs to no case", field="case", found=self.table["case"][row - 1]
                )
            if stage not in names:
                raise CourseError(f"row {row} of the extensions names no stage", field="stage", found=stage)
        self.decided = read_moments(self.table["decided"], "decided", clock.zone) if len(self.table) else None
        self.by = pd.to_numeric(self.table["by"], errors="coerce").to_numpy(dtype=float)

    def granted(
        self, stage: Stage, due: Moments, now: int | None, received: Read
    ) -> tuple[Any, list[str], list[Finding]]:
        """How much each case gets, why, and what was turned down."""
        by, reasons = np.zeros(self.size), [""] * self.size
        findings: list[Finding] = []
        for row in np.flatnonzero(self.table["stage"].to_numpy() == stage.name) if len(self.table) else ():
            assert self.decided is not None
            same_kind(("received", received), ("decided", self.decided))
            place, moment = int(self.place[row]), int(self.decided.us[row])
            reason = self.table["reason"][row]
            if now is not None and moment != MISSING and moment > now:
                continue
            fault = (
                "no_length" if not self.by[row] > 0
                else "no_reason" if not filled(reason)
                else "no_date" if moment == MISSING
                else "too_late" if due[place] != MISSING and moment > due[place]
                else "too_long" if by[place] + self.by[row] > stage.extension
                else ""
            )  # fmt: skip
            if fault:
                slots = {"case": self.table["case"][row], "stage": stage.name, "most": say_number(stage.extension)}
                findings.append(texts.finding("bad", fault, int(row), "extensions", **slots))
                continue
            by[place] += self.by[row]
            reasons[place] = "; ".join(filter(None, [reasons[place], str(reason).strip()]))
        return by, reasons, findings

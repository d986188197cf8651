"""Due moments and working time for many cases at once; the clock's own methods call this for one case too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.frames import rows_named
from qmslib.standards.moments import MISSING, Read, back, read_moments, same_kind
from qmslib.standards.open_time import Beyond, Moments, OpenTime, to_instants, to_wall
from qmslib.standards.pauses import FOREVER, NONE, Still, read_pauses

if TYPE_CHECKING:
    from qmslib.standards.clock import WorkingClock

T = TypeVar("T")
_DAY = 86_400_000_000
_MOST_DAYS, _MOST_HOURS = 2000, 2000 * 24
UNITS = {"hours": 3_600_000_000, "minutes": 60_000_000, "seconds": 1_000_000}


def reached(clock: WorkingClock, moments: Moments, work: Callable[[OpenTime], T]) -> T:
    """Do some reckoning on the open time around the moments, looking further ahead for as long as it takes."""
    there = moments[moments != MISSING]
    first, last = (int(there.min()), int(there.max())) if len(there) else (0, 0)
    for ahead in (0, 400, 4000, 40_000):
        try:
            return work(clock.open_time(first, last + ahead * _DAY))
        except Beyond:
            continue
    raise CourseError(
        "the office is never open again after this day",
        found=str(np.int64(last).astype("datetime64[us]").astype("datetime64[D]")),
        do="Check the holidays and the opening hours",
    )


def started(clock: WorkingClock, received: Moments) -> Moments:
    """When each case counts as received."""
    there = received != MISSING

    def work(table: OpenTime) -> Moments:
        start = received.copy()
        start[there] = _opening(clock, table, received[there])
        return start

    return reached(clock, received, work) if there.any() else received.copy()


def _opening(clock: WorkingClock, table: OpenTime, received: Moments) -> Moments:
    start = table.opening(received)
    if clock.after_hours == "as_received":
        wall = received if clock.zone is None else to_wall(received, clock.zone)
        day = np.maximum(np.searchsorted(table.close, received, side="right") - 1, 0)
        same = (table.close[day] <= received) & (table.days[day] == wall // _DAY)
        start = np.where(same, table.close[day], start)
    return start


def worked(clock: WorkingClock, start: Moments, end: Moments, still: Still = NONE) -> Moments:
    """Working time between moments in microseconds, pauses left out; `MISSING` where a moment is, 0 where `end` is
    not after `start`."""
    there = (start != MISSING) & (end != MISSING)
    finite = still.end[still.end != FOREVER]

    def work(table: OpenTime) -> Moments:
        total = np.full(len(start), MISSING, dtype=np.int64)
        total[there] = np.maximum(table.worked(end[there]) - table.worked(start[there]), 0)
        if len(still.case):
            first = np.maximum(still.start, start[still.case])
            last = np.minimum(still.end, end[still.case])
            counts = there[still.case] & (last > first)
            first, last, case = first[counts], last[counts], still.case[counts]
            np.subtract.at(total, case, table.worked(last) - table.worked(first))
        return total

    return reached(clock, np.concatenate([start[there], end[there], still.start, finite]), work)


def elapsed(clock: WorkingClock, received: Any, closed: Any, pauses: Any, cases: Any, unit: str) -> Any:
    """`WorkingClock.elapsed`."""
    if unit not in UNITS and unit not in ("days", "timedelta"):
        raise CourseError(
            "this unit is not known", field="unit", found=unit, do=f"Choose {', '.join(UNITS)}, timedelta or days"
        )
    one, other = read_moments(received, "received", clock.zone), read_moments(closed, "closed", clock.zone)
    if one.index is None and other.index is not None:
        one = Read(np.repeat(one.us, len(other.us)), other.index, one.aware)
    elif other.index is None and one.index is not None:
        other = Read(np.repeat(other.us, len(one.us)), one.index, other.aware)
    _together(one, other)
    still = read_pauses(pauses, one, cases, clock.zone)
    in_order(one, other)
    if unit == "days":
        values = day_numbers(clock, one.us, other.us, still)
    else:
        micro = worked(clock, one.us, other.us, still)
        if unit == "timedelta":
            spans = pd.Series(micro.astype("timedelta64[us]"), index=one.index)
            return spans if one.index is not None else spans.iloc[0]
        values = np.where(micro == MISSING, np.nan, micro / UNITS[unit])
    if one.index is None:
        return float(values[0])
    return pd.Series(values, index=one.index)


def _together(one: Read, other: Read) -> None:
    same_kind(("received", one), ("closed", other))
    if len(one.us) != len(other.us):
        raise CourseError(
            f"{len(one.us)} moments of receipt and {len(other.us)} of closing do not belong together", field="closed"
        )


def in_order(received: Read, closed: Read) -> None:
    """Refuse cases that were closed before they were received."""
    wrong = ~closed.missing & ~received.missing & (closed.us < received.us)
    if wrong.any():
        raise CourseError(
            f"{rows_named(np.flatnonzero(wrong))}: it was closed before it was received" if len(wrong) > 1
            else "it was closed before it was received",
            field="closed",
            found=str(closed.us[np.flatnonzero(wrong)[0]].astype("datetime64[us]").astype("datetime64[m]")),
            do="Correct the moments, or leave the case out",
        )  # fmt: skip


def day_numbers(clock: WorkingClock, received: Moments, seen: Moments, still: Still) -> NDArray[np.float64]:
    """The number of the working day on which each case was seen: the smallest promise in days that it keeps."""
    there = (received != MISSING) & (seen != MISSING)
    finite = still.end[still.end != FOREVER]

    def work(table: OpenTime) -> NDArray[np.float64]:
        found = np.full(len(received), np.nan)
        start = np.zeros(len(received), dtype=np.int64)
        start[there] = _opening(clock, table, received[there])
        day = table.day_of(start)
        # A case that is seen before it counts as received is seen on its first day.
        last = np.maximum(np.searchsorted(table.close, np.maximum(seen, start), side="left"), day)
        if (last[there] >= len(table.close)).any():
            raise Beyond
        zero = np.where(start < table.close[day], clock.day_zero, 0)
        number = zero + last - day
        for turn in still.turns():
            case = still.case[turn]
            first = np.maximum(np.searchsorted(table.close, still.start[turn], side="right"), day[case])
            end = np.searchsorted(table.close, still.end[turn], side="right")
            # Days before the last on which the clock stood still at closing time have no number.
            number[case] -= np.clip(np.minimum(end, last[case]) - first, 0, None)
        found[there] = number[there]
        return found

    return reached(clock, np.concatenate([received[there], seen[there], still.start, finite]), work)


def due_moments(
    clock: WorkingClock,
    received: Moments,
    days: NDArray[np.int64] | None,
    minutes: NDArray[np.int64] | None,
    still: Still,
) -> Moments:
    """The last moment on time for each case; `MISSING` where the clock stands still without an end."""
    there = received != MISSING
    finite = still.end[still.end != FOREVER]

    def work(table: OpenTime) -> Moments:
        start = np.zeros(len(received), dtype=np.int64)
        start[there] = _opening(clock, table, received[there])
        start[~there] = table.start[0]
        if days is not None:
            found = _due_by_days(clock, table, start, days, still)
        else:
            assert minutes is not None
            found = _due_by_time(table, start, minutes * UNITS["minutes"], still)
        found[~there] = MISSING
        return found

    return reached(clock, np.concatenate([received[there], still.start, finite]), work)


def _due_by_days(
    clock: WorkingClock, table: OpenTime, start: Moments, days: NDArray[np.int64], still: Still
) -> Moments:
    first = table.day_of(start)
    fresh = start < table.close[first]
    # What came after closing time and keeps its day has used none of it: that day is day 0 under both rules.
    due = first + np.maximum(days - np.where(fresh, clock.day_zero, 0), np.where(fresh, 0, 1))
    stuck = np.zeros(len(start), dtype=bool)
    for turn in still.turns():
        case = still.case[turn]
        begin = np.maximum(np.searchsorted(table.close, still.start[turn], side="right"), first[case])
        end = np.searchsorted(table.close, still.end[turn], side="right")
        hit = (begin <= due[case]) & (end > begin)
        forever = still.end[turn] == FOREVER
        stuck[case] |= hit & forever
        due[case] += np.where(hit & ~forever, end - begin, 0)
    due[stuck] = first[stuck]
    if (due >= len(table.close)).any():
        raise Beyond
    found = table.close[due]
    if clock.due_at == "same_time":
        wall = start if clock.zone is None else to_wall(start, clock.zone)
        moment = table.days[due] * _DAY + wall % _DAY
        if clock.zone is not None:
            moment = to_instants(moment, clock.zone, early=True)
        found = np.clip(moment, table.start[table.first_span[due]], found)
    return np.where(stuck, MISSING, found)


def _due_by_time(table: OpenTime, start: Moments, amount: Moments, still: Still) -> Moments:
    target = table.worked(start) + amount
    stuck = np.zeros(len(start), dtype=bool)
    for turn in still.turns():
        case = still.case[turn]
        first = table.worked(np.maximum(still.start[turn], start[case]))
        forever = still.end[turn] == FOREVER
        last = table.worked(np.maximum(np.where(forever, start[case], still.end[turn]), start[case]))
        hit = first < target[case]
        stuck[case] |= hit & forever
        target[case] += np.where(hit & ~forever, np.maximum(last - first, 0), 0)
    found = np.where(amount == 0, start, table.after(target))
    # Due at the moment it came, unless a pause moves it on.
    found = np.where((amount == 0) & (target > table.worked(start)), table.after(target), found)
    return np.where(stuck, MISSING, found)


def read_promise(days: Any, hours: Any, count: int) -> tuple[NDArray[np.int64] | None, NDArray[np.int64] | None]:
    """A promise as whole days or whole minutes, one for each case."""
    if (days is None) == (hours is None):
        raise CourseError("give the promise in working days or in working hours", do="Give one of the two")
    name, given, most = ("days", days, _MOST_DAYS) if hours is None else ("hours", hours, _MOST_HOURS)
    values = np.asarray(pd.Series(given).to_numpy() if isinstance(given, (list, tuple, pd.Series)) else given)
    if values.dtype.kind not in "iuf":
        raise CourseError("a promise is a number", field=name, found=given)
    if values.ndim and len(values) != count:
        raise CourseError(f"{len(values)} promises for {count} cases", field=name)
    values = np.broadcast_to(values, (count,))
    wrong = ~((values >= 0) & (values <= most))
    if name == "days":
        wrong = wrong | (np.floor(np.where(wrong, 0, values)) != np.where(wrong, 0, values))
    if wrong.any():
        raise CourseError(
            f"this is no number of working {name} to promise" if count == 1
            else f"{rows_named(np.flatnonzero(wrong))}: no number of working {name} to promise",
            field=name, found=float(values[np.flatnonzero(wrong)[0]]),
        )  # fmt: skip
    if name == "days":
        return values.astype(np.int64), None
    # A promise is kept to the minute.
    return None, np.floor(values * 60 + 0.5).astype(np.int64)


def due(clock: WorkingClock, received: Any, days: Any, hours: Any, pauses: Any, cases: Any) -> Any:
    """`WorkingClock.due`."""
    read = read_moments(received, "received", clock.zone)
    whole, minutes = read_promise(days, hours, len(read.us))
    still = read_pauses(pauses, read, cases, clock.zone)
    found = due_moments(clock, read.us, whole, minutes, still)
    if read.index is None and found[0] == MISSING and not read.missing[0]:
        raise CourseError("the clock never runs out: is a pause still open?", do="Give the end of each pause")
    return back(found, read, clock.zone)

"""Faults in the dates of a log: out of order, in the future, far off, day and month exchanged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.dates import parse_date
from qmslib._common.findings import module_texts
from qmslib._common.words import fold
from qmslib.complaints.log.faults import Faults, blanks, loose_moments, shown
from qmslib.complaints.log.schema import LogSchema

texts = module_texts(__file__)

Moments = NDArray[np.datetime64]
_DAY = np.timedelta64(1, "D")
_EARLIEST, _LATEST = np.datetime64("2000-01-01"), np.datetime64("2100-01-01")


def _day(moment: Any) -> str:
    return shown(pd.Timestamp(moment))


def read_dates(log: pd.DataFrame, schema: LogSchema, faults: Faults) -> dict[str, Moments]:
    """The date columns that the log has; cells that hold no date are faults and count as empty afterwards."""
    dates = {}
    for column in schema.columns:
        if column.kind != "date" or column.name not in log:
            continue
        cells = log[column.name]
        moments, bad = loose_moments(cells)

        def do(row: int, cells: pd.Series[Any] = cells) -> str:
            read = parse_date(cells.iloc[row]) if isinstance(cells.iloc[row], str) else None
            return texts.say("no date") if read is None else texts.say("no date read", read=read.isoformat())

        faults.add(bad.nonzero()[0], column.name, cells, "no date", do)
        with np.errstate(invalid="ignore"):
            odd = (moments < _EARLIEST) | (moments >= _LATEST)
        faults.add(
            odd.nonzero()[0],
            column.name,
            cells,
            "implausible date",
            [texts.say("implausible date", year=str(moment)[:4]) for moment in moments[odd]],
        )
        dates[column.name] = np.where(odd, np.datetime64("NaT"), moments)
    return dates


def _exchanged(moments: Moments) -> Moments:
    """Each moment with day and month exchanged, where that is another date."""
    out = np.full(len(moments), np.datetime64("NaT"), dtype="datetime64[us]")
    if len(moments):
        parts = pd.DatetimeIndex(moments)
        can = np.asarray((parts.day <= 12) & (parts.day != parts.month), dtype=bool) & ~np.isnat(moments)
        some = parts[can]
        if len(some):
            months = (some.year.to_numpy() - 1970).astype("datetime64[Y]").astype("datetime64[M]")
            first = months + (some.day.to_numpy() - 1).astype("timedelta64[M]")
            days = first.astype("datetime64[D]") + (some.month.to_numpy() - 1).astype("timedelta64[D]")
            clock = np.asarray(some - some.normalize(), dtype="timedelta64[us]")
            out[can] = days.astype("datetime64[us]") + clock
    return out


def check_dates(
    log: pd.DataFrame, schema: LogSchema, faults: Faults, as_of: np.datetime64 | None, far: int
) -> dict[str, Moments]:
    """Add every fault of the dates; gives the dates as read."""
    dates = read_dates(log, schema, faults)
    n = len(log)
    wrong = {name: np.zeros(n, dtype=bool) for name in dates}
    for first, second in schema.order:
        if first not in dates or second not in dates:
            continue
        one, two = dates[first], dates[second]
        # A date without a time is compared by its day: closed on the day of receipt is in order.
        bare = two == two.astype("datetime64[D]")
        with np.errstate(invalid="ignore"):
            late = np.where(bare, one.astype("datetime64[D]") > two, one > two)

        def do(row: int, first: str = first, second: str = second, one: Moments = one, two: Moments = two) -> str:
            return texts.say(
                "dates out of order",
                first=first,
                first_date=_day(one[row]),
                second=second,
                second_date=_day(two[row]),
            )

        faults.add(late.nonzero()[0], second, log[second], f"{second} before {first}", do)
        wrong[first] |= late
        wrong[second] |= late
    if as_of is not None:
        for name, moments in dates.items():
            if name != schema.due:
                ahead = moments >= as_of + _DAY
                said = texts.say("date in the future", as_of=str(as_of))
                faults.add(ahead.nonzero()[0], name, log[name], "date in the future", said)
                wrong[name] |= ahead
    _check_far(log, schema, faults, dates, far)
    _check_exchanged(log, schema, faults, dates, wrong, as_of)
    return dates


def _check_far(log: pd.DataFrame, schema: LogSchema, faults: Faults, dates: dict[str, Moments], far: int) -> None:
    if schema.due not in dates or schema.received not in dates:
        return
    gap = (dates[schema.due] - dates[schema.received]) / _DAY
    with np.errstate(invalid="ignore"):
        off = gap > far
    faults.add(
        off.nonzero()[0],
        schema.due,
        log[schema.due],
        "target far off",
        lambda row: texts.say("target far off", days=int(gap[row])),
    )


def _between(log: pd.DataFrame, schema: LogSchema, received: Moments) -> tuple[Moments, Moments] | None:
    """For each row the receipt of the cases numbered before and after it, where numbers follow the receipt."""
    if schema.id not in log:
        return None
    ids = pd.Series([shown(value) for value in log[schema.id]], dtype=object)
    order = np.lexsort((ids.to_numpy(dtype=str), ids.str.len().to_numpy()))
    order = order[~np.isnat(received[order])]
    days = received[order].astype("datetime64[D]")
    if len(days) < 10 or np.mean(days[1:] >= days[:-1]) < 0.9:
        return None
    before = np.full(len(received), np.datetime64("NaT"), dtype="datetime64[D]")
    after = before.copy()
    before[order[1:]], after[order[:-1]] = days[:-1], days[1:]
    return before, after


def _check_exchanged(
    log: pd.DataFrame,
    schema: LogSchema,
    faults: Faults,
    dates: dict[str, Moments],
    wrong: dict[str, NDArray[np.bool_]],
    as_of: np.datetime64 | None,
) -> None:
    """Point out dates that are wrong as they stand and fit all others with day and month exchanged."""
    explained = np.zeros(len(log), dtype=bool)
    for name in sorted(dates, key=lambda name: name != schema.received):
        moments = dates[name]
        # One cause is enough: where the receipt is suspect, the other dates of the case are not.
        suspect = wrong[name] & ~explained
        near = _between(log, schema, moments) if name == schema.received else None
        days = moments.astype("datetime64[D]")
        if near is not None:
            # Cases are numbered as they come in, so a receipt that leaps out of the row of numbers is suspect.
            suspect = (near[0] <= near[1]) & ((days < near[0]) | (days > near[1]))
        rows = suspect.nonzero()[0]
        swapped = _exchanged(moments[rows])
        swapped_days = swapped.astype("datetime64[D]")
        fits = ~np.isnat(swapped)
        if near is not None:
            fits &= (near[0][rows] <= swapped_days) & (swapped_days <= near[1][rows])
        if as_of is not None and name != schema.due:
            fits &= swapped < as_of + _DAY
        for first, second in schema.order:
            if first == name and second in dates:
                fits &= ~(swapped_days > dates[second][rows].astype("datetime64[D]"))
            elif second == name and first in dates:
                fits &= ~(dates[first][rows].astype("datetime64[D]") > swapped_days)
        at = {int(row): _day(moment) for row, moment, fit in zip(rows, swapped, fits, strict=True) if fit}

        def do(row: int, at: dict[int, str] = at) -> str:
            return texts.say("day and month swapped", swapped=at[row])

        faults.add(rows[fits], name, log[name], "day and month swapped", do)
        explained[rows[fits]] = True


def check_states(log: pd.DataFrame, schema: LogSchema, faults: Faults, dates: dict[str, Moments]) -> None:
    """Add the places where the state of a case and its dates or its outcome contradict each other."""
    if schema.state not in log:
        return
    cells = log[schema.state]
    state = pd.Series([fold(value) for value in cells], dtype=object)
    still = np.asarray(state.isin(schema.open_states), dtype=bool)
    ended = np.asarray(state.isin(schema.closed_states), dtype=bool)
    closing = np.zeros(len(log), dtype=bool)
    kind = "state and dates disagree"
    if schema.closing in dates:
        closing = ~blanks(log[schema.closing])
        faults.add((still & closing).nonzero()[0], schema.state, cells, kind, texts.say(f"{kind}, open"))
        said = texts.say("closed without a date")
        faults.add(
            (ended & ~closing).nonzero()[0], schema.closing, log[schema.closing], "closed without a date", said
        )
    if schema.acknowledged in dates:
        filled = ~blanks(log[schema.acknowledged])
        # A short case may be answered at once, so only the two states that speak of it are held to the date.
        for name, bad, key in (("received", filled, "received"), ("acknowledged", ~filled, "acknowledged")):
            rows = (np.asarray(state.eq(name), dtype=bool) & bad).nonzero()[0]
            faults.add(rows, schema.state, cells, kind, texts.say(f"{kind}, {key}"))
    for name in schema.only_closed:
        if name in log:
            filled = ~blanks(log[name])
            # With a closing date as well it is the state that is wrong, which is said already.
            rows = (still & filled & ~closing).nonzero()[0]
            faults.add(rows, name, log[name], f"{name} without closure", texts.say("without closure"))
            if name == schema.only_closed[0]:
                rows = (ended & ~filled).nonzero()[0]
                faults.add(rows, name, log[name], f"closed without {name}", texts.say("closed without"))

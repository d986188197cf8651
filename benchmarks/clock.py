"""Working time on a million cases beside `businesstimedelta`, a case; both must give the same first."""

from __future__ import annotations

import sys
import time
from typing import Any

import holidays
import numpy as np
import pandas as pd
from businesstimedelta import HolidayRule, Rules, WorkDayRule

from benchmarks.measure import Measured, alone, tell, timed
from qmslib.standards import WorkingClock

SIZES = (10_000, 100_000, 1_000_000)
#: So many cases are timed with businesstimedelta, and compared.
SAMPLE = 500
YEARS = range(2024, 2028)


def cases(size: int) -> pd.DataFrame:
    """Cases of one year that took up to forty days."""
    random = np.random.default_rng(2026)
    received = pd.Timestamp("2025-01-01") + pd.to_timedelta(random.integers(0, 365 * 86400, size), unit="s")
    closed = received + pd.to_timedelta(random.integers(0, 40 * 86400, size), unit="s")
    return pd.DataFrame({"received": received, "closed": closed})


def pauses(log: pd.DataFrame) -> pd.DataFrame:
    """A pause in every second case, of up to ten days."""
    random = np.random.default_rng(2027)
    case = np.arange(0, len(log), 2)
    start = log["received"].to_numpy()[case] + pd.to_timedelta(random.integers(0, 20 * 86400, len(case)), unit="s")
    end = start + pd.to_timedelta(random.integers(0, 10 * 86400, len(case)), unit="s")
    return pd.DataFrame({"case": case, "start": start, "end": end})


def england() -> Any:
    """The bank holidays of England."""
    return holidays.country_holidays("GB", subdiv="ENG", years=YEARS)


def ours(size: int, full: bool) -> Measured:
    """Time the clock on so many cases, on a plain calendar or with holidays and pauses."""
    log = cases(size)
    held = pauses(log) if full else None
    clock = WorkingClock(holidays=england()) if full else WorkingClock()
    return timed(lambda: clock.elapsed(log["received"], log["closed"], pauses=held))


def theirs(full: bool) -> tuple[float, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Seconds a case of businesstimedelta, and what both found on the sample."""
    import datetime

    log = cases(SAMPLE)
    held = pauses(log)
    rule: Any = WorkDayRule(start_time=datetime.time(9), end_time=datetime.time(17), working_days=[0, 1, 2, 3, 4])
    rules = Rules([rule, HolidayRule(england())]) if full else rule
    stop = {row.case: row for row in held.itertuples()} if full else {}

    def between(first: Any, last: Any) -> float:
        found = rules.difference(first.to_pydatetime(), last.to_pydatetime())
        return float(found.hours + found.seconds / 3600)

    began = time.perf_counter()
    hours = []
    for case, row in enumerate(log.itertuples()):
        total = between(row.received, row.closed)
        pause = stop.get(case)
        if pause is not None and pause.start < row.closed:
            total -= between(pause.start, min(pause.end, row.closed))
        hours.append(total)
    each = (time.perf_counter() - began) / SAMPLE
    clock = WorkingClock(holidays=england()) if full else WorkingClock()
    same = clock.elapsed(log["received"], log["closed"], pauses=held if full else None)
    return each, np.array(hours), same.to_numpy()


def main() -> None:
    """Measure and print."""
    print("Working time between two moments; businesstimedelta gives the same on the sample")
    print(f"{'calendar':24}{'cases':>10}{'seconds':>9}{'µs each':>9}{'MiB':>7}{'times as fast':>15}")
    for full, name in ((False, "plain"), (True, "holidays and pauses")):
        each, expected, found = theirs(full)
        if not np.allclose(expected, found, atol=1e-6):
            raise SystemExit("The two disagree: figures would mean nothing.")
        for size in SIZES:
            one = alone("benchmarks.clock", size, int(full))
            ratio = each / (one.seconds / size)
            print(
                f"{name:24}{size:>10,}{one.seconds:>9.2f}{one.seconds / size * 1e6:>9.2f}{one.grown_mib:>7.0f}"
                f"{ratio:>15,.0f}"
            )
        print(f"{'  businesstimedelta':24}{SAMPLE:>10,}{each * SAMPLE:>9.2f}{each * 1e6:>9.0f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        tell(ours(int(sys.argv[1]), bool(int(sys.argv[2]))))
    else:
        main()

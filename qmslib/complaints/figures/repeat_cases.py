"""Repeats: the same problem for the same people, again within a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, proportion
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame, read_times
from qmslib._common.moments import read_moment
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.complaints.figures.as_of import say_moment

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Repeats(Report):
    """Problems that came back.

    Attributes
    ----------
    sentence
        How many cases repeat an earlier one, out of how many, and the longest chain.
    n
        How many cases could be compared.
    repeats
        How many of them came within the window after one alike.
    chains
        How many chains of two or more.
    rate
        Repeats out of `n`, with its interval; its value is None when there is no case.
    not_compared
        How many cases lack a value in a column of `by`.
    table, cases
        The chains, the longest first, and every case with its chain.

    Examples
    --------
    >>> from qmslib.complaints import repeats
    >>> from qmslib.datasets import complaints_log
    >>> found = repeats(complaints_log(), by=("kind", "team", "service"), as_of="2026-06-30")
    >>> found.repeats == int(found.cases["repeat"].sum())
    True
    """

    sentence: str
    n: int
    repeats: int
    chains: int
    rate: Estimate
    not_compared: int
    table: pd.DataFrame
    cases: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each chain of two or more: the columns of `by`, chain, n, first, last, days."""
        return self.table.copy()


def repeats(
    log: Any,
    by: str | Sequence[str] = ("kind", "team"),
    *,
    days: float = 90,
    as_of: date | datetime | str | None = None,
    count_from: str = "previous",
    received: str = "received",
    case: str = "case",
) -> Repeats:
    """Find cases that repeat an earlier one: alike, and received within so many days of it.

    Parameters
    ----------
    log
        The case log.
    by
        Cases that agree in all these columns are alike.
    days
        The window; a case exactly so many days later is still a repeat.
    as_of
        Only cases received by then (a date, to its end, or a moment) are looked at; by default all.
    count_from
        ``"previous"``: each case is measured from the one before it, so a chain can go on. ``"first"``: from the
        first of its chain, and a case beyond the window begins a new chain.
    received, case
        The columns; the column of case numbers may be missing.

    Returns
    -------
    Repeats

    Raises
    ------
    CourseError
        When a column is missing, a receipt is missing, or a setting makes no sense.

    Notes
    -----
    Repeat rate = repeats / cases compared. The first of a chain is no repeat. Cases at the start of a log may repeat
    one from before it, so the rate of the first window is too low. A long chain says that the fix did not hold: ask
    those who do the work, and change the procedure.

    Examples
    --------
    >>> from qmslib.complaints import repeats
    >>> days = ["2026-01-05", "2026-03-20", "2026-06-01"]
    >>> log = [{"received": day, "kind": "unclear role", "team": "East locality"} for day in days]
    >>> repeats(log).repeats, repeats(log, count_from="first").repeats
    (2, 1)
    """
    names = [by] if isinstance(by, str) else list(by)
    if not names:
        raise CourseError(texts.say("by"), field="by", do=texts.say("by_do"))
    if not (np.isfinite(days) and days > 0):
        raise CourseError(texts.say("days"), field="days", found=days)
    if count_from not in ("previous", "first"):
        raise CourseError(texts.say("count_from"), field="count_from", found=count_from, do=texts.say("count_do"))
    table = as_frame(log, [received, *names])
    came = read_times(table, received, missing=False)
    zone = getattr(came.dtype, "tz", None)
    moment = read_moment(as_of, zone) if as_of is not None else None
    known = pd.Series(True, index=table.index) if moment is None else came <= moment
    keys = table[names].astype(object)
    blank = keys.isna() | keys.map(lambda value: isinstance(value, str) and not value.strip()).astype(bool)
    whole = ~blank.any(axis=1)
    ids = {case: table[case]} if case in table.columns and case not in names else {}
    cases = pd.DataFrame({**ids, received: came, **{name: table[name] for name in names}})[known & whole]
    cases = cases.sort_values([received, *ids], kind="stable", ignore_index=True, key=_sortable)
    cases["chain"], cases["repeat"] = _chains(cases, names, received, days, count_from)
    n, again = len(cases), int(cases["repeat"].sum())
    chains = _table(cases, names, received)
    missing = int((known & ~whole).sum())
    found = []
    if missing:
        found.append(texts.finding("warn", "missing", n=missing, columns=join_words(names)))
    later = int((~known).sum())
    if later and moment is not None:
        found.append(texts.finding("info", "later", n=later, as_of=say_moment(moment)))
    rate = proportion(again, n)
    if rate.value is None:
        said = texts.say("nothing")
    else:
        said = texts.say(
            "sentence", again=again, n=n, percent=say_number(rate.value * 100, 1), days=say_number(days, 1)
        )
    if len(chains):
        top = chains.iloc[0]
        what = ", ".join(str(top[name]) for name in names)
        said += " " + texts.say("longest", n=top["n"], what=what)
        if top["n"] >= 3:
            found.append(texts.finding("warn", "change", n=top["n"], what=what))
    return Repeats(said, n, again, len(chains), rate, missing, chains, cases, tuple(found))


def _sortable(column: pd.Series[Any]) -> pd.Series[Any]:
    return column if pd.api.types.is_datetime64_any_dtype(column) else column.map(str)


def _chains(
    cases: pd.DataFrame, names: list[str], received: str, days: float, count_from: str
) -> tuple[list[int], list[bool]]:
    window = pd.Timedelta(days=days)
    start: dict[Any, tuple[Any, int]] = {}
    chain: list[int] = []
    repeat: list[bool] = []
    for key, when in zip(zip(*(cases[name] for name in names), strict=True), cases[received], strict=True):
        since, number = start.get(key, (None, 0))
        again = since is not None and when - since <= window
        number = number if again else len(chain) + 1
        # From the previous case the window moves on; from the first it stands.
        start[key] = (since if again and count_from == "first" else when, number)
        chain.append(number)
        repeat.append(bool(again))
    # Numbered in the order in which the chains began.
    order = {number: place for place, number in enumerate(dict.fromkeys(chain), start=1)}
    return [order[number] for number in chain], repeat


def _table(cases: pd.DataFrame, names: list[str], received: str) -> pd.DataFrame:
    grouped = cases.groupby("chain", as_index=False)
    parts = {name: (name, "first") for name in names}
    out = grouped.agg(**parts, n=(received, "size"), first=(received, "min"), last=(received, "max"))
    out = out[out["n"] > 1].sort_values(["n", "chain"], ascending=[False, True], ignore_index=True)
    out["days"] = (out["last"] - out["first"]).dt.days if len(out) else pd.Series(dtype=int)
    return out[[*names, "chain", "n", "first", "last", "days"]]

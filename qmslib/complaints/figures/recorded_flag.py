"""The on-time flag that somebody recorded, against the verdict that the dates give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.complaints.figures.as_of import Snapshot, say_moment, take_snapshot

texts = module_texts(__file__)
_ON_TIME = frozenset({"ontime", "on time", "in time", "yes", "y", "true", "met", "1", "within target"})
_LATE = frozenset({"overdue", "late", "no", "n", "false", "missed", "not met", "breached", "0", "out of time"})
#: What the dates say of a case, in the order of the table.
VERDICTS = ("closed on time", "closed late", "open and overdue", "open, not yet due", "no target")


@dataclass(frozen=True, eq=False)
class FlagCheck(Report):
    """A recorded on-time flag compared with the dates.

    Attributes
    ----------
    sentence
        How many flags could be worked out again, and how many of them agree.
    n
        How many cases were known at the moment.
    compared, agree
        Cases with a target and a flag whose verdict the dates give, and how many of those have the same flag.
    closed_compared, closed_agree
        The same for closed cases only.
    missing
        How many cases have no flag.
    flagged_without_target
        How many have a flag though there is no target to keep.
    table
        The table that ``frame()`` gives.
    disagreements, unflagged
        Those cases, each with its row number (from 1), dates, flag and verdict.

    Examples
    --------
    >>> from qmslib.complaints import check_flag
    >>> from qmslib.datasets import boston_lookalike
    >>> found = check_flag(boston_lookalike(), "2019-12-31", flag="ontime", received="open_dt", closed="closed_dt",
    ...                    due="target_dt", case="case_enquiry_id")
    >>> found.closed_agree == found.closed_compared, found.missing
    (True, 8)
    """

    sentence: str
    n: int
    compared: int
    agree: int
    closed_compared: int
    closed_agree: int
    missing: int
    flagged_without_target: int
    table: pd.DataFrame
    disagreements: pd.DataFrame
    unflagged: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each verdict from the dates: how many are flagged on time, flagged late, not flagged."""
        return self.table.copy()


def read_flag(table: pd.DataFrame, name: str, values: Mapping[Any, bool] | None = None) -> NDArray[np.float64]:
    """The flags as 1 (on time), 0 (late) and NaN (none); a CourseError names rows with another value."""
    column = table[name]
    blank = column.isna() | column.map(lambda value: isinstance(value, str) and not value.strip())
    if values is not None:
        known = {key: float(bool(good)) for key, good in values.items()}
    else:
        known = {}
        for value in column[~blank].unique():
            word = bare(value) if isinstance(value, str) else str(value).lower().removesuffix(".0")
            if word in _ON_TIME or word in _LATE:
                known[value] = float(word in _ON_TIME)
    flags = column.map(known).where(~blank).astype(float)
    wrong = (flags.isna() & ~blank).to_numpy()
    if wrong.any():
        raise CourseError(
            f"{rows_named(wrong.nonzero()[0])}: {texts.say('unknown')}",
            field=name,
            found=column[wrong].iloc[0],
            do=texts.say("unknown_do"),
        )
    # A copy, because a series gives its own numbers for reading only.
    return np.array(flags, dtype=np.float64)


def verdicts(view: Snapshot) -> NDArray[Any]:
    """For each row the verdict from the dates, as a place in `VERDICTS`; −1 for cases not known at the moment."""
    done, due = view.is_closed, view.has_due
    choices = [
        ~view.known,
        ~due,
        done & view.on_time,
        done,
        view.passed,
    ]
    return np.select(choices, [-1, 4, 0, 1, 2], 3)


def check_flag(
    log: Any,
    as_of: date | datetime | str,
    *,
    flag: str,
    values: Mapping[Any, bool] | None = None,
    received: str = "received",
    closed: str = "closed",
    due: str = "due",
    case: str = "case",
    strict: bool = False,
    end_of_day: bool | None = None,
) -> FlagCheck:
    """Compare a recorded on-time flag with the verdict that the dates give.

    Parameters
    ----------
    log
        The case log.
    as_of
        The date (to its end) or moment at which the flags were read.
    flag
        The column of the flag.
    values
        What the flags mean, ``{"GREEN": True, "RED": False}`` with True for on time. By default on time, yes, true,
        met and 1 are read as on time; overdue, late, no, false, missed, breached and 0 as late, in capitals or not.
    received, closed, due, case
        The columns; the column of case numbers may be missing.
    strict
        Whether a case closed exactly at its due moment is late; by default it is on time.
    end_of_day
        Whether a due date lasts to the end of its day. By default it does when no due date of the cases known by then
        has a time of day.

    Returns
    -------
    FlagCheck

    Raises
    ------
    CourseError
        When a column is missing, a date is wrong, or a flag is neither of the two.

    Notes
    -----
    A closed case is on time when closed ≤ due (< when strict), compared to the second. An open case is late once it
    is past due. A case that is not yet due or has no target gives no verdict: a flag on it is shown, not judged.
    Flags of cases closed after `as_of` are left out, because they may have been set later.

    Examples
    --------
    >>> from qmslib.complaints import check_flag
    >>> log = [
    ...     {"received": "2026-01-05", "due": "2026-01-19", "closed": "2026-01-16", "met": "yes"},
    ...     {"received": "2026-01-06", "due": "2026-01-20", "closed": "2026-01-22", "met": "yes"},
    ...     {"received": "2026-01-07", "due": "2026-01-21", "closed": "2026-01-21", "met": None},
    ... ]
    >>> found = check_flag(log, "2026-01-31", flag="met")
    >>> found.compared, found.agree, found.missing
    (2, 1, 1)
    """
    view = take_snapshot(
        log, as_of, received=received, closed=closed, due=due, strict=strict, end_of_day=end_of_day, needs=(flag,)
    )
    return compare_flag(view, flag, values, case)


def compare_flag(view: Snapshot, flag: str, values: Mapping[Any, bool] | None, case: str) -> FlagCheck:
    """`check_flag` on a log already read."""
    said, verdict = read_flag(view.table, flag, values), verdicts(view)
    later = view.is_open & view.closed.notna().to_numpy()
    seen = view.known & ~later
    none = np.isnan(said)
    table = pd.DataFrame(
        [
            {
                "verdict": name,
                "flagged_on_time": int((seen & (verdict == place) & (said == 1)).sum()),
                "flagged_late": int((seen & (verdict == place) & (said == 0)).sum()),
                "not_flagged": int((seen & (verdict == place) & none).sum()),
            }
            for place, name in enumerate(VERDICTS)
        ]
    )
    table["n"] = table[["flagged_on_time", "flagged_late", "not_flagged"]].sum(axis=1)
    judged = seen & (verdict >= 0) & (verdict <= 2) & ~none
    right = judged & ((verdict == 0) == (said == 1))
    done = judged & (verdict <= 1)
    columns = {case: view.table[case]} if case in view.table.columns else {}
    cases = pd.DataFrame(
        {
            "row": np.arange(1, len(view.table) + 1),
            **columns,
            "received": view.received,
            "due": view.due,
            "closed": view.closed,
            "flag": view.table[flag],
            "verdict": [VERDICTS[place] if place >= 0 else "" for place in verdict],
        }
    )
    wrong = cases[judged & ~right].reset_index(drop=True)
    bare_rows = cases[seen & none].reset_index(drop=True)
    untargeted = int((seen & ~view.has_due & ~none).sum())
    found = view.findings(case)
    if len(wrong):
        found.append(texts.finding("bad", "wrong", field=flag, n=len(wrong), first=int(wrong["row"].iloc[0])))
    if len(bare_rows):
        late = int((bare_rows["verdict"] == "closed late").sum())
        found.append(texts.finding("warn", "missing", field=flag, n=len(bare_rows), late=late))
    if untargeted:
        found.append(texts.finding("warn", "untargeted", field=flag, n=untargeted))
    if later.any():
        found.append(texts.finding("info", "later", n=int(later.sum())))
    n, same = int(judged.sum()), int(right.sum())
    sentence = (
        texts.say("sentence", n=say_number(n), same=say_number(same), as_of=say_moment(view.moment))
        if n
        else texts.say("nothing", as_of=say_moment(view.moment))
    )
    return FlagCheck(
        sentence, int(view.known.sum()), n, same, int(done.sum()), int((done & right).sum()),
        int((seen & none).sum()), untargeted, table, wrong, bare_rows, tuple(found),
    )  # fmt: skip

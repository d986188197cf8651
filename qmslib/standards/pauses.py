"""Times in which the clock stands still: read, put in order, freed of overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.frames import as_frame, rows_named
from qmslib.standards.moments import MISSING, Read, read_moments, same_kind
from qmslib.standards.open_time import Moments

#: A pause that has no end yet lasts until here.
FOREVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stands still, for example while the customer is asked something.

    Attributes
    ----------
    start, end
        From when to when; `end` is None while the pause lasts.

    Examples
    --------
    >>> from datetime import datetime
    >>> Pause(datetime(2026, 3, 16, 12), datetime(2026, 3, 17, 12)).end.hour
    12
    """

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, eq=False)
class Still:
    """Pauses of many cases, in order and without overlaps.

    Attributes
    ----------
    case
        The number of the case of each pause.
    start, end
        From when to when.
    rank
        The number of the pause within its case, from 0.
    """

    case: Moments
    start: Moments
    end: Moments
    rank: Moments

    def turns(self) -> list[Moments]:
        """The numbers of all first pauses, of all second ones, and so on."""
        most = int(self.rank.max()) + 1 if len(self.rank) else 0
        return [np.flatnonzero(self.rank == turn) for turn in range(most)]

    def as_of(self, now: int | None) -> Still:
        """The pauses as they were known at a moment: later ones not at all, one that lasted then without its end."""
        if now is None:
            return self
        begun = self.start <= now
        end = np.where(self.end > now, FOREVER, self.end)
        return Still(self.case[begun], self.start[begun], end[begun], self.rank[begun])


NONE = Still(*(np.empty(0, dtype=np.int64) for _ in range(4)))


def read_pauses(pauses: Any, received: Read, cases: Any, zone: str | None) -> Still:
    """Pauses as a list of `Pause` for one case, or as a table with ``case``, ``start`` and ``end`` for many.

    Parameters
    ----------
    pauses
        The pauses; None for none.
    received
        When the cases came in.
    cases
        The case of each moment of `received`, as the table of pauses names it; by default its index.
    zone
        The zone of the clock.
    """
    if pauses is None or len(pauses) == 0:
        return NONE
    if isinstance(pauses, Sequence) and all(isinstance(pause, Pause) for pause in pauses):
        if len(received.us) != 1:
            raise CourseError("a list of pauses is for one case", do="Give a table with the columns case, start, end")
        number = np.zeros(len(pauses), dtype=np.int64)
        start = read_moments([pause.start for pause in pauses], "start of a pause", zone)
        end = read_moments([pause.end or pd.NaT for pause in pauses], "end of a pause", zone)
    else:
        table = as_frame(pauses, ["case", "start", "end"])
        names = pd.Index(cases if cases is not None else _names(received))
        if not names.is_unique:
            raise CourseError("two cases bear the same name, so their pauses cannot be told apart", field="case")
        number = names.get_indexer(table["case"]).astype(np.int64)
        if (number < 0).any():
            raise CourseError(
                f"{rows_named(np.flatnonzero(number < 0))} of the pauses belong to no case",
                field="case",
                found=table["case"][int(np.flatnonzero(number < 0)[0])],
            )
        start, end = read_moments(table["start"], "start", zone), read_moments(table["end"], "end", zone)
    same_kind(("received", received), ("the pauses", start), ("the pauses", end))
    return _merged(number, start.us, end.us)


def _names(received: Read) -> Any:
    return range(len(received.us)) if received.index is None else received.index


def _merged(case: Moments, start: Moments, end: Moments) -> Still:
    if (start == MISSING).any():
        raise CourseError(f"{rows_named(np.flatnonzero(start == MISSING))}: a pause has no start", field="start")
    end = np.where(end == MISSING, FOREVER, end)
    if (end < start).any():
        raise CourseError(
            f"{rows_named(np.flatnonzero(end < start))}: a pause ends before it begins",
            field="pauses",
            do="Swap or correct the two moments",
        )
    order = np.lexsort((start, case))
    case, start, end = case[order], start[order], end[order]
    # What an earlier pause of the same case covers already does not count again.
    covered = pd.Series(end).groupby(case).cummax().shift(1, fill_value=MISSING).to_numpy(dtype=np.int64).copy()
    covered[np.flatnonzero(np.diff(case, prepend=-1))] = MISSING
    start = np.maximum(start, covered)
    kept = start < end
    case, start, end = case[kept], start[kept], end[kept]
    rank = pd.Series(case).groupby(case).cumcount().to_numpy().astype(np.int64)
    return Still(case, start, end, rank)

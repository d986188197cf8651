"""Moments and plain numbers as one kind of number to order by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.frames import as_numbers, read_times

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_times(values: Any, name: str) -> NDArray[np.float64]:
    """Dates as days since 1970, numbers as they are; a CourseError names the places that hold neither."""
    column = values if isinstance(values, pd.Series) else pd.Series(list(values))
    if isinstance(values, pd.Series):
        column = values.reset_index(drop=True)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)  # the clock on the wall, so that a plain date means that day
    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.dt.start_time
    if pd.api.types.is_numeric_dtype(column) or not len(column):
        return as_numbers(column, name)
    moments = read_times(column.to_frame(name), name, missing=False)
    if isinstance(moments.dtype, pd.DatetimeTZDtype):
        moments = moments.dt.tz_localize(None)
    days = (moments - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return np.asarray(days, dtype=float)

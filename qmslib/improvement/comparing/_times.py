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
    column = pd.Series(values.to_numpy() if isinstance(values, pd.Series) else list(values))
    if isinstance(values, pd.Series) and isinstance(values.dtype, pd.DatetimeTZDtype):
        column = values.dt.tz_convert("UTC").dt.tz_localize(None).reset_index(drop=True)
    if isinstance(values, pd.Series) and isinstance(values.dtype, pd.PeriodDtype):
        column = values.dt.start_time.reset_index(drop=True)
    if pd.api.types.is_numeric_dtype(column) or not len(column):
        return as_numbers(column, name)
    moments = read_times(column.to_frame(name), name, missing=False)
    days = (moments - pd.Timestamp("1970-01-01", tz=getattr(moments.dtype, "tz", None))) / pd.Timedelta(days=1)
    return np.asarray(days, dtype=float)

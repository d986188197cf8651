"""Charts of rare events: the time, or the number of cases, from one to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Unpack

from qmslib._common.errors import CourseError
from qmslib.improvement.charts.assemble import make
from qmslib.improvement.charts.build import Recipe
from qmslib.improvement.charts.chart import ControlChart
from qmslib.improvement.charts.fit import Settings
from qmslib.improvement.charts.inputs import between_dates, in_days, read_columns
from qmslib.improvement.charts.options import ChartOptions, Options, with_options
from qmslib.improvement.charts.series import column
from qmslib.improvement.charts.spread import read_spread
from qmslib.improvement.charts.variables import one_of


@with_options("shewhart")
def t_chart(
    times: Any,
    *,
    factor: float | str | None = None,
    moving_range: str = "mean",
    screened: bool = False,
    power: float = 1 / 3.6,
    **options: Unpack[ChartOptions],
) -> ControlChart:
    """A t chart: the time from one rare event to the next.

    Parameters
    ----------
    times
        The times between events, all above 0; or the dates of the events themselves, in any order: then the days
        between them are charted, each at the date of the later event. Time spans are read as days.
    factor, moving_range, screened
        As for `xmr_chart`.
    power
        The power that makes the times nearly normal: 1 / 3.6 (Nelson; qicharts2). Montgomery rounds it to 0.2777.
    {options}

    Returns
    -------
    ControlChart
        Centre and limits carried back to times. Longer times are fewer events.

    Raises
    ------
    CourseError
        For a time of 0 or below, two events at one moment, or fewer than two times.

    Notes
    -----
    The limits are those of an XmR chart of y = x ** (1 / 3.6), raised to the power 3.6 again; below 0 they are 0.
    The transform makes exponential times nearly normal (Nelson, 1994, J. Quality Technology 26, 239-240; Montgomery,
    2013, section 7.3.5). qicharts2 does the same with a factor of 3 / 1.128.

    Examples
    --------
    >>> from qmslib.improvement import t_chart
    >>> chart = t_chart(["2026-01-05", "2026-02-01", "2026-02-20", "2026-04-02", "2026-04-30"])
    >>> list(chart.points["value"]), round(chart.centre, 1)
    ([27.0, 19.0, 41.0, 28.0], 28.0)
    """
    read = Options(**options)
    given = column(times, "times", read.data)
    given = in_days(given)
    dated = between_dates(given)
    if dated is not None:
        if read.when is not None:
            raise CourseError("the events are their own dates", field="when", do="Leave out when=")
        given, when = dated
        read = replace(read, when=when, data=None)
    columns = read_columns("t", given, gaps=read.missing == "gap")
    if isinstance(power, bool) or not isinstance(power, (int, float)) or not 0 < power <= 1:
        raise CourseError("the power lies between 0 and 1", field="power", found=power, do="Give 1 / 3.6")
    settings = Settings(spread=read_spread(factor, moving_range, bool(screened)), power=float(power))
    return make(Recipe("t", columns, read, settings, "shewhart"))


@with_options("shewhart")
def g_chart(counts: Any, *, centre: str = "mean", **options: Unpack[ChartOptions]) -> ControlChart:
    """A g chart: how many cases go right from one rare event to the next.

    Parameters
    ----------
    counts
        The cases between events, whole numbers from 0.
    centre
        ``"mean"`` (Benneyan; qcc) or ``"median"`` (qicharts2), which is fairer to runs beside the line, the counts
        being skewed. The limits come from the mean in any case.
    {options}

    Returns
    -------
    ControlChart
        Longer gaps are fewer events.

    Raises
    ------
    CourseError
        For counts below 0 or not whole.

    Notes
    -----
    Limits: m plus or minus 3 sqrt(m (m + 1)), m being the mean count, cut at 0: the standard deviation of a
    geometric distribution. Source: Benneyan (2001), Health Care Management Science 4, 305-318. Minitab uses
    percentiles instead.

    Examples
    --------
    >>> from qmslib.improvement import g_chart
    >>> chart = g_chart([12, 30, 5, 44, 21, 8, 60, 17, 3, 25])
    >>> chart.centre, round(chart.upper, 1), chart.lower
    (22.5, 91.5, 0.0)
    """
    read = Options(**options)
    columns = read_columns("g", column(counts, "counts", read.data), gaps=read.missing == "gap")
    return make(Recipe("g", columns, read, Settings(centre=one_of(centre, ("mean", "median"), "centre")), "shewhart"))

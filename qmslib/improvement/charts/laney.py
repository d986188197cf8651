"""Laney's charts: shares and rates that vary more, or less, than chance alone."""

from __future__ import annotations

from typing import Any, Unpack

from qmslib.improvement.charts.attributes import count_chart
from qmslib.improvement.charts.chart import ControlChart
from qmslib.improvement.charts.options import ChartOptions, with_options


@with_options("making data count")
def laney_p_chart(
    counts: Any, sizes: Any, *, d2: float = 1.128, screened: bool = False, **options: Unpack[ChartOptions]
) -> ControlChart:
    """Laney's p′ chart: shares from large groups that vary more (or less) than chance alone.

    Parameters
    ----------
    counts
        How many cases have it at each point, or the name of a column of `data`.
    sizes
        Out of how many; one number when always the same.
    d2
        What the mean moving range of the z values is divided by: 1.128 (Laney; Minitab; qicharts2) or unrounded.
    screened
        Whether moving ranges of 3.267 times their mean or more are left out once (an option of qicharts2).
    {options}

    Returns
    -------
    ControlChart
        `sigma_z` says how many times as wide the limits are as those of a p chart.

    Raises
    ------
    CourseError
        As for `p_chart`.

    Notes
    -----
    z = (share - p) / sqrt(p (1 - p) / n); sigma z = mean moving range of z / 1.128; limits: 3 sqrt(p (1 - p) / n)
    sigma z to each side, cut at 0 and 1. Source: Laney (2002), Quality Engineering 14, 531-537; Mohammed and Laney
    (2006), Quality and Safety in Health Care 15, 382-383.

    Examples
    --------
    >>> from qmslib.improvement import laney_p_chart
    >>> chart = laney_p_chart([800, 950, 700, 990, 870, 760], [2000, 2100, 1900, 2050, 2000, 1950])
    >>> round(chart.sigma_z, 2), round(chart.upper, 3)
    (5.52, 0.608)
    """
    return count_chart("laney_p", counts, sizes, options, d2, screened)


@with_options("making data count")
def laney_u_chart(
    counts: Any, areas: Any, *, d2: float = 1.128, screened: bool = False, **options: Unpack[ChartOptions]
) -> ControlChart:
    """Laney's u′ chart: rates of events that vary more (or less) than chance alone.

    Parameters
    ----------
    counts
        How many events at each point, or the name of a column of `data`.
    areas
        How much was watched; one number when always the same.
    d2
        What the mean moving range of the z values is divided by: 1.128 (Laney; Minitab; qicharts2) or unrounded.
    screened
        Whether moving ranges of 3.267 times their mean or more are left out once (an option of qicharts2).
    {options}

    Returns
    -------
    ControlChart
        `sigma_z` says how many times as wide the limits are as those of a u chart.

    Raises
    ------
    CourseError
        As for `u_chart`.

    Notes
    -----
    z = (rate - u) / sqrt(u / a); sigma z = mean moving range of z / 1.128; limits: 3 sqrt(u / a) sigma z to each
    side, cut at 0. Source: Laney (2002), Quality Engineering 14, 531-537.

    Examples
    --------
    >>> from qmslib.improvement import laney_u_chart
    >>> chart = laney_u_chart([310, 280, 420, 350, 290, 400], [1000, 980, 1100, 1020, 990, 1050])
    >>> round(chart.sigma_z, 2)
    2.93
    """
    return count_chart("laney_u", counts, areas, options, d2, screened)

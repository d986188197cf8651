"""Charts of counts: shares of cases (p, np) and events (c, u)."""

from __future__ import annotations

from typing import Any, Unpack

from qmslib._common.errors import CourseError
from qmslib.improvement.charts.assemble import make
from qmslib.improvement.charts.build import Recipe
from qmslib.improvement.charts.chart import ControlChart
from qmslib.improvement.charts.fit import Settings
from qmslib.improvement.charts.inputs import read_columns
from qmslib.improvement.charts.options import ChartOptions, Options, with_options
from qmslib.improvement.charts.series import column
from qmslib.improvement.charts.spread import Spread


def count_chart(
    kind: str, counts: Any, sizes: Any, options: ChartOptions, d2: float = 1.128, screened: bool = False
) -> ControlChart:
    """Read counts and sizes, and make the chart."""
    read = Options(**options)
    if isinstance(d2, bool) or not isinstance(d2, (int, float)) or not 0 < d2 < 10:
        raise CourseError("d2 is 1.128, or 2 / sqrt(pi) unrounded", field="d2", found=d2)
    columns = read_columns(
        kind,
        column(counts, "counts", read.data),
        None if sizes is None else column(sizes, "sizes", read.data),
        gaps=read.missing == "gap",
    )
    settings = Settings(d2=float(d2), spread=Spread(screened=bool(screened)))
    return make(Recipe(kind, columns, read, settings, "making data count"))


@with_options("making data count")
def p_chart(counts: Any, sizes: Any, **options: Unpack[ChartOptions]) -> ControlChart:
    """A p chart: the share of cases that have something, such as the share answered in time.

    Parameters
    ----------
    counts
        How many cases have it at each point, or the name of a column of `data`.
    sizes
        Out of how many; one number when always the same.
    {options}

    Returns
    -------
    ControlChart
        Shares as fractions of 1; the limits differ from point to point with the sizes.

    Raises
    ------
    CourseError
        For counts above their sizes, below 0 or not whole, an empty group (unless shown as a gap), or a doubled date.

    Notes
    -----
    Centre: all cases that have it / all cases. Limits: 3 sqrt(p (1 - p) / n) to each side, cut at 0 and 1. A finding
    warns when fewer than 5 cases are expected somewhere, and when the counts vary more than chance (sigma z, with a
    chi-squared test): then compare with `laney_p_chart`. Source: Montgomery (2013), section 7.2.

    Examples
    --------
    >>> from qmslib.improvement import p_chart
    >>> chart = p_chart([18, 25, 21, 30], [90, 110, 100, 120], name="answered late", better="lower", target=0.2)
    >>> round(chart.centre, 4), round(chart.upper, 4), chart.assurance
    (0.2238, 0.338, 'hit or miss')
    """
    return count_chart("p", counts, sizes, options)


@with_options("making data count")
def np_chart(counts: Any, sizes: Any, **options: Unpack[ChartOptions]) -> ControlChart:
    """An np chart: the number of cases out of groups of a known size.

    Parameters
    ----------
    counts
        How many cases have it at each point, or the name of a column of `data`.
    sizes
        Out of how many; best one number. Where sizes differ the centre line steps, and a p chart is easier to read.
    {options}

    Returns
    -------
    ControlChart
        Counts of cases.

    Raises
    ------
    CourseError
        For counts above their sizes, below 0 or not whole, an empty group (unless shown as a gap), or a doubled date.

    Notes
    -----
    Centre: n p. Limits: 3 sqrt(n p (1 - p)) to each side, cut at 0 and n. Source: Montgomery (2013), section 7.2.

    Examples
    --------
    >>> from qmslib.improvement import np_chart
    >>> chart = np_chart([12, 15, 8, 10, 4, 7, 16, 9], 50)
    >>> round(chart.centre, 3), round(chart.upper, 3)
    (10.125, 18.65)
    """
    return count_chart("np", counts, sizes, options)


@with_options("making data count")
def c_chart(counts: Any, **options: Unpack[ChartOptions]) -> ControlChart:
    """A c chart: counts of events, such as complaints a week, with the same chance for them every time.

    Parameters
    ----------
    counts
        How many events at each point, or the name of a column of `data`.
    {options}

    Returns
    -------
    ControlChart
        Counts of events.

    Raises
    ------
    CourseError
        For counts below 0 or not whole, or a doubled date.

    Notes
    -----
    Centre: the mean count. Limits: 3 sqrt(mean) to each side, cut at 0. Where the number of clients or days differs,
    use `u_chart`. Source: Montgomery (2013), section 7.3.

    Examples
    --------
    >>> from qmslib.improvement import c_chart
    >>> chart = c_chart([7, 4, 9, 6, 5, 8, 6, 7, 3, 5])
    >>> chart.centre, round(chart.upper, 2), chart.lower
    (6.0, 13.35, 0.0)
    """
    return count_chart("c", counts, None, options)


@with_options("making data count")
def u_chart(counts: Any, areas: Any, **options: Unpack[ChartOptions]) -> ControlChart:
    """A u chart: events for each unit watched, such as falls for each 1,000 bed days.

    Parameters
    ----------
    counts
        How many events at each point, or the name of a column of `data`.
    areas
        How much was watched: clients, days, items; one number when always the same.
    {options}

    Returns
    -------
    ControlChart
        Events for each unit; the limits differ from point to point with the areas.

    Raises
    ------
    CourseError
        For counts below 0 or not whole, an area of 0 (unless shown as a gap), or a doubled date.

    Notes
    -----
    Centre: all events / all units. Limits: 3 sqrt(u / a) to each side, cut at 0. Source: Montgomery (2013), section
    7.3. When the counts vary more than chance a finding points to `laney_u_chart`.

    Examples
    --------
    >>> from qmslib.improvement import u_chart
    >>> chart = u_chart([10, 12, 8, 14, 10, 16, 11, 7], 5)
    >>> round(chart.centre, 2), round(chart.upper, 3)
    (2.2, 4.19)
    """
    return count_chart("u", counts, areas, options)

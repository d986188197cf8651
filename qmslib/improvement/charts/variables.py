"""Charts of measurements: run chart, XmR, averages with ranges or standard deviations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Unpack

from qmslib._common.errors import CourseError
from qmslib.improvement.charts.assemble import make
from qmslib.improvement.charts.build import Recipe
from qmslib.improvement.charts.chart import ControlChart
from qmslib.improvement.charts.fit import Settings
from qmslib.improvement.charts.inputs import groups_columns, long_groups, read_columns
from qmslib.improvement.charts.options import ChartOptions, Options, with_options
from qmslib.improvement.charts.series import column
from qmslib.improvement.charts.spread import read_spread


def one_of(value: str, allowed: tuple[str, ...], field: str) -> str:
    """The choice, or an error that says what can be chosen."""
    if value not in allowed:
        known = " or ".join(f'"{choice}"' for choice in allowed)
        raise CourseError("this choice is not known", field=field, found=value, do=f"Give {known}")
    return value


@with_options("anhoj")
def run_chart(values: Any, *, centre: str = "median", **options: Unpack[ChartOptions]) -> ControlChart:
    """A run chart: the points, their median, and whether runs beside it are too long or crossings too few.

    Parameters
    ----------
    values
        One value for each point, or the name of a column of `data`.
    centre
        ``"median"`` (the default) or ``"mean"``.
    {options}

    Returns
    -------
    ControlChart
        Without limits; only rules that need none can be used.

    Raises
    ------
    CourseError
        For values that are no numbers, a doubled date, an unknown choice, or an empty series.

    Notes
    -----
    The runs analysis is that of Anhøj and Olesen (2014) and Anhøj (2015), the default of qicharts2: see `runs_test`.
    For the older custom of "six or more on one side" use an XmR chart, or count with `shift` under other rules.

    Examples
    --------
    >>> from qmslib.improvement import run_chart
    >>> chart = run_chart([12, 14, 11, 13, 15, 12, 13, 9, 8, 10, 9, 8, 9, 10, 8, 9], name="days to answer")
    >>> chart.centre, chart.longest_run, chart.longest_run_limit, chart.crossings
    (10.0, 7, 7, 1)
    >>> chart.signals[0].rule
    'fewer crossings of the centre line than chance explains'
    """
    read = Options(**options)
    columns = read_columns("run", column(values, "values", read.data), gaps=read.missing == "gap")
    settings = Settings(centre=one_of(centre, ("median", "mean"), "centre"))
    return make(Recipe("run", columns, read, settings, "anhoj"))


@with_options("making data count")
def xmr_chart(
    values: Any,
    *,
    factor: float | str | None = None,
    moving_range: str = "mean",
    screened: bool = False,
    centre: str = "mean",
    **options: Unpack[ChartOptions],
) -> ControlChart:
    """An XmR chart (individuals chart, I chart): single values with limits from their moving ranges.

    Parameters
    ----------
    values
        One value for each point, or the name of a column of `data`.
    factor
        How many average moving ranges a limit lies from the centre. Without it 2.66 (Wheeler; NHS England;
        NHSRplotthedots), or 3.145 for the median. ``3 / 1.128`` is what qcc, qicharts2, Minitab and the NIST handbook
        use; ``"exact"`` is 3 divided by the unrounded d2 (2.6587) or d4 (3.1451).
    moving_range
        ``"mean"`` or ``"median"``: which average of the moving ranges. The median bears wild points better.
    screened
        Whether moving ranges of 3.267 times their mean or more are left out once (Nelson, 1982). NHSRplotthedots
        screens; the NHS England workbook, qcc and (unless told otherwise) qicharts2 do not.
    centre
        ``"mean"`` (the default) or ``"median"``.
    {options}

    Returns
    -------
    ControlChart
        Its `companion` is the chart of moving ranges, whose upper limit is 3.267 mean moving ranges.

    Raises
    ------
    CourseError
        For values that are no numbers, a doubled date, an unknown choice, or fewer than two neighbouring points.

    Notes
    -----
    Centre: the mean. Limits: mean plus or minus factor times the average moving range, the moving range being the
    absolute step from one point to the next. Excluded points are passed over, phases start their own. Sources:
    Wheeler (2000), Understanding Variation; Montgomery (2013), section 6.4; Nelson (1982), J. Quality Technology 14,
    172-173.

    Examples
    --------
    >>> from qmslib.improvement import xmr_chart
    >>> flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    >>> chart = xmr_chart(flow, factor=3 / 1.128)
    >>> round(chart.centre, 2), round(chart.lower, 4), round(chart.upper, 4)
    (50.81, 45.8159, 55.8041)
    """
    read = Options(**options)
    columns = read_columns("xmr", column(values, "values", read.data), gaps=read.missing == "gap")
    settings = Settings(
        spread=read_spread(factor, moving_range, bool(screened)), centre=one_of(centre, ("mean", "median"), "centre")
    )
    return make(Recipe("xmr", columns, read, settings, "making data count"), "mr")


def _grouped(
    kind: str, groups: Any, by: Any, estimator: str, options: ChartOptions, d2: str = "exact"
) -> ControlChart:
    read = Options(**options)
    measure = "range" if kind == "xbar_r" else "sd"
    if by is not None:
        names, groups = long_groups(column(groups, "groups", read.data), column(by, "by", read.data))
        if read.when is not None:
            raise CourseError("the groups are their own labels", field="when", do="Leave out when=, or leave out by=")
        read = replace(read, when=names, data=None)
    elif read.data is not None and isinstance(groups, (str, list, tuple)) and _names(groups):
        groups = read.data[[groups] if isinstance(groups, str) else list(groups)]
    columns = groups_columns(groups, gaps=read.missing == "gap", measure=measure)
    settings = Settings(
        estimator=one_of(estimator, ("mean", "pooled"), "estimator"),
        table=one_of(d2, ("exact", "table"), "d2") == "table",
    )
    return make(Recipe(kind, columns, read, settings, "making data count"), "r" if kind == "xbar_r" else "s")


def _names(groups: Any) -> bool:
    return all(isinstance(name, str) for name in groups)


@with_options("making data count")
def xbar_r_chart(
    groups: Any, *, by: Any = None, estimator: str = "mean", d2: str = "exact", **options: Unpack[ChartOptions]
) -> ControlChart:
    """A chart of group averages with limits from the ranges inside the groups.

    Parameters
    ----------
    groups
        One list of measurements for each group, a two-dimensional array or frame with one row for each group, or,
        with `by`, all measurements in one column.
    by
        The group of each measurement; its dates or labels then serve as `when`.
    estimator
        How the standard deviation inside groups is found: ``"mean"``, the mean of range / d2; or ``"pooled"``, from
        the variances of all groups (as Minitab).
    d2
        ``"exact"``, or ``"table"`` for d2 rounded to three places as printed tables and qcc have it.
    {options}

    Returns
    -------
    ControlChart
        Its `companion` is the R chart.

    Raises
    ------
    CourseError
        For a group with fewer than two measurements, a missing one, an unknown choice, or no groups.

    Notes
    -----
    Centre: the mean of all measurements. Limits: 3 sigma / sqrt(n) to each side; for groups of one size this is A2
    times the mean range. R chart: centre d2 sigma, limits 3 d3 sigma to each side (D3 and D4 times the mean range).
    With groups of different sizes sigma is the plain mean of R / d2(n), as qcc has it. Source: Montgomery (2013),
    section 6.2. For more than about ten measurements in a group use `xbar_s_chart`.

    Examples
    --------
    >>> from qmslib.improvement import xbar_r_chart
    >>> chart = xbar_r_chart([[12, 15, 11], [14, 13, 16], [11, 12, 12], [15, 14, 13]])
    >>> round(chart.centre, 2), round(chart.upper, 2), round(chart.companion.upper, 2)
    (13.17, 15.72, 6.44)
    """
    return _grouped("xbar_r", groups, by, estimator, options, d2)


@with_options("making data count")
def xbar_s_chart(
    groups: Any, *, by: Any = None, estimator: str = "mean", **options: Unpack[ChartOptions]
) -> ControlChart:
    """A chart of group averages with limits from the standard deviations inside the groups; sizes may differ.

    Parameters
    ----------
    groups
        One list of measurements for each group, a two-dimensional array or frame with one row for each group, or,
        with `by`, all measurements in one column.
    by
        The group of each measurement; its dates or labels then serve as `when`.
    estimator
        ``"mean"``: the mean of s / c4 (as qcc); ``"pooled"``: from the variances of all groups (as Minitab).
    {options}

    Returns
    -------
    ControlChart
        Its `companion` is the S chart.

    Raises
    ------
    CourseError
        For a group with fewer than two measurements, a missing one, an unknown choice, or no groups.

    Notes
    -----
    Centre: the mean of all measurements. Limits: 3 sigma / sqrt(n) to each side; for groups of one size this is A3
    times the mean standard deviation. S chart: centre c4 sigma, limits 3 sqrt(1 - c4^2) sigma to each side (B3 and B4
    times the mean standard deviation). Source: Montgomery (2013), section 6.3.

    Examples
    --------
    >>> from qmslib.improvement import xbar_s_chart
    >>> chart = xbar_s_chart([[12, 15, 11], [14, 13, 16, 14], [11, 12, 12], [15, 14, 13]])
    >>> round(chart.centre, 2), round(chart.upper, 2)
    (13.23, 15.61)
    """
    return _grouped("xbar_s", groups, by, estimator, options)

"""The finished chart: its points, lines, signals and verdicts, and how it draws itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qmslib._common.findings import Finding
from qmslib._common.report import Picture
from qmslib.improvement.charts.build import Lines, Recipe
from qmslib.improvement.charts.runs import count_runs, crossings_limit, longest_run_limit, sides
from qmslib.improvement.charts.series import Series
from qmslib.improvement.charts.signals import Signal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qmslib.improvement.charts.judging import Judgement


@dataclass(frozen=True, eq=False)
class ControlChart(Picture):
    """A run chart or control chart.

    Attributes
    ----------
    sentence, findings
        What the chart says, and what to be careful about.
    kind
        ``run``, ``xmr``, ``mr``, ``xbar_r``, ``xbar_s``, ``r``, ``s``, ``p``, ``np``, ``c``, ``u``, ``laney_p``,
        ``laney_u``, ``t`` or ``g``.
    name, target, better
        As given.
    rules
        The named sets of rules that were used.
    centre, lower, upper
        The lines of the latest phase, at its last point; `lower` and `upper` are None for a run chart. Where limits
        differ from point to point, `points` has them all.
    sigma
        The estimated standard deviation: of single measurements on XmR, average, R and S charts, of the last plotted
        point on the others; None for a run chart.
    signals
        What the rules found, a `Signal` for each pattern.
    variation
        The verdict on the latest judged point (for the Anhøj rules, on the latest phase): ``common cause``,
        ``special cause improving``, ``special cause concerning`` or, without a better direction or where the pattern
        has no side, ``special cause neither``.
    assurance
        What the latest limits say about the target: ``pass`` (it will keep being met), ``fail`` (it will keep being
        missed), ``hit or miss``; None without target, better direction or limits.
    n_useful, longest_run, longest_run_limit, crossings, crossings_limit
        The runs analysis of the latest phase (Anhøj), whatever rules are used: points off the centre line, the
        longest run and the most that chance explains, the crossings and the fewest that chance explains.
    sigma_z
        For charts of counts: how the latest baseline varies against chance (1: as chance has it); otherwise None.
    points, limits
        Tables: one row for each point, and one for each phase.
    companion
        The chart of moving ranges, ranges or standard deviations that belongs to this one; None without.

    Examples
    --------
    >>> from qmslib.improvement import xmr_chart
    >>> chart = xmr_chart([9, 11, 10, 12, 8, 10, 11, 9, 10, 12, 9, 18], name="days to close", better="lower")
    >>> chart.variation, round(chart.upper, 1)
    ('special cause concerning', 17.8)
    >>> chart.points.loc[11, "rules"]
    'a point outside the limits'
    """

    sentence: str
    findings: tuple[Finding, ...]
    kind: str
    name: str
    target: float | None
    better: str | None
    rules: tuple[str, ...]
    centre: float
    lower: float | None
    upper: float | None
    sigma: float | None
    signals: tuple[Signal, ...]
    variation: str
    assurance: str | None
    sigma_z: float | None
    _recipe: Recipe = field(repr=False)
    _series: Series = field(repr=False)
    _lines: Lines = field(repr=False)
    _companion: str | None = field(repr=False, default=None)

    @cached_property
    def _runs(self) -> tuple[int, int | None, int | None, int | None, int | None]:
        last = (self._series.phase == self._series.phase[-1]) & ~self._series.excluded
        useful, longest, crossings, _, _ = count_runs(
            sides(self._series.columns["value"][last], self._lines.centre[last])
        )
        if not useful:
            return 0, None, None, None, None
        return useful, longest, longest_run_limit(useful), crossings, crossings_limit(useful)

    @property
    def n_useful(self) -> int:
        """Points of the latest phase that do not lie on the centre line."""
        return self._runs[0]

    @property
    def longest_run(self) -> int | None:
        """Points in the longest run on one side, in the latest phase."""
        return self._runs[1]

    @property
    def longest_run_limit(self) -> int | None:
        """The longest run that chance explains."""
        return self._runs[2]

    @property
    def crossings(self) -> int | None:
        """How often the latest phase crosses its centre line."""
        return self._runs[3]

    @property
    def crossings_limit(self) -> int | None:
        """The fewest crossings that chance explains."""
        return self._runs[4]

    @cached_property
    def companion(self) -> ControlChart | None:
        """The chart of moving ranges, ranges or standard deviations that belongs to this one."""
        if self._companion is None:
            return None
        from qmslib.improvement.charts.companions import companion

        return companion(self._recipe, self._series, self._companion)

    @property
    def ranges(self) -> ControlChart | None:
        """The same as `companion`."""
        return self.companion

    @cached_property
    def _points(self) -> pd.DataFrame:
        from qmslib.improvement.charts.tables import points_table

        return points_table(self)

    @property
    def points(self) -> pd.DataFrame:
        """One row for each point in order of time.

        Columns: point, when, value (count and size too where there are some), centre, lower, upper, phase, baseline
        (whether the lines rest on it), excluded, signal, and rules (those it breaks, in words).
        """
        return self._points.copy()

    @property
    def limits(self) -> pd.DataFrame:
        """One row for each phase.

        Columns: phase, start, end, points, baseline_points, centre, lower, upper, sigma, limits_vary. Where limits
        vary the lines are those of the phase's last point.
        """
        from qmslib.improvement.charts.tables import limits_table

        return limits_table(self)

    def frame(self) -> pd.DataFrame:
        """The same as `points`."""
        return self.points

    def judge(self, new: Any, *, sizes: Any = None, when: Any = None) -> Judgement:
        """Judge new points against the lines as they are: the alarm of a gain that is to be held.

        Parameters
        ----------
        new
            The new values, counts or groups, as they were given to the chart.
        sizes
            Their sizes or areas, for charts that have some.
        when
            Their dates or labels, needed when the chart has some; they come after the old ones.

        Returns
        -------
        Judgement
            Whether there is an alarm, the new points, and the chart with them.

        Raises
        ------
        CourseError
            If the new points do not fit the chart.

        Examples
        --------
        >>> from qmslib.improvement import xmr_chart
        >>> held = xmr_chart([4, 5, 4, 6, 5, 4, 5, 6, 4, 5, 5, 4], better="lower")
        >>> held.judge([5, 11]).alarm
        True
        """
        from qmslib.improvement.charts.judging import judge

        return judge(self, new, sizes, when)

    @property
    def title(self) -> str:
        """The name and the verdict."""
        from qmslib.improvement.charts.drawing import title

        return title(self)

    @property
    def alt(self) -> str:
        """What the chart shows, in words and numbers."""
        from qmslib.improvement.charts.drawing import describe

        return describe(self)

    def draw(self, axes: Axes) -> None:
        """Draw the points and lines."""
        from qmslib.improvement.charts.drawing import draw

        draw(self, axes)

    def plot_both(self) -> Figure:
        """Draw the chart and its companion, one above the other.

        Returns
        -------
        matplotlib.figure.Figure
            A new figure with two panels; one where there is no companion.

        Examples
        --------
        >>> from qmslib.improvement import xmr_chart
        >>> len(xmr_chart([4, 5, 4, 6, 5]).plot_both().axes)
        2
        """
        from qmslib.improvement.charts.drawing import both

        return both(self)

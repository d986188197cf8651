"""Set a target from what the work really takes, rather than from a wish."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import parse_number, rounded, say_number
from qmslib._common.report import Picture
from qmslib._common.tables import to_frame
from qmslib.standards._texts import finding, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_plot_texts = module_texts(__file__)

#: Conventions that numpy reckons, by its own names. The other two also run in the page, and are written out here.
_METHODS = {
    "averaged rank": "averaged_inverted_cdf",
    "nearest even": "closest_observation",
    "cumulative": "interpolated_inverted_cdf",
    "hazen": "hazen",
    "weibull": "weibull",
    "median unbiased": "median_unbiased",
    "normal unbiased": "normal_unbiased",
}
CONVENTIONS = ("nearest rank", "linear", *_METHODS)


def _sorted(values: Iterable[object]) -> list[float]:
    read = [parse_number(float(v) if hasattr(v, "__float__") and not isinstance(v, str) else v) for v in values]
    wrong = [str(row) for row, value in enumerate(read, start=1) if value is None or value != value or value < 0]
    if wrong:
        raise CourseError(
            f"row {', '.join(wrong[:10])} does not hold a time of nothing or more",
            do="Leave out open cases, and correct the others",
        )
    return sorted(value for value in read if value is not None)


def say_time(value: float, unit: str) -> str:
    """``1 working day``, ``2.5 working days``."""
    shown = say_number(value, 2)
    return f"{shown} {unit.removesuffix('s') if shown == '1' else unit}"


def percentile(values: Sequence[float], percent: float, convention: str = "nearest rank") -> float:
    """A percentile under a named convention.

    Parameters
    ----------
    values
        Numbers, in any order.
    percent
        Above 0, up to 100.
    convention
        ``"nearest rank"``: the smallest value that at least `percent` of the values do not exceed; always a real
        case (type 1 of Hyndman and Fan, 1996). ``"linear"``: between two cases, as spreadsheets do it (type 7:
        Excel's PERCENTILE.INC, R's and numpy's default). ``"weibull"``: type 6 (Excel's PERCENTILE.EXC, Minitab,
        SPSS). ``"averaged rank"``: type 2, as nearest rank but halfway where two cases fit (SAS). ``"nearest
        even"``: type 3. ``"cumulative"``: type 4. ``"hazen"``: type 5. ``"median unbiased"``: type 8, which Hyndman
        and Fan advise. ``"normal unbiased"``: type 9.

    Returns
    -------
    float

    Raises
    ------
    CourseError
        If there are no values, one is no number, or the convention is not known.

    Notes
    -----
    Hyndman and Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50(4). Beyond the
    ends of the data every convention gives the smallest or the largest value.

    Examples
    --------
    >>> percentile([1, 2, 3, 4, 10], 80), round(percentile([1, 2, 3, 4, 10], 80, "linear"), 6)
    (4.0, 5.2)
    """
    if convention not in CONVENTIONS:
        raise CourseError("this convention is not known", found=convention, do=f"Choose {' or '.join(CONVENTIONS)}")
    if not 0 < percent <= 100:
        raise CourseError("a percentile lies above 0 and up to 100", found=percent)
    ordered = _sorted(values)
    if not ordered:
        raise CourseError("there are no values to take a percentile of")
    if convention == "nearest rank":
        # The nudge keeps 80 % of 10 at the eighth value whatever the float says.
        return ordered[max(1, math.ceil(percent * len(ordered) / 100 - 1e-9)) - 1]
    if convention != "linear":
        import numpy as np

        return float(np.quantile(ordered, percent / 100, method=_METHODS[convention]))  # type: ignore[call-overload]
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


@dataclass(frozen=True)
class TargetReport(Picture):
    """What the data say about a target.

    Attributes
    ----------
    n, open_cases
        Closed cases, which the figures rest on, and open ones, which they leave out.
    median, p80, p90
        In the unit given. The median is the middle value, or halfway between the two middle ones.
    suggested
        The shortest whole number of units that the wanted share of closed cases kept.
    kept, share_met, share_worst
        Closed cases that kept the proposed target, their percentage, and the percentage if every open case
        misses it; None without a target.

    Examples
    --------
    >>> report = set_target([1, 1, 2, 2, 2, 3, 3, 4, 5, 9], target=5, open_cases=2)
    >>> report.share_met, report.suggested
    (90.0, 5)
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    open_cases: int
    median: float
    p80: float
    p90: float
    suggested: int
    kept: int | None
    share_met: float | None
    share_worst: float | None
    unit: str = field(default="working days", repr=False)
    target: float | None = field(default=None, repr=False)
    times: tuple[float, ...] = field(default=(), repr=False)

    def frame(self) -> pd.DataFrame:
        """The figures, a row each."""
        rows = [("median", self.median), ("80th percentile", self.p80), ("90th percentile", self.p90)]
        return to_frame([{"figure": name, "value": value, "unit": self.unit} for name, value in rows])

    @property
    def alt(self) -> str:
        """The share of cases closed by each time, in words."""
        return _plot_texts.say(
            "alt",
            n=self.n,
            unit=self.unit,
            median=say_number(self.median),
            p80=say_number(self.p80),
            p90=say_number(self.p90),
            longest=say_number(max(self.times, default=0)),
        )

    def draw(self, axes: Axes) -> None:
        """The share of cases closed by each time, with the figures and the target marked."""
        from qmslib._common.plots import INK

        share = [100 * place / self.n for place in range(1, self.n + 1)]
        axes.step([0, *self.times], [0, *share], where="post", color=INK["line"])
        marks = [(self.median, "median", ":"), (self.p90, "90 %", "--")]
        for value, name, style in marks:
            axes.axvline(value, color=INK["soft"], linestyle=style, linewidth=1)
            axes.annotate(name, (value, 2), rotation=90, color=INK["soft"], ha="right", fontsize=9)
        if self.target is not None:
            axes.axvline(self.target, color=INK["target"], linewidth=2)
            axes.annotate(_plot_texts.say("target"), (self.target, 2), rotation=90, color=INK["target"], ha="right")
        axes.set_xlabel(self.unit)
        axes.set_ylabel(_plot_texts.say("axis"))
        axes.set_ylim(0, 100)


def set_target(
    times: Iterable[float],
    target: float | None = None,
    open_cases: int = 0,
    share: float = 90,
    unit: str = "working days",
) -> TargetReport:
    """Compare a proposed target with the times that closed cases took, and suggest one.

    Parameters
    ----------
    times
        What each closed case took, in `unit`.
    target
        The proposed limit, in `unit`; None for a suggestion only.
    open_cases
        How many cases are still open. They are left out, and said.
    share
        The percentage of cases that should keep the target.

    Examples
    --------
    >>> report = set_target([1, 1, 2, 2, 2, 3, 3, 4, 5, 9], target=5, open_cases=2)
    >>> report.share_met, report.suggested
    (90.0, 5)
    """
    ordered = _sorted(times)
    n = len(ordered)
    if not n:
        raise CourseError("there are no closed cases to set a target from")
    if not 0 < share <= 100:
        raise CourseError("the share lies above 0 and up to 100 per cent", field="share", found=share)
    if open_cases < 0:
        raise CourseError("there cannot be fewer than no open cases", field="open", found=open_cases)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    p80, p90 = percentile(ordered, 80), percentile(ordered, 90)
    # Nobody promises 0 days, and a stray millionth must not add a whole one.
    suggested = max(1, math.ceil(percentile(ordered, share) - 1e-6))
    slots = {"n": n, "wanted": say_number(share, 1), "suggested": say_time(suggested, unit)}
    findings = []
    kept = share_met = worst = None
    if target is not None:
        kept = sum(value <= target + 1e-9 for value in ordered)
        share_met, worst = 100 * kept / n, 100 * kept / (n + open_cases)
        enough = share_met >= share - 1e-9
        findings.append(
            finding(
                "good" if enough else "warn",
                "target",
                "kept" if enough else "broken",
                None,
                "target",
                target=say_time(target, unit),
                share=say_number(share_met, 1),
                kept=kept,
                **slots,
            )
        )
    else:
        findings.append(finding("info", "target", "advice", None, None, **slots))
    if open_cases and worst is not None:
        findings.append(
            finding("info", "target", "open_worst", None, None, open=open_cases, worst=say_number(worst, 1))
        )
    elif open_cases:
        findings.append(finding("info", "target", "open", None, None, open=open_cases))
    if n < 30:
        findings.append(finding("warn", "target", "few", None, None, n=n))
    findings.append(finding("info", "target", "convention"))
    sentence = say(
        "target",
        "sentence",
        n=n,
        unit=unit,
        median=say_number(rounded(median, 2), 2),
        p80=say_number(p80, 2),
        p90=say_number(p90, 2),
    )
    figures = (n, open_cases, median, p80, p90, suggested, kept, share_met, worst)
    return TargetReport(sentence, tuple(findings), *figures, unit, target, tuple(ordered))

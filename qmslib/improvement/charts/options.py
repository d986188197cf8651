"""The keyword options that every chart takes, in one place."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from numbers import Real
from typing import Any, ParamSpec, TypedDict, TypeVar

from qmslib._common.errors import CourseError
from qmslib._common.frames import as_frame

P = ParamSpec("P")
R = TypeVar("R")


class ChartOptions(TypedDict, total=False):
    """The keyword options that every run and control chart takes.

    Attributes
    ----------
    data, name, when, phases, freeze, exclude, target, better, rules, flag, shift, trend, strict, on_centre, missing
        As the docstring of each chart says them.

    Examples
    --------
    >>> from qmslib.improvement import ChartOptions, xmr_chart
    >>> usual: ChartOptions = {"rules": "nelson", "better": "lower"}
    >>> xmr_chart([5, 7, 6, 8, 6, 7, 5, 6, 7, 6, 8, 7], **usual).variation
    'common cause'
    """

    data: Any
    name: str
    when: Any
    phases: Any
    freeze: Any
    exclude: Any
    target: float | None
    better: str | None
    rules: str | tuple[str, ...] | None
    flag: str | None
    shift: int | None
    trend: int | None
    strict: bool
    on_centre: str | None
    missing: str


_DOC = """data
    A data frame; then columns are given by their names, here and in `when` and `exclude`.
name
    What is charted, for titles and sentences, for example ``"days to close"``.
when
    A date or label for each row. Rows are put in the order of their dates or numbers, so the order they come in does
    not matter; labels that are neither keep the order given (an ordered category keeps its own). No two may be the
    same.
phases
    Where new phases start, each with lines of its own: numbers of points counted from 1 in the order of time, or
    dates or labels of `when` (a date between two points means the later one). When the labels are numbers, a number
    is a label.
freeze
    The baseline: the first so many points of the last phase, or its points until a date or label, that one included.
    The lines come from these and are carried on over the later points.
exclude
    Points with a known cause, named like phases, or one True or False for each row. They are shown, but are not
    judged and change no line; the moving range goes from the point before to the point after.
target
    The value to reach, drawn as a line and used for `assurance`.
better
    ``"higher"`` or ``"lower"``; without it a signal is neither an improvement nor a concern.
rules
    One named set, or a tuple of sets to use together. ``"shewhart"``: a point outside the limits. ``"western
    electric"`` (1956): outside; 2 of 3 beyond two thirds of the way to a limit; 4 of 5 beyond one third; 8 on one
    side. ``"nelson"`` (1984): outside; 9 on one side; 6 rising or falling; 14 alternating; 2 of 3; 4 of 5; 15 within
    one third; 8 beyond one third on both sides. ``"anhoj"``: longest run above round(log2(n)) + 3, or fewer crossings
    of the centre line than the 5 % quantile of Binomial(n - 1, 1/2), n being the points off the line.
    ``"making data count"`` (NHS England): outside; 7 on one side; 6 rising or falling; 2 of 3 near a limit, not
    outside it, with all three on one side. Without it: {rules}. qicharts2 uses ``("shewhart", "anhoj")`` for control
    charts, qcc ``"shewhart"`` or ``"western electric"``.
flag
    ``"run"`` flags every point of a pattern, ``"last"`` the point that completes it and those that go on with it.
    Without it each set's own custom: "making data count" and "anhoj" flag the run (so do NHSRplotthedots and the NHS
    England workbook), the others the last point (so does qcc).
shift, trend
    Other lengths for "so many on one side" and "so many rising or falling". NHSRplotthedots uses 7 for both; the NHS
    England workbook lets people choose 6 or 7 for the trend.
strict
    Whether a point exactly at a limit is inside (the default; so do qcc, qicharts2 and NHSRplotthedots).
on_centre
    What a point exactly on the centre line does to a count of points on one side: ``"break"`` ends it (the default;
    so do qcc and NHSRplotthedots), ``"skip"`` passes over it (the custom of run charts). The Anhøj rules always skip.
missing
    ``"error"`` refuses a missing value, ``"gap"`` shows a gap. Counts in a row end at a gap, the Anhøj rules pass
    over it, and no moving range is taken across it (so does qicharts2; qcc closes the gap instead)."""


@dataclass(frozen=True)
class Options:
    """The options of one chart, checked."""

    data: Any = None
    name: str = ""
    when: Any = None
    phases: Any = None
    freeze: Any = None
    exclude: Any = None
    target: float | None = None
    better: str | None = None
    rules: str | tuple[str, ...] | None = None
    flag: str | None = None
    shift: int | None = None
    trend: int | None = None
    strict: bool = True
    on_centre: str | None = None
    missing: str = "error"

    def __post_init__(self) -> None:
        if self.data is not None:
            object.__setattr__(self, "data", as_frame(self.data))
        for name, allowed in (
            ("better", ("higher", "lower", None)),
            ("flag", ("run", "last", None)),
            ("on_centre", ("break", "skip", None)),
            ("missing", ("error", "gap")),
        ):
            value = getattr(self, name)
            if value not in allowed:
                known = " or ".join(f'"{choice}"' for choice in allowed if choice)
                raise CourseError("this choice is not known", field=name, found=value, do=f"Give {known}")
        target = self.target
        if target is not None and (
            isinstance(target, bool) or not isinstance(target, Real) or not abs(float(target)) < float("inf")
        ):
            raise CourseError("the target is a number", field="target", found=target)


def _written(annotation: Any) -> Any:
    return getattr(annotation, "__forward_arg__", annotation)


def with_options(rules: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Write the shared options into a chart's docstring (at ``{options}``) and signature."""

    def dress(function: Callable[P, R]) -> Callable[P, R]:
        shared = _DOC.replace("{rules}", f'"{rules}"').replace("\n", "\n    ")
        function.__doc__ = (function.__doc__ or "").replace("{options}", shared)
        plain = inspect.signature(function)
        kept = [one for one in plain.parameters.values() if one.kind is not one.VAR_KEYWORD]
        types = ChartOptions.__annotations__
        added = [
            inspect.Parameter(
                one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=_written(types[one.name])
            )
            for one in fields(Options)
        ]
        vars(function)["__signature__"] = plain.replace(parameters=[*kept, *added])
        return function

    return dress

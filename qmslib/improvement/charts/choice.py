"""Which chart for which data, which picture for which question, and what makes a picture mislead."""

from __future__ import annotations

from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report

texts = module_texts(__file__)
_DATA = ("measurement", "share of cases", "events", "rare events")
_QUESTIONS = ("change over time", "ranking", "share of a whole", "spread", "relation", "before and after")
_FITTING = {
    "change over time": ("run chart", "control chart", "line chart"),
    "ranking": ("bar chart", "Pareto chart"),
    "share of a whole": ("bar chart", "stacked bar", "pie chart"),
    "spread": ("histogram", "box plot"),
    "relation": ("scatter plot",),
    "before and after": ("run chart", "control chart"),
}
_PICTURES = tuple(dict.fromkeys(name for names in _FITTING.values() for name in names))


@dataclass(frozen=True)
class ChartChoice(Report):
    """The chart that suits some data, and why.

    Attributes
    ----------
    sentence, findings
        The choice and its cautions in words.
    chart
        The name of the function that makes it.
    why, caution
        The reason, and what to watch.
    instead
        Other charts that would do, best first.

    Examples
    --------
    >>> from qmslib.improvement import which_chart
    >>> which_chart("rare events", between="cases").chart
    'g_chart'
    """

    sentence: str
    findings: tuple[Finding, ...]
    chart: str
    why: str
    caution: str
    instead: tuple[str, ...]


def _choose(value: str, allowed: tuple[str, ...], field: str) -> None:
    if value not in allowed:
        raise CourseError(
            "this choice is not known", field=field, found=value, do=f"Choose one of: {', '.join(allowed)}"
        )


def which_chart(
    data: str,
    *,
    group: int = 1,
    sizes_equal: bool = True,
    typical_size: float | None = None,
    points: int | None = None,
    between: str = "time",
    centre_only: bool = False,
) -> ChartChoice:
    """Choose a run or control chart from the kind of data.

    Parameters
    ----------
    data
        ``"measurement"`` (days, minutes, pounds, scores), ``"share of cases"`` (so many out of so many), ``"events"``
        (complaints, falls: a case may have several) or ``"rare events"`` (nothing happens in most periods).
    group
        For measurements: how many are taken together at each point.
    sizes_equal
        For shares and events: whether the number of cases, or the time or clients watched, is the same at each point.
    typical_size
        For shares and events: how many cases or units stand behind a point.
    points
        How many points there are so far.
    between
        For rare events: whether the ``"time"`` or the number of ``"cases"`` between them is known.
    centre_only
        Whether a chart without limits is wanted.

    Returns
    -------
    ChartChoice
        The function, why it fits, and what to watch.

    Raises
    ------
    CourseError
        If a choice is not known.

    Examples
    --------
    >>> from qmslib.improvement import which_chart
    >>> found = which_chart("share of cases", sizes_equal=False, typical_size=5000)
    >>> found.chart, found.instead
    ('laney_p_chart', ('p_chart', 'xmr_chart'))
    """
    _choose(data, _DATA, "data")
    _choose(between, ("time", "cases"), "between")
    if isinstance(group, bool) or group < 1:
        raise CourseError("a point holds one measurement or more", field="group", found=group)
    large = typical_size is not None and typical_size >= 1000
    if centre_only or (points is not None and points < 12 and data != "rare events"):
        key, instead = "run_chart", ["xmr_chart"]
    elif data == "measurement":
        key = "xmr_chart" if group == 1 else "xbar_r_chart" if group <= 10 and sizes_equal else "xbar_s_chart"
        instead = [{"xmr_chart": "run_chart", "xbar_r_chart": "xbar_s_chart"}.get(key, "xmr_chart")]
    elif data == "rare events":
        key, other = ("t_chart", "g_chart") if between == "time" else ("g_chart", "t_chart")
        instead = [other]
    else:
        plain, changing, prime = (
            ("np_chart", "p_chart", "laney_p_chart")
            if data == "share of cases"
            else ("c_chart", "u_chart", "laney_u_chart")
        )
        key = prime if large else plain if sizes_equal else changing
        instead = [changing, "xmr_chart"] if large else [changing] if sizes_equal else [prime, "xmr_chart"]
    why, caution = texts.say(f"why_{key}"), texts.say(f"caution_{key}")
    found = [Finding("info", caution)]
    if points is not None and 12 <= points < 20:
        found.append(texts.finding("warn", "provisional", n=points))
    said = texts.say("choice", chart=key, why=why)
    return ChartChoice(said, tuple(found), key, why, caution, tuple(instead))


@dataclass(frozen=True)
class PictureChoice(Report):
    """The picture that answers a question, or what is wrong with one.

    Attributes
    ----------
    sentence, findings
        The choice or the faults in words.
    pictures
        Pictures that answer the question, best first.
    misleading
        Whether a fault was found in the picture that was described.

    Examples
    --------
    >>> from qmslib.improvement import which_picture
    >>> which_picture("ranking").pictures
    ('bar chart', 'Pareto chart')
    """

    sentence: str
    findings: tuple[Finding, ...]
    pictures: tuple[str, ...]
    misleading: bool = False


def which_picture(
    question: str,
    picture: str | None = None,
    *,
    axis_from: float | None = None,
    points: int | None = None,
    parts: int | None = None,
    two_axes: bool = False,
    depth: bool = False,
    uneven_periods: bool = False,
    counts_of_unequal_groups: bool = False,
) -> PictureChoice:
    """Choose the picture for a question, or find what misleads in one.

    Parameters
    ----------
    question
        ``"change over time"``, ``"ranking"``, ``"share of a whole"``, ``"spread"``, ``"relation"`` or ``"before and
        after"``.
    picture
        The picture somebody drew: run chart, control chart, line chart, bar chart, Pareto chart, stacked bar, pie
        chart, histogram, box plot or scatter plot. Without it only the choice is given.
    axis_from
        Where its value axis starts.
    points, parts
        How many points in time, or parts of a whole, it shows.
    two_axes, depth, uneven_periods, counts_of_unequal_groups
        Whether it has two value axes; a third dimension for show; periods of different lengths side by side; plain
        counts of groups of different sizes.

    Returns
    -------
    PictureChoice
        Pictures that answer the question; each fault is a finding.

    Raises
    ------
    CourseError
        If the question or picture is not known.

    Examples
    --------
    >>> from qmslib.improvement import which_picture
    >>> found = which_picture("change over time", "bar chart", axis_from=80, points=2)
    >>> found.misleading, len(found.findings)
    (True, 3)
    """
    _choose(question, _QUESTIONS, "question")
    fitting = _FITTING[question]
    if picture is None:
        why = texts.say(f"picture_{question.replace(' ', '_')}")
        return PictureChoice(texts.say("picture", first=fitting[0], why=why), (), fitting)
    _choose(picture, _PICTURES, "picture")
    faults = {
        "unfit": picture not in fitting,
        "cut_axis": axis_from not in (None, 0)
        and picture in ("bar chart", "Pareto chart", "stacked bar", "histogram"),
        "two_points": question in ("change over time", "before and after") and points is not None and points < 10,
        "many_parts": picture == "pie chart" and parts is not None and parts > 5,
        "two_axes": two_axes,
        "depth": depth,
        "uneven": uneven_periods,
        "unequal": counts_of_unequal_groups,
    }
    found = tuple(
        texts.finding("bad" if key == "cut_axis" else "warn", key, picture=picture, question=question,
                      first=fitting[0], n=points if points is not None else 0)
        for key, wrong in faults.items() if wrong
    )  # fmt: skip
    said = texts.say("faults" if found else "sound", n=len(found), picture=picture, question=question)
    return PictureChoice(said, found, fitting, bool(found))

"""The closed list of tools behind form items.

A tool takes what a form holds and answers with a sentence, notes, and, where it helps, a table, a chart or a
document to print. Each is a thin layer over the domain; the pages run the same list in JavaScript
(``qmslib/frontend/tools*.js``), and both are held to ``tests/vectors/tools``.

The docstring of each tool tells authors its field ids, settings and values. A field marked † may be left out.
Blank forms get a helpful sentence; what cannot be read becomes a note of level ``bad``, never an error. Numbers in
``values`` are rounded: money and times to 2 places, percentages to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from qmslib._common.dates import parse_date
from qmslib._common.errors import CourseError
from qmslib.course.tool_io import Result, Settings
from qmslib.course.tools_asking import cards, questions, survey_load
from qmslib.course.tools_causes import fishbone, ideas, whys
from qmslib.course.tools_change import before_after, run_chart
from qmslib.course.tools_closing import loop, replies
from qmslib.course.tools_complaints import options, priority
from qmslib.course.tools_counts import pareto, proportion
from qmslib.course.tools_flow import flow
from qmslib.course.tools_practice import awareness, calendar, gaps, plan, policy, raci, tracker
from qmslib.course.tools_standards import agreement, baseline, needs, register, smart, target, version
from qmslib.course.tools_time_money import clock, cost

_HELD = ("clock", "plan", "tracker")

TOOLS: dict[str, Callable[[object, Settings, date], Result]] = {
    tool.__name__: tool
    for tool in (
        smart, agreement, cost, clock, target, gaps, tracker, register,
        calendar, plan, raci, policy, needs, baseline, version, awareness,
        flow, priority, options,
        questions, cards, survey_load, replies, loop,
        whys, fishbone, ideas, pareto, proportion, before_after, run_chart,
    )
}  # fmt: skip


def _known(name: str) -> Callable[[object, Settings, date], Result]:
    if name not in TOOLS:
        raise CourseError("there is no such tool", field="tool", found=name, do=f"Choose one of {', '.join(TOOLS)}")
    return TOOLS[name]


def prepare(name: str, settings: Mapping[str, Any] | None) -> dict[str, Any]:
    """The settings as the page needs them: a data set's name gives way to its numbers, holidays are put in.

    Preparing twice changes nothing.
    """
    _known(name)
    ready = dict(settings or {})
    if name in _HELD and "holidays" not in ready:
        from qmslib._common.dates import bank_holidays

        ready["holidays"] = sorted(day.isoformat() for day in bank_holidays())
    if name == "target" and (dataset := ready.pop("dataset", None)) is not None:
        if dataset != "request_log":
            raise CourseError("there is no such data set", field="dataset", found=dataset, do="Choose request_log")
        from qmslib.datasets.requests import request_rows

        urgency = ready.pop("urgency", None)
        rows = [row for row in request_rows() if urgency in (None, row["urgency"])]
        if not rows:
            raise CourseError(
                "no request has this urgency", field="urgency", found=urgency, do="Choose urgent or standard"
            )
        ready["hours"] = [row["working_hours"] for row in rows if row["working_hours"] is not None]
        ready["open"] = sum(row["closed"] is None for row in rows)
    return ready


def run(name: str, inputs: Mapping[str, Any]) -> Result:
    """Run a tool by name.

    Parameters
    ----------
    name
        One of `TOOLS`.
    inputs
        ``{"values": <form value>, "settings": {…}, "today": "YYYY-MM-DD"}``; settings and today may be left out.

    Returns
    -------
    dict
        ``sentence``, ``notes``, ``table``, ``chart``, ``document``, ``values``: plain JSON.
    """
    tool = _known(name)
    today = parse_date(inputs.get("today"))
    if today is None:
        if inputs.get("today"):
            raise CourseError("today is not a date", field="today", found=inputs["today"])
        today = date.today()
    return tool(inputs.get("values"), prepare(name, inputs.get("settings")), today)

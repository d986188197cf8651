"""Tools that reckon time and money. How they are run and documented: `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding
from qmslib._common.numbers import rounded, say_money, say_number
from qmslib._common.words import fold, tidy
from qmslib.course.tool_io import (
    Reader,
    Result,
    Settings,
    form_fields,
    holidays,
    labels,
    result,
    say,
    setting_number,
)


def clock_time(settings: Settings, name: str, default: str) -> time:
    """An hour of the day among the settings, such as ``"08:30"``."""
    text = tidy(settings.get(name)) or default
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise CourseError("this is no time of day", field=name, found=text, do="Write it like 08:30") from None


def cost(value: object, settings: Settings, today: date) -> Result:
    """What it costs in a year to do work a second or third time.

    Fields: ``volume`` (jobs in the period), ``period`` † (a week, a month, a year), ``second`` (% of all jobs done
    a second time), ``third`` † (% of all jobs done a third time), ``minutes`` (for one repeat), ``hourly`` (£),
    ``what_if_second`` †, ``what_if_third`` † (%). Settings: ``period`` (a month). Values: ``repeats_a_year``,
    ``hours_a_year``, ``cost_a_year``, ``what_if_cost``, ``saving`` (the last two null without a what-if).
    """
    from qmslib.standards._texts import say as words
    from qmslib.standards.cost import PERIODS, cost_of_rework

    fields = form_fields(value)
    asked = ("volume", "second", "third", "minutes", "hourly", "what_if_second", "what_if_third")
    if not any(tidy(fields.get(name)) for name in asked):
        return result(say("blank_cost"))
    reader = Reader()
    read = {
        name: reader.number(fields, name, percent=name in ("second", "third", "what_if_second", "what_if_third"))
        for name in asked
    }
    period = fold(fields.get("period"))
    period = period if period in PERIODS else str(settings.get("period", "a month"))
    missing = [say(f"need_{name}") for name in ("volume", "second", "minutes", "hourly") if read[name] is None]
    second, third = read["second"] or 0, read["third"] or 0
    if third > second and not missing:
        reader.note("bad", "third_more", None, "third")
    then_second, then_third = read["what_if_second"], read["what_if_third"]
    if then_second is not None and (then_third or 0) > then_second:
        reader.note("bad", "third_more", None, "what_if_third")
        then_second = None
    if missing or third > second:
        return result(say("wait", missing=missing[0]) if missing else reader.notes[-1].text, reader.notes)

    def reckon(second: float, third: float) -> Any:
        return cost_of_rework(read["volume"] or 0, second, read["minutes"] or 0, read["hourly"] or 0, third, period)

    now = reckon(second, third)
    sentence = words("cost", "none")
    if now.cost:
        shown = say_money(rounded(now.cost, 2))
        sentence = words(
            "cost", "sentence", cost=shown, repeats=say_number(now.repeats, 1), hours=say_number(now.hours, 1)
        )
    cases = [(words("cost", "now"), now)]
    what_if = saving = None
    if then_second is not None:
        then = reckon(then_second, then_third or 0)
        what_if, saving = rounded(then.cost, 2), rounded(now.cost - then.cost, 2)
        cases.append((words("cost", "then"), then))
        text = words(
            "cost",
            "what_if" if saving >= 0 else "what_if_more",
            second=say_number(then_second),
            third=words("cost", "what_if_third", third=say_number(then_third)) if then_third else "",
            cost=say_money(what_if),
            saving=say_money(abs(saving)),
        )
        reader.notes.append(Finding("info", text, None, "what_if_second"))
    reader.notes.append(Finding("info", words("cost", "not_all")))
    parts = [f"{name} {say_money(rounded(case.cost, 2))}" for name, case in cases]
    return result(
        sentence,
        reader.notes,
        table=(
            words("cost", "caption"),
            labels(words, "cost", "what repeats hours cost"),
            [[name, rounded(case.repeats, 1), rounded(case.hours, 1), rounded(case.cost, 2)] for name, case in cases],
        ),
        chart={
            "type": "bars",
            "title": words("cost", "chart", cost=say_money(rounded(now.cost, 2))),
            "alt": words("cost", "alt", parts=", ".join(parts)),
            "x": [name for name, _ in cases],
            "y": [rounded(case.cost, 2) for _, case in cases],
            "unit": say("unit_pounds"),
            "marks": [],
        },
        values={
            "repeats_a_year": rounded(now.repeats, 2),
            "hours_a_year": rounded(now.hours, 2),
            "cost_a_year": rounded(now.cost, 2),
            "what_if_cost": what_if,
            "saving": saving,
        },
    )


def clock(value: object, settings: Settings, today: date) -> Result:
    """When is it due, and was it on time?

    Fields: ``received`` (datetime), ``promise`` (number), ``unit`` † (working days, working hours), ``closed`` †,
    ``paused_from`` †, ``paused_to`` † (datetime), ``day_zero`` † (a choice that ends in "day 0" or "day 1").
    Settings: ``opens`` (09:00), ``closes`` (17:00), ``unit`` (working days), ``day_zero`` (0), ``after_hours``
    (next_opening, or as_received), ``holidays`` (ISO dates; bank holidays are put in). Values: ``due``,
    ``elapsed_hours``, ``elapsed_days``, ``on_time``, ``late_hours``, ``working_hours_left`` (from opening time
    today, while it is open). Null where not known.
    """
    from qmslib.standards import Pause, WorkingClock

    fields = form_fields(value)
    names = ("received", "promise", "closed", "paused_from", "paused_to")
    if not any(tidy(fields.get(name)) for name in names):
        return result(say("blank_clock"))
    reader = Reader()
    received, promise = reader.moment(fields, "received"), reader.number(fields, "promise")
    closed = reader.moment(fields, "closed")
    start, end = reader.moment(fields, "paused_from"), reader.moment(fields, "paused_to")
    zero = fold(fields.get("day_zero"))[-5:]
    day_zero = int(zero[-1]) if zero in ("day 0", "day 1") else int(setting_number(settings, "day_zero", 0))
    in_hours = (fold(fields.get("unit")) or fold(settings.get("unit"))) == "working hours"
    if promise is not None and not in_hours and promise != int(promise):
        reader.note("bad", "not_whole", None, "promise", found=say_number(promise))
        promise = None
    if promise is not None and promise > (2000 if in_hours else 250):
        reader.note("bad", "promise_long", None, "promise", found=say_number(promise))
        promise = None
    opens, closes = clock_time(settings, "opens", "09:00"), clock_time(settings, "closes", "17:00")
    clock = WorkingClock(
        opens,
        closes,
        holidays=holidays(settings),
        day_zero=day_zero,
        after_hours="as_received" if settings.get("after_hours") == "as_received" else "next_opening",
    )
    if start and end and end < start:
        reader.note("bad", "pause_backwards", None, "paused_to")
        start = None
    elif end and not start and not tidy(fields.get("paused_from")):
        reader.note("bad", "pause_no_start", None, "paused_from")
    elif start and not end:
        reader.note("warn", "pause_open", None, "paused_to")
        end = max(start, datetime.combine(today, closes))
    if received and closed and closed < received:
        reader.note("bad", "closed_first", None, "closed")
        closed = None
    if received is None or promise is None:
        missing = "need_received" if received is None else "need_promise"
        return result(say("wait", missing=say(missing)), reader.notes)
    pauses = [Pause(start, end)] if start else []
    promised: dict[str, Any] = {"hours": promise} if in_hours else {"days": int(promise)}
    timing = clock.timing(received, closed=closed, pauses=pauses, **promised)
    notes = [
        Finding("info", text, None, "received" if index == 0 else None)
        for index, text in enumerate(timing.explanation[1 : None if closed is None else -1])
    ]
    if closed is not None:
        level = "good" if timing.on_time else "warn"
        notes.append(Finding(level, timing.explanation[-1], None, "closed"))
    left = None
    if closed is None:
        morning = max(received, datetime.combine(today, opens))
        left = rounded(clock.minutes(morning, timing.due, pauses) / 60, 2)
    return result(
        timing.explanation[0],
        [*reader.notes, *notes],
        values={
            "due": timing.due.isoformat(timespec="minutes"),
            "elapsed_hours": None if timing.elapsed_hours is None else rounded(timing.elapsed_hours, 2),
            "elapsed_days": timing.elapsed_days,
            "on_time": timing.on_time,
            "late_hours": rounded(timing.late_hours, 2),
            "working_hours_left": left,
        },
    )

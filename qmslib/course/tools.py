"""The closed list of tools behind form items.

A tool takes what a form holds and answers with a sentence, notes, and, where it helps, a table, a chart or a
document to print. Each is a thin layer over the domain; the pages run the same list in JavaScript
(``qmslib/frontend/tools.js``), and both are held to ``tests/vectors/tools``.

The docstring of each tool tells authors its field ids, settings and values. A field marked † may be left out.
Blank forms get a helpful sentence; what cannot be read becomes a note of level ``bad``, never an error. Numbers in
``values`` are rounded: money and times to 2 places, percentages to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from qmslib._common.dates import parse_date, say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding
from qmslib._common.numbers import parse_number, rounded, say_money, say_number
from qmslib._common.words import filled, fold, tidy
from qmslib.course.tool_io import (
    Reader,
    Result,
    form_fields,
    form_rows,
    is_blank,
    result,
    say,
    setting_number,
)

Settings = Mapping[str, Any]
_HELD = ("clock", "plan", "tracker")


def _labels(texts: Callable[..., str], topic: str, names: str) -> list[str]:
    return [texts(topic, f"column_{name}") for name in names.split()]


def smart(value: object, settings: Settings, today: date) -> Result:
    """Test a target sentence part by part.

    Fields: ``target``, ``baseline`` †, ``need`` †. Settings: ``parts`` (all five). Values: ``specific``,
    ``measurable``, ``achievable``, ``relevant``, ``time_bound`` (true or false, for the parts asked for), ``met``
    (how many), ``time_limit`` (a limit for each case was read as the measure).
    """
    from qmslib.standards.smart import SMART_PARTS, check_smart

    fields = form_fields(value)
    if not filled(fields.get("target")):
        return result(say("blank_smart"))
    parts = [part for part in SMART_PARTS if part in settings.get("parts", SMART_PARTS)]
    report = check_smart(fields["target"], fields.get("baseline", ""), fields.get("need", ""), parts)
    notes = [
        Finding("good" if part.met else "bad", f"{part.label}: {part.text}", None, "target") for part in report.parts
    ]
    met = {part.name: part.met for part in report.parts}
    return result(report.sentence, notes, values={**met, "met": sum(met.values()), "time_limit": report.time_limit})


def agreement(value: object, settings: Settings, today: date) -> Result:
    """Find what is missing or vague in an agreement between two teams.

    Fields: ``provider``, ``customer``, ``service``, ``quality``, ``quantity``, ``price``, ``timescale``,
    ``measured``, ``missed``, ``contact``, ``review`` (date), ``agreed_by``, ``agreed_on`` † (date). Settings:
    ``kind`` (OLA, or SLA), ``title``. Values: ``complete``, ``parts``, ``missing``, ``vague``. Document: the
    agreement.
    """
    from qmslib.standards.agreement import AGREEMENT_PARTS, check_agreement

    fields = form_fields(value)
    if is_blank(fields):
        return result(say("blank_agreement"))
    reader = Reader()
    for name in ("review", "agreed_on"):
        reader.date(fields, name)
    report = check_agreement(fields, today, str(settings.get("kind", "OLA")), tidy(settings.get("title")))
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        document=report.document,
        values={
            "complete": report.complete,
            "parts": len(AGREEMENT_PARTS),
            "missing": list(report.missing),
            "vague": list(report.vague),
        },
    )


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
            _labels(words, "cost", "what repeats hours cost"),
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


def _holidays(settings: Settings) -> frozenset[date]:
    return frozenset(day for text in settings.get("holidays", ()) if (day := parse_date(text)))


def _clock_time(settings: Settings, name: str, default: str) -> time:
    text = tidy(settings.get(name)) or default
    hours, _, minutes = text.partition(":")
    return time(int(hours), int(minutes))


def clock(value: object, settings: Settings, today: date) -> Result:
    """When is it due, and was it on time?

    Fields: ``received`` (datetime), ``promise`` (number), ``unit`` † (working days, working hours), ``closed`` †,
    ``paused_from`` †, ``paused_to`` † (datetime), ``day_zero`` † (a choice that ends in "day 0" or "day 1").
    Settings: ``opens`` (09:00), ``closes`` (17:00), ``unit`` (working days), ``day_zero`` (0), ``after_hours``
    (next_opening, or as_received), ``holidays`` (ISO dates; bank holidays are put in). Values: ``due``,
    ``elapsed_hours``, ``elapsed_days``, ``on_time``, ``late_hours``, ``working_hours_left`` (from opening time
    today, while it is open). Null where not known.
    """
    from qmslib.standards.clock import Pause, WorkingClock

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
    clock = WorkingClock(
        _clock_time(settings, "opens", "09:00"),
        _clock_time(settings, "closes", "17:00"),
        holidays=_holidays(settings),
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
        end = max(start, datetime.combine(today, clock.closes))
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
        morning = max(received, datetime.combine(today, clock.opens))
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


def target(value: object, settings: Settings, today: date) -> Result:
    """How often would a target have been kept, and which one do the data carry?

    Fields: ``target`` (number), ``unit`` † (working hours, working days), ``share`` † (the % to keep). Settings:
    ``dataset: request_log`` with ``urgency`` † (urgent, standard), or ``hours`` (working hours of each closed
    case) and ``open`` (how many are open); ``hours_per_day`` (8), ``unit`` (working days), ``share`` (90). Values:
    ``n``, ``open``, ``median``, ``p80``, ``p90``, ``suggested`` (in the unit), ``share_met``, ``share_worst`` (null
    without a target).
    """
    from qmslib.standards.targets import set_target

    fields = form_fields(value)
    hours = [number for text in settings.get("hours", ()) if (number := parse_number(text)) is not None]
    if not hours:
        return result(say("no_data"))
    reader = Reader()
    promise, share = reader.number(fields, "target"), reader.number(fields, "share", percent=True)
    unit = "working hours" if (fold(fields.get("unit")) or fold(settings.get("unit"))) == "working hours" else ""
    scale = 1 if unit else setting_number(settings, "hours_per_day", 8)
    unit = unit or "working days"
    share = share or setting_number(settings, "share", 90)
    times = [hour / scale for hour in hours]
    still_open = int(setting_number(settings, "open", 0))
    report = set_target(times, promise, still_open, share, unit)
    blank = not tidy(fields.get("target"))
    notes = [*reader.notes, *report.findings]
    if blank:
        notes.insert(0, Finding("info", say("wish"), None, "target"))
    step = max(1, -(-report.suggested // 8))
    x = [step * number for number in range(1, 13)]
    y = [rounded(100 * sum(t <= mark + 1e-9 for t in times) / report.n, 1) for mark in x]
    wanted = say_number(share, 1)
    parts = [say("alt_point", share=say_number(height, 1), x=at) for at, height in zip(x, y, strict=True)]
    return result(
        report.sentence,
        notes,
        chart={
            "type": "line",
            "title": say("chart_target", wanted=wanted, suggested=report.suggested, unit=unit),
            "alt": say("alt_target", unit=unit, parts=", ".join(parts)),
            "x": x,
            "y": y,
            "unit": say("unit_percent"),
            "marks": [{"at": rounded(share, 1), "label": say("mark_wanted", wanted=wanted)}],
        },
        values={
            "n": report.n,
            "open": report.open_cases,
            "median": rounded(report.median, 2),
            "p80": rounded(report.p80, 2),
            "p90": rounded(report.p90, 2),
            "suggested": report.suggested,
            "share_met": None if report.share_met is None else rounded(report.share_met, 1),
            "share_worst": None if report.share_worst is None else rounded(report.share_worst, 1),
        },
    )


def gaps(value: object, settings: Settings, today: date) -> Result:
    """Rank the gaps between what customers expect and what they get.

    Rows: ``dimension``, ``expected``, ``received``, ``importance`` (numbers). Settings: ``scale_min`` (1),
    ``scale_max`` (7), ``importance_max`` (5). Values: ``ranked`` (names), ``worst`` (name or null), ``largest`` (its
    weighted gap), ``gap`` (its received less expected), ``mean_gap`` (of all, unweighted).
    """
    from qmslib.feedback._texts import say as words
    from qmslib.feedback.gaps import rank_gaps

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_gaps"))
    reader = Reader()
    report = rank_gaps(
        reader.rows(rows, numbers=("expected", "received", "importance")),
        setting_number(settings, "scale_min", 1),
        setting_number(settings, "scale_max", 7),
        setting_number(settings, "importance_max", 5),
    )
    worst = report.worst
    shown = [(gap.dimension, rounded(gap.weighted, 2)) for gap in report.gaps]
    chart = {
        "type": "bars",
        "title": words("gaps", "chart", worst=worst.dimension) if worst else words("gaps", "chart_none"),
        "alt": words("gaps", "alt", parts=", ".join(f"{name} {say_number(height)}" for name, height in shown)),
        "x": [name for name, _ in shown],
        "y": [height for _, height in shown],
        "unit": say("unit_weighted"),
        "marks": [],
    }
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("gaps", "caption"),
            _labels(words, "gaps", "dimension expected received importance weighted"),
            [
                [
                    gap.dimension,
                    rounded(gap.expected, 2),
                    rounded(gap.received, 2),
                    rounded(gap.importance, 2),
                    rounded(gap.weighted, 2),
                ]
                for gap in report.gaps
            ],
        )
        if report.gaps
        else None,
        chart=chart if report.gaps else None,
        values={
            "ranked": [gap.dimension for gap in report.gaps],
            "worst": worst.dimension if worst else None,
            "largest": rounded(worst.weighted, 2) if worst else None,
            "gap": rounded(worst.gap, 2) if worst else None,
            "mean_gap": rounded(sum(gap.gap for gap in report.gaps) / len(report.gaps), 2) if report.gaps else None,
        },
    )


def tracker(value: object, settings: Settings, today: date) -> Result:
    """Colour promises red, amber or green, and say whom to tell early.

    Rows: ``request``, ``customer``, ``due``, ``expected`` †, ``done`` † (dates), ``told`` † (yes, no). Settings:
    ``soon`` (2 working days), ``holidays``. Values: ``red``, ``amber``, ``green``, ``done``, ``late`` (done late or
    overdue), ``tell`` (customers to tell today).
    """
    from qmslib.improvement._texts import say as words
    from qmslib.improvement.tracker import track

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_tracker"))
    reader = Reader()
    clean = reader.rows(rows, dates=("due", "expected", "done"))
    report = track(clean, today, int(setting_number(settings, "soon", 2)), _holidays(settings))
    states = [delivery.state for delivery in report.deliveries]
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("tracker", "caption", date=say_date(today)),
            _labels(words, "tracker", "request customer due colour state"),
            [
                [
                    delivery.request,
                    delivery.customer,
                    say_date(delivery.due) if delivery.due else "",
                    words("tracker", delivery.colour) if delivery.colour else "",
                    words("tracker", f"state_{delivery.state}"),
                ]
                for delivery in report.deliveries
            ],
        )
        if report.deliveries
        else None,
        values={
            **{colour: report.count(colour) for colour in ("red", "amber", "green")},
            "done": sum(state in ("done", "late_done") for state in states),
            "late": sum(state in ("late_done", "overdue") for state in states),
            "tell": report.tell,
        },
    )


def register(value: object, settings: Settings, today: date) -> Result:
    """Check a register of quality standards.

    Rows: ``standard``, ``source``, ``measure``, ``owner``, ``review`` (date). Settings: ``soon`` (30 days). Values:
    ``rows``, ``complete``, ``overdue``, ``soon``, ``no_owner``, ``no_measure``, ``no_source``.
    """
    from qmslib.standards._texts import say as words
    from qmslib.standards.register import check_register

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_register"))
    reader = Reader()
    report = check_register(reader.rows(rows, dates=("review",)), today, int(setting_number(settings, "soon", 30)))
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("register", "caption"),
            _labels(words, "register", "standard owner review state missing"),
            [
                [
                    row.standard,
                    row.owner,
                    say_date(row.review) if row.review else "",
                    words("register", f"state_{row.state}"),
                    ", ".join(words("register", f"part_{name}") for name in row.missing),
                ]
                for row in report.rows
            ],
        )
        if report.rows
        else None,
        values={
            "rows": len(report.rows),
            "complete": report.complete,
            "overdue": report.count(state="overdue"),
            "soon": report.count(state="soon"),
            "no_owner": report.count(missing="owner"),
            "no_measure": report.count(missing="measure"),
            "no_source": report.count(missing="source"),
        },
    )


def calendar(value: object, settings: Settings, today: date) -> Result:
    """Find what is due in a calendar of reviews, audits and feedback.

    Rows: ``activity``, ``owner``, ``months`` (every so many months), ``last`` (date last done; blank means never).
    Settings: ``soon`` (30 days). Values: ``rows``, ``overdue``, ``soon``, ``next`` (ISO date or null).
    """
    from qmslib.improvement._texts import say as words
    from qmslib.improvement.reviews import check_calendar

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_calendar"))
    reader = Reader()
    clean = reader.rows(rows, dates=("last",), numbers=("months",))
    report = check_calendar(clean, today, int(setting_number(settings, "soon", 30)))
    following = report.next
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("calendar", "caption", date=say_date(today)),
            _labels(words, "calendar", "activity owner last next state"),
            [
                [
                    review.activity,
                    review.owner,
                    say_date(review.last) if review.last else "",
                    say_date(review.due) if review.due else "",
                    words("calendar", f"state_{review.state}"),
                ]
                for review in report.reviews
            ],
        )
        if report.reviews
        else None,
        values={
            "rows": len(report.reviews),
            "overdue": report.count("overdue"),
            "soon": report.count("soon"),
            "next": following.due.isoformat() if following and following.due else None,
        },
    )


def plan(value: object, settings: Settings, today: date) -> Result:
    """Check an action plan and draw it.

    Rows: ``task``, ``owner``, ``start``, ``due``, ``new_due`` †, ``done`` † (dates), ``reason`` †. Settings:
    ``holidays``. Values: ``rows``, ``no_owner``, ``no_date`` (no start or no due date), ``past`` (past its date and
    not done), ``late`` (the same), ``slippage`` (working days, all tasks), ``replanned``.
    """
    from qmslib.improvement._texts import say as words
    from qmslib.improvement.actions import check_plan

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_plan"))
    reader = Reader()
    clean = reader.rows(rows, dates=("start", "due", "new_due", "done"))
    report = check_plan(clean, today, _holidays(settings))
    bars = report.gantt()
    late = report.count("late")
    parts = [
        words(
            "plan",
            "alt_row",
            task=action.task,
            start=say_date(action.start),
            end=say_date(action.end),
        )
        for action in report.actions
        if action.start and action.end and action.start <= action.end
    ]
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("plan", "caption", date=say_date(today)),
            _labels(words, "plan", "task owner start due state slip"),
            [
                [
                    action.task,
                    action.owner,
                    say_date(action.start) if action.start else "",
                    say_date(action.due) if action.due else "",
                    words("plan", f"state_{action.state}"),
                    action.slip,
                ]
                for action in report.actions
            ],
        )
        if report.actions
        else None,
        chart={
            "type": "gantt",
            "title": words("plan", "chart", late=late, n=len(report.actions))
            if late
            else words("plan", "chart_good"),
            "alt": words("plan", "alt", parts=", ".join(parts)),
            "rows": bars,
            "today": today.isoformat(),
        }
        if bars
        else None,
        values={
            "rows": len(report.actions),
            "no_owner": sum(not filled(action.owner) for action in report.actions),
            "no_date": sum(not action.start or not action.due for action in report.actions),
            "past": late,
            "late": late,
            "slippage": report.slippage,
            "replanned": sum(clean[action.row].get("new_due") is not None for action in report.actions),
        },
    )


def raci(value: object, settings: Settings, today: date) -> Result:
    """Check who does what: one person answers for each task, at least one does it, nobody has too much.

    Rows: ``task``, ``responsible``, ``accountable``, ``consulted``, ``informed`` (names, separated by commas or
    semicolons). Settings: ``many`` (4; doing or answering for more tasks is overload). Values: ``rows``,
    ``good_rows``, ``no_a``, ``many_a``, ``no_r``, ``overloaded`` (names).
    """
    from qmslib.system._texts import say as words
    from qmslib.system.raci import check_raci

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_raci"))
    tasks = []
    for row in rows:
        letters: dict[str, str] = {}
        for name, letter in zip(("responsible", "accountable", "consulted", "informed"), "RACI", strict=True):
            for person in row.get(name, "").replace(";", ",").split(","):
                if filled(person):
                    letters[tidy(person)] = letters.get(tidy(person), "") + letter
        tasks.append((row.get("task", ""), letters))
    report = check_raci(tasks, int(setting_number(settings, "many", 4)))
    return result(
        report.sentence,
        report.findings,
        table=(
            words("raci", "caption"),
            [words("raci", "column_task"), *report.people],
            [list(row) for row in report.grid],
        )
        if report.people
        else None,
        values={
            "rows": report.n,
            "good_rows": report.good,
            "no_a": report.no_a,
            "many_a": report.many_a,
            "no_r": report.no_r,
            "overloaded": list(report.overloaded),
        },
    )


def policy(value: object, settings: Settings, today: date) -> Result:
    """Check that a one-page quality policy is whole and easy to read.

    Fields: ``purpose``, ``standard``, ``complaints``, ``who``, ``review`` (date), ``title`` †. Settings: ``longest``
    (16 words a sentence on average), ``easiest`` (reading ease 60), ``organisation``. Values: ``complete`` (of 5),
    ``missing``, ``words``, ``sentences``, ``words_per_sentence``, ``reading_ease`` (null without text). Document:
    the policy.
    """
    from qmslib.system.policy import POLICY_PARTS, check_policy

    fields = form_fields(value)
    if is_blank(fields):
        return result(say("blank_policy"))
    reader = Reader()
    reader.date(fields, "review")
    report = check_policy(
        fields,
        today,
        setting_number(settings, "longest", 16),
        setting_number(settings, "easiest", 60),
        tidy(settings.get("organisation")),
    )
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        document=report.document,
        values={
            "complete": len(POLICY_PARTS) - len(report.missing),
            "missing": list(report.missing),
            "words": report.words,
            "sentences": report.sentences,
            "words_per_sentence": None
            if report.words_per_sentence is None
            else rounded(report.words_per_sentence, 1),
            "reading_ease": None if report.reading_ease is None else rounded(report.reading_ease, 1),
        },
    )


def needs(value: object, settings: Settings, today: date) -> Result:
    """Put customers' needs in order and draft the message that confirms them.

    Rows: ``customer``, ``need``, ``standard`` (how well, how many), ``priority`` (must, should, could), ``by``
    (date). Settings: ``sender``, ``team``. Values: ``rows``, ``must``, ``no_date``, ``past``, ``customers`` (how
    many). Document: one draft for each customer.
    """
    from qmslib.standards._texts import say as words
    from qmslib.standards.needs import confirm_needs

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_needs"))
    reader = Reader()
    report = confirm_needs(
        reader.rows(rows, dates=("by",)), today, tidy(settings.get("sender")), tidy(settings.get("team"))
    )
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("needs", "caption"),
            _labels(words, "needs", "priority by customer need standard"),
            [
                [
                    words("needs", need.priority or "unsure"),
                    say_date(need.by) if need.by else words("needs", "no_date"),
                    need.customer,
                    need.need,
                    need.standard,
                ]
                for need in report.needs
            ],
        )
        if report.needs
        else None,
        document=report.document or None,
        values={
            "rows": len(report.needs),
            "must": sum(need.priority == "must" for need in report.needs),
            "no_date": sum(need.by is None for need in report.needs),
            "past": sum(need.by is not None and need.by < today for need in report.needs),
            "customers": len(report.customers),
        },
    )


def baseline(value: object, settings: Settings, today: date) -> Result:
    """Check the way from a baseline to a target.

    Rows: ``objective``, ``measure``, ``baseline``, ``target`` (numbers), ``unit``, ``better`` (higher, lower), ``by``
    (date), ``source`` †. Values: ``rows``, ``sound``, ``change`` and ``change_percent`` (of the first sound row; null
    without one).
    """
    from qmslib.standards._texts import say as words
    from qmslib.standards.baseline import check_baselines

    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_baseline"))
    reader = Reader()
    report = check_baselines(reader.rows(rows, dates=("by",), numbers=("baseline", "target")), today)
    first = report.sound[0] if report.sound else None

    def level(number: float | None, unit: str) -> str:
        if number is None:
            return ""
        return say_number(number) + ("%" if unit == "%" else f" {unit}" if unit else "")

    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("baseline", "caption"),
            _labels(words, "baseline", "objective baseline target change by"),
            [
                [
                    row.objective,
                    level(row.baseline, row.unit),
                    level(row.target, row.unit),
                    "" if row.change is None else ("+" if row.change > 0 else "") + say_number(row.change),
                    say_date(row.by) if row.by else "",
                ]
                for row in report.objectives
            ],
        )
        if report.objectives
        else None,
        values={
            "rows": len(report.objectives),
            "sound": len(report.sound),
            "change": None if first is None or first.change is None else rounded(first.change, 2),
            "change_percent": None
            if first is None or first.change is None or not first.baseline
            else rounded(100 * first.change / abs(first.baseline), 1),
        },
    )


def version(value: object, settings: Settings, today: date) -> Result:
    """Keep the history of a local standard, with an alarm on its review date.

    Rows, oldest first (or the fields of a single version): ``version``, ``standard`` (the local wording), ``norm``
    (what it comes from; first row), ``agreed_on`` (date), ``agreed_by``, ``change`` (from the second row on),
    ``review`` (date). Settings: ``soon`` (30 days). Values: ``rows``, ``current``, ``review`` (ISO or null),
    ``alarm`` (ok, soon, overdue, none).
    """
    from qmslib.standards._texts import say as words
    from qmslib.standards.versions import check_versions

    rows = [form_fields(value)] if isinstance(value, Mapping) else form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_version"))
    reader = Reader()
    clean = reader.rows(rows, dates=("agreed_on", "review"))
    report = check_versions(clean, today, int(setting_number(settings, "soon", 30)))
    level = {"ok": "good", "soon": "info", "overdue": "warn", "none": "warn"}[report.alarm]
    text = words("version", f"alarm_{report.alarm}", date=say_date(report.review) if report.review else "")
    alarm = Finding(level, text, None, "review")
    shown = [
        [
            tidy(row.get("version")),
            say_date(row["agreed_on"]) if row["agreed_on"] else "",
            tidy(row.get("agreed_by")),
            tidy(row.get("change")),
            say_date(row["review"]) if row["review"] else "",
        ]
        for row, raw in zip(clean, rows, strict=True)
        if not is_blank(raw)
    ]
    return result(
        report.sentence,
        [*reader.notes, *report.findings, alarm],
        table=(
            words("version", "caption"),
            _labels(words, "version", "version agreed by change review"),
            [list(row) for row in shown],
        ),
        values={
            "rows": report.n,
            "current": report.current,
            "review": report.review.isoformat() if report.review else None,
            "alarm": report.alarm,
        },
    )


def awareness(value: object, settings: Settings, today: date) -> Result:
    """How many people know it, and how sure that is.

    Fields: ``asked``, ``aware``, ``staff`` † (how many in all), ``goal`` † (%). Settings: ``small`` (30; fewer asked
    gives a caution). Values: ``share``, ``low``, ``high`` (%), ``n``.
    """
    from qmslib.system.awareness import measure_awareness

    fields = form_fields(value)
    if not any(tidy(fields.get(name)) for name in ("asked", "aware", "staff", "goal")):
        return result(say("blank_awareness"))
    reader = Reader()
    asked, aware, staff = (reader.whole(fields, name) for name in ("asked", "aware", "staff"))
    goal = reader.number(fields, "goal", percent=True)
    if not asked or aware is None:
        return result(say("wait", missing=say("need_aware" if asked else "need_asked")), reader.notes)
    if aware > asked:
        reader.note("bad", "aware_more", None, "aware")
        return result(reader.notes[-1].text, reader.notes)
    if staff is not None and asked > staff:
        reader.note("bad", "asked_more", None, "asked")
        staff = None
    report = measure_awareness(asked, aware, staff, goal, int(setting_number(settings, "small", 30)))
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        values={
            "share": rounded(report.share, 1),
            "low": rounded(report.low, 1),
            "high": rounded(report.high, 1),
            "n": report.n,
        },
    )


TOOLS: dict[str, Callable[[object, Settings, date], Result]] = {
    tool.__name__: tool
    for tool in (
        smart, agreement, cost, clock, target, gaps, tracker, register,
        calendar, plan, raci, policy, needs, baseline, version, awareness,
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

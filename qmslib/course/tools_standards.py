"""Tools about standards. How they are run and documented: `qmslib.course.tools`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from qmslib._common.dates import say_date
from qmslib._common.findings import Finding
from qmslib._common.numbers import parse_number, rounded, say_number
from qmslib._common.words import filled, fold, tidy
from qmslib.course.tool_io import (
    Reader,
    Result,
    Settings,
    form_fields,
    form_rows,
    is_blank,
    labels,
    result,
    say,
    setting_number,
)


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


def target(value: object, settings: Settings, today: date) -> Result:
    """How often would a target have been kept, and which one do the data carry?

    Fields: ``target`` (number), ``unit`` † (working hours, working days), ``share`` † (the % to keep). Settings:
    ``dataset: request_log`` with ``urgency`` † (urgent, standard), or ``hours`` (working hours of each closed
    case) and ``open`` (how many are open); ``hours_per_day`` (8), ``unit`` (working days), ``share`` (90). Values:
    ``n``, ``open``, ``median``, ``p80``, ``p90``, ``suggested`` (in the unit), ``share_met``, ``share_worst`` (null
    without a target).
    """
    from qmslib.standards.targets import say_time, set_target

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
            "title": say("chart_target", wanted=wanted, suggested=say_time(report.suggested, unit)),
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
            labels(words, "register", "standard owner review state missing"),
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
            labels(words, "needs", "priority by customer need standard"),
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
            labels(words, "baseline", "objective baseline target change by"),
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
            labels(words, "version", "version agreed by change review"),
            [list(row) for row in shown],
        ),
        values={
            "rows": report.n,
            "current": report.current,
            "review": report.review.isoformat() if report.review else None,
            "alarm": report.alarm,
        },
    )

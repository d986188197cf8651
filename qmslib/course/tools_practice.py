"""Tools about feedback, plans, roles, policy and awareness, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date

from qmslib._common.dates import say_date
from qmslib._common.numbers import rounded, say_number
from qmslib._common.words import filled, tidy
from qmslib.course.tool_io import (
    Reader,
    Result,
    Settings,
    form_fields,
    form_rows,
    holidays,
    is_blank,
    labels,
    result,
    say,
    setting_number,
)


def gaps(value: object, settings: Settings, today: date) -> Result:
    """Rank the gaps between what customers expect and what they get.

    Rows: ``dimension``, ``expected``, ``received``, ``importance`` (numbers). Settings: ``scale_min`` (1),
    ``scale_max`` (7), ``importance_max`` (5). Values: ``ranked`` (names), ``worst`` (name or null), ``largest`` (its
    weighted gap), ``gap`` (its received less expected), ``mean_gap`` (of all, unweighted).
    """
    from qmslib.feedback._texts import say as words
    from qmslib.feedback.scoring.gaps import rank_gaps

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
            labels(words, "gaps", "dimension expected received importance weighted"),
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
    report = track(clean, today, int(setting_number(settings, "soon", 2)), holidays(settings))
    states = [delivery.state for delivery in report.deliveries]
    return result(
        report.sentence,
        [*reader.notes, *report.findings],
        table=(
            words("tracker", "caption", date=say_date(today)),
            labels(words, "tracker", "request customer due colour state"),
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
            labels(words, "calendar", "activity owner last next state"),
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
    report = check_plan(clean, today, holidays(settings))
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
            labels(words, "plan", "task owner start due state slip"),
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
    from qmslib.system.people.raci import check_raci

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
    from qmslib.system.documents.policy import POLICY_PARTS, check_policy

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


def awareness(value: object, settings: Settings, today: date) -> Result:
    """How many people know it, and how sure that is.

    Fields: ``asked``, ``aware``, ``staff`` † (how many in all), ``goal`` † (%). Settings: ``small`` (30; fewer asked
    gives a caution). Values: ``share``, ``low``, ``high`` (%), ``n``.
    """
    from qmslib.system.people.awareness import measure_awareness

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

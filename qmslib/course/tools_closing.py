"""Tools about closing the loop of feedback, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date
from typing import Any

from qmslib._common.dates import say_date
from qmslib._common.numbers import rounded, say_number
from qmslib._common.patterns import has_number
from qmslib._common.words import filled, fold, tidy
from qmslib.course.tool_io import (
    Reader,
    Result,
    Settings,
    at_rows,
    form_rows,
    is_blank,
    labels,
    result,
    say,
    setting_number,
    tool_texts,
)

_DECISIONS = {"done": "already done", "will be done": "already done", "cannot be done": "declined"}


def replies(value: object, settings: Settings, today: date) -> Result:
    """Write "you said, we did" for each thing said, and check that it can be shown.

    Rows: ``said``, ``answer`` (done, will be done, cannot be done), ``what`` (what was or will be done, with a date),
    ``because`` (why not), ``told`` † (date on which people heard). Settings: ``names`` (names of people that must not
    be shown). Values: ``rows``, ``ready``, ``done``, ``will``, ``cannot``, ``no_reason``, ``told`` (how many).
    Document: the replies that are ready, to paste.
    """
    from qmslib.feedback.closing.replies import texts, you_said

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_replies"))
    reader = Reader()
    places = [index for index, row in enumerate(rows) if not is_blank(row)]
    told: dict[int, date | None] = {}
    wrong: set[int] = set()
    register = []
    for index in places:
        row = rows[index]
        answer, what = fold(row.get("answer")), tidy(row.get("what"))
        day = reader.date(row, "told", index)
        if day is not None and day > today:
            reader.note("bad", "told_future", index, "told")
            day = None
        told[index] = day
        if answer in ("done", "will be done") and not filled(what):
            reader.note("bad", "no_what", index, "what")
            wrong.add(index)
        elif answer == "will be done" and not has_number(what):
            reader.note("bad", "no_when", index, "what")
            wrong.add(index)
        register.append(
            {
                "received": today,
                "text": tidy(row.get("said")),
                "decision": _DECISIONS.get(answer, ""),
                "action": what,
                "reason": tidy(row.get("because")),
            }
        )
    report = you_said(register, names=[str(name) for name in settings.get("names") or ()])
    lines: list[tuple[str, str, bool]] = []
    for place, reply in enumerate(report.frame().to_dict("records")):
        index = places[place]
        text, answer = str(reply["reply"]), fold(rows[index].get("answer"))
        if answer == "will be done" and text:
            # The domain promises by a date of its own; here the date stands in the words.
            promise = _stopped(rows[index].get("what", ""))
            text = text.removesuffix(texts.say("did_action", action=promise)) + words("replies", "will", what=promise)
        ready = bool(reply["ready"]) and index not in wrong
        lines.append((answer, "" if index in wrong else text, ready))
    notes = [*reader.notes, *at_rows(report.findings, places, text="said", reason="because", decision="answer")]
    if any(told.values()):
        waiting = [index for (_, _, ready), index in zip(lines, places, strict=True) if ready and not told[index]]
        notes += [tool_texts().finding("info", "replies", "not_told", index, "told") for index in waiting]
    n = sum(ready for _, _, ready in lines)
    key = "all_ready" if n == len(lines) else "some_ready"
    return result(
        texts.say(key, n=n, items=len(lines)),
        notes,
        table=(
            words("replies", "caption"),
            labels(words, "replies", "said reply state"),
            [
                [tidy(rows[index].get("said")), text, words("replies", "ready" if ready else "not_ready")]
                for (_, text, ready), index in zip(lines, places, strict=True)
            ],
        ),
        document="\n\n".join(text for _, text, ready in lines if ready) or None,
        values={
            "rows": len(lines),
            "ready": n,
            "done": sum(answer == "done" for answer, _, _ in lines),
            "will": sum(answer == "will be done" for answer, _, _ in lines),
            "cannot": sum(answer == "cannot be done" for answer, _, _ in lines),
            "no_reason": sum(
                answer == "cannot be done" and not filled(rows[index].get("because"))
                for (answer, _, _), index in zip(lines, places, strict=True)
            ),
            "told": sum(day is not None for day in told.values()),
        },
    )


def _stopped(text: object) -> str:
    plain = tidy(text)
    return plain if plain.endswith((".", "!", "?", "…")) else f"{plain}."


def loop(value: object, settings: Settings, today: date) -> Result:
    """How well a feedback loop turns: who had a reply, after how many days, what was acted on, what comes back.

    Rows: ``idea``, ``received`` (date), ``replied`` †, ``acted`` † (dates), ``seen_before`` † (yes, no). Settings:
    ``reply_days`` (14; later is late). Values: ``received``, ``waiting``, ``late`` (waiting longer than that),
    ``replied_percent``, ``median_days`` (those still waiting counted; null while fewer than half are answered),
    ``acted``, ``acted_percent``, ``repeats``, ``repeats_percent``.
    """
    from qmslib.feedback.closing.loop import loop_health, texts

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_loop"))
    reader = Reader()
    register: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        read = {name: reader.date(row, name, index) for name in ("received", "replied", "acted")}
        if not filled(row.get("idea")):
            reader.note("bad", "no_idea", index, "idea")
        if not tidy(row.get("received")):
            reader.note("bad", "no_received", index, "received")
        for name, day in read.items():
            if day is not None and day > today:
                reader.note("bad", "day_to_come", index, name)
                read[name] = None
        if read["received"] is not None:
            register.append({**read, "idea": tidy(row.get("idea")), "again": fold(row.get("seen_before")) == "yes"})
    if not register:
        return result(words("loop", "sentence_wait"), reader.notes)
    reply_days = int(setting_number(settings, "reply_days", 14))
    report = loop_health(
        [
            {
                "received": item["received"],
                "replied": item["replied"],
                "decision": "accepted" if item["acted"] else "",
                "decided": item["acted"],
                "done": item["acted"],
                # Whether something was said before is asked in the form, not read from its words.
                "place": str(place),
            }
            for place, item in enumerate(register)
        ],
        today,
        same=["place"],
        reply_days=reply_days,
    )
    n, again = len(register), sum(item["again"] for item in register)
    acted = sum(item["acted"] is not None for item in register)
    notes = [*reader.notes, *report.findings]
    if again:
        notes.append(texts.finding("info", "again", n=again))
    waits = [((item["replied"] or today) - item["received"]).days for item in register]
    slots = {
        "day": say_date(today),
        "n": n,
        "replied": n - report.waiting,
        "percent": say_number(100 * (report.replied.value or 0), 1),
        "days": "" if report.median_days is None else say_number(report.median_days, 1),
        "acted": acted,
    }
    return result(
        words("loop", "sentence" if report.median_days is not None else "sentence_no_median", **slots),
        notes,
        table=(
            words("loop", "caption", date=say_date(today)),
            labels(words, "loop", "idea received reply acted before"),
            [
                [
                    item["idea"],
                    say_date(item["received"]),
                    words("loop", "waiting" if item["replied"] is None else "after", n=max(0, wait)),
                    say_date(item["acted"]) if item["acted"] else "",
                    words("loop", "yes") if item["again"] else "",
                ]
                for item, wait in zip(register, waits, strict=True)
            ],
        ),
        values={
            "received": n,
            "waiting": report.waiting,
            "late": sum(
                item["replied"] is None and wait > reply_days for item, wait in zip(register, waits, strict=True)
            ),
            "replied_percent": rounded(100 * (report.replied.value or 0), 1),
            "median_days": None if report.median_days is None else rounded(report.median_days, 1),
            "acted": acted,
            "acted_percent": rounded(100 * acted / n, 1),
            "repeats": again,
            "repeats_percent": rounded(100 * again / n, 1),
        },
    )

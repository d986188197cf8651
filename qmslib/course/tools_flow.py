"""The tool about the steps of a procedure, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date
from typing import Any

from qmslib._common.findings import join_words
from qmslib._common.numbers import rounded, say_number
from qmslib._common.words import bare, filled, tidy
from qmslib.course.tool_io import Reader, Result, Settings, form_rows, is_blank, labels, result, say, tool_texts


def flow(value: object, settings: Settings, today: date) -> Result:
    """Check the steps of a procedure, and draw them: every step reached, every path able to end.

    Rows: ``step``, ``who``, ``within_days`` † (number), ``next`` † (names of the following steps, with ; between),
    ``record`` † (what is written down). A row without ``next`` leads to the row below, and the last row ends the
    flow; write ``end`` where the flow can end earlier. Settings: ``limits`` (true: each step but an end needs
    ``within_days``), ``records`` (false: each step needs ``record``). Values: ``steps``, ``ends``, ``sound``,
    ``unreachable``, ``no_way_out``, ``unknown`` (names), ``no_who``, ``no_limit``, ``no_record`` (how many), ``days``
    (the limits of all steps together). Chart: boxes with arrows.
    """
    from qmslib.complaints.cases.flow import FlowStep, check_flow

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_flow"))
    reader = Reader()
    kept: list[tuple[int, dict[str, str], float | None]] = []
    names: dict[str, str] = {}
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        days = reader.number(row, "within_days", index)
        name = tidy(row.get("step"))
        if not filled(name):
            reader.note("bad", "no_step", index, "step")
        elif bare(name) in names:
            reader.note("bad", "step_twice", index, "step")
        else:
            names[bare(name)] = name
            kept.append((index, row, days))
    if not kept:
        return result(say("wait", missing=say("need_step")), reader.notes)
    steps = []
    unknown: list[str] = []
    for place, (_, row, days) in enumerate(kept):
        after = [tidy(part) for part in row.get("next", "").split(";") if filled(part)]
        end = any(bare(part) == "end" for part in after)
        to = [names.get(bare(part), part) for part in after if bare(part) != "end"]
        if not after and place + 1 < len(kept):
            to = [tidy(kept[place + 1][1]["step"])]
        unknown += [part for part in to if bare(part) not in names and part not in unknown]
        steps.append(
            FlowStep(
                tidy(row["step"]),
                tuple(dict.fromkeys(to)),
                tidy(row.get("who")),
                "" if days is None else words("flow", "days", n=say_number(days)),
                # A step that can end the flow or go on is an end as far as the domain is concerned.
                end or not to,
            )
        )
    report = check_flow(steps, limits=settings.get("limits") is not False)
    # Here a step may be an end for some cases and lead on for others.
    notes = [*reader.notes, *(found for found in report.findings if not _ends_and_goes_on(found.text, steps))]
    no_record = 0
    if settings.get("records") is True:
        for index, row, _ in kept:
            if not filled(row.get("record")):
                no_record += 1
                notes.append(tool_texts().finding("warn", "flow", "no_record", index, "record"))
    faults = sum(note.level in ("bad", "warn") for note in notes)
    sentence = words("flow", "faults" if faults else "sound", n=faults, steps=len(steps), start=steps[0].step)
    places = {step.step: place for place, step in enumerate(steps)}
    boxes = [
        {
            "label": step.step,
            "who": step.owner,
            "within": step.within,
            "to": [places[name] for name in step.to if name in places],
            "end": step.end,
        }
        for step in steps
    ]
    parts = [
        words(
            "flow",
            "alt_step",
            step=step.step,
            to=join_words([*step.to, *([words("flow", "end")] if step.end else [])]),
        )
        for step in steps
    ]
    return result(
        sentence,
        notes,
        table=(
            words("flow", "caption"),
            labels(words, "flow", "step who within next record"),
            [
                [
                    step.step,
                    step.owner,
                    step.within,
                    "; ".join([*step.to, *([words("flow", "end")] if step.end else [])]),
                    tidy(row.get("record")),
                ]
                for step, (_, row, _) in zip(steps, kept, strict=True)
            ],
        ),
        chart={
            "type": "flow",
            "title": sentence,
            "alt": words("flow", "alt", parts="; ".join(parts)),
            "steps": boxes,
        },
        values={
            "steps": len(steps),
            "ends": sum(step.end for step in steps),
            "sound": report.sound and not any(note.level == "bad" for note in notes),
            "unreachable": list(report.unreachable),
            "no_way_out": list(report.no_way_out),
            "unknown": unknown,
            "no_who": sum(not filled(step.owner) for step in steps),
            "no_limit": sum(not step.within and not step.end for step in steps),
            "no_record": no_record,
            "days": rounded(sum(days or 0 for _, _, days in kept), 2),
        },
    )


def _ends_and_goes_on(text: str, steps: Any) -> bool:
    from qmslib.complaints.cases.flow import texts

    return any(
        text == texts.say("end_goes_on", step=step.step, to=", ".join(step.to))
        for step in steps
        if step.end and step.to
    )

"""Tools about causes and ideas, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qmslib._common.findings import Finding
from qmslib._common.numbers import rounded
from qmslib._common.words import bare, filled, fold, short, tidy
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
    tool_texts,
)


def whys(value: object, settings: Settings, today: date) -> Result:
    """Check a chain of whys for missing evidence, blame, leaps, circles and a sound end.

    Rows: ``why``, ``evidence``, ``control`` † (yes, no: can people here act on it). The first row answers why the
    problem happened, each next one asks why of the one above. Settings: ``problem`` †, ``people`` † (names of
    colleagues). Values: ``whys``, ``no_evidence``, ``blame`` (how many), ``root`` (the last cause), ``sound``. Chart:
    boxes with arrows. Branches and links in words are left to the domain.
    """
    from qmslib.improvement.causes.whys import check_whys

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_whys"))
    problem = tidy(settings.get("problem"))
    report = check_whys(
        [{"cause": row.get("why"), "evidence": row.get("evidence"), "control": row.get("control")} for row in rows],
        problem,
        people=[str(name) for name in settings.get("people") or ()],
    )
    # Where the item does not name the problem it is not the learner who forgot it.
    found = [finding for finding in report.findings if finding.field != "problem"]
    faults = sum(finding.level in ("bad", "warn") for finding in found)
    # A form may leave the column out; then what is said of it stands with the cause.
    control = "control" if any(tidy(row.get("control")) for row in rows) else "why"
    notes = at_rows(found, range(len(rows)), cause="why", control=control)
    chain = report.whys
    root = chain[-1].cause if chain else ""
    key = "sentence_wait"
    if chain:
        key = "sentence" if faults else "sentence_sound" if chain[-1].control == "yes" else "sentence_open"
    sentence = words("whys", key, n=len(chain), faults=faults, root=short(root, 60))
    boxes = [(problem or words("whys", "problem"), ""), *((why.cause, why.evidence) for why in chain)]
    parts = [why.cause for why in chain]
    return result(
        sentence,
        notes,
        table=(
            words("whys", "caption"),
            labels(words, "whys", "step why evidence"),
            [[why.depth, why.cause, why.evidence] for why in chain],
        )
        if chain
        else None,
        chart={
            "type": "flow",
            "title": sentence,
            "alt": words("whys", "alt", problem=boxes[0][0], parts=f" {words('whys', 'because')} ".join(parts)),
            "numbers": False,
            "steps": [
                {
                    "label": label,
                    "who": who,
                    "within": "",
                    "to": [place + 1] if place < len(chain) else [],
                    "end": False,
                }
                for place, (label, who) in enumerate(boxes)
            ],
        }
        if chain
        else None,
        values={
            "whys": len(chain),
            "no_evidence": sum(not filled(why.evidence) for why in chain),
            "blame": sum(bool(why.blame) for why in chain),
            "root": root or None,
            "sound": bool(chain) and not faults,
        },
    )


def fishbone(value: object, settings: Settings, today: date) -> Result:
    """Draw and check a fishbone: the causes of one problem, grouped on bones.

    Rows: ``bone`` (a choice; "The problem" for the row that says what stands at the head), ``cause``, ``agreed`` †
    (yes, no: has the group agreed that it plays a part). Settings: ``bones`` † (names shown even when empty),
    ``people`` † (names of colleagues). Values: ``problem``, ``causes``, ``bones`` (with a cause), ``agreed``. Chart:
    the fishbone. Evidence, votes, causes beneath causes and chains of whys are left to the domain.
    """
    from qmslib.improvement.causes.bones import texts as bone_texts
    from qmslib.improvement.causes.fishbone import check_fishbone, texts

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_fishbone"))
    reader = Reader()
    head = [index for index, row in enumerate(rows) if bare(row.get("bone")) == "the problem"]
    for index in head[1:]:
        reader.note("bad", "problem_twice", index, "cause")
    problem = tidy(rows[head[0]].get("cause")) if head else ""
    agreed = {index: fold(row.get("agreed")) == "yes" for index, row in enumerate(rows)}
    fish = check_fishbone(
        problem,
        [
            {} if index in head else {"bone": row.get("bone"), "cause": row.get("cause")}
            for index, row in enumerate(rows)
        ],
        [str(bone) for bone in settings.get("bones") or ()],
        people=[str(name) for name in settings.get("people") or ()],
    )
    found = [finding for finding in fish.findings if finding.field != "evidence"]
    notes = at_rows(found, range(len(rows)))
    if head:
        # What is said of the problem is said beside its row.
        notes = [
            Finding(note.level, f"Row {head[0] + 1}: {note.text}", head[0], "cause")
            if note.field == "problem"
            else note
            for note in notes
        ]
    else:
        notes = [replace(note, field=None) if note.field == "problem" else note for note in notes]
    sure = sum(agreed[cause.row] for cause in fish.causes)
    if sure and sure < len(fish.causes):
        notes.append(tool_texts().finding("info", "fishbone", "not_agreed", n=len(fish.causes) - sure))
    shown = short(problem, 60) if filled(problem) else texts.say("no_problem_short")
    bones = len({cause.bone for cause in fish.causes})
    slots = {"n": len(fish.causes), "bones": bones, "problem": shown, "agreed": sure}
    if not fish.causes:
        sentence = texts.say("sentence_none", problem=shown)
    else:
        sentence = words("fishbone", "sentence_agreed" if sure else "sentence", **slots)
    said = [
        bone_texts.say(
            "alt_bone" if fish.count(bone) else "alt_empty",
            bone=bone,
            causes="; ".join(cause.cause for cause in fish.causes if cause.bone == bone),
        )
        for bone in fish.bones
    ]
    return result(
        sentence,
        [*reader.notes, *notes],
        table=(
            words("fishbone", "caption", problem=shown),
            labels(words, "fishbone", "bone cause agreed"),
            [
                [cause.bone, cause.cause, words("fishbone", "yes") if agreed[cause.row] else ""]
                for bone in fish.bones
                for cause in fish.causes
                if cause.bone == bone
            ],
        )
        if fish.causes
        else None,
        chart={
            "type": "fishbone",
            "title": sentence,
            "alt": bone_texts.say("alt", problem=shown, bones=" ".join(said)),
            "problem": shown,
            "bones": [
                {
                    "name": bone,
                    "causes": [
                        {"text": cause.cause, "agreed": agreed[cause.row]}
                        for cause in fish.causes
                        if cause.bone == bone
                    ],
                }
                for bone in fish.bones
            ],
        }
        if fish.bones
        else None,
        values={"problem": problem or None, "causes": len(fish.causes), "bones": bones, "agreed": sure},
    )


def ideas(value: object, settings: Settings, today: date) -> Result:
    """Place ideas by impact and effort, and say where to start.

    Rows: ``idea``, ``impact``, ``effort`` (1 to 5), ``owner`` †. The middle, 3, counts as high impact and as low
    effort. Values: ``ideas`` (with both figures), ``ranked``, ``quick_wins``, ``big_projects``, ``fill_ins``,
    ``drop`` (names), ``first`` (null when first place is shared or nothing is worth starting). Chart: the grid.
    Ideas that say nearly the same are left to the domain; here only the same words count as twice.
    """
    from qmslib.improvement.causes.grid import QUADRANTS, impact_effort, texts

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_ideas"))
    reader = Reader()
    clean = reader.rows(rows, numbers=("impact", "effort"))
    report = impact_effort(
        [{"option": row.get("idea"), "impact": row["impact"], "effort": row["effort"]} for row in clean]
    )
    notes = [*reader.notes, *at_rows(report.findings, range(len(rows)), option="idea")]
    owners = [tidy(row.get("owner")) for row in rows]
    if any(filled(owner) for owner in owners):
        for placed in report.options:
            if placed.quadrant in QUADRANTS[:2] and not filled(owners[placed.row]):
                notes.append(tool_texts().finding("info", "ideas", "no_owner", placed.row, "owner"))
    names = {name: [placed.option for placed in report.options if placed.quadrant == name] for name in QUADRANTS}
    top = [placed for placed in report.options if placed.rank == 1 and placed.quadrant != "drop"]
    return result(
        report.sentence,
        notes,
        table=(
            words("ideas", "caption"),
            labels(words, "ideas", "rank idea impact effort quadrant owner"),
            [
                [
                    placed.rank,
                    placed.option,
                    rounded(placed.impact, 2),
                    rounded(placed.effort, 2),
                    texts.say(placed.quadrant),
                    owners[placed.row],
                ]
                for placed in report.options
            ],
        )
        if report.options
        else None,
        chart={
            "type": "grid",
            "title": report.sentence,
            "alt": report.alt,
            "x": [rounded(placed.effort, 2) for placed in report.options],
            "y": [rounded(placed.impact, 2) for placed in report.options],
            "labels": [placed.option for placed in report.options],
            "low": 1,
            "high": 5,
            "quadrants": [texts.say(name) for name in QUADRANTS],
            "x_label": texts.say("x"),
            "y_label": texts.say("y"),
        }
        if report.options
        else None,
        values={
            "ideas": len(report.options),
            "ranked": [placed.option for placed in report.options],
            "quick_wins": names["quick win"],
            "big_projects": names["big project"],
            "fill_ins": names["fill-in"],
            "drop": names["drop"],
            "first": top[0].option if len(top) == 1 else None,
        },
    )

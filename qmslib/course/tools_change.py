"""Tools that tell whether something has changed, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date
from typing import Any

from qmslib._common.numbers import parse_number, rounded, say_number
from qmslib._common.words import fold, tidy
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
    tool_texts,
)


def before_after(value: object, settings: Settings, today: date) -> Result:
    """Compare the share of good cases before and after a change, and say whether to keep the change.

    Fields: ``before_cases``, ``before_good``, ``after_cases``, ``after_good`` (whole numbers). Settings: ``event``
    (good), ``item`` (cases), ``worthwhile`` † (the smallest gain worth having, in 100 cases), ``volume`` † (cases a
    month). Values: ``before``, ``after`` (% good), ``change``, ``low``, ``high`` (in 100 cases; the ends of the 95
    % interval of Newcombe), ``verdict`` (keep, redo, too early). Chart: both shares with their intervals. With
    totals alone nobody can see whether a period was moving; lists, pairs, times and scores are left to the domain.
    """
    from qmslib._common.estimates import proportion as share_of
    from qmslib.improvement import before_after as compare
    from qmslib.improvement.comparing._words import texts

    words = tool_texts().say
    fields = form_fields(value)
    names = ("before_cases", "before_good", "after_cases", "after_good")
    if not any(tidy(fields.get(name)) for name in names):
        return result(say("blank_before_after"))
    reader = Reader()
    n0, x0, n1, x1 = (reader.whole(fields, name) for name in names)
    for name, count in zip(names, (n0, x0, n1, x1), strict=True):
        if count is None or (name.endswith("cases") and count == 0):
            return result(say("wait", missing=say(f"need_{name}")), reader.notes)
    assert n0 is not None
    assert x0 is not None
    assert n1 is not None
    assert x1 is not None
    for field, cases, good in (("before_good", n0, x0), ("after_good", n1, x1)):
        if good > cases:
            reader.note("bad", "good_more", None, field)
            return result(reader.notes[-1].text, reader.notes)
    worthwhile, volume = (parse_number(settings.get(name)) for name in ("worthwhile", "volume"))
    report = compare(
        (x0, n0),
        (x1, n1),
        better="higher",
        event=tidy(settings.get("event")) or "good",
        item=tidy(settings.get("item")) or "cases",
        worthwhile=None if worthwhile is None else worthwhile / 100,
        volume=volume,
    )
    # Totals leave both periods unseen; once is enough to say it.
    unseen = texts.say("drift_unknown", phase="later")
    change = report.change
    rows: list[list[Any]] = []
    for name, good, cases in (("before", x0, n0), ("after", x1, n1)):
        found = share_of(good, cases)
        rows.append(
            [
                words("before_after", name),
                cases,
                good,
                *(rounded(100 * (end or 0), 1) for end in (found.value, found.low, found.high)),
            ]
        )
    points = [rounded(100 * (end or 0), 1) for end in (change.value, change.low, change.high)]
    parts = [
        words(
            "before_after",
            "alt_row",
            name=row[0],
            share=say_number(row[3], 1),
            low=say_number(row[4], 1),
            high=say_number(row[5], 1),
        )
        for row in rows
    ]
    return result(
        report.sentence,
        [*reader.notes, *(found for found in report.findings if found.text != unseen)],
        table=(
            words("before_after", "caption"),
            labels(words, "before_after", "when cases good share low high"),
            [*rows, [words("before_after", "change"), "", "", *points]],
        ),
        chart={
            "type": "intervals",
            "title": report.title,
            "alt": words("before_after", "alt", parts="; ".join(parts)),
            "x": [row[0] for row in rows],
            "y": [row[3] for row in rows],
            "low": [row[4] for row in rows],
            "high": [row[5] for row in rows],
            "unit": "%",
        },
        values={
            "before": rows[0][3],
            "after": rows[1][3],
            "change": points[0],
            "low": points[1],
            "high": points[2],
            "verdict": report.verdict,
        },
    )


def run_chart(value: object, settings: Settings, today: date) -> Result:
    """Draw a run chart and tell a change from chance, by the longest run and the crossings of the median (Anhøj).

    Rows, in the order of time: ``label``, ``value`` (number). Settings: ``target`` †, ``better`` (up, down; up).
    Values: ``n``, ``median``, ``longest_run``, ``longest_run_limit``, ``crossings``, ``crossings_limit`` (null when
    every value lies on the median), ``signal``, ``on_target`` (how many values reach the target; null without).
    Chart: the line with its median, the points of a run that is too long marked by their shape.
    """
    import math

    import numpy as np

    from qmslib.improvement.charts.runs import count_runs, runs_test, sides

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_run_chart"))
    reader = Reader()
    points: list[tuple[str, float | None]] = []
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        points.append((tidy(row.get("label")) or str(index + 1), reader.signed(row, "value", index)))
    numbers = [math.nan if figure is None else figure for _, figure in points]
    known = [figure for _, figure in points if figure is not None]
    if not known:
        return result(words("run_chart", "sentence_wait"), reader.notes)
    report = runs_test(numbers)
    up = fold(settings.get("better")) != "down"
    side = sides(np.array(numbers), np.full(len(numbers), report.centre))
    _, _, _, places, lengths = count_runs(side)
    limit = report.longest_run_limit
    notes = [*reader.notes, *report.findings]
    signals: list[int] = []
    # Neighbouring places of equal length may be two runs: told apart by their side.
    for at, place in enumerate(places):
        if limit is not None and lengths[at] > limit:
            signals.append(int(place))
    start = 0
    for at in range(1, len(signals) + 1):
        if at == len(signals) or side[signals[at]] != side[signals[start]]:
            run = signals[start:at]
            above = side[run[0]] > 0
            # The series begins at one level; what comes later is a change for the better or worse.
            key = "level" if run[0] == places[0] else "better" if above == up else "worse"
            slots: dict[str, Any] = {"n": len(run), "first": points[run[0]][0], "last": points[run[-1]][0]}
            slots["side"] = words("run_chart", "above" if above else "below")
            notes.append(
                tool_texts().finding(
                    {"level": "info", "better": "good", "worse": "warn"}[key], "run_chart", key, **slots
                )
            )
            start = at
    target = parse_number(settings.get("target"))
    reached = None
    marks = [
        {"at": rounded(report.centre, 2), "label": words("run_chart", "median", value=say_number(report.centre))}
    ]
    if target is not None:
        reached = sum(figure >= target if up else figure <= target for figure in known)
        marks.append({"at": rounded(target, 2), "label": words("run_chart", "target", value=say_number(target))})
        notes.append(
            tool_texts().finding("info", "run_chart", "reached", n=reached, of=len(known), target=say_number(target))
        )
    parts = [
        f"{label} {words('run_chart', 'gap') if figure is None else say_number(figure)}" for label, figure in points
    ]
    return result(
        report.sentence,
        notes,
        table=(
            words("run_chart", "caption"),
            labels(words, "run_chart", "label value side signal"),
            [
                [
                    label,
                    "" if figure is None else rounded(figure, 2),
                    words("run_chart", {1: "above", -1: "below", 0: "on"}[int(side[place])])
                    if figure is not None
                    else "",
                    words("run_chart", "yes") if place in signals else "",
                ]
                for place, (label, figure) in enumerate(points)
            ],
        ),
        chart={
            "type": "line",
            "title": words("run_chart", "title_signal" if report.signal else "title_none"),
            "alt": words("run_chart", "alt", median=say_number(report.centre), parts=", ".join(parts)),
            "x": [label for label, _ in points],
            "y": [None if figure is None else rounded(figure, 2) for _, figure in points],
            "unit": words("run_chart", "unit"),
            "marks": marks,
            "signals": signals,
        },
        values={
            "n": len(known),
            "median": rounded(report.centre, 2),
            "longest_run": report.longest_run,
            "longest_run_limit": limit,
            "crossings": report.crossings,
            "crossings_limit": report.crossings_limit,
            "signal": report.signal,
            "on_target": reached,
        },
    )

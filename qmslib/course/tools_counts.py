"""Tools about counts and shares, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date
from typing import Any

from qmslib._common.findings import Finding
from qmslib._common.numbers import rounded, say_number
from qmslib._common.words import bare, tidy
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
    tool_texts,
)


def pareto(value: object, settings: Settings, today: date) -> Result:
    """Find the few kinds that make up most.

    Rows: ``kind``, ``count`` (number; a row without a kind counts as not recorded). The kind "other" stands last.
    Settings: ``cut`` (80). Values: ``n``, ``kinds``, ``vital_few`` (names), ``share`` (of the vital few, in %; null
    without), ``flat`` (whether no few stand out), ``largest``. Chart: bars with the cumulative share.
    """
    from qmslib.complaints.figures.vital_few import pareto as order_of, texts

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_pareto"))
    reader = Reader()
    names: dict[str, str] = {}
    counts: dict[str, float] = {}
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        kind, count = tidy(row.get("kind")), reader.number(row, "count", index)
        if not tidy(row.get("count")):
            reader.note("bad", "no_count", index, "count")
        if count is None:
            continue
        key = bare(kind)
        if key in names and key:
            reader.note("info", "kind_twice", index, "kind")
        name = names.setdefault(key, kind if key else "")
        counts[name] = counts.get(name, 0) + count
    if not counts:
        return result(words("pareto", "sentence_wait"), reader.notes)
    cut = setting_number(settings, "cut", 80)
    report = order_of(counts, cut=cut if 0 < cut < 100 else 80)
    table = report.frame()
    notes = [*reader.notes, *report.findings]
    if 0 < report.n < 30 and any(size != 1 for size in counts.values()):
        notes.append(texts.finding("warn", "small", n=say_number(report.n, 1)))
    shown: list[dict[Any, Any]] = table.to_dict("records") if report.n else []
    share = sum(row["n"] for row in shown if row["vital"]) / report.n * 100 if report.n and report.vital_few else None
    parts = [
        texts.say(
            "bar", name=row["category"], n=say_number(row["n"], 1), total=say_number(row["cumulative_percent"], 1)
        )
        for row in shown
    ]
    return result(
        report.sentence,
        notes,
        table=(
            words("pareto", "caption"),
            labels(words, "pareto", "kind count percent cumulative vital"),
            [
                [
                    row["category"],
                    rounded(row["n"], 2),
                    rounded(row["percent"], 1),
                    rounded(row["cumulative_percent"], 1),
                    words("pareto", "yes") if row["vital"] and not report.flat else "",
                ]
                for row in shown
            ],
        )
        if shown
        else None,
        chart={
            "type": "pareto",
            "title": report.sentence,
            "alt": texts.say("alt", bars="; ".join(parts)),
            "x": [row["category"] for row in shown],
            "y": [rounded(row["n"], 2) for row in shown],
            "cumulative": [rounded(row["cumulative_percent"], 1) for row in shown],
            "vital": [bool(row["vital"]) and not report.flat for row in shown],
            "unit": words("pareto", "column_count"),
        }
        if shown
        else None,
        values={
            "n": rounded(report.n, 2),
            "kinds": report.categories,
            "vital_few": list(report.vital_few),
            "share": None if share is None else rounded(share, 1),
            "flat": report.flat,
            "largest": shown[0]["category"] if shown else None,
        },
    )


def proportion(value: object, settings: Settings, today: date) -> Result:
    """The share who say yes, with its interval, and how many of those asked answered.

    Fields: ``asked`` †, ``answered``, ``yes`` (whole numbers). Values: ``asked``, ``answered``, ``response_rate``,
    ``share``, ``low``, ``high`` (%; the ends of the 95 % interval of Wilson). Null where not known. Chart: the
    interval.
    """
    from qmslib._common.estimates import proportion as share_of
    from qmslib.feedback.asking.response import response_rate

    words = tool_texts().say
    fields = form_fields(value)
    if not any(tidy(fields.get(name)) for name in ("asked", "answered", "yes")):
        return result(say("blank_proportion"))
    reader = Reader()
    asked, answered, yes = (reader.whole(fields, name) for name in ("asked", "answered", "yes"))
    if not answered or yes is None:
        return result(say("wait", missing=say("need_yes" if answered else "need_answered")), reader.notes)
    if yes > answered:
        reader.note("bad", "yes_more", None, "yes")
        return result(reader.notes[-1].text, reader.notes)
    notes = reader.notes
    if asked is not None and answered > asked:
        reader.note("bad", "answered_more", None, "answered")
        asked = None
    rate = None
    if asked:
        response = response_rate(asked, answered)
        rate = response.value
        notes += [Finding("info", response.sentence), *response.findings]
    if answered < 30:
        notes.append(tool_texts().finding("warn", "proportion", "few", n=answered))
    found = share_of(yes, answered)
    share, low, high = (rounded(100 * (end or 0), 1) for end in (found.value, found.low, found.high))
    slots = {
        "yes": yes,
        "n": answered,
        **{"share": say_number(share, 1), "low": say_number(low, 1), "high": say_number(high, 1)},
    }
    sentence = words("proportion", "sentence", **slots)
    return result(
        sentence,
        notes,
        chart={
            "type": "intervals",
            "title": words("proportion", "title", **slots),
            "alt": words("proportion", "alt", **slots),
            "x": [words("proportion", "row")],
            "y": [share],
            "low": [low],
            "high": [high],
            "unit": "%",
        },
        values={
            "asked": asked,
            "answered": answered,
            "response_rate": None if rate is None else rounded(100 * rate, 1),
            "share": share,
            "low": low,
            "high": high,
        },
    )

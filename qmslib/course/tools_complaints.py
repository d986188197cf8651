"""Tools about complaints and problems, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date
from typing import Any

from qmslib._common.findings import join_words
from qmslib._common.numbers import parse_number, rounded, say_money, say_number
from qmslib._common.words import bare, filled, fold, tidy
from qmslib.course.tool_io import Reader, Result, Settings, form_rows, is_blank, labels, result, say, tool_texts


def priority(value: object, settings: Settings, today: date) -> Result:
    """Rank problems by impact, how often they come back, and age.

    Rows: ``problem``, ``impact`` (1 to 5), ``frequency`` (1 to 5), ``age_days``. Points are impact × frequency × the
    age's step of 1 to 5 (from 5, 10, 20 and 40 days); 40 points come now, 15 soon. Values: ``rows``, ``ranked``
    (names), ``first``, ``score`` (of the first; null without), ``now``, ``soon``, ``in_turn``.
    """
    from qmslib.complaints.cases.priority_rule import AGE_STEPS, BANDS, step_of

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_priority"))
    reader = Reader()
    cases: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        impact, frequency = (reader.between(row, name, 1, 5, index) for name in ("impact", "frequency"))
        age = reader.number(row, "age_days", index)
        name = tidy(row.get("problem"))
        for field, missing in (
            ("problem", not filled(name)),
            *((field, not tidy(row.get(field))) for field in ("impact", "frequency", "age_days")),
        ):
            if missing:
                reader.note("bad", f"no_{field}", index, field)
        if not filled(name) or impact is None or frequency is None or age is None:
            continue
        step = step_of(age, AGE_STEPS)
        score = impact * frequency * step
        band = "now" if score >= BANDS[0] else "soon" if score >= BANDS[1] else "in_turn"
        cases.append(
            {
                "name": name,
                "impact": impact,
                "frequency": frequency,
                "age": age,
                "step": step,
                "score": score,
                "band": band,
            }
        )
    cases.sort(key=lambda case: (-case["score"], -case["age"]))
    counts = {band: sum(case["band"] == band for case in cases) for band in ("now", "soon", "in_turn")}
    sentence = words("priority", "sentence_wait")
    if cases:
        first = cases[0]
        slots = {"first": first["name"], "score": say_number(first["score"]), "n": len(cases), "now": counts["now"]}
        sentence = words("priority", "sentence", **slots)
        reader.notes.append(tool_texts().finding("info", "priority", "first"))
    parts = [f"{case['name']} {say_number(case['score'])}" for case in cases]
    return result(
        sentence,
        reader.notes,
        table=(
            words("priority", "caption"),
            labels(words, "priority", "problem impact frequency age step score band"),
            [
                [
                    case["name"],
                    *(rounded(case[name], 2) for name in ("impact", "frequency", "age", "step", "score")),
                    words("priority", case["band"]),
                ]
                for case in cases
            ],
        )
        if cases
        else None,
        chart={
            "type": "bars",
            "title": sentence,
            "alt": words("priority", "alt", parts=", ".join(parts)),
            "x": [case["name"] for case in cases],
            "y": [rounded(case["score"], 2) for case in cases],
            "unit": words("priority", "unit"),
            "marks": [
                {"at": BANDS[0], "label": words("priority", "now")},
                {"at": BANDS[1], "label": words("priority", "soon")},
            ],
        }
        if cases
        else None,
        values={
            "rows": len(cases),
            "ranked": [case["name"] for case in cases],
            "first": cases[0]["name"] if cases else None,
            "score": rounded(cases[0]["score"], 2) if cases else None,
            **counts,
        },
    )


def options(value: object, settings: Settings, today: date) -> Result:
    """Compare the ways to put a problem right, so that the customer can be offered a choice.

    Rows: ``option``, ``cost`` (£), ``days`` (numbers), ``fair`` (yes, no), ``approver`` (who can say yes). Settings:
    ``limits`` † (up to how many pounds each role may approve, such as ``{team leader: 500}``). Values: ``options``,
    ``cheapest``, ``quickest``, ``fair``, ``worth_offering`` (names; those that no other beats in cost, time and
    fairness), ``no_approver``, ``above_limit`` (how many).
    """
    from qmslib.complaints.cases.options import compare_options

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_options"))
    reader = Reader()
    limits = {
        fold(role): amount
        for role, text in dict(settings.get("limits") or {}).items()
        if (amount := parse_number(text)) is not None
    }
    given: dict[str, dict[str, Any]] = {}
    no_approver = above = 0
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        name, said = tidy(row.get("option")), fold(row.get("fair"))
        cost, days = reader.number(row, "cost", index), reader.number(row, "days", index)
        for field, missing in (
            ("option", not filled(name)),
            ("cost", not tidy(row.get("cost"))),
            ("days", not tidy(row.get("days"))),
            ("fair", said not in ("yes", "no")),
        ):
            if missing:
                reader.note("bad", f"no_{field}", index, field)
        approver = tidy(row.get("approver"))
        if not filled(approver):
            no_approver += 1
            reader.note("bad", "no_approver", index, "approver")
        elif cost is not None and cost > limits.get(fold(approver), cost):
            above += 1
            slots = {"role": approver, "limit": say_money(limits[fold(approver)])}
            reader.note("bad", "above_limit", index, "approver", **slots)
        if bare(name) in given:
            reader.note("bad", "option_twice", index, "option")
        elif filled(name) and cost is not None and days is not None and said in ("yes", "no"):
            if said == "no":
                reader.note("warn", "unfair", index, "fair")
            fairness = 5 if said == "yes" else 1
            given[bare(name)] = {
                "option": name,
                "cost": cost,
                "days": days,
                "fairness": fairness,
                "approver": approver,
            }
    if not given:
        return result(words("options", "sentence_wait"), reader.notes)
    # Who may approve is said in the form; fairness is yes or no here, and said above.
    report = compare_options(list(given.values()), limits={"": 1e12})
    notes = [*reader.notes, *(found for found in report.findings if found.field is None)]
    fair = [option["option"] for option in given.values() if option["fairness"] == 5]
    beaten = [None if name is None else str(name) for name in report.frame()["beaten_by"]]
    sentence = words(
        "options",
        "sentence",
        n=len(given),
        cheapest=join_words(list(report.cheapest)),
        quickest=join_words(list(report.quickest)),
        offer=join_words(list(report.worth_offering)),
    )
    return result(
        sentence,
        notes,
        table=(
            words("options", "caption"),
            labels(words, "options", "option cost days fair approver beaten"),
            [
                [
                    option["option"],
                    say_money(option["cost"]),
                    rounded(option["days"], 2),
                    words("options", "yes" if option["fairness"] == 5 else "no"),
                    option["approver"],
                    other or "",
                ]
                for option, other in zip(given.values(), beaten, strict=True)
            ],
        ),
        values={
            "options": len(given),
            "cheapest": list(report.cheapest),
            "quickest": list(report.quickest),
            "fair": fair,
            "worth_offering": list(report.worth_offering),
            "no_approver": no_approver,
            "above_limit": above,
        },
    )

"""Tools about asking for feedback, run and documented by `qmslib.course.tools`."""

from __future__ import annotations

from datetime import date
from typing import Any

from qmslib._common.numbers import rounded, say_number
from qmslib._common.words import filled, fold, tidy, words as words_of
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

_KINDS = {"scale": "scale", "yes or no": "yes/no", "one of a list": "choice", "open text": "open"}
# Answers that no check finds fault with, to stand for those that the form does not ask for.
_ANSWERS = {"scale": ("good", "neither", "poor"), "yes/no": ("yes", "no"), "choice": ("first", "second")}


def questions(value: object, settings: Settings, today: date) -> Result:
    """Check the questions of a survey: their words, whether each can be left unanswered, and what nobody asks.

    Rows: ``question``, ``type`` (scale, yes or no, one of a list, open text), ``na`` † (yes, no: can people say that
    it does not concern them). Settings: ``anonymous`` (true), ``intro`` † (the words above the questions, checked for
    a promise and for free consent). Values: ``questions``, ``bad`` (questions that would mislead), ``look`` (other
    things to look at), ``aims`` and ``aims_missing`` (of satisfied, want, appreciate, complaints, suggestions),
    ``open`` (open questions), ``reading_ease`` (of all together; null without). The answers offered are not asked for
    here, so those checks of the domain (scales that lean, ranges that overlap, statements worded the other way) are
    left out.
    """
    from qmslib.feedback.asking.questionnaire import AIMS, check_questionnaire, texts

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_questions"))
    reader = Reader()
    places: list[int] = []
    asked: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        text, kind = tidy(row.get("question")), _KINDS.get(fold(row.get("type")), "")
        if not kind:
            reader.note("bad", "no_type", index, "type")
        if not words_of(text):
            reader.note("bad", "no_question", index, "question")
            continue
        answers = _ANSWERS.get(kind, ())
        if answers and fold(row.get("na")) != "no":
            answers = (*answers, "not applicable")
        places.append(index)
        asked.append({"text": text, "kind": kind, "options": answers})
    if not asked:
        return result(say("wait", missing=say("need_question")), reader.notes)
    intro = settings.get("intro")
    report = check_questionnaire(
        asked,
        anonymous=settings.get("anonymous") is not False,
        intro=intro if isinstance(intro, str) else None,
    )
    faults = report.faults
    notes = [found for found, fault in zip(report.findings, faults["fault"], strict=True) if fault != "no_intro"]
    served = [aim for aim in AIMS if report.aims[aim]]
    bad = faults[(faults["level"] == "bad") & faults["question"].notna()]["question"].nunique()
    return result(
        report.sentence,
        [*reader.notes, *at_rows(notes, places, text="question")],
        table=(
            words("questions", "caption"),
            labels(words, "questions", "aim questions"),
            [
                [
                    texts.say(f"aim_{aim}"),
                    ", ".join(str(places[number - 1] + 1) for number in report.aims[aim])
                    or words("questions", "none"),
                ]
                for aim in AIMS
            ],
        ),
        values={
            "questions": len(asked),
            "bad": int(bad),
            "look": int((faults["level"] == "warn").sum()),
            "aims": served,
            "aims_missing": [aim for aim in AIMS if aim not in served],
            "open": sum(question["kind"] == "open" for question in asked),
            "reading_ease": None if report.reading_ease is None else rounded(report.reading_ease, 1),
        },
    )


def cards(value: object, settings: Settings, today: date) -> Result:
    """Check indicator cards: complete, able to be worked out, and what each could reward wrongly.

    Rows: ``indicator``, ``formula``, ``source``, ``frequency``, ``target``, ``owner``, ``low`` †, ``high`` † (between
    which values nothing needs to be done). Values: ``cards``, ``ready``, ``faults``, ``cautions`` (how many). The
    domain's other fields (purpose, limits, who sees it, baseline) are not asked for here.
    """
    from qmslib.feedback.measures.cards import check_cards

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_cards"))
    reader = Reader()
    places = [index for index, row in enumerate(rows) if not is_blank(row)]
    wrong: set[int] = set()
    for index in places:
        row = rows[index]
        low, high = reader.signed(row, "low", index), reader.signed(row, "high", index)
        if low is not None and high is not None and low > high:
            reader.note("bad", "low_high", index, "high")
        if any(note.row == index for note in reader.notes):
            wrong.add(index)
    # What the form does not ask for counts as there.
    rest = dict.fromkeys(("purpose", "limits", "who_sees", "baseline"), "stated")
    names = ("formula", "source", "frequency", "target", "owner")
    report = check_cards(
        [
            {
                "name": tidy(rows[index].get("indicator")),
                **{name: tidy(rows[index].get(name)) for name in names},
                **rest,
            }
            for index in places
        ]
    )
    shown = report.frame().to_dict("records")
    ready = [bool(card["ready"]) and index not in wrong for card, index in zip(shown, places, strict=True)]
    found = at_rows(report.findings, places, name="indicator", limits="formula")
    notes = [*reader.notes, *found]
    return result(
        words("cards", "sentence", n=sum(ready), cards=len(places)),
        notes,
        table=(
            words("cards", "caption"),
            labels(words, "cards", "indicator state faults cautions"),
            [
                [
                    tidy(rows[index].get("indicator")),
                    words("cards", "ready" if good else "not_ready"),
                    sum(note.level == "bad" and note.row == index for note in notes),
                    sum(note.level != "bad" and note.row == index for note in notes),
                ]
                for index, good in zip(places, ready, strict=True)
            ],
        ),
        values={
            "cards": len(places),
            "ready": sum(ready),
            "faults": sum(note.level == "bad" for note in notes),
            "cautions": sum(note.level != "bad" for note in notes),
        },
    )


def survey_load(value: object, settings: Settings, today: date) -> Result:
    """What asking costs people: surveys and minutes in a quarter, for somebody who gets them all.

    Rows: ``survey``, ``people`` (how many are asked), ``times_a_year``, ``minutes`` (for one person, once). The
    surveys are spread over the year as evenly as they can be. Settings: ``max_surveys`` (2), ``max_minutes`` (30;
    for one person in a quarter), ``consent`` † (the sentence under which people are asked). Values: ``surveys``,
    ``sendings`` (in a year), ``most_surveys``, ``most_minutes`` (in the fullest quarter), ``over`` (quarters over a
    limit), ``hours_a_year`` (of everybody together).
    """
    from qmslib.feedback.asking.load import survey_load as load_of

    words = tool_texts().say
    rows = form_rows(value)
    if all(is_blank(row) for row in rows):
        return result(say("blank_survey_load"))
    reader = Reader()
    counts, minutes = [0] * 4, [0.0] * 4
    sent: list[dict[str, Any]] = []
    n = 0
    hours = 0.0
    for index, row in enumerate(rows):
        if is_blank(row):
            continue
        people, times = reader.whole(row, "people", index), reader.whole(row, "times_a_year", index)
        length = reader.number(row, "minutes", index)
        for field, missing in (
            ("survey", not filled(row.get("survey"))),
            *((name, not tidy(row.get(name))) for name in ("people", "times_a_year", "minutes")),
        ):
            if missing:
                reader.note("bad", f"no_{field}", index, field)
        for field, figure, high in (("people", people, 100_000), ("minutes", length, 480)):
            if figure is not None and figure > high:
                reader.note(
                    "bad", "not_between", index, field, found=say_number(figure), low=0, high=say_number(high)
                )
        if times is not None and times > 52:
            reader.note("bad", "too_often", index, "times_a_year", found=say_number(times))
            times = None
        if people is None or times is None or length is None or people > 100_000 or length > 480:
            continue
        n += 1
        hours += people * times * length / 60
        mine = [0] * 4
        for _ in range(times):
            quarter = min(range(4), key=lambda q: (mine[q], counts[q], minutes[q], q))
            mine[quarter] += 1
            counts[quarter] += 1
            minutes[quarter] += length
            sent.append({"person": "one", "sent": f"{today.year}-{3 * quarter + 1:02d}-01", "minutes": length})
    if not sent:
        return result(words("survey_load", "sentence_wait"), reader.notes)
    most = int(setting_number(settings, "max_surveys", 2)), setting_number(settings, "max_minutes", 30)
    consent = settings.get("consent")
    report = load_of(
        sent, max_surveys=most[0], max_minutes=most[1], consent=consent if isinstance(consent, str) else None
    )
    loads = {str(row["quarter"])[-1]: row for row in report.frame().to_dict("records")}
    by_quarter = [loads.get(str(q + 1), {"surveys": 0, "minutes": 0.0, "over": False}) for q in range(4)]
    over = sum(bool(row["over"]) for row in by_quarter)
    slots = {
        "surveys": report.most_surveys,
        "minutes": say_number(report.most_minutes or 0, 1),
        "max_surveys": most[0],
        "max_minutes": say_number(most[1], 1),
        "hours": say_number(hours, 1),
    }
    sentence = words("survey_load", "over" if over else "within", **slots)
    # Whether a sentence about consent is asked for is the author's choice here.
    kept = [found for found in report.findings if consent is not None or not _is_no_consent(found.text)]
    shown = [words("survey_load", "quarter", n=q + 1) for q in range(4)]
    heights = [rounded(float(row["minutes"]), 2) for row in by_quarter]
    parts = [f"{name} {say_number(height)}" for name, height in zip(shown, heights, strict=True)]
    return result(
        sentence,
        [*reader.notes, *kept],
        table=(
            words("survey_load", "caption"),
            labels(words, "survey_load", "quarter surveys minutes state"),
            [
                [
                    name,
                    int(row["surveys"]),
                    height,
                    words("survey_load", "state_over" if row["over"] else "state_within"),
                ]
                for name, row, height in zip(shown, by_quarter, heights, strict=True)
            ],
        ),
        chart={
            "type": "bars",
            "title": words("survey_load", "title_over" if over else "title_within", **slots),
            "alt": words("survey_load", "alt", parts=", ".join(parts), limit=slots["max_minutes"]),
            "x": shown,
            "y": heights,
            "unit": words("survey_load", "unit"),
            "marks": [{"at": rounded(most[1], 2), "label": words("survey_load", "mark", limit=slots["max_minutes"])}],
        },
        values={
            "surveys": n,
            "sendings": len(sent),
            "most_surveys": report.most_surveys,
            "most_minutes": rounded(report.most_minutes or 0, 2),
            "over": over,
            "hours_a_year": rounded(hours, 1),
        },
    )


def _is_no_consent(text: str) -> bool:
    from qmslib.feedback.asking.load import texts

    return text == texts.say("no_consent")

from __future__ import annotations

import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib.feedback import Question, check_questionnaire, reading_ease

SCALE = "very dissatisfied|dissatisfied|neither|satisfied|very satisfied|not applicable"


def faults(text: str, options: str | None = SCALE, **more: object) -> set[str]:
    found = check_questionnaire([{"text": text, "options": options, **more}]).faults
    return set(found.loc[found["question"] == 1, "fault"])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("How satisfied are you with the speed and quality of our service?", "double_barrelled"),
        ("Was the reply polite and/or quick?", "double_barrelled"),
        ("How fast/friendly was the reply?", "double_barrelled"),
        ("Were staff friendly? Did they help you?", "double_barrelled"),
        ("Was the form short as well as clear?", "double_barrelled"),
        ("Don't you agree that the service has improved?", "leading"),
        ("Do you agree that files come in time?", "leading"),
        ("How good was the reply?", "leading"),
        ("Files come in time, don't they?", "leading"),
        ("Most people find the form easy. Do you?", "leading"),
        ("How satisfied are you with our failing service desk?", "loaded"),
        ("Do you agree that staff never fail to reply?", "double_negative"),
        ("I do not find it difficult to reach someone.", "double_negative"),
        ("Is the file always complete?", "absolute"),
        ("Do you regularly ask for files?", "vague"),
        ("How well does the SLA work for you?", "jargon"),
        ("What is your staff number?", "identifying"),
        (" ".join(["word"] * 26) + "?", "long"),
    ],
)
def test_finds(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "How satisfied or dissatisfied are you with our terms and conditions?",
        "How satisfied are you with Records and Access?",
        "How easy was it to reach Wei Zhang and Tom Ellis?",
        "Overall, how satisfied are you with the health and safety training?",
        "Thinking about East and West locality, how easy was it to find a file?",
        "On a scale of 1 to 5, where 1 is poor and 5 is excellent, how would you rate the reply?",
        "To what extent do you agree or disagree that files come in time?",
        "How likely are you to recommend us to a friend or colleague?",
        "How clear or unclear was the letter?",
        "How often did you ask for a file in the last four weeks?",
        "How well does the Human Resources (HR) team answer the phone?",
        "How satisfied are you with the time between asking and getting the file?",
    ],
)
def test_leaves_sound_questions_alone(text: str) -> None:
    assert faults(text) == set()


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ("excellent|very good|good|poor|n/a", "unbalanced"),
        ("1|2|3|4|5|n/a", "unlabelled"),
        ("never|sometimes|often|n/a", "vague_answers"),
        ("0-5|5-10|more|n/a", "overlapping"),
        ("yes|no", "no_not_applicable"),
    ],
)
def test_answers(options: str, fault: str) -> None:
    assert faults("How was the reply?", options) == {fault}


def test_sound_answers() -> None:
    agree = "strongly agree|agree|neither agree nor disagree|disagree|strongly disagree|don't know"
    assert faults("Files come in time.", agree) == set()
    assert faults("How was the reply?", "1 = poor|2|3|4|5 = good|n/a") == set()
    assert faults("How many times?", "0|1 to 2|3 to 5|6 or more|n/a", kind="choice") == set()


def test_a_reverse_worded_statement_is_noted() -> None:
    agree = "agree|neither|disagree|n/a"
    assert faults("I have to chase my requests.", agree) == {"reverse_worded"}
    assert faults("The form is short.", agree, reverse=True) == {"reverse_worded"}


def test_the_five_aims() -> None:
    questions = [
        "How satisfied are you with the service?",
        "What do you really need from us?",
        "What do you appreciate most?",
        "What problems did you have?",
        "What one thing should we improve?",
    ]
    found = check_questionnaire(questions, intro="You choose whether to answer. We will publish the results.")
    assert found.aims == {
        "satisfied": (1,),
        "want": (2,),
        "appreciate": (3,),
        "complaints": (4,),
        "suggestions": (5,),
    }
    assert not len(found.faults)
    assert "missing_aim" in set(check_questionnaire(questions[:4]).faults["fault"])


def test_what_the_opening_words_lack() -> None:
    found = check_questionnaire([Question("What went well?", "open")], intro="Please answer.")
    assert {"no_promise", "no_consent"} <= set(found.faults["fault"])
    named = check_questionnaire(["What is your name?"], anonymous=False)
    assert "identifying" not in set(named.faults["fault"])
    assert "no_open_question" in set(check_questionnaire(["How easy was it?"]).faults["fault"])


def test_nothing_and_nonsense() -> None:
    assert check_questionnaire([]).sentence == "There are no questions yet."
    assert str(check_questionnaire([]))
    for wrong in ("one text", [3], [""], [{"text": None}], 5):
        with pytest.raises(CourseError):
            check_questionnaire(wrong)
    with pytest.raises(CourseError, match="row 2"):
        check_questionnaire([{"text": "Why?"}, {"text": "How?", "kind": "funny"}])
    table = pd.DataFrame({"question": ["How was it?"], "options": [float("nan")]}, index=[7])
    assert len(check_questionnaire(table).faults)


def test_reading_ease() -> None:
    assert reading_ease("") is None
    easy, hard = (
        reading_ease("We met. We ate."),
        reading_ease("Interdepartmental communication necessitates formality."),
    )
    assert easy is not None
    assert hard is not None
    assert easy > 90 > 30 > hard

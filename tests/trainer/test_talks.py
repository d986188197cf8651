"""What a learner is told of a talk that did not show every step."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from qmslib.course.answers import Answer, AnswersFile
from qmslib.course.competence import Outcome
from qmslib.course.items import Item
from qmslib.trainer.decisions import Judged
from qmslib.trainer.feedback import _item
from tests.course.examples import item

TALK = TypeAdapter[Any](Item).validate_python(item("dialogue"))


def comment(points: float, value: Any) -> str:
    entry = Judged("l1", "x", 1, Outcome("not_yet"), {"talk": points}, {"talk": "Look again."})
    answers = AnswersFile(exercise="x", answers={"talk": Answer(value=value)})
    return str(_item(TALK, entry, answers, True)["comment"])


def test_feedback_repeats_the_words_and_nothing_of_the_sheet() -> None:
    assert comment(1.0, ["rule", "turn", "bye"]) == (
        "Look again.\n\nWhat you said, in turn:\n\n- That is the rule.\n- You are right.\n- Goodbye."
    )
    assert comment(3.0, ["calm", "both"]) == "Look again."
    assert comment(0.0, ["bye"]) == "Look again."
    assert comment(0.0, None) == "Look again."

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter, ValidationError

from qmslib.course.items import Dialogue, Item
from qmslib.course.lint.items import _long_replies
from qmslib.course.release import practice_item, release_item
from qmslib.course.scoring import score
from qmslib.course.sheet import answer_html as sheet
from qmslib.course.talks import full_talk, walk
from qmslib.learner.practice import without_script
from qmslib.learner.progress import gaps
from qmslib.learner.store import is_answered
from qmslib.trainer.answer_html import answer_html
from tests.course.examples import item

HOSTILE = "<img src=x onerror=alert(1)>"


def talk(**changes: Any) -> Dialogue:
    loaded = TypeAdapter(Item).validate_python(item("dialogue", **changes))
    assert isinstance(loaded, Dialogue)
    return loaded


def changed(place: int, reply: int | None = None, **fields: Any) -> dict[str, Any]:
    made = item("dialogue")
    target = made["nodes"][place]
    (target if reply is None else target["choices"][reply]).update(fields)
    return made


WRONG = {
    "unknown start": (item("dialogue", start="attic"), "start: 'attic' is not among the ids"),
    "start is the end": (item("dialogue", start="done"), "over before it begins"),
    "leads nowhere": (changed(0, 0, to="attic"), "nodes, opening, calm: 'to': 'attic' is not among"),
    "shows an unknown step": (changed(0, 0, shows=["dance"]), "nodes, opening, calm: 'shows': 'dance'"),
    "misses an unknown step": (changed(0, 1, misses={"dance": "why"}), "nodes, opening, rule: 'misses': 'dance'"),
    "shows and misses": (changed(0, 0, misses={"listen": "why"}), "shows and misses listen at once"),
    "a node twice": (changed(1, id="opening"), "nodes: 'opening' stands more than once"),
    "a reply twice": (changed(1, 0, id="calm"), "choices: 'calm' stands more than once"),
    "a step twice": (item("dialogue", steps=[{"id": "listen", "text": "t"}] * 2), "steps: 'listen' stands more"),
    "an end that goes on": (changed(0, end=True), "opening: an end has no choices"),
    "nothing to say": (changed(1, choices=[]), "angry: nothing can be said here"),
    "never reached": (changed(0, 1, to="story"), "nothing leads to angry"),
    "no way out": (changed(1, 0, to="angry"), "from angry no way leads to an end"),
    "a step that nothing shows": (changed(2, 0, shows=["sorry"]), "no reply shows thank"),
    "no talk shows all": (
        changed(0, 1, misses={}, shows=["thank"])
        | {
            "nodes": [
                {**changed(0, 0, to="story")["nodes"][0], "choices": [
                    {"id": "calm", "text": "a", "to": "story", "shows": ["listen"], "feedback": "f"},
                    {"id": "rule", "text": "b", "to": "done", "shows": ["thank"], "feedback": "f"},
                ]},
                {"id": "story", "text": "t", "choices": [
                    {"id": "both", "text": "c", "to": "done", "shows": ["sorry"], "feedback": "f"},
                ]},
                {"id": "done", "text": "t", "end": True},
            ]
        },
        "no one talk can show them all",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_talk_that_nobody_could_lead_is_refused(name: str) -> None:
    raw, said = WRONG[name]
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Item).validate_python(raw)
    assert said in str(caught.value)


def test_the_shortest_full_talk() -> None:
    loaded = talk()
    found = full_talk([step.id for step in loaded.steps], loaded.start, loaded.nodes)
    assert found == ["calm", "both"]
    assert score(loaded, found).right


def test_a_released_talk_has_no_sheet_and_no_reasons() -> None:
    released = release_item(talk())
    assert set(released["nodes"][0]["choices"][0]) == {"id", "text", "to"}
    assert set(released["nodes"][0]) == {"id", "speaker", "text", "choices", "end"}
    assert "steps" not in released
    assert [place["id"] for place in released["nodes"]] == ["opening", "angry", "story", "done"]
    whole = practice_item(talk())
    assert {"shows", "misses", "feedback"} <= set(whole["nodes"][0]["choices"][0])
    assert [r["id"] for p in whole["nodes"] for r in p["choices"]] == [
        r["id"] for p in released["nodes"] for r in p["choices"]
    ]


@pytest.mark.parametrize("value", [None, "", [], "calm", ["both"], ["calm"], {"a": 1}, [[]], ["calm", "bye", "calm"]])
def test_what_is_no_finished_talk_earns_nothing_and_is_not_answered(value: Any) -> None:
    result = score(talk(), value)
    assert (result.points, result.answered, result.parts) == (0, False, [])
    assert not is_answered(release_item(talk()), value)


REPLIES = ["calm", "rule", "turn", "again", "both", "bye", "unknown"]


@given(st.lists(st.sampled_from(REPLIES), max_size=8))
def test_points_are_the_share_of_steps_that_some_reply_showed(value: list[str]) -> None:
    loaded = talk()
    result, way = score(loaded, value), walk(release_item(loaded), value)
    shows = {reply.id: set(reply.shows) for node in loaded.nodes for reply in node.choices}
    if way is None or not way.ended:
        assert not result.answered
        return
    shown = set().union(*(shows[name] for name in value))
    assert result.points == pytest.approx(len(shown))
    assert {part.id for part in result.parts if part.verdict == "right"} == shown
    assert all(part.text for part in result.parts)
    assert is_answered(release_item(loaded), value)


def test_the_history_in_words_for_trainer_and_hand_in() -> None:
    released = release_item(talk(nodes=changed(3, text=f"He leaves. {HOSTILE}")["nodes"]))
    for made in (answer_html(released, ["rule", "turn", "both"]), sheet(released, ["rule", "turn", "both"])):
        for words in ("The file did not come.", "That is the rule.", "You are right.", "I am sorry.", "He leaves."):
            assert words in made
        assert made.index("That is the rule.") < made.index("You are right.")
        assert "Wei Zhang" in made
        assert "<img" not in made
        assert "not brought" not in made
    for made in (answer_html(released, ["rule"]), sheet(released, ["rule"])):
        assert "The talk was not brought to its end." in made
    for value in ([HOSTILE], {"a": HOSTILE}, HOSTILE, 7):
        assert "<img" not in answer_html(released, value)
        assert "<img" not in sheet(released, value)


def test_progress_says_what_is_lacking() -> None:
    from qmslib.course.answers import Answer, AnswersFile

    form = {"items": [release_item(talk())]}
    answers = AnswersFile(exercise="x", answers={"talk": Answer(value=["calm"])})
    assert [gap.lacks for gap in gaps(form, answers)] == ["the talk has not come to its end"]


def test_without_script_the_places_stand_as_text() -> None:
    made = without_script({"items": [practice_item(talk())]})
    for words in ("The talk begins at 1.", "Wei Zhang:", "That is the rule.” (leads to 2)", "He leaves."):
        assert words in made


def test_the_longest_reply_must_not_always_be_the_good_one() -> None:
    made = item("dialogue")
    for node in made["nodes"]:
        for reply in node.get("choices", []):
            reply["text"] = "A long and good reply that says much." if reply.get("shows") else "No."
    extra = {
        **made["nodes"][0],
        "id": "more",
        "choices": [{**one, "id": f"more-{one['id']}"} for one in made["nodes"][0]["choices"]],
    }
    made["nodes"].append(extra)
    made["nodes"][0]["choices"].append({"id": "on", "text": "Hm.", "to": "more", "feedback": "f"})
    long = TypeAdapter(Item).validate_python(made)
    assert isinstance(long, Dialogue)
    assert "4 of 4 places" in (_long_replies(long) or "")
    assert _long_replies(talk()) is None

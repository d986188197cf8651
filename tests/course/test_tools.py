"""The tools give what the vectors say, to the letter, and never fail on what people type."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.course import tool_texts
from qmslib.course.tools import TOOLS, prepare, run

VECTORS = Path(__file__).parents[1] / "vectors" / "tools"
ROWS = [row for file in sorted(VECTORS.glob("*.json")) for row in json.loads(file.read_text(encoding="utf-8"))]
LEVELS = {"good", "info", "warn", "bad"}


@pytest.mark.parametrize("vector", ROWS, ids=lambda row: f"{row['tool']}: {row['name']}")
def test_vector(vector):
    got = json.loads(json.dumps(run(vector["tool"], vector["inputs"])))
    assert got == vector["expect"]


def test_every_tool_has_vectors_and_no_name_stands_twice():
    assert {file.stem for file in VECTORS.glob("*.json")} == set(TOOLS)
    names = [(row["tool"], row["name"]) for row in ROWS]
    assert len(set(names)) == len(names)


def shape(result):
    assert set(result) == {"sentence", "notes", "table", "chart", "document", "values"}
    assert result["sentence"].strip()
    for note in result["notes"]:
        assert set(note) == {"level", "row", "field", "text"}
        assert note["level"] in LEVELS
        assert note["text"].strip()
        assert note["row"] is None or note["text"].startswith(f"Row {note['row'] + 1}: ")
    if result["table"]:
        assert all(len(row) == len(result["table"]["columns"]) for row in result["table"]["rows"])
    if result["chart"]:
        assert result["chart"]["title"]
        assert result["chart"]["alt"]
        if "x" in result["chart"]:
            assert len(result["chart"]["x"]) == len(result["chart"]["y"])
    text = json.dumps(result, allow_nan=False)
    assert "undefined" not in text
    assert "None" not in text


@pytest.mark.parametrize("vector", ROWS, ids=lambda row: f"{row['tool']}: {row['name']}")
def test_shape(vector):
    shape(vector["expect"])


@pytest.mark.parametrize("name", TOOLS)
@pytest.mark.parametrize("blank", [None, {}, [], "", [{}], {"x": " "}])
def test_blank_gets_one_helpful_sentence(name, blank):
    result = run(name, {"values": blank, "settings": {}, "today": "2026-03-16"})
    assert result["notes"] == []
    assert result["values"] == {}
    assert result["sentence"].endswith(".")


FIELDS = [
    *("target", "baseline", "need", "provider", "customer", "service", "quality", "quantity", "price", "timescale"),
    *("measured", "missed", "contact", "review", "agreed_by", "agreed_on", "volume", "period", "second", "third"),
    *("minutes", "hourly", "what_if_second", "received", "promise", "unit", "closed", "paused_from", "paused_to"),
    *("day_zero", "share", "dimension", "expected", "importance", "request", "due", "done", "told", "standard"),
    *("source", "measure", "owner", "activity", "months", "last", "task", "start", "new_due", "reason", "title"),
    *("responsible", "accountable", "consulted", "informed", "purpose", "complaints", "who", "priority", "by"),
    *("objective", "better", "version", "norm", "change", "asked", "aware", "staff", "goal"),
    *("step", "within_days", "next", "record", "problem", "impact", "frequency", "age_days", "option", "cost"),
    *("days",),
    *("fair", "approver", "question", "type", "na", "indicator", "formula", "low", "high", "survey", "people"),
    *("times_a_year", "said", "answer", "what", "because", "answered", "yes", "idea", "replied", "acted"),
    *("seen_before", "kind", "count", "why", "evidence", "bone", "cause", "agreed", "effort", "before_cases"),
    *("before_good", "after_cases", "after_good", "label", "value"),
]
TYPED = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["2026-03-16", "2026-03-17T10:00", "12", "1,000", "-3", "5 %", "Tom, Priya", "must", "yes", "a month", "tbc"]
    ),
    st.none(),
    st.integers(),
    st.floats(allow_nan=True),
    st.booleans(),
    st.lists(st.integers(), max_size=2),
)
FORM = st.dictionaries(st.sampled_from(FIELDS), TYPED, max_size=8)


@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=60, deadline=None)
@given(value=st.one_of(FORM, st.lists(st.one_of(FORM, TYPED), max_size=4), TYPED))
def test_nothing_typed_makes_a_tool_fail(name, value):
    given_settings = {"holidays": ["2026-04-03"], "hours": [3, 8, 20], "open": 1}
    result = run(name, {"values": value, "settings": given_settings, "today": "2026-03-16"})
    json.dumps(result, allow_nan=False)
    assert result["sentence"]


def test_prepare_puts_the_data_in_and_twice_changes_nothing():
    once = prepare("target", {"dataset": "request_log", "share": 80})
    assert set(once) == {"hours", "open", "share"}
    assert len(once["hours"]) > 300
    assert prepare("target", once) == once
    assert json.loads(json.dumps(once)) == once
    urgent = prepare("target", {"dataset": "request_log", "urgency": "urgent"})
    assert 0 < len(urgent["hours"]) < len(once["hours"])
    assert "2026-04-03" in prepare("clock", None)["holidays"]
    assert prepare("plan", {"holidays": []})["holidays"] == []
    by_name = run("target", {"values": {"target": "2"}, "settings": {"dataset": "request_log"}})
    assert by_name == run(
        "target", {"values": {"target": "2"}, "settings": prepare("target", {"dataset": "request_log"})}
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: run("colour", {"values": {}}), "there is no such tool"),
        (lambda: prepare("target", {"dataset": "sales"}), "Choose request_log"),
        (lambda: prepare("target", {"dataset": "request_log", "urgency": "mild"}), "Choose urgent or standard"),
        (lambda: run("smart", {"values": {}, "today": "today"}), "today is not a date"),
        (lambda: run("clock", {"values": {"promise": "1"}, "settings": {"opens": "nine"}}), "Write it like 08:30"),
    ],
)
def test_an_author_is_told_what_is_wrong(call, words):
    with pytest.raises(CourseError, match=words):
        call()


def test_the_script_of_texts_is_up_to_date():
    assert tool_texts.SCRIPT.read_text(encoding="utf-8") == tool_texts.script()


def test_importing_does_not_load_pandas():
    code = (
        "import sys, qmslib, qmslib.standards, qmslib.feedback, qmslib.improvement, qmslib.system, qmslib.datasets,"
        "qmslib.course.tools, qmslib.course.checks; assert not {'pandas', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
